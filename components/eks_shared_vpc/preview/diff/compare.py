"""From stacks to differences: records what is here, asks the base what was, and adds the stacks that depend on each."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.preview.diff.changes import Change
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.engine import read_engine_preview
from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningLevel, meanings_of, stack_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.revision import checked_out
from eks_shared_vpc.preview.diff.snapshot import Snapshot, read_snapshot, snapshot_of
from eks_shared_vpc.preview.findings import Finding, Level, finding_of
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import Project, find_project, refusal_of

__all__ = ["Base", "Compared", "Comparer", "SavedPreview", "compared", "dependents_of", "refused_comparison"]


class Base(Protocol):
    """What stacks are compared with."""

    @property
    def name(self) -> str:
        """What to call it."""

    @property
    def knows_other_stacks(self) -> bool:
        """Whether it can be asked about the stacks that depend on one as well."""

    def stacks(self) -> list[str]:
        """The stacks that it knows."""

    def snapshot(self, stack: str) -> Snapshot:
        """What was; an empty snapshot if there was no such stack."""


@dataclass(frozen=True, slots=True)
class SavedPreview:
    """A base that is one stack's preview, saved as JSON."""

    path: Path
    knows_other_stacks: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def stacks(self) -> list[str]:
        """The one stack that the file holds."""
        return [self._read().stack]

    def snapshot(self, stack: str) -> Snapshot:
        """The saved preview.

        Raises:
            InputError: if the file holds none, or one of another stack.
        """
        found = self._read()
        if found.stack != stack:
            message = f"this is the preview of {found.stack}, not of {stack}"
            raise self._problem("other-stack", message, f"a preview of {stack}", f"--stack {found.stack}")
        return found

    def _read(self) -> Snapshot:
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            allowed = "a file that eks-shared-vpc preview --format json has written"
            raise self._problem(
                "no-preview-document", f"this cannot be read: {error}", allowed, "save it again"
            ) from None
        return read_snapshot(document, "--from")

    def _problem(self, id_: str, message: str, allowed: str, fix: str) -> InputError:
        return InputError([Problem(id_, "--from", message, str(self.path), allowed, fix)])


