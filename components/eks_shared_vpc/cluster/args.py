"""The arguments of the components in this folder, as every Pulumi language sees them.

What shapes the graph is plain; what only flows through to a resource is an ``Input``. Generated from the specs, which have
the rules: change those and run ``make generate``.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from eks_shared_vpc.cluster.endpoint import EndpointMode
from eks_shared_vpc.cluster.nodes import CapacityType, TaintEffect
from eks_shared_vpc.cluster.pods import IpFamily
from eks_shared_vpc.cluster.spec import SupportType
from eks_shared_vpc.network.args import NetworkContractArgs

__all__ = [
    "AddonArgs",
    "CapacityType",
    "EksClusterArgs",
    "EndpointArgs",
    "EndpointMode",
    "IpFamily",
    "NodeGroupArgs",
    "PodIdentityArgs",
    "SupportType",
    "TaintArgs",
    "TaintEffect",
]


class EndpointArgs(TypedDict):
    """Who reaches the Kubernetes API server, and how."""

    mode: NotRequired[EndpointMode]
    """Which endpoints there are: public, private or public-and-private. Default: public-and-private."""
    open_to_the_world: NotRequired[bool]
    """Says that 0.0.0.0/0 in public_cidrs is meant; it is refused otherwise. Default: no."""
    public_cidrs: NotRequired[Sequence[str]]
    """Blocks that may reach the public endpoint. Required where there is one; at most 40 (aws-facts 3.8)."""
    private_cidrs: NotRequired[Mapping[str, str]]
    """Connected networks (VPN, Direct Connect, peered VPCs) that may reach the private endpoint on 443, by a name for each."""


class TaintArgs(TypedDict):
    """A Kubernetes taint of every node of a group."""

    key: str
    """The taint's key."""
    effect: TaintEffect
    """What the taint does to pods that do not tolerate it."""
    value: NotRequired[str]
    """The taint's value. Default: empty."""


class NodeGroupArgs(TypedDict):
    """A managed node group."""

    instance_types: Sequence[str]
    """EC2 instance types, of one processor architecture, in order of preference, such as [m7i.large]."""
    min: NotRequired[int]
    """Fewest nodes. Default: 1."""
    max: NotRequired[int]
    """Most nodes. Default: 3."""
    desired: NotRequired[int]
    """Nodes at creation. Ignored afterwards, so that an autoscaler can have its way. Default: min."""
    zones: NotRequired[Sequence[str]]
    """Zone ids to keep to. Default: all zones of the node subnets."""
    ami_type: NotRequired[str]
    """EKS AMI type, such as BOTTLEROCKET_x86_64. Default: Amazon Linux 2023 for the instance types' architecture."""
    capacity_type: NotRequired[CapacityType]
    """ON_DEMAND or SPOT. Default: ON_DEMAND."""
    disk_gib: NotRequired[int]
    """Size of each node's encrypted data disk in GiB. Default: 50."""
    labels: NotRequired[Mapping[str, str]]
    """Kubernetes labels of the nodes."""
    taints: NotRequired[Sequence[TaintArgs]]
    """Kubernetes taints of the nodes."""
    release_version: NotRequired[str]
    """AMI release version to pin. Default: the latest at creation."""


class AddonArgs(TypedDict):
    """An EKS add-on."""

    version: NotRequired[str]
    """The exact version, such as v1.12.1-eksbuild.2. Default: the version pinned by this package, where it has one."""
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
    """Managed policies of the role that is created for it."""
    role_arn: NotRequired[pulumi.Input[str]]
    """A role that exists, of the cluster's account, instead of one created for it."""
    target_role_arn: NotRequired[pulumi.Input[str]]
    """A role of any account that the pods work as in the end (aws-facts 8.13)."""


