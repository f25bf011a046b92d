"""The report of some paths, hop by hop."""

from collections.abc import Iterator, Sequence

from eks_shared_vpc.preview.fixes import Form
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.report import Report
from eks_shared_vpc.preview.section import Content, Section, Tree
from eks_shared_vpc.preview.sections.proof import proof_row
from eks_shared_vpc.preview.words import counted

__all__ = ["SCHEMA", "explanation_report"]

SCHEMA = "eks-shared-vpc/explanation/1"
"""Name and version of the document's form. A field may be added to a version; none is removed or changes its meaning."""


def explanation_report(preview: Preview, proofs: Sequence[Proof]) -> Report:
    """The hops of some of a preview's paths."""
    trees = tuple(_tree(each, preview.form) for each in proofs)
    content = Content({"proof": [proof_row(each) for each in proofs]}, trees)
    heading = f"{preview.stack} · the hops of {counted(len(proofs), 'path')}"
    return Report(heading, (Section("", content),), {"schema": SCHEMA, "stack": preview.stack})


def _tree(proof: Proof, form: Form) -> Tree:
    who = f"{proof.who} in {proof.source.name}: {proof.path.outcome.value}, {proof.path.via.value}"
    return Tree(f"{proof.address}  {who}", tuple(Tree(each) for each in _lines(proof, form)))


def _lines(proof: Proof, form: Form) -> Iterator[str]:
    yield f"needed because {proof.need.why} (facts {proof.need.facts})"
    yield from (f"{number}. {hop}" for number, hop in enumerate(proof.path.hops, start=1))
    if proof.path.stopped:
        yield f"{'stopped' if proof.path.refusal else 'unknown from here on'}: {proof.path.stopped.message}"
        repair = proof.path.stopped.fix.told(form)
        if repair:
            yield f"fix: {repair}"
    yield from (f"assumed: {each}" for each in proof.path.rests_on)
    if proof.path.leaves_zone:
        yield f"leaves {proof.zone} {proof.path.leaves_zone}"
