"""The arguments of the components in this folder, as every Pulumi language sees them.

What shapes the graph is plain; what only flows through to a resource is an ``Input``. Generated from the specs, which have
the rules: change those and run ``make generate``.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from eks_shared_vpc.network.flow_log_spec import FlowLogDestination
from eks_shared_vpc.network.nat import NatAddresses, NatMode
from eks_shared_vpc.network.tiers import Layout, TierKind, TierUse

__all__ = [
    "ExistingSubnetArgs",
    "ExistingTierArgs",
    "ExistingVpcArgs",
    "FlowLogDestination",
    "FlowLogsArgs",
    "Layout",
    "NatAddresses",
    "NatMode",
    "NetworkContractArgs",
    "SharedSubnetTagsArgs",
    "SharedVpcArgs",
    "SubnetContractArgs",
    "SubnetShareArgs",
    "TierArgs",
    "TierContractArgs",
    "TierKind",
    "TierUse",
]


class ExistingSubnetArgs(TypedDict):
    """A subnet that exists."""

    id: pulumi.Input[str]
    """Id of the subnet, such as subnet-0123456789abcdef0."""
    cidr: str
    """Its IPv4 block."""
    route_table_id: NotRequired[pulumi.Input[str]]
    """Id of its route table. The preview then knows which routes and gateway endpoints are on it."""
    arn: NotRequired[pulumi.Input[str]]
    """Its ARN, which a share needs. Default: made of region, owner_account and id, if these are known."""


class ExistingTierArgs(TypedDict):
    """A row of subnets that exist, one in each zone."""

    kind: TierKind
    """Where the default route leads: public to an internet gateway, private to a NAT gateway, isolated nowhere."""
    subnets: Mapping[str, ExistingSubnetArgs]
    """The subnets, by zone id, such as usw2-az1."""
    use: NotRequired[TierUse]
    """What the subnets are for; general has no particular use. Default: general."""


class ExistingVpcArgs(TypedDict):
    """Arguments of ExistingVpc."""

    vpc_id: pulumi.Input[str]
    """Id of the VPC, such as vpc-0123456789abcdef0."""
    cidrs: Sequence[str]
    """The VPC's IPv4 blocks, the primary one first."""
    tiers: Mapping[str, ExistingTierArgs]
    """The rows of subnets that are used, by a name for each. Of two tiers for the same use the first by name is the default."""
    region: str
    """The region, such as us-west-2; it must be the provider's."""
    nat_public_ips: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Public addresses of the NAT gateways, by zone id. Default: not known."""
    endpoints: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Ids of VPC endpoints that it has, by service, such as ecr.api; gateway endpoints of s3 and dynamodb too. Default: not known."""
    ipv6: NotRequired[bool]
    """Whether the VPC and each of the subnets have an IPv6 block too. Default: no."""
    shared_with: NotRequired[Sequence[str]]
    """Whom the subnets are shared with already: account ids, ARNs of organizational units, or the organization's ARN."""
    shared_tiers: NotRequired[Sequence[str]]
    """The tiers that are shared already. Default: all but the public ones, if they are shared with a principal."""
    owner_account: NotRequired[str]
    """Id of the account that owns the VPC. Default: the account of the component's provider."""


class SubnetContractArgs(TypedDict):
    """One subnet. What is known only after deployment is an Output, or nothing in a planned contract."""

    cidr: NotRequired[pulumi.Input[str]]
    """IPv4 block."""
    id: NotRequired[pulumi.Input[str]]
    """Id."""
    arn: NotRequired[pulumi.Input[str]]
    """ARN: what a share accepts."""
    route_table_id: NotRequired[pulumi.Input[str]]
    """Id of its route table."""


class TierContractArgs(TypedDict):
    """One tier."""

    kind: TierKind
    """Where its default route leads: public, private or isolated."""
    use: TierUse
    """What its subnets are for."""
    subnets: Mapping[str, SubnetContractArgs]
    """Its subnets, by zone id."""


class NetworkContractArgs(TypedDict):
    """A network, as those see it who use it: the ``contract`` of another component, or the saved output of another stack."""

    region: str
    """The network's region."""
    vpc_cidrs: Sequence[pulumi.Input[str]]
    """Its IPv4 blocks, the primary one first; one that IPAM allocates is known after deployment."""
    zones: Sequence[str]
    """The zone ids in use."""
    tier_order: Sequence[str]
    """Names of the tiers as they were declared: mappings in JSON do not keep an order."""
    tiers: Mapping[str, TierContractArgs]
    """The tiers, by name."""
    version: NotRequired[int]
    """Version of this document's form; a reader refuses one that it does not know. Default: 1."""
    owner_account: NotRequired[str]
    """Id of the account that owns it."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """The VPC."""
    vpc_ipv6_cidr: NotRequired[pulumi.Input[str]]
    """Its IPv6 block."""
    nat_public_ips: NotRequired[Mapping[str, pulumi.Input[str]]]
    """The public addresses that egress comes from, by zone id."""
    ipv6: NotRequired[bool]
    """Whether every subnet has an IPv6 block too. Default: no."""
    endpoints: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Ids of VPC endpoints, by service."""
    shared_with: NotRequired[Sequence[str]]
    """The principals that the subnets are shared with."""
    shared_tiers: NotRequired[Sequence[str]]
    """The tiers that are shared."""


