"""Networks that are described rather than declared: what somebody says of one becomes resources like any other's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN, Resource
from eks_shared_vpc.regions import service_name

__all__ = ["STACK", "DescribedSubnet", "DescribedVpc", "described_network", "vpc_of"]

STACK = "assumed"
"""The stack of described resources: no program declares them."""
BY_GATEWAY = ("s3", "dynamodb")


@dataclass(frozen=True, slots=True)
class DescribedSubnet:
    """A subnet.

    Attributes:
        id: Its id.
        zone: The id of its zone.
        cidr: Its IPv4 block; unknown if it is not said.
        way_out: ``nat``, ``internet`` or ``none``; ``None`` says nothing, so that its route table is unknown.
        route_table_id: Its route table. Default: one that it shares with the others that leave the same way.
        tags: What is known of its tags.
    """

    id: str
    zone: str
    cidr: str
    way_out: str | None
    route_table_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


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
        account: The account that owns it.
        ipv6: Whether it has IPv6 too, with an egress-only internet gateway for the subnets behind NAT gateways.
        egress: The public addresses of its NAT gateways, by zone id; nothing where they are not said.
        may_have_more: Whether it may have endpoints besides.
    """

    id: str
    region: str
    cidrs: tuple[str, ...]
    dns: bool
    endpoints: tuple[str, ...]
    subnets: tuple[DescribedSubnet, ...]
    account: str | None = None
    ipv6: bool = False
    egress: Mapping[str, str] = field(default_factory=dict)
    may_have_more: bool = False


def described_network(vpc: DescribedVpc) -> Iterator[Resource]:
    """The resources of a described VPC: its network ACLs let everything through, and its NAT gateway serves every zone."""
    dns = {"enableDnsSupport": vpc.dns, "enableDnsHostnames": vpc.dns}
    six = {"assignGeneratedIpv6CidrBlock": True} if vpc.ipv6 else {}
    yield _resource(vpc, "aws:ec2/vpc:Vpc", vpc.id, {"cidrBlock": vpc.cidrs[0], **dns, **six})
    for block in vpc.cidrs[1:]:
        type_ = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
        yield _resource(vpc, type_, f"{vpc.id}-{block}", {"vpcId": vpc.id, "cidrBlock": block})
    yield from _gateways(vpc)
    for table, way_out in _tables(vpc).items():
        routes = [*_routes(vpc, way_out, "cidrBlock", "0.0.0.0/0"), *_routes(vpc, way_out, "ipv6CidrBlock", "::/0")]
        yield _resource(vpc, "aws:ec2/routeTable:RouteTable", table, {"vpcId": vpc.id, "routes": routes})
    for subnet in vpc.subnets:
        yield from _subnet(vpc, subnet)
    yield from _endpoints(vpc)


def vpc_of(described: Resource) -> str:
    """The id of the VPC that a described resource is part of."""
    return str(described.inputs.get("vpcId") or described.id or f"the VPC of {described.name}")


def _gateways(vpc: DescribedVpc) -> Iterator[Resource]:
    if not any(each.way_out in ("nat", "internet") for each in vpc.subnets):
        return
    yield _resource(vpc, "aws:ec2/internetGateway:InternetGateway", f"{vpc.id}-igw", {"vpcId": vpc.id})
    for zone, address in vpc.egress.items():
        yield _resource(vpc, "aws:ec2/eip:Eip", f"{vpc.id}-{zone}", {"vpcId": vpc.id, "address": address})
    addresses = [
        {"availabilityZoneId": zone, "allocationIds": [_id(vpc, "eip", f"{vpc.id}-{zone}")]} for zone in vpc.egress
    ]
    nat = {"vpcId": vpc.id, "availabilityMode": "regional", "availabilityZoneAddresses": addresses or UNKNOWN}
    yield _resource(vpc, "aws:ec2/natGateway:NatGateway", f"{vpc.id}-nat", nat)
    if vpc.ipv6:
        type_ = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
        yield _resource(vpc, type_, f"{vpc.id}-eigw", {"vpcId": vpc.id})


def _tables(vpc: DescribedVpc) -> Mapping[str, str]:
    """The way out of each route table, by the table's id or name."""
    return {_table(vpc, each): each.way_out for each in vpc.subnets if each.way_out is not None}


