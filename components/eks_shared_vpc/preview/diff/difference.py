"""Two snapshots of a stack side by side, with what changes between them: all that the meaning is read off."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from eks_shared_vpc.preview.diff.changes import Change, Kind, changes_between, pairs_of
from eks_shared_vpc.preview.diff.renames import renamed_snapshot
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.preview.proof.clusters import CLUSTER, belongs_to
from eks_shared_vpc.preview.proof.topology import Topology

__all__ = ["Difference"]


@dataclass(frozen=True)
class Difference:
    """A stack before and after, together with the stacks that read its outputs.

    Attributes:
        stack: The stack that was asked about.
        before: Everything as it was, the stacks that it refers to and those that depend on it included. What a program
            renames with an alias has its new name here too.
        after: Everything as it will be.
        dependents: The stacks that read its outputs.
        steps: What the engine says will happen, where it was asked; otherwise that is worked out.
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
        """What happens in the stack and in those that depend on it, the gravest first."""
        mine = {self.stack, *self.dependents}
        return tuple(each for each in self._everywhere if each.resource.stack in mine)

    @cached_property
    def _everywhere(self) -> tuple[Change, ...]:
        return changes_between(self.before.graph, self.after.graph) if self.steps is None else self.steps

    @property
    def is_new(self) -> bool:
        """Whether the stack did not exist before."""
        return not any(each.stack == self.stack for each in self.before.graph)

    def of(self, type_: str, *kinds: Kind) -> Iterator[Change]:
        """The changes of a type of resource; of these kinds, if any are named."""
        return (each for each in self.changes if each.resource.type == type_ and (not kinds or each.kind in kinds))

    def kept(self, type_: str) -> Iterator[tuple[Resource, Resource]]:
        """The resources of a type that are there before and after, changed or not: both forms of each."""
        mine = {self.stack, *self.dependents}
        for before, after in self._pairs:
            if before is not None and after is not None and after.type == type_ and after.stack in mine:
                yield before, after

    def remains(self, resource: Resource | None) -> bool:
        """Whether something that was there before is not deleted, replaced or moved."""
        return resource is not None and resource.urn not in self._gone

    def cluster_of(self, resource: Resource) -> Resource | None:
        """The cluster that an add-on, a node group or the like belongs to, if that cluster is there before and after."""
        for cluster in self._kept_clusters:
            if belongs_to(resource, cluster):
                return cluster
        return None

    @cached_property
    def _kept_clusters(self) -> tuple[Resource, ...]:
        return tuple(after for before, after in self.kept(CLUSTER) if self.remains(before))

    @cached_property
    def _pairs(self) -> tuple[tuple[Resource | None, Resource | None], ...]:
        return tuple(pairs_of(self.before.graph, self.after.graph))

    @cached_property
    def _gone(self) -> frozenset[str]:
        return frozenset(each.before.urn for each in self._everywhere if each.is_gone and each.before is not None)

    @cached_property
    def topologies(self) -> tuple[Topology, Topology]:
        """The networks before and after."""
        return Topology(self.before.graph), Topology(self.after.graph)
