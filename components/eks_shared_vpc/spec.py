"""The one door for input: frozen pydantic models, and the translation of pydantic's errors into problems.

A model behind this door is valid; nothing that receives one checks again. Rules that involve two fields are written as
validators of the later field, so that pydantic reports them together with every other problem of the same input.
"""

import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Generic, NoReturn, TypeGuard, TypeVar, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from eks_shared_vpc.errors import InputError, Problem, nearest, problem, shown

__all__ = [
    "CHOICE",
    "Flowing",
    "InPlaceOf",
    "Spec",
    "Unique",
    "first_sentence",
    "handed_on",
    "join",
    "read",
    "refuse",
    "refuse_all",
]

CHOICE = "choice:"
"""What the tags of a discriminated union begin with; the name of the model follows. They do not show up in paths."""
_PROBLEM = "problem:"
_PROBLEMS = "problems"


class Spec(BaseModel):
    """Base of every validated value: frozen, closed to unknown keys, defaults held to the same rules as input.

    A spec is the one source of what it validates: the description of a field says meaning, shape, unit and source, and
    its default is said in the model only. Arguments (``args``), schema and docs are generated from both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, data: Any) -> Any:
        """``None`` in place of a known key's value leaves it out: that is how other Pulumi languages do so."""
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


S = TypeVar("S", bound=Spec)
A = TypeVar("A")


class InPlaceOf(Generic[A]):
    """A spec that a component accepts in place of its arguments, which are of type ``A``."""

    def as_args(self) -> A:
        """This spec where a component asks for arguments: nothing is validated a second time."""
        # Pulumi's analyzer reads a constructor's annotation and knows no unions, so the annotation cannot name both.
        return cast("A", self)


def refuse(problem: str, message: str, *, allowed: str, fix: str, key: str = "") -> NoReturn:
    """Refuse the value under validation; call it from a pydantic validator only.

    Args:
        problem: The id of the problem.
        message: What is wrong, and why that matters.
        allowed: What would have been accepted.
        fix: What to do.
        key: The key beside this one that the problem is about. Default: the one under validation.
    """
    context = {"allowed": allowed, "fix": fix, "text": message, "key": key}
    raise PydanticCustomError(f"{_PROBLEM}{problem}", "{text}", context)


def refuse_all(problems: Iterable[Problem]) -> None:
    """Refuse the model under validation for every one of some problems, whose paths begin at the model; nothing if there are none.

    Call it from a model's validator only.
    """
    found = tuple(problems)
    if found:
        raise PydanticCustomError(_PROBLEMS, "several problems", {"problems": found})


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    repeated = sorted({str(value) for value in values if values.count(value) > 1})
    if repeated:
        refuse(
            "duplicate",
            f"{', '.join(repeated)} is listed more than once",
            allowed="each value once",
            fix="remove the repetition",
        )
    return values


Unique = AfterValidator(_unique)
"""Annotation of a tuple whose values may not repeat."""


def _is_later(value: object) -> bool:
    """Whether a value is known at deployment only: an Output, or something to await."""
    return hasattr(value, "apply") or inspect.isawaitable(value)


def _flowing(value: Any) -> Any:
    if not isinstance(value, str) and not _is_later(value):
        refuse("wrong-type", "this is not text", allowed="text or an Output", fix="write text")
    return value


Flowing = Annotated[Any, BeforeValidator(_flowing)]
"""Text that only flows through to a resource: it may be an Output, and then cannot be looked at here."""


def read(model: type[S], data: object, path: str = "", region: str | None = None) -> S:
    """Validate ``data`` as ``model``; ``region`` is where its zones and services are looked for.

    Raises:
        InputError: with every problem of ``data``, each path starting at ``path``.
    """
    try:
        return model.model_validate(data, context={"region": region})
    except ValidationError as error:
        raise InputError(each for details in error.errors() for each in _problems(details, model, path)) from None


def handed_on(value: Spec, model: type[S], **more: Any) -> S:
    """A validated value as a spec of another model that has some of its fields, with more or other ones.

    What was validated is not validated again, so ``more`` has to be validated too.
    """
    common = {name: getattr(value, name) for name in model.model_fields if name in type(value).model_fields}
    return cast("S", model.model_construct(**{**common, **more}))


def join(path: str, *steps: str | int) -> str:
    """``join("network", "zones", 1)`` is ``network.zones[1]``."""
    for step in steps:
        path = f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}" if path else step
    return path


def first_sentence(description: str) -> str:
    """What a field's description begins with, as a phrase."""
    return description.split(". ", 1)[0].removesuffix(".")


def _problems(details: ErrorDetails, model: type[Spec], path: str) -> Iterator[Problem]:
    if details["type"] != _PROBLEMS:
        yield _problem(details, model, path)
        return
    where = join(path, *(step for step in details["loc"] if not _is_choice(step)))
    for each in details.get("ctx", {})["problems"]:
        yield replace(each, where=join(where, each.where), value=_shown(each.value))


