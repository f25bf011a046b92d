"""Which blocks of a VPC are free."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from eks_shared_vpc.preview.aws.subnet import subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = ["free_blocks", "taken_blocks"]

N = TypeVar("N", IPv4Network, IPv6Network)


def taken_blocks(vpc: Vpc, family: int) -> list[IPv4Network | IPv6Network]:
    """The blocks of a VPC's subnets, as far as they are known."""
    return [block for each in subnets_of(vpc) if (block := each.block(family)) is not None]


def free_blocks(blocks: Iterable[N], taken: Iterable[N], prefix: int) -> Iterator[N]:
    """Blocks of a size that lie in some blocks and overlap none of others, in address order."""
    rows = sorted(taken)
    for block in blocks:
        if block.prefixlen <= prefix:
            yield from _free(block, [each for each in rows if each.overlaps(block)], prefix)


def _free(block: N, taken: list[N], prefix: int) -> Iterator[N]:
    size = 1 << (block.max_prefixlen - prefix)
    start, end = int(block.network_address), int(block.broadcast_address)
    place = 0
    while start + size - 1 <= end:
        while place < len(taken) and int(taken[place].broadcast_address) < start:
            place += 1
        if place < len(taken) and int(taken[place].network_address) < start + size:
            start = -(-(int(taken[place].broadcast_address) + 1) // size) * size
            continue
        yield type(block)((type(block.network_address)(start), prefix))
        start += size
