"""A diff says the same of a change, worked out offline or read off the engine's own preview with ids as AWS gives them."""

import json
import sys

import pytest

from eks_shared_vpc.preview.diff.compare import Comparer, compare_stacks
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.project import find_project
from tests.diff.test_prepared_changes import AsItIs, before
from tests.engine.engine import NEEDS_PULUMI, Engine

pytestmark = NEEDS_PULUMI

ZONES = ["usw2-az1", "usw2-az2", "usw2-az3"]


@pytest.fixture(scope="module")
def staging(tmp_path_factory):
    before("staging")  # once, and not in a thread of the comparer's: two recordings at a time share Pulumi's settings
    engine = Engine(tmp_path_factory.mktemp("staging-with-real-ids"), real_ids=True)
    engine.init("staging")
    engine.up("staging")
    yield engine
    engine.stop()


def appended(settings):
    settings["network"]["zones"].append("usw2-az4")


def appended_under_pinned(settings):
    appended(settings)
    for cluster in settings["clusters"].values():
        cluster["control_plane_zones"] = ZONES


def retired(settings):
    settings["network"]["retired_zones"] = ["usw2-az3"]


def single_nat(settings):
    settings["network"]["nat"] = "single"


def regional_nat(settings):
    settings["network"]["nat"] = "regional"


def moved_vpc(settings):
    settings["network"]["cidr"] = "10.63.0.0/16"


def opened_api(settings):
    settings["clusters"]["payments"]["endpoint"] = {"public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}
    settings["clusters"]["search"]["endpoint"] = {"mode": "public-and-private", "public_cidrs": ["52.94.0.0/16"]}


def upgraded(settings):
    settings["clusters"]["payments"]["version"] = "1.34"
    settings["clusters"]["payments"]["log_types"] = ["audit"]


def replaced_cluster(settings):
    settings["clusters"]["payments"]["service_cidr"] = "172.21.0.0/16"


def other_nodes(settings):
    settings["clusters"]["payments"]["node_groups"]["default"]["instance_types"] = ["m7i.xlarge"]
    settings["clusters"]["search"]["node_groups"]["default"]["disk_gib"] = 200


def fewer_endpoints(settings):
    settings["network"]["endpoints"] = {"services": ["eks-auth"], "client_cidrs": {"vpn": "10.250.0.0/16"}}


def other_people(settings):
    settings["clusters"]["payments"]["admins"] = ["arn:aws:iam::222222222222:role/break-glass"]
    settings["clusters"]["payments"].pop("pod_identities")
    settings["network"]["share_with"] = ["payments", "search", "444444444444"]


def another_cluster(settings):
    settings["clusters"]["ledger"] = {**settings["clusters"]["payments"], "pod_identities": {}}


@pytest.mark.parametrize(
    "change",
    [
        appended,
        appended_under_pinned,
        retired,
        single_nat,
        regional_nat,
        moved_vpc,
        opened_api,
        upgraded,
        replaced_cluster,
        other_nodes,
        fewer_endpoints,
        other_people,
        another_cluster,
    ],
)
def test_the_engines_preview_means_what_the_offline_diff_says(staging, change, tmp_path, monkeypatch):
    engine = staging.copy(tmp_path / "copy")
    try:
        with engine.settings("staging") as settings:
            change(settings)
        document = tmp_path / "engine.json"
        document.write_text(engine.attempt("preview", "--json", "--show-sames", stack="staging").stdout)
        [said] = compare_stacks(engine.project, [], "", None, document)
        monkeypatch.setattr(sys, "path", list(sys.path))
        with Comparer(find_project(engine.project), AsItIs()) as comparer:
            offline = next(comparer.compare(["staging"]))
    finally:
        engine.stop()
    assert kinds(said) == kinds(offline)
    assert meanings(said) == meanings(offline), [each.message for each in said.meanings]
    assert kinds(said), "something changes, so that this can fail"


def test_a_preview_without_what_does_not_change_is_refused(staging, tmp_path):
    document = tmp_path / "engine.json"
    document.write_text(json.dumps(staging.preview_json("staging")))
    with pytest.raises(Exception, match="unchanged-left-out"):
        compare_stacks(staging.project, [], "", None, document)


def test_nothing_changed_means_nothing_to_the_engine_either(staging, tmp_path):
    document = tmp_path / "engine.json"
    document.write_text(staging.run("preview", "--json", "--show-sames", stack="staging"))
    [said] = compare_stacks(staging.project, [], "", None, document)
    assert said.is_unchanged


def meanings(result: Compared) -> list[tuple[str, str, str]]:
    return sorted((each.level.value, each.id, each.where) for each in result.meanings)


def kinds(result: Compared) -> dict[str, str]:
    assert result.difference is not None
    return {each.resource.urn: each.kind.value for each in result.difference.changes}
