"""Managed node groups: their images."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.fixes import Set, Setting, cluster_setting, fix
from eks_shared_vpc.preview.rule import Remark, rule

SUCCESSORS = {
    "AL2_x86_64": "AL2023_x86_64_STANDARD",
    "AL2_x86_64_GPU": "AL2023_x86_64_NVIDIA",
    "AL2_ARM_64": "AL2023_ARM_64_STANDARD",
}


@rule(Level.NOTICE, "facts 4.26, date from memory")
def amazon_linux_2(model: Model) -> Iterator[Remark]:
    """EKS published the last Amazon Linux 2 images on 26 November 2025 (date from memory)."""
    for nodes in model.all(NodeGroup):
        if nodes.ami_type.startswith("AL2_"):
            image = SUCCESSORS.get(nodes.ami_type, SUCCESSORS["AL2_x86_64"])
            message = f"{nodes.name} has ami_type {nodes.ami_type}, of which EKS publishes no new images"
            yield Remark(nodes, message, fix(Set(nodes, "ami_type", image), setting=_setting(nodes, image)))


def _setting(nodes: NodeGroup, image: str) -> tuple[Setting, ...]:
    if nodes.cluster is None:
        return ()
    name = nodes.name.removeprefix(f"{nodes.cluster.name}-")
    return (cluster_setting(nodes.cluster, "node_groups", {name: {"ami_type": image}}),)
