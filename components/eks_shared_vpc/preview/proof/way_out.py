"""Fixes for subnets without a way out: the smallest change of the network that gives them one."""

from collections.abc import Mapping

from eks_shared_vpc.preview.aws.internet_gateway import internet_gateway_of
from eks_shared_vpc.preview.aws.model import Model, grouped, indexed
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.route_table import RouteResource, associations_of, route_tables_of
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.fixes import Change, Declare, Fix, Set, Setting, fix
from eks_shared_vpc.preview.remedies import rerouted

__all__ = ["NAT_PER_ZONE", "by_nat_of_its_zone", "nat_gateway_for", "way_out"]

NAT_PER_ZONE = Setting("network.nat", "per-zone", "SharedVpc")
IPV6 = Setting("network.ipv6", value=True, component="SharedVpc")


def way_out(subnet: Subnet, family: int) -> Fix:
    """A route for everything: to a NAT gateway of the VPC, or where there is none to its internet gateway."""
    table = subnet.route_table
    if table is None or table.declared is None:
        return fix(setting=NAT_PER_ZONE, advice=f"associate {subnet.name} with a route table that has a way out")
    if family == 6:  # noqa: PLR2004  # the family's name
        return fix(setting=IPV6, advice=f"add a route for ::/0 to {table.called}")
    route = {"route_table_id": table.declared, "destination_cidr_block": "0.0.0.0/0"}
    name = f"{table.name}-internet"
    gateway = nat_gateway_for(subnet)
    if gateway is not None:
        return fix(
            Declare(RouteResource, name, table.declared, {**route, "nat_gateway_id": gateway}), setting=NAT_PER_ZONE
        )
    internet = internet_gateway_of(subnet.vpc) if subnet.vpc is not None else None
    if internet is None or internet is UNKNOWN:
        return fix(setting=NAT_PER_ZONE, advice=f"add a route for 0.0.0.0/0 to {table.called}")
    public = () if subnet.assigns_public_ipv4 else (Set(subnet, "map_public_ip_on_launch", value=True),)
    to_internet = Declare(RouteResource, name, table.declared, {**route, "gateway_id": internet})
    return fix(to_internet, *public, setting=NAT_PER_ZONE)


def by_nat_of_its_zone(subnet: Subnet) -> tuple[Change, ...]:
    """A subnet out by the NAT gateway of its zone: on the route table that leads to it, or with its own table's route."""
    default = subnet.route_table.default_route() if subnet.route_table is not None else None
    association = next(iter(associations_of(subnet)), None)
    for table in route_tables_of(subnet.vpc) if subnet.vpc is not None else ():
        route = table.default_route()
        gateway = route.through if route is not None else None
        if (
            isinstance(gateway, NatGateway)
            and gateway.zone == subnet.zone
            and table.declared is not None
            and association
        ):
            return (Set(association, "route_table_id", table.declared),)
    nearest = nat_gateway_for(subnet)
    around = subnets_of(subnet.vpc) if subnet.vpc is not None else ()
    alone = all(each.zone == subnet.zone for each in around if each.route_table is subnet.route_table)
    if default is None or nearest is None or nearest.zone != subnet.zone or not alone:
        return ()
    return rerouted(default, "nat_gateway_id", nearest)


def nat_gateway_for(subnet: Subnet) -> NatGateway | None:
    """A public NAT gateway of the VPC: that of the zone, if there is one."""
    found = _public_gateways(subnet.model).get(subnet.vpc, ()) if subnet.vpc is not None else ()
    elsewhere = [each for each in found if each.subnet is not subnet]
    return next((each for each in elsewhere if each.zone == subnet.zone), elsewhere[0] if elsewhere else None)


@indexed
def _public_gateways(model: Model) -> Mapping[Vpc, list[NatGateway]]:
    return grouped(model.all(NatGateway), lambda each: each.vpc if each.is_public else None)
