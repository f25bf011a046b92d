"""Subnets are what their tags, their attributes and their zones say: a route table decides whether one is public."""

from collections.abc import Iterator
from ipaddress import IPv6Network

from eks_shared_vpc import tags
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.route_table import (
    DeclaredRouteTable,
    Route,
    RouteTable,
    RouteTarget,
    TableAssociation,
    route_tables_of,
)
from eks_shared_vpc.preview.aws.subnet import Subnet, visible_tags
from eks_shared_vpc.preview.aws.subnet_users import accounts_around
from eks_shared_vpc.preview.aws.values import Unknown
from eks_shared_vpc.preview.fixes import Change, Declare, Fix, Set, advice, fix
from eks_shared_vpc.preview.remedies import internet_gateway, route, untagged
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

NAT64 = IPv6Network("64:ff9b::/96")
EVERYWHERE = "0.0.0.0/0"
PUBLIC = "public"


@rule(Level.WARNING, "facts 6.24")
def zone_names(model: Model) -> Iterator[Remark]:
    """In a VPC that several accounts use, a zone's name means another zone in each of them; its id is the same in all."""
    for subnet in model.all(Subnet):
        name = subnet.zone_name
        if isinstance(name, str) and name and not subnet.zone_id and len(accounts_around(subnet)) > 1:
            message = f"{subnet.name} is placed by the zone name {name}, and several accounts use its VPC"
            yield Remark(subnet, message, ZONE_ID)


@rule(Level.WARNING, "facts 1.24, 10.1, 10.5")
def public_subnet_without_internet(model: Model) -> Iterator[Remark]:
    """A subnet is public by a route to an internet gateway: without one, what is internet-facing in it is not reached."""
    facing = {subnet for (_, subnet), row in visible_tags(model).items() if tags.ELB_ROLE in row}
    for subnet in model.all(Subnet):
        signs = {
            f"is tagged {tags.ELB_ROLE}": subnet in facing,
            "assigns public IPv4 addresses": subnet.assigns_public_ipv4 is True,
            "is of the tier public": subnet.tags.get(tags.TIER) == PUBLIC,
        }
        sign = next((each for each, holds in signs.items() if holds), None)
        if sign and subnet.is_public() is False:
            message = f"{subnet.name} {sign}, and has no route to an internet gateway"
            yield Remark(subnet, message, _public_or_unmarked(subnet))


@rule(Level.WARNING, "facts 9.12")
def dns64_without_nat64(model: Model) -> Iterator[Remark]:
    """DNS64 answers with addresses of 64:ff9b::/96, which only a NAT gateway translates: without a route towards one they are not reached."""
    for subnet in model.all(Subnet):
        table = subnet.route_table
        if table is None or subnet.has_dns64 is not True or not table.complete or any(map(_may_be_nat64, table.routes)):
            continue
        message = f"{subnet.name} has DNS64 enabled, and no route for {NAT64} towards a NAT gateway"
        yield Remark(subnet, message, _nat64(subnet, table))


ZONE_ID = advice(
    "pass availability_zone_id in place of availability_zone; aws ec2 describe-availability-zones lists both"
)
"""Which id a name has is known to the owner's account only."""


def _public_or_unmarked(subnet: Subnet) -> Fix:
    """Public where it has no other way out; otherwise without what says that it is."""
    table = subnet.route_table
    changes = _opened(subnet, table) if table is not None and table.default_route() is None else []
    if changes:
        return fix(*changes)
    if subnet.assigns_public_ipv4 is True:
        changes.append(Set(subnet, "map_public_ip_on_launch", False))
    changes += untagged(subnet, tags.ELB_ROLE)
    if subnet.tags.get(tags.TIER) == PUBLIC:
        changes += untagged(subnet, tags.TIER)
    return fix(*changes)


def _opened(subnet: Subnet, table: RouteTable) -> list[Change]:
    """A route to the internet gateway; a table that has one for a subnet that is on its VPC's main table."""
    if subnet.vpc is None:
        return []
    public = next((each for each in route_tables_of(subnet.vpc) if each.leads_to_the_internet_gateway(4) is True), None)
    if table.declared is None and public is not None and public.declared is not None:
        inputs = {"subnet_id": subnet, "route_table_id": public.declared}
        return [Declare(TableAssociation, subnet.name, subnet, inputs)]
    changes, gateway = internet_gateway(subnet.vpc)
    if gateway is None:
        return []
    if table.declared is None:
        new = Declare(DeclaredRouteTable, subnet.name, subnet, {"vpc_id": subnet.vpc, "routes": _all_to(gateway)})
        joined = Declare(TableAssociation, subnet.name, subnet, {"subnet_id": subnet, "route_table_id": new})
        return [*changes, new, joined]
    added = route(table, subnet, EVERYWHERE, "gateway_id", gateway)
    return [*changes, *([added] if added is not None else [])]


def _all_to(gateway: object) -> list[dict[str, object]]:
    return [{"cidr_block": EVERYWHERE, "gateway_id": gateway}]


def _may_be_nat64(each: Route) -> bool:
    """Whether a route may lead to a NAT gateway, here or in another network, for the addresses of DNS64."""
    if isinstance(each.destination, str | Unknown) or each.target is RouteTarget.UNKNOWN:
        return True
    inside = isinstance(each.destination, IPv6Network) and NAT64.subnet_of(each.destination)
    return inside and each.target not in (RouteTarget.INTERNET_GATEWAY, RouteTarget.EGRESS_ONLY_GATEWAY)


def _nat64(subnet: Subnet, table: RouteTable) -> Fix:
    """A route to the NAT gateway that IPv4 leaves by; DNS64 off where there is none."""
    default = table.default_route()
    through = default.through if default is not None and default.target is RouteTarget.NAT_GATEWAY else None
    added = route(table, subnet, str(NAT64), "nat_gateway_id", through) if through is not None else None
    return fix(added if added is not None else Set(subnet, "enable_dns64", False))


RULES: tuple[Rule[Model, Level], ...] = (zone_names, public_subnet_without_internet, dns64_without_nat64)
