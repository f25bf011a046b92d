"""What a SharedVpc declares: blocks, subnets, gateways, routes, the S3 endpoint and flow logs."""

import json
from typing import Any

import pulumi
import pytest

from eks_shared_vpc import SharedVpc
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from tests.support import OWNER, ZONES, graph_of, in_account, names, only, vpc_args

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
EIP = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
COMPONENT = "eks-shared-vpc:index:SharedVpc"
POD_TIERS = [
    {"name": "private", "kind": "private", "use": "nodes", "size": 20},
    {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
]


def vpc(**changes: Any) -> Graph:
    return graph_of(lambda: SharedVpc("net", vpc_args(**changes), in_account("owner", OWNER)))


def blocks(graph: Graph) -> dict[str, Any]:
    return {each.name: each.inputs["cidrBlock"] for each in graph.of_type(SUBNET)}


def named(graph: Graph, value: Any) -> str:
    found = graph.find(value)
    assert found is not None, f"{value} refers to nothing that was declared"
    return found.name


def default_routes(graph: Graph) -> dict[str, str]:
    """The target of each route table's default route, by the table's name."""
    return {
        named(graph, route.inputs["routeTableId"]): "{}:{}".format(
            *next(
                (key, named(graph, route.inputs[key])) for key in ("natGatewayId", "gatewayId") if key in route.inputs
            )
        )
        for route in graph.of_type(ROUTE)
        if route.inputs["destinationCidrBlock"] == "0.0.0.0/0"
    }


def test_the_vpc_has_its_block_and_both_dns_attributes_on():
    assert only(vpc(), VPC).inputs == {
        "cidrBlock": "10.64.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
        "tags": {"Name": "net"},
    }, "nodes and private DNS of endpoints need both attributes"


@pytest.mark.parametrize(
    ("layout", "gateways", "public_route"),
    [
        ("public-only", ["net"], {"net-public": "gatewayId:net"}),
        ("public-private", ["net"], {"net-public": "gatewayId:net"}),
        ("private-only", [], {}),
    ],
)
def test_there_is_an_internet_gateway_only_where_a_tier_is_public(layout, gateways, public_route):
    graph = vpc(layout=layout)
    assert names(graph, "aws:ec2/internetGateway:InternetGateway") == gateways
    routes = default_routes(graph)
    assert {table: target for table, target in routes.items() if "gatewayId" in target} == public_route
    for gateway in graph.of_type("aws:ec2/internetGateway:InternetGateway"):
        assert named(graph, gateway.inputs["vpcId"]) == "net"


@pytest.mark.parametrize(
    ("layout", "public_nodes"),
    [
        ("public-only", ["net-public-az1", "net-public-az2", "net-public-az3"]),
        ("public-private", []),
        ("private-only", []),
    ],
)
def test_only_nodes_in_public_subnets_get_public_addresses(layout, public_nodes):
    subnets = vpc(layout=layout).of_type(SUBNET)
    assert [each.name for each in subnets if each.inputs["mapPublicIpOnLaunch"]] == public_nodes, (
        "a public node subnet needs them, and a load balancer's subnet gives an instance no address by accident"
    )
    assert all("mapPublicIpOnLaunch" in each.inputs for each in subnets), "said explicitly on every subnet"


def test_each_tier_has_a_subnet_in_each_zone_by_zone_id_at_its_place_in_the_plan():
    rows = [
        (each.name, each.inputs["availabilityZoneId"], each.inputs["cidrBlock"], each.tags)
        for each in vpc().of_type(SUBNET)
    ]
    tiers: list[tuple[str, str, int, int, dict[str, str]]] = [
        ("cluster", "cluster", 40, 28, {}),
        ("private", "nodes", 0, 19, {"kubernetes.io/role/internal-elb": "1"}),
        ("public", "load-balancers", 32, 21, {"kubernetes.io/role/elb": "1"}),
    ]
    assert rows == [
        (
            f"net-{tier}-az{zone + 1}",
            f"usw2-az{zone + 1}",
            f"10.64.{64 * zone + offset}.0/{prefix}",
            {"Name": f"net-{tier}-az{zone + 1}", "eks-shared-vpc:tier": tier, "eks-shared-vpc:use": use, **role},
        )
        for tier, use, offset, prefix, role in tiers
        for zone in range(3)
    ]


def test_no_subnet_names_a_zone_by_its_name():
    assert [each.name for each in vpc().of_type(SUBNET) if "availabilityZone" in each.inputs] == [], (
        "zone names differ from account to account"
    )


def test_the_tags_of_a_tier_reach_its_subnets_only_and_component_tags_reach_everything():
    graph = vpc(tags={"team": "network"}, tier_tags={"private": {"kubernetes.io/role/cni": "1"}})
    assert [each.name for each in graph.of_type(SUBNET) if "kubernetes.io/role/cni" in each.tags] == [
        "net-private-az1",
        "net-private-az2",
        "net-private-az3",
    ]
    tagged = [each for each in graph if each.custom and "tags" in each.inputs]
    assert len(tagged) > 20, "otherwise the next assertion is about nothing"
    assert [each.urn for each in tagged if each.tags.get("team") != "network"] == []


def test_a_tag_of_the_user_takes_precedence_over_a_role_tag():
    graph = vpc(tier_tags={"private": {"kubernetes.io/role/internal-elb": "0"}})
    assert only(graph, SUBNET, "net-private-az1").tags["kubernetes.io/role/internal-elb"] == "0"


def test_a_tag_of_the_user_cannot_take_the_tier_or_the_name_away():
    graph = vpc(tags={"Name": "mine", "eks-shared-vpc:tier": "mine"}, tier_tags={"private": {"Name": "mine"}})
    subnet = only(graph, SUBNET, "net-private-az1")
    assert subnet.tags == {
        "Name": "net-private-az1",
        "eks-shared-vpc:tier": "private",
        "eks-shared-vpc:use": "nodes",
        "kubernetes.io/role/internal-elb": "1",
    }, "previews and discovery read these"


@pytest.mark.parametrize(
    ("changes", "tables"),
    [
        ({"layout": "public-only"}, {"public": "net-public", "cluster": "net-public"}),
        ({}, {"public": "net-public", "private": "net-private-{}", "cluster": "net-private-{}"}),
        ({"layout": "private-only"}, {"private": "net-private-{}", "cluster": "net-private-{}"}),
        (
            {"tiers": POD_TIERS, "secondary_cidrs": ["100.64.0.0/16"]},
            {"private": "net-private-{}", "pods": "net-isolated-{}"},
        ),
    ],
)
def test_public_tiers_share_one_route_table_and_the_others_have_one_for_each_zone(changes, tables):
    graph = vpc(**changes)
    expected = {f"net-{tier}-az{zone}": table.format(f"az{zone}") for tier, table in tables.items() for zone in "123"}
    rows = graph.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation")
    assert {
        named(graph, row.inputs["subnetId"]): named(graph, row.inputs["routeTableId"]) for row in rows
    } == expected, "a subnet without an association falls back on the VPC's main table"
    assert [row.name for row in rows] == sorted(expected), "one association for each subnet, named after it"
    assert names(graph, TABLE) == sorted(set(expected.values()))


NAT_CASES = [
    pytest.param({"nat": "per-zone"}, ["az1", "az2", "az3"], ["az1", "az2", "az3"], id="one in each zone"),
    pytest.param({}, ["az1", "az2", "az3"], ["az1", "az2", "az3"], id="one in each zone without being asked"),
    pytest.param({"nat": "single"}, ["az1"], ["az1", "az1", "az1"], id="one for all"),
    pytest.param({"nat": "single", "nat_zone": "usw2-az2"}, ["az2"], ["az2", "az2", "az2"], id="one in a chosen zone"),
    pytest.param({"nat": "none"}, [], [None, None, None], id="none"),
    pytest.param({"layout": "private-only"}, [], [None, None, None], id="none where nothing is public"),
    pytest.param({"retired_zones": ["usw2-az1"]}, ["az2", "az3"], [None, "az2", "az3"], id="a retired zone"),
    pytest.param(
        {"retired_zones": ["usw2-az1"], "nat": "single"}, ["az2"], [None, "az2", "az2"], id="one, and a retired zone"
    ),
]


@pytest.mark.parametrize(("changes", "gateways", "served_by"), NAT_CASES)
def test_each_private_route_table_goes_to_the_nat_gateway_that_serves_its_zone(changes, gateways, served_by):
    graph = vpc(**changes)
    assert names(graph, NAT) == [f"net-nat-{zone}" for zone in gateways]
    assert names(graph, EIP) == [f"net-nat-{zone}" for zone in gateways], "each has an address of its own"
    private = {table: target for table, target in default_routes(graph).items() if table.startswith("net-private-")}
    assert private == {
        f"net-private-az{place}": f"natGatewayId:net-nat-{zone}"
        for place, zone in enumerate(served_by, start=1)
        if zone is not None
    }


@pytest.mark.parametrize("changes", [{}, {"nat": "single"}])
def test_a_nat_gateway_stands_in_its_zones_public_subnet_with_its_zones_address_and_after_the_internet_route(changes):
    graph = vpc(**changes)
    route = only(graph, ROUTE, "net-public-internet")
    gateways = graph.of_type(NAT)
    assert gateways, "otherwise nothing below is checked"
    for gateway in gateways:
        zone = gateway.name.removeprefix("net-nat-")
        assert named(graph, gateway.inputs["subnetId"]) == f"net-public-{zone}"
        assert named(graph, gateway.inputs["allocationId"]) == f"net-nat-{zone}"
        assert gateway.inputs["connectivityType"] == "public"
        assert graph.waits_for(gateway, route), "AWS answers Gateway.NotAttached otherwise"


def test_nat_gateways_keep_out_of_the_control_planes_small_subnets():
    tiers = [
        {"name": "cluster", "kind": "public", "use": "cluster", "size": 28},
        {"name": "edge", "kind": "public", "use": "general", "size": 24},
        {"name": "private", "kind": "private", "use": "nodes", "size": 20},
    ]
    graph = vpc(tiers=tiers)
    assert [named(graph, each.inputs["subnetId"]) for each in graph.of_type(NAT)] == [
        "net-edge-az1",
        "net-edge-az2",
        "net-edge-az3",
    ]


@pytest.mark.parametrize(("changes", "protected"), [({}, True), ({"protect_egress_ips": False}, False)])
def test_egress_addresses_are_protected_unless_the_user_says_otherwise(changes, protected):
    graph = vpc(**changes)
    assert [(each.name, each.protect) for each in graph.of_type(EIP)] == [
        (f"net-nat-az{zone}", protected) for zone in "123"
    ], "partners put these addresses on their allow-lists"
    assert [each.name for each in graph if each.protect and each.type != EIP] == [], "and nothing else is protected"
    assert {each.inputs["domain"] for each in graph.of_type(EIP)} == {"vpc"}


def test_adopted_addresses_are_used_and_no_new_one_is_made_for_their_zones():
    def program() -> None:
        adopted = {"usw2-az1": "eipalloc-1", "usw2-az3": pulumi.Output.from_input("eipalloc-3")}
        SharedVpc("net", vpc_args(eip_allocation_ids=adopted), in_account("owner", OWNER))

    graph = graph_of(program)
    assert names(graph, EIP) == ["net-nat-az2"]
    assert [each.inputs["allocationId"] for each in graph.of_type(NAT)] == [
        "eipalloc-1",
        only(graph, EIP).id,
        "eipalloc-3",
    ]


@pytest.mark.parametrize(
    ("changes", "tables"),
    [
        ({}, ["net-private-az1", "net-private-az2", "net-private-az3"]),
        ({"layout": "private-only"}, ["net-private-az1", "net-private-az2", "net-private-az3"]),
        ({"layout": "public-only"}, ["net-public"]),
        (
            {"tiers": POD_TIERS, "secondary_cidrs": ["100.64.0.0/16"]},
            [f"net-{kind}-az{zone}" for kind in ("private", "isolated") for zone in "123"],
        ),
    ],
)
def test_the_s3_gateway_endpoint_is_on_every_route_table_of_nodes_and_of_what_is_private_or_isolated(changes, tables):
    graph = vpc(**changes)
    endpoint = only(graph, ENDPOINT)
    assert [named(graph, each) for each in endpoint.inputs["routeTableIds"]] == tables, (
        "the endpoint serves only the tables that it is on"
    )
    assert {key: endpoint.inputs[key] for key in ("serviceName", "vpcEndpointType")} == {
        "serviceName": "com.amazonaws.us-west-2.s3",
        "vpcEndpointType": "Gateway",
    }
    assert named(graph, endpoint.inputs["vpcId"]) == "net"


@pytest.mark.parametrize(
    "changes",
    [
        {"s3_gateway_endpoint": False},
        {"tiers": [{"name": "edge", "kind": "public", "use": "load-balancers", "size": 24}]},
    ],
)
def test_there_is_no_s3_endpoint_when_it_is_off_or_only_load_balancers_could_use_it(changes):
    assert names(vpc(**changes), ENDPOINT) == []


def test_isolated_subnets_have_no_default_route():
    graph = vpc(tiers=POD_TIERS, secondary_cidrs=["100.64.0.0/16"])
    assert names(graph, ROUTE) == []


def test_the_default_security_group_lets_nothing_in_or_out():
    graph = vpc()
    group = only(graph, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], []), "empty lists take AWS's own rules away"
    assert named(graph, group.inputs["vpcId"]) == "net"


