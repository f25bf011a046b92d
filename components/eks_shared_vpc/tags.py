"""Tags that other software reads: load-balancer discovery, Karpenter, the VPC CNI, and our own preview.

In a shared VPC a participant does not see the owner's tags (facts 6.18), so the role tags of a tier are plain data here:
the owner's component puts them on its subnets when the clusters are its own, and ``SharedSubnetTags`` writes them with
the participant's provider when they are not.
"""

from collections.abc import Mapping, Sequence

__all__ = ["CNI_ROLE", "ELB_ROLE", "INTERNAL_ELB_ROLE", "KARPENTER_DISCOVERY", "TIER", "USE", "role_tags"]

ELB_ROLE = "kubernetes.io/role/elb"
"""Marks subnets for internet-facing load balancers (facts 10.1)."""
INTERNAL_ELB_ROLE = "kubernetes.io/role/internal-elb"
"""Marks subnets for internal load balancers (facts 10.1)."""
CNI_ROLE = "kubernetes.io/role/cni"
"""Marks subnets that the VPC CNI may use for pod addresses (facts 6.35)."""
KARPENTER_DISCOVERY = "karpenter.sh/discovery"
"""Marks subnets for Karpenter's selector terms; the value is the cluster's name by convention (facts 10.9)."""
TIER = "eks-shared-vpc:tier"
"""The tier that a subnet belongs to."""
USE = "eks-shared-vpc:use"
"""What a subnet is for: cluster, nodes, load-balancers, pods or general."""


def role_tags(
    tiers: Sequence[tuple[str, str, str]], karpenter_discovery: str | None = None
) -> Mapping[str, Mapping[str, str]]:
    """The tags that each tier's subnets need so that a cluster's controllers find them.

    Args:
        tiers: Name, kind and use of each tier.
        karpenter_discovery: Value of the Karpenter tag on node subnets. Default: no such tag.

    Returns:
        Tags by tier; tiers that need none are left out. Control-plane subnets never carry a role, so that no load
        balancer or node lands in them (facts 2.5). Internal load balancers go to the private tiers that are declared
        for load balancers, and to the node tiers where there is none.
    """
    has_private_lb = any(kind != "public" and use == "load-balancers" for _, kind, use in tiers)
    tags: dict[str, dict[str, str]] = {}
    for name, kind, use in tiers:
        mine: dict[str, str] = {}
        if kind == "public" and use in ("load-balancers", "nodes"):
            mine[ELB_ROLE] = "1"
        if kind != "public" and (use == "load-balancers" or (use == "nodes" and not has_private_lb)):
            mine[INTERNAL_ELB_ROLE] = "1"
        if use == "pods":
            mine[CNI_ROLE] = "1"
        if use == "nodes" and karpenter_discovery:
            mine[KARPENTER_DISCOVERY] = karpenter_discovery
        if mine:
            tags[name] = mine
    return tags
