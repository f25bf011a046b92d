"""Rules about VPC endpoints, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import endpoints as rules
from tests.mocked.rule_cases import (
    GONE,
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    ids,
    label,
    right,
    world,
    wrong,
)


def endpoint(**changes: Any) -> Any:
    return world({"eks": changes})


def second(service: str, **more: Any) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.ec2.VpcEndpoint,
            "second",
            made.owner,
            vpc_id=made["vpc"].id,
            service_name=f"com.amazonaws.us-west-2.{service}",
            **{
                "vpc_endpoint_type": "Interface",
                "private_dns_enabled": True,
                "subnet_ids": [made["private-az1"].id],
                "security_group_ids": [made["clients"].id],
                **more,
            },
        )
        _trusted(made)

    return world({}, declare)


def _trusted(made: World) -> None:
    """The account trusts the cluster's issuer."""
    issuer = made["cluster"].identities[0].oidcs[0].issuer
    made.make(
        aws.iam.OpenIdConnectProvider, "issuer", made.participant, url=issuer, client_id_lists=["sts.amazonaws.com"]
    )


DUAL = {
    "vpc": {"assign_generated_ipv6_cidr_block": True},
    "private-az1": {"ipv6_cidr_block": "2001:db8::/64"},
    "private-az2": {"ipv6_cidr_block": "2001:db8:0:1::/64"},
}
LONG = '{"Statement": []}' + " " * 20_480

CASES: list[Case] = [
    wrong(rules.service_twice, "eks twice", second("eks"), "second"),
    right(rules.service_twice, "one of them has no private DNS", second("eks", private_dns_enabled=False)),
    wrong(
        rules.endpoint_twice_in_zone,
        "two subnets of a zone",
        endpoint(subnet_ids=ids("private-az1", "cluster-az1")),
        "eks",
    ),
    wrong(rules.endpoint_type_by_default, "no type", endpoint(vpc_endpoint_type=None), "eks"),
    right(rules.endpoint_type_by_default, "S3 is a gateway", world({"s3": {"vpc_endpoint_type": None}})),
    wrong(rules.private_dns_by_default, "not a word", endpoint(private_dns_enabled=None), "eks"),
    right(rules.private_dns_by_default, "off on purpose", endpoint(private_dns_enabled=False)),
    wrong(rules.private_dns_without_vpc_dns, "host names off", world({"vpc": {"enable_dns_hostnames": None}}), "eks"),
    wrong(rules.private_dns_without_vpc_dns, "DNS off", world({"vpc": {"enable_dns_support": False}}), "eks"),
    wrong(rules.endpoint_in_default_group, "no group", endpoint(security_group_ids=None), "eks"),
    wrong(rules.endpoint_address_type, "dual-stack without IPv6", endpoint(ip_address_type="dualstack"), "eks"),
    wrong(
        rules.endpoint_address_type,
        "IPv6 on dual-stack subnets",
        world({**DUAL, "eks": {"ip_address_type": "ipv6"}}),
        "eks",
    ),
    right(rules.endpoint_address_type, "dual-stack", world({**DUAL, "eks": {"ip_address_type": "dualstack"}})),
    wrong(rules.eks_endpoint_hides_issuer, "an issuer is trusted", world({}, _trusted), "eks"),
    right(rules.eks_endpoint_hides_issuer, "oidc-eks is there", second("oidc-eks")),
    wrong(
        rules.s3_endpoint_not_on_table,
        "one private table is left out",
        world({"s3": {"route_table_ids": ids("table-az1")}}),
        "s3",
    ),
    wrong(rules.s3_through_nat, "no endpoint of S3", world({"s3": GONE}), "vpc"),
    right(
        rules.s3_through_nat,
        "there is no NAT gateway either",
        world({"s3": GONE, "route-az1": GONE, "route-az2": GONE}),
    ),
    wrong(rules.endpoint_policy_too_long, "white space counts", endpoint(policy=LONG), "eks"),
    right(rules.endpoint_policy_too_long, "just short enough", endpoint(policy=LONG[:20_480])),
    wrong(rules.service_missing_in_region, "eks in Mexico", world({}, region="mx-central-1"), "eks"),
    wrong(
        rules.service_missing_in_region,
        "eks-fips in Frankfurt",
        world({"eks": {"service_name": "com.amazonaws.eu-central-1.eks-fips"}}, region="eu-central-1"),
        "eks",
    ),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
