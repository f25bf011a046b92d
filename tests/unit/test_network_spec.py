"""What a network may be: every refusal, and the nearest input that is taken."""

import pytest

from eks_shared_vpc import fields
from eks_shared_vpc import spec as shared
from eks_shared_vpc.network import flow_log_spec, placement, tiers
from eks_shared_vpc.network import spec as network
from eks_shared_vpc.network.flow_log_spec import FlowLogsSpec
from eks_shared_vpc.network.nat import NatMode
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.network.tiers import Layout, TierKind, TierUse, default_tiers
from eks_shared_vpc.spec import read
from tests.support import vpc_args
from tests.unit.network_refusals import REFUSALS_OF_PLACES, tier
from tests.unit.refusals import assert_refused, ids_refused_in, problems, rows
from tests.unit.tier_refusals import REFUSALS_OF_TIERS

REFUSALS = (*REFUSALS_OF_PLACES, *REFUSALS_OF_TIERS)


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_what_a_network_cannot_be_is_refused(row):
    assert_refused(row, lambda: read(SharedVpcSpec, vpc_args(**row.bad), "net", "us-west-2"))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_network_is_taken(row):
    assert problems(lambda: read(SharedVpcSpec, vpc_args(**row.accepted), "net", "us-west-2")) == []


def test_every_refusal_of_a_network_has_its_row():
    untested = ids_refused_in(network, tiers, placement, flow_log_spec, fields, shared) - {
        row.problem[0] for row in REFUSALS
    }
    assert untested == set(), "a refusal without a row is untested"


@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        pytest.param({}, NatMode.PER_ZONE, id="private and public tiers"),
        pytest.param({"layout": "public-only"}, NatMode.NONE, id="nobody to serve"),
        pytest.param({"layout": "private-only"}, NatMode.NONE, id="nowhere to stand"),
        pytest.param(
            {"tiers": [tier("edge", "public", size=20), tier(size=20)]}, NatMode.NONE, id="an isolated tier wants none"
        ),
        pytest.param({"nat": "none"}, NatMode.NONE, id="said so"),
        pytest.param({"nat": "single"}, NatMode.SINGLE, id="said otherwise"),
    ],
)
def test_without_a_word_private_tiers_beside_public_ones_have_a_nat_gateway_per_zone(changes, mode):
    assert read(SharedVpcSpec, vpc_args(**changes), "net", "us-west-2").nat is mode


@pytest.mark.parametrize(
    ("layout", "slot", "expected"),
    [
        pytest.param(
            Layout.PUBLIC_PRIVATE,
            18,
            [
                ("private", TierKind.PRIVATE, TierUse.NODES, 19),
                ("public", TierKind.PUBLIC, TierUse.LOAD_BALANCERS, 21),
                ("cluster", TierKind.PRIVATE, TierUse.CLUSTER, 28),
            ],
            id="public-private",
        ),
        pytest.param(
            Layout.PRIVATE_ONLY,
            18,
            [("private", TierKind.PRIVATE, TierUse.NODES, 19), ("cluster", TierKind.PRIVATE, TierUse.CLUSTER, 28)],
            id="private-only",
        ),
        pytest.param(
            Layout.PUBLIC_ONLY,
            18,
            [("public", TierKind.PUBLIC, TierUse.NODES, 19), ("cluster", TierKind.PUBLIC, TierUse.CLUSTER, 28)],
            id="public-only",
        ),
        pytest.param(
            Layout.PUBLIC_PRIVATE,
            26,
            [
                ("private", TierKind.PRIVATE, TierUse.NODES, 27),
                ("public", TierKind.PUBLIC, TierUse.LOAD_BALANCERS, 28),
                ("cluster", TierKind.PRIVATE, TierUse.CLUSTER, 28),
            ],
            id="no subnet is smaller than /28",
        ),
    ],
)
def test_a_layout_has_its_default_tiers(layout, slot, expected):
    assert [(each.name, each.kind, each.use, each.size) for each in default_tiers(layout, slot)] == expected


def test_tiers_that_are_given_replace_the_default_ones():
    network = read(SharedVpcSpec, vpc_args(tiers=[tier("edge", "public", size=20)]), "net", "us-west-2")
    assert [(each.name, each.kind, each.use) for each in network.tiers] == [("edge", TierKind.PUBLIC, TierUse.GENERAL)]


def test_zones_of_a_region_whose_naming_is_unknown_are_taken_by_their_form():
    changes = {"region": "us-iso-east-1", "zones": ["usie1-az1", "usie1-az2"]}
    assert problems(lambda: read(SharedVpcSpec, vpc_args(**changes), "net", "us-iso-east-1")) == []


@pytest.mark.parametrize("size", range(16, 29))
def test_every_size_of_a_subnet_is_taken_where_it_fits(size):
    changes = {"zones": ["usw2-az1"], "zone_slots": 1, "tiers": [tier(size=size)]}
    assert read(SharedVpcSpec, vpc_args(**changes), "net", "us-west-2").tiers[0].size == size


@pytest.mark.parametrize(
    "days",
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
)
def test_every_retention_of_cloud_watch_logs_is_taken(days):
    assert read(FlowLogsSpec, {"retention_days": days}).retention_days == days


def test_retentions_are_told_from_each_other_in_full():
    (found,) = problems(lambda: read(FlowLogsSpec, {"retention_days": 2}, "logs"))
    assert found.allowed.split(", ") == [str(days) for days in fields.RETENTION_DAYS]


def test_a_network_has_sixteen_zones_at_most():
    network = read(SharedVpcSpec, vpc_args(zone_slots=16), "net", "us-west-2")
    assert [each.size for each in network.tiers] == [21, 23, 28]
