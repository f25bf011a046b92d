"""What the preview has to say: findings of the rules and of the proof, and why an input is refused."""

from collections.abc import Sequence

from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import Content, Judgements, Section, judgement_rows, section

__all__ = ["problems"]

KEY = "findings"


@section("Findings", KEY, order=70, folds=False)
def findings(preview: Preview) -> Content:
    """Every finding, the most severe first."""
    return _content(preview.findings)


def problems(refused: Sequence[Finding]) -> Section:
    """Why an input was refused, in place of everything else."""
    return Section("", _content(refused))


def _content(found: Sequence[Finding]) -> Content:
    return Content({KEY: judgement_rows(found)}, (Judgements(tuple(found)),))
