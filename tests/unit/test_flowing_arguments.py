"""Arguments that only flow through and are of a wrong shape: a problem with the argument, and nothing is registered."""

from typing import Any

import pulumi
import pytest

from eks_shared_vpc import PrivateLinkEndpoints, SharedSubnetTags, SubnetShare
from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.errors import Problem
from tests.support import recorded

MAPPING, TEXT = "a mapping", "text or an Output"
LINKS = {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": {"usw2-az1": "subnet-1"}}
SHARE = {"subnet_arns": {"private": {"usw2-az1": "arn"}}, "principals": ["111111111111"]}
TAGS = {"subnet_ids": {"private": {"usw2-az1": "subnet-1"}}, "tier_tags": {}}
BY_NAME = ["policies", "subnet_ids", "client_cidrs", "client_ipv6_cidrs", "client_security_groups"]
BY_TIER: list[Any] = [
    pytest.param(SubnetShare, SHARE, "subnet_arns", id="SubnetShare"),
    pytest.param(SharedSubnetTags, TAGS, "subnet_ids", id="SharedSubnetTags"),
]


def refused(component: Any, args: Any) -> list[tuple[str, str, Any, str]]:
    """The problems of a component named it, as id, path, value and what is allowed; nothing may have been registered."""
    found: list[Problem] = []

    def program() -> None:
        with pytest.raises(Refused) as caught:
            component("it", args)
        found.extend(caught.value.problems)

    assert [each.type for each in recorded(program).graph] == ["pulumi:pulumi:Stack"], "half a component has no owner"
    return [(each.id, each.where, each.value, each.allowed) for each in found]


@pytest.mark.parametrize("argument", BY_NAME)
@pytest.mark.parametrize("value", [5, 0, True, "text", "", ["a"]], ids=repr)
def test_what_endpoints_have_by_name_is_a_mapping(argument, value):
    found = refused(PrivateLinkEndpoints, {**LINKS, argument: value})
    assert found == [("wrong-type", f"it.{argument}", value, MAPPING)]


@pytest.mark.parametrize("argument", BY_NAME)
def test_what_endpoints_have_by_name_is_no_output(argument):
    found: list[Any] = []

    def program() -> None:
        args: Any = {**LINKS, argument: pulumi.Output.from_input({"eks": "x"})}
        with pytest.raises(Refused) as caught:
            PrivateLinkEndpoints("it", args)
        found.extend((each.id, each.where, each.value) for each in caught.value.problems)

    assert [each.type for each in recorded(program).graph] == ["pulumi:pulumi:Stack"]
    assert found == [("wrong-type", f"it.{argument}", "an Output")]


@pytest.mark.parametrize("argument", BY_NAME)
@pytest.mark.parametrize("value", [5, True, None, ["a"], {"a": "b"}], ids=repr)
def test_what_endpoints_have_under_a_name_is_text(argument, value):
    found = refused(PrivateLinkEndpoints, {**LINKS, argument: {"eks": value}})
    assert found == [("wrong-type", f"it.{argument}.eks", value, TEXT)]


def test_endpoints_without_a_subnet_are_told_as_the_argument():
    (found,) = refused(PrivateLinkEndpoints, {**LINKS, "subnet_ids": {}})
    assert found[:2] == ("endpoint-subnets-missing", "it.subnet_ids")


@pytest.mark.parametrize(("component", "args", "argument"), BY_TIER)
@pytest.mark.parametrize("value", [5, True, "text", ["a"]], ids=repr)
def test_subnets_by_tier_are_a_mapping(component, args, argument, value):
    assert refused(component, {**args, argument: value}) == [("wrong-type", f"it.{argument}", value, MAPPING)]


@pytest.mark.parametrize(("component", "args", "argument"), BY_TIER)
@pytest.mark.parametrize("value", [5, True, None, "text", ["a"]], ids=repr)
def test_the_subnets_of_a_tier_are_a_mapping(component, args, argument, value):
    found = refused(component, {**args, argument: {"private": value}})
    assert found == [("wrong-type", f"it.{argument}.private", value, MAPPING)]


@pytest.mark.parametrize(("component", "args", "argument"), BY_TIER)
@pytest.mark.parametrize("value", [5, True, ["a"]], ids=repr)
def test_a_subnet_of_a_tier_is_text(component, args, argument, value):
    found = refused(component, {**args, argument: {"private": {"usw2-az1": value}}})
    assert found == [("wrong-type", f"it.{argument}.private.usw2-az1", value, TEXT)]
