"""A file of input that was read: its value, and where in the file each part of it is written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from eks_shared_vpc.errors import Problem

__all__ = ["Document", "Entries", "line_of"]

Entries = Callable[[Any], Iterator[tuple[str | int, int, Any]]]
"""What is written inside of a part of a document: each key or index, its line, and the part itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of input that was read.

    Attributes:
        file: What to call the file: its path from the project's folder, or as the user named it.
        value: What it holds.
    """

    file: str
    value: Any
    line_of: Callable[[str], int] = field(compare=False, repr=False)

    def place(self, path: str) -> str:
        """File and line of what is at a path, or of the nearest of its parents that is written there."""
        return f"{self.file}:{self.line_of(path)}"

    def placed(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Problems of this document with their places."""
        return (each if each.place else replace(each, place=self.place(each.where)) for each in problems)


def line_of(root: Any, entries: Entries, path: str) -> int:
    """The line of what is at a path, ``network.zones[1]``, or of the nearest of its parents that is written there.

    Keys may hold dots themselves: of several that fit, the longest is meant.
    """
    line, part, rest = 1, root, path
    while rest:
        fitting = [(left, at, inner) for step, at, inner in entries(part) if (left := _left(rest, step)) is not None]
        if not fitting:
            break
        rest, line, part = min(fitting, key=lambda each: len(each[0]))
    return line


def _left(path: str, step: str | int) -> str | None:
    """What is left of a path after a step; ``None`` if it does not begin with that."""
    begin = f"[{step}]" if isinstance(step, int) else step
    if not path.startswith(begin):
        return None
    left = path[len(begin) :]
    if left.startswith("."):
        return left[1:]
    return left if left == "" or left.startswith("[") else None
