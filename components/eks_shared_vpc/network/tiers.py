"""Tiers: rows of subnets, one in each zone, and the default ones of a layout."""

from collections.abc import Mapping
from enum import Enum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from eks_shared_vpc.addressing import LARGEST_PREFIX, SMALLEST_PREFIX
from eks_shared_vpc.fields import Cidr, SubnetPrefix
from eks_shared_vpc.network.blocks import VpcBlock
from eks_shared_vpc.spec import Spec, refuse

__all__ = ["Layout", "TierKind", "TierSpec", "TierUse", "default_tiers"]


class Layout(str, Enum):
    """Which default tiers a network has."""

    PUBLIC_ONLY = "public-only"
    PUBLIC_PRIVATE = "public-private"
    PRIVATE_ONLY = "private-only"


class TierKind(str, Enum):
    """Where a tier's default route goes: an internet gateway, a NAT gateway, or nowhere."""

    PUBLIC = "public"
    PRIVATE = "private"
    ISOLATED = "isolated"


class TierUse(str, Enum):
    """What a tier's subnets are for; it decides role tags and who is offered the subnets."""

    CLUSTER = "cluster"
    NODES = "nodes"
    LOAD_BALANCERS = "load-balancers"
    PODS = "pods"
    GENERAL = "general"


TierName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""Lower-case letters, digits and hyphens: it becomes part of resource names."""


class TierSpec(Spec):
    """One row of subnets, one in each zone."""

    name: TierName = Field(
        description="A short name, such as private. It is part of resource names, so it can never change."
    )
    kind: TierKind = Field(
        description="Where the default route goes: public to an internet gateway, private to a NAT gateway, isolated nowhere."
    )
    use: TierUse = Field(
        TierUse.GENERAL,
        description="What the subnets are for. Those of a general tier have no role tags and are offered to no particular use.",
    )
    size: SubnetPrefix | None = Field(None, description="Prefix length of each subnet, 16 to 28.")
    block: VpcBlock | None = Field(
        None, description="The VPC block that the tier is laid in, by its CIDR. Default: the primary block."
    )
    cidrs: Mapping[str, Cidr] = Field(
        {}, description="Explicit blocks by zone id, instead of a size: for adopting subnets that exist."
    )

    @field_validator("cidrs")
    @classmethod
    def _size_or_cidrs(cls, cidrs: Mapping[str, IPv4Network], info: ValidationInfo) -> Mapping[str, IPv4Network]:
        if "size" in info.data and info.data["size"] is None and not cidrs:
            refuse(
                "tier-size",
                "this tier has neither a size nor explicit blocks",
                allowed="size: 16 to 28, or cidrs by zone id",
                fix="add size, a prefix length such as 20",
            )
        for cidr in cidrs.values():
            if not LARGEST_PREFIX <= cidr.prefixlen <= SMALLEST_PREFIX:
                refuse(
                    "subnet-size",
                    f"the subnet {cidr} is not /16 to /28 (facts 1.20)",
                    allowed="/16 to /28",
                    fix="choose another prefix length",
                )
        return cidrs


def default_tiers(layout: Layout, slot: int) -> tuple[TierSpec, ...]:
    """The tiers of a layout, sized for a slot of prefix length ``slot``.

    Nodes get half of the slot, public subnets an eighth, the control plane a /28 of its own (facts 2.5); the rest
    stays free for tiers to come. Of a /16 in four slots that is /19, /21 and /28.
    """
    nodes, edge = min(slot + 1, SMALLEST_PREFIX), min(slot + 3, SMALLEST_PREFIX)
    if layout is Layout.PUBLIC_ONLY:
        return (
            TierSpec(name="public", kind=TierKind.PUBLIC, use=TierUse.NODES, size=nodes),
            TierSpec(name="cluster", kind=TierKind.PUBLIC, use=TierUse.CLUSTER, size=SMALLEST_PREFIX),
        )
    private = (
        TierSpec(name="private", kind=TierKind.PRIVATE, use=TierUse.NODES, size=nodes),
        TierSpec(name="cluster", kind=TierKind.PRIVATE, use=TierUse.CLUSTER, size=SMALLEST_PREFIX),
    )
    public = TierSpec(name="public", kind=TierKind.PUBLIC, use=TierUse.LOAD_BALANCERS, size=edge)
    return private if layout is Layout.PRIVATE_ONLY else (private[0], public, private[1])
