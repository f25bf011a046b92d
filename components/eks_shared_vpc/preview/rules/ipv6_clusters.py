"""IPv6 clusters: where EKS supports them."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.fixes import Set, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import partition_of


@rule(Level.ERROR, "facts 9.14")
def ipv6_cluster_limits(model: Model) -> Iterator[Remark]:
    """EKS supports no IPv6 clusters in China, with hybrid nodes or with Windows nodes, and the IP family of a cluster cannot be changed."""
    for cluster in model.all(Cluster):
        reasons = {
            "in China": partition_of(cluster.region) == "aws-cn",
            "with hybrid nodes": cluster.has_hybrid_nodes,
            "with Windows nodes": any(each.is_windows for each in cluster.of(NodeGroup)),
        }
        for reason in (each for each, holds in reasons.items() if holds and cluster.is_ipv6 is True):
            message = f"{cluster.name} is an IPv6 cluster {reason}, which EKS does not support"
            change = Set(cluster, "kubernetes_network_config.ip_family", "ipv4")
            hint = "this replaces the cluster"
            yield Remark(
                cluster, message, fix(change, setting=cluster_setting(cluster, "ip_family", "ipv4"), advice=hint)
            )
