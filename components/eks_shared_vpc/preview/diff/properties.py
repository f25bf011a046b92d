"""Which properties differ between two sets of inputs, as the AWS provider would see it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eks_shared_vpc.preview.aws.planning import is_ordered

__all__ = ["PropertyChange", "changed_properties", "mentions"]


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property that differs.

    Attributes:
        path: Where it is: ``vpcConfig.subnetIds``, without the indexes of lists.
        before: What it was; ``None`` where it was not set.
        after: What it becomes; ``None`` where it is left out.
    """

    path: str
    before: Any
    after: Any


def changed_properties(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PropertyChange]:
    """The properties that differ. A block that comes or goes is one change; inside a block that stays, each part is one."""
    yield from _of_blocks("", before, after)


def mentions(value: Any, is_meant: Callable[[Any], bool], path: str = "") -> Iterator[tuple[str, Any]]:
    """Where in an input values of some kind stand: paths, with the value or the whole list there."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from mentions(each, is_meant, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for each in value:
            yield from mentions(each, is_meant, path)
    elif isinstance(value, list):
        if any(is_meant(each) for each in value):
            yield path, value
    elif is_meant(value):
        yield path, value


def _of_blocks(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PropertyChange]:
    for key in sorted({*before, *after}):
        yield from _of_values(f"{path}.{key}" if path else key, before.get(key), after.get(key))


def _of_values(path: str, before: Any, after: Any) -> Iterator[PropertyChange]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_blocks(path, before, after)
    elif _are_blocks(before) and _are_blocks(after) and len(before) == len(after):
        # Without those that are the same on both sides, wherever they stand: the provider reads most blocks as sets.
        rest = [each for each in before if each not in after], [each for each in after if each not in before]
        if len(rest[0]) == len(rest[1]):
            for one, other in zip(*rest, strict=True):
                yield from _of_blocks(path, one, other)
        else:
            yield PropertyChange(path, before, after)
    elif _comparable(path, before) != _comparable(path, after):
        yield PropertyChange(path, before, after)


def _are_blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _comparable(path: str, value: Any) -> Any:
    """A value in a form in which equal means equal to the provider: sets without order, JSON text without layout."""
    if isinstance(value, list) and not is_ordered(path):
        return sorted(value, key=repr)
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
