"""Control planes: what replaces them, what keeps them busy, what cannot be undone, and who administers them."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.access import AccessPolicy
from eks_shared_vpc.preview.aws.addon import Addon
from eks_shared_vpc.preview.aws.cluster import AUTHENTICATION_MODES, Cluster, OfCluster
from eks_shared_vpc.preview.aws.pod_identity import PodIdentity
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Changed, Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

C = TypeVar("C", bound=OfCluster)


@rule(MeaningLevel.RED, "facts 3.17")
def cluster_replaced(difference: Difference) -> Iterator[Remark]:
    """The cluster is deleted, with everything in its Kubernetes API, and an empty one is created under its name."""
    for each in difference.of(Cluster, Kind.REPLACE):
        yield Remark(
            each.view,
            f"cluster {each.name} is replaced, because of {each.because}: what it runs is lost",
            advice("create a second cluster beside it and move the workloads, if the change is needed"),
        )


@rule(MeaningLevel.RED, "facts 10.13")
def cluster_deleted(difference: Difference) -> Iterator[Remark]:
    """Everything in its Kubernetes API is deleted; load balancers that its controllers created stay and block the VPC."""
    for each in difference.of(Cluster, Kind.DELETE):
        yield Remark(each.view, f"cluster {each.name} is deleted", advice("first delete its load balancers"))


@rule(MeaningLevel.RED, "facts 11.5")
def deletion_protection_refuses(difference: Difference) -> Iterator[Remark]:
    """AWS rejects the deletion of a cluster with deletion protection, and so its replacement: the deployment stops there."""
    for each in difference.of(Cluster, Kind.REPLACE, Kind.DELETE):
        if each.before is not None and each.before.is_protected is True:
            yield Remark(
                each.view,
                f"cluster {each.before.name} has deletion protection; AWS rejects its deletion",
                advice("if this is intended: first deploy deletion_protection: false"),
            )


@rule(MeaningLevel.AMBER, "facts 3.16")
def control_plane_updates(difference: Difference) -> Iterator[Remark]:
    """AWS accepts one kind of change in a call and applies it for minutes; it rejects a second one meanwhile."""
    for each in difference.of(Cluster, Kind.UPDATE):
        calls = [call for call, paths in Cluster.UPDATE_CALLS.items() if each.change.changed(*paths)]
        if len(calls) > 1:
            yield Remark(
                each.view,
                f"cluster {each.name} needs {len(calls)} updates, one after another: {', '.join(calls)}",
                advice("expect some ten minutes for each, and let nothing else change it meanwhile"),
            )


@rule(MeaningLevel.RED, "facts 2.11")
def cluster_zones_changed(difference: Difference) -> Iterator[Remark]:
    """A control plane accepts subnets only in the zones that it was created in; AWS rejects others."""
    for before, after in difference.remaining(Cluster):
        present = _zones(before)
        added = _zones(after) - present - {UNKNOWN}
        if added and UNKNOWN not in present:
            yield Remark(
                after,
                f"the control plane of {after.name} would have subnets in {_listed(added)}, where it was not created; AWS rejects this",
                advice(f"control_plane_zones: [{_listed(present)}]; its nodes may use the zone all the same"),
            )


@rule(MeaningLevel.AMBER, "facts 2.11")
def cluster_zone_dropped(difference: Difference) -> Iterator[Remark]:
    """The control plane's network interfaces in the zone are deleted; it needs subnets in two zones."""
    for before, after in difference.remaining(Cluster):
        present = _zones(after)
        gone = _zones(before) - present - {UNKNOWN}
        if gone and UNKNOWN not in present:
            yield Remark(after, f"the control plane of {after.name} will have no subnet in {_listed(gone)}")


