"""The two sides of a difference: example stacks as they are, edited or planted, and small programs."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.snapshot import EMPTY, Snapshot, snapshot_of
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.record import Recording
from tests.catalogue.bases import WORLD, recorded
from tests.catalogue.planting import Plant
from tests.stacks.documents import document, write_project
from tests.support import graph_of, preview_of

Side = Callable[[], Snapshot]


@dataclass(frozen=True, slots=True)
class Between:
    """A stack before and after, and the stacks that depend on it."""

    before: Side
    after: Side
    dependents: tuple[str, ...] = ()

    def difference(self) -> Difference:
        """What differs."""
        before, after = self.before(), self.after()
        return Difference(after.stack or before.stack, before, after, self.dependents)

    def differs(self) -> bool:
        """Whether anything differs at all."""
        one, other = self.before(), self.after()
        return (one.graph.resources, one.findings, one.refused) != (
            other.graph.resources,
            other.findings,
            other.refused,
        )

    def back(self) -> "Between":
        """The change taken back."""
        return Between(self.after, self.before, self.dependents)


_edited: dict[str, Side] = {}
"""Edited stacks by what is edited: several cases edit the same."""

# Sides.


def nothing() -> Snapshot:
    """There is no such stack."""
    return EMPTY


def stack(name: str, *plants: Plant) -> Side:
    """An example stack as it is, or with changes that are planted in what it declares."""
    return cache(lambda: seen(name, *plants) if plants else _as_it_is(name))


def edited(name: str, changes: Mapping[str, Any], *, of: str = "") -> Side:
    """An example stack after its file was edited, or the file of another stack that it reads."""
    key = repr((name, of or name, changes))
    return _edited.setdefault(key, cache(lambda: snapshot_of(preview_of_edited(name, {of or name: changes}))))


def program(declare: Callable[[], object]) -> Side:
    """A stack called ``test`` that is this program."""
    return cache(lambda: snapshot("test", graph_of(declare)))


def world(*plants: Plant) -> Side:
    """The small world, a stack called ``test``, with changes planted in it."""
    return cache(lambda: snapshot("test", _planted(recorded(WORLD), *plants)))


def bare(name: str, *plants: Plant) -> Side:
    """The resources of a planted stack, without what a preview finds in them."""
    return cache(lambda: Snapshot(name, _planted(recorded(name), *plants)))


# Changes.


def change(name: str, changes: Mapping[str, Any], *, of: str = "") -> Between:
    """A stack's file is edited."""
    return Between(stack(name), edited(name, changes, of=of))


def plant(name: str, *plants: Plant) -> Between:
    """What a stack declares changes in a way that no stack file asks for."""
    return Between(stack(name), stack(name, *plants))


def in_world(*plants: Plant) -> Between:
    """What the small world declares changes."""
    return Between(world(), world(*plants))


def under(name: str, dependent: str, changes: Mapping[str, Any]) -> Between:
    """The file of a stack is edited that another one reads."""

    def joined(preview: Callable[[str], Preview]) -> Side:
        return cache(lambda: snapshot_of(preview(name)).joined([snapshot_of(preview(dependent)).without(name)]))

    return Between(joined(preview_of), joined(lambda each: preview_of_edited(each, {name: changes})), (dependent,))


# Plants besides those of the faults.


def without_accounts(graph: Graph) -> Graph:
    """Nobody knows which account anything is in."""
    return Graph(replace(each, account=None) for each in graph)


# How they are made.


def snapshot(name: str, graph: Graph) -> Snapshot:
    """What a preview says of a graph."""
    return snapshot_of(Preview(RecordedStack(name, Recording(graph, {}), {}, ())))


def seen(name: str, *plants: Plant) -> Snapshot:
    """What a preview says of a stack with changes planted in it."""
    return snapshot(name, _planted(recorded(name), *plants))


def preview_of_edited(name: str, changes: Mapping[str, Mapping[str, Any]]) -> Preview:
    """The preview of an example stack, with the files of some stacks edited."""
    reads = document(name).get("network", {}).get("stack", name)
    files = {each: document(each, changes.get(each)) for each in {name, reads}}
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        project = write_project(Path(folder), files)
        patch.setattr(sys, "path", list(sys.path))
        return preview_stack(project, name)


def _planted(graph: Graph, *plants: Plant) -> Graph:
    for each in plants:
        graph = each(graph)
    return graph


@cache
def _as_it_is(name: str) -> Snapshot:
    return snapshot_of(preview_of(name))
