"""Rules about a VPC's blocks, each broken and kept."""

from ipaddress import ip_network
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import blocks as rules
from tests.mocked.rule_cases import (
    GONE,
    Case,
    World,
    after,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    label,
    right,
    world,
    wrong,
)


def block(cidr: str, waits: bool = True) -> Any:
    """A second block, and a subnet in it."""

    def declare(made: World) -> None:
        second = made.make(
            aws.ec2.VpcIpv4CidrBlockAssociation, "block", made.owner, vpc_id=made["vpc"].id, cidr_block=cidr
        )
        inside = str(next(ip_network(cidr).subnets(new_prefix=24)))
        opts = after(made.owner, second) if waits else made.owner
        made.make(aws.ec2.Subnet, "pods", opts, vpc_id=made["vpc"].id, cidr_block=inside)

    return world({}, declare)


def routed(to: str) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.ec2.VpcIpv4CidrBlockAssociation, "block", made.owner, vpc_id=made["vpc"].id, cidr_block="100.64.0.0/16"
        )
        made.make(
            aws.ec2.Route,
            "far",
            made.owner,
            route_table_id=made["table-az1"].id,
            destination_cidr_block=to,
            transit_gateway_id="tgw-1",
        )

    return world({}, declare)


def first(cidr: str) -> Any:
    return world({"vpc": {"cidr_block": cidr}})


CASES: list[Case] = [
    wrong(rules.block_not_beside, "172.16/12 beside 10/8", block("172.16.0.0/16"), "block"),
    wrong(rules.block_not_beside, "an overlap", block("10.0.0.0/20"), "block"),
    right(rules.block_not_beside, "100.64/10 goes beside all", block("100.64.0.0/16")),
    wrong(rules.subnet_before_block, "the subnet does not wait", block("100.64.0.0/16", waits=False), "pods"),
    right(rules.subnet_before_block, "it waits", block("100.64.0.0/16")),
    wrong(rules.block_over_route, "a route lies inside the block", routed("100.64.8.0/24"), "block"),
    right(rules.block_over_route, "a route lies elsewhere", routed("100.70.0.0/16")),
    wrong(rules.docker_block, "Docker's block", first("172.17.0.0/16"), "vpc"),
    wrong(rules.carrier_grade_primary, "100.64/10 comes first", first("100.64.0.0/16"), "vpc"),
    wrong(
        rules.egress_address_unprotected,
        "one address is not protected",
        world({"eip-az1": {"opts": pulumi.ResourceOptions(protect=False)}}),
        "eip-az1",
    ),
    right(
        rules.egress_address_unprotected,
        "nobody shares the network",
        world(
            {
                "eip-az1": {"opts": pulumi.ResourceOptions(protect=False)},
                **{
                    f"share-{tier}-{zone}": GONE for tier in ("public", "private", "cluster") for zone in ("az1", "az2")
                },
            }
        ),
    ),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
