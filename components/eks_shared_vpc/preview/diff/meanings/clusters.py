"""Control planes: what makes them anew, what keeps them busy, what cannot be taken back, and who administers them."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["MEANINGS"]

CLUSTER = "aws:eks/cluster:Cluster"
ADDON = "aws:eks/addon:Addon"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
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
        added = _zones(difference.after.graph, after) - _zones(difference.before.graph, before)
        if added and difference.remains(before):
            kept = ", ".join(sorted(_zones(difference.before.graph, before)))
            yield Consequence(
                after,
                f"the control plane of {after.name} would get subnets in {', '.join(sorted(added))}, which it does not have: AWS refuses that",
                f"control_plane_zones: [{kept}]; its nodes may use the zone all the same",
            )


@meaning(MeaningLevel.AMBER, "facts 2.11")
def cluster_zone_dropped(difference: Difference) -> Iterator[Consequence]:
    """The control plane's interfaces leave the zone; two zones have to remain."""
    for before, after in difference.kept(CLUSTER):
        gone = _zones(difference.before.graph, before) - _zones(difference.after.graph, after)
        if gone and difference.remains(before):
            yield Consequence(after, f"the control plane of {after.name} leaves {', '.join(sorted(gone))}")


@meaning(MeaningLevel.AMBER, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_upgraded(difference: Difference) -> Iterator[Consequence]:
    """The API server goes to another Kubernetes version; add-ons and nodes have to follow, and removed APIs are gone."""
    for change, (_, old), (_, new) in _versions(difference):
        if new == old + 1:
            yield Consequence(
                change.resource,
                f"cluster {change.resource.name} goes from Kubernetes {_version(change.before)} to {_version(change.after)}",
                "check the APIs that the version removes, and the versions of add-ons and nodes",
            )


@meaning(MeaningLevel.RED, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_version_refused(difference: Difference) -> Iterator[Consequence]:
    """AWS takes a control plane one minor version up at a time."""
    for change, old, new in _versions(difference):
        if new < old or new[1] > old[1] + 1:
            yield Consequence(
                change.resource,
                f"cluster {change.resource.name} cannot go from Kubernetes {_version(change.before)} to {_version(change.after)} in one step",
                "go up one minor version at a time",
            )


@meaning(MeaningLevel.AMBER, "facts 8.22, 2.22; diff/replacements.json")
def irreversible_setting(difference: Difference) -> Iterator[Consequence]:
    """There is no way back from this setting but a new cluster."""
    for each in difference.of(CLUSTER, Kind.UPDATE):
        for path, what in (
            ("accessConfig.authenticationMode", "authentication mode"),
            ("vpcConfig.controlPlaneEgressMode", "control-plane egress mode"),
            ("encryptionConfig", "encryption of secrets with a key of yours"),
        ):
            found = next((one for one in each.properties if one.path == path), None)
            if found is not None and not _goes_back(found.before, found.after):
                value = f" {found.after}" if isinstance(found.after, str) else ""
                yield Consequence(each.resource, f"{what}{value} cannot be taken back on {each.resource.name}")


@meaning(MeaningLevel.RED, "facts 8.22")
def irreversible_setting_undone(difference: Difference) -> Iterator[Consequence]:
    """AWS moves the authentication mode one way only and refuses this, although the provider plans it as an update."""
    for each in difference.of(CLUSTER, Kind.UPDATE):
        found = next((one for one in each.properties if one.path == "accessConfig.authenticationMode"), None)
        if found is not None and _goes_back(found.before, found.after):
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
    for each in difference.of(POD_IDENTITY, Kind.DELETE):
        if difference.cluster_of(each.resource):
            account = f"{each.resource.inputs.get('namespace')}/{each.resource.inputs.get('serviceAccount')}"
            yield Consequence(each.resource, f"pods of {account} lose their role")


@meaning(MeaningLevel.AMBER, "facts 8.22, 8.23")
def admin_added(difference: Difference) -> Iterator[Consequence]:
    """Somebody else may do everything in the cluster."""
    for each in difference.of(ACCESS, Kind.CREATE):
        cluster = difference.cluster_of(each.resource)
        if cluster is not None and "ClusterAdminPolicy" in str(each.resource.inputs.get("policyArn")):
            yield Consequence(each.resource, f"{each.resource.inputs.get('principalArn')} administers {cluster.name}")


@meaning(MeaningLevel.AMBER, "facts 8.22")
def admin_removed(difference: Difference) -> Iterator[Consequence]:
    """Somebody who administers the cluster, a pipeline for instance, is shut out."""
    for each in difference.of(ACCESS, Kind.DELETE):
        if difference.cluster_of(each.resource) and "ClusterAdminPolicy" in str(each.resource.inputs.get("policyArn")):
            yield Consequence(
                each.resource,
                f"{each.resource.inputs.get('principalArn')} does not administer {each.resource.inputs.get('clusterName')} any more",
            )


def _zones(graph: Graph, cluster: Resource) -> set[str]:
    return {
        str(subnet.inputs.get("availabilityZoneId", ""))
        for subnet in graph.referred(cluster.block("vpcConfig").get("subnetIds"))
    }


def _versions(difference: Difference) -> Iterator[tuple[Change, tuple[int, int], tuple[int, int]]]:
    for each in difference.of(CLUSTER, Kind.UPDATE):
        old, new = _parsed(_version(each.before)), _parsed(_version(each.after))
        if old and new and old != new:
            yield each, old, new


def _version(cluster: Resource | None) -> str:
    return str(cluster.inputs.get("version", "")) if cluster is not None else ""


def _parsed(version: str) -> tuple[int, int] | None:
    major, _, minor = version.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else None


_ONE_WAY = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")


def _goes_back(before: object, after: object) -> bool:
    return before in _ONE_WAY and after in _ONE_WAY and _ONE_WAY.index(str(after)) < _ONE_WAY.index(str(before))


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
