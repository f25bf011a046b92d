"""What every form of report says of a comparison in the same words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningLevel
from eks_shared_vpc.preview.graph import PROVIDER
from eks_shared_vpc.preview.summary import counted, drawn_together

__all__ = ["ChangeRow", "change_counts", "change_rows", "dependent_summary", "headline", "meaning_counts", "place"]

_DONE = {
    Kind.REPLACE: "replaced",
    Kind.DELETE: "deleted",
    Kind.MOVE: "moved",
    Kind.CREATE: "created",
    Kind.UPDATE: "updated",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Changes that are alike, as one line.

    Attributes:
        account: Name and id of the account.
        kind: What happens.
        type: The kind of resource, such as ``Subnet``.
        names: Names of the resources; those that differ by zone only are drawn together.
        count: How many resources these are.
        why: Of an update, what changes; of a replacement, what forces it; of a move, where to.
    """

    account: str
    kind: Kind
    type: str
    names: str
    count: int
    why: str


def headline(result: Compared) -> str:
    """A comparison in one line."""
    if result.difference is None:
        return f"{result.stack} · refused: {counted(len(result.refused), 'problem')} in the input"
    if result.is_unchanged:
        return f"{result.stack} · against {result.base} · no changes"
    parts = [
        result.stack,
        f"against {result.base}",
        change_counts(result.changes_for(result.stack)),
        meaning_counts(result.meanings),
    ]
    return " · ".join(part for part in parts if part)


def change_counts(changes: Iterable[Change]) -> str:
    """How many resources are replaced, deleted, and so on; providers exist in Pulumi alone."""
    rows = [each for each in changes if each.resource.type != PROVIDER]
    counts = [(sum(each.kind is kind for each in rows), done) for kind, done in _DONE.items()]
    return ", ".join(f"{count} {done}" for count, done in counts if count) or "no resource changes"


def meaning_counts(meanings: Iterable[Meaning]) -> str:
    """How many consequences there are of each level."""
    rows = list(meanings)
    counts = [(sum(each.level is level for each in rows), level) for level in MeaningLevel]
    return ", ".join(
        counted(count, "note") if level is MeaningLevel.NOTE else f"{count} {level.value}"
        for count, level in counts
        if count
    )


def change_rows(result: Compared) -> Iterator[ChangeRow]:
    """The stack's own changes by account, those that are alike on one line."""
    if result.difference is None:
        return
    grouped: dict[tuple[str, Kind, str, str], list[str]] = {}
    for each in result.changes_for(result.stack):
        account = result.difference.account_name(each.resource.account)
        grouped.setdefault((account, each.kind, each.resource.kind, _why(each)), []).append(each.resource.name)
    for (account, kind, type_, why), names in sorted(
        grouped.items(), key=lambda row: (row[0][0], list(Kind).index(row[0][1]), *row[0][2:])
    ):
        yield ChangeRow(account, kind, type_, drawn_together(names), len(names), why)


def dependent_summary(result: Compared, stack: str) -> str:
    """What a comparison means for a stack that depends on it, in one line."""
    meanings = result.meanings_for(stack)
    changes = result.changes_for(stack)
    if not meanings and not changes:
        return "unchanged"
    verdict = "breaks" if any(each.level is MeaningLevel.RED for each in meanings) else "changes"
    return " · ".join(part for part in (verdict, change_counts(changes), meaning_counts(meanings)) if part)


def place(where: str) -> str:
    """What a meaning is about, as a reader knows it."""
    return where.rsplit("::", 1)[-1]


def _why(change: Change) -> str:
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