def test_there_are_no_flow_logs_without_being_asked_for():
    graph = vpc()
    types = (FLOW_LOG, "aws:cloudwatch/logGroup:LogGroup", "aws:iam/role:Role")
    assert [each.name for each in graph.of_type(*types)] == []


def test_flow_logs_to_cloudwatch_come_with_a_group_a_retention_and_a_role_of_their_own():
    graph = vpc(flow_logs={"retention_days": 90, "traffic_type": "REJECT", "max_aggregation_interval": 600})
    group = only(graph, "aws:cloudwatch/logGroup:LogGroup")
    role = only(graph, "aws:iam/role:Role")
    policy = only(graph, "aws:iam/rolePolicy:RolePolicy")
    assert group.inputs == {"retentionInDays": 90, "tags": {"Name": "net-flow-logs"}}
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}}
    ]
    assert graph.find(policy.inputs["role"]) == role
    assert json.loads(policy.inputs["policy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogStream",
                "logs:PutLogEvents",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
            ],
            "Resource": [f"{group.id}#arn", f"{group.id}#arn:*"],
        }
    ], "this group and its streams, and no other"
    assert only(graph, FLOW_LOG).inputs == {
        "vpcId": only(graph, VPC).id,
        "logDestinationType": "cloud-watch-logs",
        "logDestination": f"{group.id}#arn",
        "iamRoleArn": f"{role.id}#arn",
        "trafficType": "REJECT",
        "maxAggregationInterval": 600,
        "tags": {"Name": "net-flow-logs"},
    }


