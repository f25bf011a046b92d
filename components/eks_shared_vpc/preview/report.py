"""A report: a heading and a list of sections, which every form draws; and the report of a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eks_shared_vpc.judgement import Level, Severity
from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.path import Outcome
from eks_shared_vpc.preview.section import Section, most_severe
from eks_shared_vpc.preview.sections import ALL_SECTIONS
from eks_shared_vpc.preview.sections.findings import problems
from eks_shared_vpc.preview.words import counted

__all__ = ["SCHEMA", "Report", "preview_report", "refusal_report"]

SCHEMA = "eks-shared-vpc/preview/1"
"""Name and version of the document's form. A field may be added to a version; none is removed or changes its meaning."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    Attributes:
        heading: It in one line; empty if that is what the only report says that it is made of.
        sections: What it says.
        head: What its document has besides the rows of its sections.
        reports: The reports that it is made of, by the key of the document that they are under.
        attached: Reports of what it is about, for a form that can fold them away; no document has them.
    """

    heading: str
    sections: tuple[Section, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)
    reports: Mapping[str, Sequence["Report"]] = field(default_factory=dict)
    attached: tuple["Report", ...] = ()

    @property
    def shown(self) -> list[Section]:
        """The sections that have something to show."""
        return [each for each in self.sections if each.content.parts]

    @property
    def shown_reports(self) -> list["Report"]:
        """The reports that it is made of; below a heading only those that have something to show besides their own."""
        return [each for rows in self.reports.values() for each in rows if each.shown or not self.heading]

    @property
    def worst(self) -> Severity | None:
        """The most severe level in it, if it judges."""
        return most_severe(each.worst for each in self.sections)


def preview_report(preview: Preview) -> Report:
    """The whole preview."""
    head = {"schema": SCHEMA, "stack": preview.stack, "referenced_stacks": sorted(preview.recorded.referenced)}
    return Report(_summary(preview), tuple(each.of(preview) for each in ALL_SECTIONS), head)


def refusal_report(stack: str, findings: Sequence[Finding]) -> Report:
    """Why a stack's input was refused: a document of the same form, in which everything else is empty."""
    heading = f"{stack} · refused: {counted(len(findings), 'problem')} in the input, nothing was declared"
    empty: dict[str, Any] = {key: [] for each in ALL_SECTIONS for key in each.keys}
    return Report(heading, (problems(findings),), {"schema": SCHEMA, "stack": stack, "referenced_stacks": [], **empty})


def _summary(preview: Preview) -> str:
    resources = sum(each.is_deployed for each in preview.resources)
    accounts = sum(1 for account in preview.accounts if account)
    numbers = {level: sum(finding.level is level for finding in preview.findings) for level in Level}
    levels = [counted(number, level.value) for level, number in numbers.items() if number] or ["no findings"]
    together = f" · with {', '.join(sorted(preview.recorded.referenced))}" if preview.recorded.referenced else ""
    proof = f" · {_paths(preview)}" if preview.has_clusters else ""
    return f"{preview.stack} · {counted(resources, 'resource')} in {counted(accounts, 'account')} · {', '.join(levels)}{proof}{together}"


def _paths(preview: Preview) -> str:
    """What the proof says of all paths, in a few words: nothing proved is said as such."""
    found = preview.outcomes
    if not preview.proofs:
        return "nothing proved: no nodes are declared here"
    if not found[Outcome.PROVED]:
        rest = ", ".join(f"{found[each]} {each.value}" for each in (Outcome.REFUTED, Outcome.UNKNOWN) if found[each])
        return f"nothing proved: {counted(sum(found.values()), 'path')}, {rest}"
    return ", ".join(
        f"{found[each]} {each.value}" if each is not Outcome.PROVED else f"{counted(found[each], 'path')} proved"
        for each in Outcome
        if found[each]
    )
