"""Who reaches the Kubernetes API server, and how."""

from collections.abc import Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.cluster.public_access import ANYWHERE, ANYWHERE_IPV6, MAX_PUBLIC_CIDRS, PublicCidr
from eks_shared_vpc.fields import Cidr
from eks_shared_vpc.spec import Spec, Unique, refuse

__all__ = ["EndpointMode", "EndpointSpec"]

Block = IPv4Network | IPv6Network


class EndpointMode(str, Enum):
    """Which API endpoints a cluster has."""

    PUBLIC = "public"
    PRIVATE = "private"
    PUBLIC_AND_PRIVATE = "public-and-private"


def _both_off(mode: object) -> object:
    if mode is False or mode in ("none", "off", "neither"):
        refuse(
            "both-endpoints-off",
            "a cluster without any API endpoint is refused (facts 3.5)",
            allowed=", ".join(each.value for each in EndpointMode),
            fix="write private, or public-and-private",
        )
    return mode


class EndpointSpec(Spec):
    """Who reaches the Kubernetes API server, and how."""

    mode: Annotated[EndpointMode, BeforeValidator(_both_off)] = Field(
        EndpointMode.PUBLIC_AND_PRIVATE, description="Which endpoints there are: public, private or public-and-private."
    )
    open_to_the_world: bool = Field(
        False, description="Says that 0.0.0.0/0 in public_cidrs is meant; it is refused otherwise."
    )
    public_cidrs: Annotated[tuple[PublicCidr, ...], Unique] = Field(
        (),
        description="Blocks that may reach the public endpoint. Required where there is one; at most 40 (aws-facts 3.8).",
    )
    private_cidrs: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], Cidr] = Field(
        {},
        description="Connected networks (VPN, Direct Connect, peered VPCs) that may reach the private endpoint on 443, by a name for each.",
    )

    @field_validator("public_cidrs")
    @classmethod
    def _public_cidrs(cls, blocks: tuple[Block, ...], info: ValidationInfo) -> tuple[Block, ...]:
        mode = info.data.get("mode")
        if mode is EndpointMode.PRIVATE and blocks:
            refuse(
                "public-cidrs-in-private-mode",
                "a private endpoint has no public list (facts 3.26)",
                allowed="nothing",
                fix="remove public_cidrs, or write mode: public-and-private",
            )
        if mode in (EndpointMode.PUBLIC, EndpointMode.PUBLIC_AND_PRIVATE) and not blocks:
            refuse(
                "public-cidrs-missing",
                "a public endpoint needs the blocks that may reach it",
                allowed="1 to 40 public IPv4 blocks",
                fix="add public_cidrs: [the address you come from, as /32], or write mode: private",
            )
        if len(blocks) > MAX_PUBLIC_CIDRS:
            refuse(
                "too-many-public-cidrs",
                f"EKS accepts {MAX_PUBLIC_CIDRS} blocks at most, here are {len(blocks)} (facts 3.8)",
                allowed=f"1 to {MAX_PUBLIC_CIDRS} blocks",
                fix="join neighbouring blocks",
            )
        if {ANYWHERE, ANYWHERE_IPV6} & set(blocks) and not info.data.get("open_to_the_world", True):
            refuse(
                "open-to-the-world",
                "0.0.0.0/0 or ::/0 lets the whole internet reach the API server",
                allowed="blocks of known clients",
                fix="name the clients' blocks; if the whole world is meant, add open_to_the_world: true",
            )
        return blocks

    @field_validator("private_cidrs")
    @classmethod
    def _private_cidrs(cls, blocks: Mapping[str, IPv4Network], info: ValidationInfo) -> Mapping[str, IPv4Network]:
        if any(block == ANYWHERE for block in blocks.values()):
            refuse(
                "open-to-the-world",
                "0.0.0.0/0 is no connected network",
                allowed="blocks of the networks that are connected to the VPC",
                fix="name their blocks",
            )
        if blocks and info.data.get("mode") is EndpointMode.PUBLIC:
            refuse(
                "private-cidrs-in-public-mode",
                "there is no private endpoint for these networks to reach",
                allowed="nothing",
                fix="remove private_cidrs, or write mode: public-and-private",
            )
        return blocks

    @property
    def is_public(self) -> bool:
        """Whether the API server answers on the internet."""
        return self.mode is not EndpointMode.PRIVATE

    @property
    def is_private(self) -> bool:
        """Whether the API server answers inside the VPC."""
        return self.mode is not EndpointMode.PUBLIC

    @property
    def lists_egress(self) -> bool:
        """Whether the addresses that nodes come from have to be on the list: they use the public endpoint (facts 3.6)."""
        return not self.is_private and ANYWHERE not in self.public_cidrs
