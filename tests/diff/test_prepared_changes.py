"""Changes that people make to stack files, each with exactly what it means: every line of it, and nothing else."""

import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from eks_shared_vpc.preview.diff.compare import Comparer
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.snapshot import Snapshot, snapshot_of
from tests.stacks.documents import document, write_project
from tests.support import STACKS, preview_of

ZONES = ["usw2-az1", "usw2-az2", "usw2-az3"]
PINNED = {"clusters.payments.control_plane_zones": ZONES, "clusters.search.control_plane_zones": ZONES}


@dataclass(frozen=True)
class AsItIs:
    """The example stacks, as they are."""

    name: str = "main"
    knows_other_stacks: bool = True

    def stacks(self) -> list[str]:
        return list(STACKS)

    def snapshot(self, stack: str) -> Snapshot:
        return before(stack)


@cache
def before(stack: str) -> Snapshot:
    return snapshot_of(preview_of(stack))


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """Compare a stack whose file has changes with what it was; further stacks are in the project as they are."""

    def compare(stack: str, changes: dict[str, Any], *others: str) -> Compared:
        for each in (stack, *others):
            before(each)
        files = {stack: document(stack, changes), **{each: document(each) for each in others}}
        project = write_project(tmp_path / "project", files)
        monkeypatch.setattr(sys, "path", list(sys.path))
        with Comparer(project, AsItIs()) as comparer:
            return next(comparer.compare([stack]))

    return compare


def said(result: Compared) -> list[tuple[str, str, str]]:
    """Each meaning: its level, its id, and the name of what it is about."""
    assert not result.refused, result.refused
    return [(each.level.value, each.id, each.where.rsplit("::", 1)[-1]) for each in result.meanings]


def message(result: Compared, id_: str) -> str:
    return next(each.message for each in result.meanings if each.id == id_)


def test_nothing_changed(changed):
    result = changed("staging", {})
    assert result.is_unchanged
    assert result.meanings == ()


def test_one_nat_gateway_instead_of_one_for_each_zone(changed):
    result = changed("staging", {"network.nat": "single"})
    assert said(result) == [
        ("red", "egress-address-lost", "network"),
        ("red", "egress-address-changed", "network"),
        ("red", "protected-resource-deleted", "network-nat-az2"),
        ("amber", "egress-crosses-zones", "network"),
    ]
    assert "network-nat-az2, network-nat-az3" in message(result, "egress-address-lost")
    assert message(result, "egress-address-changed").startswith(
        "egress from usw2-az2, usw2-az3 will use network-nat-az1"
    )


def test_a_regional_nat_gateway_instead_of_one_for_each_zone(changed):
    assert said(changed("staging", {"network.nat": "regional"})) == [
        ("red", "egress-address-lost", "network"),
        ("red", "egress-address-changed", "network"),
        ("red", "protected-resource-deleted", "network-nat-az1"),
    ]


def test_a_zone_appended_under_clusters_that_pin_their_zones(changed):
    result = changed("staging", {"network.zones": [*ZONES, "usw2-az4"], **PINNED})
    assert said(result) == [
        ("amber", "egress-address-added", "network"),
        ("amber", "node-group-replaced", "payments-default"),
        ("amber", "node-group-replaced", "search-default"),
        ("note", "zone-added", "network"),
    ]


def test_a_zone_appended_under_clusters_that_would_follow_it(changed):
    assert said(changed("staging", {"network.zones": [*ZONES, "usw2-az4"]})) == [
        ("red", "cluster-zones-changed", "payments"),
        ("red", "cluster-zones-changed", "search"),
        ("amber", "egress-address-added", "network"),
        ("amber", "node-group-replaced", "payments-default"),
        ("amber", "node-group-replaced", "search-default"),
        ("note", "zone-added", "network"),
    ]