class EksClusterArgs(TypedDict):
    """Arguments of EksCluster."""

    version: str
    """Kubernetes version, as text: '1.33'."""
    admins: Sequence[str]
    """ARNs of the IAM roles or users that administer the cluster; one at least. Its creator is not among them by itself."""
    region: str
    """The region, such as us-west-2; it must be the provider's."""
    ip_family: NotRequired[IpFamily]
    """Family of pods' and services' addresses, permanently. ipv6 needs subnets with IPv6 blocks (aws-facts 2.10). Default: ipv4."""
    endpoint: NotRequired[EndpointArgs]
    """Who reaches the API server. Default: public and private, and then public_cidrs are required."""
    service_cidr: NotRequired[str]
    """Block of the cluster's service addresses. Default: AWS chooses 10.100.0.0/16 or 172.20.0.0/16."""
    node_groups: NotRequired[Mapping[str, NodeGroupArgs]]
    """Managed node groups, by name."""
    addons: NotRequired[Mapping[str, AddonArgs]]
    """Add-ons by name, besides or in place of the default ones: vpc-cni, kube-proxy, coredns and eks-pod-identity-agent."""
    pod_identities: NotRequired[Mapping[str, PodIdentityArgs]]
    """Roles for pods, by a name for each."""
    oidc_provider: NotRequired[bool]
    """Whether the account trusts the cluster's OIDC issuer, for IAM roles for service accounts. Default: no."""
    log_types: NotRequired[Sequence[str]]
    """Control-plane logs: api, audit, authenticator, controllerManager, scheduler. Default: api, audit and authenticator."""
    log_retention_days: NotRequired[int]
    """Days that CloudWatch Logs keeps them. Default: 90."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts Kubernetes secrets. Adding one later is an update, removing it replaces the cluster."""
    deletion_protection: NotRequired[bool]
    """Whether AWS refuses to delete the cluster. Default: yes."""
    support_type: NotRequired[SupportType]
    """STANDARD upgrades at the end of standard support; EXTENDED, AWS's own default, continues at a higher price. Default: EXTENDED."""
    zonal_shift: NotRequired[bool]
    """Whether traffic may be shifted away from an impaired zone. Default: no."""
    workload_services: NotRequired[Sequence[str]]
    """AWS services that workloads use, by short name, such as sqs: the preview proves that they are reached."""
    node_tier: NotRequired[str]
    """The network's tier that nodes are in. Default: the first tier with the use nodes."""
    cluster_tier: NotRequired[str]
    """The network's tier of the control plane's interfaces. Default: the first tier with the use cluster, or else the nodes' tier."""
    control_plane_zones: NotRequired[Sequence[str]]
    """Zones of the control plane's subnets. A cluster keeps the zones that it was created in (aws-facts 2.11), so name them before the network grows by a zone. Default: all of the network that EKS supports."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of every resource that can have tags, besides its Name."""
    cluster_name: NotRequired[str]
    """The cluster's name in AWS. Default: the component's name."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """The VPC, of any account: the subnets may be shared with the provider's account. Default: that of network."""
    cluster_subnet_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Subnets for the control plane's interfaces, by zone id; two zones at least (aws-facts 2.1). Default: those of network."""
    node_subnet_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Subnets for nodes, by zone id. Default: those of network."""
    network: NotRequired[NetworkContractArgs]
    """The network that the cluster is on: the contract of SharedVpc, ExistingVpc, PrivateLinkEndpoints or SubnetShare, or a saved one. Either this, or vpc_id, cluster_subnet_ids and node_subnet_ids."""
    egress_ips: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Public addresses that the nodes' traffic comes from, by zone id. Needed for endpoint mode public, where they are added to the list. Default: those of network's NAT gateways."""
    security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Further groups of the control plane's interfaces, at most four (aws-facts 7.5, 7.9)."""
    node_security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Further groups of the nodes, of the provider's account, besides the cluster's own."""
    kubeconfig_role_arn: NotRequired[str]
    """Role that the kubeconfig assumes. Default: the caller's own identity."""
