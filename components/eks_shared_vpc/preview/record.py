"""Runs a Pulumi program against a recording monitor: no cloud, no credentials, no CLI.

The monitor stands where the engine would: it takes every registration, answers with what is known before deployment,
and keeps the graph. A recording sees what ordinary mocks hide: parents, dependencies, each resource's provider and so
its account, the registered outputs, and the children of packaged components.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.output import Unknown
from pulumi.runtime import mocks, rpc, run_in_stack, set_all_config
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2
from pulumi.runtime.settings import SETTINGS, configure

from eks_shared_vpc.preview.aliases import former_urns
from eks_shared_vpc.preview.computed import computed_outputs, stand_in_id
from eks_shared_vpc.preview.expand import Child, expand
from eks_shared_vpc.preview.graph import PROVIDER, STACK, UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.transforms import apply_transforms

__all__ = ["ORGANIZATION", "STACK_REFERENCE", "Recording", "bound_account", "record"]

ORGANIZATION = "organization"
"""What Pulumi calls the organization where its backend has none."""
STACK_REFERENCE = "pulumi:pulumi:StackReference"
"""The type of what reads another stack's outputs; it is no resource of AWS."""
_AWS = "aws"


@dataclass(frozen=True, slots=True)
class Recording:
    """What came of running a program.

    Attributes:
        graph: Everything that it declared.
        outputs: What it exported.
        referenced: The stacks whose outputs it asked for.
        opaque: URNs of packaged components whose children are not modelled, so that they are missing from the graph.
        lookups: Function tokens that it invoked at the provider; a preview cannot answer them.
    """

    graph: Graph
    outputs: Mapping[str, Any]
    referenced: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()
    lookups: tuple[str, ...] = ()


def record(
    program: Callable[[], None],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str] | None = None,
    references: Mapping[str, Mapping[str, Any]] | None = None,
    known_ids: bool = True,
) -> Recording:
    """Run ``program`` as ``pulumi preview`` would run it, and record what it declares.

    Args:
        program: Declares resources; a module's code, or a function.
        project: Name of the Pulumi project.
        stack: Name of the stack.
        config: The stack's configuration; structured values as JSON.
        references: Outputs of other stacks by their full name, for stack references. Those of others are unknown.
        known_ids: Whether ids and computed outputs have stand-ins, so that the graph shows what refers to what.
            Without them everything is unknown that is so in the first preview of a stack.

    Raises:
        LookupError: if the program looks something up in AWS.
        Exception: whatever the program raises.
    """
    recorder = _Recorder(project, stack, references or {}, known_ids)
    set_all_config(dict(config or {}))
    SETTINGS.outputs.clear()  # what a recording that failed has left behind belongs to an event loop that is closed
    # As mocks.set_mocks does it, but without a stack of its own: run_in_stack makes one, and registers its outputs.
    features = set(recorder.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures)
    engine = mocks.MockEngine(_LOGGER)
    configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]
            monitor=recorder,
            monitor_features=features,
            engine=engine,
            project=project,
            stack=stack,
            dry_run=True,
            organization=ORGANIZATION,
            callbacks=None,
        )
    )
    try:
        asyncio.run(run_in_stack(program))
    except Exception as error:
        refused = next(
            (token for token in recorder.recording().lookups if f"invoke of {token} failed" in str(error)), None
        )
        if refused is None:
            raise
        raise LookupError(f"{refused} {NO_ANSWER}") from error
    return recorder.recording()


NO_ANSWER = "asks AWS, and a preview without a cloud has no answer: pass what it would return as configuration"
_LOGGER = logging.getLogger("eks_shared_vpc.preview")


