"""What a shared VPC consists of, decided before anything is declared.

The components loop over these records once; every decision (which subnets, whose route table, which NAT gateway serves
which zone) has been made here, where it can be tested without Pulumi.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from eks_shared_vpc.addressing import Place, free_space, ipv6_subnets_per_slot, lay_out, slot_prefix
from eks_shared_vpc.network.nat import NatAddresses, NatMode
from eks_shared_vpc.network.tiers import Layout, TierKind, TierSpec, TierUse
from eks_shared_vpc.tags import role_tags

if TYPE_CHECKING:
    from eks_shared_vpc.network.spec import NetworkSpec  # which has its plan, and imports this module for it

__all__ = ["AMAZON_IPV6_PREFIX", "PRIMARY", "BlockPlan", "NetworkPlan", "SubnetPlan", "plan_network"]

PRIMARY = "primary"
"""Key of the VPC's first block, whose addresses may be known only at deploy time."""
AMAZON_IPV6_PREFIX = 56
"""Prefix length of the IPv6 block that Amazon provides (facts 1.31)."""


@dataclass(frozen=True, slots=True)
class SubnetPlan:
    """One subnet.

    Attributes:
        tier: Name of its tier.
        kind: Where its default route goes.
        use: What it is for.
        zone: Availability-zone id.
        block: Key of the VPC block that it is cut from: ``primary`` or a secondary block's CIDR.
        place: Where in that block it lies.
        ipv6_index: Which /64 of the VPC's IPv6 block it has, or ``None`` without IPv6.
        cidr: Its addresses, where they were given by hand; they then take precedence over ``place``.
    """

    tier: str
    kind: TierKind
    use: TierUse
    zone: str
    block: str
    place: Place
    ipv6_index: int | None = None
    cidr: IPv4Network | None = None

    def within(self, block: IPv4Network | str) -> IPv4Network:
        """The subnet's addresses, given those of its block."""
        return self.cidr or self.place.within(block)


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """How one VPC block is divided.

    Attributes:
        key: ``primary``, or the CIDR of a secondary block.
        cidr: The block's addresses, or ``None`` where an IPAM pool chooses them.
        prefix: Prefix length of the block.
        slots: Each slot's place, with the zone that holds it or ``None`` while it is reserved for a zone to come.
        free: What no tier uses of each slot, relative to the slot.
    """

    key: str
    cidr: IPv4Network | None
    prefix: int
    slots: tuple[tuple[Place, str | None], ...]
    free: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A whole VPC.

    Attributes:
        blocks: The VPC's blocks, the primary one first.
        subnets: Every subnet, by tier and zone id, in the order in which they were declared.
        internet_gateway: Whether a tier needs one.
        route_tables: Kind and zone id of each route table; public tiers share one table, whose zone is ``None``.
        nat_zones: Zone ids that hold a NAT gateway and its address.
        nat_tier: The public tier whose subnets the NAT gateways are in; empty where there is none.
        nat_for_zone: Which zone's NAT gateway carries the private traffic of each zone.
        regional_nat_zones: Zones whose private traffic a regional NAT gateway carries; empty where there is none.
        eip_zones: Zone ids that have an egress address of their own, whichever gateway uses it.
        egress_only_gateway: Whether private tiers reach the internet over IPv6.
        tier_tags: Tags of each tier's subnets: the role tags of its kind and use, and those that were given.
    """

    blocks: tuple[BlockPlan, ...]
    subnets: Mapping[str, Mapping[str, SubnetPlan]]
    internet_gateway: bool
    route_tables: tuple[tuple[TierKind, str | None], ...]
    nat_zones: tuple[str, ...]
    nat_tier: str
    nat_for_zone: Mapping[str, str]
    regional_nat_zones: tuple[str, ...]
    eip_zones: tuple[str, ...]
    egress_only_gateway: bool
    tier_tags: Mapping[str, Mapping[str, str]]

    @staticmethod
    def route_table_of(subnet: SubnetPlan) -> tuple[TierKind, str | None]:
        """The key of the route table that a subnet belongs to."""
        return (subnet.kind, None if subnet.kind is TierKind.PUBLIC else subnet.zone)


def plan_network(spec: "NetworkSpec") -> NetworkPlan:
    """Decide every piece of the VPC that ``spec`` describes."""
    active = tuple(zone for zone in spec.zones if zone not in spec.retired_zones)
    blocks, subnets = _plan_addresses(spec, active)
    kinds = {tier.kind for tier in spec.tiers}
    nat_zones = _nat_zones(spec, active) if TierKind.PRIVATE in kinds else ()
    public = ((TierKind.PUBLIC, None),) if TierKind.PUBLIC in kinds else ()
    zonal = tuple((kind, zone) for kind in (TierKind.PRIVATE, TierKind.ISOLATED) if kind in kinds for zone in active)
    regional = active if spec.nat is NatMode.REGIONAL and TierKind.PRIVATE in kinds else ()
    manual = regional if spec.nat_addresses is NatAddresses.MANUAL else ()
    return NetworkPlan(
        blocks=blocks,
        subnets=subnets,
        internet_gateway=bool(public) or bool(regional),
        route_tables=(*public, *zonal),
        nat_zones=nat_zones,
        nat_tier=_nat_tier(spec.tiers) if nat_zones else "",
        nat_for_zone={zone: zone if zone in nat_zones else nat_zones[0] for zone in active} if nat_zones else {},
        regional_nat_zones=regional,
        eip_zones=nat_zones or manual,
        egress_only_gateway=spec.ipv6 and TierKind.PRIVATE in kinds and spec.layout is not Layout.PRIVATE_ONLY,
        tier_tags=_tier_tags(spec),
    )


def _tier_tags(spec: "NetworkSpec") -> Mapping[str, Mapping[str, str]]:
    roles = role_tags([(tier.name, tier.kind.value, tier.use.value) for tier in spec.tiers])
    return {tier.name: {**roles.get(tier.name, {}), **spec.tier_tags.get(tier.name, {})} for tier in spec.tiers}


def _nat_zones(spec: "NetworkSpec", active: tuple[str, ...]) -> tuple[str, ...]:
    if spec.nat is NatMode.PER_ZONE:
        return active
    return (spec.nat_zone or active[0],) if spec.nat is NatMode.SINGLE else ()


def _nat_tier(tiers: tuple[TierSpec, ...]) -> str:
    # Not among the control plane's interfaces if there is another choice: its /28 has no address to spare (facts 2.5).
    public = [tier for tier in tiers if tier.kind is TierKind.PUBLIC]
    return min(public, key=lambda tier: tier.use is TierUse.CLUSTER).name


def _plan_addresses(
    spec: "NetworkSpec", active: tuple[str, ...]
) -> tuple[tuple[BlockPlan, ...], Mapping[str, Mapping[str, SubnetPlan]]]:
    primary_prefix = spec.cidr.prefixlen if spec.cidr else spec.ipam_netmask or 0
    sources = [
        (PRIMARY, spec.cidr, primary_prefix),
        *((str(block), block, block.prefixlen) for block in spec.secondary_cidrs),
    ]
    blocks: list[BlockPlan] = []
    placed: dict[str, dict[str, SubnetPlan]] = {}
    for key, cidr, prefix in sources:
        own = [tier for tier in spec.tiers if _block_key(tier, spec.cidr) == key and not tier.cidrs]
        sizes = [tier.size or 0 for tier in own]
        slot = slot_prefix(prefix, spec.zone_slots)
        slots = tuple(
            (Place(index << (32 - slot), slot), spec.zones[index] if index < len(spec.zones) else None)
            for index in range(spec.zone_slots)
        )
        blocks.append(BlockPlan(key, cidr, prefix, slots, tuple(free_space(slot, sizes))))
        for tier, place in zip(own, lay_out(slot, sizes), strict=True):
            placed[tier.name] = {
                zone: SubnetPlan(
                    tier=tier.name,
                    kind=tier.kind,
                    use=tier.use,
                    zone=zone,
                    block=key,
                    place=Place(start.offset + place.offset, place.prefix),
                    ipv6_index=_ipv6_index(spec, tier, zone),
                )
                for start, zone in slots
                if zone in active and zone is not None
            }
    for tier in spec.tiers:
        if tier.cidrs:
            placed[tier.name] = {zone: _explicit(spec, tier, zone, blocks) for zone in active}
    return tuple(blocks), {tier.name: placed[tier.name] for tier in spec.tiers}


def _explicit(spec: "NetworkSpec", tier: TierSpec, zone: str, blocks: list[BlockPlan]) -> SubnetPlan:
    cidr = tier.cidrs[zone]
    home = next((block for block in blocks if block.cidr and cidr.subnet_of(block.cidr)), blocks[0])
    offset = int(cidr.network_address) - int(home.cidr.network_address) if home.cidr else 0
    place, index = Place(offset, cidr.prefixlen), _ipv6_index(spec, tier, zone)
    return SubnetPlan(tier.name, tier.kind, tier.use, zone, home.key, place, index, cidr)


def _ipv6_index(spec: "NetworkSpec", tier: TierSpec, zone: str) -> int | None:
    """A /64 by the zone's slot and the tier's place in its list: both lists only grow, so no index ever moves."""
    if not spec.ipv6:
        return None
    room = ipv6_subnets_per_slot(spec.ipv6_netmask or AMAZON_IPV6_PREFIX, spec.zone_slots)
    return spec.zones.index(zone) * room + spec.tiers.index(tier)


def _block_key(tier: TierSpec, primary: IPv4Network | None) -> str:
    return PRIMARY if tier.block is None or tier.block == primary else str(tier.block)
