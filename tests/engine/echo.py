"""Stands in for the aws, eks and kubernetes plugins under the real Pulumi engine: nothing is made, all is answered.

A create or update echoes its inputs and makes up what AWS would compute. A diff says what the AWS provider would say, as
far as that was measured: which properties differ, and which of them replace the resource. The engine attaches through
PULUMI_DEBUG_PROVIDERS. One server holds one package, for one engine at a time.
"""

import json
import re
import threading
import time
from concurrent import futures
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, resource_pb2, resource_pb2_grpc

from eks_shared_vpc.preview.aws.computed import computed_outputs, partly_unknown_outputs, stand_in_id
from eks_shared_vpc.preview.aws.packaged import Child, expand
from eks_shared_vpc.preview.diff.properties import PropertyChange, changed_properties
from eks_shared_vpc.preview.diff.replacements import effective, forces_replacement
from eks_shared_vpc.preview.graph import PROVIDER, UNKNOWN
from eks_shared_vpc.preview.record import _plain, _struct
from tests.engine.real_ids import Place, real_id, real_outputs

__all__ = ["Call", "Echo", "Failure", "serve"]

CLUSTER = "eks:index:Cluster"
GET_PARTITION = "aws:index/getPartition:getPartition"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
VERSIONS = ("latestVersion", "defaultVersion")
PHYSICAL_NAMES = ("name", "nodeGroupName")
Kind = provider_pb2.PropertyDiff.Kind


