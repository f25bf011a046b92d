"""Endpoint policies: the limit of AWS on their size, and the one that is ready to use."""

import json
from typing import Any

import pytest

from eks_shared_vpc import PrivateLinkEndpoints
from eks_shared_vpc.errors import Problem
from eks_shared_vpc.privatelink.policies import POLICY_LIMIT, check_policy, organization_policy
from tests.support import recorded
from tests.unit.refusals import problems

ORGANIZATION = "o-exampleorg1"
OURS = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
}


def policy_of(characters, space=""):
    empty = len(json.dumps({"a": ""}, separators=(",", ":")))
    return '{"a":' + space + json.dumps("x" * (characters - empty)) + "}"


def test_a_policy_of_exactly_the_limit_stays_as_it_is():
    policy = policy_of(POLICY_LIMIT - 1, space=" ")
    assert (len(policy), check_policy(policy)) == (20_480, policy), (
        "facts 1.71: white space counts, and this much may stay"
    )


def test_a_policy_over_the_limit_loses_its_white_space_first():
    assert check_policy(policy_of(POLICY_LIMIT, space=" ")) == policy_of(POLICY_LIMIT)


def test_a_policy_that_is_too_long_without_white_space_is_refused():
    with pytest.raises(ValueError, match=r"at most 20480 characters, this one has 20481 \(facts 1\.71\)"):
        check_policy(policy_of(POLICY_LIMIT + 1))


def test_text_that_is_too_long_and_no_policy_is_refused_for_its_length():
    with pytest.raises(ValueError, match=r"at most 20480 characters, this one has 20481 \(facts 1\.71\)") as caught:
        check_policy("{" + "x" * POLICY_LIMIT)
    assert not isinstance(caught.value, json.JSONDecodeError), "the limit is what is told, not how JSON is written"


def test_text_within_the_limit_is_left_to_aws_whatever_it_is():
    assert check_policy("x" * POLICY_LIMIT) == "x" * POLICY_LIMIT


def endpoints_refused(**changes):
    """The problems of a component whose endpoints have these policies; nothing may have been registered."""
    args: Any = {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": {"usw2-az1": "subnet-1"}, **changes}
    found: list[Problem] = []
    graph = recorded(lambda: found.extend(problems(lambda: PrivateLinkEndpoints("links", args)))).graph
    assert [each.type for each in graph] == ["pulumi:pulumi:Stack"]
    return found


def test_a_policy_is_of_a_service_that_has_an_endpoint():
    found = endpoints_refused(policies={"eks-aut": "{}", "sqs": "{}", "eks": "{}"})
    assert [(each.id, each.where, each.value, each.allowed, each.fix) for each in found] == [
        ("unknown-service", "links.policies.eks-aut", "eks-aut", "eks, eks-auth", "write eks-auth"),
        ("unknown-service", "links.policies.sqs", "sqs", "eks, eks-auth", "remove it"),
    ]


def test_without_services_no_policy_is_of_one():
    found = endpoints_refused(services=[], policies={"eks": "{}"})
    assert [(each.id, each.where, each.fix) for each in found] == [
        ("unknown-service", "links.policies.eks", "remove it")
    ]


def test_without_services_the_problem_says_what_would_be_accepted():
    (found,) = endpoints_refused(services=[], policies={"eks": "{}"})
    assert found.allowed


def test_an_endpoint_that_takes_no_policy_takes_none_by_its_full_name_either():
    full = "com.amazonaws.us-west-2.oidc-eks"
    assert [each.id for each in endpoints_refused(services=[full], policies={full: "{}"})] == ["policy-not-accepted"]


def test_some_endpoints_take_no_policy():
    found = endpoints_refused(services=["oidc-eks"], policies={"oidc-eks": "{}"})
    assert [(each.id, each.where, each.fix) for each in found] == [
        ("policy-not-accepted", "links.policies.oidc-eks", "remove it")
    ]


@pytest.mark.parametrize(
    ("service", "further"),
    [
        pytest.param("eks", [], id="signed calls carry the organization"),
        pytest.param("ecr.api", [], id="whatever the service"),
        pytest.param(
            "sts",
            [
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:ResourceOrgID": ORGANIZATION}},
                }
            ],
            id="facts 8.24: a token is traded without a signature, for a role of the organization",
        ),
    ],
)
def test_an_organizations_policy_lets_nobody_else_through(service, further):
    policy = organization_policy(service, ORGANIZATION)
    assert json.loads(policy) == {"Version": "2012-10-17", "Statement": [OURS, *further]}
    assert check_policy(policy) == policy, "it is within the limit"
