"""How zones reach the internet: partners allow the addresses, and a path through another zone depends on that zone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp
from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.route_table import Route, RouteTable, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

_TO_THE_INTERNET = {4: "to the internet", 6: "to the internet over IPv6"}


class _Place(NamedTuple):
    """Where traffic starts: a subnet in a zone, and its address family."""

    family: int
    zone: str
    subnet: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How a place reaches the internet.

    Attributes:
        route: The default route.
        addresses: Ids of the Elastic IPs that its egress uses, or else of the gateway, whose addresses are not known here;
            none if it is not known which of several it uses.
        through: The zone of the NAT gateway; empty if the path is through none in particular.
    """

    route: Route
    addresses: frozenset[str]
    through: str = ""

    @property
    def is_public(self) -> bool:
        """Whether everything there has a public address of its own for egress."""
        return self.route.target is RouteTarget.INTERNET_GATEWAY


_Ways = Mapping[_Place, _Way | Unknown | None]
"""The way of each place; ``None`` if it has none."""


@rule(MeaningLevel.RED, "facts 1.85, 9.1")
def egress_address_lost(difference: Difference) -> Iterator[Remark]:
    """A released address may go to another account, and partners and API servers that allow it by list reject the traffic."""
    # What is moved to another account is not among them: the engine leaves it where it is.
    released = {each.before.id for each in difference.of(ElasticIp, Kind.DELETE, Kind.REPLACE) if each.before}
    for vpc, before, _ in _both(difference):
        used = [(place.zone, way.addresses & released) for place, way in _there(before) if way.addresses & released]
        zones = ", ".join(sorted({zone for zone, _ in used}))
        lost = _called(difference.before.model, {id_ for _, ids in used for id_ in ids})
        if lost:
            what, are, them = ("Elastic IP", "is", "it") if len(lost) == 1 else ("Elastic IPs", "are", "them")
            yield Remark(
                vpc,
                f"{what} {', '.join(lost)} {are} released; {zones} used {them} for egress",
                advice("keep the Elastic IP, or first have everyone who lists it change their list"),
            )


@rule(MeaningLevel.RED, "facts 9.1, 3.6")
def egress_address_changed(difference: Difference) -> Iterator[Remark]:
    """Partners that allow a zone's traffic by its address do not allow the new one."""
    for vpc, before, after in _both(difference):
        moved: dict[str, list[str]] = {}
        for place, way in _there(after, 4):
            former = before.get(place)
            if isinstance(former, _Way) and former.addresses and way.addresses and former.addresses != way.addresses:
                moved.setdefault(", ".join(_called(difference.after.model, way.addresses)), []).append(place.zone)
        for addresses, zones in moved.items():
            yield Remark(
                vpc,
                f"egress from {', '.join(dict.fromkeys(zones))} will use {addresses}, and open connections break",
                advice("have partners who list the zones' addresses list this one too"),
            )


@rule(MeaningLevel.RED, "facts 1.87")
def egress_address_still_held(difference: Difference) -> Iterator[Remark]:
    """A new NAT gateway is created before the old one is deleted, and AWS rejects an address that is still associated."""
    holders = {id_: each for each in difference.before.model.all(NatGateway) for id_ in each.allocations}
    for change in difference.of(NatGateway, Kind.CREATE):
        held = sorted(set(change.view.allocations) & holders.keys())
        if held:
            what = "Elastic IP" if len(held) == 1 else "Elastic IPs"
            names = ", ".join(_called(difference.before.model, held))
            gateways = ", ".join(dict.fromkeys(holders[id_].name for id_ in held))
            yield Remark(
                change.view,
                f"{change.name} reuses {what} {names}, still associated with {gateways}; AWS rejects this",
                advice("give it other addresses, or first delete the old gateways outside of this deployment"),
            )


@rule(MeaningLevel.AMBER, "facts 3.6")
def egress_address_added(difference: Difference) -> Iterator[Remark]:
    """Nodes use an address for egress that is on no allow-list yet."""
    for vpc, before, after in _both(difference):
        known = {id_ for _, way in _there(before) for id_ in way.addresses}
        added: dict[str, set[str]] = {}
        for place, way in _there(after, 4):
            if before.get(place) is None and way.addresses - known and not way.is_public:
                added.setdefault(place.zone, set()).update(way.addresses - known)
        for zone, ids in added.items():
            yield Remark(
                vpc,
                f"egress from {zone} will use {', '.join(_called(difference.after.model, ids))}, which is new",
                advice("have partners add the address to their allow-lists before nodes run there"),
            )


