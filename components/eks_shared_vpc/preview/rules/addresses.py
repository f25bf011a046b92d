"""Subnets lie inside their VPC and beside each other."""

from collections.abc import Iterator
from itertools import pairwise

from eks_shared_vpc.preview.addresses import vpc_blocks, vpc_subnets
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph

__all__ = ["RULES"]


@rule(Level.ERROR, "facts 1.20")
def subnet_outside_vpc(graph: Graph) -> Iterator[Violation]:
    """A subnet's block has to lie in one of its VPC's blocks."""
    for vpc in graph.of_type("aws:ec2/vpc:Vpc"):
        blocks = vpc_blocks(graph, vpc)
        for subnet, cidr in vpc_subnets(graph, vpc):
            if blocks and not any(cidr.subnet_of(block) for block in blocks):
                yield Violation(
                    subnet,
                    f"{subnet.name} has {cidr}, outside {', '.join(map(str, blocks))}",
                    "correct the subnet's block, or add a block to the VPC",
                )


@rule(Level.ERROR, "facts 1.20")
def subnets_overlap(graph: Graph) -> Iterator[Violation]:
    """Two subnets of a VPC cannot share addresses."""
    for vpc in graph.of_type("aws:ec2/vpc:Vpc"):
        placed = sorted(vpc_subnets(graph, vpc), key=lambda row: (row[1], row[0].urn))
        for (first, before), (second, after) in pairwise(placed):
            if before.overlaps(after):
                yield Violation(
                    second,
                    f"{second.name} has {after}, which overlaps {before} of {first.name}",
                    "change one of the two blocks",
                )


RULES: tuple[Rule, ...] = (subnet_outside_vpc, subnets_overlap)
