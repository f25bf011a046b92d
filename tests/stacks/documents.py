"""Right stack documents with changes, the problems that they are refused for, and projects that hold them on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.preview.project import Project, find_project
from stacks.load import plan_of
from stacks.plan import StackPlan
from stacks.references import Home
from tests.support import EXAMPLES, ROOT

PROJECT = EXAMPLES.name
StackFiles = Mapping[str, Mapping[str, Any] | str]
"""Stack files by the name of their stack: each a document of ours, or a text."""


class _Deleted:
    def __repr__(self) -> str:
        return "deleted"


DELETED = _Deleted()
"""A change that takes a key out."""


@dataclass(frozen=True)
class Said:
    """What a refusal says, the value aside: that is whatever the case put there."""

    id: str
    path: str
    message: str
    allowed: str
    fix: str


def said(problem: Problem) -> Said:
    return Said(problem.id, problem.where, problem.message, problem.allowed, problem.fix)


def document(stack: str = "staging", changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """An example stack, which is right, with changes by path: ``{"network.zones": []}``."""
    whole = EXAMPLES.stack_file(stack).settings
    for path, value in (changes or {}).items():
        *above, key = path.split(".")
        section: Any = whole
        for step in above:
            section = section[step]
        if value is DELETED:
            del section[key]
        else:
            section[key] = value
    return whole


def plan(whole: Mapping[str, Any], project: Project = EXAMPLES) -> StackPlan:
    """The plan of a stack's document in a project; by default it may refer to the example stacks."""
    return plan_of(whole, Home("organization", project.name, project.stack_dir))


def problems(whole: Mapping[str, Any], project: Project = EXAMPLES) -> tuple[Problem, ...]:
    """Why a document is refused; nothing if it is not."""
    try:
        plan(whole, project)
    except InputError as refused:
        return refused.problems
    return ()


def refusals(changes: Mapping[str, Any], stack: str = "staging") -> list[Said]:
    """What a right document is refused for after these changes."""
    return [said(problem) for problem in problems(document(stack, changes))]


def write_project(folder: Path, stacks: StackFiles, main: Path | str = ROOT) -> Project:
    """A project on disk that runs ``main``, and has these stack files."""
    folder.mkdir(parents=True, exist_ok=True)
    declared = yaml.safe_load((EXAMPLES.root / "Pulumi.yaml").read_text())
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(ROOT / ".venv")}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({**declared, "main": str(main), "runtime": runtime}))
    for name, content in stacks.items():
        write_stack(folder, name, content)
    return find_project(folder)


def write_stack(folder: Path, name: str, content: Mapping[str, Any] | str) -> Path:
    """Write one stack file of a project on disk; its path."""
    path = folder / "stacks" / f"Pulumi.{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    if not isinstance(content, str):
        config = {
            "pulumi:disable-default-providers": ["aws"],
            **{f"{PROJECT}:{key}": each for key, each in content.items()},
        }
        content = yaml.safe_dump({"config": config}, sort_keys=False)
    path.write_text(content)
    return path
