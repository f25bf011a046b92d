"""What a shared VPC may be: every rule about its blocks, zones, tiers and gateways that can be checked without AWS."""

from collections.abc import Mapping
from functools import cached_property
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from eks_shared_vpc.addressing import ipv6_subnets_per_slot, slot_prefix
from eks_shared_vpc.errors import nearest
from eks_shared_vpc.fields import Region, SubnetPrefix, ZoneId
from eks_shared_vpc.network.blocks import VpcBlock, why_not_beside
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.flow_log_spec import FlowLogsSpec
from eks_shared_vpc.network.nat import NatAddresses, NatMode
from eks_shared_vpc.network.placement import check_addresses, check_explicit, check_layout
from eks_shared_vpc.network.plan import AMAZON_IPV6_PREFIX, NetworkPlan, plan_network
from eks_shared_vpc.network.planned_contract import planned_contract
from eks_shared_vpc.network.tiers import Layout, TierKind, TierSpec, default_tiers
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse

if TYPE_CHECKING:
    from eks_shared_vpc.network.args import SharedVpcArgs

__all__ = ["NetworkSpec", "SharedVpcSpec"]

MAX_ZONE_SLOTS = 16
"""More slots than any region has zones."""
VPC_BLOCK = "a block such as 10.64.0.0/16, or an IPAM pool with a netmask"


