"""The arguments of the components in this folder, as every Pulumi language sees them.

What shapes the graph is plain; what only flows through to a resource is an ``Input``. Generated from the specs, which have
the rules: change those and run ``make generate``.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from eks_shared_vpc.network.args import NetworkContractArgs
from eks_shared_vpc.privatelink.spec import EndpointAddresses

__all__ = ["EndpointAddresses", "PrivateLinkEndpointsArgs"]


class PrivateLinkEndpointsArgs(TypedDict):
    """Arguments of PrivateLinkEndpoints."""

    region: str
    """The region, such as us-west-2; it must be the provider's."""
    assume_available: NotRequired[Sequence[str]]
    """Services to treat as available in this region although they are not known to be."""
    services: NotRequired[Sequence[str]]
    """Short names, such as ecr.api, or full service names. Default: eks and eks-auth."""
    policies: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Endpoint policies as JSON, by service; at most 20,480 characters (aws-facts 1.71, 5.19). Default: full access."""
    client_cidrs: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Blocks whose addresses may use the endpoints, by a name for each, such as vpc."""
    client_ipv6_cidrs: NotRequired[Mapping[str, pulumi.Input[str]]]
    """IPv6 blocks whose addresses may use dual-stack endpoints, by a name for each."""
    client_security_groups: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Security groups whose members may use the endpoints, by a name for each: sg-… or account-id/sg-… (aws-facts 6.15)."""
    ip_address_type: NotRequired[EndpointAddresses]
    """Address family of the interfaces. dualstack needs IPv6 on every subnet (aws-facts 5.13). Default: ipv4."""
    organization_id: NotRequired[str]
    """The organization whose principals alone may use the endpoints: a policy for each service that has none of its own."""
    tier: NotRequired[str]
    """The network's tier of the interfaces. Default: the first one that is neither public nor the control plane's, or else the nodes'."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of every resource, besides its Name."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """The VPC, of the provider's own account: a participant cannot create endpoints (aws-facts 6.9). Default: that of network."""
    subnet_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    """One subnet in each zone, by zone id; each gets an interface of every endpoint (aws-facts 5.14). Default: those of a tier of network."""
    network: NotRequired[NetworkContractArgs]
    """The network that the endpoints are in, whose blocks are clients then: the contract of SharedVpc or ExistingVpc. Either this, or vpc_id and subnet_ids."""
