"""Projects on disk that run this repository's program."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eks_shared_vpc.preview.project import Project
from tests.stacks.documents import StackFiles, write_project

ProjectOf = Callable[..., Project]


@pytest.fixture
def project_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectOf:
    """Make a project of stack documents; running it leaves no trace on the import path."""

    def make(stack_files: StackFiles, **options: Any) -> Project:
        project = write_project(tmp_path / "project", stack_files, **options)
        monkeypatch.setattr(sys, "path", list(sys.path))
        return project

    return make
