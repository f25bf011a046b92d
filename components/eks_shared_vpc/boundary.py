"""The boundary between a component's arguments and its spec: what every Pulumi language may hand over is evened out here."""

import inspect
import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NotRequired, Required, TypeVar, cast

import pulumi
from pydantic import ValidationError

from eks_shared_vpc.errors import InputError, Problem, nearest
from eks_shared_vpc.spec import Spec, join, problems_of

__all__ = ["Derived", "Refused", "gathered", "spec_from_args"]

S = TypeVar("S", bound=Spec)


class Refused(InputError, pulumi.RunError):
    """Refused input in a Pulumi program: a run error, so that Pulumi prints the problems and no traceback."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A field of a spec that is read off an argument which otherwise only flows through.

    Attributes:
        argument: The argument; problems with the field are reported as problems with it.
        read: What the argument says about the graph: ``tuple`` for the keys of a mapping, ``len`` for how many there are.
    """

    argument: str
    read: Callable[[Any], Any]


def spec_from_args(
    model: type[S], args: Mapping[str, Any], args_type: type, path: str, derived: Mapping[str, Derived] | None = None
) -> S:
    """Validate the plain part of a component's arguments; call it before anything is registered.

    A component's arguments are a TypedDict: what shapes the graph is plain and belongs to ``model``; what only flows
    through to a resource is an ``Input``, is named in ``args_type`` alone, and may be an Output, whose value is not known here.
    Component packages in other languages hand over ``None`` for what was left out and floats for integers.

    Raises:
        Refused: for problems of the plain part, unknown keys, and required inputs that are missing.
    """
    derived = derived or {}
    given = _without_none(args, args_type)
    known = list(args_type.__annotations__)
    flowing = set(known) - set(model.model_fields)
    required: frozenset[str] = getattr(args_type, "__required_keys__", frozenset())
    problems = [
        Problem(
            "missing-key", join(path, key), "this argument is required", None, "a value or an Output", f"pass {key}"
        )
        for key in sorted((flowing & required) - set(given))
    ]
    problems += [_unknown(key, known, path, given[key]) for key in given if key in derived and key not in known]
    problems += [
        problem
        for key in given
        if key in flowing
        for problem in _misshapen(args_type.__annotations__[key], given[key], join(path, key))
    ]
    region = given.get("region")
    plain = {key: value for key, value in given.items() if key not in flowing}
    told_already = {problem.path for problem in problems}
    derivable = {name: each for name, each in derived.items() if not _is_told(join(path, each.argument), told_already)}
    hidden = {join(path, name) for name in derived.keys() - derivable.keys()}
    try:
        spec = model.model_validate(
            {**plain, **{name: each.read(given.get(each.argument) or ()) for name, each in derivable.items()}},
            context={"region": region if isinstance(region, str) else None},
        )
    except ValidationError as error:
        told = (_told(problem, derived, path) for problem in problems_of(error, model, path, known))
        raise Refused([*problems, *(each for each in told if not _is_told(each.path, told_already | hidden))]) from None
    if problems:
        raise Refused(problems)
    return spec


def _is_told(path: str, told: Collection[str]) -> bool:
    return any(other == path or other.startswith((f"{path}.", f"{path}[")) for other in told)


def _misshapen(annotation: Any, value: Any, path: str) -> Iterator[Problem]:
    """Where a flowing argument has not the shape of its annotation: mappings and lists are plain, only leaves may be Outputs."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (NotRequired, Required):
        yield from _misshapen(arguments[0], value, path)
    elif origin is Mapping:
        if not isinstance(value, Mapping):
            shown = "an Output" if isinstance(value, pulumi.Output) else value
            message = "this is not a mapping, and its keys shape the graph, so they have to be plain"
            yield Problem("wrong-type", path, message, shown, "a mapping: {key: value}", "write a mapping")
            return
        for key, each in value.items():
            if not isinstance(key, str):
                yield Problem(
                    "wrong-type", join(path, str(key)), "this key is not text", key, "text", "put it in quotes"
                )
            yield from _misshapen(arguments[1], each, join(path, str(key)))
    elif origin is Sequence:
        if isinstance(value, str) or not isinstance(value, Sequence):
            shown = "an Output" if isinstance(value, pulumi.Output) else value
            yield Problem("wrong-type", path, "this is not a list", shown, "a list: [a, b]", "write a list")
            return
        for index, each in enumerate(value):
            yield from _misshapen(arguments[0], each, join(path, index))
    elif not isinstance(value, str | pulumi.Output) and not inspect.isawaitable(value):
        yield Problem("wrong-type", path, "this is not text", value, "text or an Output", "write text")


def _without_none(value: Any, annotation: Any) -> Any:
    """A value without the known keys that were left out; Outputs, and names that the user chose, are left as they are."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (NotRequired, Required):
        return _without_none(value, arguments[0])
    if typing.is_typeddict(annotation) and isinstance(value, Mapping):
        known = annotation.__annotations__
        return {key: _without_none(each, known.get(key)) for key, each in value.items() if each is not None}
    if origin is Mapping and isinstance(value, Mapping):
        return {key: _without_none(each, arguments[1]) for key, each in value.items()}
    if origin is Sequence and isinstance(value, list | tuple):
        return [_without_none(each, arguments[0]) for each in value]
    return _whole(value) if annotation is Any else value


def _whole(value: Any) -> Any:
    """A value of any shape, with whole numbers as such: other languages know one kind of number."""
    if isinstance(value, Mapping):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unknown(key: str, known: Sequence[str], path: str, value: Any) -> Problem:
    guess = nearest(key, known)
    fix = f"write {guess}" if guess else "remove it"
    return Problem(
        "unknown-key", join(path, key), f"there is no key {key!r} here", value, ", ".join(sorted(known)), fix
    )


def _told(problem: Problem, derived: Mapping[str, Derived], path: str) -> Problem:
    """A problem in the words of the arguments."""
    for name, each in derived.items():
        own = join(path, name)
        if problem.path == own or problem.path.startswith((f"{own}.", f"{own}[")):
            return replace(problem, path=join(path, each.argument))
    return problem


def gathered(values: Mapping[str, Any]) -> pulumi.Output[Any]:
    """A mapping of outputs, nested or not, as one output: the form in which a component can register it."""
    return pulumi.Output.from_input(cast("Any", values))
