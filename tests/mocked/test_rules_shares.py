"""Rules about shares and what participants do on shared subnets, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import shares as rules
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


def declared(kind: Any, account: str, **inputs: Any) -> Any:
    """One more resource, ``it``, of the owner or of the participant."""

    def declare(made: World) -> None:
        given = {key: value(made) if callable(value) else value for key, value in inputs.items()}
        made.make(kind, "it", getattr(made, account), **given)

    return declare


def vpc_id(made: World) -> Any:
    return made["vpc"].id


def shared(made: World) -> None:
    subnet = made.make(aws.ec2.DefaultSubnet, "first", made.owner, availability_zone="us-west-2a")
    made.make(
        aws.ram.ResourceAssociation, "it", made.owner, resource_share_arn=made["share"].arn, resource_arn=subnet.arn
    )


TAGS = [f"tag-{tier}-{zone}" for tier in ("public", "private") for zone in ("az1", "az2")]
OWNERS_TAGS = {"public-az1": {"tags": {"kubernetes.io/role/elb": "1"}}}
LOG = {"vpc_id": vpc_id, "traffic_type": "ALL", "log_destination": "arn:aws:s3:::b", "log_destination_type": "s3"}
ATTACHMENT = {"transit_gateway_id": "tgw-1", "vpc_id": vpc_id, "subnet_ids": ids("private-az1")}
ZONE = {"name": "inner.example", "vpcs": lambda made: [{"vpc_id": made["vpc"].id}]}
RESOLVER = {
    "direction": "INBOUND",
    "security_group_ids": ["sg-1"],
    "ip_addresses": lambda made: [{"subnet_id": made["private-az1"].id}, {"subnet_id": made["private-az2"].id}],
}
ORGANIZATION = "arn:aws:organizations::444444444444:organization/o-exampleorg1"

CASES: list[Case] = [
    wrong(rules.external_principals, "not a word", world({"share": {"allow_external_principals": None}}), "share"),
    wrong(rules.external_principals, "allowed", world({"share": {"allow_external_principals": True}}), "share"),
    wrong(
        rules.share_needs_no_accepter,
        "an accepter",
        world({}, declared(aws.ram.ResourceShareAccepter, "participant", share_arn="arn:aws:ram:us-west-2:1:share/a")),
        "it",
    ),
    wrong(rules.unshareable, "a default subnet", world({}, shared), "it"),
    wrong(
        rules.foreign_flow_log,
        "a participant logs the VPC",
        world({}, declared(aws.ec2.FlowLog, "participant", **LOG)),
        "it",
    ),
    right(rules.foreign_flow_log, "the owner does", world({}, declared(aws.ec2.FlowLog, "owner", **LOG))),
    wrong(
        rules.foreign_connection,
        "a participant attaches a transit gateway",
        world({}, declared(aws.ec2transitgateway.VpcAttachment, "participant", **ATTACHMENT)),
        "it",
    ),
    wrong(
        rules.foreign_connection,
        "a participant attaches a private zone",
        world({}, declared(aws.route53.Zone, "participant", **ZONE)),
        "it",
    ),
    wrong(
        rules.foreign_connection,
        "a participant makes a Resolver endpoint",
        world({}, declared(aws.route53.ResolverEndpoint, "participant", **RESOLVER)),
        "it",
    ),
    right(
        rules.foreign_connection,
        "the owner attaches a transit gateway",
        world({}, declared(aws.ec2transitgateway.VpcAttachment, "owner", **ATTACHMENT)),
    ),
    wrong(rules.shared_subnets_untagged, "no tag at all", world(dict.fromkeys(TAGS, GONE)), "cluster"),
    wrong(
        rules.shared_subnets_untagged,
        "tags of the owner only",
        world({**dict.fromkeys(TAGS, GONE), **OWNERS_TAGS}),
        "cluster",
    ),
    wrong(rules.subnet_not_shared, "one subnet is in no share", world({"share-private-az1": GONE}), "private-az1"),
    wrong(
        rules.subnet_not_shared,
        "the participant is no principal",
        world({"share-participant": {"principal": "999999999999"}}),
        "cluster-az1",
        "cluster-az2",
        "private-az1",
        "private-az2",
    ),
    right(
        rules.subnet_not_shared, "the whole organization is", world({"share-participant": {"principal": ORGANIZATION}})
    ),
    wrong(
        rules.launch_template_without_groups,
        "no group is named",
        world({"template": {"vpc_security_group_ids": None}}),
        "template",
    ),
    right(
        rules.launch_template_without_groups,
        "its interface names one",
        world({"template": {"vpc_security_group_ids": None, "network_interfaces": [{"security_groups": ["sg-1"]}]}}),
    ),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
