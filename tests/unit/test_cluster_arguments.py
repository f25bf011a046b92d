"""Arguments of a cluster that are of a wrong type: a problem with the argument, never a traceback."""

from typing import Any

import pulumi
import pytest

from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.cluster.cluster import EksCluster
from eks_shared_vpc.errors import Problem
from tests.support import cluster_args, recorded


def refused(**changes: Any) -> list[Problem]:
    """The problems of a cluster with these arguments, each made in the program; nothing may have been registered."""
    found: list[Problem] = []

    def program() -> None:
        made = {key: value() if callable(value) else value for key, value in changes.items()}
        with pytest.raises(Refused) as caught:
            EksCluster("pay", cluster_args(**made))
        found.extend(caught.value.problems)

    graph = recorded(program).graph
    assert [each.type for each in graph] == ["pulumi:pulumi:Stack"], "half a cluster has no owner"
    return found


def later(value: Any) -> Any:
    return pytest.param(lambda: pulumi.Output.from_input(value), id="an Output")


@pytest.mark.parametrize("value", ["public", 5, True, ["public"], later({"mode": "private"})], ids=repr)
def test_an_endpoint_is_a_mapping(value):
    assert [(each.id, each.where) for each in refused(endpoint=value)] == [("wrong-type", "pay.endpoint")]


@pytest.mark.parametrize("argument", ["cluster_subnet_ids", "node_subnet_ids", "egress_ips"])
@pytest.mark.parametrize(
    "value", [5, 0, True, 1.5, "subnet-1", "", ["a"], ["a", "b"], later({"usw2-az1": "a"})], ids=repr
)
def test_what_is_given_by_zone_is_a_mapping(argument, value):
    assert [(each.id, each.where) for each in refused(**{argument: value})] == [("wrong-type", f"pay.{argument}")]


@pytest.mark.parametrize("argument", ["security_group_ids", "node_security_group_ids"])
@pytest.mark.parametrize("value", ["sg-1", {"a": "sg-1"}, 1.5, later(["sg-1"])], ids=repr)
def test_security_groups_are_a_list(argument, value):
    found = refused(**{argument: value})
    assert [(each.id, each.where) for each in found] == [("wrong-type", f"pay.{argument}")]


@pytest.mark.parametrize("argument", ["security_group_ids", "node_security_group_ids"])
@pytest.mark.parametrize("value", [5, 2, 0, True, False], ids=repr)
def test_a_number_of_security_groups_is_of_a_wrong_type(argument, value):
    found = refused(**{argument: value})
    assert [(each.id, each.where, each.value, each.allowed) for each in found] == [
        ("wrong-type", f"pay.{argument}", value, "a list")
    ]


@pytest.mark.parametrize("argument", ["security_group_ids", "node_security_group_ids"])
@pytest.mark.parametrize("value", [5, True, None, ["sg-1"]], ids=repr)
def test_each_security_group_is_text(argument, value):
    found = refused(**{argument: ["sg-1", value]})
    assert [(each.id, each.where, each.allowed) for each in found] == [
        ("wrong-type", f"pay.{argument}[1]", "text or an Output")
    ]


def test_too_many_security_groups_are_told_as_the_argument():
    found = refused(security_group_ids=[f"sg-{index}" for index in range(5)])
    assert [(each.id, each.where) for each in found] == [("too-many-security-groups", "pay.security_group_ids")]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"cluster_subnet_ids": {"usw2-az1": "a"}}, ("control-plane-zones", "pay.cluster_subnet_ids")),
        ({"node_subnet_ids": {}}, ("node-subnets-missing", "pay.node_subnet_ids")),
        (
            {"endpoint": {"mode": "public", "public_cidrs": ["52.94.76.0/24"]}},
            ("public-only-egress", "pay.endpoint.mode"),
        ),
        ({"cluster_subnet_ids": None}, ("network-or-ids", "pay.network")),
        ({"node_subnet_ids": None}, ("network-or-ids", "pay.network")),
    ],
)
def test_what_is_read_off_an_argument_is_told_as_the_argument(changes, problem):
    assert [(each.id, each.where) for each in refused(**changes)] == [problem]


@pytest.mark.parametrize(
    "changes",
    [
        {"node_groups": ["default"]},
        {"node_groups": {"default": 5}},
        {"node_groups": {"default": None}},
        {"addons": {"coredns": None}},
        {"pod_identities": {"x": None}},
        {"admins": "arn:aws:iam::222222222222:role/x"},
        {"addons": "coredns"},
        {"pod_identities": ["x"]},
        {"tags": "x"},
        {"region": 5},
        {"version": ["1.33"]},
        {"cluster_name": 5},
    ],
    ids=str,
)
def test_any_other_plain_argument_of_a_wrong_type_is_one_problem(changes):
    (argument,) = changes
    (found,) = refused(**changes)
    assert found.id == "wrong-type"
    assert found.where.startswith(f"pay.{argument}")


@pytest.mark.parametrize("value", [5, ["a", "b"]], ids=repr)
def test_what_is_given_by_zone_is_told_as_a_mapping_with_the_value_as_given(value):
    (found,) = refused(cluster_subnet_ids=value)
    assert (found.value, found.allowed) == (value, "a mapping")


@pytest.mark.parametrize("argument", ["cluster_subnet_ids", "node_subnet_ids", "egress_ips"])
@pytest.mark.parametrize("value", [None, 5, ["subnet-2"]], ids=repr)
def test_what_a_zone_has_is_text(argument, value):
    found = refused(**{argument: {"usw2-az1": "subnet-1", "usw2-az2": value}})
    assert [(each.id, each.where, each.value, each.allowed) for each in found] == [
        ("wrong-type", f"pay.{argument}.usw2-az2", value, "text or an Output")
    ]


def test_a_key_that_is_no_zone_is_told_as_the_argument():
    found = refused(cluster_subnet_ids={5: "subnet-1", 6: "subnet-2"})
    assert [(each.id, each.where) for each in found] == [
        ("wrong-type", "pay.cluster_subnet_ids.5"),
        ("wrong-type", "pay.cluster_subnet_ids.6"),
    ]
