"""What a resource will be once what the engine and the provider pass over is left as it was."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.properties import changed_properties
from eks_shared_vpc.preview.graph import Resource

__all__ = ["settled"]


def settled(difference: Difference, after: Resource) -> Resource:
    """A resource as it will be: inputs that differ without making a difference keep the value that they have."""
    before = difference.before.graph.resources.get(after.urn)
    if before is None or not difference.remains(before):
        return after  # what is made anew keeps nothing
    listed = {path for each in difference.changes if each.resource == after for path in _paths(each.properties)}
    inputs: Mapping[str, Any] = after.inputs
    for path in _paths(changed_properties(before.inputs, after.inputs)):
        if path not in listed:
            inputs = _put_back(inputs, before.inputs, path)
    return replace(after, inputs=inputs)


def _paths(changes: Any) -> set[str]:
    return {each.path for each in changes}


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
