"""The boundary between a component's arguments and its spec: what every Pulumi language may hand over is evened out here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pulumi

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.spec import Spec, read
from eks_shared_vpc.user_code import place_of_caller

__all__ = ["Refused", "gathered", "spec_from_args"]

S = TypeVar("S", bound=Spec)


class Refused(InputError, pulumi.RunError):
    """Refused input in a Pulumi program: a run error, so that Pulumi prints the problems and no traceback.

    A problem without a place has that of the user's code from which it came.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        root = Path(pulumi.get_root_directory() or "")
        place = place_of_caller(str(root if (root / "Pulumi.yaml").exists() else Path.cwd()))
        super().__init__(each if each.place else replace(each, place=place) for each in problems)


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
