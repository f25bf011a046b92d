"""Where the nodes and pods of clusters are, and what they need because of what the clusters declare."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eks_shared_vpc.needs import ADDON_NEEDS, NEEDS, Need, workload_need
from eks_shared_vpc.preview.aws.addon import Addon, cni_of
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model, Refs, indexed
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.oidc_provider import trusts_issuer_of
from eks_shared_vpc.preview.aws.pod_identity import PodIdentity
from eks_shared_vpc.preview.aws.subnet import Subnet, SubnetTag
from eks_shared_vpc.preview.aws.values import Unknown
from eks_shared_vpc.preview.proof.flow import Source
from eks_shared_vpc.tags import KARPENTER_DISCOVERY

__all__ = ["Placement", "needs_of", "orphans", "placements"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Nodes or pods of a cluster in one subnet.

    Attributes:
        who: What runs there, such as ``node group default``.
        source: Where their traffic starts.
        asks_for_dns: Whether its nodes ask the EKS API for the address of the cluster's DNS: Bottlerocket does, unless its
            user data gives it.
    """

    who: str
    source: Source
    asks_for_dns: bool = False


def placements(cluster: Cluster) -> Iterator[Placement]:
    """Where a cluster's nodes and pods are."""
    own = (cluster.group_id,)
    for group in cluster.of(NodeGroup):
        # Without groups in a launch template EKS puts the cluster's own on the nodes (facts 7.1, 7.6).
        groups = group.template_groups or (own if group.knows_its_groups else ())
        asks = group.is_bottlerocket and group.is_told_the_dns_address is False
        template = group.launch_template
        asked = template.assigns_public_ipv4 if template is not None else None
        for source in _sources(group.subnets, groups, asked, knows_groups=group.knows_its_groups):
            yield Placement(f"node group {group.name}", source, asks)
    for profile in cluster.of(FargateProfile):
        for source in _sources(profile.subnets, own, public=False):
            yield Placement(f"Fargate profile {profile.name}", source)
    cni = cni_of(cluster)
    for config in cni.eni_configs.values() if cni is not None else ():
        place = config.subnet.name if config.subnet is not None else str(config.subnet_id)
        yield Placement("pods of custom networking", Source(config.subnet, config.group_ids or own, False, place))


def orphans(model: Model) -> Iterator[tuple[NodeGroup | FargateProfile, Placement]]:
    """Nodes and pods of clusters that no recorded program declares, each with where they are."""
    for group in model.all(NodeGroup):
        if group.cluster is None:
            for source in _sources(group.subnets, group.template_groups, None, knows_groups=False):
                yield group, Placement(f"node group {group.name}", source)
    for profile in model.all(FargateProfile):
        if profile.cluster is None:
            for source in _sources(profile.subnets, (), public=False, knows_groups=False):
                yield profile, Placement(f"Fargate profile {profile.name}", source)


def _sources(
    subnets: Refs[Subnet], groups: tuple[str, ...], public: bool | Unknown | None, *, knows_groups: bool = True
) -> Iterator[Source]:
    for subnet in subnets:
        has_address = subnet.assigns_public_ipv4 if public is None else public
        yield Source(subnet, groups, has_address, subnet.name, knows_groups)
    for id_ in subnets.undeclared:
        yield Source(None, groups, public or False, id_, knows_groups)
    if not subnets.complete:
        yield Source(None, groups, public or False, "a subnet that is known after deployment", knows_groups)


def needs_of(cluster: Cluster, placement: Placement, needs: Sequence[Need] = NEEDS) -> Sequence[Need]:
    """What nodes or pods have to reach because of what their cluster declares, each destination once."""
    common = _needs_of_clusters(cluster.model)
    key = (cluster, placement.asks_for_dns, tuple(needs))
    found = common.get(key)
    if found is None:
        found = common[key] = list(_each_once(_needs(cluster, placement, needs)))
    return found


@indexed
def _needs_of_clusters(model: Model) -> dict[object, list[Need]]:  # noqa: ARG001  # fills as it is asked
    return {}


def _needs(cluster: Cluster, placement: Placement, needs: Sequence[Need]) -> Iterator[Need]:
    features = {"nodes", *_features(cluster), *(["bottlerocket"] if placement.asks_for_dns else [])}
    yield from (need for need in needs if need.feature in features)
    for addon in cluster.of(Addon):
        name = str(addon.addon_name)
        for service in ADDON_NEEDS.get(name, ()):
            yield Need(service, f"add-on {name}", f"the add-on {name} uses it", "section 4a")
    yield from map(workload_need, cluster.workload_services)


def _each_once(needs: Iterable[Need]) -> Iterable[Need]:
    found: dict[str, Need] = {}
    for each in needs:
        found.setdefault(each.destination, each)
    return found.values()


def _features(cluster: Cluster) -> Iterator[str]:
    if cluster.of(PodIdentity):
        yield "pod-identity"
    if trusts_issuer_of(cluster.model, cluster):
        yield "irsa"
    if cluster.cluster_name in _discovered(cluster.model).get(cluster.account, ()):
        yield "karpenter"


@indexed
def _discovered(model: Model) -> dict[str | None, set[str]]:
    """The names under which Karpenter finds subnets, by the account that tags them."""
    found: dict[str | None, set[str]] = {}
    for tag in model.all(SubnetTag):
        if tag.key == KARPENTER_DISCOVERY:
            found.setdefault(tag.account, set()).add(str(tag.value))
    for subnet in model.all(Subnet):
        if KARPENTER_DISCOVERY in subnet.tags:
            found.setdefault(subnet.account, set()).add(str(subnet.tags[KARPENTER_DISCOVERY]))
    return found
