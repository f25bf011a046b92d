"""How zones leave for the internet: partners know the addresses, and a path through another zone depends on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource, references
from eks_shared_vpc.preview.proof.topology import Route, Topology

__all__ = ["MEANINGS"]

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
_TO_THE_INTERNET = {4: "to the internet", 6: "to the internet over IPv6"}


class _Place(NamedTuple):
    """Where traffic starts: a subnet in a zone, and its address family."""

    family: int
    zone: str
    subnet: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How a place leaves for the internet.

    Attributes:
        route: The default route.
        addresses: Ids of the Elastic IPs that it leaves by, or else of the gateway, whose addresses are not known here;
            none if it leaves by one of several and nobody knows by which.
        through: The zone of the NAT gateway; empty if the way leads through none in particular.
    """

    route: Route
    addresses: frozenset[str]
    through: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everything there leaves by a public address of its own."""
        return self.route.kind == "gatewayId"


_Ways = Mapping[_Place, _Way | None]


@meaning(MeaningLevel.RED, "facts 1.85, 9.1")
def egress_address_lost(difference: Difference) -> Iterator[Consequence]:
    """An address that is released is not to be had again, and partners and API servers that admit it by list shut the door."""
    # What is moved to another account is not among them: the engine leaves it alone where it is.
    released = {each.before.id for each in difference.of(EIP, Kind.DELETE, Kind.REPLACE) if each.before is not None}
    for vpc, before, _ in _both(difference):
        leaving = [(place.zone, way.addresses & released) for place, way in _there(before) if way.addresses & released]
        zones = ", ".join(sorted({zone for zone, _ in leaving}))
        lost = _called(difference.before.graph, {id_ for _, ids in leaving for id_ in ids})
        if lost:
            one = len(lost) == 1
            yield Consequence(
                vpc,
                f"{'Elastic IP' if one else 'Elastic IPs'} {', '.join(lost)} {'is' if one else 'are'} released; "
                f"{zones} left by {'it' if one else 'them'} until now",
                "keep the Elastic IP, or have everyone who lists it told before this is deployed",
            )


@meaning(MeaningLevel.RED, "facts 9.1, 3.6")
def egress_address_changed(difference: Difference) -> Iterator[Consequence]:
    """Whoever admits a zone's traffic by its address does not know the new one."""
    for vpc, before, after in _both(difference):
        moved: dict[str, list[str]] = {}
        for place, way in _there(after, 4):
            former = before.get(place)
            if former and former.addresses and way.addresses and former.addresses != way.addresses:
                moved.setdefault(", ".join(_called(difference.after.graph, way.addresses)), []).append(place.zone)
        for addresses, zones in moved.items():
            yield Consequence(
                vpc,
                f"{', '.join(dict.fromkeys(zones))} will leave by {addresses}, and connections that are open break",
                "see that partners who list the zones' addresses list this one too",
            )


@meaning(MeaningLevel.RED, "facts 1.87")
def egress_address_still_held(difference: Difference) -> Iterator[Consequence]:
    """A new NAT gateway is made before the old one is deleted, and AWS refuses it an address that is still associated."""
    holders = {id_: each for each in difference.before.graph.of_type(NAT_GATEWAY) for id_ in _allocations(each)}
    for change in difference.of(NAT_GATEWAY, Kind.CREATE):
        held = sorted({id_ for id_ in _allocations(change.resource) if id_ in holders})
        if held:
            names = ", ".join(_called(difference.before.graph, held))
            gateways = ", ".join(dict.fromkeys(holders[id_].name for id_ in held))
            yield Consequence(
                change.resource,
                f"{change.resource.name} is to have {names}, still held by {gateways}: AWS will refuse",
                "give it other addresses, or delete the old gateways first, outside of this deployment",
            )


@meaning(MeaningLevel.AMBER, "facts 3.6")
def egress_address_added(difference: Difference) -> Iterator[Consequence]:
    """Nodes come from an address that nobody's allow-list holds yet."""
    for vpc, before, after in _both(difference):
        known = {id_ for _, way in _there(before) for id_ in way.addresses}
        added: dict[str, set[str]] = {}
        for place, way in _there(after, 4):
            if before.get(place) is None and way.addresses - known and not way.is_public:
                added.setdefault(place.zone, set()).update(way.addresses - known)
        for zone, ids in added.items():
            yield Consequence(
                vpc,
                f"{zone} will leave by {', '.join(_called(difference.after.graph, ids))}, which is new",
                "have the address put on partners' allow-lists before nodes run there",
            )


@meaning(MeaningLevel.RED, "facts 2.17, 9.1")
def egress_lost(difference: Difference) -> Iterator[Consequence]:
    """What runs in these zones reaches nothing on the internet any more, image registries and partners included."""
    for vpc, before, after in _both(difference):
        for family, where in _TO_THE_INTERNET.items():
            lost = [place for place, _ in _there(before, family) if place in after and after[place] is None]
            if lost:
                names = _zones_or_subnets(difference.before.graph, before, lost)
                yield Consequence(vpc, f"{', '.join(names)} will have no way {where}")