def _problem(details: ErrorDetails, model: type[Spec], path: str) -> Problem:
    raw = list(details["loc"])
    if raw and raw[-1] == "[key]":  # pydantic's mark for a mapping's key that is refused, whatever its type
        raw = [*raw[:-2], str(raw[-2])]
    steps = [step for step in raw if not _is_choice(step)]
    where = join(path, *steps)
    kind = details["type"]
    given = _shown(details["input"])
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind.startswith(_PROBLEM):
        where = join(path, *steps[:-1], context["key"]) if context["key"] else where
        return problem(kind.removeprefix(_PROBLEM), where, context["text"], given, context["allowed"], context["fix"])
    if kind == "extra_forbidden":
        names = sorted(_fields_at(model, raw[:-1]))
        key = str(steps[-1])
        guess = nearest(key, names)
        fix = f"write {guess}" if guess else "remove it"
        return problem("unknown-key", where, f"there is no key {shown(key)} here", given, ", ".join(names), fix)
    if kind == "missing":
        key = str(steps[-1])
        return problem(
            "missing-key", where, f"the key {shown(key)} is required", None, _allowed(model, raw), f"add {key}"
        )
    message, fix = _WRONG_TYPE.get(kind, (details["msg"][0].lower() + details["msg"][1:], "correct the value"))
    if kind == "string_type" and isinstance(details["input"], int | float) and not isinstance(details["input"], bool):
        fix = "put it in quotes: YAML reads it as a number"
    if kind == "enum":
        guess = nearest(str(details["input"]), re.findall(r"'([^']*)'", str(context.get("expected"))))
        fix = f"write {guess}" if guess else fix
    if kind in _OUT_OF_RANGE:
        limits = _expected(kind, context)
        return problem("out-of-range", where, "this is out of range", given, limits, f"write {limits}")
    if _is_later(details["input"]):
        message += _KEYS_SHAPE if kind in _OF_KEYS else _SHAPES
    return problem("wrong-type", where, message, given, _expected(kind, context), fix)


def _shown(value: Any) -> Any:
    """A value as it was given, with words for what is not known yet."""
    if _is_later(value):
        return "an Output"
    if isinstance(value, Mapping):
        return {key: _shown(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    return list(map(_shown, value)) if isinstance(value, list) else value


_OF_KEYS = frozenset({"dict_type", "model_type", "model_attributes_type"})
_KEYS_SHAPE = ", and its keys shape the graph, so they have to be plain"
_SHAPES = ", and it shapes the graph, so it has to be plain"


_WRONG_TYPE = {
    "string_type": ("this is not text", "write text"),
    "int_type": ("this is not a whole number", "write a whole number"),
    "int_parsing": ("this is not a whole number", "write a whole number"),
    "int_from_float": ("this is not a whole number", "write a whole number"),
    "bool_type": ("this is neither true nor false", "write true or false"),
    "bool_parsing": ("this is neither true nor false", "write true or false"),
    "tuple_type": ("this is not a list", "write a list: [a, b]"),
    "list_type": ("this is not a list", "write a list: [a, b]"),
    "dict_type": ("this is not a mapping", "write a mapping: {key: value}"),
    "model_type": ("this is not a mapping", "write a mapping: {key: value}"),
    "model_attributes_type": ("this is not a mapping", "write a mapping: {key: value}"),
    "enum": ("this is not one of the choices", "use one of the choices"),
    "too_short": ("there are too few values", "add a value"),
    "string_pattern_mismatch": ("this has characters or a form that cannot be used here", "correct the value"),
}

_OUT_OF_RANGE = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of"})

_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping",
    "model": "a mapping",
}


def _expected(kind: str, context: Mapping[str, Any]) -> str:
    if "expected" in context:
        return str(context["expected"]).replace("'", "")
    for limit, word in (
        ("ge", "at least"),
        ("gt", "more than"),
        ("le", "at most"),
        ("lt", "less than"),
        ("min_length", "at least"),
        ("max_length", "at most"),
        ("multiple_of", "a multiple of"),
    ):
        if limit in context:
            return f"{word} {context[limit]}"
    if "pattern" in context:
        return f"text that matches {context['pattern']}"
    return _EXPECTED.get(kind.split("_", maxsplit=1)[0], "see the documentation of this key")


def _allowed(model: type[Spec], steps: Sequence[str | int]) -> str:
    for owner in _models_at(model, steps[:-1]):
        field = owner.model_fields.get(str(steps[-1]))
        if field is not None and field.description:
            return first_sentence(field.description)
    return "a value"


def _fields_at(model: type[Spec], steps: Sequence[str | int]) -> list[str]:
    return [name for owner in _models_at(model, steps) for name in owner.model_fields]


def _models_at(model: type[Spec], steps: Sequence[str | int]) -> list[type[Spec]]:
    """The models that the value at ``steps`` may be, found by walking the annotations as pydantic walked the value."""
    here: list[Any] = [model]
    for step in steps:
        chosen = step.removeprefix(CHOICE) if _is_choice(step) else None
        here = [inner for owner in here for inner in ([owner] if chosen else _step(owner, step))]
        here = [inner for inner in here if chosen in (None, getattr(inner, "__name__", None))]
    return [owner for owner in here if isinstance(owner, type) and issubclass(owner, Spec)]


def _is_choice(step: str | int) -> TypeGuard[str]:
    return isinstance(step, str) and step.startswith(CHOICE)


def _step(owner: Any, step: str | int) -> Iterator[Any]:
    if isinstance(owner, type) and issubclass(owner, Spec):
        field = owner.model_fields.get(str(step))
        yield from _unwrap(field.annotation) if field else ()
    else:
        for argument in typing.get_args(owner):
            yield from _unwrap(argument)


def _unwrap(annotation: Any) -> Iterator[Any]:
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        yield from _unwrap(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for argument in typing.get_args(annotation):
            yield from _unwrap(argument)
    else:
        yield annotation
