"""AWS as a recorded graph declares it, read once: typed views of its resources, that every judge asks.

A view is made when it is first asked for, and once; so is every index over the graph (``indexed``). What a program names
by an id that no recorded stack declares is kept as such: it exists, and nothing is known of it.
"""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar, Generic, TypeVar

from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions
from eks_shared_vpc.preview.aws.described import vpc_of
from eks_shared_vpc.preview.aws.existing_vpc import existing_networks
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Listed, Unknown, is_known
from eks_shared_vpc.preview.graph import PROVIDER, Graph, Resource, references

__all__ = ["KINDS", "Model", "Refs", "View", "grouped", "indexed"]

V = TypeVar("V", bound="View")
T = TypeVar("T")
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

KINDS: dict[str, type["View"]] = {}
"""The view of each type of resource that is read at all, by type token."""


class View:
    """A resource in AWS's words.

    Attributes:
        model: The model that it belongs to.
        resource: The recorded resource.
        inputs: Its inputs, read by type.
    """

    types: ClassVar[tuple[str, ...]] = ()
    """Type tokens of what this is a view of."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for token in cls.types:
            KINDS[token] = cls

    def __init__(self, model: "Model", resource: Resource) -> None:
        self.model = model
        self._resource = resource
        self.inputs = Inputs(resource.inputs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name})"

    @property
    def resource(self) -> Resource:
        """The recorded resource."""
        return self._resource

    @property
    def urn(self) -> str:
        """Address in Pulumi."""
        return self.resource.urn

    @property
    def name(self) -> str:
        """Logical name."""
        return self.resource.name

    @property
    def kind(self) -> str:
        """What AWS calls it, as Pulumi spells it: ``NodeGroup``."""
        return self.resource.kind

    @property
    def id(self) -> str:
        """What other resources refer to it by."""
        return self.resource.id

    @property
    def stack(self) -> str:
        """The stack that declares it."""
        return self.resource.stack

    @property
    def account(self) -> str | None:
        """Id of the account that it is in; ``None`` if that is not known."""
        return self.resource.account

    @property
    def account_called(self) -> str:
        """Its account as a reader knows it."""
        return self.model.account_name(self.account)

    @property
    def region(self) -> str:
        """Region that it is in; empty if that is not known."""
        return self.resource.region or ""

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, as far as they are known."""
        return self.resource.tags

    def waits_for(self, other: "View") -> bool:
        """Whether it is created after another resource and deleted before it."""
        return self.model.graph.waits_for(self.resource, other.resource)

    def is_foreign_to(self, other: "View") -> bool:
        """Whether it is known to be in another account than ``other``."""
        return bool(self.account and other.account and self.account != other.account)


@dataclass(frozen=True, slots=True)
class Refs(Generic[V]):
    """What a list of ids or ARNs names.

    Attributes:
        declared: Views of the named resources that a recorded stack declares.
        undeclared: The ids of the others.
        complete: Whether no id is left that is known after deployment only.
    """

    declared: tuple[V, ...] = ()
    undeclared: tuple[str, ...] = ()
    complete: bool = True

    def __iter__(self) -> Iterator[V]:
        return iter(self.declared)

    def __len__(self) -> int:
        return len(self.declared) + len(self.undeclared)

    def __bool__(self) -> bool:
        """Whether something is named, known or not."""
        return bool(self.declared or self.undeclared) or not self.complete

    @property
    def all_declared(self) -> bool:
        """Whether everything that is named is declared, so that it can be judged."""
        return self.complete and not self.undeclared


