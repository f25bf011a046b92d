"""Whom subnets may be shared with, and the tags that a participant may write on them."""

import pytest

from eks_shared_vpc.network import sharing
from eks_shared_vpc.network.sharing import SharedSubnetTagsSpec, SubnetShareSpec, is_principal
from eks_shared_vpc.spec import read
from tests.unit.refusals import Refusal, assert_refused, ids_refused_in, problems, rows

ARNS = {"subnet_arns": {"private": {"usw2-az1": "arn"}}}
ACCOUNT = "111111111111"
UNIT = f"arn:aws:organizations::{ACCOUNT}:ou/o-exampleorg1/ou-exam-workload1"
ORGANIZATION = f"arn:aws:organizations::{ACCOUNT}:organization/o-exampleorg1"


def refused_principal(why, bad, accepted):
    return Refusal(
        why,
        {"principals": [bad]},
        ("principal", "share.principals[0]"),
        "subnets are shared with accounts, organizational units or an organization (facts 6.5)",
        "correct the principal",
        {"principals": [accepted]},
    )


def of_tiers(*tiers):
    return {"subnet_ids": {tier: {"usw2-az1": f"subnet-{tier}"} for tier in tiers}}


SHARES = [
    refused_principal("an account id has 12 digits", ACCOUNT[1:], ACCOUNT),
    refused_principal("and not 13", f"{ACCOUNT}1", ACCOUNT),
    refused_principal("a unit is given by its ARN", "ou-exam-workload1", UNIT),
    refused_principal("a unit's ARN names its organization", UNIT.replace("o-exampleorg1/", ""), UNIT),
    refused_principal("an organization is given by its ARN", "o-exampleorg1", ORGANIZATION),
    refused_principal("facts 6.5: no role", f"arn:aws:iam::{ACCOUNT}:role/admin", ACCOUNT),
    refused_principal("facts 6.5: no root of an account", f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT),
    Refusal(
        "an account id is text",
        {"principals": [111111111111]},
        ("wrong-type", "share.principals[0]"),
        "this is not text",
        "put it in quotes: YAML reads it as a number",
        {"principals": [ACCOUNT]},
    ),
    Refusal(
        "a share is with somebody",
        {"principals": []},
        ("no-principals", "share.principals"),
        "the share has no principal",
        "name a principal, or remove the share",
        {"principals": [ORGANIZATION]},
    ),
    Refusal(
        "and says so",
        {},
        ("missing-key", "share.principals"),
        "the key 'principals' is required",
        "add principals",
        {"principals": [ACCOUNT]},
    ),
    Refusal(
        "a principal is listed once",
        {"principals": [ACCOUNT, ACCOUNT]},
        ("duplicate", "share.principals"),
        "111111111111 is listed more than once",
        "remove the repetition",
        {"principals": [ACCOUNT, UNIT]},
    ),
]

SHARED = {
    "region": "us-west-2",
    "vpc_id": "vpc-1",
    "vpc_cidrs": ["10.64.0.0/16"],
    "zones": ["usw2-az1"],
    "tier_order": ["private", "public"],
    "tiers": {
        "private": {
            "kind": "private",
            "use": "nodes",
            "subnets": {"usw2-az1": {"id": "subnet-1", "arn": "arn-1"}},
        },
        "public": {"kind": "public", "use": "load-balancers", "subnets": {"usw2-az1": {"id": "subnet-2"}}},
    },
    "shared_with": [ACCOUNT],
    "shared_tiers": ["private"],
}
ROLE_TAGS = {"private": {"kubernetes.io/role/internal-elb": "1"}}

TAGS = [
    Refusal(
        "a participant sees what is shared",
        {"network": {**SHARED, "shared_tiers": []}},
        ("nothing-shared", "tags.network"),
        "this network shares no tier, so a participant sees none of its subnets",
        "pass the contract of the SubnetShare",
        {"network": SHARED},
    ),
    Refusal(
        "tags of single subnets are said",
        of_tiers("private"),
        ("missing-key", "tags.tier_tags"),
        "the tags of the subnets are not said",
        "pass tier_tags, or network in place of subnet_ids",
        {**of_tiers("private"), "tier_tags": ROLE_TAGS},
    ),
    Refusal(
        "Karpenter's tag is a role tag",
        {"network": SHARED, "tier_tags": ROLE_TAGS, "karpenter_discovery": "pay"},
        ("karpenter-discovery", "tags.tier_tags"),
        "karpenter_discovery is added to the role tags, and tier_tags replace those",
        "write karpenter.sh/discovery in tier_tags",
        {"network": SHARED, "karpenter_discovery": "pay"},
    ),
    Refusal(
        "tagged tiers have subnets",
        {**of_tiers("private", "public"), "tier_tags": {"privat": {"team": "x"}}},
        ("unknown-tier", "tags.tier_tags"),
        "there are no subnets of a tier 'privat'",
        "write private",
        {**of_tiers("private", "public"), "tier_tags": {"private": {"team": "x"}}},
    ),
    Refusal(
        "every one of them",
        {**of_tiers("private"), "tier_tags": {"private": {"team": "x"}, "zzz": {}}},
        ("unknown-tier", "tags.tier_tags"),
        "there are no subnets of a tier 'zzz'",
        "write one of them",
        {**of_tiers("private", "zzz"), "tier_tags": {"private": {"team": "x"}, "zzz": {}}},
    ),
    Refusal(
        "AWS keeps keys that begin with aws: for itself, however they are written",
        {
            **of_tiers("private", "public"),
            "tier_tags": {"private": {"aws:a": "1", "team": "x"}, "public": {"AWS:b": "1"}},
        },
        ("tag-key", "tags.tier_tags"),
        "AWS:b, aws:a begins with aws:, which AWS keeps for itself",
        "rename the tag",
        {
            **of_tiers("private", "public"),
            "tier_tags": {"private": {"aws-a": "1", "team": "x"}, "public": {"my:aws:b": "1"}},
        },
    ),
]