def test_a_zone_retired(changed):
    result = changed("staging", {"network.retired_zones": ["usw2-az3"]})
    assert said(result) == [
        ("red", "zone-lost", "network"),
        ("red", "egress-address-lost", "network"),
        ("red", "subnet-unshared-in-use", "payments"),
        ("red", "subnet-unshared-in-use", "search"),
        ("red", "protected-resource-deleted", "network-nat-az3"),
        ("amber", "cluster-zone-dropped", "payments"),
        ("amber", "cluster-zone-dropped", "search"),
        ("amber", "node-group-replaced", "payments-default"),
        ("amber", "node-group-replaced", "search-default"),
    ]


def test_a_zone_taken_out_of_the_middle_moves_the_subnets_of_those_behind_it(changed):
    result = changed(
        "staging",
        {"network.zones": ["usw2-az1", "usw2-az3"], "clusters.search.node_groups.indexing.zones": ["usw2-az1"]},
    )
    meant = said(result)
    assert ("red", "subnet-replaced", "network") in meant
    assert ("red", "zone-lost", "network") in meant
    assert "network-private-az3 (10.62.128.0/19 to 10.62.64.0/19)" in message(result, "subnet-replaced")


def test_another_vpc_block(changed):
    assert said(changed("staging", {"network.cidr": "10.63.0.0/16"})) == [
        ("red", "vpc-replaced", "network"),
        ("amber", "control-plane-updates", "search"),
        ("amber", "node-group-replaced", "payments-default"),
        ("amber", "node-group-replaced", "search-default"),
        ("amber", "node-group-replaced", "search-indexing"),
    ]


def test_a_tier_added_means_nothing_that_somebody_has_to_know(changed):
    tiers = [
        {"name": "private", "kind": "private", "use": "nodes", "size": 19},
        {"name": "public", "kind": "public", "use": "load-balancers", "size": 21},
        {"name": "cluster", "kind": "private", "use": "cluster", "size": 28},
        {"name": "data", "kind": "isolated", "size": 24},
    ]
    result = changed("staging", {"network.tiers": tiers, "network.share_tiers": ["private", "cluster"]})
    assert said(result) == []
    updated = [each.resource.name for each in result.difference.changes if each.kind.value != "create"]
    assert updated == ["network-s3"], "the S3 endpoint is put on the tier's route tables"


def test_the_api_server_opened_wider(changed):
    result = changed("staging", {"clusters.payments.endpoint": {"public_cidrs": ["52.94.0.0/16"]}})
    assert said(result) == [("amber", "api-opened-wider", "payments")]


