"""Inside the VPC as a hop: every subnet reaches every other, past the network ACL at the other end."""

from eks_shared_vpc.preview.aws.route_table import Route, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.proof.addresses import AddressSet, of_blocks
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.hops import network_acl
from eks_shared_vpc.preview.proof.hops.route_table import through
from eks_shared_vpc.preview.proof.path import Path, Via, open_path
from eks_shared_vpc.preview.proof.walk import Walk, ends_of

__all__ = ["stays_inside"]


@through(RouteTarget.LOCAL)
def stays_inside(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:  # noqa: ARG001  # a hop's signature
    """To addresses of the VPC: into the subnets that hold them."""
    vpc, family = subnet.vpc, flow.destination.family
    places = (
        walk.once(("places", vpc, flow.destination), lambda: _filtered(vpc, flow.destination))
        if vpc is not None
        else ()
    )
    path = open_path(Via.LOCAL, flow.label)
    if not places:
        return path
    mine = ends_of([subnet], family, flow.source.groups, knows_groups=flow.source.knows_groups)
    return path.barred(*(network_acl.into(walk, each, mine, flow.port) for each in places if each is not subnet))


def _filtered(vpc: Vpc, destination: AddressSet) -> tuple[Subnet, ...]:
    """The subnets that hold some addresses, but for those whose network ACL lets everything through."""
    found = []
    for each in subnets_of(vpc):
        block, acl = each.block(destination.family), each.network_acl
        untouched = acl is not None and acl.lets_everything_through
        if not untouched and block is not None and of_blocks(destination.family, [block]) & destination:
            found.append(each)
    return tuple(found)
