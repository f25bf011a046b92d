"""Two snapshots of a stack side by side, with what changes between them: all that the meaning is read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from eks_shared_vpc.preview.aws.cluster import Cluster, OfCluster
from eks_shared_vpc.preview.aws.model import KINDS, Model, View
from eks_shared_vpc.preview.diff.changes import Change, Kind, changes_between, pairs_of
from eks_shared_vpc.preview.diff.renames import renamed_snapshot
from eks_shared_vpc.preview.diff.settled import settled_graph
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.graph import Resource

__all__ = ["Changed", "Difference"]

V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class Changed(Generic[V]):
    """A change, with the resource as a view of one kind.

    Attributes:
        change: What happens.
        before: The resource as it is; ``None`` if it is created.
        after: The resource as it will be; ``None`` if it is deleted.
    """

    change: Change
    before: V | None
    after: V | None

    @property
    def view(self) -> V:
        """The resource, as it will be or else as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # one of them is there
        return found

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.view.name

    @property
    def kind(self) -> Kind:
        """What happens."""
        return self.change.kind

    @property
    def because(self) -> str:
        """Of a replacement: the properties that force it, in words."""
        return ", ".join(self.change.because)


@dataclass(frozen=True)
class Difference:
    """A stack before and after, together with the stacks that read its outputs.

    Attributes:
        stack: The stack that was asked about.
        before: Everything as it was, the stacks that it refers to and those that depend on it included. What a program
            renames with an alias has its new name here too.
        after: Everything as it will be.
        dependents: The stacks that read its outputs.
        steps: What the engine reports that it will do; ``None`` where it was not asked: then that is computed.
    """

    stack: str
    before: Snapshot
    after: Snapshot
    dependents: tuple[str, ...] = ()
    steps: tuple[Change, ...] | None = None

    def __post_init__(self) -> None:
        """Call everything by the name that it will have, on both sides."""
        object.__setattr__(self, "before", renamed_snapshot(self.before, self.after.graph))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What happens in the stack and in those that depend on it, the most severe first."""
        return tuple(each for each in self._everywhere if self.is_compared(each.resource.stack))

    @cached_property
    def _everywhere(self) -> tuple[Change, ...]:
        return changes_between(self.before.graph, self.after.graph) if self.steps is None else self.steps

    @property
    def is_new(self) -> bool:
        """Whether the stack did not exist before."""
        return not any(each.stack == self.stack for each in self.before.graph)

    def is_compared(self, stack: str) -> bool:
        """Whether a stack is the one that is compared, or depends on it; of others their own comparisons report."""
        return stack == self.stack or stack in self.dependents

    @cached_property
    def settled(self) -> Model:
        """What will be in AWS: inputs that differ and that the engine or the provider ignores keep their value."""
        graph = settled_graph(self.before.graph, self.after.graph, self._everywhere, self._gone)
        return self.after.model if graph is self.after.graph else Model(graph)

    def of(self, kind: type[V], *kinds: Kind) -> Iterator[Changed[V]]:
        """The changes of resources that are of a kind; only these kinds of change, if any are named."""
        for each in self.changes:
            if (not kinds or each.kind in kinds) and _is_of(each.resource, kind):
                yield Changed(each, _viewed(self.before, each.before, kind), _viewed(self.after, each.after, kind))

    def kept(self, kind: type[V]) -> Iterator[tuple[V, V]]:
        """The resources of a kind that are there before and after, changed or not: both forms of each."""
        for before, after in self._kept:
            if _is_of(after, kind) and _is_of(before, kind):
                yield self.before.model.view(before, kind), self.after.model.view(after, kind)

    def remaining(self, kind: type[V]) -> Iterator[tuple[V, V]]:
        """Those of them that are not replaced or moved either."""
        return ((before, after) for before, after in self.kept(kind) if self.remains(before))

    def remains(self, view: View | None) -> bool:
        """Whether something that was there before is not deleted, replaced or moved."""
        return view is not None and view.urn not in self._gone

    def was_there(self, view: View) -> bool:
        """Whether a resource exists before the change."""
        return view.urn in self.before.graph.resources

    def former(self, view: V) -> V | None:
        """A resource as it is before the change; ``None`` if it does not exist."""
        return _same(self.before.model, view)

    def later(self, view: V) -> V | None:
        """A resource as it will be; ``None`` if it is deleted."""
        return _same(self.after.model, view)

    def settled_form(self, view: V) -> V:
        """A resource as it will be in AWS."""
        return _same(self.settled, view) or view

    def cluster_of(self, view: OfCluster) -> Cluster | None:
        """The cluster that an add-on, a node group or the like belongs to, as it will be; ``None`` unless it remains."""
        found = view.cluster
        was = self.former(found) if found is not None else None
        return self.later(was) if was is not None and self.remains(was) and self.is_compared(was.stack) else None

    def account_name(self, account: str | None) -> str:
        """An account as a reader knows it: its name in the program, and its id."""
        names = self.after.model.account_names
        return (self.after if account in names else self.before).model.account_name(account)

    @cached_property
    def _kept(self) -> tuple[tuple[Resource, Resource], ...]:
        pairs = pairs_of(self.before.graph, self.after.graph)
        return tuple(
            (before, after)
            for before, after in pairs
            if before is not None and after is not None and self.is_compared(after.stack)
        )

    @cached_property
    def _gone(self) -> frozenset[str]:
        return frozenset(each.before.urn for each in self._everywhere if each.is_gone and each.before is not None)


def _is_of(resource: Resource, kind: type[View]) -> bool:
    """Whether a resource is of a kind: of its types, or, of a kind without any, of one that derives from it."""
    return resource.type in kind.types if kind.types else issubclass(KINDS.get(resource.type, View), kind)


def _viewed(side: Snapshot, resource: Resource | None, kind: type[V]) -> V | None:
    """A resource as a view of its side; what the engine reports of it is the same resource."""
    return None if resource is None else side.model.view(side.graph.resources.get(resource.urn, resource), kind)


def _same(model: Model, view: V) -> V | None:
    found = model.graph.resources.get(view.urn)
    return None if found is None or found.type != view.resource.type else model.view(found, type(view))
