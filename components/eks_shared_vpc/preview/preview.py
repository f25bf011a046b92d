"""A preview: everything there is to say about a stack without a cloud, worked out once, for every form of report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from eks_shared_vpc.documents.stack_file import StackFile
from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.unread import unread
from eks_shared_vpc.preview.findings import Finding, Level, apply_rules
from eks_shared_vpc.preview.fixes import Form
from eks_shared_vpc.preview.graph import STACK, Graph, Resource
from eks_shared_vpc.preview.lookups.questions import Question
from eks_shared_vpc.preview.places import Files, Places
from eks_shared_vpc.preview.project import Project, RecordedStack, record_stack
from eks_shared_vpc.preview.proof.findings import counts, findings_of
from eks_shared_vpc.preview.proof.path import Outcome
from eks_shared_vpc.preview.proof.prove import Proof, prove
from eks_shared_vpc.preview.rules import ALL_RULES

V = TypeVar("V", bound=View)

__all__ = ["Preview", "preview_stack"]


class Preview:
    """A recorded stack with what follows from it.

    Attributes:
        recorded: The recording.
        stack: The stack's name.
        own: What the stack declares.
        graph: That, and what the stacks declare whose outputs it reads.
        model: The model of AWS that everything is read off.
        form: In whose words fixes are shown.
    """

    def __init__(
        self,
        recorded: RecordedStack,
        assumptions: Assumptions = NO_ASSUMPTIONS,
        form: Form = Form.PROGRAM,
        files: Files = MappingProxyType({}),
    ) -> None:
        """Put a recording together with what is assumed, and with where it was declared.

        Args:
            recorded: The recording.
            assumptions: What is assumed about the world around.
            form: In whose words fixes are shown.
            files: The files of the stacks that are described by them. Default: places are those of the program.
        """
        self.recorded, self.form = recorded, form
        self.stack = recorded.name
        self.own = recorded.recording.graph
        whole = self.own
        for other in recorded.referenced.values():
            whole = whole.joined(other.graph)
        self.graph: Graph = whole
        self.model = Model(whole, assumptions)
        self._places = Places(whole, files)
        self._file = files.get(self.stack)

    @property
    def resources(self) -> list[Resource]:
        """The stack's own resources, the stack itself left out."""
        return [each for each in self.own if each.type != STACK]

    @property
    def referenced_resources(self) -> list[Resource]:
        """The resources of the stacks whose outputs this one reads."""
        return [each for each in self.graph if each.type != STACK and each.urn not in self.own.resources]

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules found, and what the preview could not see."""
        found = [*apply_rules(ALL_RULES, self.model, self.form), *findings_of(self.proofs, self.form)]
        found += [
            Finding(
                "opaque-component",
                Level.NOTICE,
                urn,
                "its children are declared by a plugin and are not modelled here, so they are missing from this preview",
                "see pulumi preview for them",
            )
            for urn in self.recorded.recording.opaque
        ]
        found += [
            Finding(
                "unresolved-reference",
                Level.WARNING,
                self.stack,
                f"the stack {name} is neither in this project nor saved, so its ids are unknown and nothing about its network is checked",
                f"mkdir -p stacks/contracts/{name.rpartition('/')[0]} && pulumi stack output --json --stack {name} > stacks/contracts/{name}.json",
            )
            for name in self.recorded.unresolved
        ]
        found += [
            Finding(
                "not-read",
                Level.NOTICE,
                each.urn,
                f"{each.kind} {each.name} is not read: the proof does not consider it",
            )
            for each in unread(self.model)
        ]
        found += [self._unanswered(question) for question in self.questions]
        found += [
            Finding(
                "output-not-computed",
                Level.NOTICE,
                each.where,
                f"this function failed on what is known after deployment only ({each.error}), so its result is unknown and nothing about it is checked",
                "if it fails on the real value too, correct it; otherwise nothing has to be done",
            )
            for recording in (self.recorded.recording, *self.recorded.referenced.values())
            for each in recording.uncomputed
        ]
        if self._file is not None and not self._file.switches_off("aws"):
            found.append(_default_provider(self.stack, self._file))
        placed = (each if each.place else replace(each, place=self._places.of(each, self.stack)) for each in found)
        return sorted(placed, key=lambda each: each.level.rank)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The look-ups that have no answer."""
        return self.recorded.questions

    def _unanswered(self, question: Question) -> Finding:
        return Finding(
            "lookup-unanswered",
            Level.NOTICE,
            question.where or question.token,
            f"{question.text} asks {question.provider}, and there is no answer: its outputs and all that is computed from them are unknown, so nothing about them is checked",
            f"eks-shared-vpc preview --stack {self.stack} --answers answers.json; fill in the null result in that file, and run it again",
        )

    @cached_property
    def proofs(self) -> list[Proof]:
        """What the nodes and pods of the stack's clusters need, and how they reach it."""
        return prove(self.model)

    @cached_property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many paths are proved, refuted and unknown."""
        return counts(self.proofs)

    @property
    def assumed(self) -> list[str]:
        """The assumptions that paths rest on, each with its place."""
        return sorted({each for proof in self.proofs for each in proof.path.rests_on})

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def has_clusters(self) -> bool:
        """Whether there is a cluster, or something whose parts are not seen and which may be one."""
        return bool(self.model.all(Cluster) or self.proofs or self.recorded.recording.opaque)

    @property
    def is_in_doubt(self) -> bool:
        """Whether a path is unknown."""
        return self.outcomes[Outcome.UNKNOWN] > 0

    @property
    def accounts(self) -> Mapping[str, Sequence[Resource]]:
        """The stack's resources by account id; those of no account last."""
        rows: dict[str, list[Resource]] = {}
        for each in self.resources:
            rows.setdefault(each.account or "", []).append(each)
        order = sorted(rows, key=lambda account: (account == "", account))
        return {account: rows[account] for account in order}

    def account_name(self, account: str) -> str:
        """An account's name and id."""
        return self.model.account_name(account or None)

    def own_views(self, kind: type[V]) -> Iterator[V]:
        """The stack's own resources of a kind."""
        return (each for each in self.model.all(kind) if each.urn in self.own.resources)


def preview_stack(
    project: Project,
    stack: str,
    answers: Sequence[Mapping[str, Any]] = (),
    assumptions: Assumptions | None = None,
) -> Preview:
    """Record a stack and work out all there is to say about it.

    Args:
        project: The project.
        stack: The stack's name.
        answers: What look-ups return (docs/lookups.md).
        assumptions: What is assumed about the world around (docs/assumptions.md). Default: what the stack file says.

    Raises:
        InputError: if the stack does not exist, its configuration is refused, or it waits for a look-up that has no
            answer.
    """
    recorded = record_stack(project, stack, answers=answers)
    assumed = assumptions if assumptions is not None else project.assumptions(stack)
    if not project.is_of_stack_files(stack):
        return Preview(recorded, assumed)
    files = {name: project.stack_file(name) for name in (stack, *recorded.referenced)}
    return Preview(recorded, assumed, Form.STACK_FILE, files)


def _default_provider(stack: str, file: StackFile) -> Finding:
    key = "pulumi:disable-default-providers"
    return Finding(
        "default-provider-enabled",
        Level.WARNING,
        stack,
        f"the stack file has no {key}: [aws], so that a resource without a provider of its own would be deployed into whichever account the credentials at hand belong to",
        f"add {key}: [aws] under config",
        place=file.place(key),
    )
