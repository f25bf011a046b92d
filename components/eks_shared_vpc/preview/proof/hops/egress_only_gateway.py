"""Egress-only internet gateways as hops: a way out for IPv6, and none in (facts 9.10)."""

from eks_shared_vpc.preview.aws.internet_gateway import EgressOnlyGateway
from eks_shared_vpc.preview.aws.route_table import Route, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.fixes import fix
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.hops.internet_gateway import ROUTE_TO_NOTHING
from eks_shared_vpc.preview.proof.hops.route_table import through
from eks_shared_vpc.preview.proof.path import Path, Via, open_path, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Walk

__all__ = ["by_egress_only"]


@through(RouteTarget.EGRESS_ONLY_GATEWAY)
def by_egress_only(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:  # noqa: ARG001  # a hop's signature
    """Out over IPv6."""
    gateway = route.through
    if isinstance(gateway, EgressOnlyGateway):
        if gateway.vpc is not None and gateway.vpc is subnet.vpc:
            return open_path(Via.EGRESS_ONLY, route.label)
        if gateway.vpc is None or subnet.vpc is None:
            return unknown("egress-only-gateway-unknown", f"the VPC of {route.label} is not known here")
    elif not route.is_dangling:
        return unknown("egress-only-gateway-unknown", f"{route.label} is known by its id only")
    message = f"the route of {subnet.name} leads to {route.label}, which is not in its VPC"
    return refuted(ROUTE_TO_NOTHING, message, fix(advice="point the route at the egress-only gateway of this VPC"))
