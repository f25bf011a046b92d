"""The route table as a hop: the longest prefix over all routes decides, for each part of the destination by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from eks_shared_vpc.preview.aws.prefix_list import entries_of
from eks_shared_vpc.preview.aws.route_table import Route, RouteTable, RouteTarget
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, Unknown
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.proof.addresses import AddressSet, of_blocks
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, Via, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Walk
from eks_shared_vpc.preview.proof.way_out import way_out

__all__ = ["by_routes", "follow", "through", "together"]

NO_ROUTE = cause(
    "no-route",
    "The service has no endpoint in the VPC, and the subnet's route table has no route to it.",
    "facts 2.17, 4.28",
)

Hop = Callable[[Walk, Flow, Subnet, Route], Path]
_HOPS: dict[RouteTarget | None, Hop] = {}


def through(*targets: RouteTarget) -> Callable[[Hop], Hop]:
    """Make a function the hop behind routes to some kinds of targets; without any, to those that have no hop of their own."""

    def register(hop: Hop) -> Hop:
        for each in targets or (None,):
            _HOPS[each] = hop
        return hop

    return register


def follow(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:
    """The way of a flow from a subnet on along a route."""
    hop = _HOPS.get(route.target) or _HOPS[None]
    return hop(walk, flow, subnet, route)


def by_routes(walk: Walk, flow: Flow, subnet: Subnet) -> Path:
    """The way of a flow from a subnet on, by the routes of the subnet's table."""
    table = subnet.route_table
    if table is None:
        return unknown("route-table-unknown", f"which route table {subnet.name} has is not known here")
    # A table is in the VPC of its subnets, whether it says so itself or not.
    vpc = table.vpc or subnet.vpc
    parts = walk.once(("parts", table.id, vpc, flow.destination), lambda: _parts(walk, table, vpc, flow.destination))
    paths = [(part, _along(walk, flow.to(part), subnet, table, route)) for part, route in parts]
    path = together(flow, paths)
    if path.outcome is not Outcome.REFUTED or path.stopped is None or path.stopped.id == NO_ROUTE:
        path = _doubted(walk, table, path)
    return path.after(table.called)


def _along(walk: Walk, flow: Flow, subnet: Subnet, table: RouteTable, route: Route | None) -> Path:
    if route is not None:
        return follow(walk, flow, subnet, route)
    if not table.complete:
        return unknown("routes-unknown", f"not all routes of {table.called} are known here")
    return refuted(NO_ROUTE, f"{table.called} has no route to {flow.label}", way_out(subnet, flow.destination.family))


def _doubted(walk: Walk, table: RouteTable, path: Path) -> Path:
    """A path that a route may take over or serve whose destination is not known: one for an undeclared prefix list."""
    doubtful = next((each for each in table.routes if _blocks(walk, each) is UNKNOWN), None)
    if doubtful is None or path.via is Via.LOCAL:
        return path
    named = f"prefix list {doubtful.destination}" if isinstance(doubtful.destination, str) else "a destination"
    message = f"{table.called} has a route to {doubtful.label} for {named}, whose entries are not known here"
    return Path(Via.BEYOND, path.hops, Stop(Outcome.UNKNOWN, "route-destination-unknown", message))


def together(flow: Flow, paths: Sequence[tuple[AddressSet, Path]]) -> Path:
    """The paths of all parts of a destination as one: as good as its worst part."""
    if len(paths) == 1:
        return paths[0][1]
    open_ones = [row for row in paths if row[1].outcome is not Outcome.REFUTED] or paths
    largest = max(open_ones, key=lambda row: sum(last - first for first, last in row[0].spans))[1]
    for outcome in (Outcome.REFUTED, Outcome.UNKNOWN):
        stopped = [(part, path) for part, path in paths if path.outcome is outcome]
        if not stopped:
            continue
        part, path = stopped[0]
        stop = path.stopped
        if stop is None or len(stopped) == len(paths):
            return path
        if outcome is Outcome.REFUTED and flow.partly:
            message = f"{flow.label} may answer in {part.called()}, and from there on: {stop.message}"
            return largest.barred(Stop(Outcome.UNKNOWN, "route-for-a-part", message, stop.fix))
        return largest.barred(Stop(outcome, stop.id, f"for {part.called()}: {stop.message}", stop.fix))
    return largest


def _parts(
    walk: Walk, table: RouteTable, vpc: Vpc | None, destination: AddressSet
) -> Sequence[tuple[AddressSet, Route | None]]:
    """The destination, cut by the routes that serve its parts; what no route serves comes last."""
    found: list[tuple[AddressSet, Route | None]] = []
    left = destination
    for _, block, route in sorted(_candidates(walk, table, vpc, destination.family), key=lambda row: -row[0]):
        part = left & of_blocks(destination.family, [block])
        if part:
            found.append((part, route))
            left -= part
        if not left:
            break
    return _joined(found, left)


def _joined(
    found: Sequence[tuple[AddressSet, Route | None]], left: AddressSet
) -> Sequence[tuple[AddressSet, Route | None]]:
    """Parts that have the same target, as one."""
    parts: dict[tuple[object, object], tuple[AddressSet, Route | None]] = {}
    for part, route in found:
        key = (route.target, route.target_id) if route is not None else (None, None)
        held = parts.get(key)
        parts[key] = (part, route) if held is None else (held[0] | part, held[1])
    rows = list(parts.values())
    return [*rows, (left, None)] if left else rows


def _candidates(walk: Walk, table: RouteTable, vpc: Vpc | None, family: int) -> Iterator[tuple[float, Network, Route]]:
    """All routes by the length of their prefix; a prefix list's entries are routes each. Local ones go first among equals."""
    for block in _local(vpc, family):
        yield block.prefixlen + 0.5, block, Route(table.id, None, block, RouteTarget.LOCAL, None, "local")
    for route in table.routes:
        blocks = _blocks(walk, route)
        for block in () if blocks is UNKNOWN else blocks:
            if block.version == family:
                yield block.prefixlen, block, route


def _blocks(walk: Walk, route: Route) -> Sequence[Network] | Unknown:
    """The blocks that a route is for."""
    match route.destination:
        case Unknown():
            return UNKNOWN
        case str(id_):
            return entries_of(walk.model, id_)
        case block:
            return (block,)


def _local(vpc: Vpc | None, family: int) -> Sequence[Network]:
    """The blocks that are inside: those of the VPC, and of its subnets where the VPC's are not known."""
    if vpc is None:
        return ()
    return _local_blocks(vpc).get(family, ())


def _local_blocks(vpc: Vpc) -> Mapping[int, Sequence[Network]]:
    found: dict[int, dict[Network, None]] = {4: dict.fromkeys(vpc.ipv4_blocks), 6: {}}
    whole = of_blocks(4, found[4])
    for subnet in subnets_of(vpc):
        for family, blocks in found.items():
            block = subnet.block(family)
            if block is not None and (family != 4 or of_blocks(4, [block]) not in whole):  # noqa: PLR2004
                blocks[block] = None
    return {family: tuple(blocks) for family, blocks in found.items()}
