"""The network contract: what it is planned from, what it refuses, and how it is asked."""

import copy
from typing import Any

import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.network.contract import NetworkContract, TierUse
from eks_shared_vpc.network.planned_contract import planned_contract
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.spec import read
from tests.support import ZONES, vpc_args


class Later:
    """What is like an Output: it has a value at deployment."""

    def apply(self, _: Any) -> "Later":
        return self


DOCUMENT: dict[str, Any] = {
    "version": 1,
    "region": "us-west-2",
    "vpc_cidrs": ["10.64.0.0/16"],
    "zones": ["usw2-az1"],
    "tier_order": ["private"],
    "tiers": {"private": {"kind": "private", "use": "nodes", "subnets": {"usw2-az1": {"id": "subnet-1"}}}},
}


def planned(**changes: Any) -> NetworkContract:
    return planned_contract(read(SharedVpcSpec, vpc_args(**changes), region="us-west-2"), "us-west-2")


def refused(changes: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        read(NetworkContract, {**DOCUMENT, **changes}, "network")
    return [(problem.id, problem.where) for problem in error.value.problems]


def test_a_planned_contract_has_all_that_shapes_resources() -> None:
    contract = planned(nat="single")
    assert (contract.region, contract.vpc_cidrs, contract.zones) == ("us-west-2", ("10.64.0.0/16",), ZONES)
    assert contract.roles == [
        ("private", "private", "nodes"),
        ("public", "public", "load-balancers"),
        ("cluster", "private", "cluster"),
    ]
    assert {zone: each.cidr for zone, each in contract.tiers["private"].subnets.items()} == {
        "usw2-az1": "10.64.0.0/19",
        "usw2-az2": "10.64.64.0/19",
        "usw2-az3": "10.64.128.0/19",
    }
    assert contract.nat_public_ips == {"usw2-az1": None}


def test_a_planned_contract_has_no_ids_and_no_account() -> None:
    contract = planned()
    subnets = [each for tier in contract.tiers.values() for each in tier.subnets.values()]
    assert {(each.id, each.arn, each.route_table_id) for each in subnets} == {(None, None, None)}
    assert (contract.vpc_id, contract.owner_account, contract.shared_with) == (None, None, ())


def test_a_block_that_ipam_chooses_is_not_in_a_planned_contract() -> None:
    contract = planned(cidr=None, ipam_pool_id="ipam-pool-1", ipam_netmask=16, secondary_cidrs=["100.64.0.0/16"])
    assert contract.vpc_cidrs == ("100.64.0.0/16",)
    assert {each.cidr for each in contract.tiers["private"].subnets.values()} == {None}


@pytest.mark.parametrize(
    ("addresses", "expected"), [({}, list(ZONES)), ({"eip_allocation_ids": {"usw2-az2": "eipalloc-1"}}, list(ZONES))]
)
def test_a_zonal_gateway_shows_even_an_adopted_address(addresses: dict[str, Any], expected: list[str]) -> None:
    assert list(planned(nat="per-zone", **addresses).nat_public_ips) == expected


def test_a_regional_gateway_does_not_show_an_adopted_address() -> None:
    contract = planned(nat="regional", nat_addresses="manual", eip_allocation_ids={"usw2-az2": "eipalloc-1"})
    assert list(contract.nat_public_ips) == ["usw2-az1", "usw2-az3"]


def test_a_contract_may_hold_outputs_where_values_are_known_after_deployment() -> None:
    document = copy.deepcopy(DOCUMENT)
    later = Later()
    document["vpc_id"] = document["tiers"]["private"]["subnets"]["usw2-az1"]["id"] = later
    document["vpc_cidrs"] = [later, "100.64.0.0/16"]
    contract = read(NetworkContract, document)
    assert contract.vpc_id is later
    assert contract.tiers["private"].subnets["usw2-az1"].id is later
    assert [str(block) for block in contract.known_blocks] == ["100.64.0.0/16"]


def test_what_a_later_release_promises_besides_is_passed_over() -> None:
    document = copy.deepcopy(DOCUMENT) | {"transit_gateway": "tgw-1"}
    document["tiers"]["private"]["colour"] = "blue"
    assert read(NetworkContract, document) == read(NetworkContract, DOCUMENT)


def test_the_keys_may_be_those_of_another_language() -> None:
    keys = {"vpc_cidrs": "vpcCidrs", "tier_order": "tierOrder"}
    document = {keys.get(key, key): value for key, value in DOCUMENT.items()} | {"ownerAccount": "111111111111"}
    assert read(NetworkContract, document) == read(NetworkContract, {**DOCUMENT, "owner_account": "111111111111"})


def test_a_version_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError) as error:
        read(NetworkContract, {**DOCUMENT, "version": 2}, "shared:network")
    [problem] = error.value.problems
    assert (problem.id, problem.where, problem.value, problem.allowed) == (
        "contract-version",
        "shared:network.version",
        2,
        "1",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tier_order": ["private", "pods"]}, [("tier-order", "network.tiers")]),
        ({"zones": ["usw2-az2"]}, [("unknown-zone", "network.tiers")]),
        ({"vpc_cidrs": ["10.64.0.1/16"]}, [("host-bits", "network.vpc_cidrs[0]")]),
        ({"vpc_id": 7}, [("wrong-type", "network.vpc_id")]),
        ({"tiers": {"private": {"kind": "secret", "use": "nodes"}}}, None),
        ({"tiers": None, "region": None}, [("missing-key", "network.region"), ("missing-key", "network.tiers")]),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(
    changes: dict[str, Any], expected: list[tuple[str, str]] | None
) -> None:
    wanted = expected or [
        ("wrong-type", "network.tiers.private.kind"),
        ("missing-key", "network.tiers.private.subnets"),
    ]
    assert refused(changes) == wanted


def test_a_tier_is_found_by_name_or_by_use() -> None:
    contract = planned()
    assert contract.tier_for(TierUse.NODES) == "private"
    assert contract.tier_for(TierUse.CLUSTER) == "cluster"
    assert contract.tier_for(TierUse.NODES, "public") == "public"
    assert contract.tier_for(TierUse.NODES, "privat") is None
    assert read(NetworkContract, DOCUMENT).tier_for(TierUse.CLUSTER) == "private", "the nodes' tier serves both"
