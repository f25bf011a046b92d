"""The contract of a stack's own network before it is deployed, and what its clusters use of another stack's."""

from collections.abc import Iterable, Mapping

from eks_shared_vpc.cluster.pods import IpFamily
from eks_shared_vpc.cluster.public_access import ANYWHERE
from eks_shared_vpc.network.agreement import Uses
from eks_shared_vpc.network.contract import NetworkContract, TierKind, TierUse
from eks_shared_vpc.network.planned_contract import planned_contract
from eks_shared_vpc.tags import role_tags
from stacks.checks import control_plane_zones
from stacks.endpoints import services_of
from stacks.settings import ClusterSettings, NetworkSettings, StackSettings

__all__ = ["planned_network", "uses_of"]


def planned_network(
    network: NetworkSettings, endpoints: Iterable[str], region: str, account_ids: Mapping[str, str]
) -> NetworkContract:
    """What is known of a network of this stack before it is deployed."""
    contract = planned_contract(network, region)
    return contract.model_copy(
        update={
            "owner_account": account_ids[network.account],
            "endpoints": dict.fromkeys(endpoints),
            "shared_with": tuple(account_ids.get(principal, principal) for principal in network.share_with),
            "shared_tiers": _shared_tiers(network, contract),
        }
    )


def _shared_tiers(network: NetworkSettings, contract: NetworkContract) -> tuple[str, ...]:
    """The tiers that are shared: those asked for, or else all but the public ones; none when there is no principal."""
    if not network.share_with:
        return ()
    closed = tuple(name for name in contract.tier_order if contract.tiers[name].kind is not TierKind.PUBLIC)
    return closed if network.share_tiers is None else network.share_tiers


def uses_of(settings: StackSettings, network: NetworkContract) -> Uses:
    """What a stack's clusters, and the tags that it writes for them, use of another stack's network."""
    clusters = settings.clusters.values()
    accounts = [settings.accounts[each.account].id for each in clusters]
    foreign = [account for account in accounts if account != network.owner_account]
    tagged = role_tags([row for row in network.roles if row[0] in network.shared_tiers]) if foreign else {}
    subnets = {tier: set(network.tiers[tier].subnets) for tier in tagged}
    for cluster in clusters:
        for tier, zones in _placed(cluster, network):
            subnets.setdefault(tier, set()).update(zones)
    needed = {service for cluster in clusters for service in services_of(cluster)}
    named = [account for account in foreign if account in network.shared_with]
    units = [each for each in network.shared_with if each.startswith("arn:")] if len(named) < len(foreign) else []
    return Uses(
        subnets={
            tier: [zone for zone in network.zones if zone in subnets[tier]]
            for tier in network.tier_order
            if tier in subnets
        },
        egress_zones=tuple(network.nat_public_ips) if any(map(_names_egress, clusters)) else (),
        endpoints=tuple(service for service in network.endpoints if service in needed),
        principals=tuple(dict.fromkeys([*named, *units])),
        ipv6=any(cluster.ip_family is IpFamily.IPV6 for cluster in clusters),
    )


def _placed(cluster: ClusterSettings, network: NetworkContract) -> Iterable[tuple[str, Iterable[str]]]:
    """The tiers and zones of a cluster's subnets."""
    node_tier = network.tier_for(TierUse.NODES, cluster.node_tier)
    cluster_tier = network.tier_for(TierUse.CLUSTER, cluster.cluster_tier)
    if node_tier:
        yield node_tier, network.tiers[node_tier].subnets
    if cluster_tier:
        yield cluster_tier, control_plane_zones(cluster, network)


def _names_egress(cluster: ClusterSettings) -> bool:
    """Whether its public list names the network's egress addresses."""
    return not cluster.endpoint.is_private and ANYWHERE not in cluster.endpoint.public_cidrs
