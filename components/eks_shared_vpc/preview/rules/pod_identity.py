"""Pod identity associations: what hands out their credentials, and what EKS accepts."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.addon import Addon, addon_called, addons_are_known, installs_by_kubernetes
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.model import Model, grouped
from eks_shared_vpc.preview.aws.pod_identity import PodIdentity
from eks_shared_vpc.preview.fixes import Delete, Set, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.preview.rules.addons import declared

AGENT = "eks-pod-identity-agent"


@rule(Level.WARNING, "facts 8.16")
def pod_identity_without_agent(model: Model) -> Iterator[Remark]:
    """Pods get the credentials of a pod identity association from an agent on their node, which is an add-on. Auto Mode includes it."""
    seen = all_are_placed(model, Addon, PodIdentity) and not installs_by_kubernetes(model)
    for cluster in model.all(Cluster) if seen else ():
        here = any(each.stack == cluster.stack for each in cluster.of(PodIdentity))
        without = cluster.is_auto_mode is False and addon_called(cluster, AGENT) is None
        if here and without and addons_are_known(cluster):
            message = f"{cluster.name} has pod identity associations, and no add-on {AGENT}"
            yield Remark(cluster, message, fix(declared(cluster, AGENT)))


@rule(Level.ERROR, "facts 8.17")
def pod_identity_twice(model: Model) -> Iterator[Remark]:
    """A service account of a cluster has at most one pod identity association."""
    for cluster in model.all(Cluster):
        for account, (first, *more) in grouped(cluster.of(PodIdentity), _account).items():
            for each in more:
                message = f"{each.name} is for the service account {account} of {cluster.name}, as {first.name} is"
                yield Remark(each, message, fix(Delete(each)))


@rule(Level.ERROR, "facts 8.15")
def pod_identity_policy_with_session_tags(model: Model) -> Iterator[Remark]:
    """EKS accepts a policy in a pod identity association only if session tags are disabled."""
    for each in model.all(PodIdentity):
        if each.has_policy and each.disables_session_tags is False:
            message = f"{each.name} has a policy, and does not disable session tags"
            yield Remark(each, message, fix(Set(each, "disable_session_tags", value=True)))


def _account(pods: PodIdentity) -> str | None:
    known = isinstance(pods.namespace, str) and isinstance(pods.service_account, str)
    return pods.account_name if known else None
