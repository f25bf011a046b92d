"""The arguments of an EKS cluster, as every Pulumi language sees them.

What shapes the graph is plain; what only flows through to a resource is an ``Input``. The rules are in ``spec``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from eks_shared_vpc.cluster.spec import CapacityType, EndpointMode, IpFamily, SupportType, TaintEffect

__all__ = ["AddonArgs", "EksClusterArgs", "EndpointArgs", "NodeGroupArgs", "PodIdentityArgs", "TaintArgs"]


class EndpointArgs(TypedDict):
    """Who reaches the Kubernetes API server, and how."""

    mode: NotRequired[EndpointMode]
    """public, private or public-and-private; the last without it."""
    public_cidrs: NotRequired[Sequence[str]]
    """Blocks that may reach the public endpoint. Required where there is one; at most 40 (aws-facts 3.8)."""
    private_cidrs: NotRequired[Mapping[str, str]]
    """Connected networks (VPN, Direct Connect, peered VPCs) that may reach the private endpoint on 443, by a name for each."""
    open_to_the_world: NotRequired[bool]
    """Says that 0.0.0.0/0 in public_cidrs is meant. Refused without it."""


class TaintArgs(TypedDict):
    """A Kubernetes taint of every node of a group."""

    key: str
    """The taint's key."""
    value: NotRequired[str]
    """The taint's value; empty without it."""
    effect: TaintEffect
    """What the taint does to pods that do not tolerate it."""


class NodeGroupArgs(TypedDict):
    """A managed node group."""

    instance_types: Sequence[str]
    """EC2 instance types, of one processor architecture, in order of preference."""
    min: NotRequired[int]
    """Fewest nodes; 1 without it."""
    max: NotRequired[int]
    """Most nodes; 3 without it."""
    desired: NotRequired[int]
    """Nodes at creation; min without it. Ignored afterwards, so that an autoscaler can have its way."""
    zones: NotRequired[Sequence[str]]
    """Zone ids to keep to. All zones of the node subnets without it."""
    ami_type: NotRequired[str]
    """EKS AMI type, such as BOTTLEROCKET_x86_64. Amazon Linux 2023 for the instance types' architecture without it."""
    capacity_type: NotRequired[CapacityType]
    """ON_DEMAND or SPOT; ON_DEMAND without it."""
    disk_gib: NotRequired[int]
    """Size of each node's encrypted data disk in GiB; 50 without it."""
    labels: NotRequired[Mapping[str, str]]
    """Kubernetes labels of the nodes."""
    taints: NotRequired[Sequence[TaintArgs]]
    """Kubernetes taints of the nodes."""
    release_version: NotRequired[str]
    """AMI release version to pin. The latest at creation without it."""


class AddonArgs(TypedDict):
    """An EKS add-on."""

    version: NotRequired[str]
    """The exact version, such as v1.12.1-eksbuild.2. The version pinned by this package without it, where it has one."""
    configuration: NotRequired[Mapping[str, Any]]
    """Configuration values, as the add-on's schema has them."""
    service_account_role_arn: NotRequired[pulumi.Input[str]]
    """Role of the add-on's service account, through the cluster's OIDC provider."""


class PodIdentityArgs(TypedDict):
    """A role for the pods of one service account, through EKS Pod Identity."""

    namespace: str
    """Kubernetes namespace."""
    service_account: str
    """Kubernetes service account."""
    policy_arns: NotRequired[Sequence[str]]
    """Managed policies of the role that is made for it."""
    role_arn: NotRequired[pulumi.Input[str]]
    """A role that exists, of the cluster's account, instead of one made for it."""
    target_role_arn: NotRequired[pulumi.Input[str]]
    """A role of any account that the pods work as in the end (aws-facts 8.13)."""


class EksClusterArgs(TypedDict):
    """Arguments of EksCluster."""

    region: str
    """The region, such as us-west-2; it must be the provider's."""
    cluster_name: NotRequired[str]
    """The cluster's name in AWS. The component's name without it."""
    version: str
    """Kubernetes version, such as 1.33."""
    vpc_id: pulumi.Input[str]
    """The VPC, of any account: the subnets may be shared with the provider's account."""
    cluster_subnet_ids: Mapping[str, pulumi.Input[str]]
    """Subnets for the control plane's interfaces, by zone id; two zones at least (aws-facts 2.1)."""
    node_subnet_ids: Mapping[str, pulumi.Input[str]]
    """Subnets for nodes, by zone id."""
    admins: Sequence[str]
    """ARNs of the IAM roles or users that administer the cluster; one at least. Its creator is not among them by itself."""
    endpoint: NotRequired[EndpointArgs]
    """Who reaches the API server. Public and private without it, and then public_cidrs are required."""
    egress_ips: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Public addresses that the nodes' traffic comes from, by zone id. Needed for endpoint mode public, where they are added to the list."""
    ip_family: NotRequired[IpFamily]
    """Family of pods' and services' addresses, for ever; ipv4 without it. ipv6 needs subnets with IPv6 blocks (aws-facts 2.10)."""
    service_cidr: NotRequired[str]
    """Block of the cluster's service addresses. AWS chooses 10.100.0.0/16 or 172.20.0.0/16 without it."""
    node_groups: NotRequired[Mapping[str, NodeGroupArgs]]
    """Managed node groups, by name."""
    addons: NotRequired[Mapping[str, AddonArgs]]
    """Add-ons by name, besides or in place of vpc-cni, kube-proxy, coredns and eks-pod-identity-agent, which are there without being asked for."""
    pod_identities: NotRequired[Mapping[str, PodIdentityArgs]]
    """Roles for pods, by a name for each."""
    oidc_provider: NotRequired[bool]
    """Whether the account trusts the cluster's OIDC issuer, for IAM roles for service accounts. Not without it."""
    log_types: NotRequired[Sequence[str]]
    """Control-plane logs: api, audit, authenticator, controllerManager, scheduler. The first three without it."""
    log_retention_days: NotRequired[int]
    """Days that CloudWatch Logs keeps them; 90 without it."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts Kubernetes secrets. Adding one later is an update, removing it replaces the cluster."""
    security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Further groups of the control plane's interfaces, at most four (aws-facts 7.5, 7.9)."""
    node_security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Further groups of the nodes, of the provider's account, besides the cluster's own."""
    deletion_protection: NotRequired[bool]
    """Whether AWS refuses to delete the cluster. It does, without it."""
    support_type: NotRequired[SupportType]
    """STANDARD upgrades at the end of standard support, EXTENDED pays on. EXTENDED, which is AWS's own default, without it."""
    zonal_shift: NotRequired[bool]
    """Whether traffic may be shifted away from an impaired zone. Not without it."""
    workload_services: NotRequired[Sequence[str]]
    """AWS services that workloads use, by short name, such as sqs: the preview proves that they are reached."""
    kubeconfig_role_arn: NotRequired[str]
    """Role that the kubeconfig assumes. The caller's own identity without it."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of every resource that can have tags, besides its Name."""