def test_the_api_server_opened_to_the_world(changed):
    opened = {"public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}
    assert said(changed("staging", {"clusters.payments.endpoint": opened})) == [
        ("red", "api-open-to-the-world", "payments")
    ]


def test_a_private_api_server_made_public_and_closed_to_the_vpn(changed):
    opened = {"mode": "public-and-private", "public_cidrs": ["52.94.76.0/24"]}
    assert said(changed("staging", {"clusters.search.endpoint": opened})) == [
        ("red", "api-made-public", "search"),
        ("amber", "security-group-closed", "search-api-clients-vpn"),
        ("amber", "control-plane-updates", "search"),
    ]


def test_a_share_that_ends_breaks_the_stack_of_the_participant(changed):
    result = changed("prod-network", {"network.share_with": ["search"]}, "prod-payments")
    assert said(result) == [
        ("red", "subnet-unshared-in-use", "payments"),
        ("red", "new-error", "prod-payments:clusters.payments.account"),
        ("amber", "subnet-unshared", "share"),
        ("amber", "subnet-unshared", "share"),
    ]
    assert result.dependents == ("prod-payments",)
    assert [each.id for each in result.meanings_for("prod-payments")] == ["subnet-unshared-in-use", "new-error"]


def test_an_account_that_is_shared_with_through_its_unit_only(changed):
    unit = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"
    result = changed("prod-network", {"network.share_with": ["search", unit]}, "prod-payments")
    assert said(result) == [("amber", "subnet-unshared", "share")]
    assert [each.fix for each in result.meanings] == [
        "check that the account still has access as a member of its organizational unit or organization"
    ]


def test_an_endpoint_removed_that_nodes_have_no_other_way_around(changed):
    left = ["ec2", "ecr.dkr", "eks-auth", "sts", "logs"]
    result = changed("isolated", {"network.endpoints": left})
    assert said(result) == [
        ("red", "endpoint-needed-removed", "endpoints-ecr.api"),
        ("red", "new-error", "network-private-az1"),
    ]


def test_an_endpoint_removed_that_a_nat_gateway_stands_in_for(changed):
    result = changed("staging", {"network.endpoints": ["eks-auth"]})
    assert said(result) == [("amber", "endpoint-removed", "endpoints-eks")]
    assert message(result, "endpoint-removed").endswith("cluster search will reach it by NAT gateway")


def test_a_security_group_opened(changed):
    result = changed(
        "staging", {"network.endpoints": {"services": ["eks", "eks-auth"], "client_cidrs": {"vpn": "10.250.0.0/16"}}}
    )
    assert said(result) == [("amber", "security-group-opened", "endpoints-vpn")]


def test_a_new_kubernetes_version_moves_the_addons(changed):
    assert said(changed("staging", {"clusters.payments.version": "1.34"})) == [
        ("amber", "cluster-upgraded", "payments"),
        ("amber", "addon-moved", "payments-coredns"),
        ("amber", "addon-moved", "payments-eks-pod-identity-agent"),
        ("amber", "addon-moved", "payments-kube-proxy"),
        ("amber", "addon-moved", "payments-vpc-cni"),
    ]


def test_several_changes_of_a_control_plane_at_once(changed):
    changes = {
        "clusters.payments.endpoint": {"public_cidrs": ["52.94.76.0/25"]},
        "clusters.payments.log_types": ["audit"],
        "clusters.payments.zonal_shift": True,
    }
    result = changed("staging", changes)
    assert said(result) == [
        ("amber", "api-closed-to-some", "payments"),
        ("amber", "control-plane-updates", "payments"),
    ]
    assert "3 updates, one after another: endpoint access, logging, zonal shift" in message(
        result, "control-plane-updates"
    )


def test_an_irreversible_setting(changed):
    key = "arn:aws:kms:us-west-2:222222222222:key/11111111-2222-3333-4444-555555555555"
    result = changed("staging", {"clusters.payments.kms_key_arn": key})
    assert said(result) == [("amber", "irreversible-setting", "payments")]


def test_a_cluster_replaced(changed):
    result = changed("staging", {"clusters.payments.service_cidr": "172.21.0.0/16"})
    assert said(result) == [
        ("red", "cluster-replaced", "payments"),
        ("red", "deletion-protection-refuses", "payments"),
    ]


def test_an_account_exchanged(changed):
    meant = said(changed("staging", {"accounts.payments.id": "555555555555"}))
    assert ("red", "moved-between-accounts", "payments-control-plane") in meant
    assert not [id_ for _, id_, _ in meant if id_ in ("cluster-deleted", "cluster-replaced", "node-group-deleted")]


def test_other_instance_types_and_a_larger_disk(changed):
    groups = {"default": {"instance_types": ["m7i.xlarge"], "min": 2, "max": 6}}
    assert said(changed("staging", {"clusters.payments.node_groups": groups})) == [
        ("amber", "node-group-replaced", "payments-default")
    ]


def test_a_larger_disk(changed):
    groups = {"default": {"instance_types": ["m7i.large"], "min": 2, "max": 6, "disk_gib": 200}}
    assert said(changed("staging", {"clusters.payments.node_groups": groups})) == [
        ("amber", "nodes-rolled", "payments-default")
    ]


def test_other_administrators(changed):
    admins = ["arn:aws:iam::222222222222:role/break-glass"]
    assert said(changed("staging", {"clusters.payments.admins": admins})) == [
        ("amber", "admin-added", "payments-admin-break-glass"),
        ("amber", "admin-removed", "payments-admin-platform-admin"),
    ]