class Model:
    """The views of one graph, and what its user assumes about the world around it.

    Attributes:
        graph: The graph, with the resources of described networks in it.
        assumptions: What the user assumes.
        described: Who says what is described rather than declared, with the place where that is written, by URN.
    """

    def __init__(self, graph: Graph, assumptions: Assumptions = NO_ASSUMPTIONS) -> None:
        _load_views()
        Model.built += 1
        self.assumptions = assumptions
        existing = list(existing_networks(graph))
        self.described = {each.urn: f"{vpc_of(each)} (ExistingVpc {by.name})" for by, each in existing}
        self.described |= {
            each.urn: f"{vpc_of(each)} ({assumptions.place(vpc_of(each))})" for each in assumptions.resources
        }
        described = [*(each for _, each in existing), *assumptions.resources]
        self.graph = graph.joined(Graph(described)) if described else graph
        self._views: dict[str, View] = {}
        self._of: dict[type[View], tuple[View, ...]] = {}
        self._indexes: dict[Any, Any] = {}

    built: ClassVar[int] = 0
    """How many models this process has built: a preview builds one."""

    def all(self, kind: type[V]) -> tuple[V, ...]:
        """All resources of a kind, in order of URN."""
        found = self._of.get(kind)
        if found is None:
            found = self._of[kind] = tuple(self.view(each, kind) for each in self.graph.of_type(*kind.types))
        return found  # type: ignore[return-value]  # each is of the kind that it is kept under

    def view(self, resource: Resource, kind: type[V]) -> V:
        """The view of a resource."""
        found = self._views.get(resource.urn)
        if found is None:
            found = self._views[resource.urn] = KINDS.get(resource.type, View)(self, resource)
        if not isinstance(found, kind):
            raise TypeError(f"{resource.urn} is no {kind.__name__}")
        return found

    def find(self, value: Any, kind: type[V]) -> V | None:
        """The declared resource that an input names by id, ARN or another output; ``None`` if it is of another kind."""
        resource = self.graph.find(value)
        if resource is None or not issubclass(KINDS.get(resource.type, View), kind):
            return None
        return self.view(resource, kind)

    def any_of(self, value: Any) -> View | None:
        """The declared resource that an input names, whatever it is."""
        return self.find(value, View)

    def refs(self, listed: Listed, kind: type[V]) -> Refs[V]:
        """What a list of ids names."""
        declared: dict[V, None] = {}
        undeclared: dict[str, None] = {}
        for each in listed.rows:
            found = self.find(each, kind)
            if found is not None:
                declared[found] = None
            elif is_known(each):
                undeclared[str(each)] = None
        return Refs(tuple(declared), tuple(undeclared), listed.complete)

    def named_in(self, value: Any) -> Iterator[View]:
        """Every declared resource that a value names, however deep."""
        return (self.view(each, View) for each in dict.fromkeys(self.graph.referred(value)))

    def indexed(self, build: Callable[["Model"], T]) -> T:
        """The index that a function builds, built once."""
        try:
            return self._indexes[build]  # type: ignore[no-any-return]
        except KeyError:
            found = self._indexes[build] = build(self)
            return found

    @cached_property
    def account_names(self) -> Mapping[str, str]:
        """What the program calls each account: the name of the first provider that is bound to it."""
        names: dict[str, str] = {}
        for provider in self.graph.of_type(PROVIDER):
            if provider.account:
                names.setdefault(provider.account, provider.name)
        return names

    def account_name(self, account: str | None) -> str:
        """An account as a reader knows it: its name in the program, and its id."""
        if account is None:
            return "an unknown account"
        name = self.account_names.get(account)
        return f"{name} ({account})" if name else account


@cache
def _load_views() -> None:
    """Load every module of this folder, so that each type has its view."""
    package = sys.modules[__package__ or ""]
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def indexed(build: Callable[[Model], T]) -> Callable[[Model], T]:
    """Make a function of a model answer from an index that is built once for each model."""

    def ask(model: Model) -> T:
        return model.indexed(build)

    ask.__doc__ = build.__doc__
    return ask


def grouped(rows: Iterable[Row], key: Callable[[Row], Key | None]) -> dict[Key, list[Row]]:
    """Rows by a key; those without one are left out."""
    found: dict[Key, list[Row]] = {}
    for each in rows:
        by = key(each)
        if by is not None:
            found.setdefault(by, []).append(each)
    return found


def id_in(value: Any) -> str | Unknown | None:
    """The id that an input gives: that of a stand-in without the output, or the text itself."""
    if value is None or value is UNKNOWN:
        return None if value is None else UNKNOWN
    return next(references(value), str(value)) if is_known(value) else UNKNOWN
