"""The boundary between a component's arguments and its spec: what every Pulumi language may hand over is evened out here."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

import pulumi

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.spec import Spec, read

__all__ = ["Refused", "gathered", "spec_from_args"]

S = TypeVar("S", bound=Spec)


class Refused(InputError, pulumi.RunError):
    """Refused input in a Pulumi program: a run error, so that Pulumi prints the problems and no traceback."""


def spec_from_args(model: type[S], args: object, name: str) -> S:
    """The arguments of the component ``name`` as its spec; call it before anything is registered.

    What shapes the graph is plain and is checked. What only flows through to a resource may be an Output, whose value is
    not known here. Arguments that are a spec already are returned as they are.

    Raises:
        Refused: with every problem of the arguments.
    """
    if isinstance(args, model):
        return args
    region = args.get("region") if isinstance(args, Mapping) else None
    try:
        return read(model, args, name, region if isinstance(region, str) else None)
    except InputError as error:
        raise Refused(error.problems) from None


def gathered(values: Mapping[str, Any]) -> pulumi.Output[Any]:
    """A mapping of outputs, nested or not, as one output: the form in which a component can register it."""
    return pulumi.Output.from_input(cast("Any", values))
