"""What several rules look up: inputs that may be missing or unknown, what names a cluster, who sees which tag.

What is unknown before deployment is no violation: every look-up leaves it out, or says that it does not know.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, TypeVar

from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.proof.topology import Topology

__all__ = [
    "CLUSTER",
    "FARGATE",
    "NODE_GROUP",
    "SUBNET",
    "VPC",
    "GroupRule",
    "OfClusters",
    "Reach",
    "Room",
    "entries",
    "group_id",
    "group_rules",
    "grouped",
    "is_interface",
    "known",
    "mapping",
    "network",
    "subnets_of",
    "tags_are_known",
    "visible_tags",
]

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
FARGATE = "aws:eks/fargateProfile:FargateProfile"
VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"

Network = IPv4Network | IPv6Network
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

_ACCOUNT_PREFIX = re.compile(r"^\d{12}/")


def mapping(value: Any) -> Mapping[str, Any]:
    """An input that should be a mapping; an empty one if it is missing or unknown."""
    return value if isinstance(value, Mapping) else {}


def entries(value: Any) -> Sequence[Any]:
    """An input that should be a list; an empty one if it is missing or unknown."""
    return value if isinstance(value, list | tuple) else ()


def known(value: Any) -> bool:
    """Whether nothing in an input waits for deployment."""
    if isinstance(value, str):
        return UNKNOWN not in value
    return all(known(each) for each in (value.values() if isinstance(value, Mapping) else entries(value)))


def network(value: Any) -> Network | None:
    """A block of addresses, if it is known to be one."""
    try:
        return ip_network(value, strict=False) if isinstance(value, str) else None
    except ValueError:
        return None


def grouped(rows: Iterable[Row], key: Callable[[Row], Key | None]) -> dict[Key, list[Row]]:
    """Rows by a key; those without one are left out."""
    found: dict[Key, list[Row]] = {}
    for each in rows:
        by = key(each)
        if by is not None:
            found.setdefault(by, []).append(each)
    return found


def subnets_of(graph: Graph, value: Any) -> list[Resource]:
    """The recorded subnets that an input names."""
    return [each for each in graph.referred(value) if each.type == SUBNET]


def is_interface(endpoint: Resource) -> bool:
    """Whether a VPC endpoint is an interface endpoint."""
    return endpoint.inputs.get("vpcEndpointType") == "Interface"


class OfClusters:
    """The resources of some types, by the cluster that they name."""

    def __init__(self, graph: Graph, *types: str) -> None:
        clusters = {
            (each.account, each.region, name): each.urn
            for each in graph.of_type(CLUSTER)
            for name in (each.inputs.get("name"), each.id)
        }
        self._rows: dict[str, list[Resource]] = {}
        self.complete = all(known(each.inputs.get("name")) for each in graph.of_type(CLUSTER))
        """Whether the cluster of every one of them is known."""
        for each in graph.of_type(*types):
            name = each.inputs.get("clusterName")
            urn = clusters.get((each.account, each.region, name))
            if urn is not None:
                self._rows.setdefault(urn, []).append(each)
            self.complete = self.complete and known(name) and known(each.inputs.get("addonName"))

    def __getitem__(self, cluster: Resource) -> Sequence[Resource]:
        return self._rows.get(cluster.urn, ())


class Reach:
    """Where the recorded route tables lead: nothing else says whether a subnet is public (facts 1.24)."""

    def __init__(self, graph: Graph) -> None:
        self.topology = Topology(graph)
        associations = graph.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation")
        found = [graph.find(each.inputs.get("subnetId")) for each in associations]
        self._associated = {each.urn for each in found if each is not None}
        mains = graph.of_type(
            "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
            "aws:ec2/defaultRouteTable:DefaultRouteTable",
        )
        # A main table that is managed, or an association with an unknown subnet: then no subnet's table is certain.
        self._certain = not mains and all(known(each.inputs.get("subnetId")) for each in associations)
        routes = graph.of_type("aws:ec2/route:Route")
        self._routes_placed = all(known(each.inputs.get("routeTableId")) for each in routes)

    def is_known(self, subnet: Resource) -> bool:
        """Whether the routes of a subnet are recorded; without an association it has the main table, which has none."""
        if self.topology.table(subnet) is not None:
            return self._routes_placed and all(known(route.target_id) for route in self.topology.routes(subnet))
        return self._certain and subnet.urn not in self._associated

    def is_public(self, subnet: Resource, family: int | None = None) -> bool:
        """Whether a subnet has a route to an internet gateway, of one address family or of any."""
        return any(
            route.kind == "gatewayId"
            and (_is_internet_gateway(route.target) or route.target_id.startswith("igw-"))
            and family in (None, route.destination.version)
            for route in self.topology.routes(subnet)
        )


def _is_internet_gateway(resource: Resource | None) -> bool:
    return resource is not None and resource.type == "aws:ec2/internetGateway:InternetGateway"


class Room:
    """How many addresses of each subnet the recorded resources leave."""

    def __init__(self, graph: Graph) -> None:
        gateways = graph.of_type("aws:ec2/natGateway:NatGateway")
        endpoints = [each for each in graph.of_type(ENDPOINT) if is_interface(each)]
        places = [
            *(graph.find(each.inputs.get("subnetId")) for each in gateways),
            *(subnet for each in endpoints for subnet in subnets_of(graph, each.inputs.get("subnetIds"))),
        ]
        self._taken = Counter(each.urn for each in places if each is not None)

    def taken(self, subnet: Resource) -> int:
        """Addresses of NAT gateways and of endpoints' interfaces."""
        return self._taken[subnet.urn]

    def free(self, subnet: Resource) -> int | None:
        """Addresses that are free at most, or ``None`` if the subnet's block is not known (facts 1.21)."""
        block = network(subnet.inputs.get("cidrBlock"))
        return None if block is None else block.num_addresses - RESERVED_PER_SUBNET - self.taken(subnet)


