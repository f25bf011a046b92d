"""Add-ons: which ones a cluster needs, and their versions."""

from collections.abc import Iterator, Sequence

from eks_shared_vpc.cluster.addons import BEFORE_NODES, PINNED
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.addon import Addon, addons_are_known, installs_by_kubernetes
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.fixes import Declare, Fix, Output, Set, advice, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule

NEEDED_BY_NODES = ("vpc-cni", "kube-proxy", "coredns")


@rule(Level.NOTICE, "facts 11.11")
def self_managed_addons(model: Model) -> Iterator[Remark]:
    """By default EKS installs self-managed copies of three add-ons in a new cluster. Add-ons that a program declares overwrite them."""
    for cluster in model.all(Cluster):
        if cluster.begins_with_addons is True and cluster.is_auto_mode is False:
            message = f"{cluster.name} is created with self-managed copies of the VPC CNI, kube-proxy and CoreDNS"
            off = Set(cluster, "bootstrap_self_managed_addons", value=False)
            missing = _declared(cluster, _missing(cluster)) if cluster.of(NodeGroup) else ()
            yield Remark(cluster, message, fix(off, *missing, advice="this replaces a cluster that exists"))


@rule(Level.WARNING, "facts 11.11")
def addon_missing(model: Model) -> Iterator[Remark]:
    """A cluster without the self-managed add-ons has none by default. Nodes become ready only with a CNI, and names resolve only with CoreDNS."""
    seen = all_are_placed(model, Addon, NodeGroup) and not installs_by_kubernetes(model)
    for cluster in model.all(Cluster) if seen else ():
        bare = cluster.begins_with_addons is False and cluster.is_auto_mode is False
        here = any(each.stack == cluster.stack for each in cluster.of(NodeGroup))
        missing = _missing(cluster)
        if bare and here and missing and addons_are_known(cluster):
            message = f"{cluster.name} has nodes, and no add-on {', '.join(missing)}"
            yield Remark(cluster, message, fix(*_declared(cluster, missing)))


@rule(Level.WARNING, "design rule 7")
def addon_unpinned(model: Model) -> Iterator[Remark]:
    """An add-on without a version is created with EKS's default one, so that clusters of the same program differ by the day of their creation."""
    for addon in model.all(Addon):
        if not addon.is_versioned:
            message = f"{addon.name} has no addon_version, so that EKS chooses one"
            yield Remark(addon, message, _pinned(addon))


def _missing(cluster: Cluster) -> Sequence[str]:
    there = {each.addon_name for each in cluster.of(Addon)}
    return [name for name in NEEDED_BY_NODES if name not in there]


def _version(cluster: Cluster | None, name: object) -> str:
    """The version that this package pins; empty where it pins none."""
    return PINNED.get(str(cluster.version), {}).get(str(name), "") if cluster is not None else ""


def _declared(cluster: Cluster, names: Sequence[str]) -> Sequence[Declare]:
    return [declared(cluster, name) for name in names]


def declared(cluster: Cluster, name: str) -> Declare:
    """An add-on, before or after the nodes as it needs."""
    version = _version(cluster, name)
    inputs = {"cluster_name": Output(cluster, "name"), "addon_name": name}
    inputs |= {"addon_version": version} if version else {}
    nodes = tuple(cluster.of(NodeGroup))
    order = {"before": nodes} if name in BEFORE_NODES else {"after": nodes}
    return Declare(Addon, f"{cluster.name}-{name}", cluster, inputs, **order)


def _pinned(addon: Addon) -> Fix:
    cluster, version = addon.cluster, _version(addon.cluster, addon.addon_name)
    if cluster is None or not version:
        return advice("set addon_version to a version that aws eks describe-addon-versions lists")
    setting = cluster_setting(cluster, "addons", {str(addon.addon_name): {"version": version}})
    return fix(Set(addon, "addon_version", version), setting=setting)
