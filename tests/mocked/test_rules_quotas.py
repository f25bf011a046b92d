"""Rules about quotas, each broken by one too many and kept by as many as there may be."""

from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.findings import Rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules import quotas as rules
from tests.mocked.rule_cases import (
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    healthy,
    label,
    right,
    vpc_config,
    world,
    wrong,
)
from tests.support import OWNER


def many(count: int, name: str, type_: str, account: str = OWNER, **inputs: Any) -> Callable[[], Graph]:
    """The world with so many more resources of a kind, put straight into its graph: hundreds are slow to declare."""

    def made() -> Graph:
        world_ = healthy()
        rows = [
            Resource(
                urn=f"urn:pulumi:test::test::{type_}::{name}-{number}",
                type=type_,
                name=f"{name}-{number}",
                stack="test",
                parent="",
                id=f"test/{name}/{name}-{number}",
                account=account,
                region="us-west-2",
                inputs={key: value(number) if callable(value) else value for key, value in inputs.items()},
            )
            for number in range(count)
        ]
        return Graph([*world_, *rows])

    return made


def pair(rule: Rule, room: int, found: str, name: str, type_: str, **inputs: Any) -> list[Case]:
    """One too many of something, and as many as there is room for besides what the world has."""
    return [
        wrong(rule, "one too many", many(room + 1, name, type_, **inputs), found),
        right(rule, "as many as there may be", many(room, name, type_, **inputs)),
    ]


def nat(**inputs: Any) -> Any:
    return world({"nat-az1": inputs})


def groups(count: int) -> list[str]:
    return [f"sg-{number}" for number in range(count)]


def rules_inside(count: int) -> Any:
    blocks = [f"10.{number}.0.0/16" for number in range(count)]
    return [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": blocks}]


def by_prefix_list(most: int) -> Any:
    def declare(made: World) -> None:
        list_ = made.make(
            aws.ec2.ManagedPrefixList, "offices", made.owner, name="offices", address_family="IPv4", max_entries=most
        )
        made.make(
            aws.vpc.SecurityGroupIngressRule,
            "clients-offices",
            made.owner,
            security_group_id=made["clients"].id,
            prefix_list_id=list_.id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
        )

    return world({}, declare)


VPC = "test/vpc/vpc"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
IN_VPC = {"vpcId": VPC}
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
SHARE = "test/resourceShare/share#arn"
ACL_RULE = {"networkAclId": "test/acl/acl-0", "ruleAction": "allow", "protocol": "-1", "cidrBlock": "10.0.0.0/8"}


def acl(rules_: int) -> Callable[[], Graph]:
    def made() -> Graph:
        one = many(1, "acl", "aws:ec2/networkAcl:NetworkAcl", **IN_VPC)()
        return Graph([*one, *many(rules_, "rule", "aws:ec2/networkAclRule:NetworkAclRule", **ACL_RULE)()])

    return made


CASES: list[Case] = [
    *pair(rules.vpc_quota, 4, "vpc-4", "vpc", "aws:ec2/vpc:Vpc"),
    *pair(rules.subnet_quota, 194, "vpc", "more", "aws:ec2/subnet:Subnet", **IN_VPC),
    *pair(
        rules.vpc_block_quota,
        4,
        "vpc",
        "block",
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        **IN_VPC,
    ),
    *pair(rules.elastic_ip_quota, 3, "more-3", "more", "aws:ec2/eip:Eip"),
    *pair(
        rules.nat_gateway_quota,
        4,
        "nat-az1",
        "more",
        "aws:ec2/natGateway:NatGateway",
        subnetId="test/subnet/public-az1",
    ),
    wrong(rules.nat_address_quota, "three of a zonal one", nat(secondary_allocation_ids=["e-1", "e-2"]), "nat-az1"),
    right(rules.nat_address_quota, "two", nat(secondary_allocation_ids=["e-1"])),
    *pair(
        rules.egress_only_gateway_quota,
        5,
        "more-5",
        "more",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    ),
    *pair(rules.route_table_quota, 196, "vpc", "more", ROUTE_TABLE, **IN_VPC),
    *pair(
        rules.route_quota,
        499,
        "table-az1",
        "more",
        "aws:ec2/route:Route",
        routeTableId="test/routeTable/table-az1",
        destinationCidrBlock="10.9.0.0/16",
    ),
    *pair(rules.network_acl_quota, 200, "vpc", "acl", "aws:ec2/networkAcl:NetworkAcl", **IN_VPC),
    wrong(rules.network_acl_quota, "21 rules", acl(21), "acl-0"),
    right(rules.network_acl_quota, "20 rules", acl(20)),
    *pair(rules.security_group_quota, 2_499, "more-999", "more", "aws:ec2/securityGroup:SecurityGroup"),
    wrong(rules.security_group_rule_quota, "61 blocks", world({"clients": {"egress": rules_inside(61)}}), "clients"),
    right(rules.security_group_rule_quota, "60 blocks", world({"clients": {"egress": rules_inside(60)}})),
    wrong(rules.security_group_rule_quota, "a prefix list counts whole", by_prefix_list(60), "clients"),
    right(rules.security_group_rule_quota, "a smaller prefix list", by_prefix_list(59)),
    wrong(rules.interface_group_quota, "six", world({"eks": {"security_group_ids": groups(6)}}), "eks"),
    right(rules.interface_group_quota, "five", world({"eks": {"security_group_ids": groups(5)}})),
    wrong(
        rules.cluster_group_quota,
        "five",
        world({"cluster": {"vpc_config": vpc_config(security_group_ids=groups(5))}}),
        "cluster",
    ),
    right(
        rules.cluster_group_quota,
        "four",
        world({"cluster": {"vpc_config": vpc_config(security_group_ids=groups(4))}}),
    ),
    *pair(
        rules.participant_quota,
        99,
        "vpc",
        "more",
        "aws:ram/principalAssociation:PrincipalAssociation",
        resourceShareArn=SHARE,
        principal=lambda number: f"{number:012}",
    ),
    *pair(
        rules.shared_subnet_quota,
        94,
        "share-participant",
        "more",
        "aws:ram/resourceAssociation:ResourceAssociation",
        resourceShareArn=SHARE,
        resourceArn=lambda number: f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-{number}",
    ),
    *pair(rules.interface_endpoint_quota, 49, "vpc", "more", ENDPOINT, vpcEndpointType="Interface", **IN_VPC),
    *pair(rules.gateway_endpoint_quota, 19, "s3", "more", ENDPOINT, vpcEndpointType="Gateway"),
    *pair(
        rules.oidc_provider_quota,
        100,
        "more-99",
        "more",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        url=lambda number: f"https://{number}",
    ),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
