"""Rules about gateways, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import gateways as rules
from tests.mocked.rule_cases import (
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    label,
    right,
    world,
    wrong,
)


def second(kind: Any) -> Any:
    return world({}, lambda made: [made.make(kind, name, made.owner, vpc_id=made["vpc"].id) for name in ("one", "two")])


def regional(**changes: Any) -> Any:
    inputs = {
        "vpc_id": lambda made: made["vpc"].id,
        "availability_mode": "regional",
        "subnet_id": None,
        "allocation_id": None,
    }
    return {"nat-az1": {**inputs, **changes}}


SIX = {
    "vpc": {"assign_generated_ipv6_cidr_block": True},
    "private-az1": {"ipv6_cidr_block": "2001:db8::/64"},
}


def six(target: Any) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.ec2.Route,
            "six",
            made.owner,
            route_table_id=made["table-az1"].id,
            destination_ipv6_cidr_block="::/0",
            **target(made),
        )

    return world(SIX, declare)


CASES: list[Case] = [
    wrong(rules.second_gateway, "two internet gateways more", second(aws.ec2.InternetGateway), "one", "two"),
    wrong(rules.second_gateway, "two egress-only gateways", second(aws.ec2.EgressOnlyInternetGateway), "two"),
    wrong(
        rules.nat_gateway_shape,
        "a zonal one without an address",
        world({"nat-az1": {"allocation_id": None}}),
        "nat-az1",
    ),
    wrong(rules.nat_gateway_shape, "a zonal one without a subnet", world({"nat-az1": {"subnet_id": None}}), "nat-az1"),
    wrong(
        rules.nat_gateway_shape,
        "a regional one with an address",
        world(regional(allocation_id=lambda made: made["eip-az1"].id)),
        "nat-az1",
    ),
    right(rules.nat_gateway_shape, "a regional one", world(regional())),
    right(
        rules.nat_gateway_shape,
        "a private one needs no address",
        world({"nat-az1": {"connectivity_type": "private", "allocation_id": None}}),
    ),
    wrong(rules.nat_before_internet_gateway, "it waits for nothing", world({"nat-az1": {"waits": False}}), "nat-az1"),
    wrong(
        rules.regional_nat_outside_commercial_regions,
        "in China",
        world(regional(), region="cn-north-1"),
        "nat-az1",
    ),
    right(rules.regional_nat_outside_commercial_regions, "elsewhere", world(regional())),
    wrong(
        rules.ipv6_open_in_private_subnet,
        "IPv6 leads to the internet gateway",
        six(lambda made: {"gateway_id": made["igw"].id}),
        "cluster-az1",
        "private-az1",
    ),
    right(
        rules.ipv6_open_in_private_subnet,
        "IPv6 leaves, and nobody enters",
        six(
            lambda made: {
                "egress_only_gateway_id": made.make(
                    aws.ec2.EgressOnlyInternetGateway, "eigw", made.owner, vpc_id=made["vpc"].id
                ).id
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
