"""The plan of a network: addresses that never move, route tables, NAT gateways."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_shared_vpc.addressing import Place
from eks_shared_vpc.network.plan import PRIMARY, BlockPlan, NetworkPlan, SubnetPlan
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.spec import read
from tests.support import ZONES, vpc_args
from tests.unit.refusals import problems

PUBLIC, PRIVATE, ISOLATED = TierKind.PUBLIC, TierKind.PRIVATE, TierKind.ISOLATED
ONE, TWO, THREE = ZONES


def plan(**changes: Any) -> NetworkPlan:
    return read(SharedVpcSpec, vpc_args(**changes), "net", "us-west-2").plan


def cidrs(planned: NetworkPlan, primary: str = "10.64.0.0/16") -> dict[tuple[str, str], str]:
    """The addresses of every subnet, by tier and zone."""
    return {
        (tier, zone): str(subnet.within(primary if subnet.block == PRIMARY else subnet.block))
        for tier, row in planned.subnets.items()
        for zone, subnet in row.items()
    }


# The layout of a network that nobody ever configured further. It may never change: a subnet's block is fixed at its
# creation (facts 1.20), so another result here replaces every subnet of every VPC that exists, with all that is in it.
# If this test fails, the code is wrong, not the test.
GOLDEN = {
    ("private", ONE): "10.64.0.0/19",
    ("private", TWO): "10.64.64.0/19",
    ("private", THREE): "10.64.128.0/19",
    ("public", ONE): "10.64.32.0/21",
    ("public", TWO): "10.64.96.0/21",
    ("public", THREE): "10.64.160.0/21",
    ("cluster", ONE): "10.64.40.0/28",
    ("cluster", TWO): "10.64.104.0/28",
    ("cluster", THREE): "10.64.168.0/28",
}
GOLDEN_SLOTS = {"10.64.0.0/18": ONE, "10.64.64.0/18": TWO, "10.64.128.0/18": THREE, "10.64.192.0/18": None}
GOLDEN_FREE = [
    "10.64.40.16/28",
    "10.64.40.32/27",
    "10.64.40.64/26",
    "10.64.40.128/25",
    "10.64.41.0/24",
    "10.64.42.0/23",
    "10.64.44.0/22",
    "10.64.48.0/20",
]


def test_the_default_layout_is_what_it_was_when_the_first_vpc_was_made():
    assert cidrs(plan()) == GOLDEN


def test_the_default_layout_keeps_what_is_free_and_reserved():
    (block,) = plan().blocks
    assert (block.key, block.cidr, block.prefix) == ("primary", IPv4Network("10.64.0.0/16"), 16)
    assert {str(place.within("10.64.0.0/16")): zone for place, zone in block.slots} == GOLDEN_SLOTS
    assert [str(place.within("10.64.0.0/18")) for place in block.free] == GOLDEN_FREE


def test_subnets_are_listed_by_tier_as_declared_and_by_zone_as_listed():
    planned = plan(zones=[THREE, ONE])
    assert [(tier, list(row)) for tier, row in planned.subnets.items()] == [
        ("private", [THREE, ONE]),
        ("public", [THREE, ONE]),
        ("cluster", [THREE, ONE]),
    ]


def test_a_subnet_says_what_it_is_and_where_it_lies():
    assert plan().subnets["cluster"][TWO] == SubnetPlan(
        "cluster", PRIVATE, TierUse.CLUSTER, TWO, "primary", Place(0x4000 + 0x2800, 28)
    )


# Properties, over any network that is accepted.


@st.composite
def networks(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of a network with room for one more zone and one more tier."""
    prefix = draw(st.integers(16, 20))
    slots = draw(st.sampled_from([2, 4, 8]))
    slot = prefix + slots.bit_length() - 1
    zones = draw(st.permutations([f"usw2-az{index}" for index in range(1, 9)]))[: draw(st.integers(1, slots - 1))]
    sizes, room = [], 2 ** (32 - slot) - 2 ** (32 - 28)
    for size in draw(st.lists(st.integers(slot + 1, 28), min_size=1, max_size=6)):
        room -= 2 ** (32 - size)
        if room >= 0:
            sizes.append(size)
    kinds = draw(st.lists(st.sampled_from(["public", "private", "isolated"]), min_size=len(sizes), max_size=len(sizes)))
    tiers = [
        {"name": f"tier-{index}", "kind": kind, "size": size}
        for index, (kind, size) in enumerate(zip(kinds, sizes, strict=True))
    ]
    return {"cidr": f"10.64.0.0/{prefix}", "zones": list(zones), "zone_slots": slots, "tiers": tiers, "nat": "none"}


