"""What cases are planted in: the small world, the example stacks, and programs; each is recorded once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pulumi

from eks_shared_vpc.preview.graph import Graph
from tests.catalogue import world
from tests.support import OWNER, PARTICIPANT, graph_of, preview_of, provider

__all__ = ["WORLD", "Base", "program", "recorded", "world_in"]

WORLD = "world"
Declare = Callable[[pulumi.ResourceOptions, pulumi.ResourceOptions], object]


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A program that is recorded when a case first asks for it.

    Attributes:
        name: What it is called in the name of a test.
        run: The program.
    """

    name: str
    run: Callable[[], object]

    def __str__(self) -> str:
        return self.name


@cache
def recorded(base: str | Base) -> Graph:
    """The graph of a base: ``world``, the name of a stack, or a program."""
    if isinstance(base, Base):
        return graph_of(base.run)
    return recorded(world_in("us-west-2")) if base == WORLD else preview_of(base).graph


@cache
def world_in(region: str) -> Base:
    """The small world in a region."""
    return Base(f"world in {region}", lambda: world.declare(region))


def program(declare: Declare) -> Base:
    """A program that is handed the owner's and the participant's options."""

    def run() -> None:
        owner, participant = provider("owner", OWNER), provider("participant", PARTICIPANT)
        declare(pulumi.ResourceOptions(provider=owner), pulumi.ResourceOptions(provider=participant))

    return Base("program", run)
