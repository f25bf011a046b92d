"""The vocabulary of changes: plants, which make a changed graph of a recorded one, and broken parts of components.

A change is planted in the recorded graph, by a pure function, or in a component, which is then recorded again; never in
the settings, as those are refused before anything is recorded. Resources are named by kind and name: ``Route
network-private-az1-internet``; inputs are named as the provider names them, and a test holds the names against the
provider's SDK. A plant that finds nothing to change raises: it would prove nothing.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from eks_shared_vpc.preview.aws.computed import stand_in_id
from eks_shared_vpc.preview.graph import Graph, Resource

Plant = Callable[[Graph], Graph]

GONE = object()
"""Stands for an input that is taken away."""


@dataclass(frozen=True, slots=True)
class The:
    """Stands for the id of a resource, or for another of its outputs, in the inputs of a plant."""

    resource: str
    output: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A part of a component, and how to make a broken one of it.

    Attributes:
        owner: The class or module that holds the part.
        attribute: Its name there.
        breaking: Makes the broken part of the right one.
    """

    owner: Any
    attribute: str
    breaking: Callable[[Any], Any]

    @contextlib.contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the broken part in the right one's place for a while."""
        right = getattr(self.owner, self.attribute)
        setattr(self.owner, self.attribute, self.breaking(right))
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, right)


# The plants. Each is given what to change, and makes a faulty graph of a healthy one.


def together(*plants: Plant) -> Plant:
    """Several changes that belong together."""
    return lambda graph: reduce(lambda faulty, plant: plant(faulty), plants, graph)


def without(*resources: str) -> Plant:
    """The program does not declare these resources."""

    def plant(graph: Graph) -> Graph:
        gone = {named(graph, each).urn for each in resources}
        return Graph(
            replace(each, dependencies=tuple(urn for urn in each.dependencies if urn not in gone))
            for each in graph
            if each.urn not in gone
        )

    return plant


def with_inputs(resource: str, /, **changes: Any) -> Plant:
    """A resource has other inputs; a mapping changes keys of a nested input, and ``GONE`` takes an input away."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        inputs = _merged(found.inputs, _resolved(graph, changes))
        # A reference is an edge as well, as it is for the engine.
        edges = (
            *found.dependencies,
            *(each.urn for each in graph.referred(_resolved(graph, changes)) if each.urn != found.urn),
        )
        return _exchanged(graph, replace(found, inputs=inputs, dependencies=tuple(dict.fromkeys(edges))))

    return plant


def with_fewer(resource: str, path: str, *items: Any) -> Plant:
    """A list among a resource's inputs, named ``key`` or ``outer.inner``, lacks some items."""
    *above, key = path.split(".")

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        dropped = _resolved(graph, list(items))
        held = reduce(lambda inputs, outer: inputs[outer], above, found.inputs)[key]
        if not all(item in held for item in dropped):
            raise LookupError(f"{path} of {resource} is {held}: {dropped} cannot be dropped")
        rest: Any = [item for item in held if item not in dropped]
        return with_inputs(resource, **reduce(lambda inner, outer: {outer: inner}, reversed(above), {key: rest}))(graph)

    return plant


def with_more(resource: str, key: str, *items: Any) -> Plant:
    """A list among a resource's inputs has more items."""

    def plant(graph: Graph) -> Graph:
        held = named(graph, resource).inputs.get(key, ())
        return with_inputs(resource, **{key: [*held, *items]})(graph)

    return plant


def with_provider(resource: str, provider: str) -> Plant:
    """A resource is declared with another provider, and so in another account."""

    def plant(graph: Graph) -> Graph:
        other = named(graph, provider)
        changed = replace(named(graph, resource), provider=other.urn, account=other.account, region=other.region)
        return _exchanged(graph, changed)

    return plant


def without_provider(resource: str) -> Plant:
    """A resource names no provider."""
    return lambda graph: _exchanged(graph, replace(named(graph, resource), provider="", account=None, region=None))


def with_allowed_accounts(provider: str, allowed: Any) -> Plant:
    """A provider is bound to no one account, and so nobody knows where its resources are."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, provider)
        freed = Graph(
            replace(each, account=None) if found.urn in (each.provider, each.urn) else each
            for each in with_inputs(provider, allowedAccountIds=allowed)(graph)
        )
        return _changed(graph, freed)

    return plant


def without_edges(resource: str, *others: str) -> Plant:
    """A resource does not wait for others, as far as its own edges go."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        dropped = {named(graph, each).urn for each in others}
        if not dropped <= set(found.dependencies):
            raise LookupError(f"{resource} has no edge to all of {others}")
        rest = tuple(urn for urn in found.dependencies if urn not in dropped)
        return _exchanged(graph, replace(found, dependencies=rest))

    return plant


def without_waiting(resource: str) -> Plant:
    """A resource waits for nothing but what its inputs refer to."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        edges = dict.fromkeys(each.urn for each in graph.referred(found.inputs))
        return _exchanged(graph, replace(found, dependencies=tuple(edges)))

    return plant


def waiting(resource: str, *others: str) -> Plant:
    """A resource waits for others."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        edges = (*found.dependencies, *(named(graph, each).urn for each in others))
        return _exchanged(graph, replace(found, dependencies=tuple(dict.fromkeys(edges))))

    return plant


