"""Comparisons as one Markdown comment: a table of the stacks first, then what each change means; the rest folded away."""

from collections.abc import Iterable, Iterator, Sequence

from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningLevel
from eks_shared_vpc.preview.diff.summary import (
    change_counts,
    change_rows,
    dependent_summary,
    headline,
    place,
)
from eks_shared_vpc.preview.markdown import findings_table, preview_details
from eks_shared_vpc.preview.markdown_parts import fitted, folded, table
from eks_shared_vpc.preview.markdown_text import Markdown, code, escaped
from eks_shared_vpc.preview.summary import counted, summary

__all__ = ["differences_markdown"]

_SIGNS = {MeaningLevel.RED: "🔴 red", MeaningLevel.AMBER: "🟠 amber", MeaningLevel.NOTE: "⚪ note", None: "–"}


def differences_markdown(results: Sequence[Compared]) -> str:
    """All comparisons, in under 60,000 characters."""
    touched = [result for result in results if not result.is_unchanged]
    unchanged = [result.stack for result in results if result.is_unchanged]
    base = next((f" against {result.base}" for result in results if result.base), "")
    parts = [f"### {len(touched)} of {counted(len(results), 'stack')} changed{escaped(base)}"]
    if touched:
        parts.append(table(("stack", "level", "changes", "what it means"), [_row(result) for result in touched]))
    if unchanged:
        parts.append(f"Unchanged: {escaped(', '.join(unchanged))}.")
    for result in touched:
        parts += [_details(result, opened=result.worst is MeaningLevel.RED), *_dependents(result)]
    parts += [
        folded(
            f"Preview: {summary(result.preview)}",
            findings_table(result.preview.findings),
            *preview_details(result.preview),
        )
        for result in touched
        if result.preview is not None
    ]
    return fitted(parts)


def _row(result: Compared) -> tuple[str, str, str, str]:
    if result.difference is None:
        return _bold(result.stack), "❌ refused", "–", counted(len(result.refused), "problem") + " in the input"
    ids = Markdown(", ".join(dict.fromkeys(code(each.id) for each in result.meanings)))
    return (
        _bold(result.stack),
        _SIGNS[result.worst],
        change_counts(result.changes_for(result.stack)),
        ids or "no consequences",
    )


def _bold(text: str) -> Markdown:
    return Markdown(f"**{escaped(text)}**")


def _details(result: Compared, *, opened: bool) -> str:
    if result.difference is None:
        return folded(headline(result), findings_table(result.refused), opened=True)
    return folded(headline(result), _meanings(result.own_meanings), _changes(result), opened=opened)


def _meanings(meanings: Iterable[Meaning]) -> str:
    rows = [(_SIGNS[each.level], code(each.id), code(place(each.where)), each.message, each.todo) for each in meanings]
    return table(("level", "meaning", "where", "what", "do"), rows) if rows else ""


def _changes(result: Compared) -> str:
    rows = [
        (row.account, row.kind.value, str(row.count), row.type, code(row.names), row.why) for row in change_rows(result)
    ]
    return table(("account", "change", "count", "kind", "names", "what changes, or why"), rows) if rows else ""


def _dependents(result: Compared) -> Iterator[str]:
    for stack in result.dependents:
        title = f"{stack} depends on {result.stack} · {dependent_summary(result, stack)}"
        meanings = _meanings(result.meanings_for(stack))
        yield folded(title, meanings) if meanings else escaped(title)
