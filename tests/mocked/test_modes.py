"""Ways out of a network and address families: what each mode declares, and what outlasts a change of mode."""

import json
from ipaddress import IPv6Network
from typing import Any

import pytest

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedVpc
from eks_shared_vpc.preview import Via, can
from eks_shared_vpc.preview.aws.computed import is_stand_in
from eks_shared_vpc.preview.forms.json import document
from eks_shared_vpc.preview.report import preview_report
from tests.support import (
    OWNER,
    PARTICIPANT,
    ZONES,
    cluster_args,
    graph_of,
    in_account,
    names,
    only,
    preview_of,
    vpc_args,
)

EIP, NAT, ROUTE, SUBNET = (
    "aws:ec2/eip:Eip",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/route:Route",
    "aws:ec2/subnet:Subnet",
)


def network(**changes):
    return graph_of(lambda: SharedVpc("net", vpc_args(**changes), in_account("owner", OWNER)))


def test_a_regional_gateway_names_the_vpc_and_neither_a_subnet_nor_an_address():
    graph = network(nat="regional")
    inputs = only(graph, NAT, "net-nat").inputs
    assert {key: inputs.get(key) for key in ("availabilityMode", "vpcId", "subnetId", "allocationId")} == {
        "availabilityMode": "regional",
        "vpcId": "test/vpc/net",
        "subnetId": None,
        "allocationId": None,
    }, "facts 1.88"
    assert names(graph, EIP) == []
    private = [each for each in graph.of_type(ROUTE) if "private" in each.name]
    assert [each.inputs["natGatewayId"] for each in private] == ["test/natGateway/net-nat"] * 3


def test_a_regional_gateway_with_addresses_of_ours_has_one_in_each_zone():
    graph = network(nat="regional", nat_addresses="manual")
    assert only(graph, NAT).inputs["availabilityZoneAddresses"] == [
        {"availabilityZoneId": zone, "allocationIds": [f"test/eip/net-nat-{zone.split('-')[1]}"]} for zone in ZONES
    ]


@pytest.mark.parametrize(
    ("mode", "kept"),
    [
        ({"nat": "per-zone"}, ["net-nat-az1", "net-nat-az2", "net-nat-az3"]),
        ({"nat": "regional", "nat_addresses": "manual"}, ["net-nat-az1", "net-nat-az2", "net-nat-az3"]),
        ({"nat": "single"}, ["net-nat-az1"]),
        ({"nat": "single", "nat_zone": "usw2-az2"}, ["net-nat-az2"]),
    ],
)
def test_an_egress_address_outlasts_a_change_of_mode_in_the_zones_that_keep_one(mode, kept):
    graph = network(**mode)
    assert names(graph, EIP) == kept
    assert [each.urn.split("::")[-2:] for each in graph.of_type(EIP)] == [
        ["eks-shared-vpc:index:SharedVpc$aws:ec2/eip:Eip", name] for name in kept
    ], "the same resource in every mode, so the same address"
    assert all(each.protect for each in graph.of_type(EIP))


def test_every_subnet_of_a_dual_stack_network_has_a_64_of_its_own():
    graph = network(ipv6=True)
    blocks = {each.name: IPv6Network(each.inputs["ipv6CidrBlock"]) for each in graph.of_type(SUBNET)}
    assert {block.prefixlen for block in blocks.values()} == {64}
    assert len(set(blocks.values())) == len(blocks) == 9
    assert len({block.supernet(new_prefix=56) for block in blocks.values()}) == 1, "all of them in the VPC's block"
    assert all(is_stand_in(str(block)) for block in blocks.values())
    assigning = [each.name for each in graph.of_type(SUBNET) if each.inputs.get("assignIpv6AddressOnCreation")]
    assert assigning == ["net-private-az1", "net-private-az2", "net-private-az3"], "facts 2.15"


def test_a_zone_or_a_tier_more_moves_no_ipv6_block():
    tiers = [
        {"name": "private", "kind": "private", "use": "nodes", "size": 19},
        {"name": "public", "kind": "public", "use": "load-balancers", "size": 21},
    ]
    more = [*tiers, {"name": "data", "kind": "isolated", "size": 24}]
    before = network(ipv6=True, tiers=tiers)
    after = network(ipv6=True, tiers=more, zones=[*ZONES, "usw2-az4"])
    held = {each.name: each.inputs["ipv6CidrBlock"] for each in before.of_type(SUBNET)}
    assert {each.name: each.inputs["ipv6CidrBlock"] for each in after.of_type(SUBNET) if each.name in held} == held


