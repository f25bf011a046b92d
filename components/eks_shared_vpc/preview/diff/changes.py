"""What happens to each resource between two graphs: created, updated, replaced, deleted, or moved to another account."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from eks_shared_vpc.preview.aws.planning import changing_outputs, has_physical_name
from eks_shared_vpc.preview.aws.provider import is_type_of_aws
from eks_shared_vpc.preview.diff.properties import PropertyChange, changed_properties, mentions
from eks_shared_vpc.preview.diff.renames import renamed_graph
from eks_shared_vpc.preview.diff.replacements import effective, forces_replacement, is_measured
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource, references

__all__ = ["Change", "Kind", "changes_between", "pairs_of"]


class Kind(str, Enum):
    """What happens to a resource, the most severe first."""

    REPLACE = "replace"
    DELETE = "delete"
    MOVE = "move"
    CREATE = "create"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource.

    Attributes:
        kind: What happens.
        before: The resource as it is; ``None`` if it is created.
        after: The resource as it will be; ``None`` if it is deleted.
        properties: Which properties differ.
        because: Of a replacement: the properties that force it.
        own: Of a replacement: whether it would happen without the replacement of another resource.
        unmeasured: Properties of which it is not known whether their change replaces: the provider was not asked, or the
            value is not known on one side.
    """

    kind: Kind
    before: Resource | None
    after: Resource | None
    properties: tuple[PropertyChange, ...] = ()
    because: tuple[str, ...] = ()
    own: bool = True
    unmeasured: tuple[str, ...] = ()

    @property
    def resource(self) -> Resource:
        """The resource, as it will be or else as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101  # one of them is there
        return found

    @property
    def is_gone(self) -> bool:
        """Whether what is there now ceases to exist."""
        return self.kind in (Kind.REPLACE, Kind.DELETE, Kind.MOVE)

    def changed(self, *paths: str) -> bool:
        """Whether one of some properties differs, or a part of it."""
        return bool(self.paths(*paths))

    def paths(self, *paths: str) -> tuple[str, ...]:
        """Which properties differ of those that are some properties or parts of them."""
        found = (each.path for each in self.properties)
        return tuple(each for each in found if any(each == path or each.startswith(f"{path}.") for path in paths))

    def part(self, path: str) -> PropertyChange | None:
        """How a property changes, on its own or with the block that it is in, which comes or goes as a whole."""
        block, _, key = path.rpartition(".")
        for each in self.properties:
            if each.path == path:
                return each
            if each.path == block:
                return PropertyChange(path, _inside(each.before, key), _inside(each.after, key))
        return None


def changes_between(before: Graph, after: Graph) -> tuple[Change, ...]:
    """All changes, the most severe first.

    A resource is known by its URN, or by one that it had before. What refers to a replaced resource changes with it: its
    id is another one then. So does what uses the name of a resource that is deleted before it is recreated.
    """
    pairs = list(pairs_of(renamed_graph(before, after), after))
    shift = _Shift()
    while True:
        changes = [change for pair in pairs if (change := _change(*pair, shift)) is not None]
        seen = _Shift.of(changes)
        if seen == shift:
            return tuple(sorted(changes, key=lambda each: (list(Kind).index(each.kind), each.resource.urn)))
        shift = seen


@dataclass(frozen=True)
class _Shift:
    """What has other outputs after the change.

    Attributes:
        ids: Ids of what is replaced.
        named: URNs of what is deleted before it is recreated, because its name can be used once only.
        outputs: Single outputs of resources that are only updated.
    """

    ids: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    urns: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, changes: list[Change]) -> "_Shift":
        gone = [each.resource for each in changes if each.kind in (Kind.REPLACE, Kind.MOVE)]
        return cls(
            frozenset(each.id for each in gone if each.id),
            frozenset(each.urn for each in gone if has_physical_name(each.inputs)),
            frozenset(
                f"{each.resource.id}#{output}"
                for each in changes
                if each.kind is Kind.UPDATE
                for output in changing_outputs(each.resource.type, frozenset(one.path for one in each.properties))
            ),
            {each.urn: each.id for each in gone if each.id},
        )

    def changes_value(self, value: Any) -> bool:
        return isinstance(value, str) and (value in self.outputs or any(each in self.ids for each in references(value)))


_INDEX = re.compile(r"\[[^]]*\]")


def pairs_of(before: Graph, after: Graph) -> Iterator[tuple[Resource | None, Resource | None]]:
    """Each resource before and after; components, which exist in Pulumi alone, are left out."""
    for urn in sorted({*before.resources, *after.resources}):
        one, other = before.resources.get(urn), after.resources.get(urn)
        if (one or other).custom:  # type: ignore[union-attr]  # one of them is there
            yield one, other


def _change(before: Resource | None, after: Resource | None, shift: _Shift) -> Change | None:
    if before is None or after is None:
        return Change(Kind.CREATE if before is None else Kind.DELETE, before, after)
    own = list(_own_changes(before, after))
    paths = {each.path for each in own}
    properties = (*own, *(each for each in _inherited_changes(after, shift) if each.path not in paths))
    if before.account != after.account and None not in (before.account, after.account):
        return Change(Kind.MOVE, before, after, properties)
    unknown = [each for each in properties if _is_unknown(each.before) or _is_unknown(each.after)]
    forcing = [
        each
        for each in properties
        if each not in unknown and forces_replacement(after.type, each, before.inputs, after.inputs)
    ]
    moves_region = before.region != after.region and None not in (before.region, after.region)
    because = [*(["region"] if moves_region else []), *(each.path for each in forcing)]
    if because:
        alone = moves_region or any(each in own for each in forcing)
        return Change(Kind.REPLACE, before, after, properties, tuple(because), alone)
    if not properties:
        return None
    unmeasured = [
        each.path
        for each in properties
        if each in unknown or (is_type_of_aws(after.type) and not is_measured(after.type, each))
    ]
    return Change(Kind.UPDATE, before, after, properties, unmeasured=tuple(unmeasured))


def _inside(block: Any, key: str) -> Any:
    return block.get(key) if isinstance(block, Mapping) else None


def _is_unknown(value: Any) -> bool:
    """Whether a value, or a part of it, is one that nothing offline knows: it may well be the same."""
    return value == UNKNOWN or (isinstance(value, list) and UNKNOWN in value)


def _own_changes(before: Resource, after: Resource) -> Iterator[PropertyChange]:
    for each in effective(after.type, changed_properties(before.inputs, after.inputs)):
        if not _is_ignored(each.path, after):
            yield each


def _is_ignored(path: str, resource: Resource) -> bool:
    """Whether the engine ignores changes of a property: it may be named with indexes, or all at once."""
    ignored = [_INDEX.sub("", each) for each in resource.ignore_changes]
    return any(each in ("*", path) or path.startswith(f"{each}.") for each in ignored)


def _inherited_changes(after: Resource, shift: _Shift) -> Iterator[PropertyChange]:
    found = dict(mentions(after.inputs, shift.changes_value))
    for key, urns in after.property_dependencies.items():
        value = after.inputs.get(key)
        if isinstance(value, str) and any(urn in shift.named or shift.urns.get(urn, "\n") in value for urn in urns):
            found.setdefault(key, value)
    for path, value in found.items():
        if not _is_ignored(path, after):
            yield PropertyChange(path, value, value)
