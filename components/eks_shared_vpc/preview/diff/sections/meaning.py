"""What a change means for the stack itself."""

from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.section import Content, Judgements, judgement_rows, section

__all__: list[str] = []


@section("What it means", "meaning", order=20, folds=False)
def meaning(result: Compared) -> Content:
    """Every consequence, the most severe first."""
    found = tuple(result.own_meanings)
    is_told = not result.refused and not result.is_unchanged
    parts = (Judgements(found, none="no consequences"),) if is_told else ()
    return Content({"meaning": judgement_rows(found)}, parts)