def tags_are_known(graph: Graph) -> bool:
    """Whether the place of every tag is known, so that one that is not seen is not there."""
    subnets = all(known(each.inputs.get("vpcId")) for each in graph.of_type(SUBNET))
    return subnets and all(
        known([tag.inputs.get("key"), tag.inputs.get("resourceId")]) for tag in graph.of_type("aws:ec2/tag:Tag")
    )


def visible_tags(graph: Graph) -> dict[tuple[str | None, str], dict[str, str]]:
    """The tags of each subnet as an account sees them, by account and URN: nobody sees another account's (facts 6.18)."""
    seen: dict[tuple[str | None, str], dict[str, str]] = {
        (each.account, each.urn): dict(each.tags) for each in graph.of_type(SUBNET)
    }
    for tag in graph.of_type("aws:ec2/tag:Tag"):
        subnet = graph.find(tag.inputs.get("resourceId"))
        if subnet is not None and subnet.type == SUBNET:
            row = seen.setdefault((tag.account, subnet.urn), {})
            row[str(tag.inputs.get("key"))] = str(tag.inputs.get("value"))
    return seen


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One rule of a security group, as AWS counts them: one source or destination.

    Attributes:
        group: Id of the group.
        declared: The resource that declares it: the group itself, or a rule of its own.
        direction: ``ingress`` or ``egress``.
        families: Address families that it counts for.
        source: A block, or the id of a group or prefix list.
        ports: First and last port.
        weight: How many rules it counts as.
    """

    group: str
    declared: Resource
    direction: str
    families: tuple[int, ...]
    source: str
    ports: tuple[int, int]
    weight: int = 1


def group_id(value: Any) -> str:
    """A security group's id, without the account that may stand before it (facts 6.15)."""
    return _ACCOUNT_PREFIX.sub("", str(value))


def group_rules(graph: Graph) -> Iterator[GroupRule]:
    """The rules of every recorded security group, whichever way they are declared."""
    for group in graph.of_type("aws:ec2/securityGroup:SecurityGroup"):
        for direction in ("ingress", "egress"):
            for inline in entries(group.inputs.get(direction)):
                yield from _rules(graph, group.id, group, direction, mapping(inline))
    for type_, direction in (
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ingress"),
        ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "egress"),
    ):
        for each in graph.of_type(type_):
            yield from _rules(graph, group_id(each.inputs.get("securityGroupId")), each, direction, each.inputs)
    for each in graph.of_type("aws:ec2/securityGroupRule:SecurityGroupRule"):
        direction = str(each.inputs.get("type"))
        yield from _rules(graph, group_id(each.inputs.get("securityGroupId")), each, direction, each.inputs)


def _rules(
    graph: Graph, group: str, declared: Resource, direction: str, inputs: Mapping[str, Any]
) -> Iterator[GroupRule]:
    protocol = str(inputs.get("protocol", inputs.get("ipProtocol", "-1")))
    ports = (0, 65535) if protocol in ("-1", "all") else (_port(inputs, "fromPort"), _port(inputs, "toPort"))
    fours = [*entries(inputs.get("cidrBlocks")), inputs.get("cidrIpv4")]
    sixes = [*entries(inputs.get("ipv6CidrBlocks")), inputs.get("cidrIpv6")]
    groups = [
        *entries(inputs.get("securityGroups")),
        inputs.get("sourceSecurityGroupId"),
        inputs.get("referencedSecurityGroupId"),
        group if inputs.get("self") else None,
    ]
    lists = [*entries(inputs.get("prefixListIds")), inputs.get("prefixListId")]
    for families, sources in (((4,), fours), ((6,), sixes), ((4, 6), map(group_id, filter(None, groups)))):
        for source in filter(None, sources):
            yield GroupRule(group, declared, direction, families, str(source), ports)
    for each in filter(None, lists):
        prefix_list = graph.find(each)
        most = prefix_list.inputs.get("maxEntries") if prefix_list is not None else None
        family = 6 if prefix_list is not None and prefix_list.inputs.get("addressFamily") == "IPv6" else 4
        yield GroupRule(group, declared, direction, (family,), str(each), ports, most if isinstance(most, int) else 1)


def _port(inputs: Mapping[str, Any], key: str) -> int:
    value = inputs.get(key)
    return value if isinstance(value, int) else 0
