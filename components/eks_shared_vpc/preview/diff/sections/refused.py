"""Why the input of a stack is refused."""

from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.section import Content, Judgements, judgement_rows, section

__all__: list[str] = []


@section("", "refused", order=10, folds=False)
def refused(result: Compared) -> Content:
    """Every problem of the input."""
    parts = (Judgements(result.refused),) if result.refused else ()
    return Content({"refused": judgement_rows(result.refused)}, parts)
