"""The interface endpoints of a stack: what each is for, and what it costs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.path import Via
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.section import Column, Content, Table, row, section
from eks_shared_vpc.privatelink.services import SERVICES

__all__ = ["InterfaceEndpoint", "interface_endpoints_of"]

ZONE_MONTH_USD = 7.30
"""List price of an interface endpoint for each zone and month of 730 hours, in us-east-1, before data (facts 12.3)."""
PRICE_DATE = "2026-11"
"""When the prices were written down; those of other regions differ (facts 12.23)."""
COLUMNS = (
    Column("service", is_code=True),
    Column("zones", is_number=True),
    Column("USD a month", is_number=True),
    Column("for"),
)


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


@section("Interface endpoints", "interface_endpoints", order=50)
def interface_endpoints(preview: Preview) -> Content:
    """The stack's own interface endpoints, and their price together."""
    found = list(interface_endpoints_of(preview.own_views(VpcEndpoint), preview.proofs))
    data = {"interface_endpoints": [asdict(each) for each in found]}
    if not found:
        return Content(data)
    rows = tuple(row(each.service, str(each.zones), f"{each.monthly_usd:.2f}", each.why) for each in found)
    total = sum(each.monthly_usd for each in found)
    price = f"{total:.2f} USD a month before data, at list prices of us-east-1 in {PRICE_DATE}"
    return Content(data, (Table(COLUMNS, rows),), (price,))


def interface_endpoints_of(endpoints: Iterable[VpcEndpoint], proofs: Sequence[Proof]) -> Iterator[InterfaceEndpoint]:
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
