"""Rules about launch templates and images, each broken and kept."""

from typing import Any

import pytest

from eks_shared_vpc.preview.rules import nodes as rules
from tests.mocked.rule_cases import (
    Case,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    label,
    right,
    world,
    wrong,
)


def metadata(**options: Any) -> Any:
    return world({"template": {"metadata_options": options or None}})


def disks(*disks: Any) -> Any:
    return world({"template": {"block_device_mappings": list(disks) or None}})


CASES: list[Case] = [
    wrong(rules.instance_metadata_v1, "nothing is said", metadata(), "template"),
    wrong(rules.instance_metadata_v1, "tokens are optional", metadata(http_tokens="optional"), "template"),
    wrong(
        rules.instance_metadata_for_pods,
        "two hops",
        metadata(http_tokens="required", http_put_response_hop_limit=2),
        "template",
    ),
    wrong(rules.disk_not_encrypted, "nothing is said", disks(), "template"),
    wrong(
        rules.disk_not_encrypted,
        "one of two",
        disks({"device_name": "a", "ebs": {"encrypted": "true"}}, {"device_name": "b", "ebs": {"volume_size": 5}}),
        "template",
    ),
    wrong(rules.image_without_user_data, "an image of our own", world({"template": {"image_id": "ami-1"}}), "template"),
    right(
        rules.image_without_user_data,
        "it is told its cluster",
        world({"template": {"image_id": "ami-1", "user_data": "Li4u"}}),
    ),
    wrong(rules.amazon_linux_2, "AL2", world({"nodes": {"ami_type": "AL2_x86_64"}}), "nodes"),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
