"""What is in each subnet, and what a subnet needs around it before something can run in it."""

from collections.abc import Iterator, Mapping, Sequence

from eks_shared_vpc.needs import ADDON_NEEDS, NEEDS
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.route_table import associations_of
from eks_shared_vpc.preview.aws.security_group import group_called
from eks_shared_vpc.preview.aws.share import PrincipalAssociation
from eks_shared_vpc.preview.aws.subnet import Subnet, SubnetTag
from eks_shared_vpc.preview.aws.values import is_known
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.graph import Resource

__all__ = [
    "accounts_around",
    "control_planes",
    "network_not_waited_for",
    "participants",
    "participants_in",
    "users_of",
]


NEEDED = frozenset(
    [*(need.destination for need in NEEDS), *(service for services in ADDON_NEEDS.values() for service in services)]
)
"""The services that nodes or add-ons may have to reach; workloads may need others, later."""


def participants(model: Model) -> Iterator[tuple[View, Sequence[Subnet]]]:
    """What participants create in subnets or on them: clusters, nodes, Fargate profiles and tags, each with its subnets."""
    users: list[Cluster | NodeGroup | FargateProfile] = [
        *model.all(Cluster),
        *model.all(NodeGroup),
        *model.all(FargateProfile),
    ]
    yield from ((each, each.subnets.declared) for each in users)
    yield from ((tag, (tag.subnet,)) for tag in model.all(SubnetTag) if tag.subnet is not None)


def participants_in(subnet: Subnet) -> Sequence[View]:
    """What participants create in a subnet or on it."""
    return _participants(subnet.model).get(subnet, ())


def users_of(subnet: Subnet) -> Sequence[NodeGroup | FargateProfile | VpcEndpoint | NatGateway]:
    """What uses addresses of a subnet besides control planes, nodes first."""
    return _users(subnet.model).get(subnet, ())


def control_planes(model: Model) -> Mapping[Subnet, list[Cluster]]:
    """The clusters whose control planes have interfaces in each subnet."""
    return _control_planes(model)


def network_not_waited_for(user: View, subnets: Sequence[Subnet]) -> list[View]:
    """What makes the subnets of a user usable and is not waited for: associations, routes, and endpoints with their rules."""
    upstream = user.model.graph.upstream(user.resource)
    own = {each.urn: each for subnet in subnets for each in _network_of(subnet)}
    rows = [
        own,
        *(_interfaces(user.model).get(each, {}) for each in dict.fromkeys(str(each.vpc_id) for each in subnets)),
    ]
    return [row[urn] for row in rows for urn in sorted(row.keys() - upstream)]


def _network_of(subnet: Subnet) -> Iterator[View]:
    """A subnet's own part: its route table association, the routes, and the gateway endpoints on its table."""
    yield from associations_of(subnet)
    table = subnet.route_table
    for route in table.routes if table is not None else ():
        if route.declared is not None:
            yield route.declared
    for endpoint in _gateways(subnet.model).get(str(subnet.vpc_id), ()):
        if not endpoint.route_tables_are_known or table in endpoint.route_tables:
            yield endpoint


@indexed
def _gateways(model: Model) -> Mapping[str, list[VpcEndpoint]]:
    rows = [each for each in model.all(VpcEndpoint) if each.is_gateway and each.service in NEEDED]
    return grouped(rows, lambda each: str(each.vpc_id))


@indexed
def _interfaces(model: Model) -> Mapping[str, dict[str, View]]:
    """The other endpoints of each VPC with the rules that let traffic in to them, by URN."""
    found: dict[str, dict[str, View]] = {}
    done: set[tuple[str, str]] = set()
    for endpoint in model.all(VpcEndpoint):
        if endpoint.is_gateway or endpoint.service not in NEEDED:
            continue
        row = found.setdefault(str(endpoint.vpc_id), {})
        row[endpoint.urn] = endpoint
        for group in endpoint.all_group_ids:
            if (str(endpoint.vpc_id), group) not in done:
                done.add((str(endpoint.vpc_id), group))
                row.update((each.urn, each) for each in _admissions(model, group))
    return found


def accounts_around(subnet: Subnet) -> frozenset[str]:
    """The known accounts, and the principals of shares, that use a subnet's VPC or declare something of it."""
    return _accounts(subnet.model).get(subnet.vpc if subnet.vpc is not None else subnet, frozenset())


def _admissions(model: Model, group: str) -> Iterator[View]:
    found = group_called(model, group)
    rules = (each.declared for each in found.ingress)
    return (each for each in rules if each is not None and each is not found.declared)


@indexed
def _participants(model: Model) -> Mapping[Subnet, list[View]]:
    found: dict[Subnet, list[View]] = {}
    for user, subnets in participants(model):
        for subnet in subnets:
            found.setdefault(subnet, []).append(user)
    return found


@indexed
def _users(model: Model) -> Mapping[Subnet, list[NodeGroup | FargateProfile | VpcEndpoint | NatGateway]]:
    found: dict[Subnet, list[NodeGroup | FargateProfile | VpcEndpoint | NatGateway]] = {}
    users: list[NodeGroup | FargateProfile | VpcEndpoint] = [*model.all(NodeGroup), *model.all(FargateProfile)]
    users += [each for each in model.all(VpcEndpoint) if each.is_interface]
    for user in users:
        for subnet in user.subnets:
            found.setdefault(subnet, []).append(user)
    for gateway in model.all(NatGateway):
        if gateway.subnet is not None:
            found.setdefault(gateway.subnet, []).append(gateway)
    return found


@indexed
def _control_planes(model: Model) -> Mapping[Subnet, list[Cluster]]:
    found: dict[Subnet, list[Cluster]] = {}
    for cluster in model.all(Cluster):
        for subnet in cluster.subnets:
            found.setdefault(subnet, []).append(cluster)
    return found


@indexed
def _accounts(model: Model) -> Mapping[Vpc | Subnet, frozenset[str]]:
    found: dict[Vpc | Subnet, set[str]] = {}
    shared: dict[str, set[Vpc | Subnet]] = {}
    for resource in model.graph:
        for place in _places(model, resource):
            found.setdefault(place, set()).update({resource.account} if resource.account else ())
            if resource.type == "aws:ram/resourceAssociation:ResourceAssociation":
                shared.setdefault(str(resource.inputs.get("resourceShareArn")), set()).add(place)
    for row in model.all(PrincipalAssociation):
        for place in shared.get(str(row.inputs.raw("resourceShareArn")), ()):
            found.setdefault(place, set()).update({str(row.principal)} if is_known(row.principal) else ())
    return {place: frozenset(accounts) for place, accounts in found.items()}


def _places(model: Model, resource: Resource) -> set[Vpc | Subnet]:
    """The VPCs that a resource is in or names; the subnets themselves where their VPC is not declared."""
    named = [model.view(each, View) for each in model.graph.referred(resource.inputs)]
    own = model.view(resource, View)
    seen = (each for each in (own, *named) if isinstance(each, Vpc | Subnet))
    return {each.vpc if isinstance(each, Subnet) and each.vpc is not None else each for each in seen}
