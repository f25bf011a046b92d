"""Previews of another git revision: its program, components and stack files, checked out in a temporary worktree."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import eks_shared_vpc
from eks_shared_vpc.errors import InputError, problem
from eks_shared_vpc.preview.crash import PROGRAM_FAILED
from eks_shared_vpc.preview.diff.snapshot import EMPTY, Snapshot, read_snapshot
from eks_shared_vpc.preview.project import Project, find_project

__all__ = ["Revision", "checked_out"]

_PREVIEW = """\
try:
    from eks_shared_vpc.command import main
except ImportError:  # a revision of before the command had a module of its own
    from eks_shared_vpc.preview.cli import main
main()
"""
_PACKAGE = Path(eks_shared_vpc.__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a project that is checked out.

    Attributes:
        name: What it was called: a branch, a tag, a commit.
        project: The project as it was.
        components: Where the components of that revision are, if they belong to the repository.
        answers: What look-ups of its programs return.
    """

    name: str
    project: Project
    components: Path | None
    answers: Sequence[Mapping[str, Any]] = ()
    knows_other_stacks: bool = True

    def stacks(self) -> list[str]:
        """The stacks that it had."""
        return self.project.stacks()

    def snapshot(self, stack: str) -> Snapshot:
        """What the preview of that revision says of a stack; nothing, if there was no such stack.

        It runs in a process of its own, with the components, the recorder and the rules of that revision, but with the
        packages that are installed now.

        Raises:
            InputError: if the program of that revision does not run.
        """
        if stack not in self.project.stacks():
            return EMPTY
        environment = dict(os.environ)
        if self.components is not None:
            paths = [str(self.components), environment.get("PYTHONPATH", "")]
            environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        command = [sys.executable, "-c", _PREVIEW, "preview", "--stack", stack, "--format", "json"]
        with tempfile.TemporaryDirectory(prefix="eks-shared-vpc-") as folder:
            if self.answers:  # a copy: that preview adds its own open questions
                copy = Path(folder) / "answers.json"
                copy.write_text(json.dumps(list(self.answers)), encoding="utf-8")
                command += ["--answers", str(copy)]
            done = subprocess.run(  # noqa: S603  # our own command
                command, cwd=self.project.root, env=environment, capture_output=True, text=True, check=False
            )
        try:
            snapshot = read_snapshot(json.loads(done.stdout), f"{self.name}:{stack}")
        except ValueError:
            last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()
            raise self._not_previewed(" ".join(line.strip() for line in last[-2:])) from None
        failed = next((each for each in snapshot.findings if each.id == PROGRAM_FAILED), None)
        if failed is not None:
            raise self._not_previewed(f"{failed.message} at {failed.place}")
        return snapshot

    def _not_previewed(self, reason: str) -> InputError:
        return _problem(
            "base-not-previewed",
            self.name,
            f"the program of that revision cannot be previewed: {reason}",
            "a revision whose program runs with the packages that are installed now",
            "name a later revision, or compare with a saved preview: --from",
        )


@contextlib.contextmanager
def checked_out(project: Project, name: str, answers: Sequence[Mapping[str, Any]] = ()) -> Iterator[Revision]:
    """A revision of a project in a temporary worktree, which goes when the context does.

    Raises:
        InputError: if the project is in no git repository, or there is no such revision of it.
    """
    top = _git(project.root, "rev-parse", "--show-toplevel")
    if top is None:
        raise _problem(
            "no-repository",
            str(project.root),
            "this is not in a git repository",
            "a project under git",
            "compare with a saved preview: --from",
        )
    repository = Path(top).resolve()
    commit = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        raise _problem(
            "no-revision",
            name,
            "there is no such revision here",
            "a branch, tag or commit of this repository",
            f"git fetch origin {name}; a CI checkout may hold the newest commit only",
        )
    with tempfile.TemporaryDirectory(prefix="eks-shared-vpc-") as folder:
        tree = Path(folder) / "tree"
        # Without the user's hooks: they are meant for checkouts that users work in.
        added = _git(
            repository, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", "--quiet", str(tree), commit
        )
        if added is None:
            raise _problem(
                "no-worktree",
                name,
                "git cannot check this revision out",
                "a revision with all its objects",
                "git fsck says what is missing",
            )
        try:
            yield _revision(name, project, repository, tree, answers)
        finally:
            _git(repository, "worktree", "remove", "--force", str(tree))


def _revision(
    name: str, project: Project, repository: Path, tree: Path, answers: Sequence[Mapping[str, Any]]
) -> Revision:
    here = tree / project.root.relative_to(repository)
    if not (here / "Pulumi.yaml").exists():
        raise _problem(
            "no-project",
            name,
            "this revision has no Pulumi.yaml in this folder",
            "a revision of this project",
            "name a later revision",
        )
    ours = _PACKAGE.parent
    inside = ours.is_relative_to(repository) and ".venv" not in ours.parts and "site-packages" not in ours.parts
    components = tree / ours.relative_to(repository) if inside else None
    return Revision(name, find_project(here), components if components and components.exists() else None, answers)


def _git(folder: Path, *command: str) -> str | None:
    """What a git command prints; ``None`` if it fails, or there is no git."""
    try:
        done = subprocess.run(  # noqa: S603  # our own command
            ["git", *command],  # noqa: S607  # the one on the PATH
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _problem(id_: str, value: str, message: str, allowed: str, fix: str) -> InputError:
    return InputError([problem(id_, "--base", message, value, allowed, fix)])
