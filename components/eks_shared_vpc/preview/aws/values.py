"""Values of recorded inputs, typed: what is known, what is not said, and what is known after deployment only.

``None`` is what a program does not say, so that AWS's default holds. ``UNKNOWN`` is what it says with a value that nothing
offline can know. Every reader keeps the two apart, and a judge has to ask for one of them: ``flag is True``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from eks_shared_vpc.preview.graph import UNKNOWN as MARK

__all__ = ["UNKNOWN", "Inputs", "Listed", "Network", "Unknown", "is_known", "network_of", "texts_of"]

Network = IPv4Network | IPv6Network

_STAND_IN = re.compile(r"^[\w.-]+/[A-Za-z]\w*/[\w.@-]+(#.*)?$")


class Unknown(Enum):
    """The one value that stands for all that is known after deployment only."""

    UNKNOWN = "known after deployment"

    def __bool__(self) -> bool:
        """Never true."""
        return False


UNKNOWN: Final = Unknown.UNKNOWN


def is_known(value: Any) -> bool:
    """Whether nothing in an input is known after deployment only."""
    if isinstance(value, str):
        return MARK not in value
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    return all(map(is_known, value)) if isinstance(value, list | tuple) else value is not UNKNOWN


@cache
def network_of(text: str) -> Network | Unknown:
    """A block of addresses. AWS accepts host bits and clears them (facts 7.13); what is no block is not known yet."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return UNKNOWN


def texts_of(value: Any) -> tuple[str, ...]:
    """One text or a list of them, as policy documents have it."""
    if isinstance(value, list | tuple):
        return tuple(str(each) for each in value)
    return () if value is None else (str(value),)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list among inputs.

    Attributes:
        rows: The items that are there, those known after deployment left out.
        complete: Whether there are no others.
    """

    rows: tuple[Any, ...] = ()
    complete: bool = True

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """Whether there is something in it, known or not."""
        return bool(self.rows) or not self.complete

    def blocks(self) -> Iterator["Inputs"]:
        """The items as nested blocks."""
        return (Inputs(each if isinstance(each, Mapping) else {}) for each in self.rows)

    def texts(self) -> tuple[str, ...]:
        """The items as texts."""
        return tuple(map(str, self.rows))


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs of a resource, or a nested block of them, read by type.

    Attributes:
        values: The inputs by name.
        known: Whether the block itself is known; where it is not, nothing in it is.
    """

    values: Mapping[str, Any]
    known: bool = True

    def raw(self, key: str) -> Any:
        """An input as it was recorded; ``UNKNOWN`` if it is known after deployment."""
        if not self.known:
            return UNKNOWN
        value = self.values.get(key)
        return UNKNOWN if value == MARK else value

    def says(self, *keys: str) -> bool:
        """Whether one of some inputs is given at all."""
        return not self.known or any(self.values.get(key) not in (None, [], {}, "") for key in keys)

    def text(self, key: str) -> str | Unknown | None:
        """A text. Stand-ins of other resources' outputs are texts; one that was made of an unknown value is unknown."""
        value = self.raw(key)
        if value is None or value is UNKNOWN:
            return None if value is None else UNKNOWN
        return str(value) if is_known(value) else UNKNOWN

    def flag(self, key: str, default: bool) -> bool | Unknown:  # AWS's default of a flag is a flag
        """A switch; ``default`` is what AWS does where nothing is said."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}.get(str(value).lower(), UNKNOWN)

    def number(self, key: str) -> int | Unknown | None:
        """A whole number."""
        value = self.raw(key)
        if value is None or isinstance(value, int):
            return value
        text = str(value)
        return int(text) if text.lstrip("-").isdigit() else UNKNOWN

    def network(self, key: str) -> Network | Unknown | None:
        """A block of addresses."""
        text = self.text(key)
        return network_of(text) if isinstance(text, str) and text else (UNKNOWN if text is UNKNOWN else None)

    def items(self, key: str) -> Listed:
        """A list; one item is a list of one."""
        value = self.raw(key)
        if value is None:
            return Listed()
        if value is UNKNOWN:
            return Listed((), complete=False)
        rows: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
        # null: read off an output of which a preview does not have that part yet
        found = tuple(each for each in rows if each is not None and not (isinstance(each, str) and MARK in each))
        return Listed(found, len(found) == len(rows))

    def block(self, key: str) -> "Inputs":
        """A nested block; an empty one if it is not given."""
        value = self.raw(key)
        if value is UNKNOWN:
            return Inputs({}, known=False)
        if isinstance(value, list | tuple) and len(value) == 1 and isinstance(value[0], Mapping):
            value = value[0]
        return Inputs(value if isinstance(value, Mapping) else {})

    def document(self, key: str) -> Mapping[str, Any] | Unknown | None:
        """A JSON document, given as text or as a mapping. One with an unknown part is unknown as a whole."""
        value = self.raw(key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value) if is_known(value) else UNKNOWN
            except ValueError:
                value = UNKNOWN
        return value if isinstance(value, Mapping) and is_known(value) else UNKNOWN


def is_stand_in(value: Any) -> bool:
    """Whether a text stands for another resource's output."""
    return isinstance(value, str) and bool(_STAND_IN.match(value))


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Values in order, each once."""
    return tuple(dict.fromkeys(values))
