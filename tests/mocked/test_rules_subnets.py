"""Rules about what subnets are for, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import subnets as rules
from tests.mocked.rule_cases import (
    GONE,
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    label,
    right,
    vpc_config,
    world,
    wrong,
)

ZONES = ("az1", "az2")
TIERS = ("public", "private", "cluster")


def subnet(name: str, **changes: Any) -> Any:
    return world({name: changes})


def config(*subnets: str, **changes: Any) -> Any:
    return world({"cluster": {"vpc_config": vpc_config(*subnets, **changes)}})


def fargate(where: str) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.eks.FargateProfile,
            "jobs",
            made.participant,
            cluster_name=made["cluster"].name,
            pod_execution_role_arn=made["pods"].arn,
            subnet_ids=[made[where].id],
            selectors=[{"namespace": "jobs"}],
        )

    return world({}, declare)


def more_clusters(count: int) -> Any:
    """Further clusters of the participant, on the same subnets."""

    def declare(made: World) -> None:
        for number in range(count):
            made.make(
                aws.eks.Cluster,
                f"more-{number}",
                made.participant,
                name=f"more-{number}",
                role_arn=made["control"].arn,
                vpc_config=vpc_config()(made),
            )

    return world({}, declare)


def crowd(count: int, tier: str) -> Any:
    """Interface endpoints in the first subnet of a tier."""

    def declare(made: World) -> None:
        for number in range(count):
            made.make(
                aws.ec2.VpcEndpoint,
                f"crowd-{number}",
                made.owner,
                vpc_id=made["vpc"].id,
                service_name=f"com.amazonaws.us-west-2.service-{number}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                subnet_ids=[made[f"{tier}-az1"].id],
                security_group_ids=[made["clients"].id],
            )

    return declare


def other_vpc(made: World) -> None:
    """A second VPC with a Fargate profile of the cluster in it."""
    vpc = made.make(aws.ec2.Vpc, "elsewhere", made.owner, cidr_block="10.9.0.0/16")
    far = made.make(aws.ec2.Subnet, "far", made.owner, vpc_id=vpc.id, cidr_block="10.9.0.0/24")
    made.make(
        aws.eks.FargateProfile,
        "jobs",
        made.participant,
        cluster_name=made["cluster"].name,
        pod_execution_role_arn=made["pods"].arn,
        subnet_ids=[far.id],
        selectors=[{"namespace": "jobs"}],
    )


def six(nodes: Any = None, others: Any = None, cluster: Any = None) -> dict[str, Any]:
    """An IPv6 cluster on dual-stack subnets, with changes to its subnets of nodes and to all of them."""
    changes: dict[str, Any] = {
        "vpc": {"assign_generated_ipv6_cidr_block": True},
        "cluster": cluster or {"kubernetes_network_config": {"ip_family": "ipv6"}},
    }
    for number, tier in enumerate(TIERS):
        for zone in ZONES:
            block = {"ipv6_cidr_block": f"2001:db8:0:{number}{zone[-1]}::/64", **(others or {})}
            nodes_too = {"assign_ipv6_address_on_creation": True, **(nodes or {})} if tier == "private" else {}
            changes[f"{tier}-{zone}"] = {**block, **nodes_too}
    return changes


def six_routed(made: World) -> None:
    gateway = made.make(aws.ec2.EgressOnlyInternetGateway, "eigw", made.owner, vpc_id=made["vpc"].id)
    for zone in ZONES:
        made.make(
            aws.ec2.Route,
            f"six-{zone}",
            made.owner,
            route_table_id=made[f"table-{zone}"].id,
            destination_ipv6_cidr_block="::/0",
            egress_only_gateway_id=gateway.id,
        )


def nat64(made: World) -> None:
    made.make(
        aws.ec2.Route,
        "nat64",
        made.owner,
        route_table_id=made["table-az1"].id,
        destination_ipv6_cidr_block="64:ff9b::/96",
        nat_gateway_id=made["nat-az1"].id,
    )


def tagged(key: str, name: str = "private-az1") -> Any:
    def declare(made: World) -> None:
        made.make(aws.ec2.Tag, "tag", made.participant, resource_id=made[name].id, key=key, value="shared")

    return world({}, declare)


def managed_main_table(made: World) -> None:
    made.make(
        aws.ec2.MainRouteTableAssociation,
        "main",
        made.owner,
        vpc_id=made["vpc"].id,
        route_table_id=made["table-public"].id,
    )


LOCAL = {"private-az1": {"availability_zone_id": "usw2-lax1-az1"}}
USED_BY_NODES = vpc_config("private-az1", "cluster-az2")

CASES: list[Case] = [
    wrong(
        rules.zone_names,
        "a name",
        subnet("private-az1", availability_zone="us-west-2a", availability_zone_id=None),
        "private-az1",
    ),
    wrong(rules.public_subnet_without_internet, "no route", world({"route-public": GONE}), "public-az1", "public-az2"),
    wrong(
        rules.public_subnet_without_internet,
        "it has the main table, which has no route",
        world({"association-public-az1": GONE}),
        "public-az1",
    ),
    right(
        rules.public_subnet_without_internet,
        "the main table is managed, so its routes are not certain",
        world({"association-public-az1": GONE}, managed_main_table),
    ),
    wrong(
        rules.public_subnet_without_internet,
        "a private subnet hands out public addresses",
        subnet("private-az1", map_public_ip_on_launch=True),
        "private-az1",
    ),
    wrong(
        rules.internal_load_balancers_in_public_subnet,
        "a public subnet is tagged for internal ones",
        tagged("kubernetes.io/role/internal-elb", "public-az1"),
        "public-az1",
    ),
    wrong(
        rules.load_balancers_in_one_zone,
        "one zone is tagged, for each kind",
        world({"tag-public-az1": GONE, "tag-private-az2": GONE}),
        "private-az1",
        "public-az2",
    ),
    wrong(
        rules.load_balancer_subnet_full,
        "endpoints fill it",
        world({"private-az1": {"cidr_block": "10.0.11.0/28"}}, crowd(3, "private")),
        "private-az1",
    ),
    right(
        rules.load_balancer_subnet_full,
        "eight addresses are left",
        world({"private-az1": {"cidr_block": "10.0.11.0/28"}}, crowd(2, "private")),
    ),
    wrong(rules.tagged_for_other_clusters, "another one's", tagged("kubernetes.io/cluster/old"), "private-az1"),
    right(rules.tagged_for_other_clusters, "its own", tagged("kubernetes.io/cluster/pay")),
    wrong(rules.dns64_without_nat64, "no route", subnet("private-az1", enable_dns64=True), "private-az1"),
    right(rules.dns64_without_nat64, "a route", world({"private-az1": {"enable_dns64": True}}, nat64)),
    wrong(rules.cluster_in_one_zone, "two subnets of a zone", config("cluster-az1", "private-az1"), "cluster"),
    wrong(rules.cluster_in_one_zone, "one subnet that nobody recorded", config(subnet_ids=["subnet-1"]), "cluster"),
    right(rules.cluster_in_one_zone, "two that nobody recorded", config(subnet_ids=["subnet-1", "subnet-2"])),
    wrong(rules.cluster_in_several_vpcs, "Fargate elsewhere", world({}, other_vpc), "cluster"),
    wrong(
        rules.cluster_zone_unsupported,
        "use1-az3",
        subnet("cluster-az1", availability_zone_id="use1-az3"),
        "cluster",
    ),
    right(rules.cluster_zone_unsupported, "nodes may be there", subnet("private-az1", availability_zone_id="use1-az3")),
    wrong(
        rules.cluster_subnet_kind,
        "a Local Zone",
        subnet("cluster-az1", availability_zone_id="usw2-lax1-az1"),
        "cluster",
    ),
    wrong(
        rules.cluster_subnet_kind,
        "an Outpost",
        subnet("cluster-az1", outpost_arn="arn:aws:outposts:us-west-2:111111111111:outpost/op-1"),
        "cluster",
    ),
    wrong(rules.cluster_subnet_kind, "nodes with IPv6 only", subnet("private-az1", ipv6_native=True), "cluster"),
    right(rules.cluster_subnet_kind, "nodes in a Local Zone", world(LOCAL)),
    wrong(rules.cluster_subnet_full, "endpoints fill it", world({}, crowd(6, "cluster")), "cluster-az1"),
    right(rules.cluster_subnet_full, "six addresses are left", world({}, crowd(5, "cluster"))),
    wrong(rules.control_planes_crowd_subnet, "seven clusters on a /28", more_clusters(6), "cluster-az1", "cluster-az2"),
    right(rules.control_planes_crowd_subnet, "six clusters", more_clusters(5)),
    wrong(rules.cluster_subnet_small, "an endpoint is in it", world({}, crowd(1, "cluster")), "cluster-az1"),
    right(rules.cluster_subnet_small, "it is large", world({"cluster": {"vpc_config": USED_BY_NODES}})),
    wrong(
        rules.nodes_in_cluster_subnet,
        "nodes are in one",
        world({"cluster": {"vpc_config": USED_BY_NODES}}),
        "private-az1",
    ),
    wrong(rules.fargate_in_public_subnet, "public", fargate("public-az1"), "jobs"),
    right(rules.fargate_in_public_subnet, "private", fargate("private-az1")),
    wrong(
        rules.subnet_without_ipv6,
        "an IPv4 subnet",
        world({**six(), "cluster-az1": {}}),
        "cluster-az1",
    ),
    wrong(
        rules.subnet_without_ipv6,
        "no address on creation",
        world(six(nodes={"assign_ipv6_address_on_creation": None})),
        "private-az1",
        "private-az2",
    ),
    right(rules.subnet_without_ipv6, "dual-stack", world(six())),
    wrong(
        rules.dns64_under_ipv6_pods,
        "DNS64 is on",
        world(six(nodes={"enable_dns64": True}), nat64),
        "private-az1",
        "private-az2",
    ),
    right(rules.dns64_under_ipv6_pods, "it is off", world(six())),
    wrong(rules.ipv6_pods_without_egress, "no route", world(six()), "private-az1", "private-az2"),
    right(rules.ipv6_pods_without_egress, "an egress-only gateway", world(six(), six_routed)),
    right(rules.ipv6_pods_without_egress, "no way out at all", world({**six(), "route-az1": GONE, "route-az2": GONE})),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