@rule(MeaningLevel.RED, "facts 2.17, 9.1")
def egress_lost(difference: Difference) -> Iterator[Remark]:
    """What runs in these zones reaches nothing on the internet any more, image registries and partners included."""
    for vpc, before, after in _both(difference):
        for family, where in _TO_THE_INTERNET.items():
            lost = [place for place, _ in _there(before, family) if place in after and after[place] is None]
            if lost:
                names = _zones_or_subnets(difference.before.model, before, lost)
                yield Remark(vpc, f"{', '.join(names)} will have no route {where}")


@rule(MeaningLevel.AMBER, "facts 9.1, 9.5, 12.7")
def egress_crosses_zones(difference: Difference) -> Iterator[Remark]:
    """When the zone of the NAT gateway fails, these zones lose the internet too; AWS charges cross-zone traffic by the GB."""
    for vpc, before, after in _both(difference):
        old, new = _through(before), _through(after)
        unsure = {place.zone for place, way in before.items() if way is UNKNOWN}
        crossing: dict[str, list[str]] = {}
        for zone, zones in new.items():
            if zones - {zone} and zone in old.keys() - unsure and old[zone] <= {zone}:
                crossing.setdefault(", ".join(sorted(zones - {zone})), []).append(zone)
        for through, zones_through in crossing.items():
            yield Remark(
                vpc,
                f"egress from {', '.join(zones_through)} will cross into {through}",
                advice("nat: per-zone, where an outage of one zone must not affect others"),
            )


def _both(difference: Difference) -> Iterator[tuple[Vpc, _Ways, _Ways]]:
    for before, after in difference.remaining(Vpc):
        yield after, _ways(before), _ways(after)


def _there(ways: _Ways, *families: int) -> Iterator[tuple[_Place, _Way]]:
    """The places that are known to have a way, in order; those of some families, if any are named."""
    for place, way in sorted(ways.items(), key=lambda row: row[0]):
        if isinstance(way, _Way) and (not families or place.family in families):
            yield place, way


def _through(ways: _Ways) -> Mapping[str, set[str]]:
    """The zones that each zone's egress passes; none if it uses no NAT gateway."""
    found: dict[str, set[str]] = {zone: set() for _, zone, _ in sorted(ways)}
    for place, way in _there(ways, 4):
        found[place.zone] |= {way.through} - {""}
    return found


def _zones_or_subnets(model: Model, before: _Ways, lost: list[_Place]) -> Iterator[str]:
    """Names for what loses its way: the zone, or single subnets where others of the zone keep theirs."""
    for zone in dict.fromkeys(place.zone for place in lost):
        here = [place for place in lost if place.zone == zone]
        kept = [
            place
            for place, way in _there(before, here[0].family)
            if place.zone == zone and place not in here and not way.is_public
        ]
        yield from (model.graph.resources[place.subnet].name for place in here) if kept else (zone,)


def _ways(vpc: Vpc) -> _Ways:
    """How each subnet of a VPC reaches the internet."""
    index = _known_ways(vpc.model)
    if vpc not in index:
        index[vpc] = {
            _Place(family, subnet.zone, subnet.urn): _way(subnet, family)
            for subnet in subnets_of(vpc)
            for family in _TO_THE_INTERNET
        }
    return index[vpc]


@indexed
def _known_ways(model: Model) -> dict[Vpc, _Ways]:  # noqa: ARG001  # an index that fills as it is asked
    return {}


def _way(subnet: Subnet, family: int) -> _Way | Unknown | None:
    """Where a default route leads: any is a way out, unless its gateway is gone or, being private, leads nowhere."""
    route = _default_route(subnet.route_table, family)
    if route is UNKNOWN:
        return UNKNOWN
    if route is None or route.is_dangling:
        return None
    gateway = route.through
    if not isinstance(gateway, NatGateway):
        found = gateway.id if gateway is not None else route.target_id
        return _Way(route, frozenset() if found is UNKNOWN else frozenset({found}))
    if gateway.is_public is False:
        return None
    through = gateway.zone if gateway.subnet is not None else subnet.zone
    return _Way(route, gateway.egress_ids(subnet.zone), through)


def _default_route(table: RouteTable | None, family: int) -> Route | Unknown | None:
    """The default route of a table; unknown if a route that is not known may be one."""
    if table is None:
        return UNKNOWN
    doubtful = not table.complete or any(each.destination is UNKNOWN for each in table.routes)
    return table.default_route(family) or (UNKNOWN if doubtful else None)


def _called(model: Model, ids: Iterable[str]) -> list[str]:
    """What addresses are called, in order."""
    found = ((id_, model.any_of(id_)) for id_ in ids)
    return sorted(id_ if view is None else _name(view) for id_, view in found)


def _name(view: View) -> str:
    if isinstance(view, NatGateway):
        return f"addresses that AWS picks for {view.name}"
    return view.name if isinstance(view, ElasticIp) else f"{view.kind} {view.name}"
