"""What uses a subnet, as far as programs declare it: its deletion or replacement waits for all of that."""

from collections.abc import Collection, Iterator

from eks_shared_vpc.preview.aws.addon import cni_of
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.subnet import Subnet

__all__ = ["subnets_used_by", "users_of"]


def subnets_used_by(cluster: Cluster) -> frozenset[Subnet]:
    """The declared subnets of a cluster's control plane, its nodes and its pods."""
    found = {*cluster.subnets}
    found.update(
        *(each.subnets for each in cluster.of(NodeGroup)), *(each.subnets for each in cluster.of(FargateProfile))
    )
    cni = cni_of(cluster)
    configs = cni.eni_configs.values() if cni is not None else ()
    return frozenset(found | {each.subnet for each in configs if each.subnet is not None})


def users_of(model: Model, subnets: Collection[Subnet]) -> Iterator[str]:
    """The clusters, node groups and NAT gateways in some subnets, in words: ``node group default``."""
    wanted = frozenset(subnets)
    yield from (f"cluster {each.name}" for each in model.all(Cluster) if wanted & {*each.subnets})
    yield from (f"node group {each.name}" for each in model.all(NodeGroup) if wanted & {*each.subnets})
    yield from (f"NAT gateway {each.name}" for each in model.all(NatGateway) if each.subnet in wanted)
