"""What the preview reports after the change and did not report before, in this stack and in those that depend on it."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import stack_of
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

_SAID_HERE = frozenset({"api-open-to-the-world", "single-nat-gateway", "path-leaves-zone"})
"""Findings that a meaning of its own reports already."""


@rule(MeaningLevel.RED, "docs/findings")
def new_error(difference: Difference) -> Iterator[Remark]:
    """The preview reports something that will not work, and did not report it before."""
    yield from _new(difference, Level.ERROR)


@rule(MeaningLevel.AMBER, "docs/findings")
def new_warning(difference: Difference) -> Iterator[Remark]:
    """The preview reports a risk that it did not report before."""
    yield from _new(difference, Level.WARNING)


@rule(MeaningLevel.NOTE, "docs/findings")
def mended(difference: Difference) -> Iterator[Remark]:
    """Errors and warnings that the preview reported before are fixed."""
    after = _keys(difference.after)
    gone = sorted({each.id for each in difference.before.findings if _key(each) not in after and _weighs(each)})
    if gone and not difference.after.refused:
        yield Remark(difference.stack, f"no longer reported: {', '.join(gone)}")


@rule(MeaningLevel.NOTE)
def nothing_to_compare_with(difference: Difference) -> Iterator[Remark]:
    """Everything is shown as created: the stack was not there before, or its input was refused."""
    if difference.is_new:
        before = "could not be previewed before: its input was refused" if difference.before.refused else "is new"
        yield Remark(difference.stack, f"the stack {before}")


def _new(difference: Difference, level: Level) -> Iterator[Remark]:
    before = _keys(difference.before)
    alike: dict[tuple[str, str], list[Finding]] = {}
    for each in difference.after.findings:
        if each.level is level and _key(each) not in before and each.id not in _SAID_HERE:
            alike.setdefault((each.id, stack_of(each.where)), []).append(each)
    for (id_, _), rows in alike.items():
        more = f" (and {len(rows) - 1} more of this kind)" if len(rows) > 1 else ""
        yield Remark(rows[0].where, f"{id_}: {rows[0].message}{more}", advice(rows[0].fix), rows[0].place)


def _keys(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    return frozenset(_key(each) for each in snapshot.findings)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.id, finding.where


def _weighs(finding: Finding) -> bool:
    return finding.level is not Level.NOTICE and finding.id not in _SAID_HERE