def test_ipv6_leaves_private_tiers_by_an_egress_only_gateway_and_public_ones_by_the_internet_gateway():
    six = {
        each.name: each.inputs.get("egressOnlyGatewayId") or each.inputs.get("gatewayId")
        for each in network(ipv6=True).of_type(ROUTE)
        if each.inputs.get("destinationIpv6CidrBlock") == "::/0"
    }
    egress_only = "test/egressOnlyInternetGateway/net"
    assert six == {
        "net-private-az1-internet-ipv6": egress_only,
        "net-private-az2-internet-ipv6": egress_only,
        "net-private-az3-internet-ipv6": egress_only,
        "net-public-internet-ipv6": "test/internetGateway/net",
    }, "facts 9.16"


@pytest.mark.parametrize(
    ("changes", "subnet", "via", "stopped"),
    [
        ({"ipv6": True}, "net-private-az1", Via.EGRESS_ONLY, None),
        ({"ipv6": True}, "net-public-az1", Via.INTERNET, None),
        ({"ipv6": True, "layout": "private-only"}, "net-private-az1", Via.NONE, "no-route"),
        ({}, "net-private-az1", Via.NONE, "no-route"),
    ],
)
def test_a_path_over_ipv6_ends_at_the_gateway_of_its_tier(changes, subnet, via, stopped):
    path = can(network(**changes), subnet, "internet-ipv6")
    assert (path.via, path.refusal and path.refusal.id) == (via, stopped)


def test_a_private_only_network_has_no_way_out_over_ipv6_either():
    graph = network(ipv6=True, layout="private-only")
    assert names(graph, ROUTE) == []
    assert names(graph, "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway") == []


def test_the_nodes_of_an_ipv6_cluster_may_assign_ipv6_addresses_before_they_start():
    graph = graph_of(lambda: EksCluster("pay", cluster_args(ip_family="ipv6"), in_account("app", PARTICIPANT)))
    policy = only(graph, "aws:iam/rolePolicy:RolePolicy", "pay-node-ipv6")
    assert "ec2:AssignIpv6Addresses" in json.loads(policy.inputs["policy"])["Statement"][0]["Action"], "facts 8.3"
    assert graph.waits_for(only(graph, "aws:eks/nodeGroup:NodeGroup"), policy)
    assert only(graph, "aws:eks/cluster:Cluster").inputs["kubernetesNetworkConfig"] == {"ipFamily": "ipv6"}


def test_connected_networks_reach_the_private_endpoint_through_a_group_of_the_control_plane_only():
    endpoint = {"mode": "private", "private_cidrs": {"vpn": "10.250.0.0/16"}}
    graph = graph_of(lambda: EksCluster("pay", cluster_args(endpoint=endpoint), in_account("app", PARTICIPANT)))
    group = only(graph, "aws:ec2/securityGroup:SecurityGroup", "pay-api-clients")
    rule = only(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs
    assert (rule["securityGroupId"], rule["cidrIpv4"], rule["fromPort"]) == (group.id, "10.250.0.0/16", 443)
    assert only(graph, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["securityGroupIds"] == [group.id]
    nodes = only(graph, "aws:ec2/launchTemplate:LaunchTemplate").inputs["vpcSecurityGroupIds"]
    assert group.id not in nodes, "facts 7.5"


def test_an_organizations_endpoints_admit_its_own_principals_and_pods_that_trade_their_token():
    args: Any = {
        "region": "us-west-2",
        "vpc_id": "vpc-1",
        "subnet_ids": {"usw2-az1": "subnet-1"},
        "services": ["ec2", "sts", "oidc-eks"],
        "organization_id": "o-exampleorg1",
    }
    graph = graph_of(lambda: PrivateLinkEndpoints("links", args, in_account("owner", OWNER)))
    policies = {each.name: each.inputs.get("policy") for each in graph.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")}
    assert policies["links-oidc-eks"] is None, "it takes none (facts 5.19)"
    conditions = {
        name: [each["Condition"] for each in json.loads(text)["Statement"]] for name, text in policies.items() if text
    }
    ours = {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}
    assert conditions == {
        "links-ec2": [ours],
        "links-sts": [ours, {"StringEquals": {"aws:ResourceOrgID": "o-exampleorg1"}}],
    }


def test_a_private_cluster_gets_the_least_set_of_endpoints_and_no_more():
    endpoints = document(preview_report(preview_of("isolated")))["interface_endpoints"]
    assert [each["service"] for each in endpoints] == ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs"]
    assert [each["service"] for each in endpoints if "nothing previewed here needs it" in each["why"]] == []
