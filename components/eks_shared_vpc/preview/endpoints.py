"""The interface endpoints of a graph: what each is for, and what it costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.proof.paths import Via
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.privatelink.services import SERVICES
from eks_shared_vpc.regions import service_name

__all__ = ["PRICE_DATE", "InterfaceEndpoint", "interface_endpoints"]

ZONE_MONTH_USD = 7.30
"""List price of an interface endpoint for each zone and month of 730 hours, in us-east-1, before data (facts 12.3)."""
PRICE_DATE = "2026-11"
"""When the prices were written down; those of other regions differ (facts 12.23)."""


@dataclass(frozen=True, slots=True)
class InterfaceEndpoint:
    """An interface endpoint.

    Attributes:
        service: Short name of its service, or the full one where no short one is known.
        account: The account that pays for it: its owner (facts 6.23).
        zones: In how many zones it has an interface.
        why: What the clusters of the graph need it for, or what it is for in general.
        monthly_usd: Its list price for a month, before data.
    """

    service: str
    account: str
    zones: int
    why: str
    monthly_usd: float


def interface_endpoints(graph: Graph, proofs: Sequence[Proof]) -> Iterator[InterfaceEndpoint]:
    """The interface endpoints of a graph, with the needs that they serve."""
    used: dict[str, dict[str, None]] = {}
    for proof in proofs:
        if proof.path.via is Via.INTERFACE:
            used.setdefault(proof.need.destination, {})[proof.need.why] = None
    for each in graph.of_type("aws:ec2/vpcEndpoint:VpcEndpoint"):
        if each.inputs.get("vpcEndpointType") == "Interface":
            full = str(each.inputs.get("serviceName"))
            short = next((name for name in SERVICES if service_name(name, each.region or "") == full), full)
            zones = len(each.inputs.get("subnetIds") or ())
            why = (
                "; ".join(used.get(short, ()))
                or f"{SERVICES.get(short, 'stated by the user')} (nothing previewed here needs it)"
            )
            yield InterfaceEndpoint(short, each.account or "", zones, why, round(zones * ZONE_MONTH_USD, 2))
