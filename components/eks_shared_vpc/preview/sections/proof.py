"""What nodes need, and what serves it: a matrix for each cluster, needs down, zones across."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.path import Outcome, Path, Via
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.section import Cell, Column, Content, Table, most_severe, row, section

__all__ = ["matrices", "proof_row"]

ELSEWHERE = "~"
"""Marks a path that leaves its zone."""
NOTHING = "NONE"
"""Is shown where a path is refuted."""
UNKNOWN = "?"
"""Is shown where a path is unknown."""
KEY = f"{ELSEWHERE} leaves its zone, {UNKNOWN} is unknown. Hops of one: --explain CLUSTER/ZONE/NEED"

_SHORT: Mapping[Via, str] = {
    Via.PRIVATE_API: "private endpoint",
    Via.PUBLIC_API: "public endpoint",
    Via.INTERFACE: "endpoint",
    Via.GATEWAY: "gateway endpoint",
    Via.NAT: "NAT",
    Via.INTERNET: "internet",
    Via.EGRESS_ONLY: "egress-only",
    Via.LOCAL: "VPC",
    Via.BEYOND: "beyond",
    Via.NONE: NOTHING,
}


@section("What nodes need, and what serves it", "proof", order=60)
def proof(preview: Preview) -> Content:
    """The matrices; each path with its hops as data."""
    tables = tuple(matrices(preview.proofs))
    assumed = tuple(f"assumed: {each}" for each in preview.assumed)
    return Content({"proof": [proof_row(each) for each in preview.proofs]}, tables, (KEY, *assumed) if tables else ())


def matrices(proofs: Sequence[Proof]) -> Iterator[Table]:
    """One table for each cluster; a zone in which places differ shows every answer."""
    for cluster in dict.fromkeys(each.cluster for each in proofs):
        mine = [each for each in proofs if each.cluster is cluster]
        zones = tuple(dict.fromkeys(each.zone for each in mine))
        cells: dict[str, dict[str, dict[Cell, None]]] = {}
        for each in mine:
            cells.setdefault(each.need.destination, {}).setdefault(each.zone, {})[_cell(each.path)] = None
        yield Table(
            tuple(Column(each) for each in (cluster.cluster_name, *zones)),
            tuple(row(need, *(_together(by_zone.get(zone, ())) for zone in zones)) for need, by_zone in cells.items()),
        )


def proof_row(one: Proof) -> dict[str, Any]:
    """A path as a row of a document."""
    return {
        "cluster": one.cluster.cluster_name,
        "account": one.cluster.account,
        "zone": one.zone,
        "subnet": one.subnet.urn if one.subnet is not None else one.source.name,
        "who": one.who,
        "need": one.need.destination,
        "why": one.need.why,
        "via": one.path.via.value,
        "hops": list(one.path.hops),
        "outcome": one.path.outcome.value,
        "stopped_by": one.path.stopped.id if one.path.stopped else None,
        "blocked_by": one.path.refusal.id if one.path.refusal else None,
        "leaves_zone": bool(one.path.leaves_zone),
        "assumptions": list(one.path.rests_on),
    }


def _cell(path: Path) -> Cell:
    if path.stopped is None:
        return Cell(_SHORT[path.via] + (f" {ELSEWHERE}" if path.leaves_zone else ""))
    if path.outcome is Outcome.REFUTED:
        return Cell(f"{NOTHING}: {path.stopped.id}", Level.ERROR)
    return Cell(f"{UNKNOWN}: {path.stopped.id}", Level.WARNING)


def _together(cells: Iterable[Cell]) -> Cell:
    found = list(cells)
    return Cell(" / ".join(each.text for each in found) or "-", most_severe(each.level for each in found))
