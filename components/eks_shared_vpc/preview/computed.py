"""Stand-ins for what AWS computes, so that a program which reads such an output goes on as it would after deployment.

A stand-in says where it comes from: ``dev/eip/network-nat-az1#publicIp`` is the public address of that Elastic IP. So a
recorded input still shows which resource it was read off. Outputs that are not listed are unknown, as in any preview of
a new stack.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["COMPUTED", "computed_outputs", "stand_in_id"]

COMPUTED: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/eip:Eip": ("publicIp", "allocationId"),
    "aws:ec2/vpc:Vpc": ("defaultRouteTableId",),
    "aws:ec2/natGateway:NatGateway": ("publicIp", "privateIp"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("prefixListId",),
    "aws:eks/cluster:Cluster": ("endpoint",),
    "aws:ec2/launchTemplate:LaunchTemplate": ("latestVersion", "defaultVersion"),
    "aws:ram/resourceShare:ResourceShare": (),
}
"""Outputs, besides the ARN, that others are given, by type."""


def stand_in_id(stack: str, type_: str, name: str) -> str:
    """The id of a resource that is not deployed: ``dev/subnet/network-private-az1``."""
    kind = type_.rsplit("/", 1)[-1].split(":", maxsplit=1)[0] if "/" in type_ else type_.rsplit(":", 1)[-1]
    return f"{stack}/{kind}/{name}"


def computed_outputs(type_: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs that AWS would add to a resource's inputs."""
    outputs: dict[str, Any] = {"arn": f"{id_}#arn", **{key: f"{id_}#{key}" for key in COMPUTED.get(type_, ())}}
    if type_ == "aws:ec2/vpc:Vpc" and "cidrBlock" not in inputs and isinstance(inputs.get("ipv4NetmaskLength"), int):
        # What an IPAM pool would allocate is unknown; its size is not. The block stays recognizable as a stand-in.
        outputs["cidrBlock"] = f"0.0.0.0/{inputs['ipv4NetmaskLength']}"
    if type_ == "aws:ec2/vpc:Vpc" and (inputs.get("assignGeneratedIpv6CidrBlock") or inputs.get("ipv6NetmaskLength")):
        # Documentation addresses stand for the block that Amazon or a pool allocates.
        outputs["ipv6CidrBlock"] = f"2001:db8::/{inputs.get('ipv6NetmaskLength', 56)}"
    if type_ == "aws:ec2/vpcEndpoint:VpcEndpoint":
        outputs["dnsEntries"] = [{"dnsName": f"{id_}#dnsName", "hostedZoneId": f"{id_}#hostedZoneId"}]
    if type_ == "aws:eks/cluster:Cluster":
        outputs["name"] = inputs.get("name", id_)
        outputs["certificateAuthority"] = {"data": f"{id_}#certificateAuthority"}
        outputs["identities"] = [{"oidcs": [{"issuer": f"https://{id_}#issuer"}]}]
        config = inputs.get("vpcConfig")
        outputs["vpcConfig"] = {
            **(config if isinstance(config, Mapping) else {}),
            "clusterSecurityGroupId": f"{id_}#clusterSecurityGroupId",
            "vpcId": f"{id_}#vpcId",
        }
    if type_ in ("aws:iam/role:Role", "aws:cloudwatch/logGroup:LogGroup") and "name" not in inputs:
        outputs["name"] = id_
    return outputs
