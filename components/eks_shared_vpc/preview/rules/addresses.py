"""Subnets lie inside their VPC and beside each other."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from eks_shared_vpc.preview.addresses import vpc_blocks, vpc_subnets
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.lookups import network

__all__ = ["RULES"]

_Block = TypeVar("_Block", IPv4Network, IPv6Network)


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
        yield from _overlaps(vpc_subnets(graph, vpc))
        yield from _overlaps(_ipv6_subnets(graph, vpc))


def _overlaps(placed: Iterable[tuple[Resource, _Block]]) -> Iterator[Violation]:
    widest: tuple[Resource, _Block] | None = None  # the block seen so far that reaches furthest
    for subnet, cidr in sorted(placed, key=lambda row: (row[1], row[0].urn)):
        if widest is not None and cidr.overlaps(widest[1]):
            yield Violation(
                subnet,
                f"{subnet.name} has {cidr}, which overlaps {widest[1]} of {widest[0].name}",
                "change one of the two blocks",
            )
        if widest is None or cidr.broadcast_address > widest[1].broadcast_address:
            widest = (subnet, cidr)


def _ipv6_subnets(graph: Graph, vpc: Resource) -> Iterator[tuple[Resource, IPv6Network]]:
    """The subnets of a VPC whose IPv6 blocks are known."""
    for subnet in graph.of_type("aws:ec2/subnet:Subnet"):
        block = network(subnet.inputs.get("ipv6CidrBlock"))
        if isinstance(block, IPv6Network) and graph.find(subnet.inputs.get("vpcId")) == vpc:
            yield subnet, block


RULES: tuple[Rule, ...] = (subnet_outside_vpc, subnets_overlap)