def protected(resource: str, *, protect: bool = True) -> Plant:
    """Pulumi refuses to delete a resource, or does not."""
    return lambda graph: _exchanged(graph, replace(named(graph, resource), protect=protect))


def ignoring(resource: str, *paths: str) -> Plant:
    """The engine passes over changes of a resource's inputs."""
    return lambda graph: _exchanged(graph, replace(named(graph, resource), ignore_changes=paths))


def added(type_: str, name: str, like: str, /, *waiting: str, **inputs: Any) -> Plant:
    """The program declares one more resource, beside and in the account of another; ``waiting`` resources wait for it."""

    def plant(graph: Graph) -> Graph:
        model = named(graph, like)
        project = model.urn.split("::")[1]
        held = _resolved(graph, inputs)
        made = Resource(
            urn=f"urn:pulumi:{model.stack}::{project}::{type_}::{name}",
            type=type_,
            name=name,
            stack=model.stack,
            parent=model.parent,
            id=stand_in_id(model.stack, type_, name),
            provider=model.provider,
            account=model.account,
            region=model.region,
            inputs=held,
            dependencies=tuple(dict.fromkeys(each.urn for each in graph.referred(held))),
        )
        later = {named(graph, each).urn for each in waiting}
        return Graph(
            [
                made,
                *(
                    replace(each, dependencies=(*each.dependencies, made.urn)) if each.urn in later else each
                    for each in graph
                ),
            ]
        )

    return plant


def copied(resource: str, name: str, /, **changes: Any) -> Plant:
    """The program declares a resource once more under another name, with changes; what waits for it waits for both."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        urn = f"{found.urn.rsplit('::', 1)[0]}::{name}"
        inputs = _merged(found.inputs, _resolved(graph, changes))
        copy = replace(found, urn=urn, name=name, id=stand_in_id(found.stack, found.type, name), inputs=inputs)
        later = (
            replace(each, dependencies=(*each.dependencies, urn)) if found.urn in each.dependencies else each
            for each in graph
        )
        return Graph([copy, *later])

    return plant


def renamed(resource: str, name: str) -> Plant:
    """A resource gets another name, with an alias of the one that it had; what refers to it does so by its new stand-in."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, resource)
        urn = f"{found.urn.rsplit('::', 1)[0]}::{name}"
        id_ = stand_in_id(found.stack, found.type, name)

        def referring(value: Any) -> Any:
            if isinstance(value, str) and (value == found.id or value.startswith(f"{found.id}#")):
                return f"{id_}{value.removeprefix(found.id)}"
            if isinstance(value, Mapping):
                return {key: referring(each) for key, each in value.items()}
            return [referring(each) for each in value] if isinstance(value, list) else value

        def exchanged(each: Resource) -> Resource:
            waits = tuple(urn if other == found.urn else other for other in each.dependencies)
            same = replace(each, inputs=referring(each.inputs), dependencies=waits)
            return replace(same, urn=urn, name=name, id=id_, aliases=(found.urn,)) if each is found else same

        return Graph(exchanged(each) for each in graph)

    return plant


def named(graph: Graph, resource: str) -> Resource:
    """The one resource of a kind and name."""
    kind, name = resource.split(" ")
    found = [each for each in graph if (each.kind, each.name) == (kind, name)]
    if len(found) != 1:
        raise LookupError(f"wanted one {resource}, found {[each.urn for each in found]}")
    return found[0]


# How components are broken.


def declared_with(owner: Any, type_: str, change: Callable[[str, dict[str, Any]], Mapping[str, Any]]) -> Broken:
    """Every resource of a class is declared with changed arguments; ``change`` is given its name and its arguments."""
    return Broken(
        owner, type_, lambda right: lambda name, **given: right(name, **{**given, **change(name, dict(given))})
    )


def undeclared(owner: Any, type_: str, left_out: Callable[[str], bool] = lambda _name: True) -> Broken:
    """Resources of a class are forgotten, where nothing reads them."""
    return Broken(owner, type_, lambda right: lambda name, **given: None if left_out(name) else right(name, **given))


def _changed(before: Graph, after: Graph) -> Graph:
    if before.resources == after.resources:
        raise LookupError("this plant changes nothing")
    return after


def _exchanged(graph: Graph, resource: Resource) -> Graph:
    return _changed(graph, Graph(resource if each.urn == resource.urn else each for each in graph))


def _merged(held: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**held}
    for key, change in changes.items():
        if change is GONE:
            merged.pop(key, None)
        elif isinstance(change, Mapping) and isinstance(held.get(key), Mapping):
            merged[key] = _merged(held[key], change)
        else:
            merged[key] = change
    return merged


def _resolved(graph: Graph, value: Any) -> Any:
    if isinstance(value, The):
        found = named(graph, value.resource)
        return f"{found.id}#{value.output}" if value.output else found.id
    if isinstance(value, Mapping):
        return {key: _resolved(graph, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(graph, each) for each in value]
    return value
