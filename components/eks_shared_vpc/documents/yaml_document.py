"""YAML as Pulumi's engine reads it, and each value with its line.

The engine reads stack files with go-yaml 3: in the words of YAML 1.2 (``yes`` and ``on`` are text), with duplicate keys
refused. Of what JSON does not have (dates, binary values, infinity, tags) it makes values that nobody has written: these
are refused here.
"""

import warnings
from functools import lru_cache, partial
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from eks_shared_vpc.documents.document import Document, line_of
from eks_shared_vpc.documents.limits import DEEPEST
from eks_shared_vpc.documents.text import read_text
from eks_shared_vpc.documents.yaml_values import entries, value_of
from eks_shared_vpc.errors import InputError, problem

__all__ = ["read_yaml"]

LONGEST = 256 * 1024
"""Characters of a file. A stack file has a few thousand, and the parser reads some 100,000 in a second."""


def read_yaml(path: Path, file: str, where: str) -> Document:
    """The one document of a file. An empty file holds ``None``.

    Args:
        path: The file.
        file: What to call it in places.
        where: What the input is, for problems with the file as a whole: its name, or the option that names it.

    Raises:
        InputError: if the file cannot be read or is not YAML, and with every value that would be read as something else.
    """
    text = read_text(path, file, where)
    if len(text) > LONGEST:
        allowed, message = f"up to {LONGEST:,} characters", f"this file has {len(text):,} characters"
        raise InputError([problem("file-too-large", where, message, None, allowed, "make it shorter", f"{file}:1")])
    try:
        root = _composed(text)
    except _NotYamlError as error:
        place = f"{file}:{error.line}"
        raise InputError([problem(error.id, where, str(error), None, error.allowed, error.fix, place)]) from None
    value = None if root is None else value_of(root, file)
    return Document(file, value, partial(line_of, root, entries))


class _NotYamlError(Exception):
    """A text is refused as a whole; the attributes are those of a ``Problem``."""

    def __init__(
        self, message: str, line: int, id_: str = "not-yaml", allowed: str = "YAML", fix: str = "correct this line"
    ) -> None:
        super().__init__(message)
        self.line, self.id, self.allowed, self.fix = line, id_, allowed, fix


@lru_cache(maxsize=16)
def _composed(text: str) -> Node | None:
    """The nodes of a text: a stack file that several stacks refer to is parsed once."""
    parser = YAML(typ="safe", pure=True)
    parser.max_depth = DEEPEST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor may be set again: an alias means the last one
            root: Node | None = parser.compose(text)
    except MaxDepthExceededError as error:
        message = f"values are inside of each other more than {DEEPEST} levels deep"
        line, allowed = error.problem_mark.line + 1, f"{DEEPEST} levels"
        raise _NotYamlError(message, line, "nested-too-deep", allowed, "write it with fewer levels") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise _NotYamlError(f"this is not YAML: {reason}", mark.line + 1 if mark else 1) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"the character U+{error.character:04X} cannot be in YAML"
        raise _NotYamlError(message, line, allowed="characters that can be printed", fix="remove it") from None
    except (
        YAMLError,
        ValueError,
        OverflowError,
        AssertionError,
    ):  # what the parser trips over without a message of its own
        raise _NotYamlError("this is not YAML", 1, fix="correct the file") from None
    if parser.version is not None:
        message = "a version of YAML is named, and Pulumi and other readers disagree about what it means"
        raise _NotYamlError(message, 1, allowed="no directive %YAML", fix="remove it")
    return root
