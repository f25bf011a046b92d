"""Which subnets of a network are shared with whom."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.share import ResourceShare
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import Column, Content, Table, row, section

__all__ = ["Share", "shares_of"]

COLUMNS = (Column("share", is_code=True), Column("with"), Column("tiers"), Column("subnets", is_number=True))


@dataclass(frozen=True, slots=True)
class Share:
    """What one principal gets of a network.

    Attributes:
        name: Name of the resource share.
        principal: Account id, or ARN of an organizational unit or organization.
        tiers: The tiers whose subnets are shared.
        subnets: How many subnets that are.
    """

    name: str
    principal: str
    tiers: tuple[str, ...]
    subnets: int


@section("Shared subnets", "shares", order=30)
def shares(preview: Preview) -> Content:
    """What each principal gets."""
    found = list(shares_of(preview.model))
    rows = tuple(
        row(each.name, _called(preview, each.principal), ", ".join(each.tiers), str(each.subnets)) for each in found
    )
    return Content({"shares": [asdict(each) for each in found]}, (Table(COLUMNS, rows),) if rows else ())


def shares_of(model: Model) -> Iterator[Share]:
    """What each principal of each resource share gets."""
    for share in model.all(ResourceShare):
        subnets = [each.subnet for each in share.resources if each.subnet is not None]
        tiers = tuple(dict.fromkeys(each.tier for each in subnets))
        for association in share.principals:
            principal = association.principal
            known = principal if isinstance(principal, str) else "known after deployment"
            yield Share(share.share_name, known, tiers, len(subnets))


def _called(preview: Preview, principal: str) -> str:
    return preview.account_name(principal) if principal.isdigit() else principal
