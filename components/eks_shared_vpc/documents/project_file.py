"""A project's file, ``Pulumi.yaml``: where its program and its stack files are, and which settings it declares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eks_shared_vpc.documents.document import Document
from eks_shared_vpc.documents.yaml_document import read_yaml
from eks_shared_vpc.errors import InputError, Problem, problem

__all__ = ["ProjectFile", "read_project_file"]


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A project's file.

    Attributes:
        name: The project's name.
        main: The folder or file of its program, from the folder of the project.
        stack_dir: The folder of its stack files, from there too.
        defaults: Values of configuration keys, with their prefix, for stacks that have none of their own.
        declared: The project's own configuration keys, without prefix.
        required: Those of them that have no default.
    """

    name: str
    main: str = "."
    stack_dir: str = "."
    defaults: Mapping[str, Any] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()


def read_project_file(root: Path) -> ProjectFile:
    """The file of the project whose folder this is.

    Raises:
        InputError: with every problem of it.
    """
    document = read_yaml(root / "Pulumi.yaml", "Pulumi.yaml", "Pulumi.yaml")
    whole = {} if document.value is None else document.value
    if not isinstance(whole, dict):
        raise InputError([_problem(document, "Pulumi.yaml", whole, "this is not a mapping", "a mapping")])
    config = whole.get("config")
    old_stack_dir = config if isinstance(config, str) else None  # an old form that the engine still reads
    texts = {"name": root.name, "main": ".", "stackConfigDir": old_stack_dir or "."}
    given = {key: default if whole.get(key) is None else whole[key] for key, default in texts.items()}
    problems = [
        _problem(document, key, value, "this is not text", "text")
        for key, value in given.items()
        if not isinstance(value, str) or not value
    ]
    if not isinstance(config, dict | str | None):
        problems.append(_problem(document, "config", config, "this is not a mapping", "configuration keys"))
    if problems:
        raise InputError(problems)
    entries = config if isinstance(config, dict) else {}
    return _declaring(ProjectFile(given["name"], given["main"], given["stackConfigDir"]), entries)


def _declaring(project: ProjectFile, entries: Mapping[str, Any]) -> ProjectFile:
    """A project with the configuration that its file declares: by type and default, or just by a value."""
    defaults: dict[str, Any] = {}
    own: dict[str, bool] = {}
    for key, entry in entries.items():
        prefix, _, name = key.rpartition(":")
        value = entry.get("default", entry.get("value")) if isinstance(entry, dict) else entry
        if value is not None:
            defaults[f"{prefix or project.name}:{name}"] = value
        if prefix in ("", project.name):
            own[name] = value is not None
    required = frozenset(name for name, has_default in own.items() if not has_default)
    return ProjectFile(project.name, project.main, project.stack_dir, defaults, frozenset(own), required)


def _problem(document: Document, path: str, value: object, message: str, allowed: str) -> Problem:
    return problem("wrong-type", path, message, value, allowed, f"write {allowed}", document.place(path))
