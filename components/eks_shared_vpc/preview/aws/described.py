"""Networks that are described rather than declared: an assumption about one becomes resources like any other's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.regions import service_name

__all__ = ["STACK", "DescribedSubnet", "DescribedVpc", "described_network"]

STACK = "assumed"
"""The stack of described resources: no program declares them."""
BY_GATEWAY = ("s3", "dynamodb")


@dataclass(frozen=True, slots=True)
class DescribedSubnet:
    """A subnet.

    Attributes:
        id: Its id.
        zone: The id of its zone.
        cidr: Its IPv4 block.
        way_out: ``nat``, ``internet`` or ``none``; ``None`` says nothing, so that its route table is unknown.
    """

    id: str
    zone: str
    cidr: str
    way_out: str | None


@dataclass(frozen=True, slots=True)
class DescribedVpc:
    """A VPC.

    Attributes:
        id: Its id.
        region: Its region.
        cidrs: Its IPv4 blocks, the primary one first.
        dns: Whether both of its DNS attributes are on.
        endpoints: Short names of the services that it has endpoints of, which let the VPC in.
        subnets: Its subnets.
    """

    id: str
    region: str
    cidrs: tuple[str, ...]
    dns: bool
    endpoints: tuple[str, ...]
    subnets: tuple[DescribedSubnet, ...]


def described_network(vpc: DescribedVpc) -> Iterator[Resource]:
    """The resources of a described VPC: its network ACLs let everything through, and its NAT gateway serves every zone."""
    dns = {"enableDnsSupport": vpc.dns, "enableDnsHostnames": vpc.dns}
    yield _resource(vpc, "aws:ec2/vpc:Vpc", vpc.id, {"cidrBlock": vpc.cidrs[0], **dns})
    for block in vpc.cidrs[1:]:
        type_ = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
        yield _resource(vpc, type_, f"{vpc.id}-{block}", {"vpcId": vpc.id, "cidrBlock": block})
    if any(each.way_out in ("nat", "internet") for each in vpc.subnets):
        yield _resource(vpc, "aws:ec2/internetGateway:InternetGateway", f"{vpc.id}-igw", {"vpcId": vpc.id})
        nat = {"vpcId": vpc.id, "availabilityMode": "regional"}
        yield _resource(vpc, "aws:ec2/natGateway:NatGateway", f"{vpc.id}-nat", nat)
    for way_out in ("nat", "internet", "none"):
        yield from _table(vpc, way_out)
    for subnet in vpc.subnets:
        yield from _subnet(vpc, subnet)
    yield from _endpoints(vpc)


def _table(vpc: DescribedVpc, way_out: str) -> Iterator[Resource]:
    name = f"{vpc.id}-{way_out}"
    targets = {"nat": {"natGatewayId": _id(vpc, "natGateway", f"{vpc.id}-nat")}, "none": None}
    target = targets.get(way_out, {"gatewayId": _id(vpc, "internetGateway", f"{vpc.id}-igw")})
    routes = [{"cidrBlock": "0.0.0.0/0", **target}] if target is not None else []
    yield _resource(vpc, "aws:ec2/routeTable:RouteTable", name, {"vpcId": vpc.id, "routes": routes})


def _subnet(vpc: DescribedVpc, subnet: DescribedSubnet) -> Iterator[Resource]:
    inputs = {
        "vpcId": vpc.id,
        "cidrBlock": subnet.cidr,
        "availabilityZoneId": subnet.zone,
        "mapPublicIpOnLaunch": subnet.way_out == "internet",
    }
    yield _resource(vpc, "aws:ec2/subnet:Subnet", subnet.id, inputs)
    known = subnet.way_out is not None
    table = _id(vpc, "routeTable", f"{vpc.id}-{subnet.way_out}") if known else "a route table that is not described"
    type_ = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    yield _resource(vpc, type_, subnet.id, {"subnetId": subnet.id, "routeTableId": table})


def _endpoints(vpc: DescribedVpc) -> Iterator[Resource]:
    group = f"{vpc.id}-endpoints"
    rule = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": list(vpc.cidrs)}
    if vpc.endpoints:
        yield _resource(vpc, "aws:ec2/securityGroup:SecurityGroup", group, {"vpcId": vpc.id, "ingress": [rule]})
    for service in vpc.endpoints:
        inputs: dict[str, Any] = {"vpcId": vpc.id, "serviceName": service_name(service, vpc.region)}
        if service in BY_GATEWAY:
            tables = [_id(vpc, "routeTable", f"{vpc.id}-{way_out}") for way_out in ("nat", "internet", "none")]
            inputs |= {"vpcEndpointType": "Gateway", "routeTableIds": tables}
        else:
            inputs |= {"vpcEndpointType": "Interface", "privateDnsEnabled": True}
            inputs |= {"subnetIds": [each.id for each in vpc.subnets]}
            inputs |= {"securityGroupIds": [_id(vpc, "securityGroup", group)]}
        yield _resource(vpc, "aws:ec2/vpcEndpoint:VpcEndpoint", f"{vpc.id}-{service}", inputs)


def _id(vpc: DescribedVpc, kind: str, name: str) -> str:
    """The id of a described resource: its own for those that users name, a stand-in for the others."""
    return name if name == vpc.id or name in {each.id for each in vpc.subnets} else f"{STACK}/{kind}/{name}"


def _resource(vpc: DescribedVpc, type_: str, name: str, inputs: Mapping[str, Any]) -> Resource:
    kind = type_.rsplit("/", maxsplit=1)[-1].split(":", maxsplit=1)[0]
    id_ = "" if kind.endswith("Association") else _id(vpc, kind, name)
    urn = f"urn:pulumi:{STACK}::{STACK}::{type_}::{name}"
    return Resource(urn, type_, name, STACK, "", id_, region=vpc.region, inputs=inputs)