@meaning(MeaningLevel.AMBER, "facts 9.1, 9.5, 12.7")
def egress_crosses_zones(difference: Difference) -> Iterator[Consequence]:
    """When the zone of the NAT gateway fails, these zones lose the internet too; until then crossing is paid by the GB."""
    for vpc, before, after in _both(difference):
        old, new = _through(before), _through(after)
        crossing: dict[str, list[str]] = {}
        for zone, zones in new.items():
            if zones - {zone} and zone in old and old[zone] <= {zone}:
                crossing.setdefault(", ".join(sorted(zones - {zone})), []).append(zone)
        for through, zones_through in crossing.items():
            yield Consequence(
                vpc,
                f"{', '.join(zones_through)} will leave through {through}",
                "nat: per-zone, where an outage of one zone must stay there",
            )


def _both(difference: Difference) -> Iterator[tuple[Resource, _Ways, _Ways]]:
    one, other = difference.topologies
    for before, after in difference.kept(VPC):
        if difference.remains(before):
            yield after, _ways(one, before), _ways(other, after)


def _there(ways: _Ways, *families: int) -> Iterator[tuple[_Place, _Way]]:
    """The places that have a way, in order; those of some families, if any are named."""
    for place, way in sorted(ways.items(), key=lambda row: row[0]):
        if way is not None and (not families or place.family in families):
            yield place, way


def _through(ways: _Ways) -> Mapping[str, set[str]]:
    """The zones that each zone's traffic goes through; none if it takes no NAT gateway."""
    found: dict[str, set[str]] = {zone: set() for _, zone, _ in sorted(ways)}
    for place, way in _there(ways, 4):
        found[place.zone] |= {way.through} - {""}
    return found


def _zones_or_subnets(graph: Graph, before: _Ways, lost: list[_Place]) -> Iterator[str]:
    """Names for what loses its way: the zone, or single subnets where others of the zone keep theirs."""
    for zone in dict.fromkeys(place.zone for place in lost):
        here = [place for place in lost if place.zone == zone]
        kept = [
            place
            for place, way in _there(before, here[0].family)
            if place.zone == zone and place not in here and not way.is_public
        ]
        yield from (graph.resources[place.subnet].name for place in here) if kept else (zone,)


def _ways(topology: Topology, vpc: Resource) -> _Ways:
    """How each subnet of a VPC leaves."""
    found: dict[_Place, _Way | None] = {}
    for subnet in topology.graph.of_type(SUBNET):
        if topology.vpc(subnet) == vpc:
            zone = topology.zone(subnet)
            for family in _TO_THE_INTERNET:
                found[_Place(family, zone, subnet.urn)] = _way(topology, topology.default_route(subnet, family), zone)
    return found


def _way(topology: Topology, route: Route | None, zone: str) -> _Way | None:
    """Where a default route leads: any is a way out, unless its gateway is gone or, being private, leads nowhere."""
    if route is None or (route.target is None and any(references(route.target_id))):
        return None
    gateway = route.target
    if gateway is None or gateway.type != NAT_GATEWAY:
        return _Way(route, frozenset([gateway.id if gateway is not None else route.target_id]))
    if gateway.inputs.get("connectivityType", "public") != "public":
        return None
    place = topology.graph.find(gateway.inputs.get("subnetId"))
    through = topology.zone(place) if place is not None else zone
    return _Way(route, frozenset(_addresses(gateway, zone)), through)


def _addresses(gateway: Resource, zone: str) -> Iterator[str]:
    """The ids of a NAT gateway's public addresses, in a zone if it is a regional one; its own id if AWS picks them."""
    given = gateway.inputs.get("allocationId")
    rows = gateway.inputs.get("availabilityZoneAddresses")
    if given:
        yield from map(_id, [given, *(gateway.inputs.get("secondaryAllocationIds") or ())])
    elif not rows:
        yield gateway.id
    elif isinstance(rows, list):
        own = [row for row in rows if zone in (row.get("availabilityZoneId"), row.get("availabilityZone"))]
        # A zone without a row leaves by another's. So may seem one that rows call by its name and subnets by its id:
        # which belong together differs by account. By which addresses it leaves is not known then.
        yield from (_id(each) for row in own for each in row.get("allocationIds") or ())


def _allocations(gateway: Resource) -> Iterator[str]:
    """The ids of all Elastic IPs of a NAT gateway, whichever zone they are for."""
    rows = gateway.inputs.get("availabilityZoneAddresses")
    inner = [each for row in rows for each in row.get("allocationIds") or ()] if isinstance(rows, list) else []
    given = [gateway.inputs.get("allocationId"), *(gateway.inputs.get("secondaryAllocationIds") or ()), *inner]
    yield from (_id(each) for each in given if each)


def _id(value: object) -> str:
    return next(references(value), str(value))


def _called(graph: Graph, ids: Iterable[str]) -> list[str]:
    """What addresses are called, in order."""
    found = ((id_, graph.find(id_)) for id_ in ids)
    return sorted(id_ if resource is None else _name(resource) for id_, resource in found)


def _name(resource: Resource) -> str:
    if resource.type == NAT_GATEWAY:
        return f"addresses that AWS picks for {resource.name}"
    return resource.name if resource.type == EIP else f"{resource.kind} {resource.name}"


MEANINGS: tuple[MeaningRule, ...] = (
    egress_address_lost,
    egress_address_changed,
    egress_address_still_held,
    egress_lost,
    egress_address_added,
    egress_crosses_zones,
)
