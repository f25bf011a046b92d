"""Log groups of CloudWatch."""

from collections.abc import Mapping

from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown

__all__ = ["LogGroup", "control_plane_logs", "log_groups_are_known"]


class LogGroup(View):
    """A log group."""

    types = ("aws:cloudwatch/logGroup:LogGroup",)

    @property
    def log_group_name(self) -> str | Unknown | None:
        """Its name in CloudWatch."""
        return self.inputs.text("name")

    @property
    def forgets(self) -> bool:
        """Whether it says for how long it keeps what is logged."""
        return self.inputs.says("retentionInDays")

    @property
    def retention_days(self) -> int | Unknown | None:
        """For how many days it keeps what is logged; without a number, or with 0, it keeps that permanently."""
        return self.inputs.number("retentionInDays")

    @property
    def is_retained(self) -> bool | Unknown:
        """Whether it stays in AWS when Pulumi deletes the resource."""
        return self.inputs.flag("skipDestroy", default=False)


def control_plane_logs(cluster: Cluster) -> LogGroup | None:
    """The group that a cluster's control plane writes its logs to."""
    name = f"/aws/eks/{cluster.cluster_name}/cluster"
    return _by_name(cluster.model).get((cluster.account, cluster.region, name))


@indexed
def log_groups_are_known(model: Model) -> bool:
    """Whether all groups are known by name, so that one that is not seen is not there."""
    return all(each.log_group_name is not UNKNOWN for each in model.all(LogGroup))


@indexed
def _by_name(model: Model) -> Mapping[tuple[str | None, str, str], LogGroup]:
    return {(each.account, each.region, str(each.log_group_name)): each for each in model.all(LogGroup)}
