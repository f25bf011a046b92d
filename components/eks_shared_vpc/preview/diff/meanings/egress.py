"""How zones leave for the internet: partners know the addresses, and a path through another zone depends on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.topology import Topology

__all__ = ["MEANINGS"]

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
EIP = "aws:ec2/eip:Eip"


@dataclass
class _Egress:
    """How one zone of a VPC leaves for the internet: by which addresses, and through which zones."""

    addresses: set[str] = field(default_factory=set)
    through: set[str] = field(default_factory=set)


@meaning(MeaningLevel.RED, "facts 1.85, 9.1")
def egress_address_lost(difference: Difference) -> Iterator[Consequence]:
    """An address that is released is not to be had again, and partners and API servers that admit it by list shut the door."""
    for vpc, before, _ in _both(difference):
        lost = sorted(
            name
            for name in {name for each in before.values() for name in each.addresses}
            if (eip := _eip(difference.before.graph, name)) is not None and not difference.remains(eip)
        )
        if lost:
            yield Consequence(
                vpc,
                f"{'Elastic IP' if len(lost) == 1 else 'Elastic IPs'} {', '.join(lost)} {'is' if len(lost) == 1 else 'are'} released; "
                f"{_zones(before, lost)} left by {'it' if len(lost) == 1 else 'them'} until now",
                "keep the Elastic IP, or have everyone who lists it told before this is deployed",
            )


@meaning(MeaningLevel.RED, "facts 9.1, 3.6")
def egress_address_changed(difference: Difference) -> Iterator[Consequence]:
    """Whoever admits a zone's traffic by its address does not know the new one."""
    for vpc, before, after in _both(difference):
        moved: dict[str, list[str]] = {}
        for zone in sorted(before.keys() & after.keys()):
            if before[zone].addresses and after[zone].addresses and before[zone].addresses != after[zone].addresses:
                moved.setdefault(", ".join(sorted(after[zone].addresses)), []).append(zone)
        for addresses, zones in moved.items():
            yield Consequence(
                vpc,
                f"{', '.join(zones)} will leave by {addresses}, and connections that are open break",
                "see that partners who list the zones' addresses list this one too",
            )


@meaning(MeaningLevel.AMBER, "facts 3.6")
def egress_address_added(difference: Difference) -> Iterator[Consequence]:
    """Nodes come from an address that nobody's allow-list holds yet."""
    for vpc, before, after in _both(difference):
        known = {name for each in before.values() for name in each.addresses}
        for zone, each in sorted(after.items()):
            added = sorted(each.addresses - known)
            if added and not (zone in before and before[zone].addresses):
                yield Consequence(
                    vpc,
                    f"{zone} will leave by {', '.join(added)}, which is new",
                    "have the address put on partners' allow-lists before nodes run there",
                )


@meaning(MeaningLevel.RED, "facts 2.17, 9.1")
def egress_lost(difference: Difference) -> Iterator[Consequence]:
    """What runs in these zones reaches nothing on the internet any more, image registries and partners included."""
    for vpc, before, after in _both(difference):
        lost = [
            zone for zone in sorted(before) if before[zone].addresses and zone in after and not after[zone].addresses
        ]
        if lost:
            yield Consequence(vpc, f"{', '.join(lost)} will have no way to the internet")


@meaning(MeaningLevel.AMBER, "facts 9.1, 9.5, 12.7")
def egress_crosses_zones(difference: Difference) -> Iterator[Consequence]:
    """When the zone of the NAT gateway fails, these zones lose the internet too; until then crossing is paid by the GB."""
    for vpc, before, after in _both(difference):
        crossing: dict[str, list[str]] = {}
        for zone, each in sorted(after.items()):
            others = each.through - {zone, ""}
            if others and zone in before and before[zone].through <= {zone}:
                crossing.setdefault(", ".join(sorted(others)), []).append(zone)
        for through, zones in crossing.items():
            yield Consequence(
                vpc,
                f"{', '.join(zones)} will leave through {through}",
                "nat: per-zone, where an outage of one zone must stay there",
            )


def _both(difference: Difference) -> Iterator[tuple[Resource, Mapping[str, _Egress], Mapping[str, _Egress]]]:
    one, other = difference.topologies
    for before, after in difference.kept(VPC):
        if difference.remains(before):
            yield after, _egress(one, before), _egress(other, after)


def _egress(topology: Topology, vpc: Resource) -> Mapping[str, _Egress]:
    """How the subnets behind NAT gateways leave, by zone."""
    found: dict[str, _Egress] = {}
    for subnet in topology.graph.of_type(SUBNET):
        if topology.vpc(subnet) != vpc:
            continue
        zone = topology.zone(subnet)
        here = found.setdefault(zone, _Egress())
        route = topology.default_route(subnet)
        if route is not None and route.kind == "natGatewayId" and route.target is not None:
            here.addresses |= set(_addresses(topology.graph, route.target, zone))
            place = topology.graph.find(route.target.inputs.get("subnetId"))
            here.through.add(topology.zone(place) if place is not None else zone)
    return found


def _addresses(graph: Graph, gateway: Resource, zone: str) -> Iterator[str]:
    """What the public addresses of a NAT gateway are called, in a zone if it is a regional one."""
    given = gateway.inputs.get("allocationId")
    if given:
        yield _called(graph, given)
    elif gateway.inputs.get("connectivityType", "public") == "public":
        zones = gateway.inputs.get("availabilityZoneAddresses") or ()
        ids = [
            each for row in zones if row.get("availabilityZoneId") == zone for each in row.get("allocationIds") or ()
        ]
        yield from (_called(graph, each) for each in ids)
        if not zones:
            yield f"addresses that AWS picks for {gateway.name}"


def _called(graph: Graph, allocation_id: object) -> str:
    eip = graph.find(str(allocation_id))
    return eip.name if eip is not None else str(allocation_id)


def _eip(graph: Graph, name: str) -> Resource | None:
    return next((each for each in graph.of_type(EIP) if each.name == name), None)


def _zones(egress: Mapping[str, _Egress], names: list[str]) -> str:
    return ", ".join(zone for zone in sorted(egress) if egress[zone].addresses & set(names))


MEANINGS: tuple[MeaningRule, ...] = (
    egress_address_lost,
    egress_address_changed,
    egress_lost,
    egress_address_added,
    egress_crosses_zones,
)
