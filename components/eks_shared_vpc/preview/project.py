"""A Pulumi project on disk: its stacks, their configuration, its program, and a recording of one of its stacks."""

import contextlib
import json
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.documents.project_file import ProjectFile, read_project_file
from eks_shared_vpc.documents.stack_file import StackFile, read_stack_file
from eks_shared_vpc.documents.text import shown_path
from eks_shared_vpc.errors import InputError, nearest, problem, shortened
from eks_shared_vpc.preview.applies import chain
from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.lookups.questions import Question
from eks_shared_vpc.preview.record import Recording, record

__all__ = ["Project", "RecordedStack", "find_project", "record_stack", "refusal_of"]


@dataclass(frozen=True, slots=True)
class Project:
    """A Pulumi project.

    Attributes:
        root: The folder that holds ``Pulumi.yaml``.
        file: What that file says.
    """

    root: Path
    file: ProjectFile

    @property
    def name(self) -> str:
        """The project's name."""
        return self.file.name

    @property
    def main(self) -> Path:
        """The folder or file of its program."""
        return self.root / self.file.main

    @property
    def stack_dir(self) -> Path:
        """The folder that holds its stack files."""
        return self.root / self.file.stack_dir

    def stacks(self) -> list[str]:
        """Names of the stacks that have a file."""
        return sorted(
            path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in self.stack_dir.glob("Pulumi.*.yaml")
        )

    def stack_file(self, stack: str) -> StackFile:
        """The file of a stack.

        Raises:
            InputError: if there is no such stack, naming those that there are, or its file is refused.
        """
        path = self.stack_dir / f"Pulumi.{stack}.yaml"
        if stack not in self.stacks():
            known = self.stacks()
            guess = nearest(stack, known)
            raise InputError(
                [
                    problem(
                        "unknown-stack",
                        "--stack",
                        f"no stack file {shortened(path.name)} is in {self.stack_dir.name}/",
                        stack,
                        ", ".join(known),
                        f"write --stack {guess}" if guess else "name one of them",
                    )
                ]
            )
        return read_stack_file(path, self.file)

    def config(self, stack: str) -> dict[str, str]:
        """A stack's configuration as Pulumi hands it to the program: structured values as JSON.

        Raises:
            InputError: if there is no such stack, naming those that there are, or its file is refused.
        """
        values = {**self.file.defaults, **self.stack_file(stack).config}
        return {
            key: value if isinstance(value, str) else json.dumps(_opened(value))
            for key, value in values.items()
            if value is not None
        }

    def is_of_stack_files(self, stack: str) -> bool:
        """Whether a stack is described by its file rather than by a program: it names accounts and a network there."""
        config = self.config(stack)
        keys = {key.removeprefix(f"{self.name}:") for key in config}
        return "accounts" in keys and not keys.isdisjoint(("network", "networks"))

    def assumptions(self, stack: str) -> Assumptions:
        """What a stack's file assumes about the world around.

        Raises:
            InputError: with every problem of it.
        """
        file = self.stack_file(stack)
        if "assumptions" not in file.settings:
            return NO_ASSUMPTIONS
        from eks_shared_vpc.preview.assumption_file import assumptions_in  # noqa: PLC0415  # few stacks have any

        return assumptions_in(file)

    def run(self) -> None:
        """Run the program, as the Python language host does: from its own folder, which is the first import path."""
        folder = self.main if self.main.is_dir() else self.main.parent
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
        # What a program prints goes beside the report, and not into it.
        with contextlib.chdir(folder), contextlib.redirect_stdout(sys.stderr):
            runpy.run_path(str(self.main), run_name="__main__")


