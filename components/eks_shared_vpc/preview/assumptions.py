"""What a user assumes about the world around a program: answers to what the proof cannot know.

An assumption is named by what it is about, and carries the place where it was written: a report repeats each one that a
path rests on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network

from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["NO_ASSUMPTIONS", "Assumptions", "Beyond"]

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Beyond:
    """What lies behind a gateway, a connection or an interface whose far side is not declared.

    Attributes:
        internet: Whether it leads to the internet; ``None`` says nothing of it.
        blocks: The private networks that it leads to.
        where: Where the assumption is written: a file and line, or an argument.
    """

    internet: bool | None = None
    blocks: tuple[Network, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Assumptions:
    """All assumptions of a preview.

    Attributes:
        beyond: What lies behind gateways, by their id or their name in the program.
        prefix_lists: Entries of prefix lists, by id.
        services: Where private endpoints of AWS services answer that are in networks outside of the program, by the
            service's short name.
        resources: The parts of networks that are described in place of being declared.
        places: Where each assumption is written, by what it is about.
    """

    beyond: Mapping[str, Beyond] = field(default_factory=dict)
    prefix_lists: Mapping[str, tuple[Network, ...]] = field(default_factory=dict)
    services: Mapping[str, tuple[Network, ...]] = field(default_factory=dict)
    resources: Sequence[Resource] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Graph:
        """The described parts of networks."""
        return Graph(self.resources)

    def place(self, about: str) -> str:
        """Where an assumption is written."""
        return self.places.get(about, "an argument")

    def names(self) -> Iterator[str]:
        """What the assumptions are about."""
        yield from (*self.beyond, *self.prefix_lists, *self.services, *(each.id for each in self.resources))


NO_ASSUMPTIONS = Assumptions()
