"""JSON, and each value with its line; what other readers would read differently is refused.

A document of the engine can have a hundred megabytes: the standard library's parser reads it once. A line is looked for only
where a problem needs it, by going through the text again.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from eks_shared_vpc.documents.document import Document, line_of
from eks_shared_vpc.documents.limits import DEEPEST, LARGEST
from eks_shared_vpc.documents.text import read_text
from eks_shared_vpc.errors import InputError, Problem, problem, shortened, shown
from eks_shared_vpc.spec import join

__all__ = ["json_document", "read_json"]

_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(path: Path, file: str, where: str) -> Document:
    """The document of a file.

    Args:
        path: The file.
        file: What to call it in places.
        where: What the input is, for problems with the file as a whole: its name, or the option that names it.

    Raises:
        InputError: if the file cannot be read, or is not JSON.
    """
    return json_document(read_text(path, file, where), file, where)


def json_document(text: str, file: str, where: str) -> Document:
    """The document of a text; what it is called as in ``read_json``.

    Raises:
        InputError: if it is not JSON.
    """

    def refuse(id_: str, message: str, line: int, allowed: str = "JSON", fix: str = "correct this line") -> InputError:
        return InputError([problem(id_, where, message, None, allowed, fix, f"{file}:{line}")])

    try:
        value = _decoded(text)
        _measure(value)
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise refuse("not-json", f"this is not JSON: {reason}", error.lineno) from None
    except _DuplicateKeyError:
        raise InputError(_duplicates(text, file)) from None
    except _NotANumberError as error:
        line = text.count("\n", 0, max(0, text.find(error.number))) + 1
        message = f"{shortened(error.number)} is no number that JSON has, or it is too large for one"
        raise refuse("not-a-number", message, line, f"numbers from {-LARGEST} to {LARGEST}") from None
    except RecursionError:
        message = f"values are inside of each other more than {DEEPEST} levels deep"
        raise refuse("nested-too-deep", message, 1, f"{DEEPEST} levels", "write it with fewer levels") from None
    surrogate = _SURROGATE.search(text)
    if surrogate and not _is_text(value):
        line = text.count("\n", 0, surrogate.start()) + 1
        raise refuse("not-json", "half of a surrogate pair is no character", line, "characters", "remove it")
    return Document(file, value, lambda path: line_of(_whole_of(text), _entries, path))


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except _DuplicateKeyError:
        _SKIPPING.decode(text)  # what is not JSON further on is said first: duplicates are looked for in what is
        raise


class _DuplicateKeyError(Exception):
    """An object has a key twice."""


class _NotANumberError(Exception):
    """A number is none that JSON has."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError
    return found


def _whole(text: str) -> int:
    if len(text) > len(str(-LARGEST)) or not -LARGEST <= (number := int(text)) <= LARGEST:
        raise _NotANumberError(text)
    return number


def _fraction(text: str) -> float:
    number = float(text)
    if not -LARGEST <= number <= LARGEST:
        raise _NotANumberError(text)
    return number


def _constant(text: str) -> NoReturn:
    raise _NotANumberError(text)  # NaN, Infinity


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
_SKIPPING = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def _measure(value: Any) -> None:
    """Refuse what is too deep for whoever goes through it by recursion, level by level.

    Raises:
        RecursionError: if it is.
    """
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise RecursionError


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Part:
    """A value in a text: where it begins, and on which line."""

    text: str
    start: int
    line: int


def _whole_of(text: str) -> _Part:
    start = _after_space(text, 0)
    return _Part(text, start, text.count("\n", 0, start) + 1)


def _entries(part: _Part) -> Iterator[tuple[str | int, int, _Part]]:
    """The values inside of an object or a list, each with its key or index, and the line of that."""
    text, position, line, index = part.text, part.start + 1, part.line, 0
    begin = text[part.start]
    if begin not in "{[":
        return
    while True:
        start = _after_space(text, position)
        line += text.count("\n", position, start)
        if text[start] in "}]":
            return
        key: str | int = index
        value = start
        if begin == "{":
            key, end = _SKIPPING.raw_decode(text, start)
            value = _after_space(text, _after_space(text, end) + 1)
        inner = line + text.count("\n", start, value)
        yield key, line, _Part(text, value, inner)
        _, end = _SKIPPING.raw_decode(text, value)
        position = _after_space(text, end)
        line = inner + text.count("\n", value, position)
        if text[position] != ",":
            return
        position += 1
        index += 1


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _duplicates(text: str, file: str) -> Iterator[Problem]:
    """Every key that an object has twice."""
    todo = [("", _whole_of(text))]
    while todo:
        path, part = todo.pop()
        lines: dict[str | int, int] = {}
        for key, line, inner in _entries(part):
            here = join(path, key)
            if key in lines:
                message = f"the key {shown(key)} is here twice: on line {lines[key]} and on line {line}"
                fix = "remove one of them, or give it another name"
                yield problem("duplicate-key", here, message, None, "each key once", fix, f"{file}:{line}")
            lines[key] = line
            todo.append((here, inner))