def laid(network: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return cidrs(plan(**network), network["cidr"])


@given(networks())
def test_every_subnet_is_inside_its_block_and_overlaps_no_other(network):
    blocks = [IPv4Network(cidr) for cidr in laid(network).values()]
    assert len(blocks) == len(network["zones"]) * len(network["tiers"])
    assert [block for block in blocks if not block.subnet_of(IPv4Network(network["cidr"]))] == []
    assert [pair for pair in combinations(blocks, 2) if pair[0].overlaps(pair[1])] == []


@given(networks())
def test_appending_a_zone_moves_nothing(network):
    before = laid(network)
    after = laid({**network, "zones": [*network["zones"], "usw2-az9"]})
    assert {key: cidr for key, cidr in after.items() if key[1] != "usw2-az9"} == before
    assert {tier for tier, zone in after if zone == "usw2-az9"} == {tier["name"] for tier in network["tiers"]}


@given(networks())
def test_appending_a_tier_moves_nothing(network):
    before = laid(network)
    after = laid({**network, "tiers": [*network["tiers"], {"name": "late", "kind": "isolated", "size": 28}]})
    assert {key: cidr for key, cidr in after.items() if key[0] != "late"} == before
    assert [zone for tier, zone in after if tier == "late"] == network["zones"]


@given(networks(), st.data())
def test_retiring_a_zone_moves_nothing_and_removes_only_its_subnets(network, data):
    network = {**network, "zones": [*network["zones"], "usw2-az9"]}
    retired = data.draw(st.sampled_from(network["zones"]))
    before, after = laid(network), laid({**network, "retired_zones": [retired]})
    assert after == {key: cidr for key, cidr in before.items() if key[1] != retired}


@given(networks())
def test_adding_a_secondary_block_moves_nothing(network):
    before = laid(network)
    pods = {"name": "pods", "kind": "isolated", "use": "pods", "size": 24, "block": "100.64.0.0/16"}
    more = {**network, "secondary_cidrs": ["100.64.0.0/16"]}
    assert laid(more) == before, "a block alone"
    after = laid({**more, "tiers": [pods, *network["tiers"]]})
    assert {key: cidr for key, cidr in after.items() if key[0] != "pods"} == before, (
        "a block with a tier, even the first"
    )


@given(networks())
def test_an_allocated_block_is_divided_as_an_explicit_one(network):
    explicit = plan(**network)
    prefix = IPv4Network(network["cidr"]).prefixlen
    allocated = plan(**{**network, "cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": prefix})
    assert allocated == replace(explicit, blocks=(replace(explicit.blocks[0], cidr=None),))


@given(networks(), st.sampled_from(["10.128.0.0", "172.16.0.0", "54.32.0.0"]))
def test_the_same_network_elsewhere_has_the_same_offsets(network, address):
    elsewhere = {**network, "cidr": f"{address}/{IPv4Network(network['cidr']).prefixlen}"}
    assert plan(**elsewhere).subnets == plan(**network).subnets


@given(networks())
def test_slots_and_what_is_free_in_them_account_for_the_whole_block(network):
    (block,) = plan(**network).blocks
    slot = block.slots[0][0]
    used = sum(2 ** (32 - tier["size"]) for tier in network["tiers"])
    assert used + sum(place.size for place in block.free) == slot.size
    assert [place for place, _ in block.slots] == [
        Place(index * slot.size, slot.prefix) for index in range(network["zone_slots"])
    ]
    reserved = [None] * (network["zone_slots"] - len(network["zones"]))
    assert [zone for _, zone in block.slots] == [*network["zones"], *reserved]


# Blocks.


def test_a_retired_zone_keeps_its_slot():
    (block,) = plan(retired_zones=[TWO]).blocks
    assert [zone for _, zone in block.slots] == [ONE, TWO, THREE, None]


def test_a_tier_in_a_secondary_block_has_the_zones_slots_there():
    tiers = [
        {"name": "private", "kind": "private", "size": 19},
        {"name": "pods", "kind": "private", "use": "pods", "size": 18, "block": "100.64.0.0/16"},
    ]
    planned = plan(secondary_cidrs=["100.64.0.0/16"], tiers=tiers, zones=[ONE, TWO], nat="none")
    assert cidrs(planned) == {
        ("private", ONE): "10.64.0.0/19",
        ("private", TWO): "10.64.64.0/19",
        ("pods", ONE): "100.64.0.0/18",
        ("pods", TWO): "100.64.64.0/18",
    }
    assert planned.blocks[1] == BlockPlan(
        "100.64.0.0/16",
        IPv4Network("100.64.0.0/16"),
        16,
        (
            (Place(0, 18), ONE),
            (Place(0x4000, 18), TWO),
            (Place(0x8000, 18), None),
            (Place(0xC000, 18), None),
        ),
        (),
    )


def test_a_tier_may_name_the_primary_block():
    tier = {"name": "private", "kind": "private", "size": 19}
    named = plan(tiers=[{**tier, "block": "10.64.0.0/16"}], nat="none")
    assert named == plan(tiers=[tier], nat="none")


def test_a_secondary_block_without_a_tier_is_free():
    assert plan(secondary_cidrs=["100.64.0.0/16"]).blocks[1].free == (Place(0, 18),)


# Explicit blocks, for adopting what exists.


def test_explicit_blocks_are_kept_and_take_no_place_of_the_plan():
    given_ = {ONE: "10.64.200.0/24", TWO: "10.64.201.0/24", THREE: "100.64.3.0/24"}
    tiers = [
        {"name": "old", "kind": "isolated", "cidrs": given_},
        {"name": "new", "kind": "isolated", "size": 20},
    ]
    planned = plan(tiers=tiers, secondary_cidrs=["100.64.0.0/16"])
    assert cidrs(planned) == {
        **{("old", zone): cidr for zone, cidr in given_.items()},
        ("new", ONE): "10.64.0.0/20",
        ("new", TWO): "10.64.64.0/20",
        ("new", THREE): "10.64.128.0/20",
    }
    assert planned.subnets["old"][TWO] == SubnetPlan(
        "old", ISOLATED, TierUse.GENERAL, TWO, PRIMARY, Place(201 * 256, 24), cidr=IPv4Network("10.64.201.0/24")
    )
    assert planned.subnets["old"][THREE] == SubnetPlan(
        "old", ISOLATED, TierUse.GENERAL, THREE, "100.64.0.0/16", Place(3 * 256, 24), cidr=IPv4Network("100.64.3.0/24")
    )
    assert list(planned.subnets) == ["old", "new"], "tiers stay in the order declared"


def test_an_explicit_block_stays_wherever_the_plan_would_have_laid_it():
    kept = IPv4Network("10.64.201.0/24")
    subnet = SubnetPlan("old", ISOLATED, TierUse.GENERAL, ONE, PRIMARY, Place(0, 24), cidr=kept)
    assert subnet.within("10.128.0.0/16") == kept


def test_explicit_blocks_of_a_retired_zone_are_left_out():
    given_ = {ONE: "10.64.0.0/24", TWO: "10.64.1.0/24", THREE: "10.64.2.0/24"}
    planned = plan(tiers=[{"name": "old", "kind": "isolated", "cidrs": given_}], retired_zones=[ONE])
    assert cidrs(planned) == {("old", TWO): "10.64.1.0/24", ("old", THREE): "10.64.2.0/24"}


@given(networks(), st.data())
def test_explicit_blocks_are_taken_if_and_only_if_they_overlap_nothing(network, data):
    root = IPv4Network(network["cidr"])
    sizes = st.integers(root.prefixlen + 1, 28)
    given_ = {}
    for zone in network["zones"]:
        size = data.draw(sizes)
        index = data.draw(st.integers(0, 2 ** (size - root.prefixlen) - 1))
        given_[zone] = str(Place(index << (32 - size), size).within(root))
    old = {"name": "old", "kind": "isolated", "cidrs": given_}
    at = data.draw(st.integers(0, len(network["tiers"])))
    tiers = [*network["tiers"][:at], old, *network["tiers"][at:]]
    every = [IPv4Network(cidr) for cidr in (*laid(network).values(), *given_.values())]
    clash = any(one.overlaps(other) for one, other in combinations(every, 2))
    found = problems(lambda: laid({**network, "tiers": tiers}))
    assert [(each.id, each.where) for each in found] == ([("overlap", "net.tiers")] if clash else [])


# Gateways and routes.

EACH = {ONE: ONE, TWO: TWO, THREE: THREE}


@pytest.mark.parametrize(
    ("changes", "zones", "served"),
    [
        pytest.param({"nat": "per-zone"}, ZONES, EACH, id="one in each zone"),
        pytest.param({"nat": "single"}, (ONE,), dict.fromkeys(ZONES, ONE), id="one, in the first zone"),
        pytest.param(
            {"nat": "single", "nat_zone": THREE}, (THREE,), dict.fromkeys(ZONES, THREE), id="one, in the zone of choice"
        ),
        pytest.param({"nat": "none"}, (), {}, id="none"),
        pytest.param({"nat": "regional"}, (), {}, id="none in a zone, where one serves the region"),
        pytest.param(
            {"nat": "per-zone", "retired_zones": [TWO]},
            (ONE, THREE),
            {ONE: ONE, THREE: THREE},
            id="none in a retired zone",
        ),
        pytest.param(
            {"nat": "single", "retired_zones": [ONE]},
            (TWO,),
            {TWO: TWO, THREE: TWO},
            id="one, in the first zone in use",
        ),
    ],
)
def test_nat_gateways_stand_where_the_mode_says_and_serve_every_zone_in_use(changes, zones, served):
    planned = plan(**changes)
    assert (planned.nat_zones, planned.nat_for_zone) == (zones, served)


@pytest.mark.parametrize("chosen", [None, *ZONES])
def test_both_modes_keep_the_gateway_of_the_zone_that_they_share(chosen):
    single = plan(nat="single", nat_zone=chosen)
    kept = set(single.nat_zones) & set(plan(nat="per-zone").nat_zones)
    assert kept == {chosen or ONE}, "its public address is on allow-lists; it must survive a change of mode"


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        pytest.param(
            [("api", "public", "cluster"), ("edge", "public", "general"), ("in", "private", "nodes")],
            "edge",
            id="facts 2.5: not in the control plane's /28 if there is another",
        ),
        pytest.param(
            [("api", "public", "cluster"), ("in", "private", "nodes")], "api", id="there if there is no other"
        ),
        pytest.param(
            [("in", "private", "nodes"), ("b", "public", "nodes"), ("a", "public", "load-balancers")],
            "b",
            id="in the first public tier otherwise",
        ),
    ],
)
def test_nat_gateways_stand_in_a_public_tier(tiers, expected):
    given_ = [{"name": name, "kind": kind, "use": use, "size": 24} for name, kind, use in tiers]
    assert plan(tiers=given_).nat_tier == expected


