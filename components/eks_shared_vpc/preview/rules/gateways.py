"""Gateways are attached where they can work, and there are no more of them than a VPC accepts."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp
from eks_shared_vpc.preview.aws.internet_gateway import (
    EgressOnlyGateway,
    InternetGateway,
    egress_only_gateways,
    internet_gateway_of,
    internet_gateways,
)
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.route_table import Route, RouteTarget, routes_through
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc, every_vpc
from eks_shared_vpc.preview.fixes import Change, Declare, Delete, Fix, Remove, Set, Setting, WaitFor, advice, fix
from eks_shared_vpc.preview.remedies import egress_only, rerouted
from eks_shared_vpc.preview.rule import Remark, Rule, rule
from eks_shared_vpc.regions import partition_of

__all__ = ["RULES"]


@rule(Level.ERROR, "facts 1.56, 1.57")
def second_gateway(model: Model) -> Iterator[Remark]:
    """A VPC accepts one internet gateway and one egress-only internet gateway."""
    for vpc in every_vpc(model):
        for rows in (internet_gateways(model).get(vpc, ()), egress_only_gateways(model).get(vpc, ())):
            first, *more = rows or (None,)
            for each in more:
                message = f"{each.name} is attached to {vpc.name}, which has {first.name if first else ''}"
                yield Remark(each, message, _without(each, first))


@rule(Level.ERROR, "facts 1.81, 1.83, 1.88")
def nat_gateway_shape(model: Model) -> Iterator[Remark]:
    """A zonal NAT gateway has a subnet, and a public one an Elastic IP; a regional one is public and has a VPC, and neither of them."""
    for each in model.all(NatGateway):
        if each.is_regional is True:
            if each.has_subnet or each.has_allocation or not each.has_vpc or each.is_public is False:
                message = f"{each.name} is regional: it is public, has vpc_id, and neither subnet_id nor allocation_id"
                yield Remark(each, message, _as_regional(each))
        elif each.is_regional is False:
            lacks_address = each.is_public is True and not each.has_allocation
            missing = "subnet_id" if not each.has_subnet else "allocation_id" if lacks_address else ""
            if missing:
                yield Remark(each, f"{each.name} is a zonal NAT gateway without {missing}", _as_zonal(each))


@rule(Level.ERROR, "facts 1.87")
def nat_before_internet_gateway(model: Model) -> Iterator[Remark]:
    """A public NAT gateway fails with Gateway.NotAttached while its VPC has no internet gateway, and none of its inputs waits for one."""
    for each in model.all(NatGateway):
        gateway = internet_gateway_of(each.vpc) if each.vpc is not None else None
        if gateway is None or gateway is UNKNOWN or each.is_public is not True:
            continue
        attached = gateway.attached_by
        if attached.stack == each.stack and not each.waits_for(attached):
            message = f"{each.name} does not wait for {attached.kind} {attached.name}"
            yield Remark(each, message, fix(WaitFor(each, (attached,))))


@rule(Level.NOTICE, "facts 1.83")
def regional_nat_outside_commercial_regions(model: Model) -> Iterator[Remark]:
    """AWS did not offer regional NAT gateways in GovCloud and China at launch; this package knows of nothing newer."""
    for each in model.all(NatGateway):
        if each.is_regional is True and each.region and partition_of(each.region) in ("aws-cn", "aws-us-gov"):
            yield Remark(each, f"{each.name} is a regional NAT gateway in {each.region}", _as_zonal(each))


@rule(Level.WARNING, "facts 9.10, 9.15, 9.16")
def ipv6_open_in_private_subnet(model: Model) -> Iterator[Remark]:
    """Every IPv6 address is public: a route for ::/0 to an internet gateway makes what is private over IPv4 reachable over IPv6."""
    for vpc in every_vpc(model):
        for subnet in subnets_of(vpc):
            table = subnet.route_table
            if table is not None and subnet.is_public(6) is True and subnet.is_public(4) is False:
                message = f"{subnet.name} is private over IPv4, and its IPv6 route leads to an internet gateway"
                yield Remark(subnet, message, _outward_only(vpc, [each for each in table.routes if _is_open(each)]))


def _is_open(route: Route) -> bool:
    of_ipv6 = not isinstance(route.destination, str) and getattr(route.destination, "version", 4) == 6  # noqa: PLR2004
    return of_ipv6 and route.target is RouteTarget.INTERNET_GATEWAY


def _outward_only(vpc: Vpc, routes: list[Route]) -> Fix:
    changes, gateway = egress_only(vpc)
    return fix(*changes, *(each for route in routes for each in rerouted(route, "egress_only_gateway_id", gateway)))


def _without(gateway: InternetGateway | EgressOnlyGateway, first: InternetGateway | EgressOnlyGateway | None) -> Fix:
    """Without a second gateway; its routes lead to the first one."""
    name = "gateway_id" if isinstance(gateway, InternetGateway) else "egress_only_gateway_id"
    routes = routes_through(gateway.model).get(gateway, ()) if first is not None else ()
    attached = gateway.attached_by if isinstance(gateway, InternetGateway) else gateway
    attachment = [Delete(attached)] if attached is not gateway else []
    moved = [change for route in routes if first is not None for change in rerouted(route, name, first)]
    return fix(*moved, *attachment, Delete(gateway))


def _as_regional(gateway: NatGateway) -> Fix:
    changes: list[Change] = []
    if gateway.has_subnet:
        changes.append(Remove(gateway, "subnet_id"))
    if gateway.has_allocation:
        changes.append(Remove(gateway, "allocation_id"))
    if gateway.is_public is False:
        changes.append(Set(gateway, "connectivity_type", "public"))
    if not gateway.has_vpc:
        vpc = gateway.vpc or _only_vpc(gateway)
        if vpc is None:
            return advice("pass vpc_id, and neither subnet_id nor allocation_id")
        changes.append(Set(gateway, "vpc_id", vpc))
    return fix(*changes)


def _as_zonal(gateway: NatGateway) -> Fix:
    """In a public subnet, with an Elastic IP."""
    changes: list[Change] = []
    if gateway.is_regional is True:
        changes += [Remove(gateway, "availability_mode"), Remove(gateway, "vpc_id")]
        changes += [Remove(gateway, "availability_zone_addresses")] if gateway.zone_addresses else []
    if not gateway.has_subnet:
        subnet = _public_subnet(gateway)
        if subnet is None:
            return advice("pass subnet_id: a public subnet of the VPC")
        changes.append(Set(gateway, "subnet_id", subnet))
    if gateway.is_public is True and not gateway.has_allocation:
        address = Declare(ElasticIp, f"{gateway.name}-address", gateway, {"domain": "vpc"})
        changes += [address, Set(gateway, "allocation_id", address)]
    setting = [Setting("network.nat", "per-zone", "SharedVpc")] if gateway.is_regional is True else []
    return fix(*changes, setting=setting)


def _public_subnet(gateway: NatGateway) -> Subnet | None:
    vpc = gateway.vpc or _only_vpc(gateway)
    return next((each for each in subnets_of(vpc) if each.is_public() is True), None) if vpc is not None else None


def _only_vpc(gateway: NatGateway) -> Vpc | None:
    """The VPC of its account and region, if there is one only."""
    rows = [
        each for each in every_vpc(gateway.model) if (each.account, each.region) == (gateway.account, gateway.region)
    ]
    return rows[0] if len(rows) == 1 else None


RULES: tuple[Rule[Model, Level], ...] = (
    second_gateway,
    nat_gateway_shape,
    nat_before_internet_gateway,
    regional_nat_outside_commercial_regions,
    ipv6_open_in_private_subnet,
)
