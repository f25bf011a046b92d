"""Stands in for the aws and eks plugins under the real Pulumi engine: echoes inputs, and makes up what AWS would compute.

The engine attaches to it through PULUMI_DEBUG_PROVIDERS. One server holds one package, for one engine at a time.
"""

from concurrent import futures
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, resource_pb2, resource_pb2_grpc

from eks_shared_vpc.preview.computed import computed_outputs, stand_in_id
from eks_shared_vpc.preview.expand import expand
from eks_shared_vpc.preview.record import _plain, _struct

__all__ = ["Echo", "serve"]


class Echo(provider_pb2_grpc.ResourceProviderServicer):
    """A provider of any package."""

    def __init__(self, version: str) -> None:
        self._version = version
        self.calls: list[tuple[str, str]] = []

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802  # the protocol's names
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=False, accept_outputs=False)

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return self.Diff(request, context)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        same = _plain(request.old_inputs) == _plain(request.news)
        changes = provider_pb2.DiffResponse.DIFF_NONE if same else provider_pb2.DiffResponse.DIFF_SOME
        return provider_pb2.DiffResponse(changes=changes)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.calls.append(("create", request.urn))
        id_ = _id(request.urn)
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        if not request.preview:
            type_ = request.urn.split("::")[2].split("$")[-1]
            properties.update(computed_outputs(type_, id_, _plain(request.properties)))
        return provider_pb2.CreateResponse(id="" if request.preview else id_, properties=properties)

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.calls.append(("update", request.urn))
        return provider_pb2.UpdateResponse(properties=request.news)

    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.calls.append(("delete", request.urn))
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def Construct(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Register a packaged component and the children that our model says it has."""
        with grpc.insecure_channel(request.monitorEndpoint) as channel:
            monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
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
            referred: set[str] = set()
            inputs = _without_references(_plain(request.inputs), referred)
            upstream = {urn for each in request.inputDependencies.values() for urn in each.urns} | referred
            for child in expand(request.type, request.name, inputs) or ():
                monitor.RegisterResource(
                    resource_pb2.RegisterResourceRequest(
                        type=child.type,
                        name=child.name,
                        parent=component.urn,
                        custom=True,
                        acceptSecrets=True,
                        provider=request.providers["aws"],
                        object=_struct(child.inputs),
                        dependencies=sorted(upstream),
                    )
                )
            monitor.RegisterResourceOutputs(
                resource_pb2.RegisterResourceOutputsRequest(urn=component.urn, outputs=struct_pb2.Struct())
            )
        return provider_pb2.ConstructResponse(urn=component.urn, state=struct_pb2.Struct())


def serve(version: str) -> tuple[grpc.Server, Echo, int]:
    """Start a server on a free port of this machine."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    echo = Echo(version)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(echo, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, echo, port


def _id(urn: str) -> str:
    """The same stand-in that a recording has, so that states and graphs can be compared."""
    head, _, types, name = urn.split("::")
    return stand_in_id(head.rsplit(":", 1)[-1], types.split("$")[-1], name)


def _without_references(value: Any, referred: set[str]) -> Any:
    """Inputs with ids in place of references to resources, whose URNs are added to ``referred``."""
    if isinstance(value, dict):
        if value.get(rpc._special_sig_key) == rpc._special_resource_sig:
            referred.add(value["urn"])
            return value.get("id", "")
        return {key: _without_references(each, referred) for key, each in value.items()}
    return [_without_references(each, referred) for each in value] if isinstance(value, list) else value
