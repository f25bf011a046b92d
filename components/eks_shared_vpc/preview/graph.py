"""The recorded graph: what a program declared, as values that can be asked questions.

Everything that a preview says is read off this graph, never off the settings, so that it also catches a component that
declares the wrong thing. Nothing here knows how the graph was recorded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

__all__ = ["PROVIDER", "STACK", "UNKNOWN", "Graph", "Resource", "references"]

UNKNOWN = "<known after deployment>"
"""Stands for an input that nothing offline can know."""
STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:aws"

_REFERENCE = re.compile(r"[\w.-]+/[A-Za-z]\w*/[\w.@-]+(?=#|$)")

_ID_OF_AWS = re.compile(r"[a-z]+(-[a-z]+)*-[0-9a-f]{8,17}")
"""An id that EC2 gives: of what is read or described rather than declared, and so has no stand-in."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource that a program declared.

    Attributes:
        urn: Its address in Pulumi.
        type: Type token, such as ``aws:ec2/subnet:Subnet``.
        name: Logical name.
        stack: The stack that declares it.
        parent: URN of its parent; empty for the stack itself.
        id: What other resources' inputs refer to it by. A stand-in: the real one is known after deployment.
        custom: Whether it is created by a provider, rather than a component.
        provider: URN of its provider; empty where the program named none, and for components.
        account: Id of the AWS account that its provider is bound to, or ``None``.
        region: Region of its provider, or ``None``.
        inputs: Its inputs, with the names that the provider uses.
        outputs: Of components and stacks: what they registered.
        dependencies: URNs of what it waits for, whether by an input or by ``depends_on``.
        property_dependencies: For each input that is another resource's output: URNs of those resources.
        aliases: URNs that it had before, under which the engine knows it.
        ignore_changes: Inputs whose changes the engine passes over.
        protect: Whether Pulumi refuses to delete it.
        modelled: Whether it was not declared by the program but by our model of a packaged component.
        place: File and line where the user's code declares it, or the component that it is part of; empty if not known.
    """

    urn: str
    type: str
    name: str
    stack: str
    parent: str
    id: str
    custom: bool = True
    provider: str = ""
    account: str | None = None
    region: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    protect: bool = False
    modelled: bool = False
    place: str = field(default="", compare=False)

    def __hash__(self) -> int:
        return hash(self.urn)

    @property
    def kind(self) -> str:
        """The type without package and module: ``Subnet``."""
        return self.type.rsplit(":", 1)[-1]

    @property
    def is_deployed(self) -> bool:
        """Whether it exists outside of Pulumi: components and providers do not."""
        return self.custom and not self.type.startswith("pulumi:providers:")

    def block(self, key: str) -> Mapping[str, Any]:
        """A nested block of inputs, as far as it is known."""
        value = self.inputs.get(key)
        return value if isinstance(value, Mapping) else {}

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, as far as they are known."""
        return self.block("tags")


def references(value: Any) -> Iterator[str]:
    """Every resource id that an input holds, however deep."""
    if isinstance(value, str):
        match = _REFERENCE.match(value)
        if match:
            yield match[0]
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from references(each)


class Graph:
    """The resources of one stack, or of several that refer to each other."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources: Mapping[str, Resource] = {
            each.urn: each for each in sorted(resources, key=lambda each: each.urn)
        }

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources.values())

    def __len__(self) -> int:
        return len(self.resources)

    def joined(self, other: "Graph") -> "Graph":
        """This graph and another one, whose ids this one's inputs may refer to."""
        return Graph([*self, *other])

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Resource, ...]]:
        found: dict[str, list[Resource]] = {}
        for each in self:
            found.setdefault(each.type, []).append(each)
        return {type_: tuple(rows) for type_, rows in found.items()}

    @cached_property
    def _by_id(self) -> Mapping[str, Resource]:
        return {each.id: each for each in self if each.id}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Resource, ...]]:
        found: dict[str, list[Resource]] = {}
        for each in self:
            found.setdefault(each.parent, []).append(each)
        return {urn: tuple(rows) for urn, rows in found.items()}

    @cached_property
    def account_names(self) -> Mapping[str, str]:
        """What the program calls each account: the name of the first provider that is bound to it."""
        names: dict[str, str] = {}
        for provider in self.of_type(PROVIDER):
            if provider.account:
                names.setdefault(provider.account, provider.name)
        return names

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """All resources of the given type tokens, in order of URN."""
        return tuple(each for type_ in types for each in self._by_type.get(type_, ()))

    def children(self, resource: Resource) -> tuple[Resource, ...]:
        """What is parented to ``resource`` directly."""
        return self._children.get(resource.urn, ())

    def descendants(self, resource: Resource) -> Iterator[Resource]:
        """What is parented to ``resource``, directly or through others."""
        for child in self.children(resource):
            yield child
            yield from self.descendants(child)

    def find(self, value: Any) -> Resource | None:
        """The resource that an input refers to: its id, its ARN, or another of its outputs."""
        if not isinstance(value, str):
            return None
        if _ID_OF_AWS.fullmatch(value):
            return self._by_id.get(value)
        reference = next(references(value), None)
        return self._by_id.get(reference) if reference else None

    def referred(self, value: Any) -> Iterator[Resource]:
        """Every resource that an input refers to, however deep; those of stacks that were not recorded are left out."""
        if isinstance(value, str):
            found = self.find(value)
            if found is not None:
                yield found
            return
        for each in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
            yield from self.referred(each)

    def waits_for(self, resource: Resource, other: Resource) -> bool:
        """Whether ``resource`` is created after ``other`` and deleted before it, because of some chain of edges."""
        return other.urn in self.upstream(resource)

    def upstream(self, resource: Resource) -> frozenset[str]:
        """URNs of everything that ``resource`` waits for, directly or through others."""
        known = self._upstream.get(resource.urn)
        if known is None:
            seen: set[str] = set()
            todo = list(resource.dependencies)
            while todo:
                urn = todo.pop()
                if urn in seen:
                    continue
                seen.add(urn)
                found = self.resources.get(urn)
                if found is not None:
                    todo += found.dependencies
                    # Who waits for a component waits for all that it declares.
                    todo += () if found.custom else (child.urn for child in self.children(found))
            known = self._upstream[resource.urn] = frozenset(seen)
        return known

    @cached_property
    def _upstream(self) -> dict[str, frozenset[str]]:
        return {}
