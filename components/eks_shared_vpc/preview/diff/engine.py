"""What the engine itself says: a ``pulumi preview --json --show-sames`` document as the two sides of a comparison.

Such a document holds real ids. They are exchanged for the stand-ins that a recording has, so that both are read by the
same rules; what is unknown until deployment is found again by what the engine says that it depends on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.preview.computed import COMPUTED, stand_in_id
from eks_shared_vpc.preview.diff.changes import Change, Kind, changes_between
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.properties import PropertyChange
from eks_shared_vpc.preview.diff.snapshot import snapshot_of
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import PROVIDER, UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.record import STACK_REFERENCE, Recording, bound_account

__all__ = ["read_engine_preview"]

PACKAGED = "eks:"
CLUSTER = "aws:eks/cluster:Cluster"
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes what is known after deployment."""
_KINDS: Mapping[str, Kind | None] = {
    "same": None,
    "read": None,
    "refresh": None,
    "create": Kind.CREATE,
    "import": Kind.CREATE,
    "update": Kind.UPDATE,
    "delete": Kind.DELETE,
    "discard": Kind.DELETE,
    "read-discard": Kind.DELETE,
    "replace": Kind.REPLACE,
    "create-replacement": Kind.REPLACE,
    "delete-replaced": Kind.REPLACE,
    "import-replacement": Kind.REPLACE,
}


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _State(_Row):
    urn: str
    type: str
    id: str = ""
    custom: bool = False
    protect: bool = False
    parent: str = ""
    provider: str = ""
    inputs: Mapping[str, Any] = Field(default_factory=dict)
    outputs: Mapping[str, Any] = Field(default_factory=dict)
    dependencies: tuple[str, ...] | None = ()
    property_dependencies: Mapping[str, tuple[str, ...] | None] | None = Field(
        default=None, alias="propertyDependencies"
    )


class _Step(_Row):
    op: str
    urn: str
    old: _State | None = Field(default=None, alias="oldState")
    new: _State | None = Field(default=None, alias="newState")
    diff_reasons: tuple[str, ...] = Field(default=(), alias="diffReasons")
    replace_reasons: tuple[str, ...] = Field(default=(), alias="replaceReasons")


class _Diagnostic(_Row):
    urn: str = ""
    message: str = ""
    severity: str = ""


class _Document(_Row):
    steps: tuple[_Step, ...]
    summary: Mapping[str, int] = Field(default_factory=dict, alias="changeSummary")
    diagnostics: tuple[_Diagnostic, ...] = ()


def read_engine_preview(path: Path) -> tuple[Difference, Preview]:
    """A document of ``pulumi preview --json --show-sames`` as a difference, with the stack as it will be.

    Raises:
        InputError: if it is no such document, or leaves out what does not change.
    """
    try:
        document = _Document.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise _problem(path, "no-engine-preview", f"this is not a preview of the engine: {reason}") from None
    same = sum(step.op == "same" for step in document.steps)
    if not document.steps or same < document.summary.get("same", 0):
        message = "this leaves out the resources that do not change, which the meaning needs"
        raise _problem(path, "unchanged-left-out", message)
    before, after = _Translation(document).graphs()
    stack = document.steps[0].urn.split("::", 1)[0].removeprefix("urn:pulumi:")
    one, other = (Preview(RecordedStack(stack, Recording(graph, {}), {}, ())) for graph in (before, after))
    now = snapshot_of(other)
    errors = tuple(_refusals(document, stack))
    steps = tuple(_steps(document, before, after))
    return Difference(stack, snapshot_of(one), replace(now, findings=(*errors, *now.findings)), steps=steps), other


class _Translation:
    """Real ids to stand-ins: those in outputs by what they are, unknown ones by what the engine says they depend on."""

    def __init__(self, document: _Document) -> None:
        self._steps = document.steps
        states = [state for step in document.steps for state in (step.old, step.new) if state is not None]
        self._ids = {state.urn: _stand_in(state) for state in states if state.custom}
        self._types = {state.urn: state.type for state in states}
        # A packaged component's children are made once all is there that the component waits for; they do not say so.
        self._waits = {
            state.urn: tuple(state.dependencies or ()) for state in states if state.type.startswith(PACKAGED)
        }
        self._known: dict[str, str] = {}
        for state in states:
            if state.custom and not state.type.startswith("pulumi:"):
                self._known |= dict(_real_values(state))
        self._accounts = {
            state.urn: (bound_account(state.inputs), state.inputs.get("region"))
            for state in states
            if state.type == PROVIDER
        }

    def graphs(self) -> tuple[Graph, Graph]:
        before = {step.old.urn: step.old for step in self._steps if step.old is not None and step.op != "create"}
        after = {step.new.urn: step.new for step in self._steps if step.new is not None and step.op not in _GONE}
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

    def _resource(self, state: _State, former: Resource | None = None) -> Resource:
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
        if UNKNOWN not in _texts(value):
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
        there = set(_texts(value))
        custom = [urn for urn in dependencies if urn in self._ids]
        alike = [urn for urn in custom if self._types[urn].rsplit(":", 1)[-1].lower() in key.lower()]
        for urn in alike or custom:
            suffix = "#arn" if key.lower().endswith("arn") else ""
            if self._types[urn] == CLUSTER and "securitygroup" in key.lower():
                suffix = "#clusterSecurityGroupId"
            if f"{self._ids[urn]}{suffix}" not in there:
                yield f"{self._ids[urn]}{suffix}"

    def _translated(self, value: Any) -> Any:
        if isinstance(value, str):
            return UNKNOWN if value == _UNKNOWN else self._known.get(value, value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, Mapping):
            return {key: self._translated(each) for key, each in value.items()}
        return [self._translated(each) for each in value] if isinstance(value, list) else value