OF_NETWORKS = [
    Refusal(
        "a network, or ARNs",
        {"network": SHARED, **ARNS},
        ("network-or-ids", "share.network"),
        "subnet_arns is in network already",
        "remove subnet_arns, or network",
        {"network": SHARED},
    ),
    Refusal(
        "one of the two",
        {},
        ("network-or-ids", "share.network"),
        "neither network nor subnet_arns is given",
        "pass network",
        ARNS,
    ),
    Refusal(
        "tiers are a network's",
        {**ARNS, "tiers": ["private"]},
        ("network-or-ids", "share.tiers"),
        "the subnets are given by their ARNs, so there is nothing to choose",
        "remove tiers, or pass network",
        ARNS,
    ),
    Refusal(
        "and there",
        {"network": SHARED, "tiers": ["privat"]},
        ("unknown-tier", "share.tiers[0]"),
        "the network has no tier 'privat'",
        "write private",
        {"network": SHARED, "tiers": ["private"]},
    ),
    Refusal(
        "a share names subnets by their ARNs",
        {"network": SHARED, "tiers": ["public"]},
        ("subnet-arn-missing", "share.network"),
        "the network does not have those of public",
        "describe the network with owner_account, or with the arn of each subnet",
        {"network": SHARED},
    ),
]


@pytest.mark.parametrize("row", rows(OF_NETWORKS))
def test_a_share_is_of_a_network_or_of_arns(row):
    assert_refused(row, lambda: read(SubnetShareSpec, {"principals": [ACCOUNT], **row.bad}, "share"))
    assert problems(lambda: read(SubnetShareSpec, {"principals": [ACCOUNT], **row.accepted}, "share")) == []


def test_the_tiers_of_a_network_that_are_not_public_are_shared_and_tagged_by_default():
    assert read(SubnetShareSpec, {"principals": [ACCOUNT], "network": SHARED}).arns == {
        "private": {"usw2-az1": "arn-1"}
    }
    found = read(SharedSubnetTagsSpec, {"network": SHARED, "karpenter_discovery": "pay"})
    assert found.tags == {"private": {**ROLE_TAGS["private"], "karpenter.sh/discovery": "pay"}}
    assert found.ids == {"private": {"usw2-az1": "subnet-1"}}


@pytest.mark.parametrize("row", rows(SHARES))
def test_what_subnets_cannot_be_shared_with_is_refused(row):
    assert_refused(row, lambda: read(SubnetShareSpec, {**ARNS, **row.bad}, "share"))


@pytest.mark.parametrize("row", rows(TAGS))
def test_a_tag_that_aws_would_refuse_is_refused(row):
    assert_refused(row, lambda: read(SharedSubnetTagsSpec, row.bad, "tags"))


@pytest.mark.parametrize("row", rows(SHARES))
def test_the_nearest_principal_is_taken(row):
    assert problems(lambda: read(SubnetShareSpec, {**ARNS, **row.accepted}, "share")) == []


@pytest.mark.parametrize("row", rows(TAGS))
def test_the_nearest_tag_is_taken(row):
    assert problems(lambda: read(SharedSubnetTagsSpec, row.accepted, "tags")) == []


def test_every_refusal_of_sharing_has_its_row():
    untested = ids_refused_in(sharing) - {row.problem[0] for row in (*SHARES, *TAGS, *OF_NETWORKS)}
    assert untested == set(), "a refusal without a row is untested"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(ACCOUNT, True, id="an account"),
        pytest.param(UNIT, True, id="a unit"),
        pytest.param(ORGANIZATION, True, id="an organization"),
        pytest.param(UNIT.replace("arn:aws:", "arn:aws-us-gov:"), True, id="a unit of another partition"),
        pytest.param(f"{ACCOUNT}\n", False, id="a line break after it"),
        pytest.param("vpc-lattice.amazonaws.com", False, id="facts 6.5: a service"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_principals_are_known_by_their_form(value, expected):
    assert is_principal(value) is expected
