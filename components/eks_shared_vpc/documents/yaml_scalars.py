"""From a single value of a YAML file to text, a number, true, false or nothing: what reads differently elsewhere is refused."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from ruamel.yaml.nodes import Node, ScalarNode

from eks_shared_vpc.documents.limits import LARGEST
from eks_shared_vpc.errors import shortened

__all__ = ["TAG", "DoesNotReadError", "scalar", "tagged"]

TAG = "tag:yaml.org,2002:"
"""What the tags of YAML's own types begin with."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]")
_QUOTES = "put it in quotes if it is text"


class DoesNotReadError(Exception):
    """A value is refused; the attributes are those of a ``Problem``."""

    def __init__(self, id_: str, message: str, allowed: str, fix: str, value: object = None) -> None:
        super().__init__(message)
        self.id, self.message, self.allowed, self.fix, self.value = id_, message, allowed, fix, value


def scalar(node: ScalarNode) -> Any:
    """The value of a scalar.

    Raises:
        DoesNotReadError: if Pulumi or another reader would make something else of it.
    """
    read = _READERS.get(str(node.tag))
    if read is None:
        raise tagged(node)
    return read(node)


def tagged(node: Node) -> DoesNotReadError:
    """The refusal of a value for its tag."""
    tag = shortened(str(node.tag).replace(TAG, "!!"))
    return DoesNotReadError(
        "tag",
        f"the tag {tag} makes something else of this value",
        "text, numbers, true, false, lists and mappings, without a tag",
        "remove the tag, and write the value itself",
    )


def _text(node: ScalarNode) -> str:
    text: str = node.value
    found = _CONTROL.search(text)
    if found is not None:
        message = f"there is the control character U+{ord(found[0]):04X} in this text"
        raise DoesNotReadError("control-character", message, "characters that can be printed", "remove it")
    return text


def _nothing(_: ScalarNode) -> None:
    return None


def _truth(node: ScalarNode) -> bool:
    word = node.value.lower()
    if word not in ("true", "false"):
        raise tagged(node)
    return bool(word == "true")


def _integer(node: ScalarNode) -> int | float:
    if _LEADING_ZERO.match(node.value):
        message = "a number with a leading zero is octal for Pulumi, and decimal for others"
        fix = "put it in quotes if it is text, or write it without the zero"
        raise DoesNotReadError("leading-zero", message, "a number, or text", fix, node.value)
    return _number(node)


def _number(node: ScalarNode) -> int | float:
    """A number as JSON has it: a whole one is an integer, however it is written."""
    digits = node.value.replace("_", "")
    try:
        number = float(digits) if _is_decimal(digits) else int(digits, 0)
    except ValueError:  # .inf, .nan, thousands of digits
        number = None
    if number is None or not -LARGEST <= number <= LARGEST:
        message = "this is no number that JSON has, or it is too large for one"
        allowed = f"numbers from {-LARGEST} to {LARGEST}"
        raise DoesNotReadError("not-a-number", message, allowed, _QUOTES, node.value)
    return int(number) if number == int(number) else number


def _is_decimal(digits: str) -> bool:
    return "x" not in digits.lower() and any(mark in digits.lower() for mark in ".e")


def _date(node: ScalarNode) -> None:
    message = "this is a date, and Pulumi makes another text of it"
    raise DoesNotReadError("date", message, "text, a number, true or false", _QUOTES, node.value)


_READERS: Mapping[str, Callable[[ScalarNode], Any]] = {
    f"{TAG}str": _text,
    f"{TAG}merge": _text,
    f"{TAG}value": _text,  # a lone "=", to which YAML 1.1 gives a meaning
    f"{TAG}null": _nothing,
    f"{TAG}bool": _truth,
    f"{TAG}int": _integer,
    f"{TAG}float": _number,
    f"{TAG}timestamp": _date,
}
