"""For test suites of your own: record a program or component, and ask what follows.

In pytest the fixtures ``record_program`` and ``record_stack`` are these functions; where this package is installed pytest
knows them, and nothing has to be imported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as Folder
from typing import Any, Protocol

from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import RecordedStack, find_project
from eks_shared_vpc.preview.proof.path import Path
from eks_shared_vpc.preview.proof.prove import Proof, can
from eks_shared_vpc.preview.record import record

__all__ = ["Recorded", "ResourceClass", "record_program", "record_stack"]


class ResourceClass(Protocol):
    """A resource's class of a Pulumi SDK, such as ``aws.ec2.NatGateway``."""

    pulumi_type: str
    """The type's token, such as ``aws:ec2/natGateway:NatGateway``."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a program declares, and what follows from it.

    Attributes:
        preview: All that the command shows, such as ``preview.addresses``, ``preview.accounts`` and ``preview.model``.
    """

    preview: Preview

    @property
    def outputs(self) -> Mapping[str, Any]:
        """What the program exports."""
        return self.preview.recorded.recording.outputs

    @property
    def findings(self) -> Sequence[Finding]:
        """What the rules and the proof find, most severe first."""
        return self.preview.findings

    @property
    def errors(self) -> Sequence[Finding]:
        """The findings that let a preview fail."""
        return [each for each in self.findings if each.level is Level.ERROR]

    @property
    def proofs(self) -> Sequence[Proof]:
        """What the nodes and pods of every cluster need, and how they reach it."""
        return self.preview.proofs

    def resources(self, of: ResourceClass | str) -> Sequence[Resource]:
        """The resources of a type: a class such as ``aws.ec2.NatGateway``, or a type token."""
        return self.preview.own.of_type(of if isinstance(of, str) else of.pulumi_type)

    def can(self, source: str, destination: str, **asked: Any) -> Path:
        """The path from a subnet to a destination; ``eks_shared_vpc.preview.can`` describes the arguments.

        Raises:
            LookupError: if there is no such subnet.
        """
        return can(self.preview.model, source, destination, **asked)


def record_program(
    program: Callable[[], object],
    *,
    project: str = "project",
    stack: str = "stack",
    config: Mapping[str, str] | None = None,
    references: Mapping[str, Mapping[str, Any]] | None = None,
    assumptions: Assumptions = NO_ASSUMPTIONS,
    answers: Sequence[Mapping[str, Any]] = (),
) -> Recorded:
    """Record what a function declares. Mocks that other tests have set stay as they are.

    Args:
        program: Declares resources, such as a component with its arguments.
        project: Name of the Pulumi project.
        stack: Name of the stack.
        config: The stack's configuration, by full key; structured values as JSON.
        references: Outputs of other stacks by their full name. Those of others are unknown.
        assumptions: What is assumed about the world around (docs/assumptions.md).
        answers: What look-ups return that are not computed (docs/lookups.md).

    Raises:
        Exception: whatever the program raises.
    """

    def run() -> None:
        program()

    recording = record(run, project=project, stack=stack, config=config, references=references, answers=answers)
    return Recorded(Preview(RecordedStack(stack, recording, {}, ()), assumptions))


def record_stack(
    stack: str,
    project: Folder = Folder(),
    *,
    assumptions: Assumptions | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> Recorded:
    """Record a stack of a Pulumi project, with the stacks whose outputs it reads. Mocks of other tests stay as they are.

    Args:
        stack: The stack's name.
        project: A folder of the project. Default: the current folder; as a fixture: that of pytest's configuration.
        assumptions: What is assumed about the world around. Default: what the stack file says.
        answers: What look-ups return that are not computed (docs/lookups.md).

    Raises:
        InputError: if the stack does not exist, or its configuration is refused.
    """
    return Recorded(preview_stack(find_project(project), stack, answers, assumptions))
