"""Which interface endpoints a network has: those listed, or for ``private-cluster`` the least set that its clusters need."""

from collections.abc import Iterable

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS
from eks_shared_vpc.needs import ADDON_NEEDS, API_SERVER, NEEDS
from stacks.settings import ClusterSettings, NetworkSettings

__all__ = ["endpoints_of", "services_of"]

ASSUMED = ("nodes", "pod-identity", "irsa", "bottlerocket")
"""Features that clusters of other stacks are assumed to have, when this stack has none of its own to look at."""
BY_GATEWAY = "s3"
"""The one need that a gateway endpoint serves, free of charge (facts 4.4, 12.4)."""


def endpoints_of(network: NetworkSettings, clusters: Iterable[ClusterSettings]) -> tuple[str, ...]:
    """The services, in a stable order."""
    if not network.private_cluster:
        return network.endpoints
    own = list(clusters)
    features = {feature for cluster in own for feature in _features(cluster)} if own else set(ASSUMED)
    services = [need.destination for need in NEEDS if need.feature in features and need.destination != API_SERVER]
    services += [service for cluster in own for service in _more_services(cluster)]
    wanted = dict.fromkeys((*services, *network.endpoints))
    return tuple(service for service in wanted if service != BY_GATEWAY or not network.s3_gateway_endpoint)


def services_of(cluster: ClusterSettings) -> tuple[str, ...]:
    """The services that a cluster needs."""
    features = set(_features(cluster))
    needed = (need.destination for need in NEEDS if need.feature in features and need.destination != API_SERVER)
    return tuple(dict.fromkeys((*needed, *_more_services(cluster))))


def _more_services(cluster: ClusterSettings) -> Iterable[str]:
    """What its add-ons and workloads need besides."""
    for addon in (*DEFAULT_ADDONS, *cluster.addons):
        yield from ADDON_NEEDS.get(addon, ())
    yield from cluster.workload_services


def _features(cluster: ClusterSettings) -> Iterable[str]:
    yield "nodes"
    if cluster.pod_identities:
        yield "pod-identity"
    if cluster.oidc_provider:
        yield "irsa"
    if any((group.ami_type or "").upper().startswith("BOTTLEROCKET") for group in cluster.node_groups.values()):
        yield "bottlerocket"
    if cluster.karpenter_discovery:
        yield "karpenter"
