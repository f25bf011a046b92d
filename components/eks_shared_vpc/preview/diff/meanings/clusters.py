"""Control planes: what makes them anew, what keeps them busy, what cannot be taken back, and who administers them."""

from collections.abc import Callable, Iterator, Mapping

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.diff.meanings.subnets import zone_of
from eks_shared_vpc.preview.diff.properties import PropertyChange
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.clusters import of_cluster

__all__ = ["MEANINGS"]

CLUSTER = "aws:eks/cluster:Cluster"
ADDON = "aws:eks/addon:Addon"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
MODE = "accessConfig.authenticationMode"
UNKNOWN_ZONE = ""
ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"

_UPDATES: Mapping[str, tuple[str, ...]] = {
    "endpoint access": (
        "vpcConfig.endpointPrivateAccess",
        "vpcConfig.endpointPublicAccess",
        "vpcConfig.publicAccessCidrs",
    ),
    "subnets": ("vpcConfig.subnetIds",),
    "security groups": ("vpcConfig.securityGroupIds",),
    "egress mode": ("vpcConfig.controlPlaneEgressMode",),
    "version": ("version",),
    "logging": ("enabledClusterLogTypes",),
    "authentication mode": ("accessConfig",),
    "encryption": ("encryptionConfig",),
    "upgrade policy": ("upgradePolicy",),
    "zonal shift": ("zonalShiftConfig",),
    "Auto Mode": ("computeConfig", "storageConfig", "kubernetesNetworkConfig.elasticLoadBalancing"),
}
"""What AWS takes in one call each, and works on one after the other (facts 3.16)."""


@meaning(MeaningLevel.RED, "facts 3.17")
def cluster_replaced(difference: Difference) -> Iterator[Consequence]:
    """The cluster is deleted, with everything in its Kubernetes API, and an empty one is made under its name."""
    for each in difference.of(CLUSTER, Kind.REPLACE):
        yield Consequence(
            each.resource,
            f"cluster {each.resource.name} is replaced, because of {', '.join(each.because)}: what it runs is lost",
            "make a second cluster beside it and move the workloads, if the change has to be",
        )


@meaning(MeaningLevel.RED, "facts 10.13")
def cluster_deleted(difference: Difference) -> Iterator[Consequence]:
    """Everything in its Kubernetes API goes with it; load balancers that its controllers made stay behind and block the VPC."""
    for each in difference.of(CLUSTER, Kind.DELETE):
        yield Consequence(each.resource, f"cluster {each.resource.name} is deleted", "first delete its load balancers")


@meaning(MeaningLevel.RED, "facts 11.5")
def deletion_protection_refuses(difference: Difference) -> Iterator[Consequence]:
    """AWS refuses to delete a cluster with deletion protection, and so to replace it: the deployment stops there."""
    for each in difference.of(CLUSTER, Kind.REPLACE, Kind.DELETE):
        if each.before is not None and each.before.inputs.get("deletionProtection"):
            yield Consequence(
                each.resource,
                f"cluster {each.before.name} has deletion protection: AWS will refuse to delete it",
                "if it is meant: first deploy deletion_protection: false",
            )


@meaning(MeaningLevel.AMBER, "facts 3.16")
def control_plane_updates(difference: Difference) -> Iterator[Consequence]:
    """AWS takes one kind of change in a call and works on it for minutes; a second one meanwhile is refused."""
    for each in difference.of(CLUSTER, Kind.UPDATE):
        kinds = [kind for kind, paths in _UPDATES.items() if each.changed(*paths)]
        if len(kinds) > 1:
            yield Consequence(
                each.resource,
                f"cluster {each.resource.name} gets {len(kinds)} updates one after another: {', '.join(kinds)}",
                "expect some ten minutes for each, and nothing else to change it meanwhile",
            )


@meaning(MeaningLevel.RED, "facts 2.11")
def cluster_zones_changed(difference: Difference) -> Iterator[Consequence]:
    """A control plane takes subnets only in the zones that it was created with; AWS refuses others."""
    for before, after in difference.kept(CLUSTER):
        present = _zones(difference.before.graph, before)
        added = _zones(difference.after.graph, after) - present - {UNKNOWN_ZONE}
        if added and UNKNOWN_ZONE not in present and difference.remains(before):
            kept = ", ".join(sorted(present))
            yield Consequence(
                after,
                f"the control plane of {after.name} would get subnets in {', '.join(sorted(added))}, which it does not have: AWS refuses that",
                f"control_plane_zones: [{kept}]; its nodes may use the zone all the same",
            )