def _table(vpc: DescribedVpc, subnet: DescribedSubnet) -> str:
    return subnet.route_table_id or f"{vpc.id}-{subnet.way_out}"


def _routes(vpc: DescribedVpc, way_out: str, key: str, everything: str) -> list[Mapping[str, str]]:
    """The default route of an address family, if the table has one."""
    if way_out == "none" or (key == "ipv6CidrBlock" and not vpc.ipv6):
        return []
    if way_out == "internet":
        return [{key: everything, "gatewayId": _id(vpc, "internetGateway", f"{vpc.id}-igw")}]
    if key == "cidrBlock":
        return [{key: everything, "natGatewayId": _id(vpc, "natGateway", f"{vpc.id}-nat")}]
    return [{key: everything, "egressOnlyGatewayId": _id(vpc, "egressOnlyInternetGateway", f"{vpc.id}-eigw")}]


def _subnet(vpc: DescribedVpc, subnet: DescribedSubnet) -> Iterator[Resource]:
    inputs: dict[str, Any] = {
        "vpcId": vpc.id,
        "cidrBlock": subnet.cidr,
        "availabilityZoneId": subnet.zone,
        "mapPublicIpOnLaunch": subnet.way_out == "internet",
        "tags": dict(subnet.tags),
    }
    six = {"ipv6CidrBlock": UNKNOWN, "assignIpv6AddressOnCreation": UNKNOWN} if vpc.ipv6 else {}
    yield _resource(vpc, "aws:ec2/subnet:Subnet", subnet.id, {**inputs, **six})
    known = subnet.way_out is not None
    table = _id(vpc, "routeTable", _table(vpc, subnet)) if known else "a route table that is not described"
    type_ = "aws:ec2/routeTableAssociation:RouteTableAssociation"
    yield _resource(vpc, type_, subnet.id, {"vpcId": vpc.id, "subnetId": subnet.id, "routeTableId": table})


def _endpoints(vpc: DescribedVpc) -> Iterator[Resource]:
    type_ = "aws:ec2/vpcEndpoint:VpcEndpoint"
    if vpc.may_have_more:
        unsaid = {"vpcId": vpc.id, "serviceName": UNKNOWN, "vpcEndpointType": UNKNOWN}
        yield _resource(vpc, type_, f"{vpc.id}-others", unsaid)
    group = f"{vpc.id}-endpoints"
    rule = {"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": list(vpc.cidrs)}
    if vpc.endpoints:
        yield _resource(vpc, "aws:ec2/securityGroup:SecurityGroup", group, {"vpcId": vpc.id, "ingress": [rule]})
    for service in vpc.endpoints:
        inputs: dict[str, Any] = {"vpcId": vpc.id, "serviceName": service_name(service, vpc.region)}
        if service in BY_GATEWAY:
            tables = [_id(vpc, "routeTable", table) for table in _tables(vpc)]
            inputs |= {"vpcEndpointType": "Gateway", "routeTableIds": tables}
        else:
            inputs |= {"vpcEndpointType": "Interface", "privateDnsEnabled": True}
            inputs |= {"subnetIds": [each.id for each in vpc.subnets]}
            inputs |= {"securityGroupIds": [_id(vpc, "securityGroup", group)]}
        yield _resource(vpc, type_, f"{vpc.id}-{service}", inputs)


def _id(vpc: DescribedVpc, kind: str, name: str) -> str:
    """The id of a described resource: its own for those that users name, a stand-in for the others."""
    named = {vpc.id, *(each.id for each in vpc.subnets), *(each.route_table_id for each in vpc.subnets)}
    return name if name in named else f"{STACK}/{kind}/{name}"


def _resource(vpc: DescribedVpc, type_: str, name: str, inputs: Mapping[str, Any]) -> Resource:
    kind = type_.rsplit("/", maxsplit=1)[-1].split(":", maxsplit=1)[0]
    id_ = "" if kind.endswith("Association") else _id(vpc, kind, name)
    urn = f"urn:pulumi:{STACK}::{STACK}::{type_}::{name}"
    return Resource(urn, type_, name, STACK, "", id_, account=vpc.account, region=vpc.region, inputs=inputs)
