"""What a stack uses of another stack's network."""

from collections.abc import Iterable

from eks_shared_vpc.cluster.on_network import control_plane_zones, tiers_of
from eks_shared_vpc.cluster.pods import IpFamily
from eks_shared_vpc.network.agreement import Uses
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.tags import role_tags
from stacks.endpoints import services_of
from stacks.plan import Network, StackPlan
from stacks.settings import ClusterSettings

__all__ = ["uses_of"]


def uses_of(plan: StackPlan, network: Network) -> Uses:
    """What a stack's clusters on a network use of it, and the tags that it writes there for them."""
    contract = network.contract
    clusters = list(plan.clusters_on(network).values())
    accounts = [plan.settings.accounts[each.account].id for each in clusters]
    foreign = [account for account in accounts if account != contract.owner_account]
    shared = [row for row in contract.roles if row[0] in contract.shared_tiers]
    subnets = {tier: set(contract.tiers[tier].subnets) for tier in (role_tags(shared) if foreign else ())}
    for cluster in clusters:
        for tier, zones in _placed(cluster, contract):
            subnets.setdefault(tier, set()).update(zones)
    needed = {service for cluster in clusters for service in services_of(cluster)}
    named = [account for account in foreign if account in contract.shared_with]
    units = [each for each in contract.shared_with if each.startswith("arn:")] if len(named) < len(foreign) else []
    return Uses(
        subnets={
            tier: [zone for zone in contract.zones if zone in subnets[tier]]
            for tier in contract.tier_order
            if tier in subnets
        },
        egress_zones=tuple(contract.nat_public_ips) if any(each.endpoint.lists_egress for each in clusters) else (),
        endpoints=tuple(service for service in contract.endpoints if service in needed),
        principals=tuple(dict.fromkeys([*named, *units])),
        ipv6=any(cluster.ip_family is IpFamily.IPV6 for cluster in clusters),
    )


def _placed(cluster: ClusterSettings, contract: NetworkContract) -> Iterable[tuple[str, Iterable[str]]]:
    """The tiers and zones of a cluster's subnets."""
    node_tier, cluster_tier = tiers_of(cluster, contract)
    if node_tier:
        yield node_tier, contract.tiers[node_tier].subnets
    if cluster_tier:
        yield cluster_tier, control_plane_zones(cluster, contract)
