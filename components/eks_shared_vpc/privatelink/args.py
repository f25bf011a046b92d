"""The arguments of the interface endpoints, as every Pulumi language sees them."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

__all__ = ["PrivateLinkEndpointsArgs"]


class PrivateLinkEndpointsArgs(TypedDict):
    """Arguments of PrivateLinkEndpoints."""

    region: str
    """The region, such as us-west-2; it must be the provider's."""
    vpc_id: pulumi.Input[str]
    """The VPC, of the provider's own account: a participant cannot make endpoints (aws-facts 6.9)."""
    subnet_ids: Mapping[str, pulumi.Input[str]]
    """One subnet in each zone, by zone id; each gets an interface of every endpoint (aws-facts 5.14)."""
    services: NotRequired[Sequence[str]]
    """Short names, such as ecr.api, or full service names. eks and eks-auth without it."""
    assume_available: NotRequired[Sequence[str]]
    """Services to take as available in this region although they are not known to be."""
    client_cidrs: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Blocks whose addresses may use the endpoints, by a name for each, such as vpc."""
    client_security_groups: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Security groups whose members may use the endpoints, by a name for each: sg-… or account-id/sg-… (aws-facts 6.15)."""
    policies: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Endpoint policies as JSON, by service. Full access without one; at most 20,480 characters (aws-facts 1.71, 5.19)."""
    tags: NotRequired[Mapping[str, str]]
    """Tags of every resource, besides its Name."""
