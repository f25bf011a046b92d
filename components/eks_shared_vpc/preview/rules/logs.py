"""Logs of control planes."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.log_group import LogGroup, control_plane_logs, log_groups_are_known
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.fixes import Declare, Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule

DAYS = 90


@rule(Level.NOTICE, "facts 12.11")
def control_plane_log_group(model: Model) -> Iterator[Remark]:
    """EKS creates the log group of a control plane if it does not exist, without tags and without a retention: logs are kept permanently, and storage is charged by the GB and month."""
    for cluster in model.all(Cluster):
        if not cluster.log_types.rows or not cluster.says_its_name or not cluster.knows_its_name:
            continue
        group = control_plane_logs(cluster)
        if group is None and log_groups_are_known(model):
            name = f"/aws/eks/{cluster.cluster_name}/cluster"
            inputs = {"name": name, "retention_in_days": DAYS}
            declared = Declare(LogGroup, f"{cluster.name}-logs", cluster, inputs, before=(cluster,))
            yield Remark(cluster, f"{cluster.name} writes logs to {name}, which is not declared", fix(declared))
        elif group is not None and not group.forgets:
            message = f"{group.name} has no retention_in_days, so that it keeps the logs of {cluster.name} permanently"
            setting = cluster_setting(cluster, "log_retention_days", DAYS)
            yield Remark(group, message, fix(Set(group, "retention_in_days", DAYS), setting=setting))