@dataclass(frozen=True, slots=True)
class RecordedStack:
    """A recorded stack, together with the recordings of the stacks that it refers to.

    Attributes:
        name: The stack's name.
        recording: What it declares.
        referenced: Recordings of stacks of the same project that it reads outputs of, by stack name.
        unresolved: Stacks whose outputs are not known here: neither in the project nor saved.
    """

    name: str
    recording: Recording
    referenced: Mapping[str, Recording]
    unresolved: tuple[str, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The look-ups that have no answer, of this stack and of those that it refers to."""
        recordings = (self.recording, *self.referenced.values())
        return tuple(question for each in recordings for question in each.questions)


def find_project(start: Path) -> Project:
    """The project of ``start`` or of the nearest folder above it.

    Raises:
        InputError: if there is none, or its file is refused.
    """
    try:
        here = start.resolve()
        is_folder = start.is_dir()
        root = next((each for each in (here, *here.parents) if (each / "Pulumi.yaml").exists()), None)
    except (OSError, ValueError):
        is_folder, root = False, None
    if is_folder and root is not None:
        return Project(root, read_project_file(root))
    raise InputError(
        [
            problem(
                "no-project",
                "--project",
                "there is no Pulumi.yaml here or above" if is_folder else "there is no such folder",
                str(start),
                "a folder of a Pulumi project",
                "change into the project, or name it with --project",
            )
        ]
    )


def record_stack(
    project: Project, stack: str, *, known_ids: bool = True, answers: Sequence[Mapping[str, Any]] = ()
) -> RecordedStack:
    """Record a stack of a project, and first those whose outputs it reads.

    Which stacks those are is known only when the program asks, so a program that does is run a second time, with the
    answers. An answer is the recorded outputs of a stack of this project, or else outputs that were saved as
    ``contracts/<organization>/<project>/<stack>.json`` beside the stack files (``pulumi stack output --json``).

    Args:
        project: The project.
        stack: The stack's name.
        known_ids: Whether ids and computed outputs have stand-ins.
        answers: What look-ups return, of this stack and of those that it refers to (docs/lookups.md).

    Raises:
        InputError: if the stack does not exist, its program refuses the configuration, or it waits for a look-up that
            has no answer.
    """

    def run(name: str, references: Mapping[str, Mapping[str, Any]]) -> Recording:
        return record(
            project.run,
            project=project.name,
            stack=name,
            config=project.config(name),
            references=references,
            known_ids=known_ids,
            answers=answers,
            root=project.root,
        )

    return _record(project, stack, run, ())


def refusal_of(error: BaseException | None) -> InputError | None:
    """The refusal of the input that an exception of a program is, or was caused by."""
    return next((each for each in chain(error) if isinstance(each, InputError)), None)


def _record(
    project: Project,
    stack: str,
    run: Callable[[str, Mapping[str, Mapping[str, Any]]], Recording],
    above: tuple[str, ...],
) -> RecordedStack:
    first = run(stack, {})
    outputs: dict[str, Mapping[str, Any]] = {}
    recorded: dict[str, Recording] = {}
    unresolved: list[str] = []
    for reference in first.referenced:
        name = _stack_here(project, reference)
        saved = project.stack_dir / "contracts" / f"{reference}.json"
        if name and name not in above:
            other = _record(project, name, run, (*above, stack))
            recorded |= {**other.referenced, name: other.recording}
            outputs[reference] = other.recording.outputs
        elif saved.exists():
            outputs[reference] = _saved_outputs(saved)
        else:
            unresolved.append(reference)
    second = run(stack, outputs) if outputs else first
    return RecordedStack(stack, second, recorded, tuple(unresolved))


def _saved_outputs(path: Path) -> Mapping[str, Any]:
    document = read_json(path, shown_path(path), shown_path(path))
    if not isinstance(document.value, dict):
        message, allowed = "this is not saved outputs", "what pulumi stack output --json prints"
        raise InputError(
            [
                problem(
                    "saved-outputs",
                    document.file,
                    message,
                    document.value,
                    allowed,
                    "save it again",
                    document.place(""),
                )
            ]
        )
    return document.value


def _stack_here(project: Project, reference: str) -> str | None:
    """The name of the referenced stack if it is one of this project's."""
    *path, name = reference.split("/")
    return name if (not path or path[-1] == project.name) and name in project.stacks() else None


def _opened(value: Any) -> Any:
    """A configuration value, with words in place of secrets that only the backend can read."""
    if isinstance(value, Mapping):
        return "[secret]" if set(value) == {"secure"} else {key: _opened(each) for key, each in value.items()}
    return [_opened(each) for each in value] if isinstance(value, list) else value
