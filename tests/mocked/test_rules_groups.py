"""Rules about security groups, each broken and kept."""

from typing import Any

import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import groups as rules
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
    world,
    wrong,
)


def second_group(**tags: str) -> Any:
    def declare(made: World) -> None:
        group = made.make(aws.ec2.SecurityGroup, "extra", made.participant, vpc_id=made["vpc"].id, tags=tags)
        template = made.make(
            aws.ec2.LaunchTemplate,
            "template-two",
            made.participant,
            vpc_security_group_ids=[made["cluster"].vpc_config.cluster_security_group_id, group.id],
        )
        made.make(
            aws.eks.NodeGroup,
            "more",
            made.participant,
            cluster_name=made["cluster"].name,
            node_role_arn=made["worker"].arn,
            subnet_ids=[made["private-az1"].id],
            scaling_config={"min_size": 1, "max_size": 1, "desired_size": 1},
            launch_template={"id": template.id, "version": "1"},
        )

    return world({}, declare)


INLINE: Any = [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.1.0.0/16"]}]

CASES: list[Case] = [
    wrong(
        rules.two_cluster_groups_on_nodes,
        "a group of ours carries the cluster's tag too",
        second_group(**{"kubernetes.io/cluster/pay": "owned"}),
        "more",
    ),
    right(rules.two_cluster_groups_on_nodes, "a group of ours has no such tag", second_group(a="b")),
    wrong(rules.inline_and_separate_rules, "both kinds", world({"clients": {"ingress": INLINE}}), "clients"),
    right(rules.inline_and_separate_rules, "one kind", world({"clients": {"ingress": INLINE}, "clients-vpc": GONE})),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
