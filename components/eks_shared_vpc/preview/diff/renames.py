"""Resources that go by another name: both sides of a comparison have to call them the same."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["renamed_graph", "renamed_snapshot"]


def renamed_snapshot(before: Snapshot, after: Graph) -> Snapshot:
    """A snapshot under the names that its resources will have, wherever it mentions them."""
    urns, _ = _renames(before.graph, after)
    if not urns:
        return before
    return replace(
        before,
        graph=renamed_graph(before.graph, after),
        findings=tuple(replace(each, where=urns.get(each.where, each.where)) for each in before.findings),
        reaches=tuple(replace(each, subnet=urns.get(each.subnet, each.subnet)) for each in before.reaches),
    )


def renamed_graph(before: Graph, after: Graph) -> Graph:
    """A graph under the names that its resources will have: their URNs, their ids, and all that refers to them."""
    urns, ids = _renames(before, after)
    if not urns:
        return before
    named = re.compile("|".join(f"{re.escape(id_)}(?![\\w.-])" for id_ in sorted(ids, reverse=True)))
    return Graph(_renamed(each, urns, ids, named) for each in before)


def _renames(before: Graph, after: Graph) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Former URNs and former ids, with those to come."""
    urns: dict[str, str] = {}
    for each in after:
        former = next((urn for urn in each.aliases if urn in before.resources and urn not in after.resources), None)
        if former and each.urn not in before.resources:
            urns[former] = each.urn
    ids = {before.resources[old].id: after.resources[new].id for old, new in urns.items()}
    return urns, {old: new for old, new in ids.items() if old and new and old != new}


def _renamed(resource: Resource, urns: Mapping[str, str], ids: Mapping[str, str], named: re.Pattern[str]) -> Resource:
    return replace(
        resource,
        urn=urns.get(resource.urn, resource.urn),
        id=ids.get(resource.id, resource.id),
        parent=urns.get(resource.parent, resource.parent),
        provider=urns.get(resource.provider, resource.provider),
        inputs=_rewritten(resource.inputs, ids, named) if ids else resource.inputs,
        dependencies=tuple(urns.get(each, each) for each in resource.dependencies),
        property_dependencies={
            key: tuple(urns.get(each, each) for each in each_urns)
            for key, each_urns in resource.property_dependencies.items()
        },
    )


def _rewritten(value: Any, ids: Mapping[str, str], named: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return named.sub(lambda match: ids[match[0]], value)
    if isinstance(value, Mapping):
        return {key: _rewritten(each, ids, named) for key, each in value.items()}
    return [_rewritten(each, ids, named) for each in value] if isinstance(value, list) else value
