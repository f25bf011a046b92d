"""The address map of the recorded VPCs: what is taken, what is free, what is reserved for zones to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses

from eks_shared_vpc import tags
from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.subnet import subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = ["AddressRow", "address_map"]


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One piece of a VPC's addresses.

    Attributes:
        vpc: Name of the VPC.
        account: Account that owns it.
        block: The VPC block that the piece is in.
        cidr: The piece itself.
        state: ``subnet``; ``free`` for tiers to come; ``reserved`` for a zone to come; ``retired`` for a zone that was;
            ``not described`` for what nobody says of a VPC that is described rather than declared.
        zone: Zone by id, or else by name, where the piece belongs to one.
        tier: The subnet's tier, or its name where it has none.
        use: What the subnet is for.
        usable: Addresses that can be used: those of a subnet less the five that AWS keeps (facts 1.21).
        unknown_base: Whether the block's addresses are allocated at deploy time, so that only sizes and order are right.
    """

    vpc: str
    account: str
    block: str
    cidr: str
    state: str
    zone: str
    tier: str
    use: str
    usable: int
    unknown_base: bool = False


def address_map(model: Model) -> list[AddressRow]:
    """Every piece of every block of the declared VPCs, in address order."""
    return [row for vpc in model.all(Vpc) for block in vpc.ipv4_blocks for row in _rows(vpc, block)]


def _rows(vpc: Vpc, block: IPv4Network) -> Iterator[AddressRow]:
    slots = _slots(vpc, block)
    placed = [(each, each.ipv4) for each in subnets_of(vpc) if isinstance(each.ipv4, IPv4Network)]
    placed = [(each, cidr) for each, cidr in placed if cidr.subnet_of(block)]
    taken = [cidr for _, cidr in placed]
    zones_in_use = {each.zone_id for each, _ in placed}
    allocated = vpc.is_allocated_by_ipam and block == vpc.primary

    def row(cidr: IPv4Network, state: str, zone: str, tier: str = "", use: str = "") -> AddressRow:
        usable = cidr.num_addresses - (RESERVED_PER_SUBNET if state == "subnet" else 0)
        return AddressRow(vpc.name, vpc.account or "", str(block), str(cidr), state, zone, tier, use, usable, allocated)

    described = vpc.urn in vpc.model.described
    rows = [row(cidr, "subnet", each.zone, each.tier, str(each.tags.get(tags.USE, ""))) for each, cidr in placed]
    for slot, zone in slots:
        whole = zone in zones_in_use or (not zone and len(slots) == 1)
        state = "not described" if described else "free" if whole else "retired" if zone else "reserved"
        rows += [row(piece, state, zone) for piece in _rest(slot, taken)]
    yield from sorted(rows, key=lambda each: (int(IPv4Network(each.cidr).network_address), each.cidr))


def _slots(vpc: Vpc, block: IPv4Network) -> list[tuple[IPv4Network, str]]:
    """A block's slots and their zones, as the VPC's component registered them; the whole block where it has none."""
    for described in vpc.address_plan:
        if described["cidr"] == str(block):
            return [(IPv4Network(slot["cidr"]), slot["zone"] or "") for slot in described["slots"]]
    return [(block, "")]


def _rest(whole: IPv4Network, taken: list[IPv4Network]) -> Iterator[IPv4Network]:
    rest = [whole]
    for each in taken:
        rest = [
            piece
            for part in rest
            for piece in (
                part.address_exclude(each) if each.subnet_of(part) else () if part.subnet_of(each) else (part,)
            )
        ]
    yield from collapse_addresses(rest)
