"""What forces AWS resources to be replaced: measured facts of the provider, and the few that depend on values.

The table beside this file was measured property by property (engine-facts 11.10); its head says how. Where the answer
depends on the values, a condition takes the place of the table (preview/aws/planning.py).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from eks_shared_vpc.preview.aws.planning import CONDITIONS, is_same_as_absent
from eks_shared_vpc.preview.diff.properties import PropertyChange

__all__ = ["effective", "forces_replacement", "is_measured"]


def effective(type_: str, changes: Iterable[PropertyChange]) -> Iterator[PropertyChange]:
    """The changes that make a difference: some properties keep their value when they are left out."""
    table = _table().get(type_, {})
    for each in changes:
        if each.after is None and each.path in table.get("removal_ignored", ()):
            continue
        if not is_same_as_absent(type_, each.path, each.before, each.after):
            yield each


def forces_replacement(type_: str, change: PropertyChange, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change of a property replaces the resource, whose inputs are given before and after."""
    condition = CONDITIONS.get((type_, change.path))
    if condition is not None:
        return condition(change.before, change.after, before, after)
    table = _table().get(type_, {})
    parts = change.path.split(".")
    for length in range(len(parts), 0, -1):
        path = ".".join(parts[:length])
        if path in table.get("replace", ()):
            return True
        if path in table.get("update_inside", ()):
            return False
    return False


def is_measured(type_: str, change: PropertyChange) -> bool:
    """Whether the table can be relied upon for a property."""
    table = _table().get(type_)
    unmeasured = () if table is None else table.get("unmeasured", ())
    return table is not None and not any(
        change.path == each or change.path.startswith(f"{each}.") for each in unmeasured
    )


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    text = files(__package__).joinpath("replacements.json").read_text(encoding="utf-8")
    types: Mapping[str, Mapping[str, list[str]]] = json.loads(text)["types"]
    return types
