"""Runs a program's own transforms on what it declares, as the engine would.

Mocks record transforms and do not run them. The SDK serves each one in this very process, under a token; so asking it
is one call (engine-facts 8).
"""

from collections.abc import Sequence

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

__all__ = ["apply_transforms"]


def apply_transforms(
    request: resource_pb2.RegisterResourceRequest, callbacks: Sequence[callback_pb2.Callback]
) -> resource_pb2.RegisterResourceRequest:
    """The request as the given transforms leave it, each one seeing what the one before it made.

    Properties, provider and protection may change; dependencies that a transform adds are dropped, as the engine drops
    those of inherited transforms (engine-facts 4).
    """
    changed = resource_pb2.RegisterResourceRequest()
    changed.CopyFrom(request)
    for callback in callbacks:
        with grpc.insecure_channel(callback.target) as channel:
            asked = resource_pb2.TransformRequest(
                type=changed.type,
                name=changed.name,
                custom=changed.custom,
                parent=changed.parent,
                properties=changed.object,
                options=resource_pb2.TransformResourceOptions(
                    depends_on=changed.dependencies,
                    protect=changed.protect,
                    provider=changed.provider,
                    providers=changed.providers,
                    version=changed.version,
                ),
            )
            call = callback_pb2.CallbackInvokeRequest(token=callback.token, request=asked.SerializeToString())
            answer = resource_pb2.TransformResponse.FromString(
                callback_pb2_grpc.CallbacksStub(channel).Invoke(call).response
            )
        changed.object.CopyFrom(answer.properties if answer.HasField("properties") else struct_pb2.Struct())
        if answer.HasField("options"):
            changed.provider = answer.options.provider or changed.provider
            changed.protect = answer.options.protect
    return changed
