"""Who administers a cluster: authentication mode, access entries, the identity that creates it."""

from collections.abc import Iterator, Sequence

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.access import AccessEntry, AccessPolicy
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.fixes import Change, Declare, Fix, Output, Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import arn_prefix

MODE = "access_config.authentication_mode"
CONFIG_MAP = "CONFIG_MAP"
BOTH = "API_AND_CONFIG_MAP"
"""The mode to which a cluster with CONFIG_MAP can be updated in place (facts 8.22)."""


@rule(Level.ERROR, "facts 8.22, 11.8")
def access_entries_without_api(model: Model) -> Iterator[Remark]:
    """Access entries, Auto Mode and hybrid nodes require authentication mode API or API_AND_CONFIG_MAP. Default: CONFIG_MAP."""
    for cluster in model.all(Cluster):
        needs = bool(cluster.of(AccessEntry)) or cluster.is_auto_mode is True or cluster.has_hybrid_nodes
        if needs and cluster.authentication_mode == CONFIG_MAP:
            message = f"{cluster.name} has authentication_mode CONFIG_MAP, which does not support access entries"
            yield Remark(cluster, message, fix(Set(cluster, MODE, BOTH)))


@rule(Level.WARNING, "facts 4.39, 8.22")
def config_map_authentication(model: Model) -> Iterator[Remark]:
    """With CONFIG_MAP, which is the default, access is granted by a ConfigMap inside the cluster, which only a client that reaches the API server can edit."""
    for cluster in model.all(Cluster):
        if cluster.authentication_mode == CONFIG_MAP:
            message = f"{cluster.name} has authentication_mode CONFIG_MAP: access cannot be granted by the EKS API"
            yield Remark(cluster, message, fix(Set(cluster, MODE, BOTH)))


@rule(Level.WARNING, "facts 8.23")
def creator_is_admin(model: Model) -> Iterator[Remark]:
    """By default EKS makes the identity that creates a cluster its administrator. To change that later replaces the cluster."""
    for cluster in model.all(Cluster):
        if cluster.makes_its_creator_admin is True:
            message = f"the identity that creates {cluster.name} becomes its administrator"
            change = Set(cluster, "access_config.bootstrap_cluster_creator_admin_permissions", value=False)
            hint = "this replaces a cluster that exists"
            administered = any(each.administers for each in cluster.of(AccessPolicy))
            yield Remark(cluster, message, fix(change, *(() if administered else _administrator(cluster)), advice=hint))


@rule(Level.WARNING, "facts 8.22, 8.23")
def nobody_administers(model: Model) -> Iterator[Remark]:
    """Where its creator is no administrator of a cluster, only an access entry with an access policy or with Kubernetes groups gives access to it."""
    known = all_are_placed(model, AccessEntry, AccessPolicy)
    for cluster in model.all(Cluster) if known else ():
        grants = bool(cluster.of(AccessPolicy)) or any(each.has_groups for each in cluster.of(AccessEntry))
        if cluster.makes_its_creator_admin is False and not grants:
            message = f"no access entry gives a principal access to {cluster.name}"
            yield Remark(cluster, message, _administered(cluster))


def _administered(cluster: Cluster) -> Fix:
    setting = cluster_setting(cluster, "admins", [_example(cluster)])
    return fix(*_administrator(cluster), setting=setting, advice="use the role of the cluster's administrators")


def _example(cluster: Cluster) -> str:
    return f"{arn_prefix(cluster.region)}:iam::{cluster.account or '<account>'}:role/administrator"


def _administrator(cluster: Cluster) -> Sequence[Change]:
    """An access entry for a role, and the policy that makes it an administrator."""
    entry = next((each for each in cluster.of(AccessEntry) if each.is_for_people), None)
    principal = str(entry.principal_arn) if entry is not None else _example(cluster)
    named = {"cluster_name": Output(cluster, "name"), "principal_arn": principal}
    policy = f"{arn_prefix(cluster.region)}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    granted = {**named, "policy_arn": policy, "access_scope": {"type": "cluster"}}
    name = f"{cluster.name}-administrator"
    entries = () if entry is not None else (Declare(AccessEntry, name, cluster, named),)
    return (*entries, Declare(AccessPolicy, name, cluster, granted))
