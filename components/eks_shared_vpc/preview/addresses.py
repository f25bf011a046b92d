"""The address map of the recorded VPCs: what is taken, what is free, what is reserved for zones to come."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError, collapse_addresses
from typing import Any

from eks_shared_vpc import tags
from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource

__all__ = ["AddressRow", "address_map", "vpc_blocks", "vpc_subnets"]

VPC = "aws:ec2/vpc:Vpc"
BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
SHARED_VPC = "eks-shared-vpc:index:SharedVpc"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One piece of a VPC's addresses.

    Attributes:
        vpc: Name of the VPC.
        account: Account that owns it.
        block: The VPC block that the piece is in.
        cidr: The piece itself.
        state: ``subnet``; ``free`` for tiers to come; ``reserved`` for a zone to come; ``retired`` for a zone that was.
        zone: Zone id, where the piece belongs to one.
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


def vpc_blocks(graph: Graph, vpc: Resource) -> list[IPv4Network]:
    """The IPv4 blocks of a VPC, the primary one first; without one that is not known."""
    texts = [
        _primary(vpc),
        *(row.inputs.get("cidrBlock") for row in graph.of_type(BLOCK) if graph.find(row.inputs.get("vpcId")) == vpc),
    ]
    return [block for block in map(_network, texts) if block is not None]


def vpc_subnets(graph: Graph, vpc: Resource) -> Iterator[tuple[Resource, IPv4Network]]:
    """The subnets of a VPC whose blocks are known."""
    for subnet in graph.of_type(SUBNET):
        cidr = _network(subnet.inputs.get("cidrBlock"))
        if cidr is not None and graph.find(subnet.inputs.get("vpcId")) == vpc:
            yield subnet, cidr


def address_map(graph: Graph) -> list[AddressRow]:
    """Every piece of every VPC block of a graph, in address order."""
    return [row for vpc in graph.of_type(VPC) for block in vpc_blocks(graph, vpc) for row in _rows(graph, vpc, block)]


def _rows(graph: Graph, vpc: Resource, block: IPv4Network) -> Iterator[AddressRow]:
    slots = _slots(graph, vpc, block)
    placed = [(subnet, cidr) for subnet, cidr in vpc_subnets(graph, vpc) if cidr.subnet_of(block)]
    zones_in_use = {str(subnet.inputs.get("availabilityZoneId", "")) for subnet, _ in placed}
    allocated = "cidrBlock" not in vpc.inputs and block.network_address.packed == bytes(4)

    def row(cidr: IPv4Network, state: str, zone: str, tier: str = "", use: str = "") -> AddressRow:
        usable = cidr.num_addresses - (RESERVED_PER_SUBNET if state == "subnet" else 0)
        return AddressRow(vpc.name, vpc.account or "", str(block), str(cidr), state, zone, tier, use, usable, allocated)

    rows = [
        row(
            cidr,
            "subnet",
            str(subnet.inputs.get("availabilityZoneId", "")),
            str(subnet.tags.get(tags.TIER, subnet.name)),
            str(subnet.tags.get(tags.USE, "")),
        )
        for subnet, cidr in placed
    ]
    for slot, zone in slots:
        state = "free" if zone in zones_in_use or (not zone and len(slots) == 1) else "retired" if zone else "reserved"
        rows += [row(piece, state, zone) for piece in _rest(slot, [cidr for _, cidr in placed])]
    yield from sorted(rows, key=lambda each: (int(IPv4Network(each.cidr).network_address), each.cidr))


def _slots(graph: Graph, vpc: Resource, block: IPv4Network) -> list[tuple[IPv4Network, str]]:
    """A block's slots and their zones, as the VPC's component registered them; the whole block where it has none."""
    component = graph.resources.get(vpc.parent)
    text = component.outputs.get("address_plan") if component and component.type == SHARED_VPC else None
    plan: dict[str, Any] = json.loads(text) if isinstance(text, str) and text != UNKNOWN else {"blocks": []}
    for described in plan["blocks"]:
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


def _primary(vpc: Resource) -> Any:
    netmask = vpc.inputs.get("ipv4NetmaskLength")
    return vpc.inputs.get("cidrBlock") or (f"0.0.0.0/{netmask}" if netmask else None)


def _network(text: Any) -> IPv4Network | None:
    try:
        return IPv4Network(text) if isinstance(text, str) else None
    except (AddressValueError, NetmaskValueError, ValueError):
        return None
