"""The block of a cluster's Kubernetes services beside the networks that its pods reach."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, ip_network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, indexed
from eks_shared_vpc.preview.aws.route_table import RouteTarget
from eks_shared_vpc.preview.aws.subnet import subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc, every_vpc
from eks_shared_vpc.preview.fixes import Fix, Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule

CONNECTED = frozenset(
    {RouteTarget.TRANSIT_GATEWAY, RouteTarget.VPC_PEERING, RouteTarget.VPN_GATEWAY, RouteTarget.CORE_NETWORK}
)
"""Targets of routes that lead to connected networks."""
CHOICES = tuple(
    ip_network(block)
    for block in ("172.20.0.0/16", "10.100.0.0/16", *(f"172.{number}.0.0/16" for number in range(16, 32)))
)
"""Blocks to choose from: EKS's own defaults first (facts 2.18)."""


@rule(Level.ERROR, "facts 2.18")
def service_cidr_overlaps_vpc(model: Model) -> Iterator[Remark]:
    """The block of a cluster's services may not overlap a block of its VPC, and it cannot be changed."""
    for cluster, services, vpc in _services(model):
        clash = next((block for block in _blocks(vpc) if block.overlaps(services)), None)
        if clash is not None:
            message = f"{cluster.name} has services in {services}, which overlaps the block {clash} of {vpc.name}"
            yield Remark(cluster, message, _elsewhere(cluster, vpc))


@rule(Level.WARNING, "facts 2.18")
def service_cidr_of_connected_network(model: Model) -> Iterator[Remark]:
    """Pods do not reach a connected network whose addresses are those of the cluster's services."""
    for cluster, services, vpc in _services(model):
        clash = next((to for to in _connected(model).get(vpc, ()) if services.overlaps(to)), None)
        if clash is not None:
            message = f"{cluster.name} has services in {services}, and {vpc.name} has a route to {clash}"
            yield Remark(cluster, message, _elsewhere(cluster, vpc))


def _services(model: Model) -> Iterator[tuple[Cluster, IPv4Network, Vpc]]:
    for cluster in model.all(Cluster):
        if isinstance(cluster.services, IPv4Network) and cluster.vpc is not None:
            yield cluster, cluster.services, cluster.vpc


def _blocks(vpc: Vpc) -> Sequence[IPv4Network]:
    """The blocks of a VPC that are known; of one that IPAM allocates only the size is."""
    return vpc.ipv4_blocks[1:] if vpc.is_allocated_by_ipam else vpc.ipv4_blocks


@indexed
def _connected(model: Model) -> dict[Vpc, list[IPv4Network]]:
    """The networks that the routes of each VPC lead to."""
    found: dict[Vpc, list[IPv4Network]] = {}
    for vpc in every_vpc(model):
        tables = {table.id: table for subnet in subnets_of(vpc) if (table := subnet.route_table) is not None}
        routes = [route for table in tables.values() for route in table.routes if route.target in CONNECTED]
        blocks = {route.destination for route in routes if isinstance(route.destination, IPv4Network)}
        found[vpc] = sorted(each for each in blocks if each.prefixlen)
    return found


def _elsewhere(cluster: Cluster, vpc: Vpc) -> Fix:
    """A block that is free beside the VPC's, the connected networks' and hybrid nodes'."""
    remote = [block for _, _, block in cluster.networks_of_hybrid_nodes]
    taken = [*_blocks(vpc), *_connected(cluster.model).get(vpc, ()), *remote]
    free = next((str(each) for each in CHOICES if not any(each.overlaps(block) for block in taken)), str(CHOICES[0]))
    change = Set(cluster, "kubernetes_network_config.service_ipv4_cidr", free)
    return fix(change, setting=cluster_setting(cluster, "service_cidr", free), advice="this replaces the cluster")
