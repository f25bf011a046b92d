"""A walk through the network of a model: what its hops share, and what several paths have in common, worked out once."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.proof.addresses import EVERYTHING, AddressSet, of_blocks

__all__ = ["Allowed", "Ends", "Walk", "ends_of"]

T = TypeVar("T")


class Walk:
    """Walks through one model.

    Attributes:
        model: The model of AWS.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._known: dict[Hashable, Any] = {}

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What some work gives, done once for a key."""
        found: T | None = self._known.get(key)
        if found is None:
            found = self._known[key] = work()
        return found


@dataclass(frozen=True, slots=True)
class Ends:
    """One end of connections, as filters see it.

    Attributes:
        addresses: The addresses that it may have; all of them where they are not known.
        groups: Ids of the security groups of its interfaces.
        lists: Ids of prefix lists that it is in.
        knows_addresses: Whether its addresses are known.
        knows_groups: Whether these are all of its groups.
        partly: Whether it is at some of its addresses only, of which it is not known which.
    """

    addresses: AddressSet
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    knows_addresses: bool = True
    knows_groups: bool = True
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """The addresses that a filter lets through.

    Attributes:
        surely: Those of which that is known.
        possibly: Those of which the contrary is not known.
    """

    surely: AddressSet
    possibly: AddressSet

    def lets(self, end: Ends) -> bool | Unknown:
        """Whether everything with one end passes."""
        if end.addresses in self.surely:
            return True
        if not end.addresses & self.possibly:
            return False
        in_doubt = end.addresses in self.possibly or end.partly or not end.knows_addresses
        return UNKNOWN if in_doubt else False


def ends_of(subnets: Iterable[Subnet], family: int, groups: tuple[str, ...] = (), *, knows_groups: bool = True) -> Ends:
    """The interfaces of some subnets as one end of connections."""
    blocks = [each.block(family) for each in subnets]
    known = [each for each in blocks if each is not None]
    addresses = of_blocks(family, known) if len(known) == len(blocks) else EVERYTHING[family]
    return Ends(addresses, groups, knows_addresses=len(known) == len(blocks), knows_groups=knows_groups)
