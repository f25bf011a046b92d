"""What will be in AWS once inputs that the engine or the provider ignores are left as they were."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from eks_shared_vpc.preview.diff.changes import Change
from eks_shared_vpc.preview.diff.properties import changed_properties
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["settled_graph"]


def settled_graph(before: Graph, after: Graph, changes: Iterable[Change], gone: Collection[str]) -> Graph:
    """The graph after a change: inputs that differ, and that no change reports, keep the value that they have.

    Args:
        before: The resources as they are.
        after: The resources as they are declared.
        changes: What happens to them.
        gone: URNs of what is deleted, replaced or moved: what is recreated keeps nothing.
    """
    reported = {each.resource.urn: {one.path for one in each.properties} for each in changes}
    kept = {each.urn: each for each in _settled(before, after, reported, gone)}
    return Graph([*after, *kept.values()]) if kept else after


def _settled(
    before: Graph, after: Graph, reported: Mapping[str, set[str]], gone: Collection[str]
) -> Iterator[Resource]:
    for each in after:
        was = before.resources.get(each.urn)
        if was is None or each.urn in gone or was.inputs == each.inputs:
            continue
        inputs: Mapping[str, Any] = each.inputs
        for change in changed_properties(was.inputs, each.inputs):
            if change.path not in reported.get(each.urn, ()):
                inputs = _put_back(inputs, was.inputs, change.path)
        if inputs is not each.inputs:
            yield replace(each, inputs=inputs)


def _put_back(now: Mapping[str, Any], was: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Inputs with one of them as it was; a list goes back as a whole."""
    key, _, rest = path.partition(".")
    rest_of_them = {other: value for other, value in now.items() if other != key}
    if key not in was:
        return rest_of_them
    inner, former = now.get(key), was[key]
    if rest and isinstance(inner, Mapping) and isinstance(former, Mapping):
        former = _put_back(inner, former, rest)
    return {**rest_of_them, key: former}
