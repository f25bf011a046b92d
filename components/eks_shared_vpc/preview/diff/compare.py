"""From stacks to differences: records what is here, asks the base what was, and adds the stacks that depend on each."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.diff.base import Base
from eks_shared_vpc.preview.diff.compared import Compared, refused_comparison
from eks_shared_vpc.preview.diff.dependents import dependents_of
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.engine.read import read_engine_preview
from eks_shared_vpc.preview.diff.meaning import meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.revision import checked_out
from eks_shared_vpc.preview.diff.saved import SavedPreview
from eks_shared_vpc.preview.diff.snapshot import Snapshot, snapshot_of
from eks_shared_vpc.preview.findings import Finding, Level, finding_of
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import Project, find_project, refusal_of

__all__ = ["Comparer", "compare_stacks"]


def compare_stacks(
    folder: Path,
    stacks: list[str],
    revision: str,
    saved: Path | None,
    engine_json: Path | None,
    answers: Sequence[Mapping[str, Any]] = (),
) -> list[Compared]:
    """Compare stacks with a git revision, a saved preview, or with what the engine knows.

    Args:
        folder: A folder of the project.
        stacks: Names of stacks; none are all that the project or the base has.
        revision: The git revision to compare with, if neither of the others is given.
        saved: A preview of one stack, saved as JSON.
        engine_json: A document of ``pulumi preview --json --show-sames``.
        answers: What look-ups return, before and after (docs/lookups.md).

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
        with Comparer(project, base, answers) as comparer:
            return list(comparer.compare(stacks or base.stacks()))
    with checked_out(project, revision, answers) as former, Comparer(project, former, answers) as comparer:
        return list(comparer.compare(stacks or sorted({*project.stacks(), *former.stacks()})))


class Comparer:
    """Compares stacks of a project with a base; what several comparisons need is created once."""

    def __init__(self, project: Project, base: Base, answers: Sequence[Mapping[str, Any]] = ()) -> None:
        self._project, self._base, self._answers = project, base, answers
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
        # The base works on all of them in processes of its own, while the recorder here works on the first.
        for stack in stacks:
            self._ask(stack)
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
            dependents = tuple(each for each in dependents_of(self._project, stack) if self._reads(each, stack))
            for each in dependents:
                self._ask(each)
            sides = [self._dependent(each, stack) for each in dependents]
            before, after = before.joined(one for one, _ in sides), after.joined(other for _, other in sides)
        difference = Difference(stack, before, after, dependents)
        return Compared(stack, self._base.name, difference, meanings_of(ALL_MEANINGS, difference), now)

    def _without_file(self, stack: str) -> Compared:
        """A stack whose file is deleted: that deletes nothing in AWS."""
        before = self._ask(stack).result()
        message = "its stack file is deleted, and what it deployed is not: no program manages those resources any more"
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
        findings = (replace(finding_of(each), where=f"{stack}:{each.where}") for each in now.problems)
        return before, replace(before, findings=tuple(findings))

    def _reads(self, other: str, stack: str) -> bool:
        """Whether a stack whose file names another one does read its outputs; one that is refused may well."""
        now = self._now(other)
        return isinstance(now, InputError) or stack in now.recorded.referenced

    def _ask(self, stack: str) -> Future[Snapshot]:
        if stack not in self._former:
            self._former[stack] = self._pool.submit(self._base.snapshot, stack)
        return self._former[stack]

    def _now(self, stack: str) -> Preview | InputError:
        if stack not in self._present:
            try:
                self._present[stack] = preview_stack(self._project, stack, self._answers)
            except Exception as error:
                refused = refusal_of(error)
                if refused is None:
                    raise
                self._present[stack] = refused
        return self._present[stack]