def _stand_in(state: _State) -> str:
    stack = state.urn.split("::", 1)[0].removeprefix("urn:pulumi:")
    return stand_in_id(stack, state.type, state.urn.split("::", 3)[3])


def _real_values(state: _State) -> Iterator[tuple[str, str]]:
    """What stands for a deployed resource in the inputs of others, with the stand-in for each.

    An id that is also an input, a cluster's name for instance, stays: it means that name, and not only this resource.
    """
    given = set(_texts(state.inputs))
    id_ = _stand_in(state)
    if state.id and state.id not in given:
        yield state.id, id_
    for key in ("arn", *COMPUTED.get(state.type, ())):
        value = state.outputs.get(key)
        if isinstance(value, str) and value and not value.isdigit() and value not in given and value != _UNKNOWN:
            yield value, f"{id_}#{key}"
    config = state.outputs.get("vpcConfig")
    group = config.get("clusterSecurityGroupId") if isinstance(config, Mapping) else None
    if isinstance(group, str) and group:
        yield group, f"{id_}#clusterSecurityGroupId"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _steps(document: _Document, before: Graph, after: Graph) -> Iterator[Change]:
    """What the engine will do, one change for each resource: a replacement is several steps of its."""
    former = {alias: each.urn for each in after for alias in each.aliases}
    computed = {each.resource.urn: each for each in changes_between(before, after)}
    seen: set[str] = set()
    for step in sorted(document.steps, key=lambda step: (step.op not in _REPLACING, step.urn)):
        kind = _KINDS.get(step.op, Kind.UPDATE)
        one, other = before.resources.get(step.old.urn if step.old else step.urn), after.resources.get(step.urn)
        there = other or one
        if kind is None or step.urn in seen or there is None or not there.custom or step.urn in former:
            continue
        seen.add(step.urn)
        if one is None or other is None:
            yield Change(kind, one, other)
            continue
        worked_out = computed.get(step.urn)
        properties = worked_out.properties if worked_out else ()
        paths = {each.path.split(".")[0] for each in properties}
        reasons = (*step.diff_reasons, *step.replace_reasons) or _unknown(step)
        said = (PropertyChange(path, None, None) for path in dict.fromkeys(reasons) if path.split(".")[0] not in paths)
        moved = one.account != other.account and None not in (one.account, other.account)
        yield Change(
            Kind.MOVE if moved else kind,
            one,
            other,
            (*properties, *said),
            tuple(dict.fromkeys(step.replace_reasons)),
            worked_out is None or worked_out.own,
        )


def _unknown(step: _Step) -> tuple[str, ...]:
    """The inputs that are known after deployment only: why something is updated, where the engine does not say."""
    inputs = step.new.inputs if step.new is not None else {}
    return tuple(key for key, value in inputs.items() if _UNKNOWN in _texts(value))


def _refusals(document: _Document, stack: str) -> Iterator[Finding]:
    """Why the engine would not go through with it; what it says of protected resources has a meaning of its own."""
    for each in document.diagnostics:
        text = " ".join(each.message.removeprefix("error: ").split())
        if each.severity == "error" and "is protected" not in text and text != "preview failed":
            yield Finding("engine-error", Level.ERROR, each.urn or stack, text, "see the output of pulumi preview")


def _problem(path: Path, id_: str, message: str) -> InputError:
    allowed = "what pulumi preview --json --show-sames prints"
    return InputError(
        [
            Problem(
                id_, "--engine-json", message, str(path), allowed, "run it with both options, and save what it prints"
            )
        ]
    )


_REPLACING = frozenset({"replace", "create-replacement", "import-replacement"})
_GONE = frozenset({"delete", "delete-replaced", "discard", "read-discard"})
