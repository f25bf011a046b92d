"""A stack file, ``Pulumi.<stack>.yaml``: its configuration by full key, and where each setting is written.

What the engine passes over in silence is refused: a section ``Config:``, a key with another project's prefix.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eks_shared_vpc.documents.document import Document
from eks_shared_vpc.documents.project_file import ProjectFile
from eks_shared_vpc.documents.text import shown_path
from eks_shared_vpc.documents.yaml_document import read_yaml
from eks_shared_vpc.errors import InputError, Problem, nearest, problem, shown

__all__ = ["StackFile", "read_stack_file"]

_SECTIONS = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
"""What a stack file may hold. The engine passes over everything else."""
_TEXTS = ("encryptedkey", "encryptionsalt", "secretsprovider")
_OF_PACKAGES = ("aws", "eks", "kubernetes", "pulumi")
"""Prefixes whose keys mean something else than those of the same name of a project."""
_FIRST = re.compile(r"[^.\[]*")


@dataclass(frozen=True, slots=True)
class StackFile:
    """A stack file.

    Attributes:
        document: The file as it is.
        project: The name of the project.
        config: The configuration, by keys with their prefix.
        written: The same keys as the file has them: the project's own prefix may be left out.
    """

    document: Document
    project: str
    config: Mapping[str, Any]
    written: Mapping[str, str] = field(repr=False)

    @property
    def settings(self) -> dict[str, Any]:
        """The project's own configuration, by keys without prefix."""
        own = f"{self.project}:"
        return {key.removeprefix(own): value for key, value in self.config.items() if key.startswith(own)}

    def has(self, path: str) -> bool:
        """Whether a setting is written in the file."""
        steps = path.split(".")
        value: Any = self.settings
        for step in steps:
            if not isinstance(value, Mapping) or step not in value:
                return False
            value = value[step]
        return True

    def switches_off(self, package: str) -> bool:
        """Whether the file switches the default provider of a package off."""
        off = self.config.get("pulumi:disable-default-providers")
        return isinstance(off, list) and (package in off or "*" in off)

    def place(self, path: str) -> str:
        """File and line of a setting (``network.zones[1]``), or of the nearest part above it that is written."""
        return self.document.place(self._written(path))

    def placed(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems of the settings, with their places."""
        return (each if each.place else replace(each, place=self.place(each.where)) for each in problems)

    def _written(self, path: str) -> str:
        match = _FIRST.match(path)
        first = match[0] if match else ""
        for key in (f"{self.project}:{first}", first):
            if key in self.written:
                return f"config.{self.written[key]}{path[len(first) :]}"
        return "config"


def read_stack_file(path: Path, project: ProjectFile) -> StackFile:
    """The stack file at a path.

    Args:
        path: The file.
        project: The project that it belongs to.

    Raises:
        InputError: with every problem of the file that is none of a single setting.
    """
    file = shown_path(path)
    try:
        document = read_yaml(path, file, path.name)
    except InputError as error:
        raise InputError(_in_words_of_settings(error.problems, project.name)) from None
    whole = {} if document.value is None else document.value
    if not isinstance(whole, dict):
        raise InputError([_not_a_mapping(path.name, whole, f"{file}:1")])
    problems = [*_sections(whole, document, project)]
    given = whole.get("config")
    if given is not None and not isinstance(given, dict):
        problems.append(_not_a_mapping("config", given, document.place("config")))
    if problems:
        raise InputError(problems)
    given = given or {}
    written: dict[str, str] = {}
    for key in given:
        full = _full_key(key, project.name)
        if full is None:
            problems.append(_no_key(key, project.name, document))
        elif full in written:
            problems.append(_twice(key, written[full], document))
        else:
            written[full] = key
    problems += _other_prefixes(written, project, document)
    if problems:
        raise InputError(problems)
    return StackFile(document, project.name, {full: given[key] for full, key in written.items()}, written)


def _full_key(key: str, project: str) -> str | None:
    """A key with its prefix, as the engine makes it; ``None`` if it is none."""
    parts = key.split(":")
    if len(parts) == 1:
        parts = [project, key]
    if len(parts) == 3 and parts[1] == "config":  # noqa: PLR2004  # an old form that the engine still reads
        del parts[1]
    return ":".join(parts) if len(parts) == 2 and all(parts) else None  # noqa: PLR2004


def _sections(whole: Mapping[str, Any], document: Document, project: ProjectFile) -> Iterator[Problem]:
    """What stands beside ``config``, and what was meant to be it."""
    for name, value in whole.items():
        place = document.place(name)
        if name in _SECTIONS:
            if name in _TEXTS and isinstance(value, dict | list):
                yield problem("wrong-type", name, "this is not text", value, "text", "write text", place)
            continue
        if name.rpartition(":")[2] in project.declared:
            message = "this key is a setting, and settings are under config"
            yield problem("misplaced-key", name, message, None, "config, and settings in it", "move it there", place)
            continue
        meant = nearest(name.lower(), _SECTIONS)
        if meant is not None and (name.lower() == meant or meant not in whole):
            message = f"Pulumi passes over the key {shown(name)}, as if it were not there"
            yield problem("misspelt-section", name, message, None, ", ".join(_SECTIONS), f"write {meant}", place)


def _other_prefixes(written: Mapping[str, str], project: ProjectFile, document: Document) -> Iterator[Problem]:
    """Settings of this project that have the prefix of another one, so that the program does not see them."""
    missing: dict[str, list[str]] = {}
    for full in written:
        prefix, name = full.split(":")
        own = f"{project.name}:{name}"
        if prefix not in (project.name, *_OF_PACKAGES) and name in project.declared and own not in written:
            missing.setdefault(prefix, []).append(name)
    for prefix, names in missing.items():
        if nearest(prefix, [project.name]) or any(name in project.required for name in names):
            for name in names:
                key = written[f"{prefix}:{name}"]
                yield problem(
                    "other-prefix",
                    f"config.{key}",
                    f"the prefix {shown(prefix)} is not that of this project, so the program does not see this setting",
                    None,
                    f"{project.name}:{name}, or {name}",
                    f"write {project.name}:{name}",
                    document.place(f"config.{key}"),
                )


def _no_key(key: str, project: str, document: Document) -> Problem:
    path = f"config.{key}"
    message = f"the key {shown(key)} is none that Pulumi reads"
    allowed = f"{project}:<setting>, or <package>:<setting>"
    return problem("config-key", path, message, None, allowed, "correct the key", document.place(path))


def _twice(key: str, other: str, document: Document) -> Problem:
    one, two = document.line_of(f"config.{other}"), document.line_of(f"config.{key}")
    message = f"{shown(key)} on line {two} and {shown(other)} on line {one} are the same setting"
    fix = "remove one of them"
    return problem("duplicate-key", f"config.{key}", message, None, "each setting once", fix, f"{document.file}:{two}")


def _not_a_mapping(path: str, value: object, place: str) -> Problem:
    return problem(
        "wrong-type", path, "this is not a mapping", value, "a mapping: {key: value}", "write config: {…}", place
    )


def _in_words_of_settings(problems: Iterable[Problem], project: str) -> Iterator[Problem]:
    """Problems of the file with the paths of settings: ``network.zones`` for ``config.eks-shared-vpc:network.zones``."""
    for each in problems:
        yield replace(each, where=each.where.removeprefix("config.").removeprefix(f"{project}:"))
