"""What a shared VPC may be: every rule about its blocks, zones, tiers and gateways that can be checked without AWS."""

from collections.abc import Iterator, Mapping
from enum import Enum
from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from eks_shared_vpc.addressing import (
    LARGEST_PREFIX,
    SMALLEST_PREFIX,
    DoesNotFit,
    Place,
    ipv6_subnets_per_slot,
    lay_out,
    slot_prefix,
)
from eks_shared_vpc.errors import nearest
from eks_shared_vpc.fields import Cidr, Region, RetentionDays, SubnetPrefix, ZoneId
from eks_shared_vpc.network.blocks import VpcBlock, why_not_beside
from eks_shared_vpc.spec import Flowing, Spec, Unique, refuse

__all__ = [
    "FlowLogDestination",
    "FlowLogsSpec",
    "Layout",
    "NatAddresses",
    "NatMode",
    "NetworkRules",
    "SharedVpcSpec",
    "TierKind",
    "TierSpec",
    "TierUse",
    "default_tiers",
]


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


class NatMode(str, Enum):
    """How private tiers reach the internet over IPv4."""

    PER_ZONE = "per-zone"
    SINGLE = "single"
    REGIONAL = "regional"
    NONE = "none"


MAX_ZONE_SLOTS = 16
"""More slots than any region has zones."""
VPC_BLOCK = "a block such as 10.64.0.0/16, or an IPAM pool with a netmask"
AMAZON_IPV6_PREFIX = 56
"""Prefix length of the IPv6 block that Amazon provides (facts 1.31)."""


class NatAddresses(str, Enum):
    """Who chooses the addresses of a regional NAT gateway (facts 1.82)."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class FlowLogDestination(str, Enum):
    """Where flow logs are written."""

    CLOUD_WATCH_LOGS = "cloud-watch-logs"
    S3 = "s3"


TierName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""Lower-case letters, digits and hyphens: it becomes part of resource names."""


class TierSpec(Spec):
    """One row of subnets, one in each zone."""

    name: TierName = Field(description="a short name, such as private")
    kind: TierKind = Field(description="public, private or isolated")
    use: TierUse = TierUse.GENERAL
    size: SubnetPrefix | None = None
    block: VpcBlock | None = None
    cidrs: Mapping[str, Cidr] = {}

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


class FlowLogsSpec(Spec):
    """Flow logs of the whole VPC."""

    destination: FlowLogDestination = FlowLogDestination.CLOUD_WATCH_LOGS
    retention_days: RetentionDays = 30
    traffic_type: str = Field("ALL", pattern="^(ALL|ACCEPT|REJECT)$")
    max_aggregation_interval: int = 60
    bucket_arn: str | None = None

    @field_validator("max_aggregation_interval")
    @classmethod
    def _interval(cls, seconds: int) -> int:
        if seconds not in (60, 600):
            refuse(
                "flow-log-interval",
                "flow logs are aggregated over one or ten minutes (facts 11.20)",
                allowed="60 or 600",
                fix="write 60 or 600",
            )
        return seconds

    @field_validator("bucket_arn")
    @classmethod
    def _bucket(cls, arn: str | None, info: ValidationInfo) -> str | None:
        if "destination" not in info.data:
            return arn
        to_s3 = info.data["destination"] is FlowLogDestination.S3
        if to_s3 and not arn:
            refuse(
                "flow-log-bucket", "flow logs to S3 need a bucket", allowed="the ARN of a bucket", fix="add bucket_arn"
            )
        if arn and not to_s3:
            refuse(
                "flow-log-bucket",
                "a bucket is used with destination s3 only",
                allowed="nothing",
                fix="remove bucket_arn, or write destination: s3",
            )
        return arn


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


