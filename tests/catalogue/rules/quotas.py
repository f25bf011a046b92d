"""Quotas, each exceeded by one and used up."""

from dataclasses import replace
from typing import Any

from eks_shared_vpc.preview.graph import Graph
from tests.catalogue.case import Case, Planted, clean, found, on
from tests.catalogue.planting import Plant, The, added, named, together, with_inputs
from tests.support import OWNER

VPC = The("Vpc vpc")
IN_VPC = {"vpcId": VPC}
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SHARE = The("ResourceShare share", "arn")
ACL_RULE = {
    "networkAclId": The("NetworkAcl acl-0"),
    "ruleAction": "allow",
    "protocol": "-1",
    "cidrBlock": "10.0.0.0/8",
    "ruleNumber": 100,
}


def many(count: int, name: str, type_: str, **inputs: Any) -> Plant:
    """So many more resources of a kind: the first one as it is, the others copied from it with a number."""

    def plant(graph: Graph) -> Graph:
        first = added(type_, f"{name}-0", "Vpc vpc", **{key: _numbered(value, 0) for key, value in inputs.items()})
        grown = first(graph)
        model = named(grown, f"{type_.rsplit(':', 1)[-1]} {name}-0")
        copies = (
            replace(
                model,
                urn=f"{model.urn.removesuffix('-0')}-{number}",
                name=f"{name}-{number}",
                id=f"{model.id.removesuffix('-0')}-{number}",
                inputs={**model.inputs, **{k: _numbered(v, number) for k, v in inputs.items() if callable(v)}},
            )
            for number in range(1, count)
        )
        return Graph([*grown, *copies])

    return plant


def _numbered(value: Any, number: int) -> Any:
    return value(number) if callable(value) else value


def pair(rule: str, room: int, at: str, name: str, type_: str, **inputs: Any) -> tuple[Case, Case]:
    """One too many of something, and as many as there is room for besides what the world has."""
    return (
        found(rule, "one too many", on("world", many(room + 1, name, type_, **inputs)), at),
        clean(rule, "as many as there may be", on("world", many(room, name, type_, **inputs))),
    )


def nat(*secondary: str) -> Planted:
    return on("world", with_inputs("NatGateway nat-az1", secondaryAllocationIds=list(secondary)))


def groups(count: int) -> list[str]:
    return [f"sg-{number}" for number in range(count)]


def endpoint_groups(count: int) -> Planted:
    return on("world", with_inputs("VpcEndpoint eks", securityGroupIds=groups(count)))


def cluster_groups(count: int) -> Planted:
    return on("world", with_inputs("Cluster cluster", vpcConfig={"securityGroupIds": groups(count)}))


def blocks_out(count: int) -> Planted:
    blocks = [f"10.{number}.0.0/16" for number in range(count)]
    egress = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": blocks}]
    return on("world", with_inputs("SecurityGroup clients", egress=egress))


def by_prefix_list(most: int) -> Planted:
    return on(
        "world",
        added(
            "aws:ec2/managedPrefixList:ManagedPrefixList",
            "offices",
            "Vpc vpc",
            name="offices",
            addressFamily="IPv4",
            maxEntries=most,
        ),
        added(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "clients-offices",
            "Vpc vpc",
            securityGroupId=The("SecurityGroup clients"),
            prefixListId=The("ManagedPrefixList offices"),
            ipProtocol="tcp",
            fromPort=443,
            toPort=443,
        ),
    )


def acl(rules: int) -> Planted:
    return on(
        "world",
        together(
            many(1, "acl", "aws:ec2/networkAcl:NetworkAcl", **IN_VPC),
            many(rules, "rule", "aws:ec2/networkAclRule:NetworkAclRule", **ACL_RULE),
        ),
    )


CASES = (
    *pair("vpc-quota", 4, "vpc-4", "vpc", "aws:ec2/vpc:Vpc"),
    *pair("subnet-quota", 194, "vpc", "more", "aws:ec2/subnet:Subnet", **IN_VPC),
    *pair(
        "vpc-block-quota",
        4,
        "vpc",
        "block",
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        **IN_VPC,
    ),
    *pair("elastic-ip-quota", 3, "more-3", "more", "aws:ec2/eip:Eip"),
    *pair(
        "nat-gateway-quota",
        4,
        "nat-az1",
        "more",
        "aws:ec2/natGateway:NatGateway",
        subnetId=The("Subnet public-az1"),
    ),
    found("nat-address-quota", "three of a zonal one", nat("e-1", "e-2"), "nat-az1"),
    clean("nat-address-quota", "two", nat("e-1")),
    *pair(
        "egress-only-gateway-quota",
        5,
        "more-5",
        "more",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        **IN_VPC,
    ),
    *pair("route-table-quota", 196, "vpc", "more", "aws:ec2/routeTable:RouteTable", **IN_VPC),
    *pair(
        "route-quota",
        499,
        "table-az1",
        "more",
        "aws:ec2/route:Route",
        routeTableId=The("RouteTable table-az1"),
        destinationCidrBlock="10.9.0.0/16",
    ),
    *pair("network-acl-quota", 200, "vpc", "acl", "aws:ec2/networkAcl:NetworkAcl", **IN_VPC),
    found("network-acl-quota", "21 rules", acl(21), "acl-0"),
    clean("network-acl-quota", "20 rules", acl(20)),
    *pair("security-group-quota", 2_499, "more-999", "more", "aws:ec2/securityGroup:SecurityGroup"),
    found("security-group-rule-quota", "61 blocks", blocks_out(61), "clients"),
    clean("security-group-rule-quota", "60 blocks", blocks_out(60)),
    found("security-group-rule-quota", "a prefix list counts whole", by_prefix_list(60), "clients"),
    clean("security-group-rule-quota", "a smaller prefix list", by_prefix_list(59)),
    found("interface-group-quota", "six", endpoint_groups(6), "eks"),
    clean("interface-group-quota", "five", endpoint_groups(5)),
    found("cluster-group-quota", "five", cluster_groups(5), "cluster"),
    clean("cluster-group-quota", "four", cluster_groups(4)),
    *pair(
        "participant-quota",
        99,
        "vpc",
        "more",
        "aws:ram/principalAssociation:PrincipalAssociation",
        resourceShareArn=SHARE,
        principal=lambda number: f"{number:012}",
    ),
    *pair(
        "shared-subnet-quota",
        94,
        "share-participant",
        "more",
        "aws:ram/resourceAssociation:ResourceAssociation",
        resourceShareArn=SHARE,
        resourceArn=lambda number: f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-{number}",
    ),
    *pair(
        "interface-endpoint-quota",
        49,
        "vpc",
        "more",
        ENDPOINT,
        serviceName=lambda number: f"com.amazonaws.us-west-2.service-{number}",
        vpcEndpointType="Interface",
        **IN_VPC,
    ),
    *pair(
        "gateway-endpoint-quota",
        19,
        "s3",
        "more",
        ENDPOINT,
        serviceName="com.amazonaws.us-west-2.s3",
        vpcEndpointType="Gateway",
        **IN_VPC,
    ),
    *pair(
        "oidc-provider-quota",
        100,
        "more-99",
        "more",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        url=lambda number: f"https://{number}",
        clientIdLists=["sts.amazonaws.com"],
    ),
)
