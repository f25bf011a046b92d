"""The report of comparisons: one of each stack, below an overview if there are several."""

from collections.abc import Sequence
from dataclasses import replace

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.counts import change_counts, meaning_counts
from eks_shared_vpc.preview.diff.sections import ALL_SECTIONS
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.report import Report, preview_report
from eks_shared_vpc.preview.section import Cell, Column, Content, Row, Section, Table, row
from eks_shared_vpc.preview.words import counted

__all__ = ["SCHEMA", "difference_report", "headline"]

SCHEMA = "eks-shared-vpc/diff/1"
"""Name and version of the document's form. A field may be added to a version; none is removed or changes its meaning."""
COLUMNS = (Column("stack", is_code=True), Column("level"), Column("changes"), Column("what it means"))


def difference_report(results: Sequence[Compared]) -> Report:
    """All comparisons, with the preview of each stack that changes attached."""
    touched = [each for each in results if not each.is_unchanged]
    base = next((f" against {each.base}" for each in results if each.base), "")
    alone = len(results) == 1
    return Report(
        "" if alone else f"{len(touched)} of {counted(len(results), 'stack')} changed{base}",
        () if alone else (_overview(results),),
        {"schema": SCHEMA},
        {"stacks": [_of_stack(each) for each in results]},
        tuple(_attached(each.preview) for each in touched if each.preview is not None),
    )


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


def _of_stack(result: Compared) -> Report:
    head = {"stack": result.stack, "base": result.base, "level": result.worst.value if result.worst else None}
    return Report(headline(result), tuple(each.of(result) for each in ALL_SECTIONS), head)


def _overview(results: Sequence[Compared]) -> Section:
    """Every stack in a row, and those that do not change in one."""
    rows = [_row(each) for each in results if not each.is_unchanged]
    unchanged = ", ".join(each.stack for each in results if each.is_unchanged)
    rows += [row(unchanged, "-", "no changes", "", is_muted=True)] if unchanged else []
    return Section("Stacks", Content({}, (Table(COLUMNS, tuple(rows)),) if rows else ()))


def _row(result: Compared) -> Row:
    if result.difference is None:
        return row(
            result.stack, Cell("refused", Level.ERROR), "-", f"{counted(len(result.refused), 'problem')} in the input"
        )
    level = Cell(result.worst.value, result.worst) if result.worst else "-"
    ids = ", ".join(dict.fromkeys(each.id for each in result.meanings))
    return row(result.stack, level, change_counts(result.changes_for(result.stack)), ids or "no consequences")


def _attached(preview: Preview) -> Report:
    report = preview_report(preview)
    return replace(report, heading=f"Preview: {report.heading}")
