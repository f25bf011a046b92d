"""Changes that the fixes of several rules are made of."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.free_blocks import free_blocks, taken_blocks
from eks_shared_vpc.preview.aws.internet_gateway import (
    EgressOnlyGateway,
    InternetGateway,
    egress_only_gateway_of,
    internet_gateway_of,
)
from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.route_table import Route, RouteResource, RouteTable
from eks_shared_vpc.preview.aws.share import admissions_of, is_shared_with, shares_of
from eks_shared_vpc.preview.aws.subnet import Subnet, SubnetTag, subnets_of, tags_on
from eks_shared_vpc.preview.aws.subnet_users import participants_in
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.fixes import Add, Change, Declare, Delete, Fix, Remove, Set, WaitFor, fix

__all__ = [
    "Door",
    "added",
    "admissions",
    "another_subnet",
    "egress_only",
    "internet_gateway",
    "larger",
    "moved",
    "rerouted",
    "route",
    "tagged",
    "untagged",
]

SMALLEST = 28
"""The longest prefix of a subnet (facts 1.20)."""
Door = View | Declare
User = Cluster | NodeGroup | FargateProfile | VpcEndpoint | NatGateway


def rerouted(route_: Route, name: str, value: Door) -> tuple[Change, ...]:
    """A route that leads to something else, by an input of another name: ``egress_only_gateway_id``."""
    if route_.declared is None or not route_.where:
        return ()
    remove = [] if route_.where.endswith(name) else [Remove(route_.declared, route_.where)]
    return (*remove, Set(route_.declared, route_.leads_elsewhere_by(name), value))


def route(table: RouteTable, subnet: Subnet, block: str, name: str, value: Door) -> Declare | None:
    """One more route for a subnet; none for a main table that no program declares."""
    if table.declared is None:
        return None
    destination = "destination_ipv6_cidr_block" if ":" in block else "destination_cidr_block"
    inputs = {"route_table_id": table.declared, destination: block, name: value}
    label = f"{table.name}-{block.replace('/', '-').replace(':', '-')}"
    return Declare(RouteResource, label, table.declared, inputs, before=_waiting(subnet))


def internet_gateway(vpc: Vpc) -> tuple[list[Change], Door | None]:
    """The internet gateway of a VPC, declared if it has none; unknown is none at all."""
    found = internet_gateway_of(vpc)
    if found is UNKNOWN:
        return [], None
    if found is not None:
        return [], found
    made = Declare(InternetGateway, f"{vpc.name}-internet", vpc, {"vpc_id": vpc})
    return [made], made


def egress_only(vpc: Vpc) -> tuple[list[Change], Door]:
    """The egress-only internet gateway of a VPC, declared if it has none."""
    found = egress_only_gateway_of(vpc)
    if found is not None:
        return [], found
    made = Declare(EgressOnlyGateway, f"{vpc.name}-egress-only", vpc, {"vpc_id": vpc})
    return [made], made


def admissions(subnet: Subnet, account: str | None) -> Iterator[View]:
    """What shares a subnet with an account: the associations of the subnet and of the principal."""
    for each in shares_of(subnet):
        yield from (each, *admissions_of(each, account))


def tagged(subnet: Subnet, like: View, key: str, value: str) -> Change:
    """A tag that the account of ``like`` sees on a subnet."""
    if like.account == subnet.account:
        return Set(subnet, f"tags.{key}", value)
    inputs = {"resource_id": subnet, "key": key, "value": value}
    label = f"{subnet.name}-{key.rpartition('/')[2]}"
    return Declare(SubnetTag, label, like, inputs, after=tuple(admissions(subnet, like.account)))


def untagged(subnet: Subnet, key: str) -> Iterator[Change]:
    """A subnet without a tag, whoever put it there."""
    if key in subnet.tags:
        yield Remove(subnet, f"tags.{key}")
    yield from map(Delete, tags_on(subnet, key))


def another_subnet(
    subnet: Subnet, user: View, suits: Callable[[Subnet], bool], *, same_zone: bool = True
) -> Subnet | None:
    """Another subnet of the VPC that a user can have in place of one, or beside it: the one with the most free addresses."""
    rows = [
        each
        for each in (subnets_of(subnet.vpc) if subnet.vpc is not None else ())
        if each is not subnet
        and each.zone
        and (each.zone == subnet.zone) is same_zone
        and not each.is_ipv6_only
        and not (each.is_foreign_to(user) and is_shared_with(each, user.account) is False)
        and suits(each)
    ]
    return max(rows, key=lambda each: each.free or 0, default=None)


def larger(subnet: Subnet, free: int) -> Fix | None:
    """A free block of the VPC with so many free addresses; none where there is none.

    AWS changes the block of no subnet, so that this replaces it.
    """
    vpc = subnet.vpc
    if vpc is None or not vpc.knows_all_ipv4_blocks:
        return None
    prefix = 32 - (subnet.taken + RESERVED_PER_SUBNET + free - 1).bit_length()
    taken = [each for each in taken_blocks(vpc, 4) if isinstance(each, IPv4Network)]
    found = next(free_blocks(vpc.ipv4_blocks, taken, min(prefix, SMALLEST)), None)
    if found is None:
        return None
    return fix(Set(subnet, "cidr_block", str(found)), advice="this replaces the subnet with what is in it")


def moved(user: User, subnet: Subnet, to: Subnet | None) -> tuple[Change, ...]:
    """A user of one subnet in another one; in none in its place if it is in others already."""
    if isinstance(user, NatGateway):
        return (Set(user, "subnet_id", to),) if to is not None else ()
    path = "vpc_config.subnet_ids" if isinstance(user, Cluster) else "subnet_ids"
    changes: list[Change] = [Remove(user, path, subnet)]
    if to is not None and to not in user.subnets.declared:
        changes += [Add(user, path, to), *_waits(user, to)]
    return tuple(changes)


def added(user: Cluster | NodeGroup | FargateProfile, to: Subnet) -> tuple[Change, ...]:
    """A user of subnets in one more."""
    path = "vpc_config.subnet_ids" if isinstance(user, Cluster) else "subnet_ids"
    return (Add(user, path, to), *_waits(user, to))


def _waits(user: View, subnet: Subnet) -> Iterator[Change]:
    missing = [each for each in admissions(subnet, user.account) if not user.waits_for(each)]
    if missing and user.is_foreign_to(subnet):
        yield WaitFor(user, tuple(missing))


def _waiting(subnet: Subnet) -> tuple[View, ...]:
    """Clusters and nodes of a subnet, which wait for its routes."""
    return tuple(each for each in participants_in(subnet) if not isinstance(each, SubnetTag))