@pytest.mark.parametrize(
    ("changes", "internet", "tables", "nat"),
    [
        pytest.param(
            {"layout": "public-private"},
            True,
            ((PUBLIC, None), (PRIVATE, ONE), (PRIVATE, TWO), (PRIVATE, THREE)),
            ("public", ZONES, EACH),
            id="public-private",
        ),
        pytest.param({"layout": "public-only"}, True, ((PUBLIC, None),), ("", (), {}), id="public-only"),
        pytest.param(
            {"layout": "private-only"},
            False,
            ((PRIVATE, ONE), (PRIVATE, TWO), (PRIVATE, THREE)),
            ("", (), {}),
            id="private-only",
        ),
        pytest.param(
            {"retired_zones": [ONE]},
            True,
            ((PUBLIC, None), (PRIVATE, TWO), (PRIVATE, THREE)),
            ("public", (TWO, THREE), {TWO: TWO, THREE: THREE}),
            id="none for a retired zone",
        ),
        pytest.param(
            {
                "zones": [ONE],
                "tiers": [
                    {"name": "i", "kind": "isolated", "size": 24},
                    {"name": "e", "kind": "public", "size": 24},
                    {"name": "p", "kind": "private", "size": 24},
                ],
            },
            True,
            ((PUBLIC, None), (PRIVATE, ONE), (ISOLATED, ONE)),
            ("e", (ONE,), {ONE: ONE}),
            id="a table for each kind",
        ),
    ],
)
def test_a_layout_has_its_gateways_and_route_tables(changes, internet, tables, nat):
    planned = plan(**changes)
    assert (planned.internet_gateway, planned.route_tables) == (internet, tables)
    assert (planned.nat_tier, planned.nat_zones, planned.nat_for_zone) == nat


