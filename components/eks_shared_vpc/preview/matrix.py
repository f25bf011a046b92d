"""The proof as a matrix for each cluster: needs down, zones across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eks_shared_vpc.preview.proof.path import Outcome, Path, Via
from eks_shared_vpc.preview.proof.prove import Proof

__all__ = ["ELSEWHERE", "NOTHING", "UNKNOWN", "Matrix", "matrices"]

ELSEWHERE = "~"
"""Marks a path that leaves its zone."""
NOTHING = "NONE"
"""Stands where a path is refuted."""
UNKNOWN = "?"
"""Stands where a path is unknown."""

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


@dataclass(frozen=True, slots=True)
class Matrix:
    """What serves the needs of one cluster.

    Attributes:
        title: The cluster, as a heading.
        zones: The zones of its nodes and pods.
        rows: Each need, with one cell for each zone.
    """

    title: str
    zones: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def matrices(proofs: Sequence[Proof]) -> Iterator[Matrix]:
    """One matrix for each cluster; a zone in which places differ shows every answer."""
    for cluster in dict.fromkeys(proof.cluster for proof in proofs):
        mine = [proof for proof in proofs if proof.cluster is cluster]
        zones = tuple(dict.fromkeys(proof.zone for proof in mine))
        cells: dict[str, dict[str, dict[str, None]]] = {}
        for proof in mine:
            cells.setdefault(proof.need.destination, {}).setdefault(proof.zone, {})[_cell(proof.path)] = None
        rows = tuple(
            (need, tuple(" / ".join(by_zone.get(zone, {})) or "-" for zone in zones)) for need, by_zone in cells.items()
        )
        yield Matrix(cluster.cluster_name, zones, rows)


def _cell(path: Path) -> str:
    if path.stopped is not None:
        return f"{NOTHING if path.outcome is Outcome.REFUTED else UNKNOWN}: {path.stopped.id}"
    return _SHORT[path.via] + (f" {ELSEWHERE}" if path.leaves_zone else "")