@meaning(MeaningLevel.AMBER, "facts 2.11")
def cluster_zone_dropped(difference: Difference) -> Iterator[Consequence]:
    """The control plane's interfaces leave the zone; two zones have to remain."""
    for before, after in difference.kept(CLUSTER):
        present = _zones(difference.after.graph, after)
        gone = _zones(difference.before.graph, before) - present - {UNKNOWN_ZONE}
        if gone and UNKNOWN_ZONE not in present and difference.remains(before):
            yield Consequence(after, f"the control plane of {after.name} leaves {', '.join(sorted(gone))}")


@meaning(MeaningLevel.AMBER, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_upgraded(difference: Difference) -> Iterator[Consequence]:
    """The API server goes to another Kubernetes version; add-ons and nodes have to follow, and removed APIs are gone."""
    for change, old, new in _versions(difference):
        if new == _next(old):
            yield Consequence(
                change.resource,
                f"cluster {change.resource.name} goes from Kubernetes {_version(change.before)} to {_version(change.after)}",
                "check the APIs that the version removes, and the versions of add-ons and nodes",
            )


@meaning(MeaningLevel.RED, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_version_refused(difference: Difference) -> Iterator[Consequence]:
    """AWS takes a control plane one minor version up at a time, and none back."""
    for change, old, new in _versions(difference):
        step = f"from Kubernetes {_version(change.before)} to {_version(change.after)}"
        if new < old:
            yield Consequence(
                change.resource,
                f"cluster {change.resource.name} cannot go back {step}",
                f"leave it at {_version(change.before)}; what needs the other version needs another cluster",
            )
        elif new != _next(old):
            yield Consequence(
                change.resource,
                f"cluster {change.resource.name} cannot go {step} in one step",
                "go up one minor version at a time",
            )


@meaning(MeaningLevel.AMBER, "facts 8.22, 2.22; diff/replacements.json")
def irreversible_setting(difference: Difference) -> Iterator[Consequence]:
    """There is no way back from this setting but a new cluster."""
    for each in difference.of(CLUSTER, Kind.UPDATE):
        for path, (what, is_final) in _FOR_GOOD.items():
            found = _part(each, path)
            if found is not None and is_final(found.before, found.after):
                value = f" {found.after}" if isinstance(found.after, str) else ""
                yield Consequence(each.resource, f"{what}{value} cannot be taken back on {each.resource.name}")


@meaning(MeaningLevel.RED, "facts 8.22")
def irreversible_setting_undone(difference: Difference) -> Iterator[Consequence]:
    """AWS moves the authentication mode one way only and refuses this, although the provider plans it as an update."""
    for each in difference.of(CLUSTER, Kind.UPDATE):
        found = _part(each, MODE)
        if found is not None and _step(found.after) < _step(found.before):
            yield Consequence(
                each.resource,
                f"authentication mode of {each.resource.name} cannot go from {found.before} back to {found.after}",
                f"leave it at {found.before}",
            )


@meaning(MeaningLevel.AMBER, "EKS User Guide, add-ons")
def addon_moved(difference: Difference) -> Iterator[Consequence]:
    """The add-on's pods are exchanged node by node; of the VPC CNI and CoreDNS every workload notices a mistake."""
    for each in difference.of(ADDON, Kind.UPDATE):
        found = next((one for one in each.properties if one.path == "addonVersion"), None)
        if found is not None:
            yield Consequence(
                each.resource,
                f"{each.resource.name} goes from {found.before or 'its present version'} to {found.after or 'its present version'}",
            )


@meaning(MeaningLevel.AMBER, "EKS User Guide, add-ons")
def addon_removed(difference: Difference) -> Iterator[Consequence]:
    """What the add-on does in the cluster stops, unless its software is preserved."""
    for each in difference.of(ADDON, Kind.DELETE):
        if difference.cluster_of(each.resource):
            kept = "; its software stays, unmanaged" if each.resource.inputs.get("preserve") else ""
            yield Consequence(each.resource, f"add-on {each.resource.name} is removed{kept}")


@meaning(MeaningLevel.AMBER, "facts 8.16, 8.17")
def pod_identity_lost(difference: Difference) -> Iterator[Consequence]:
    """Pods of the service account get no credentials any more, once those that they hold run out."""
    for each, cluster in _taken(difference, POD_IDENTITY):
        there = {_service_account(one) for one in of_cluster(difference.after.graph, cluster, POD_IDENTITY)}
        account = _service_account(each)
        if account not in there:
            yield Consequence(each, f"pods of {account} lose their role")


@meaning(MeaningLevel.AMBER, "facts 8.22, 8.23")
def admin_added(difference: Difference) -> Iterator[Consequence]:
    """Somebody else may do everything in the cluster."""
    for each, cluster in _given(difference, ACCESS):
        principal = each.inputs.get("principalArn")
        if _administers(each) and principal not in _admins(difference.before.graph, cluster):
            yield Consequence(each, f"{principal} administers {cluster.name}")


@meaning(MeaningLevel.AMBER, "facts 8.22")
def admin_removed(difference: Difference) -> Iterator[Consequence]:
    """Somebody who administers the cluster, a pipeline for instance, is shut out."""
    for each, cluster in _taken(difference, ACCESS):
        principal = each.inputs.get("principalArn")
        if _administers(each) and principal not in _admins(difference.after.graph, cluster):
            yield Consequence(each, f"{principal} does not administer {each.inputs.get('clusterName')} any more")


def _taken(difference: Difference, type_: str) -> Iterator[tuple[Resource, Resource]]:
    """What clusters that stay lose: each as it was, with the cluster. What is replaced is taken, and another is given."""
    for each in difference.of(type_, Kind.DELETE, Kind.REPLACE):
        if each.before is not None and (cluster := difference.cluster_of(each.before)) is not None:
            yield each.before, cluster


def _given(difference: Difference, type_: str) -> Iterator[tuple[Resource, Resource]]:
    """What clusters that stay get: each as it will be, with the cluster."""
    for each in difference.of(type_, Kind.CREATE, Kind.REPLACE):
        if each.after is not None and (cluster := difference.cluster_of(each.after)) is not None:
            yield each.after, cluster


def _service_account(association: Resource) -> str:
    return f"{association.inputs.get('namespace')}/{association.inputs.get('serviceAccount')}"


def _administers(association: Resource) -> bool:
    """Whether an association lets its principal do everything in the whole cluster."""
    is_all = association.block("accessScope").get("type") != "namespace"
    return is_all and "ClusterAdminPolicy" in str(association.inputs.get("policyArn"))


def _admins(graph: Graph, cluster: Resource) -> set[object]:
    return {each.inputs.get("principalArn") for each in of_cluster(graph, cluster, ACCESS) if _administers(each)}


def _zones(graph: Graph, cluster: Resource) -> set[str]:
    """The zones of a control plane's subnets; those of subnets that are not known here have an empty name."""
    ids = cluster.block("vpcConfig").get("subnetIds")
    return {zone_of(graph.find(each)) for each in (ids if isinstance(ids, list) else [ids])}


def _versions(difference: Difference) -> Iterator[tuple[Change, tuple[int, int], tuple[int, int]]]:
    for each in difference.of(CLUSTER, Kind.UPDATE):
        old, new = _parsed(_version(each.before)), _parsed(_version(each.after))
        if old and new and old != new:
            yield each, old, new


def _next(version: tuple[int, int]) -> tuple[int, int]:
    return version[0], version[1] + 1


def _version(cluster: Resource | None) -> str:
    return str(cluster.inputs.get("version", "")) if cluster is not None else ""


def _parsed(version: str) -> tuple[int, int] | None:
    major, _, minor = version.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else None


def _part(change: Change, path: str) -> PropertyChange | None:
    """How a property changes, on its own or with the block that it is in, which comes or goes as a whole."""
    for each in change.properties:
        if each.path == path:
            return each
        block, _, key = path.rpartition(".")
        if each.path == block:
            before, after = (
                value.get(key) if isinstance(value, Mapping) else None for value in (each.before, each.after)
            )
            return PropertyChange(path, before, after)
    return None


_ONE_WAY = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")


def _step(mode: object) -> int:
    """How far an authentication mode is on its way; AWS begins with the first (facts 8.22)."""
    return _ONE_WAY.index(mode) if mode in _ONE_WAY else 0


_FOR_GOOD: Mapping[str, tuple[str, Callable[[object, object], bool]]] = {
    MODE: ("authentication mode", lambda before, after: _step(after) > _step(before)),
    # The other mode is what AWS does anyway (facts 2.22).
    "vpcConfig.controlPlaneEgressMode": ("control-plane egress mode", lambda _, after: after == "CUSTOMER_ROUTED"),
    "encryptionConfig": ("encryption of secrets with a key of yours", lambda before, _: before is None),
}
"""Settings without a way back, with what they are called, and whether a change takes such a step."""


MEANINGS: tuple[MeaningRule, ...] = (
    cluster_replaced,
    cluster_deleted,
    deletion_protection_refuses,
    cluster_zones_changed,
    cluster_version_refused,
    irreversible_setting_undone,
    control_plane_updates,
    cluster_zone_dropped,
    cluster_upgraded,
    irreversible_setting,
    addon_moved,
    addon_removed,
    pod_identity_lost,
    admin_added,
    admin_removed,
)