@pytest.mark.parametrize("layout", ["public-only", "public-private", "private-only"])
def test_every_subnet_has_one_of_the_route_tables_and_every_table_a_subnet(layout):
    planned = plan(layout=layout)
    used = {NetworkPlan.route_table_of(subnet) for row in planned.subnets.values() for subnet in row.values()}
    assert used == set(planned.route_tables)


@pytest.mark.parametrize(
    ("changes", "regional", "addresses"),
    [
        pytest.param({"nat": "regional"}, ZONES, (), id="facts 1.82: AWS chooses the addresses"),
        pytest.param({"nat": "regional", "nat_addresses": "manual"}, ZONES, ZONES, id="facts 1.82: one for each zone"),
        pytest.param(
            {"nat": "regional", "nat_addresses": "manual", "retired_zones": [TWO]},
            (ONE, THREE),
            (ONE, THREE),
            id="none for a retired zone",
        ),
        pytest.param({"nat": "per-zone"}, (), ZONES, id="per zone"),
        pytest.param({"nat": "single", "nat_zone": TWO}, (), (TWO,), id="single"),
        pytest.param({"nat": "none"}, (), (), id="none"),
    ],
)
def test_egress_addresses_are_keyed_by_zone_whichever_gateway_uses_them(changes, regional, addresses):
    planned = plan(**changes)
    assert (planned.regional_nat_zones, planned.eip_zones) == (regional, addresses)


