"""Which interface endpoints a network has: those listed, or for ``private-cluster`` the least set that its clusters need."""

from collections.abc import Container, Iterable

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS
from eks_shared_vpc.needs import ADDON_NEEDS, API_SERVER, NEEDS
from stacks.networks import EndpointsSettings
from stacks.settings import ClusterSettings

__all__ = ["endpoints_of", "services_of"]

ASSUMED = ("nodes", "pod-identity", "irsa", "bottlerocket")
"""Features that clusters of other stacks are assumed to have, when this stack has none of its own to look at."""


def endpoints_of(
    settings: EndpointsSettings, clusters: Iterable[ClusterSettings], there: Container[str]
) -> tuple[str, ...]:
    """The services, in a stable order.

    Args:
        settings: What the stack file says of endpoints.
        clusters: The clusters of this stack that are on the network.
        there: Services that the network has endpoints of anyway.
    """
    if not settings.private_cluster:
        return settings.services
    own = list(clusters)
    needed = [service for cluster in own for service in services_of(cluster)] if own else list(_needed(set(ASSUMED)))
    listed = settings.services
    return tuple(each for each in dict.fromkeys((*needed, *listed)) if each in listed or each not in there)


def services_of(cluster: ClusterSettings) -> tuple[str, ...]:
    """The services that a cluster needs."""
    return tuple(dict.fromkeys((*_needed(set(_features(cluster))), *_more_services(cluster))))


def _needed(features: Container[str]) -> Iterable[str]:
    return (need.destination for need in NEEDS if need.feature in features and need.destination != API_SERVER)


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
