"""What a cluster consists of, decided before anything is declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eks_shared_vpc.cluster.addons import BEFORE_NODES, DEFAULT_ADDONS, PINNED
from eks_shared_vpc.cluster.nodes import NodeGroupSpec, is_arm
from eks_shared_vpc.cluster.pods import AddonSpec, IpFamily, PodIdentitySpec
from eks_shared_vpc.naming import principal_label
from eks_shared_vpc.regions import arn_prefix

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.spec import EksClusterSpec  # which has its plan, and imports this module for it

__all__ = ["AddonPlan", "ClusterPlan", "NodeGroupPlan", "plan_cluster"]


@dataclass(frozen=True, slots=True)
class AddonPlan:
    """One add-on.

    Attributes:
        name: Its name in EKS.
        version: The exact version.
        configuration: Its configuration values; empty for the add-on's own defaults.
        service_account_role_arn: Role of its service account, plain or an Output; ``None`` for the node's role.
    """

    name: str
    version: str
    configuration: Mapping[str, Any]
    service_account_role_arn: Any


@dataclass(frozen=True, slots=True)
class NodeGroupPlan:
    """One managed node group.

    Attributes:
        name: Its name in the configuration.
        spec: What was asked for.
        zones: Zone ids whose node subnets it uses.
        ami_type: EKS AMI type.
        desired: Nodes at creation.
        data_device: Device name of the disk that holds images and containers.
    """

    name: str
    spec: NodeGroupSpec
    zones: tuple[str, ...]
    ami_type: str
    desired: int
    data_device: str


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """A whole cluster.

    Attributes:
        admins: IAM principals that administer the cluster, by the name of their access entry.
        cluster_policies: Managed policies of the control plane's role (facts 8.1).
        node_policies: Managed policies of the nodes' role (facts 8.2).
        node_statements: Further permissions of the nodes' role; empty for IPv4 clusters.
        admin_policy: The access policy of admins.
        addons_before_nodes: Add-ons that nodes need to become ready.
        addons_after_nodes: Add-ons that need nodes to run on.
        node_groups: The node groups.
        pod_identities: Roles of service accounts, by name.
    """

    admins: Mapping[str, str]
    cluster_policies: Mapping[str, str]
    node_policies: Mapping[str, str]
    node_statements: tuple[Mapping[str, Any], ...]
    admin_policy: str
    addons_before_nodes: tuple[AddonPlan, ...]
    addons_after_nodes: tuple[AddonPlan, ...]
    node_groups: tuple[NodeGroupPlan, ...]
    pod_identities: Mapping[str, PodIdentitySpec]


def plan_cluster(spec: "EksClusterSpec") -> ClusterPlan:
    """Decide every piece of the cluster that ``spec`` describes."""
    arn = arn_prefix(spec.region)
    addons = [
        _addon(name, spec.addons.get(name, AddonSpec()), spec.version)
        for name in dict.fromkeys((*DEFAULT_ADDONS, *spec.addons))
    ]
    return ClusterPlan(
        admins={principal_label(admin): admin for admin in spec.admins},
        cluster_policies={"cluster": f"{arn}:iam::aws:policy/AmazonEKSClusterPolicy"},
        node_policies={
            "worker": f"{arn}:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            "registry": f"{arn}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
            "cni": f"{arn}:iam::aws:policy/AmazonEKS_CNI_Policy",
        },
        node_statements=_ipv6_statements(arn) if spec.ip_family is IpFamily.IPV6 else (),
        admin_policy=f"{arn}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        addons_before_nodes=tuple(addon for addon in addons if addon.name in BEFORE_NODES),
        addons_after_nodes=tuple(addon for addon in addons if addon.name not in BEFORE_NODES),
        node_groups=tuple(_node_group(name, group, spec.node_zones) for name, group in spec.node_groups.items()),
        pod_identities=spec.pod_identities,
    )


def _ipv6_statements(arn: str) -> tuple[Mapping[str, Any], ...]:
    """What the VPC CNI needs on IPv6 clusters: the managed policy covers IPv4 only (facts 8.3)."""
    actions = [
        "AssignIpv6Addresses",
        "DescribeInstances",
        "DescribeTags",
        "DescribeNetworkInterfaces",
        "DescribeInstanceTypes",
    ]
    return (
        {"Effect": "Allow", "Action": [f"ec2:{action}" for action in actions], "Resource": "*"},
        {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": f"{arn}:ec2:*:*:network-interface/*"},
    )


def _addon(name: str, given: AddonSpec, kubernetes: str) -> AddonPlan:
    version = given.version or PINNED[kubernetes][name]
    return AddonPlan(name, version, given.configuration, given.service_account_role_arn)


def _node_group(name: str, group: NodeGroupSpec, zones: tuple[str, ...]) -> NodeGroupPlan:
    architecture = "ARM_64_STANDARD" if is_arm(group.instance_types[0]) else "x86_64_STANDARD"
    ami_type = group.ami_type or f"AL2023_{architecture}"
    # Bottlerocket keeps its system on the first device and images and containers on the second.
    data_device = "/dev/xvdb" if ami_type.startswith("BOTTLEROCKET") else "/dev/xvda"
    return NodeGroupPlan(
        name, group, group.zones or zones, ami_type, group.min if group.desired is None else group.desired, data_device
    )
