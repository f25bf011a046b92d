"""Internet gateways as hops: a way out and in for interfaces that have a public address."""

from eks_shared_vpc.preview.aws.internet_gateway import InternetGateway, internet_gateway_of
from eks_shared_vpc.preview.aws.route_table import Route, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.fixes import Fix, Set, fix
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.hops.route_table import through
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, Via, open_path, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Walk
from eks_shared_vpc.preview.proof.way_out import nat_gateway_for
from eks_shared_vpc.preview.remedies import rerouted

__all__ = ["is_attached", "to_the_internet"]

ROUTE_TO_NOTHING = cause(
    "route-to-nothing",
    "The route leads to a gateway that does not exist, or is not attached to this VPC.",
    "facts 1.87",
)
NO_PUBLIC_ADDRESS = cause(
    "no-public-address",
    "A route to an internet gateway serves only interfaces that have a public address.",
    "facts 2.14, 3.2",
)


@through(RouteTarget.INTERNET_GATEWAY)
def to_the_internet(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:  # noqa: ARG001  # a hop's signature
    """Out by an internet gateway: it has to be attached to this VPC, and the interface needs a public address."""
    attached = is_attached(subnet, route)
    if attached is False:
        message = f"the route of {subnet.name} leads to {route.label}, which is not attached to its VPC"
        return refuted(ROUTE_TO_NOTHING, message, _to_own_gateway(subnet, route, flow))
    path = open_path(Via.INTERNET, route.label)
    if attached is UNKNOWN:
        message = f"whether {route.label} is attached to the VPC of {subnet.name} is not known here"
        path = unknown("internet-gateway-unknown", message, hops=[route.label])
    if flow.destination.family == 6 or flow.source.public_address is True:  # noqa: PLR2004  # all IPv6 addresses are public
        return path
    where = f"{subnet.name} has a route to an internet gateway, and its interfaces"
    if flow.source.public_address is UNKNOWN:
        message = f"{where} may have no public address: that is known after deployment"
        return path.barred(Stop(Outcome.UNKNOWN, "public-address-unknown", message))
    public = Fix((Set(subnet, "map_public_ip_on_launch", value=True),))
    return path.barred(Stop(Outcome.REFUTED, NO_PUBLIC_ADDRESS, f"{where} have no public address", public))


def is_attached(subnet: Subnet, route: Route) -> bool | Unknown:
    """Whether a route's internet gateway is attached to the VPC of a subnet."""
    gateway, vpc = route.through, subnet.vpc
    if isinstance(gateway, InternetGateway):
        if vpc is not None and gateway.vpc is vpc:
            return True
        return UNKNOWN if gateway.is_attached is UNKNOWN or vpc is None else False
    if route.is_dangling:
        return False
    # A gateway that is known by its id only; a VPC has one at most (facts 1.56).
    own = internet_gateway_of(vpc) if vpc is not None else UNKNOWN
    return False if isinstance(own, InternetGateway) else UNKNOWN


def _to_own_gateway(subnet: Subnet, route: Route, flow: Flow) -> Fix:
    """To the internet gateway of the VPC; to a NAT gateway where interfaces have no public address."""
    nat = nat_gateway_for(subnet)
    if nat is not None and flow.source.public_address is False and flow.destination.family == 4:  # noqa: PLR2004
        changes = rerouted(route, "nat_gateway_id", nat)
        if changes:
            return fix(*changes)
    own = internet_gateway_of(subnet.vpc) if subnet.vpc is not None else None
    if isinstance(own, InternetGateway) and route.declared is not None:
        return fix(Set(route.declared, "gateway_id", own))
    gateway = route.through
    if isinstance(gateway, InternetGateway) and subnet.vpc is not None:
        return fix(Set(gateway, "vpc_id", subnet.vpc))
    return fix(advice="declare an internet gateway of the VPC, and point the route at it")
