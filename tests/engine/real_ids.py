"""Ids, ARNs and outputs in the form that AWS gives them: made up, and for the same resource always the same."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Place", "real_id", "real_outputs"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provider works.

    Attributes:
        account: The id of the AWS account.
        region: The region.
    """

    account: str = "000000000000"
    region: str = "us-west-2"


EC2: Mapping[str, tuple[str, str]] = {
    "aws:ec2/vpc:Vpc": ("vpc", "vpc"),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ("vpc-cidr-assoc", ""),
    "aws:ec2/subnet:Subnet": ("subnet", "subnet"),
    "aws:ec2/eip:Eip": ("eipalloc", "elastic-ip"),
    "aws:ec2/internetGateway:InternetGateway": ("igw", "internet-gateway"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ("eigw", "egress-only-internet-gateway"),
    "aws:ec2/natGateway:NatGateway": ("nat", "natgateway"),
    "aws:ec2/routeTable:RouteTable": ("rtb", "route-table"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ("rtbassoc", ""),
    "aws:ec2/route:Route": ("r-rtb", ""),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("sg", "security-group"),
    "aws:ec2/securityGroup:SecurityGroup": ("sg", "security-group"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ("sgr", "security-group-rule"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ("sgr", "security-group-rule"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("vpce", "vpc-endpoint"),
    "aws:ec2/launchTemplate:LaunchTemplate": ("lt", "launch-template"),
    "aws:ec2/flowLog:FlowLog": ("fl", "vpc-flow-log"),
}
"""By type: how its ids begin, and what it is called in an ARN; nothing for what has none."""

NAMED: Mapping[str, str] = {
    "aws:iam/role:Role": "role",
    "aws:cloudwatch/logGroup:LogGroup": "log-group",
    "aws:eks/cluster:Cluster": "cluster",
}
"""Types whose id is their name."""

JOINED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "aws:ec2/tag:Tag": (",", ("resourceId", "key")),
    "aws:ram/resourceAssociation:ResourceAssociation": (",", ("resourceShareArn", "resourceArn")),
    "aws:ram/principalAssociation:PrincipalAssociation": (",", ("resourceShareArn", "principal")),
    "aws:eks/accessEntry:AccessEntry": (":", ("clusterName", "principalArn")),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ("#", ("clusterName", "principalArn", "policyArn")),
    "aws:eks/addon:Addon": (":", ("clusterName", "addonName")),
}
"""Types whose id is put together of inputs."""


def real_id(type_: str, name: str, inputs: Mapping[str, Any], place: Place, seed: str) -> str:
    """The id of a new resource; ``seed`` is what tells it from all others."""
    if type_ in EC2:
        return f"{EC2[type_][0]}-0{_hex(seed, 16)}"
    if type_ in NAMED:
        return str(inputs.get("name") or f"{name}-{_hex(seed, 7)}")
    if type_ in JOINED:
        separator, keys = JOINED[type_]
        return separator.join(str(inputs[key]) for key in keys)
    made: Mapping[str, Callable[[], str]] = {
        "aws:ram/resourceShare:ResourceShare": lambda: f"{_arn('ram', place)}:resource-share/{_uuid(seed)}",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": lambda: f"{inputs['role']}-{_hex(seed, 26)}",
        "aws:iam/rolePolicy:RolePolicy": lambda: f"{inputs['role']}:{name}-{_hex(seed, 7)}",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": lambda: (
            f"arn:aws:iam::{place.account}:oidc-provider/{str(inputs['url']).removeprefix('https://')}"
        ),
        "aws:eks/nodeGroup:NodeGroup": lambda: f"{inputs['clusterName']}:{name}-{_hex(seed, 7)}",
        "aws:eks/podIdentityAssociation:PodIdentityAssociation": lambda: f"a-{_hex(seed, 17)}",
    }
    return made[type_]()


def real_outputs(type_: str, id_: str, inputs: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """What AWS adds to the inputs of a resource: its ARN, and the outputs that programs of ours read."""
    outputs: dict[str, Any] = {}
    arn = _resource_arn(type_, id_, inputs, place)
    if arn:
        outputs["arn"] = arn
    if type_ in NAMED:
        outputs["name"] = id_
    further = OUTPUTS.get(type_)
    return {**outputs, **further(id_, inputs, place)} if further else outputs


def _eip(id_: str, _: Mapping[str, Any], __: Place) -> dict[str, Any]:
    return {"publicIp": _address(id_), "allocationId": id_}


def _nat_gateway(id_: str, inputs: Mapping[str, Any], _: Place) -> dict[str, Any]:
    return {"publicIp": _address(str(inputs.get("allocationId", id_))), "privateIp": "10.0.0.4"}


def _vpc(id_: str, inputs: Mapping[str, Any], _: Place) -> dict[str, Any]:
    outputs = {"defaultRouteTableId": f"rtb-0{_hex(id_, 16)}"}
    if "cidrBlock" not in inputs:
        outputs["cidrBlock"] = f"10.255.0.0/{inputs['ipv4NetmaskLength']}"
    if inputs.get("assignGeneratedIpv6CidrBlock") or inputs.get("ipv6NetmaskLength"):
        outputs["ipv6CidrBlock"] = f"2600:1f14::/{inputs.get('ipv6NetmaskLength', 56)}"
    return outputs


def _endpoint(id_: str, inputs: Mapping[str, Any], place: Place) -> dict[str, Any]:
    service = str(inputs["serviceName"]).rsplit(".", 1)[-1]
    name = f"{id_}-{_hex(id_, 8)}.{service}.{place.region}.vpce.amazonaws.com"
    return {"dnsEntries": [{"dnsName": name, "hostedZoneId": "Z1YSA3EXCYUU9Z"}], "prefixListId": f"pl-{_hex(id_, 8)}"}


def _launch_template(_: str, __: Mapping[str, Any], ___: Place) -> dict[str, Any]:
    return {"latestVersion": 1, "defaultVersion": 1}


def _cluster(id_: str, inputs: Mapping[str, Any], place: Place) -> dict[str, Any]:
    unique = _hex(f"{place.account} {id_}", 32).upper()
    group, vpc = f"sg-0{_hex(unique, 16)}", f"vpc-0{_hex(unique, 16)}"
    return {
        "endpoint": f"https://{unique}.gr7.{place.region}.eks.amazonaws.com",
        "certificateAuthority": {"data": base64.b64encode(unique.encode()).decode()},
        "identities": [{"oidcs": [{"issuer": f"https://oidc.eks.{place.region}.amazonaws.com/id/{unique}"}]}],
        "vpcConfig": {**inputs["vpcConfig"], "clusterSecurityGroupId": group, "vpcId": vpc},
    }


OUTPUTS: Mapping[str, Callable[[str, Mapping[str, Any], Place], dict[str, Any]]] = {
    "aws:ec2/eip:Eip": _eip,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/vpc:Vpc": _vpc,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:eks/cluster:Cluster": _cluster,
}
"""By type: what else AWS adds."""


def _resource_arn(type_: str, id_: str, inputs: Mapping[str, Any], place: Place) -> str | None:
    if type_ in EC2:
        kind = EC2[type_][1]
        return f"{_arn('ec2', place)}:{kind}/{id_}" if kind else None
    cluster = inputs.get("clusterName", "")
    if type_ == "aws:eks/accessEntry:AccessEntry":
        principal = str(inputs["principalArn"]).split(":", 5)
        return f"{_arn('eks', place)}:access-entry/{cluster}/role/{principal[4]}/{principal[5].rsplit('/', 1)[-1]}/{_uuid(id_)}"
    forms = {
        "aws:iam/role:Role": f"arn:aws:iam::{place.account}:role/{id_}",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": id_,
        "aws:ram/resourceShare:ResourceShare": id_,
        "aws:cloudwatch/logGroup:LogGroup": f"{_arn('logs', place)}:log-group:{id_}",
        "aws:eks/cluster:Cluster": f"{_arn('eks', place)}:cluster/{id_}",
        "aws:eks/nodeGroup:NodeGroup": f"{_arn('eks', place)}:nodegroup/{id_.replace(':', '/', 1)}/{_uuid(id_)}",
        "aws:eks/addon:Addon": f"{_arn('eks', place)}:addon/{id_.replace(':', '/', 1)}/{_uuid(id_)}",
        "aws:eks/podIdentityAssociation:PodIdentityAssociation": (
            f"{_arn('eks', place)}:podidentityassociation/{cluster}/{id_}"
        ),
    }
    return forms.get(type_)


def _arn(service: str, place: Place) -> str:
    return f"arn:aws:{service}:{place.region}:{place.account}"


def _hex(seed: str, length: int) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:length]


def _uuid(seed: str) -> str:
    digits = _hex(seed, 32)
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def _address(seed: str) -> str:
    """A public address of Amazon's."""
    return ".".join(["52", *(str(int(_hex(f"{seed} {part}", 2), 16)) for part in "abc")])