def test_a_regional_nat_gateway_needs_an_internet_gateway_and_no_public_tier():
    planned = plan(nat="regional", tiers=[{"name": "private", "kind": "private", "size": 19}])
    assert (planned.internet_gateway, planned.regional_nat_zones, planned.nat_tier) == (True, ZONES, "")


@pytest.mark.parametrize("addresses", ["automatic", "manual"])
@pytest.mark.parametrize(
    ("changes", "internet"),
    [
        pytest.param({"layout": "public-only"}, True, id="public tiers only"),
        pytest.param({"tiers": [{"name": "a", "kind": "isolated", "size": 20}]}, False, id="isolated tiers only"),
        pytest.param(
            {"tiers": [{"name": "a", "kind": "isolated", "size": 20}, {"name": "e", "kind": "public", "size": 20}]},
            True,
            id="both",
        ),
    ],
)
def test_a_regional_nat_gateway_that_serves_no_private_tier_is_not_there(changes, internet, addresses):
    planned = plan(nat="regional", nat_addresses=addresses, **changes)
    assert (planned.regional_nat_zones, planned.eip_zones) == ((), ()), (
        "an address would be paid for and used by nobody"
    )
    assert (planned.nat_zones, planned.nat_tier, planned.nat_for_zone) == ((), "", {})
    assert planned.internet_gateway is internet, "for the public tiers alone"


# IPv6: every subnet has a /64 at an index that never moves.


def indexes(network: Mapping[str, Any]) -> dict[tuple[str, str], int | None]:
    planned = plan(**network)
    return {(tier, zone): each.ipv6_index for tier, row in planned.subnets.items() for zone, each in row.items()}


def test_the_default_layout_has_these_ipv6_subnets():
    assert indexes({"ipv6": True}) == {
        ("private", ONE): 0,
        ("public", ONE): 1,
        ("cluster", ONE): 2,
        ("private", TWO): 64,
        ("public", TWO): 65,
        ("cluster", TWO): 66,
        ("private", THREE): 128,
        ("public", THREE): 129,
        ("cluster", THREE): 130,
    }


def test_without_ipv6_no_subnet_has_an_index():
    assert set(indexes({}).values()) == {None}


@given(networks(), st.sampled_from([44, 48, 52, 56]))
def test_no_two_subnets_have_the_same_ipv6_subnet_and_none_is_outside_the_block(network, prefix):
    given_ = list(
        indexes({**network, "ipv6": True, "ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": prefix}).values()
    )
    assert len(set(given_)) == len(given_)
    assert all(index is not None and 0 <= index < 1 << (64 - prefix) for index in given_)


@given(networks(), st.data())
def test_no_ipv6_subnet_moves_when_a_zone_or_a_tier_is_appended_or_a_zone_retired(network, data):
    network = {**network, "ipv6": True}
    late = {"name": "late", "kind": "isolated", "size": 28}
    grown = {**network, "zones": [*network["zones"], "usw2-az9"], "tiers": [*network["tiers"], late]}
    before, after = indexes(network), indexes(grown)
    assert {key: after[key] for key in before} == before
    retired = data.draw(st.sampled_from(grown["zones"]))
    kept = indexes({**grown, "retired_zones": [retired]})
    assert kept == {key: index for key, index in after.items() if key[1] != retired}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"ipv6": True}, True, id="private tiers go out"),
        pytest.param({}, False, id="without IPv6 there is nothing to go out by"),
        pytest.param({"ipv6": True, "layout": "public-only"}, False, id="no private tier"),
        pytest.param({"ipv6": True, "layout": "private-only"}, False, id="a private-only network stays closed"),
    ],
)
def test_private_tiers_go_out_over_ipv6_by_an_egress_only_gateway(changes, expected):
    assert plan(**changes).egress_only_gateway is expected
