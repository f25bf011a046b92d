"""A stack for development goes with one ``pulumi destroy``; a stack for production does not go by accident."""

import pytest

from tests.support import preview_of

CLUSTER = "aws:eks/cluster:Cluster"


def protected(stack):
    return sorted(each.name for each in preview_of(stack).own if each.protect)


def deletion_protection(stack):
    return {each.name: each.inputs["deletionProtection"] for each in preview_of(stack).own.of_type(CLUSTER)}


def test_nothing_of_the_dev_stack_is_protected():
    assert (protected("dev"), deletion_protection("dev")) == ([], {"dev": False})


def test_no_input_of_the_dev_stack_guards_against_deletion():
    guards = {
        (each.name, key): value
        for each in preview_of("dev").own
        for key, value in each.inputs.items()
        if "protection" in key.lower() or "preventdestroy" in key.lower()
    }
    assert guards == {("dev", "deletionProtection"): False}


@pytest.mark.parametrize("stack", ["prod-network", "staging"])
def test_the_egress_addresses_of_a_shared_network_are_protected(stack):
    assert protected(stack) == ["network-nat-az1", "network-nat-az2", "network-nat-az3"]


@pytest.mark.parametrize(
    ("stack", "clusters"),
    [("prod-payments", ["payments"]), ("staging", ["payments", "search"]), ("isolated", ["vault"])],
)
def test_other_clusters_are_protected_against_deletion(stack, clusters):
    assert deletion_protection(stack) == dict.fromkeys(clusters, True)