@dataclass(frozen=True)
class Compared:
    """A stack compared with what it was.

    Attributes:
        stack: The stack's name.
        base: What it was compared with.
        difference: What differs; ``None`` if the stack's input is refused.
        meanings: What that means, the gravest first.
        preview: The stack as it is now; ``None`` if its input is refused, or its file is gone.
        refused: Why its input is refused.
    """

    stack: str
    base: str
    difference: Difference | None
    meanings: tuple[Meaning, ...] = ()
    preview: Preview | None = None
    refused: tuple[Finding, ...] = ()

    @property
    def worst(self) -> MeaningLevel | None:
        """The gravest level; ``None`` if there is nothing to say."""
        return self.meanings[0].level if self.meanings else None

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all differs."""
        return self.difference is not None and not self.difference.changes and not self.meanings

    @property
    def dependents(self) -> tuple[str, ...]:
        """The stacks that depend on this one."""
        return self.difference.dependents if self.difference else ()

    def changes_for(self, stack: str) -> list[Change]:
        """What happens in the stack, or in one of those that depend on it."""
        changes = self.difference.changes if self.difference else ()
        return [each for each in changes if each.resource.stack == stack]

    def meanings_for(self, stack: str) -> list[Meaning]:
        """What the difference means for one of the stacks that depend on this one."""
        return [each for each in self.meanings if stack_of(each.where) == stack]

    @property
    def own_meanings(self) -> list[Meaning]:
        """What the difference means for the stack itself."""
        return [each for each in self.meanings if stack_of(each.where) not in self.dependents]


def compared(
    folder: Path, stacks: list[str], revision: str, saved: Path | None, engine_json: Path | None
) -> "list[Compared]":
    """Compare stacks with a git revision, a saved preview, or with what the engine knows.

    Args:
        folder: A folder of the project.
        stacks: Names of stacks; none are all that the project or the base has.
        revision: The git revision to compare with, if neither of the others is given.
        saved: A preview of one stack, saved as JSON.
        engine_json: A document of ``pulumi preview --json --show-sames``.

    Raises:
        InputError: if a stack, the revision or a file is not there or not what it should be.
    """
    if engine_json is not None:
        difference, preview = read_engine_preview(engine_json)
        meanings = meanings_of(ALL_MEANINGS, difference)
        return [Compared(difference.stack, "what is deployed", difference, meanings, preview)]
    project = find_project(folder)
    if saved is not None:
        base = SavedPreview(saved)
        with Comparer(project, base) as comparer:
            return list(comparer.compare(stacks or base.stacks()))
    with checked_out(project, revision) as former, Comparer(project, former) as comparer:
        return list(comparer.compare(stacks or sorted({*project.stacks(), *former.stacks()})))


def refused_comparison(stack: str, refused: InputError) -> Compared:
    """What is said of a comparison that could not be made."""
    return Compared(stack, "", None, refused=tuple(finding_of(each) for each in refused.problems))


class Comparer:
    """Compares stacks of a project with a base; what several comparisons need is made once."""

    def __init__(self, project: Project, base: Base) -> None:
        self._project, self._base = project, base
        self._pool = ThreadPoolExecutor()
        self._former: dict[str, Future[Snapshot]] = {}
        self._present: dict[str, Preview | InputError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def compare(self, stacks: list[str]) -> Iterator[Compared]:
        """Compare some stacks.

        Raises:
            InputError: if a stack is known neither here nor to the base, or the base cannot be previewed.
        """
        for stack in stacks:
            self._ask(
                stack
            )  # the base works on them in processes of its own, while the recorder here works on the first
        for stack in stacks:
            yield self._compare(stack)

    def _compare(self, stack: str) -> Compared:
        if stack not in self._project.stacks() and stack in self._base.stacks():
            return self._without_file(stack)
        now = self._now(stack)
        before = self._ask(stack).result()
        if isinstance(now, InputError):
            unknown = [problem for problem in now.problems if problem.id == "unknown-stack"]
            if unknown:
                raise now
            return refused_comparison(stack, now)
        after = snapshot_of(now)
        dependents: tuple[str, ...] = ()
        if before.graph.resources != after.graph.resources and self._base.knows_other_stacks:
            dependents = tuple(dependents_of(self._project, stack))
            for each in dependents:
                self._ask(each)
            sides = [self._dependent(each, stack) for each in dependents]
            before, after = before.joined(one for one, _ in sides), after.joined(other for _, other in sides)
        difference = Difference(stack, before, after, dependents)
        return Compared(stack, self._base.name, difference, meanings_of(ALL_MEANINGS, difference), now)

    def _without_file(self, stack: str) -> Compared:
        """A stack whose file is gone: that deletes nothing in AWS."""
        before = self._ask(stack).result()
        message = "its stack file is gone, and what it deployed is not: nobody previews or mends that any more"
        fix = f"first pulumi destroy --stack {stack}; or keep the file"
        after = replace(
            before, findings=(*before.findings, Finding("stack-file-gone", Level.ERROR, stack, message, fix))
        )
        difference = Difference(stack, before, after)
        return Compared(stack, self._base.name, difference, meanings_of(ALL_MEANINGS, difference))

    def _dependent(self, stack: str, compared_stack: str) -> tuple[Snapshot, Snapshot]:
        """A stack that depends on the one that is compared, before and after; refused, it stays as it is."""
        before, now = self._ask(stack).result().without(compared_stack), self._now(stack)
        if isinstance(now, Preview):
            return before, snapshot_of(now).without(compared_stack)
        findings = (replace(finding_of(each), where=f"{stack}:{each.path}") for each in now.problems)
        return before, replace(before, findings=tuple(findings))

    def _ask(self, stack: str) -> Future[Snapshot]:
        if stack not in self._former:
            self._former[stack] = self._pool.submit(self._base.snapshot, stack)
        return self._former[stack]

    def _now(self, stack: str) -> Preview | InputError:
        if stack not in self._present:
            try:
                self._present[stack] = preview_stack(self._project, stack)
            except Exception as error:
                refused = refusal_of(error)
                if refused is None:
                    raise
                self._present[stack] = refused
        return self._present[stack]


def dependents_of(project: Project, stack: str) -> Iterator[str]:
    """The stacks of a project whose files name another stack, as those do that read its outputs."""
    for other in project.stacks():
        if other != stack:
            try:
                config = project.config(other)
            except InputError:
                continue  # it is refused when it is previewed itself
            if any(_names(_parsed(value), stack) for value in config.values()):
                yield other


def _names(value: Any, stack: str) -> bool:
    if isinstance(value, Mapping):
        return any(_names(each, stack) for each in value.values())
    if isinstance(value, list):
        return any(_names(each, stack) for each in value)
    return isinstance(value, str) and (value == stack or value.endswith(f"/{stack}"))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
