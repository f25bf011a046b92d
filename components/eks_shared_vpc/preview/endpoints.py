"""The interface endpoints of a graph: what each is for, and what it costs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.proof.path import Via
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.privatelink.services import SERVICES

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


def interface_endpoints(endpoints: Iterable[VpcEndpoint], proofs: Sequence[Proof]) -> Iterator[InterfaceEndpoint]:
    """Interface endpoints, with the needs that they serve."""
    used: dict[str, dict[str, None]] = {}
    for proof in proofs:
        if proof.path.via is Via.INTERFACE:
            used.setdefault(proof.need.destination, {})[proof.need.why] = None
    for each in endpoints:
        if each.is_interface:
            zones = len(each.subnets)
            general = f"{SERVICES.get(each.service, 'stated by the user')} (nothing previewed here needs it)"
            why = "; ".join(used.get(each.service, ())) or general
            yield InterfaceEndpoint(each.service, each.account or "", zones, why, round(zones * ZONE_MONTH_USD, 2))