class NetworkSpec(Spec):
    """What a stack file and a component's arguments have in common about a network."""

    cidr: VpcBlock | None = Field(None, description="The VPC's IPv4 block, /16 to /28. Either this or an IPAM pool.")
    ipam_pool_id: Flowing | None = Field(
        None, description="The IPAM pool that allocates the VPC's block; needs ipam_netmask."
    )
    ipam_netmask: SubnetPrefix | None = Field(
        None, description="Prefix length of the block that the IPAM pool allocates."
    )
    secondary_cidrs: Annotated[tuple[VpcBlock, ...], Unique] = Field(
        (), description="Further IPv4 blocks, such as 100.64.0.0/16 for pods. Append only."
    )
    zones: Annotated[tuple[ZoneId, ...], Unique] = Field(
        description="Availability-zone ids, such as usw2-az1. Append only: a zone's place in the list is its slot permanently."
    )
    retired_zones: Annotated[tuple[ZoneId, ...], Unique] = Field(
        (),
        description="Zones that are no longer used. They keep their place in zones, so that nothing else moves.",
    )
    zone_slots: int = Field(
        4,
        description="Into how many equal slots each block is cut: a power of two, fixed for the life of the VPC.",
    )
    layout: Layout = Field(
        Layout.PUBLIC_PRIVATE, description="Which default tiers there are, when tiers are not given."
    )
    tiers: tuple[TierSpec, ...] = Field(
        (), description="The rows of subnets, in the order in which they are laid into each slot. Append only."
    )
    nat: NatMode | None = Field(
        None,
        description="Which NAT gateways there are. Default: per-zone where there are public and private tiers, none elsewhere.",
    )
    nat_zone: ZoneId | None = Field(
        None, description="The zone of the NAT gateway for nat single. Default: the first zone in use."
    )
    nat_addresses: NatAddresses = Field(
        NatAddresses.AUTOMATIC,
        description="Whether AWS chooses the addresses of a regional NAT gateway, or it has one Elastic IP for each zone.",
    )
    ipv6: bool = Field(False, description="Whether the VPC has an IPv6 block too, and every subnet a /64 of it.")
    ipv6_ipam_pool_id: Flowing | None = Field(
        None,
        description="The pool that allocates the IPv6 block, of IPAM or with addresses of your own; needs ipv6_netmask. Default: Amazon's /56.",
    )
    ipv6_netmask: int | None = Field(
        None,
        ge=44,
        le=60,
        multiple_of=4,
        description="Prefix length of the IPv6 block from the pool: 44 to 60 in steps of four.",
    )
    eip_allocation_ids: Mapping[str, Flowing] = Field(
        {},
        description="Allocation ids of Elastic IPs that exist, by zone id, for NAT gateways to use instead of new ones.",
    )
    protect_egress_ips: bool = Field(
        True, description="Whether Pulumi refuses to delete the NAT gateways' Elastic IPs."
    )
    s3_gateway_endpoint: bool = Field(
        True, description="Whether private and isolated route tables have the (free) S3 gateway endpoint."
    )
    flow_logs: FlowLogsSpec | None = Field(None, description="Flow logs of the VPC. Default: none.")
    tier_tags: Mapping[str, Mapping[str, str]] = Field(
        {},
        description="Further tags of the subnets, by tier. The role tags that load balancers and the VPC CNI look for are there by default.",
    )
    tags: Mapping[str, str] = Field({}, description="Tags of every resource that can have tags, besides its Name.")

    @field_validator("ipam_netmask")
    @classmethod
    def _one_source_of_addresses(cls, netmask: int | None, info: ValidationInfo) -> int | None:
        if not {"cidr", "ipam_pool_id"} <= info.data.keys():
            return netmask
        pool = info.data["ipam_pool_id"] is not None or netmask is not None
        if not pool and info.data["cidr"] is None:
            message = "neither a block nor an IPAM pool is given"
            refuse("vpc-block", message, allowed=VPC_BLOCK, fix="add cidr, with a block of your own", key="cidr")
        if pool and info.data["cidr"] is not None:
            refuse("vpc-block", "both a block and an IPAM pool are given", allowed=VPC_BLOCK, fix="give exactly one")
        if pool and (info.data["ipam_pool_id"] is None or netmask is None):
            refuse("vpc-block", "a pool and the size of the block go together", allowed=VPC_BLOCK, fix="give both")
        return netmask

    @field_validator("secondary_cidrs")
    @classmethod
    def _secondary_fits_beside(cls, blocks: tuple[IPv4Network, ...], info: ValidationInfo) -> tuple[IPv4Network, ...]:
        held = [info.data["cidr"]] if info.data.get("cidr") else []
        for block in blocks:
            reason = why_not_beside(block, held, first_is_known=info.data.get("cidr") is not None)
            if reason:
                refuse(
                    "secondary-block",
                    f"{block} may not be added: {reason}",
                    allowed="beside an RFC 1918 block: its own range, or 100.64.0.0/10",
                    fix="choose another block",
                )
            held.append(block)
        return blocks

    @field_validator("zones")
    @classmethod
    def _some_zone(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        if not zones:
            refuse(
                "no-zones", "a network needs a zone", allowed="one or more availability-zone ids", fix="list the zones"
            )
        return zones

    @field_validator("retired_zones")
    @classmethod
    def _retired_keep_their_place(cls, retired: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        zones = info.data.get("zones", ())
        strangers = [zone for zone in retired if zones and zone not in zones]
        if strangers:
            refuse(
                "zone-retired",
                f"{', '.join(strangers)} is not in zones, and a retired zone keeps its place there",
                allowed=", ".join(zones),
                fix="list it in zones too, in its old place",
            )
        if zones and set(zones) == set(retired):
            refuse(
                "no-zones",
                "every zone is retired",
                allowed="at least one zone that is not",
                fix="remove a zone from retired_zones",
            )
        return retired

    @field_validator("zone_slots")
    @classmethod
    def _slots(cls, slots: int, info: ValidationInfo) -> int:
        if not 1 <= slots <= MAX_ZONE_SLOTS or slots & (slots - 1):
            refuse(
                "zone-slots",
                "the number of slots is a power of two, 16 at most",
                allowed="1, 2, 4, 8 or 16",
                fix="choose a power of two; it can never change later",
            )
        zones = info.data.get("zones", ())
        if len(zones) > slots:
            refuse(
                "too-many-zones",
                f"{len(zones)} zones do not fit {slots} slots",
                allowed=f"at most {slots} zones",
                fix="a new VPC may choose more slots; an existing one cannot",
            )
        return slots

    @field_validator("tiers")
    @classmethod
    def _tiers(cls, tiers: tuple[TierSpec, ...], info: ValidationInfo) -> tuple[TierSpec, ...]:
        given = info.data
        if any(tier.cidrs for tier in tiers) and given.get("ipam_netmask"):
            refuse(
                "tier-cidrs",
                "explicit blocks need a VPC block that is known, and an IPAM pool chooses it at deployment",
                allowed="a size for each tier",
                fix="give the tiers sizes, or write the VPC's cidr",
            )
        if not {"cidr", "ipam_netmask", "secondary_cidrs", "zones", "zone_slots", "layout"} <= given.keys():
            return tiers  # what the tiers are laid in is itself refused
        prefix = given["cidr"].prefixlen if given["cidr"] else given["ipam_netmask"]
        tiers = tiers or default_tiers(given["layout"], slot_prefix(prefix, given["zone_slots"]))
        names = [tier.name for tier in tiers]
        if len(set(names)) != len(names):
            refuse("duplicate", "two tiers have the same name", allowed="each name once", fix="rename one")
        check_layout(tiers, given["layout"])
        retired = given.get("retired_zones", ())
        check_addresses(tiers, given["cidr"], prefix, given["secondary_cidrs"], given["zone_slots"])
        check_explicit(
            tiers,
            [block for block in (given["cidr"], *given["secondary_cidrs"]) if block],
            given["zones"],
            retired,
            given["zone_slots"],
        )
        return tiers

    @field_validator("nat")
    @classmethod
    def _nat(cls, nat: NatMode | None, info: ValidationInfo) -> NatMode | None:
        kinds = {tier.kind for tier in info.data.get("tiers", ())}
        if nat is NatMode.REGIONAL and info.data.get("layout") is Layout.PRIVATE_ONLY:
            refuse(
                "nat-in-private-layout",
                "a private-only network has no internet gateway, and a regional NAT gateway needs one (facts 1.81)",
                allowed="nat: none",
                fix="write nat: none, or another layout",
            )
        if nat in (NatMode.PER_ZONE, NatMode.SINGLE) and kinds and TierKind.PUBLIC not in kinds:
            refuse(
                "nat-without-public-tier",
                "a NAT gateway is in a public subnet, and there is no public tier",
                allowed="nat: none",
                fix="write nat: none, or add a public tier",
            )
        if nat is None:
            return NatMode.PER_ZONE if {TierKind.PUBLIC, TierKind.PRIVATE} <= kinds else NatMode.NONE
        return nat

    @field_validator("nat_zone")
    @classmethod
    def _nat_zone(cls, zone: str | None, info: ValidationInfo) -> str | None:
        if zone is None:
            return None
        active = [each for each in info.data.get("zones", ()) if each not in info.data.get("retired_zones", ())]
        if info.data.get("nat", NatMode.SINGLE) is not NatMode.SINGLE:
            refuse(
                "nat-zone",
                "a NAT zone is chosen for nat: single only",
                allowed="nothing",
                fix="remove nat_zone, or write nat: single",
            )
        if active and zone not in active:
            refuse("nat-zone", f"{zone} is not a zone in use", allowed=", ".join(active), fix="choose one of the zones")
        return zone

    @field_validator("nat_addresses")
    @classmethod
    def _nat_addresses(cls, addresses: NatAddresses, info: ValidationInfo) -> NatAddresses:
        if addresses is NatAddresses.MANUAL and info.data.get("nat", NatMode.REGIONAL) is not NatMode.REGIONAL:
            refuse(
                "nat-addresses",
                "addresses are chosen for a regional NAT gateway only; the others have one by zone anyway",
                allowed="nothing",
                fix="remove nat_addresses, or write nat: regional",
            )
        return addresses

    @field_validator("ipv6_netmask")
    @classmethod
    def _ipv6_fits(cls, netmask: int | None, info: ValidationInfo) -> int | None:
        given = info.data
        if (netmask is None) != (given.get("ipv6_ipam_pool_id") is None):
            refuse(
                "ipv6-pool",
                "a pool and the size of the IPv6 block go together",
                allowed="ipv6_ipam_pool_id and ipv6_netmask, or neither: Amazon's /56",
                fix="give both",
            )
        if netmask is not None and not given.get("ipv6"):
            refuse(
                "ipv6-netmask",
                "there is no IPv6 block",
                allowed="nothing",
                fix="add ipv6: true, or remove ipv6_netmask",
            )
        if given.get("ipv6") and "tiers" in given and "zone_slots" in given:
            room = ipv6_subnets_per_slot(netmask or AMAZON_IPV6_PREFIX, given["zone_slots"])
            if len(given["tiers"]) > room:
                refuse(
                    "ipv6-does-not-fit",
                    f"{len(given['tiers'])} tiers need as many /64 in each slot, and there are {room}",
                    allowed=f"at most {room} tiers",
                    fix="allocate a larger IPv6 block from a pool",
                )
        return netmask

    @field_validator("eip_allocation_ids")
    @classmethod
    def _adopted_are_used(cls, adopted: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        given = info.data
        if not {"zones", "retired_zones", "nat", "nat_zone", "nat_addresses", "tiers"} <= given.keys():
            return adopted
        active = [zone for zone in given["zones"] if zone not in given["retired_zones"]]
        by_mode = {
            NatMode.PER_ZONE: active,
            NatMode.SINGLE: [given["nat_zone"] or active[0]],
            NatMode.REGIONAL: active if given["nat_addresses"] is NatAddresses.MANUAL else [],
        }
        private = any(tier.kind is TierKind.PRIVATE for tier in given["tiers"])
        used = by_mode.get(given["nat"], []) if private else []
        strangers = [zone for zone in adopted if zone not in used]
        if strangers:
            refuse(
                "unused-address",
                f"no NAT gateway uses an address for {', '.join(strangers)}",
                allowed=", ".join(used) or "none, with this NAT mode",
                fix=f"write {nearest(strangers[0], used)}" if nearest(strangers[0], used) else "remove it",
            )
        return adopted

    @field_validator("tier_tags")
    @classmethod
    def _tagged_tiers_exist(
        cls, tags: Mapping[str, Mapping[str, str]], info: ValidationInfo
    ) -> Mapping[str, Mapping[str, str]]:
        names = [tier.name for tier in info.data.get("tiers", ())]
        for tier in tags:
            if names and tier not in names:
                refuse(
                    "unknown-tier",
                    f"there is no tier {tier!r}",
                    allowed=", ".join(names),
                    fix=f"write {nearest(tier, names) or names[0]}",
                )
        return tags

    @cached_property
    def plan(self) -> NetworkPlan:
        """What the network consists of, decided once."""
        return plan_network(self)


class SharedVpcSpec(NetworkSpec, InPlaceOf["SharedVpcArgs"]):
    """Arguments of SharedVpc."""

    region: Region = Field(description="The region, such as us-west-2; it must be the provider's.")

    @cached_property
    def contract(self) -> NetworkContract:
        """What the network promises before it is deployed."""
        return planned_contract(self, self.region)
