"""The boundary between a component's arguments and its spec: what every Pulumi language may hand over is evened out here."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import pulumi
from pydantic import ValidationError

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.spec import Spec, join, problems_of

__all__ = ["Refused", "gathered", "spec_from_args"]

S = TypeVar("S", bound=Spec)


class Refused(InputError, pulumi.RunError):
    """Refused input in a Pulumi program: a run error, so that Pulumi prints the problems and no traceback."""


def spec_from_args(model: type[S], args: Mapping[str, Any], args_type: type, path: str) -> S:
    """Validate the plain part of a component's arguments; call it before anything is registered.

    A component's arguments are a TypedDict: what shapes the graph is plain and belongs to ``model``; what only flows
    through to a resource is an ``Input``, is named in ``args_type`` alone, and may be an Output that nobody can read here.
    Component packages in other languages hand over ``None`` for what was left out and floats for integers.

    Raises:
        Refused: for problems of the plain part, unknown keys, and required inputs that are missing.
    """
    given = {key: value for key, value in args.items() if value is not None}
    known = list(args_type.__annotations__)
    flowing = set(known) - set(model.model_fields)
    required: frozenset[str] = getattr(args_type, "__required_keys__", frozenset())
    problems = [
        Problem(
            "missing-key", join(path, key), "this argument is required", None, "a value or an Output", f"pass {key}"
        )
        for key in sorted((flowing & required) - set(given))
    ]
    region = given.get("region")
    try:
        spec = model.model_validate(
            {key: value for key, value in given.items() if key not in flowing},
            context={"region": region if isinstance(region, str) else None},
        )
    except ValidationError as error:
        raise Refused([*problems, *problems_of(error, model, path, known)]) from None
    if problems:
        raise Refused(problems)
    return spec


def gathered(values: Mapping[str, Any]) -> pulumi.Output[Any]:
    """A mapping of outputs, nested or not, as one output: the form in which a component can register it."""
    return pulumi.Output.from_input(cast("Any", values))
