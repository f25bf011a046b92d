"""What a change means for the stacks that depend on the one that changes."""

from typing import Any

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.counts import change_counts, meaning_counts
from eks_shared_vpc.preview.diff.sections.changes import change_row
from eks_shared_vpc.preview.section import Content, Judgements, judgement_rows, section

__all__: list[str] = []


@section("Stacks that depend on it", "dependents", order=40, folds=False)
def dependents(result: Compared) -> Content:
    """Each of them in one line, with what it means for it."""
    parts = tuple(
        Judgements(tuple(result.meanings_for(each)), f"{each} · {_in_short(result, each)}", none="")
        for each in result.dependents
    )
    return Content({"dependents": [_row(result, each) for each in result.dependents]}, parts)


def _in_short(result: Compared, stack: str) -> str:
    """Whether the stack breaks, only changes, or does not."""
    meanings, changes = result.meanings_for(stack), result.changes_for(stack)
    if not meanings and not changes:
        return "unchanged"
    verdict = "breaks" if any(each.level is MeaningLevel.RED for each in meanings) else "changes"
    return " · ".join(part for part in (verdict, change_counts(changes), meaning_counts(meanings)) if part)


def _row(result: Compared, stack: str) -> dict[str, Any]:
    return {
        "stack": stack,
        "changes": [change_row(each) for each in result.changes_for(stack)],
        "meaning": judgement_rows(result.meanings_for(stack)),
    }
