"""The address map of the recorded VPCs: what is taken, what is free, what is reserved for zones to come."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from ipaddress import IPv4Network, collapse_addresses

from eks_shared_vpc import tags
from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.subnet import subnets_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import Column, Content, Table, row, section

__all__ = ["AddressRow", "address_map"]

COLUMNS = (
    Column("zone"),
    Column("tier"),
    Column("use"),
    Column("block"),
    Column("usable", is_number=True),
)

_PIECES = {"free": "a tier to come", "not described": ""}
"""States of which a zone has many pieces, and what they are for."""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One piece of a VPC's addresses.

    Attributes:
        vpc: Name of the VPC.
        account: Account that owns it.
        block: The VPC block that the piece is in.
        cidr: The piece itself.
        state: ``subnet``; ``free`` for tiers to come; ``reserved`` for a zone to come; ``retired`` for a zone that was;
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


@section("Addresses", "addresses", order=20)
def addresses(preview: Preview) -> Content:
    """A table for each block; every piece of it as data."""
    rows = address_map(preview.model)
    blocks = dict.fromkeys((each.vpc, each.block) for each in rows)
    tables = tuple(_table([each for each in rows if (each.vpc, each.block) == block]) for block in blocks)
    return Content({"addresses": [asdict(each) for each in rows]}, tables)


def _table(rows: Sequence[AddressRow]) -> Table:
    first = rows[0]
    base = "allocated by IPAM at deployment, offsets from its first address" if first.unknown_base else first.block
    shown = tuple(
        row(
            each.zone or "-",
            each.tier if each.state == "subnet" else each.state,
            each.use,
            each.cidr,
            f"{each.usable:,}",
            is_muted=each.state != "subnet",
        )
        for each in _folded(rows)
    )
    return Table(COLUMNS, shown, f"VPC {first.vpc} · {base}")


def _folded(rows: Sequence[AddressRow]) -> Iterator[AddressRow]:
    """The rows with a zone's pieces of one state as one, named by the largest: that is what a tier to come can have."""
    for each in rows:
        if each.state not in _PIECES:
            yield replace(each, use="a zone to come") if each.state == "reserved" else each
            continue
        pieces = [piece for piece in rows if (piece.state, piece.zone) == (each.state, each.zone)]
        if each is pieces[-1]:
            largest = max(pieces, key=lambda piece: piece.usable)
            usable = sum(piece.usable for piece in pieces)
            yield replace(largest, use=_PIECES[each.state], cidr=f"up to {largest.cidr}", usable=usable)


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

    def piece(cidr: IPv4Network, state: str, zone: str, tier: str = "", use: str = "") -> AddressRow:
        usable = cidr.num_addresses - (RESERVED_PER_SUBNET if state == "subnet" else 0)
        return AddressRow(vpc.name, vpc.account or "", str(block), str(cidr), state, zone, tier, use, usable, allocated)

    rows = [piece(cidr, "subnet", each.zone, each.tier, str(each.tags.get(tags.USE, ""))) for each, cidr in placed]
    # Of a VPC that is described rather than declared nobody says that the rest of it is free.
    for slot, zone in slots if vpc.urn not in vpc.model.described else ():
        whole = zone in zones_in_use or (not zone and len(slots) == 1)
        state = "free" if whole else "retired" if zone else "reserved"
        rows += [piece(rest, state, zone) for rest in _rest(slot, taken)]
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
