"""Subnets lie inside their VPC and beside each other."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.network.blocks import why_not_beside
from eks_shared_vpc.preview.aws.free_blocks import free_blocks, taken_blocks
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.vpc import Ipv4Block, Vpc, every_vpc
from eks_shared_vpc.preview.fixes import Declare, Fix, Set, advice, fix
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

Block = IPv4Network | IPv6Network


@rule(Level.ERROR, "facts 1.20")
def subnet_outside_vpc(model: Model) -> Iterator[Remark]:
    """AWS rejects a subnet whose block lies in none of its VPC's blocks."""
    for vpc in every_vpc(model):
        free = _Free(vpc, 4)
        for subnet, block in _placed(vpc, 4) if vpc.knows_all_ipv4_blocks else ():
            if not any(_inside(block, each) for each in vpc.ipv4_blocks):
                message = f"{subnet.name} has {block}, outside {', '.join(map(str, vpc.ipv4_blocks))}"
                yield Remark(subnet, message, free.instead(subnet, block))


@rule(Level.ERROR, "facts 1.20")
def subnets_overlap(model: Model) -> Iterator[Remark]:
    """AWS rejects a subnet whose block overlaps that of another subnet of the VPC."""
    for vpc in every_vpc(model):
        for family in (4, 6):
            free = _Free(vpc, family)
            for subnet, block, other, taken in _overlaps(_placed(vpc, family)):
                message = f"{subnet.name} has {block}, which overlaps {taken} of {other.name}"
                yield Remark(subnet, message, free.instead(subnet, block))


class _Free:
    """Free blocks of a VPC, each given away once."""

    def __init__(self, vpc: Vpc, family: int) -> None:
        self._vpc, self._family = vpc, family
        self._given: list[Block] = []
        self._rows: dict[int, Iterator[Block]] = {}

    def instead(self, subnet: Subnet, block: Block) -> Fix:
        """A free block in the place of one that cannot be."""
        size = block.prefixlen
        rows = self._rows.setdefault(size, self._of_size(size))
        others = [each for each in self._given if each.prefixlen != size]
        found = next((each for each in rows if not any(map(each.overlaps, others))), None)
        if found is None:
            return self._added(subnet, block)
        self._given.append(found)
        return fix(Set(subnet, "cidr_block" if found.version == 4 else "ipv6_cidr_block", str(found)))  # noqa: PLR2004

    def _added(self, subnet: Subnet, block: Block) -> Fix:
        """The subnet's own block as one more of the VPC, where AWS accepts it and no other subnet has a part of it."""
        vpc = self._vpc
        others = [
            each for each in subnets_of(vpc) if each is not subnet and (held := each.block(4)) and held.overlaps(block)
        ]
        if not isinstance(block, IPv4Network) or others or why_not_beside(block, vpc.ipv4_blocks) is not None:
            return advice(f"add a block to {vpc.name}: it has no free /{block.prefixlen}")
        inputs = {"vpc_id": vpc, "cidr_block": str(block)}
        return fix(Declare(Ipv4Block, f"{vpc.name}-{block.network_address}", vpc, inputs, (subnet,)))

    def _of_size(self, size: int) -> Iterator[Block]:
        vpc, taken = self._vpc, taken_blocks(self._vpc, self._family)
        if self._family == 4:  # noqa: PLR2004  # the family's name
            return free_blocks(vpc.ipv4_blocks, [each for each in taken if isinstance(each, IPv4Network)], size)
        whole = [vpc.ipv6_block] if vpc.ipv6_block is not None else []
        return free_blocks(whole, [each for each in taken if isinstance(each, IPv6Network)], size)


def _placed(vpc: Vpc, family: int) -> Iterator[tuple[Subnet, Block]]:
    """The subnets of a VPC whose blocks of a family are known."""
    return ((each, block) for each in subnets_of(vpc) if (block := each.block(family)) is not None)


def _inside(block: Block, other: IPv4Network) -> bool:
    return isinstance(block, IPv4Network) and block.subnet_of(other)


def _overlaps(placed: Iterable[tuple[Subnet, Block]]) -> Iterator[tuple[Subnet, Block, Subnet, Block]]:
    widest: tuple[Subnet, Block] | None = None  # the block seen so far that reaches furthest
    for subnet, block in sorted(placed, key=lambda row: (int(row[1].network_address), row[1].prefixlen, row[0].urn)):
        if widest is not None and block.overlaps(widest[1]):
            yield subnet, block, *widest
        if widest is None or int(block.broadcast_address) > int(widest[1].broadcast_address):
            widest = (subnet, block)


RULES: tuple[Rule[Model, Level], ...] = (subnet_outside_vpc, subnets_overlap)
