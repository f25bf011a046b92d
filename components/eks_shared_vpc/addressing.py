"""The address plan's arithmetic: where a block of addresses goes, and that it never moves.

A VPC block is cut into equal, aligned slots; a zone's place in the append-only list of zones is its slot. Inside a slot
the tiers are laid in the order declared, each at the first free aligned place:

    10.64.0.0/16, 4 slots                  slot 0 = 10.64.0.0/18, tiers /19, /21, /28
    ┌────────┬────────┬────────┬────────┐  ┌───────────────┬───────┬─┬─────────────┐
    │ slot 0 │ slot 1 │ slot 2 │ slot 3 │  │   /19         │  /21  │▪│    free     │
    └────────┴────────┴────────┴────────┘  └───────────────┴───────┴─┴─────────────┘

Because a later tier only uses what earlier ones left free, adding a tier or a zone moves nothing. Everything here
is an offset from the start of the block, so the plan also serves a block whose addresses AWS chooses at deploy time.
Nothing here knows of AWS or Pulumi but the limits that its constants name.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

__all__ = [
    "LARGEST_PREFIX",
    "RESERVED_PER_SUBNET",
    "SMALLEST_PREFIX",
    "DoesNotFit",
    "Place",
    "free_space",
    "ipv6_subnet",
    "ipv6_subnets_per_slot",
    "lay_out",
    "slot_prefix",
]

LARGEST_PREFIX = 16
"""The shortest prefix (largest block) of a VPC block or a subnet. Facts 1.1, 1.20."""
SMALLEST_PREFIX = 28
"""The longest prefix (smallest block) of a VPC block or a subnet. Facts 1.1, 1.20."""
IPV6_SUBNET_PREFIX = 64
"""Prefix length of every IPv6 subnet that is planned here (facts 1.30)."""
RESERVED_PER_SUBNET = 5
"""Addresses that AWS keeps of every subnet: the first four and the last. Facts 1.21."""


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a block, relative to the block's first address.

    Attributes:
        offset: Addresses between the start of the block and the start of this piece.
        prefix: Prefix length of this piece.
    """

    offset: int
    prefix: int

    @property
    def size(self) -> int:
        """Number of addresses, those that AWS keeps included."""
        return 1 << (32 - self.prefix)

    @property
    def usable(self) -> int:
        """Number of addresses that are left after those that AWS keeps (facts 1.21)."""
        return self.size - RESERVED_PER_SUBNET

    def within(self, block: IPv4Network | str) -> IPv4Network:
        """This piece of that very block."""
        base = IPv4Network(block) if isinstance(block, str) else block
        return IPv4Network((int(base.network_address) + self.offset, self.prefix))


class DoesNotFit(ValueError):
    """A requested piece has no free aligned place left."""

    def __init__(self, index: int, prefix: int, root: int, taken: Sequence[int]) -> None:
        self.index = index
        self.prefix = prefix
        self.root = root
        sizes = ", ".join(f"/{size}" for size in taken) or "nothing"
        super().__init__(f"a /{prefix} has no free aligned place in a /{root} that already holds {sizes}")


def slot_prefix(block_prefix: int, slots: int) -> int:
    """Prefix length of one of ``slots`` equal parts of a block; ``slots`` is a power of two."""
    return block_prefix + slots.bit_length() - 1


def lay_out(root: int, prefixes: Sequence[int]) -> list[Place]:
    """Lay pieces of the given prefix lengths into a block of prefix length ``root``, in order.

    Each piece gets the first free place that is aligned to its own size, so the result for the first n pieces does not
    depend on what follows them.

    Raises:
        DoesNotFit: naming the first piece that has no place left.
    """
    return _fill(root, prefixes)[0]


def free_space(root: int, prefixes: Sequence[int]) -> list[Place]:
    """What :func:`lay_out` leaves free of a block of prefix length ``root``, as aligned pieces in address order."""
    return [Place(offset, 33 - size.bit_length()) for offset, size in _fill(root, prefixes)[1]]


def ipv6_subnets_per_slot(block_prefix: int, slots: int) -> int:
    """How many /64 subnets one of ``slots`` equal parts of an IPv6 block has: 64 of a /56 in four slots (facts 1.34)."""
    return (1 << (IPV6_SUBNET_PREFIX - block_prefix)) // slots


def ipv6_subnet(block: IPv6Network | str, index: int) -> IPv6Network:
    """The /64 of an IPv6 block at an index.

    The block itself may be chosen by AWS at deploy time (facts 1.31, 1.36); the index is planned.
    """
    base = IPv6Network(block) if isinstance(block, str) else block
    return IPv6Network((int(base.network_address) + (index << (128 - IPV6_SUBNET_PREFIX)), IPV6_SUBNET_PREFIX))


def _fill(root: int, prefixes: Sequence[int]) -> tuple[list[Place], list[tuple[int, int]]]:
    free = [(0, 1 << (32 - root))]  # aligned (offset, size), in address order; never more than a few
    places: list[Place] = []
    for index, prefix in enumerate(prefixes):
        wanted = 1 << (32 - prefix)
        found = next((at for at, (_, size) in enumerate(free) if size >= wanted), None)
        if found is None:
            raise DoesNotFit(index, prefix, root, prefixes[:index])
        offset, size = free.pop(found)
        while size > wanted:  # halve, keep the lower half, give the upper one back
            size //= 2
            insort(free, (offset + size, size))
        places.append(Place(offset, prefix))
    return places, free
