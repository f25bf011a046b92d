"""Which stacks of a project depend on another one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.project import Project

__all__ = ["dependents_of"]


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
