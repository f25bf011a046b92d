"""Whether tiers fit a network: its layout, its blocks and their slots."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.addressing import DoesNotFit, Place, lay_out, slot_prefix
from eks_shared_vpc.network.tiers import Layout, TierKind, TierSpec
from eks_shared_vpc.spec import refuse

__all__ = ["check_addresses", "check_explicit", "check_layout"]


def check_layout(tiers: tuple[TierSpec, ...], layout: Layout) -> None:
    """Refuse a kind of tier that the layout has none of."""
    unwanted = {Layout.PRIVATE_ONLY: TierKind.PUBLIC, Layout.PUBLIC_ONLY: TierKind.PRIVATE}.get(layout)
    names = [tier.name for tier in tiers if tier.kind is unwanted]
    if unwanted and names:
        refuse(
            "layout-tier",
            f"the layout {layout.value} has no {unwanted.value} tier, but {', '.join(names)} is one",
            allowed="tiers of the other kinds",
            fix="change the tier's kind, or the layout",
        )


def check_addresses(
    tiers: tuple[TierSpec, ...],
    primary: IPv4Network | None,
    prefix: int,
    secondary: tuple[IPv4Network, ...],
    slots: int,
) -> None:
    """Refuse tiers in blocks that are not there, and tiers that do not fit a slot together; ``prefix`` is the primary block's."""
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


def check_explicit(
    tiers: tuple[TierSpec, ...],
    blocks: list[IPv4Network],
    zones: tuple[str, ...],
    retired: tuple[str, ...],
    slots: int,
) -> None:
    """Refuse explicit blocks that miss a zone, lie outside of the VPC, or overlap another tier."""
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