class SharedSubnetTagsArgs(TypedDict):
    """Arguments of SharedSubnetTags."""

    subnet_ids: NotRequired[Mapping[str, Mapping[str, pulumi.Input[str]]]]
    """Ids of the shared subnets, by tier and zone id. Default: those of network."""
    network: NotRequired[NetworkContractArgs]
    """The shared network: the contract of SubnetShare, or a saved one. Either this or subnet_ids."""
    karpenter_discovery: NotRequired[str]
    """Name of the cluster whose Karpenter finds the network's node subnets by the tag karpenter.sh/discovery. Default: no such tag."""
    tier_tags: NotRequired[Mapping[str, Mapping[str, str]]]
    """The tags of each tier's subnets. Default: of a network, the role tags that load balancers and the VPC CNI look for."""


class TierArgs(TypedDict):
    """One row of subnets, one in each zone."""

    name: str
    """A short name, such as private. It is part of resource names, so it can never change."""
    kind: TierKind
    """Where the default route goes: public to an internet gateway, private to a NAT gateway, isolated nowhere."""
    use: NotRequired[TierUse]
    """What the subnets are for. Those of a general tier have no role tags and are offered to no particular use. Default: general."""
    size: NotRequired[int]
    """Prefix length of each subnet, 16 to 28."""
    block: NotRequired[str]
    """The VPC block that the tier is laid in, by its CIDR. Default: the primary block."""
    cidrs: NotRequired[Mapping[str, str]]
    """Explicit blocks by zone id, instead of a size: for adopting subnets that exist."""


class FlowLogsArgs(TypedDict):
    """Flow logs of the whole VPC."""

    destination: NotRequired[FlowLogDestination]
    """Where they are delivered: to CloudWatch Logs, with a log group, a retention and a role of their own, or to s3. Default: cloud-watch-logs."""
    retention_days: NotRequired[int]
    """Days that CloudWatch Logs keeps them. Default: 30."""
    traffic_type: NotRequired[str]
    """ALL, ACCEPT or REJECT. Default: ALL."""
    max_aggregation_interval: NotRequired[int]
    """Seconds over which flows are aggregated, 60 or 600. Default: 60."""
    bucket_arn: NotRequired[str]
    """The bucket for destination s3; its policy must admit delivery.logs.amazonaws.com (aws-facts 11.21)."""


class SharedVpcArgs(TypedDict):
    """Arguments of SharedVpc."""

    zones: Sequence[str]
    """Availability-zone ids, such as usw2-az1. Append only: a zone's place in the list is its slot permanently."""
    region: str
    """The region, such as us-west-2; it must be the provider's."""
    cidr: NotRequired[str]
    """The VPC's IPv4 block, /16 to /28. Either this or an IPAM pool."""
    ipam_pool_id: NotRequired[pulumi.Input[str]]
    """The IPAM pool that allocates the VPC's block; needs ipam_netmask."""
    ipam_netmask: NotRequired[int]
    """Prefix length of the block that the IPAM pool allocates."""
    secondary_cidrs: NotRequired[Sequence[str]]
    """Further IPv4 blocks, such as 100.64.0.0/16 for pods. Append only."""
    retired_zones: NotRequired[Sequence[str]]
    """Zones that are no longer used. They keep their place in zones, so that nothing else moves."""
    zone_slots: NotRequired[int]
    """Into how many equal slots each block is cut: a power of two, fixed for the life of the VPC. Default: 4."""
    layout: NotRequired[Layout]
    """Which default tiers there are, when tiers are not given. Default: public-private."""
    tiers: NotRequired[Sequence[TierArgs]]
    """The rows of subnets, in the order in which they are laid into each slot. Append only."""
    nat: NotRequired[NatMode]
    """Which NAT gateways there are. Default: per-zone where there are public and private tiers, none elsewhere."""
    nat_zone: NotRequired[str]
    """The zone of the NAT gateway for nat single. Default: the first zone in use."""
    nat_addresses: NotRequired[NatAddresses]
    """Whether AWS chooses the addresses of a regional NAT gateway, or it has one Elastic IP for each zone. Default: automatic."""
    ipv6: NotRequired[bool]
    """Whether the VPC has an IPv6 block too, and every subnet a /64 of it. Default: no."""
    ipv6_ipam_pool_id: NotRequired[pulumi.Input[str]]
    """The pool that allocates the IPv6 block, of IPAM or with addresses of your own; needs ipv6_netmask. Default: Amazon's /56."""
    ipv6_netmask: NotRequired[int]
    """Prefix length of the IPv6 block from the pool: 44 to 60 in steps of four."""
    eip_allocation_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Allocation ids of Elastic IPs that exist, by zone id, for NAT gateways to use instead of new ones."""
    protect_egress_ips: NotRequired[bool]
    """Whether Pulumi refuses to delete the NAT gateways' Elastic IPs. Default: yes."""
    s3_gateway_endpoint: NotRequired[bool]
    """Whether private and isolated route tables have the (free) S3 gateway endpoint. Default: yes."""
    flow_logs: NotRequired[FlowLogsArgs]
    """Flow logs of the VPC. Default: none."""
    tier_tags: NotRequired[Mapping[str, Mapping[str, str]]]
    """Further tags of the subnets, by tier. The role tags that load balancers and the VPC CNI look for are there by default."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of every resource that can have tags, besides its Name."""


class SubnetShareArgs(TypedDict):
    """Arguments of SubnetShare."""

    principals: Sequence[str]
    """Whom to share with: account ids, ARNs of organizational units, or the organization's ARN."""
    subnet_arns: NotRequired[Mapping[str, Mapping[str, pulumi.Input[str]]]]
    """ARNs of the subnets to share, by tier and zone id. Default: those of network."""
    network: NotRequired[NetworkContractArgs]
    """The network to share: the contract of SharedVpc, or of what uses it. Either this or subnet_arns."""
    tiers: NotRequired[Sequence[str]]
    """The network's tiers to share. Default: all but the public ones."""
    share_name: NotRequired[str]
    """Name of the resource share. Default: the component's name."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of the resource share, besides its Name."""