class NetworkRules(Spec):
    """What a stack file and a component's arguments have in common about a network."""

    cidr: VpcBlock | None = None
    ipam_pool_id: Flowing | None = None
    ipam_netmask: SubnetPrefix | None = None
    secondary_cidrs: Annotated[tuple[VpcBlock, ...], Unique] = ()
    zones: Annotated[tuple[ZoneId, ...], Unique] = Field(
        description="a list of availability-zone ids, such as [usw2-az1, usw2-az2, usw2-az3]"
    )
    retired_zones: Annotated[tuple[ZoneId, ...], Unique] = ()
    zone_slots: int = 4
    layout: Layout = Layout.PUBLIC_PRIVATE
    tiers: tuple[TierSpec, ...] = ()
    nat: NatMode | None = None
    nat_zone: ZoneId | None = None
    nat_addresses: NatAddresses = NatAddresses.AUTOMATIC
    ipv6: bool = False
    ipv6_ipam_pool_id: Flowing | None = None
    ipv6_netmask: int | None = Field(None, ge=44, le=60, multiple_of=4)
    eip_allocation_ids: Mapping[str, Flowing] = {}
    protect_egress_ips: bool = True
    s3_gateway_endpoint: bool = True
    flow_logs: FlowLogsSpec | None = None
    tier_tags: Mapping[str, Mapping[str, str]] = {}
    tags: Mapping[str, str] = {}

    @field_validator("ipam_netmask")
    @classmethod
    def _one_source_of_addresses(cls, netmask: int | None, info: ValidationInfo) -> int | None:
        if not {"cidr", "ipam_pool_id"} <= info.data.keys():
            return netmask
        pool = info.data["ipam_pool_id"] is not None or netmask is not None
        if pool == (info.data["cidr"] is not None):
            both = "both a block and an IPAM pool are" if pool else "neither a block nor an IPAM pool is"
            refuse("vpc-block", f"{both} given", allowed=VPC_BLOCK, fix="give exactly one")
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
        _check_layout(tiers, given["layout"])
        retired = given.get("retired_zones", ())
        _check_addresses(tiers, given["cidr"], prefix, given["secondary_cidrs"], given["zone_slots"])
        _check_explicit(
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


class SharedVpcSpec(NetworkRules):
    """The plain part of a shared VPC: all that decides which resources there are."""

    region: Region = Field(description="the name of an AWS region, such as us-west-2")


def _check_layout(tiers: tuple[TierSpec, ...], layout: Layout) -> None:
    unwanted = {Layout.PRIVATE_ONLY: TierKind.PUBLIC, Layout.PUBLIC_ONLY: TierKind.PRIVATE}.get(layout)
    names = [tier.name for tier in tiers if tier.kind is unwanted]
    if unwanted and names:
        refuse(
            "layout-tier",
            f"the layout {layout.value} has no {unwanted.value} tier, but {', '.join(names)} is one",
            allowed="tiers of the other kinds",
            fix="change the tier's kind, or the layout",
        )


def _check_addresses(
    tiers: tuple[TierSpec, ...],
    primary: IPv4Network | None,
    prefix: int,
    secondary: tuple[IPv4Network, ...],
    slots: int,
) -> None:
    for tier in tiers:
        if tier.block and tier.block not in (primary, *secondary):
            known = ", ".join(str(block) for block in (primary, *secondary) if block)
            refuse(
                "unknown-block",
                f"the tier {tier.name} lies in {tier.block}, which is no block of this VPC",
                allowed=known,
                fix="add it to secondary_cidrs, or correct it",
            )
    for block in (None, *secondary):
        root = block.prefixlen if block else prefix
        laid = [
            tier for tier in tiers if tier.size and not tier.cidrs and (tier.block or primary) == (block or primary)
        ]
        slot = slot_prefix(root, slots)
        try:
            lay_out(slot, [tier.size for tier in laid if tier.size])
        except DoesNotFit as reason:
            refuse(
                "does-not-fit",
                f"the tier {laid[reason.index].name} does not fit: {reason}",
                allowed=f"tiers that fit together into a slot of /{slot}",
                fix="make a tier smaller, or lay it in a secondary block",
            )


def _laid_blocks(
    tiers: tuple[TierSpec, ...], blocks: list[IPv4Network], zones: tuple[str, ...], slots: int
) -> Iterator[tuple[IPv4Network, str]]:
    """The blocks of the tiers that are laid by size, with their tiers' names."""
    for block in blocks:
        own = [tier for tier in tiers if tier.size and not tier.cidrs and (tier.block or blocks[0]) == block]
        slot = slot_prefix(block.prefixlen, slots)
        for tier, place in zip(own, lay_out(slot, [tier.size or 0 for tier in own]), strict=True):
            for index in range(len(zones)):
                start = index << (32 - slot)
                yield Place(start + place.offset, place.prefix).within(block), tier.name


def _check_explicit(
    tiers: tuple[TierSpec, ...],
    blocks: list[IPv4Network],
    zones: tuple[str, ...],
    retired: tuple[str, ...],
    slots: int,
) -> None:
    if not any(tier.cidrs for tier in tiers):
        return
    placed = list(_laid_blocks(tiers, blocks, zones, slots))
    for tier in tiers:
        strangers = sorted(set(tier.cidrs) - set(zones))
        missing = sorted(set(zones) - set(retired) - set(tier.cidrs)) if tier.cidrs else []
        if strangers or missing:
            refuse(
                "tier-cidrs",
                f"the tier {tier.name} needs one block for each zone",
                allowed=", ".join(zones),
                fix=f"add {', '.join(missing)}" if missing else f"remove {', '.join(strangers)}",
            )
        for cidr in tier.cidrs.values():
            if blocks and not any(cidr.subnet_of(block) for block in blocks):
                refuse(
                    "outside",
                    f"{cidr} of the tier {tier.name} is in no block of this VPC",
                    allowed=", ".join(map(str, blocks)),
                    fix="correct it, or add its block to secondary_cidrs",
                )
            clash = next((f"{other} of the tier {owner}" for other, owner in placed if cidr.overlaps(other)), None)
            if clash:
                refuse(
                    "overlap",
                    f"{cidr} of the tier {tier.name} overlaps {clash}",
                    allowed="blocks that do not overlap",
                    fix="change one of the two",
                )
            placed.append((cidr, tier.name))
