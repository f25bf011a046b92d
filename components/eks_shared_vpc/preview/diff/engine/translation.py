"""Real ids to the stand-ins of a recording, so that both are read by the same rules.

What is unknown until deployment is found again by what the engine says that it depends on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from eks_shared_vpc.preview.aws.cluster import CLUSTER_GROUP, Cluster, cluster_group_of
from eks_shared_vpc.preview.aws.computed import computed_names, stand_in_id
from eks_shared_vpc.preview.aws.provider import is_packaged
from eks_shared_vpc.preview.aws.provider_configuration import bound_account, bound_region
from eks_shared_vpc.preview.diff.engine.document import GONE, KNOWN_LATER, Document, State, texts
from eks_shared_vpc.preview.graph import PROVIDER, UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.record import STACK_REFERENCE

__all__ = ["Translation"]


class Translation:
    """Real ids to stand-ins: those in outputs by what they are, unknown ones by what the engine says they depend on."""

    def __init__(self, document: Document) -> None:
        self._steps = document.steps
        states = [state for step in document.steps for state in (step.old, step.new) if state is not None]
        self._ids = {state.urn: _stand_in(state) for state in states if state.custom}
        self._types = {state.urn: state.type for state in states}
        # A packaged component's children are created after all that the component waits for; they do not say so.
        self._waits = {state.urn: tuple(state.dependencies or ()) for state in states if is_packaged(state.type)}
        self._known: dict[str, str] = {}
        for state in states:
            if state.custom and not state.type.startswith("pulumi:"):
                self._known |= dict(_real_values(state))
        self._accounts = {
            state.urn: (bound_account(state.inputs), bound_region(state.inputs))
            for state in states
            if state.type == PROVIDER
        }

    def graphs(self) -> tuple[Graph, Graph]:
        """The stack as the engine knows it, and as it will be."""
        before = {step.old.urn: step.old for step in self._steps if step.old is not None and step.op != "create"}
        after = {step.new.urn: step.new for step in self._steps if step.new is not None and step.op not in GONE}
        renamed = {step.new.urn: step.old.urn for step in self._steps if step.new is not None and step.old is not None}
        former = {urn: self._resource(state) for urn, state in before.items() if state.type != STACK_REFERENCE}
        return (
            Graph(former.values()),
            Graph(
                self._resource(state, former.get(renamed.get(urn, urn)))
                for urn, state in after.items()
                if state.type != STACK_REFERENCE
            ),
        )

    def _resource(self, state: State, former: Resource | None = None) -> Resource:
        provider = state.provider.rsplit("::", 1)[0]
        account, region = self._accounts.get(state.urn if state.type == PROVIDER else provider, (None, None))
        dependencies = {key: tuple(urns or ()) for key, urns in (state.property_dependencies or {}).items()}
        return Resource(
            urn=state.urn,
            type=state.type,
            name=state.urn.split("::", 3)[3],
            stack=state.urn.split("::", 1)[0].removeprefix("urn:pulumi:"),
            parent=state.parent,
            id=self._ids.get(state.urn, ""),
            custom=state.custom,
            provider=provider,
            account=account,
            region=region,
            inputs={
                key: self._input(key, value, dependencies.get(key, ()), former)
                for key, value in state.inputs.items()
                if not key.startswith("__")
            },
            dependencies=(*(state.dependencies or ()), *self._waits.get(state.parent, ())),
            property_dependencies={key: urns for key, urns in dependencies.items() if urns},
            aliases=(former.urn,) if former is not None and former.urn != state.urn else (),
            protect=state.protect,
        )

    def _input(self, key: str, value: Any, dependencies: tuple[str, ...], former: Resource | None) -> Any:
        """An input with stand-ins in it."""
        value = self._translated(value)
        if UNKNOWN not in texts(value):
            return value
        if former is not None and set(former.property_dependencies.get(key, ())) == set(dependencies):
            return former.inputs.get(key, value)  # unknown only because what it comes from is updated
        return self._resolved(key, value, dependencies)

    def _resolved(self, key: str, value: Any, dependencies: tuple[str, ...]) -> Any:
        """A value with stand-ins for what is unknown in it, as far as its dependencies tell which."""
        if isinstance(value, Mapping):
            return {inner: self._resolved(inner, each, dependencies) for inner, each in value.items()}
        stand_ins = list(self._named_by(key, value, dependencies))
        if value == UNKNOWN:
            return stand_ins if key.endswith("Ids") else stand_ins[0] if len(stand_ins) == 1 else UNKNOWN
        if isinstance(value, list) and value.count(UNKNOWN) == len(stand_ins):
            rest = iter(stand_ins)
            return [next(rest) if each == UNKNOWN else each for each in value]
        return value

    def _named_by(self, key: str, value: Any, dependencies: tuple[str, ...]) -> Iterator[str]:
        """Stand-ins of what an unknown input comes from: of the kind that its name says, if one of that kind is among them."""
        there = set(texts(value))
        custom = [urn for urn in dependencies if urn in self._ids]
        alike = [urn for urn in custom if self._types[urn].rsplit(":", 1)[-1].lower() in key.lower()]
        for urn in alike or custom:
            suffix = "#arn" if key.lower().endswith("arn") else ""
            if self._types[urn] in Cluster.types and "securitygroup" in key.lower():
                suffix = CLUSTER_GROUP
            if f"{self._ids[urn]}{suffix}" not in there:
                yield f"{self._ids[urn]}{suffix}"

    def _translated(self, value: Any) -> Any:
        if isinstance(value, str):
            return UNKNOWN if value == KNOWN_LATER else self._known.get(value, value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, Mapping):
            return {key: self._translated(each) for key, each in value.items()}
        return [self._translated(each) for each in value] if isinstance(value, list) else value


def _stand_in(state: State) -> str:
    stack = state.urn.split("::", 1)[0].removeprefix("urn:pulumi:")
    return stand_in_id(stack, state.type, state.urn.split("::", 3)[3])


def _real_values(state: State) -> Iterator[tuple[str, str]]:
    """What stands for a deployed resource in the inputs of others, with the stand-in for each.

    An id that is also an input, a cluster's name for instance, stays: it means that name, and not only this resource.
    """
    given = set(texts(state.inputs))
    id_ = _stand_in(state)
    if state.id and state.id not in given:
        yield state.id, id_
    for key in ("arn", *computed_names(state.type)):
        value = state.outputs.get(key)
        if isinstance(value, str) and value and not value.isdigit() and value not in given and value != KNOWN_LATER:
            yield value, f"{id_}#{key}"
    group = cluster_group_of(state.outputs)
    if group is not None:
        yield group, f"{id_}{CLUSTER_GROUP}"