@dataclass(frozen=True, slots=True)
class Call:
    """Something that was really done, in the order in which it was done.

    Attributes:
        action: ``create``, ``update`` or ``delete``.
        urn: Of the resource.
        provider: URN of the provider that the engine did it with, and so whose account it was done in.
    """

    action: str
    urn: str
    provider: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Which create fails: the nth of a type and name, where these are given, or else the nth of all."""

    type: str = ""
    name: str = ""
    nth: int = 1

    def covers(self, urn: str) -> bool:
        """Whether a resource is among those that are counted."""
        return self.type in ("", _type(urn)) and self.name in ("", _name(urn))


class Echo(provider_pb2_grpc.ResourceProviderServicer):
    """A provider of any package.

    Attributes:
        calls: What was done; previews are not among it.
        failure: The create that is to fail, or ``None``.
        delays: Seconds that a create or delete takes, by type. What would be in order by luck is not with them.
    """

    def __init__(self, version: str, *, real_ids: bool = False, accepts_resources: bool = False) -> None:
        self._version = version
        self._accepts_resources = accepts_resources
        self._real_ids = real_ids
        self._lock = threading.Lock()
        self._counted = 0
        self._places: dict[str, tuple[str, Place]] = {}  # by connection: the engine opens one for each provider
        self._replaced: dict[str, str] = {}  # ids that are about to be replaced, by URN
        self._failure: Failure | None = None
        self.calls: list[Call] = []
        self.delays: dict[str, float] = {}

    @property
    def failure(self) -> Failure | None:
        return self._failure

    @failure.setter
    def failure(self, failure: Failure | None) -> None:
        self._failure, self._counted = failure, 0

    def done(self, action: str) -> list[str]:
        """URNs of what was created, updated or deleted, in order."""
        return [call.urn for call in self.calls if call.action == action]

    # The protocol's own names, from here on.

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=self._accepts_resources, accept_outputs=False
        )

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return _answer(PROVIDER, _plain(request.old_inputs), _plain(request.news))

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        config = _plain(request.args)
        accounts = config.get("allowedAccountIds", "[]")
        accounts = json.loads(accounts) if isinstance(accounts, str) else accounts
        unbound = Place()
        place = Place(next(iter(accounts), unbound.account), config.get("region", unbound.region))
        self._places[context.peer()] = (request.urn, place)
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        answer = _answer(_type(request.urn), _plain(request.old_inputs), _plain(request.news))
        if answer.replaces:
            self._replaced[request.urn] = request.id
        return answer

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=_in_preview(request))
        self._fail_if_asked(request.urn, context)
        time.sleep(self.delays.get(_type(request.urn), 0))
        inputs = _plain(request.properties)
        id_ = self._id(request.urn, inputs, context)
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        properties.update(self._computed(request.urn, id_, inputs, context))
        self._note("create", request.urn, context)
        return provider_pb2.CreateResponse(id=id_, properties=properties)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        type_, inputs = _type(request.urn), _plain(request.news)
        computed = self._computed(request.urn, request.id, inputs, context)
        if type_ == LAUNCH_TEMPLATE:
            # Tags are the template's own; whatever else changes makes a new version of it.
            before = _plain(request.olds)
            changed = {each.path.split(".")[0] for each in changed_properties(_plain(request.old_inputs), inputs)}
            later = UNKNOWN if request.preview else _next_version(before["latestVersion"])
            computed |= {key: later if changed - {"tags"} else before[key] for key in VERSIONS}
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.news)
        properties.MergeFrom(_struct(computed))  # with unknowns, which update() would not mark
        if not request.preview:
            self._note("update", request.urn, context)
        return provider_pb2.UpdateResponse(properties=properties)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        time.sleep(self.delays.get(_type(request.urn), 0))
        self._note("delete", request.urn, context)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Only what the real eks plugin asks for; our own programs ask for nothing."""
        if request.tok != GET_PARTITION:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"the stand-in has no answer to {request.tok}")
        answer = {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}
        return provider_pb2.InvokeResponse(**{"return": _struct(answer)})

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def Construct(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Register a packaged component and the children that our model says it has."""
        with grpc.insecure_channel(request.monitorEndpoint) as channel:
            try:
                urn = _construct(resource_pb2_grpc.ResourceMonitorStub(channel), request)
            except grpc.RpcError as error:
                context.abort(grpc.StatusCode.UNKNOWN, f"{request.name} was not made: {error.details()}")
        return provider_pb2.ConstructResponse(urn=urn, state=struct_pb2.Struct())

    def _note(self, action: str, urn: str, context: Any) -> None:
        provider, _ = self._places[context.peer()]
        self.calls.append(Call(action, urn, provider))

    def _fail_if_asked(self, urn: str, context: Any) -> None:
        if self._failure is None or not self._failure.covers(urn):
            return
        with self._lock:
            self._counted += 1
            fails = self._counted == self._failure.nth
        if fails:
            context.abort(grpc.StatusCode.UNKNOWN, f"the stand-in was told to fail at {_name(urn)}")

    def _id(self, urn: str, inputs: dict[str, Any], context: Any) -> str:
        """A new id: the stand-in that a recording has too, so that states and graphs can be compared; or as AWS has it."""
        replaced = self._replaced.pop(urn, None)
        if self._real_ids:
            _, place = self._places[context.peer()]
            return real_id(_type(urn), _name(urn), inputs, place, seed=f"{urn} {replaced or ''}")
        id_ = stand_in_id(urn.split("::", 1)[0].rsplit(":", 1)[-1], _type(urn), _name(urn))
        return _next_version(replaced) if replaced else id_

    def _computed(self, urn: str, id_: str, inputs: dict[str, Any], context: Any) -> dict[str, Any]:
        if self._real_ids:
            _, place = self._places[context.peer()]
            return real_outputs(_type(urn), id_, inputs, place)
        return computed_outputs(_type(urn), id_, inputs)


def serve(version: str, *, real_ids: bool = False, accepts_resources: bool = False) -> tuple[grpc.Server, Echo, int]:
    """Start a server on a free port of this machine.

    Args:
        version: What it says that it is.
        real_ids: Whether ids and ARNs have the form that AWS gives them, and not that of a recording.
        accepts_resources: Whether resources among inputs arrive as such, as with a plugin of components, or as their ids.
    """
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    echo = Echo(version, real_ids=real_ids, accepts_resources=accepts_resources)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(echo, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, echo, port


def _construct(monitor: Any, request: Any) -> str:
    component = monitor.RegisterResource(
        resource_pb2.RegisterResourceRequest(
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=False,
            acceptSecrets=True,
            dependencies=request.dependencies,
        )
    )
    # A plugin's own resources depend on what its inputs came from, not on what the component waits for.
    referred: dict[str, list[str]] = {key: [] for key in request.inputs}
    for key, value in request.inputs.fields.items():
        _take_out_references(value, referred[key])
    inputs = _plain(request.inputs)
    sources = {key: {*each.urns, *referred.get(key, ())} for key, each in request.inputDependencies.items()}
    upstream = sorted(set().union(*sources.values()))
    if request.type == CLUSTER:
        inputs["serviceRole"] = _arn_of(monitor, referred["serviceRole"][0])
    for child in _children(request.type, request.name, inputs):
        made = resource_pb2.RegisterResourceRequest(
            type=child.type,
            name=child.name,
            parent=component.urn,
            custom=True,
            acceptSecrets=True,
            provider=request.providers["aws"] if child.type.startswith("aws:") else "",
            object=_struct(child.inputs),
            dependencies=upstream,
            ignoreChanges=child.ignore_changes,
        )
        for key in child.inputs:
            made.propertyDependencies[key].urns.extend(sorted(sources.get(child.sources.get(key, key), ())))
        monitor.RegisterResource(made)
    outputs = resource_pb2.RegisterResourceOutputsRequest(urn=component.urn, outputs=struct_pb2.Struct())
    monitor.RegisterResourceOutputs(outputs)
    return str(component.urn)


def _take_out_references(value: Any, referred: list[str]) -> None:
    """Put ids in place of references to resources, whose URNs are added to ``referred``."""
    for each in value.list_value.values:
        _take_out_references(each, referred)
    fields = value.struct_value.fields
    key = rpc._special_sig_key
    if key in fields and fields[key].string_value == rpc._special_resource_sig:  # asking a message's map makes the key
        referred.append(fields["urn"].string_value)
        value.string_value = fields["id"].string_value
        return
    for each in fields.values():
        _take_out_references(each, referred)


def _arn_of(monitor: Any, urn: str) -> Any:
    """The ARN of a resource of this deployment."""
    asked = resource_pb2.ResourceInvokeRequest(tok="pulumi:pulumi:getResource", args=_struct({"urn": urn}))
    answer = _plain(getattr(monitor.Invoke(asked), "return"))
    return answer["state"].get("arn", UNKNOWN)


def _type(urn: str) -> str:
    return urn.split("::")[2].rsplit("$", maxsplit=1)[-1]


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _answer(type_: str, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """What the AWS provider would say to a change; what is not known yet, in a preview, counts as different."""
    changes = list(effective(type_, changed_properties(before, after)))
    if not changes:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
    replaces = [each.path for each in changes if forces_replacement(type_, each, before, after)]
    # Two things cannot have one name: where it was given by hand, the old one has to go first (engine-facts 11.5).
    named = any(after.get(key) is not None and after.get(key) == before.get(key) for key in PHYSICAL_NAMES)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=sorted({each.path.split(".", 1)[0] for each in changes}),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and named,
        detailedDiff={
            each.path: provider_pb2.PropertyDiff(kind=_kind(each, each.path in replaces), inputDiff=True)
            for each in changes
        },
        hasDetailedDiff=True,
    )


def _in_preview(request: Any) -> Any:
    """The properties of what is not created yet. Of outputs that are no inputs the engine knows itself that they are unknown."""
    properties = struct_pb2.Struct()
    properties.CopyFrom(request.properties)
    properties.MergeFrom(_struct(partly_unknown_outputs(_type(request.urn), _plain(request.properties))))
    return properties


def _kind(change: PropertyChange, replaces: bool) -> Any:
    if change.before is None:
        return Kind.ADD_REPLACE if replaces else Kind.ADD
    if change.after is None:
        return Kind.DELETE_REPLACE if replaces else Kind.DELETE
    return Kind.UPDATE_REPLACE if replaces else Kind.UPDATE


def _next_version(version: Any) -> Any:
    """Of a number the next; of a stand-in ``x`` it is ``x~2``, and then ``x~3``."""
    if not isinstance(version, str):
        return int(version or 0) + 1
    counted = re.fullmatch(r"(.*)~(\d+)", version)
    return f"{counted[1]}~{int(counted[2]) + 1}" if counted else f"{version}~2"


def _children(type_: str, name: str, inputs: dict[str, Any]) -> tuple[Child, ...]:
    return _cluster(name, inputs) if type_ == CLUSTER else expand(type_, name, inputs) or ()


def _cluster(name: str, inputs: dict[str, Any]) -> tuple[Child, ...]:
    """What ``pulumi_eks.Cluster`` makes of a role and subnets that it is given, without add-ons (measured: engine-facts 4)."""
    cluster = {
        "name": inputs["name"],
        "version": inputs["version"],
        "roleArn": inputs["serviceRole"],
        "bootstrapSelfManagedAddons": True,
        "accessConfig": {
            "authenticationMode": inputs["authenticationMode"],
            "bootstrapClusterCreatorAdminPermissions": True,
        },
        "tags": {"Name": f"{name}-eksCluster", **inputs.get("tags", {})},
        "vpcConfig": {
            "subnetIds": [*inputs.get("publicSubnetIds", []), *inputs.get("privateSubnetIds", [])],
            "endpointPrivateAccess": inputs["endpointPrivateAccess"],
            "publicAccessCidrs": inputs["publicAccessCidrs"],
        },
    }
    ignored = ("accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons")
    return (
        Child("aws:eks/cluster:Cluster", f"{name}-eksCluster", cluster, ignore_changes=ignored),
        Child("pulumi:providers:kubernetes", f"{name}-eks-k8s", {"kubeconfig": "{}"}),
    )
