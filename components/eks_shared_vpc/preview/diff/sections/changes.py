"""What happens to which resource, by account; changes that are alike are one row."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.section import Column, Content, Row, Table, row, section
from eks_shared_vpc.preview.words import drawn_together

__all__ = ["change_row"]

COLUMNS = (Column("change"), Column("resources"), Column("names", is_code=True), Column("what changes, or why"))
_SIGNS = {Kind.REPLACE: "±", Kind.DELETE: "-", Kind.MOVE: ">", Kind.CREATE: "+", Kind.UPDATE: "~"}


@section("Changes", "changes", order=30, folds=False)
def changes(result: Compared) -> Content:
    """A table for each account; every change with the values before and after as data."""
    found = result.changes_for(result.stack)
    by_account: dict[str, list[Change]] = {}
    for each in found:
        by_account.setdefault(result.account_name(each.resource.account), []).append(each)
    tables = tuple(Table(COLUMNS, tuple(_rows(by_account[account])), account) for account in sorted(by_account))
    return Content({"changes": [change_row(each) for each in found]}, tables)


def change_row(change: Change) -> dict[str, Any]:
    """A change as a row of a document."""
    resource = change.resource
    return {
        "kind": change.kind.value,
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "account": resource.account,
        "account_before": change.before.account if change.before else None,
        "properties": [asdict(each) for each in change.properties],
        "because": list(change.because),
        "because_of_another": not change.own,
        "unmeasured": list(change.unmeasured),
    }


def _rows(found: Iterable[Change]) -> Iterator[Row]:
    alike: dict[tuple[Kind, str, str], list[str]] = {}
    for each in found:
        alike.setdefault((each.kind, each.resource.kind, _why(each)), []).append(each.resource.name)
    order = list(Kind)
    for kind, type_, why in sorted(alike, key=lambda each: (order.index(each[0]), *each[1:])):
        names = alike[kind, type_, why]
        yield row(f"{_SIGNS[kind]} {kind.value}", f"{len(names)} {type_}", drawn_together(names), why)


def _why(change: Change) -> str:
    """Of an update, what changes; of a replacement, what forces it; of a move, where to."""
    if change.kind is Kind.MOVE and change.before is not None and change.after is not None:
        return f"from {change.before.account} to {change.after.account}"
    if change.kind is Kind.REPLACE:
        return f"because of {', '.join(change.because)}" if change.because else ""
    if change.kind is Kind.UPDATE:
        paths = [
            f"{each.path} (not known whether it replaces)" if each.path in change.unmeasured else each.path
            for each in change.properties
        ]
        return ", ".join(paths)
    return ""
