"""Right stack documents with changes, the problems that they are refused for, and projects that hold them on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.preview.project import Project, find_project
from stacks.load import load_document, settings_of
from tests.support import ROOT

PROJECT = "eks-shared-vpc"
STACKS = tuple(find_project(ROOT).stacks())
"""Every stack that has a file in this repository."""
DELETED = object()
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
    return Said(problem.id, problem.path, problem.message, problem.allowed, problem.fix)


def document(stack: str = "staging", changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A stack of this repository, which is right, with changes by path: ``{"network.zones": []}``."""
    whole = load_document(stack)
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


def problems(whole: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why a document is refused; nothing if it is not."""
    try:
        settings_of(whole, PROJECT)
    except InputError as refused:
        return refused.problems
    return ()


def refusals(changes: Mapping[str, Any], stack: str = "staging") -> list[Said]:
    """What a right document is refused for after these changes."""
    return [said(problem) for problem in problems(document(stack, changes))]


def write_project(folder: Path, stacks: Mapping[str, Mapping[str, Any] | str], main: Path = ROOT) -> Project:
    """A project on disk that runs ``main``, and whose stack files hold these documents or texts."""
    (folder / "stacks").mkdir(parents=True, exist_ok=True)
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({**declared, "main": str(main)}))
    for name, content in stacks.items():
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump({"config": {f"{PROJECT}:{key}": value for key, value in content.items()}})
        )
        (folder / "stacks" / f"Pulumi.{name}.yaml").write_text(text)
    return find_project(folder)