def test_flow_logs_to_a_bucket_need_neither_group_nor_role():
    graph = vpc(flow_logs={"destination": "s3", "bucket_arn": "arn:aws:s3:::logs"})
    assert only(graph, FLOW_LOG).inputs == {
        "vpcId": only(graph, VPC).id,
        "logDestinationType": "s3",
        "logDestination": "arn:aws:s3:::logs",
        "trafficType": "ALL",
        "maxAggregationInterval": 60,
        "tags": {"Name": "net-flow-logs"},
    }
    types = ("aws:cloudwatch/logGroup:LogGroup", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
    assert [each.name for each in graph.of_type(*types)] == []


def test_a_subnet_in_a_secondary_block_waits_for_the_blocks_association():
    graph = vpc(tiers=POD_TIERS, secondary_cidrs=["100.64.0.0/16"])
    association = only(graph, "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
    assert (association.name, association.inputs["cidrBlock"]) == ("net-100.64.0.0-16", "100.64.0.0/16")
    assert blocks(graph) == {
        "net-pods-az1": "100.64.0.0/18",
        "net-pods-az2": "100.64.64.0/18",
        "net-pods-az3": "100.64.128.0/18",
        "net-private-az1": "10.64.0.0/20",
        "net-private-az2": "10.64.64.0/20",
        "net-private-az3": "10.64.128.0/20",
    }
    assert [each.name for each in graph.of_type(SUBNET) if graph.waits_for(each, association)] == [
        "net-pods-az1",
        "net-pods-az2",
        "net-pods-az3",
    ], "the others need not wait"


@pytest.mark.parametrize(
    ("known_ids", "expected"),
    [
        (True, {"net-private-az1": "0.0.0.0/20", "net-private-az2": "0.0.64.0/20", "net-private-az3": "0.0.128.0/20"}),
        (False, dict.fromkeys(("net-private-az1", "net-private-az2", "net-private-az3"), UNKNOWN)),
    ],
)
def test_subnets_of_an_ipam_block_are_cut_from_whatever_block_the_pool_allocates(known_ids, expected):
    def program() -> None:
        pool = pulumi.Output.from_input("ipam-pool-1")
        args = vpc_args(cidr=None, ipam_netmask=16, ipam_pool_id=pool, tiers=POD_TIERS[:1])
        SharedVpc("net", args, in_account("owner", OWNER))

    graph = graph_of(program, known_ids=known_ids)
    assert {key: each for key, each in only(graph, VPC).inputs.items() if key.startswith(("ipv4", "cidr"))} == {
        "ipv4IpamPoolId": "ipam-pool-1",
        "ipv4NetmaskLength": 16,
    }, "no block of our own beside the pool's"
    assert blocks(graph) == expected
    assert all(graph.waits_for(each, only(graph, VPC)) for each in graph.of_type(SUBNET))


def test_explicit_blocks_are_taken_as_they_are():
    cidrs = {zone: f"10.64.{10 + place}.0/24" for place, zone in enumerate(ZONES)}
    graph = vpc(tiers=[{"name": "old", "kind": "private", "use": "nodes", "cidrs": cidrs}], nat="none")
    assert blocks(graph) == {f"net-old-az{place + 1}": f"10.64.{10 + place}.0/24" for place in range(3)}


def test_a_retired_zone_loses_its_resources_and_moves_no_other():
    before, after = vpc(), vpc(retired_zones=["usw2-az2"])
    gone = {each.urn for each in before} - {each.urn for each in after}
    assert {each.urn for each in after} <= {each.urn for each in before}, "nothing is added"
    assert all("-az2" in urn for urn in gone), "only the retired zone's resources go"
    assert len(gone) > 5
    assert {name: cidr for name, cidr in blocks(before).items() if not name.endswith("az2")} == blocks(after)


def test_what_other_stacks_need_is_an_output():
    outputs = only(vpc(tags={"a": "b"}), COMPONENT).outputs
    zones = [(zone, zone.removeprefix("usw2-")) for zone in ZONES]
    tiers = ("private", "public", "cluster")
    expected = {
        "vpc_id": "test/vpc/net",
        "cidr_block": "10.64.0.0/16",
        "subnet_ids": {tier: {zone: f"test/subnet/net-{tier}-{short}" for zone, short in zones} for tier in tiers},
        "nat_public_ips": {zone: f"test/natGateway/net-nat-{short}#publicIp" for zone, short in zones},
        "route_table_ids": {
            tier: {
                zone: "test/routeTable/net-public" if tier == "public" else f"test/routeTable/net-private-{short}"
                for zone, short in zones
            }
            for tier in tiers
        },
    }
    assert {key: outputs.get(key) for key in expected} == expected
    assert json.loads(outputs["address_plan"])["blocks"][0]["slots"] == [
        {"cidr": "10.64.0.0/18", "zone": "usw2-az1"},
        {"cidr": "10.64.64.0/18", "zone": "usw2-az2"},
        {"cidr": "10.64.128.0/18", "zone": "usw2-az3"},
        {"cidr": "10.64.192.0/18", "zone": None},
    ], "the reserved slot shows"


def test_a_vpc_in_china_names_its_s3_endpoint_as_china_does():
    graph = vpc(region="cn-north-1", zones=["cnn1-az1", "cnn1-az2"])
    assert only(graph, ENDPOINT).inputs["serviceName"] == "com.amazonaws.cn-north-1.s3"
