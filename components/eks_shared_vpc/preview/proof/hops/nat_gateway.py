"""NAT gateways as hops: a public one goes on from its own subnet, by that subnet's routes and past its network ACL."""

from eks_shared_vpc.preview.aws.internet_gateway import InternetGateway, internet_gateway_of
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.route_table import (
    Route,
    RouteResource,
    RouteTarget,
    associations_of,
    route_tables_of,
)
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.fixes import Declare, Fix, Set, advice, fix
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import NAT_PORTS, Flow, Source
from eks_shared_vpc.preview.proof.hops import network_acl
from eks_shared_vpc.preview.proof.hops.internet_gateway import ROUTE_TO_NOTHING
from eks_shared_vpc.preview.proof.hops.route_table import by_routes, through
from eks_shared_vpc.preview.proof.path import Outcome, Path, Via, open_path, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Ends, Walk, ends_of
from eks_shared_vpc.preview.remedies import another_subnet, rerouted

__all__ = ["by_nat"]

WITHOUT_INTERNET = cause(
    "nat-without-internet",
    "A NAT gateway leads to the internet only if it is public, and its own subnet has a route to the VPC's internet gateway.",
    "facts 1.24, 1.80, 1.86, 1.87",
)


@through(RouteTarget.NAT_GATEWAY)
def by_nat(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:
    """Out by a NAT gateway."""
    gateway = route.through
    if flow.translated:
        return refuted(WITHOUT_INTERNET, f"{route.label} is behind another NAT gateway")
    if not isinstance(gateway, NatGateway):
        if route.is_dangling:
            message = f"the route of {subnet.name} leads to {route.label}, which is not there"
            return refuted(ROUTE_TO_NOTHING, message, _to_another(subnet, route))
        return unknown("nat-gateway-unknown", f"{route.label} is known by its id only", hops=[route.label])
    return _through(walk, flow, subnet, gateway, route).after(f"NAT gateway {gateway.name}")


def _through(walk: Walk, flow: Flow, subnet: Subnet, gateway: NatGateway, route: Route) -> Path:
    if UNKNOWN in (gateway.is_public, gateway.is_regional):
        return unknown("nat-gateway-unknown", f"what kind of NAT gateway {gateway.name} is, is known after deployment")
    if not gateway.is_public:
        message = f"the NAT gateway {gateway.name} is private, and an internet gateway drops its traffic"
        return refuted(WITHOUT_INTERNET, message, _made_public(gateway))
    place = gateway.subnet
    if gateway.vpc is None or subnet.vpc is None or (place is None and not gateway.is_regional):
        return unknown("nat-gateway-unknown", f"the VPC or subnet of the NAT gateway {gateway.name} is not known here")
    if gateway.vpc is not subnet.vpc:
        message = f"the NAT gateway {gateway.name} is in another VPC than {subnet.name}"
        return refuted(WITHOUT_INTERNET, message, _to_another(subnet, route))
    if gateway.is_regional or place is None:
        return _regional(gateway, gateway.vpc)
    return _zonal(walk, flow, subnet, gateway, place)


def _zonal(walk: Walk, flow: Flow, subnet: Subnet, gateway: NatGateway, place: Subnet) -> Path:
    """On from the gateway's own subnet, with the gateway's public address."""
    beyond = walk.once(("beyond", gateway.urn, flow.destination), lambda: _beyond(walk, flow, gateway, place))
    stops = []
    if place is not subnet:
        mine = ends_of([subnet], flow.destination.family)
        stops = [network_acl.into(walk, place, mine, flow.port)]
    leaves = f"through {gateway.name} in {place.zone}" if place.zone != subnet.zone else ""
    path = beyond.barred(*stops)
    return Path(
        Via.NAT if path.outcome is not Outcome.REFUTED else Via.NONE, path.hops, path.stopped, leaves, path.rests_on
    )


def _beyond(walk: Walk, flow: Flow, gateway: NatGateway, place: Subnet) -> Path:
    translated = Flow(
        Source(place, (), public_address=True),
        flow.destination,
        flow.port,
        partly=flow.partly,
        label=flow.label,
        translated=True,
    )
    path = by_routes(walk, translated, place)
    leads_on = path.via in (Via.INTERNET, Via.BEYOND) or _partly_refuted(path)
    if not leads_on:
        message = f"the NAT gateway {gateway.name} is in {place.name}, which has no route to an internet gateway"
        return refuted(WITHOUT_INTERNET, message, _route_to_the_internet(gateway, place))
    outside = Ends(flow.destination, partly=flow.partly)
    acl = network_acl.out_of(walk, place, outside, flow.port, NAT_PORTS)
    return Path(path.via, path.hops[1:], path.stopped, rests_on=path.rests_on).barred(acl)


def _partly_refuted(path: Path) -> bool:
    return path.refusal is not None and path.refusal.message.startswith("for ")


def _regional(gateway: NatGateway, vpc: Vpc) -> Path:
    """A regional gateway has no subnet: it goes out by the internet gateway of its VPC, in every zone (facts 1.80)."""
    internet = internet_gateway_of(vpc)
    if internet is None:
        message = f"the VPC of the NAT gateway {gateway.name} has no internet gateway"
        return refuted(WITHOUT_INTERNET, message, _attached(gateway))
    if internet is UNKNOWN:
        return unknown("internet-gateway-unknown", f"the internet gateway of {vpc.name} is not declared here")
    return open_path(Via.NAT)


def _attached(gateway: NatGateway) -> Fix:
    vpc = gateway.vpc
    loose = next((each for each in gateway.model.all(InternetGateway) if each.vpc is None), None)
    if vpc is None or loose is not None:
        return fix(*([Set(loose, "vpc_id", vpc)] if loose is not None and vpc is not None else []))
    return fix(Declare(InternetGateway, f"{vpc.name}-internet", vpc, {"vpc_id": vpc}, before=(gateway,)))


def _made_public(gateway: NatGateway) -> Fix:
    from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp  # noqa: PLC0415  # for this fix only

    if gateway.has_allocation:
        return fix(Set(gateway, "connectivity_type", "public"))
    address = Declare(ElasticIp, f"{gateway.name}-address", gateway, {"domain": "vpc"}, before=(gateway,))
    return fix(address, Set(gateway, "connectivity_type", "public"), Set(gateway, "allocation_id", address.id))


def _route_to_the_internet(gateway: NatGateway, place: Subnet) -> Fix:
    """The gateway in a public subnet of its zone; without one its own subnet on a public route table, or with a route."""
    vpc, table = place.vpc, place.route_table
    public = another_subnet(place, gateway, lambda each: each.is_public(4) is True)
    if public is not None:
        return fix(Set(gateway, "subnet_id", public))
    default = table.default_route() if table is not None else None
    if default is not None and isinstance(default.through, InternetGateway) and vpc is not None:
        return fix(Set(default.through, "vpc_id", vpc))
    tables = route_tables_of(vpc) if vpc is not None else ()
    open_ = next((each.declared for each in tables if each.leads_to_the_internet_gateway(4) is True), None)
    association = next(iter(associations_of(place)), None)
    if open_ is not None and association is not None:
        return fix(Set(association, "route_table_id", open_))
    internet = internet_gateway_of(vpc) if vpc is not None else None
    if table is None or table.declared is None or not isinstance(internet, InternetGateway) or default is not None:
        return fix(advice=f"move {gateway.name} to a subnet with a route to an internet gateway")
    inputs = {"route_table_id": table.declared, "destination_cidr_block": "0.0.0.0/0", "gateway_id": internet}
    return fix(Declare(RouteResource, f"{table.name}-internet", table.declared, inputs))


def _to_another(subnet: Subnet, route: Route) -> Fix:
    found = [each for each in subnet.model.all(NatGateway) if each.vpc is subnet.vpc and each.is_public]
    nearest = next((each for each in found if each.zone == subnet.zone), found[0] if found else None)
    changes = rerouted(route, "nat_gateway_id", nearest) if nearest is not None else ()
    return fix(*changes) if changes else advice("declare a NAT gateway of this VPC, and point the route at it")