class _NoMocks(mocks.Mocks):
    """Never asked: the recorder answers by itself."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        raise AssertionError(args.typ)


@dataclass
class _Seen:
    """What the recorder keeps while the program runs."""

    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    transforms: dict[str, list[callback_pb2.Callback]] = field(default_factory=dict)
    stack_transforms: list[callback_pb2.Callback] = field(default_factory=list)
    referenced: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)
    lookups: set[str] = field(default_factory=set)


class _Recorder(mocks.MockMonitor):
    def __init__(self, project: str, stack: str, references: Mapping[str, Mapping[str, Any]], known_ids: bool) -> None:
        super().__init__(_NoMocks())
        self._project, self._stack = project, stack
        self._references, self._known_ids = references, known_ids
        self._seen = _Seen()
        self._lock = threading.Lock()

    def recording(self) -> Recording:
        seen = self._seen
        resources = [
            replace(each, outputs=seen.outputs[each.urn]) if each.urn in seen.outputs else each
            for each in seen.resources.values()
        ]
        exported: Mapping[str, Any] = next(
            (outputs for urn, outputs in seen.outputs.items() if urn.split("::")[2] == STACK), {}
        )
        return Recording(
            Graph(resources),
            exported,
            tuple(sorted(seen.referenced)),
            tuple(sorted(seen.opaque)),
            tuple(sorted(seen.lookups)),
        )

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """A URN as the engine makes it: the types of all parents but the stack, then the own one."""
        above = parent.split("::")[2] if parent else STACK
        qualified = type_ if above == STACK else f"{above}${type_}"
        return "::".join([f"urn:pulumi:{self._stack}", self._project, qualified, name])

    # The monitor's side of the engine's protocol. Calls come in on threads of their own.

    def GetDeploymentInfo(self, request: empty_pb2.Empty) -> resource_pb2.DeploymentInfo:  # noqa: N802  # the protocol's name
        # Without resource references, as they make mocks fail at random when a resource is an input (engine-facts 8).
        info = super().GetDeploymentInfo(request)  # type: ignore[no-untyped-call]
        kept = [
            each for each in info.supportedFeatures if each != resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES
        ]
        return resource_pb2.DeploymentInfo(supportedFeatures=kept)

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:  # noqa: N802
        with self._lock:
            self._seen.stack_transforms.append(request)
        return empty_pb2.Empty()

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        with self._lock:
            self._seen.outputs[request.urn] = _plain(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        if request.tok == "pulumi:pulumi:getResource":
            return super().Invoke(request)  # type: ignore[no-untyped-call, no-any-return]
        with self._lock:
            self._seen.lookups.add(request.tok)
        # As a refusal of the provider: an exception here would never reach a program that waits for the answer.
        reason = f"{request.tok} {NO_ANSWER}"
        return resource_pb2.ResourceInvokeResponse(failures=[provider_pb2.CheckFailure(reason=reason)])

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        urn = self.make_urn(request.parent, request.type, request.name)
        state = struct_pb2.Struct()
        state.CopyFrom(request.properties)
        if request.type == STACK_REFERENCE:
            with self._lock:
                self._seen.referenced.add(request.id)
            known = self._references.get(request.id)
            state.update({"outputs": rpc.UNKNOWN if known is None else _simplified(known)})
        return resource_pb2.ReadResourceResponse(urn=urn, properties=state)

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self._seen.resources:
            raise ValueError(f"two resources have the same URN: {urn}; give one of them another name")
        if request.type == STACK:
            self._keep(urn, request, {})
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if request.transforms:
            self._seen.transforms[urn] = list(request.transforms)
        request = self._transformed(urn, request)
        inputs = _plain(request.object)
        kept = self._keep(urn, request, inputs)
        if request.remote:
            self._expand(kept, request, inputs)
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        if self._known_ids and request.custom:
            state.update(computed_outputs(request.type, kept.id, inputs))
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=kept.id if self._known_ids and request.custom else "", object=state
        )

    def _transformed(
        self, urn: str, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceRequest:
        seen = self._seen
        callbacks = list(seen.transforms.get(urn, ()))
        parent = request.parent
        while parent in seen.resources:
            callbacks += seen.transforms.get(parent, ())
            parent = seen.resources[parent].parent
        callbacks += seen.stack_transforms
        return apply_transforms(request, callbacks) if callbacks else request

    def _keep(
        self, urn: str, request: resource_pb2.RegisterResourceRequest, inputs: Mapping[str, Any], modelled: bool = False
    ) -> Resource:
        provider = request.provider.rsplit("::", 1)[0]
        account, region = self._account_of(provider or request.providers.get(_AWS, "").rsplit("::", 1)[0])
        if request.type == PROVIDER:
            account, region = bound_account(inputs), inputs.get("region")
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            stack=self._stack,
            parent=request.parent,
            id=stand_in_id(self._stack, request.type, request.name) if request.custom else "",
            custom=request.custom,
            provider=provider,
            account=account,
            region=region,
            inputs=inputs,
            dependencies=tuple(sorted(set(request.dependencies))),
            property_dependencies={
                key: tuple(sorted(each.urns)) for key, each in sorted(request.propertyDependencies.items()) if each.urns
            },
            aliases=former_urns(request, self._seen.resources.get(request.parent), self.make_urn),
            ignore_changes=tuple(request.ignoreChanges),
            protect=request.protect,
            modelled=modelled,
        )
        with self._lock:
            self._seen.resources[urn] = resource
        return resource

    def _account_of(self, provider: str) -> tuple[str | None, str | None]:
        found = self._seen.resources.get(provider)
        return (found.account, found.region) if found else (None, None)

    def _expand(
        self, component: Resource, request: resource_pb2.RegisterResourceRequest, inputs: Mapping[str, Any]
    ) -> None:
        children = expand(request.type, request.name, inputs)
        if children is None:
            with self._lock:
                self._seen.opaque.add(component.urn)
        for child in children or ():
            made = resource_pb2.RegisterResourceRequest(
                type=child.type,
                name=child.name,
                parent=component.urn,
                custom=True,
                provider=request.providers.get(_AWS, ""),
                object=_struct(child.inputs),
            )
            made.dependencies.extend([*request.dependencies, *self._owners(child)])
            for key in child.inputs:
                source = request.propertyDependencies.get(child.sources.get(key, key))
                if source is not None:
                    made.propertyDependencies[key].urns.extend(source.urns)
            made.ignoreChanges.extend(child.ignore_changes)
            urn = self.make_urn(component.urn, child.type, child.name)
            made = self._transformed(urn, made)
            self._keep(urn, made, _plain(made.object), modelled=True)

    def _owners(self, child: Child) -> list[str]:
        """URNs of what a modelled child's inputs refer to: the plugin would have these edges from its own inputs."""
        with self._lock:
            seen = Graph(self._seen.resources.values())
        return [each.urn for each in seen.referred(child.inputs)]


def bound_account(inputs: Mapping[str, Any]) -> str | None:
    """The one account that a provider may work in; nested provider configuration arrives as JSON (engine-facts 1)."""
    allowed = inputs.get("allowedAccountIds")
    if isinstance(allowed, str) and allowed != UNKNOWN:
        allowed = json.loads(allowed)
    return allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else None


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """A message's properties as plain Python: whole numbers as int, secrets opened, unknowns marked."""
    plain = _simplified(rpc.deserialize_properties(struct, keep_unknowns=True))
    return plain if isinstance(plain, dict) else {}


def _simplified(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if rpc.is_rpc_secret(value):
        return _simplified(rpc.unwrap_rpc_secret(value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _simplified(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_simplified(each) for each in value]
    return value


def _with_unknowns(value: Any) -> Any:
    if value == UNKNOWN:
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        return {key: _with_unknowns(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_unknowns(each) for each in value]
    return value


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(_with_unknowns(properties))
    return struct