@rule(MeaningLevel.AMBER, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_upgraded(difference: Difference) -> Iterator[Remark]:
    """The API server runs another Kubernetes version; add-ons and nodes have to follow, and removed APIs are gone."""
    for change, old, new in _versions(difference):
        if new == _next(old):
            yield Remark(
                change.view,
                f"cluster {change.name} is updated from Kubernetes {_version(change.before)} to {_version(change.after)}",
                advice("check the APIs that the version removes, and the versions of add-ons and nodes"),
            )


@rule(MeaningLevel.RED, "EKS User Guide, Update existing cluster to new Kubernetes version; from memory")
def cluster_version_refused(difference: Difference) -> Iterator[Remark]:
    """AWS updates a control plane by one minor version at a time, and never to an older one."""
    for change, old, new in _versions(difference):
        step = f"from Kubernetes {_version(change.before)} to {_version(change.after)}"
        if new < old:
            yield Remark(
                change.view,
                f"cluster {change.name} cannot be downgraded {step}",
                advice(f"leave it at {_version(change.before)}; what needs the other version needs another cluster"),
            )
        elif new != _next(old):
            yield Remark(
                change.view,
                f"cluster {change.name} cannot be updated {step} in one step",
                advice("update one minor version at a time"),
            )


@rule(MeaningLevel.AMBER, "facts 8.22, 2.22; diff/replacements.json")
def irreversible_setting(difference: Difference) -> Iterator[Remark]:
    """Only a new cluster can have another value of this setting."""
    for each in difference.of(Cluster, Kind.UPDATE):
        for path, (what, is_final) in _PERMANENT.items():
            found = each.change.part(path)
            if found is not None and is_final(found.before, found.after):
                value = f" {found.after}" if isinstance(found.after, str) else ""
                yield Remark(each.view, f"{what}{value} cannot be undone on {each.name}")


@rule(MeaningLevel.RED, "facts 8.22")
def irreversible_setting_undone(difference: Difference) -> Iterator[Remark]:
    """AWS changes the authentication mode in one direction only and rejects this, although the provider plans it as an update."""
    for each in difference.of(Cluster, Kind.UPDATE):
        found = each.change.part(Cluster.AUTHENTICATION_MODE)
        if found is not None and _step(found.after) < _step(found.before):
            yield Remark(
                each.view,
                f"authentication mode of {each.name} cannot change from {found.before} back to {found.after}",
                advice(f"leave it at {found.before}"),
            )


@rule(MeaningLevel.AMBER, "EKS User Guide, add-ons")
def addon_moved(difference: Difference) -> Iterator[Remark]:
    """The add-on's pods are replaced node by node; a mistake in the VPC CNI or CoreDNS affects every workload."""
    for each in difference.of(Addon, Kind.UPDATE):
        found = each.change.part(Addon.VERSION)
        if found is not None:
            yield Remark(
                each.view,
                f"add-on {each.name} is updated from {found.before or 'its current version'} to {found.after or 'its current version'}",
            )


@rule(MeaningLevel.AMBER, "EKS User Guide, add-ons")
def addon_removed(difference: Difference) -> Iterator[Remark]:
    """What the add-on does in the cluster stops, unless its software is preserved."""
    for each in difference.of(Addon, Kind.DELETE):
        if difference.cluster_of(each.view):
            kept = "; its software stays in the cluster, unmanaged" if each.view.preserves_software is True else ""
            yield Remark(each.view, f"add-on {each.name} is deleted{kept}")


@rule(MeaningLevel.AMBER, "facts 8.16, 8.17")
def pod_identity_lost(difference: Difference) -> Iterator[Remark]:
    """Pods of the service account are given no credentials any more, once those that they have expire."""
    for each, cluster in _taken(difference, PodIdentity):
        if each.account_name not in {one.account_name for one in cluster.of(PodIdentity)}:
            yield Remark(each, f"pods of {each.account_name} lose their role")


@rule(MeaningLevel.AMBER, "facts 8.22, 8.23")
def admin_added(difference: Difference) -> Iterator[Remark]:
    """A further principal may do everything in the cluster."""
    for each, cluster in _given(difference, AccessPolicy):
        if each.administers and each.principal_arn not in _admins(difference.former(cluster)):
            yield Remark(each, f"{_principal(each)} becomes an administrator of {cluster.name}")


@rule(MeaningLevel.AMBER, "facts 8.22")
def admin_removed(difference: Difference) -> Iterator[Remark]:
    """An administrator of the cluster, a pipeline for instance, loses access."""
    for each, cluster in _taken(difference, AccessPolicy):
        if each.administers and each.principal_arn not in _admins(cluster):
            yield Remark(each, f"{_principal(each)} is no longer an administrator of {cluster.name}")


def _taken(difference: Difference, kind: type[C]) -> Iterator[tuple[C, Cluster]]:
    """What clusters that remain lose: each as it was, with the cluster. What is replaced is taken, and another is given."""
    for each in difference.of(kind, Kind.DELETE, Kind.REPLACE):
        if each.before is not None and (cluster := difference.cluster_of(each.before)) is not None:
            yield each.before, cluster


def _given(difference: Difference, kind: type[C]) -> Iterator[tuple[C, Cluster]]:
    """What clusters that remain are given: each as it will be, with the cluster."""
    for each in difference.of(kind, Kind.CREATE, Kind.REPLACE):
        if each.after is not None and (cluster := difference.cluster_of(each.after)) is not None:
            yield each.after, cluster


def _admins(cluster: Cluster | None) -> set[object]:
    rows = cluster.of(AccessPolicy) if cluster is not None else ()
    return {each.principal_arn for each in rows if each.administers}


def _principal(policy: AccessPolicy) -> str:
    return (
        "a principal that is known after deployment" if policy.principal_arn is UNKNOWN else str(policy.principal_arn)
    )


def _zones(cluster: Cluster) -> set[str | Unknown]:
    """The zones of a control plane's subnets; unknown is among them if one of its subnets, or its zone, is not known."""
    found: set[str | Unknown] = {each.zone or UNKNOWN for each in cluster.subnets}
    return found if found and cluster.subnets.all_declared else found | {UNKNOWN}


def _listed(zones: set[str | Unknown]) -> str:
    return ", ".join(sorted(each for each in zones if each is not UNKNOWN))


def _versions(difference: Difference) -> Iterator[tuple[Changed[Cluster], tuple[int, int], tuple[int, int]]]:
    for each in difference.of(Cluster, Kind.UPDATE):
        old, new = _parsed(_version(each.before)), _parsed(_version(each.after))
        if old and new and old != new:
            yield each, old, new


def _next(version: tuple[int, int]) -> tuple[int, int]:
    return version[0], version[1] + 1


def _version(cluster: Cluster | None) -> str:
    return str(cluster.version or "") if cluster is not None else ""


def _parsed(version: str) -> tuple[int, int] | None:
    major, _, minor = version.partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else None


def _step(mode: object) -> int:
    """How far an authentication mode is in the one direction in which it can change."""
    return AUTHENTICATION_MODES.index(mode) if mode in AUTHENTICATION_MODES else 0


_PERMANENT: Mapping[str, tuple[str, Callable[[object, object], bool]]] = {
    Cluster.AUTHENTICATION_MODE: ("authentication mode", lambda before, after: _step(after) > _step(before)),
    # The other mode is AWS's default (facts 2.22).
    Cluster.EGRESS_MODE: ("control-plane egress mode", lambda _, after: after == "CUSTOMER_ROUTED"),
    Cluster.ENCRYPTION: ("encryption of secrets with a customer managed key", lambda before, _: before is None),
}
"""Settings that cannot be undone, with what they are called, and whether a change takes such a step."""
