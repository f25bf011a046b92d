"""Keys and types that a stack file cannot have: where in the file, why, and what to write instead."""

import pytest
import yaml

from eks_shared_vpc.cluster.endpoint import EndpointSpec
from eks_shared_vpc.cluster.nodes import CapacityType, NodeGroupSpec
from eks_shared_vpc.network.flow_log_spec import FlowLogsSpec
from eks_shared_vpc.network.nat import NatMode
from eks_shared_vpc.network.tiers import Layout, TierSpec
from stacks.networks import OwnNetworkSettings
from stacks.settings import AccountSettings, ClusterSettings, StackSettings
from tests.stacks.documents import DELETED, Said, document, problems, refusals, said
from tests.stacks.words import CIDRS, CLUSTER, GROUP, LIST, MAPPING, NODES, NUMBER, QUOTES, choice, keys
from tests.support import STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_the_documents_that_cases_start_from_are_right(stack):
    assert problems(document(stack)) == ()


@pytest.mark.parametrize(
    ("path", "value", "model", "fix"),
    [
        ("regoin", "us-west-2", StackSettings, "write region"),
        ("network.zonse", [], OwnNetworkSettings, "write zones"),
        ("network.sharewith", [], OwnNetworkSettings, "write share_with"),
        ("network.flow_logs.retension_days", 3, FlowLogsSpec, "write retention_days"),
        ("network.q", 1, OwnNetworkSettings, "remove it"),
        (f"{CLUSTER}.verison", "1.33", ClusterSettings, "write version"),
        (f"{CLUSTER}.endpoint.public_cidr", [], EndpointSpec, "write public_cidrs"),
        (f"{GROUP}.instance_type", "m7i.large", NodeGroupSpec, "write instance_types"),
        (f"{GROUP}.maximum", 3, NodeGroupSpec, "write max"),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_right_one_is_named(path, value, model, fix):
    key = path.rsplit(".", 1)[-1]
    [found] = refusals({path: value})
    assert (found.id, found.path, found.message, found.fix) == (
        "unknown-key",
        path,
        f"there is no key {key!r} here",
        fix,
    )
    assert set(model.model_fields) <= set(found.allowed.split(", "))


def test_an_unknown_key_of_a_tier_is_refused_with_the_keys_that_a_tier_has():
    tiers = [{**NODES, "size": 19}, {"name": "db", "kind": "isolated", "size": 24, "sise": 24}]
    assert refusals({"network.tiers": tiers, "network.nat": "none"}) == [
        Said("unknown-key", "network.tiers[1].sise", "there is no key 'sise' here", keys(TierSpec), "write size")
    ]


def test_an_unknown_key_of_an_account_is_refused_with_the_keys_that_an_account_has():
    assert refusals({"accounts.spare": {"id": "555555555555", "role": "x"}}) == [
        Said(
            "unknown-key",
            "accounts.spare.role",
            "there is no key 'role' here",
            keys(AccountSettings),
            "write role_arn",
        )
    ]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("region", "The region of everything in the stack, such as us-west-2"),
        (
            "network",
            "The network of the stack: a new one, one that exists, or `{stack: <name>}` for that of another stack",
        ),
        ("network.zones", "Availability-zone ids, such as usw2-az1"),
        ("network.account", "The name of an account of this stack"),
        (f"{CLUSTER}.version", "Kubernetes version, as text: '1.33'"),
        (f"{CLUSTER}.account", "The name of an account of this stack"),
        (f"{CLUSTER}.admins", "ARNs of the IAM roles or users that administer the cluster; one at least"),
        (
            f"{GROUP}.instance_types",
            "EC2 instance types, of one processor architecture, in order of preference, such as [m7i.large]",
        ),
        (f"{CLUSTER}.pod_identities.ledger.namespace", "Kubernetes namespace"),
    ],
)
def test_a_missing_key_is_refused_with_what_belongs_there(path, allowed):
    key = path.rsplit(".", 1)[-1]
    assert refusals({path: DELETED}) == [
        Said("missing-key", path, f"the key {key!r} is required", allowed, f"add {key}")
    ]


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("region", 5, QUOTES),
        ("network", "prod-network", MAPPING),
        ("network", ["prod-network"], MAPPING),
        ("clusters", ["payments"], MAPPING),
        (CLUSTER, None, MAPPING),
        ("tags", ["production"], MAPPING),
        ("accounts.spare", "555555555555", MAPPING),
        ("network.zones", "usw2-az1", LIST),
        ("network.share_with", "payments", LIST),
        ("network.zone_slots", "four", NUMBER),
        ("network.zone_slots", 4.5, NUMBER),
        (
            "network.protect_egress_ips",
            "perhaps",
            ("this is neither true nor false", "true or false", "write true or false"),
        ),
        ("network.nat", "both", choice(NatMode)),
        ("network.layout", "hybrid", choice(Layout)),
        ("network.layout", "private", choice(Layout, "write private-only")),
        (CIDRS, "52.94.76.0/24", LIST),
        (f"{CLUSTER}.admins", "arn:aws:iam::222222222222:role/admin", LIST),
        (f"{CLUSTER}.account", 222222222222, QUOTES),
        (f"{CLUSTER}.endpoint", [], MAPPING),
        (f"{GROUP}.min", "two", NUMBER),
        (f"{GROUP}.capacity_type", "reserved", choice(CapacityType)),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_refused_with_what_is_expected_there(path, value, text):
    assert refusals({path: value}) == [Said("wrong-type", path, *text)]


def test_a_version_that_yaml_reads_as_a_number_is_refused():
    whole = document(changes=yaml.safe_load("{clusters.payments.version: 1.33}"))
    [found] = problems(whole)
    assert (said(found), found.value) == (Said("wrong-type", f"{CLUSTER}.version", *QUOTES), 1.33)


def test_a_network_without_a_block_is_refused_at_the_key_that_is_missing():
    [found] = refusals({"network.cidr": DELETED})
    assert (found.id, found.path, found.fix) == ("vpc-block", "network.cidr", "add cidr, with a block of your own")
