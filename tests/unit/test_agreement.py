"""A deployed network may have grown: only what a stack uses of it has to be there, and to be the same."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from eks_shared_vpc.network.agreement import Uses, disagreements
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.planned_contract import planned_contract
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.spec import read
from tests.support import OWNER, PARTICIPANT, ZONES, vpc_args

FIX = "deploy the network's stack first, or bring its stack file or saved contract here up to date"
UNIT = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"


def document(**changes: Any) -> dict[str, Any]:
    spec = read(SharedVpcSpec, vpc_args(secondary_cidrs=["100.64.0.0/16"], ipv6=True, **changes), region="us-west-2")
    whole = planned_contract(spec, "us-west-2").model_dump(mode="json")
    return {
        **whole,
        "owner_account": OWNER,
        "vpc_id": "vpc-1",
        "nat_public_ips": dict.fromkeys(whole["nat_public_ips"], "52.1.2.3"),
        "endpoints": {"eks": "vpce-1", "ecr.api": "vpce-2"},
        "shared_with": [PARTICIPANT, UNIT],
        "shared_tiers": ["private", "cluster"],
    }


PLANNED = read(NetworkContract, document())
USED = Uses(
    subnets={"private": ZONES[:2], "cluster": ZONES[:2]},
    egress_zones=ZONES[:2],
    endpoints=("ecr.api",),
    principals=(PARTICIPANT,),
    ipv6=True,
)


def problems(deployed: dict[str, Any], used: Uses = USED) -> list[tuple[str, str]]:
    found = list(disagreements(PLANNED, read(NetworkContract, deployed), used, "net:network"))
    assert {(each.id, each.fix) for each in found} <= {("contract-mismatch", FIX)}
    return [(each.where.removeprefix("net:network."), each.message) for each in found]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The deployed contract with one thing changed, by path; ``None`` takes it out."""
    whole = copy.deepcopy(document())
    *above, key = path.split("/")
    section: Any = whole
    for step in above:
        section = section[step]
    if value is None:
        del section[key]
    else:
        section[key] = value
    return whole


def test_a_network_that_is_as_planned_agrees() -> None:
    assert problems(document()) == []


PODS = {"name": "pods", "kind": "isolated", "use": "pods", "size": 18, "block": "100.64.0.0/16"}
NODES = {"name": "private", "kind": "private", "use": "nodes", "size": 19}
EDGE = {"name": "public", "kind": "public", "use": "load-balancers", "size": 21}
CONTROL = {"name": "cluster", "kind": "private", "use": "cluster", "size": 28}


@pytest.mark.parametrize(
    "grown",
    [
        pytest.param(document(zones=[*ZONES, "usw2-az4"]), id="a zone"),
        pytest.param(document(tiers=[NODES, EDGE, CONTROL, PODS]), id="a tier"),
        pytest.param(changed("vpc_cidrs", ["10.64.0.0/16", "100.64.0.0/16", "100.65.0.0/16"]), id="a block"),
        pytest.param(changed("endpoints/sts", "vpce-3"), id="an endpoint"),
        pytest.param(changed("shared_with", [PARTICIPANT, UNIT, "999999999999"]), id="a principal"),
        pytest.param(changed("shared_tiers", ["private", "cluster", "public"]), id="a shared tier"),
    ],
)
def test_a_network_that_has_grown_agrees(grown: dict[str, Any]) -> None:
    assert problems(grown) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("tiers/public/kind", "isolated", id="a tier's kind"),
        pytest.param("tiers/public/subnets/usw2-az1/cidr", "10.64.99.0/24", id="a tier's block"),
        pytest.param("tiers/private/subnets/usw2-az3", None, id="a zone"),
        pytest.param("nat_public_ips/usw2-az3", None, id="an egress address"),
        pytest.param("endpoints/eks", None, id="an endpoint"),
        pytest.param("shared_with", [PARTICIPANT], id="a principal"),
        pytest.param("tiers/private/subnets/usw2-az1/id", "subnet-of-another-day", id="an id"),
    ],
)
def test_what_the_stack_does_not_use_may_change(path: str, value: Any) -> None:
    assert problems(changed(path, value)) == []


MISSING = "the deployed network does not have this, which the stack was planned to use"


def otherwise(theirs: str, ours: str) -> str:
    return f"the deployed network has {theirs} where this stack was planned for {ours}"


@pytest.mark.parametrize(
    ("path", "value", "where", "message"),
    [
        ("region", "us-east-1", "region", otherwise("us-east-1", "us-west-2")),
        ("owner_account", "999999999999", "owner_account", otherwise("999999999999", OWNER)),
        (
            "vpc_cidrs",
            ["10.65.0.0/16", "100.64.0.0/16"],
            "vpc_cidrs",
            otherwise("10.65.0.0/16, 100.64.0.0/16", "10.64.0.0/16, 100.64.0.0/16"),
        ),
        (
            "tiers/private/subnets/usw2-az1/cidr",
            "10.64.16.0/20",
            "tiers.private.subnets.usw2-az1.cidr",
            otherwise("10.64.16.0/20", "10.64.0.0/19"),
        ),
        ("tiers/private/kind", "isolated", "tiers.private.kind", otherwise("isolated", "private")),
        ("tiers/cluster/use", "general", "tiers.cluster.use", otherwise("general", "cluster")),
        ("tiers/private/subnets/usw2-az2", None, "tiers.private.subnets.usw2-az2", MISSING),
        ("nat_public_ips/usw2-az2", None, "nat_public_ips.usw2-az2", MISSING),
        ("endpoints/ecr.api", None, "endpoints.ecr.api", MISSING),
        ("shared_with", [UNIT], "shared_with", otherwise(UNIT, PARTICIPANT)),
        ("shared_tiers", ["private"], "shared_tiers", otherwise("private", "private, cluster")),
        ("ipv6", False, "ipv6", otherwise("False", "True")),
    ],
)
def test_what_the_stack_uses_has_to_be_there_and_the_same(path: str, value: Any, where: str, message: str) -> None:
    assert problems(changed(path, value)) == [(where, message)]


def test_a_tier_that_is_used_and_gone_is_one_problem() -> None:
    assert problems(document(tiers=[NODES, EDGE]) | {"shared_tiers": ["private", "cluster"]}) == [
        ("tiers.cluster", MISSING)
    ]


def test_a_zone_that_was_retired_is_a_problem_of_those_who_use_it() -> None:
    retired = document(retired_zones=["usw2-az2"])
    assert [where for where, _ in problems(retired)] == [
        "tiers.private.subnets.usw2-az2",
        "tiers.cluster.subnets.usw2-az2",
        "nat_public_ips.usw2-az2",
    ]
    elsewhere = Uses(subnets={"private": ["usw2-az1", "usw2-az3"]}, egress_zones=["usw2-az3"])
    assert problems(retired, elsewhere) == []


def test_ipv6_counts_only_for_those_who_need_it() -> None:
    four = Uses(subnets=USED.subnets)
    assert problems(changed("ipv6", False), four) == []


def test_every_disagreement_is_reported_and_not_only_the_first() -> None:
    other = changed("region", "us-east-1") | {"owner_account": "999999999999", "nat_public_ips": {}}
    assert [where for where, _ in problems(other)] == [
        "region",
        "owner_account",
        "nat_public_ips.usw2-az1",
        "nat_public_ips.usw2-az2",
    ]


@pytest.mark.parametrize("forget", ["owner_account", "vpc_id"])
def test_a_contract_that_says_nothing_contradicts_nothing(forget: str) -> None:
    """A component's contract does not name the account that its provider works in."""
    assert problems(changed(forget, None)) == []


@pytest.mark.parametrize(
    ("planned_as", "deployed_as"),
    [({"zones": [*ZONES, "usw2-az4"]}, {}), ({"tiers": [NODES, EDGE, CONTROL, PODS]}, {})],
    ids=["a zone", "a tier"],
)
def test_a_network_that_is_behind_its_plan_agrees_as_long_as_nothing_of_that_is_used(
    planned_as: dict[str, Any], deployed_as: dict[str, Any]
) -> None:
    ahead = read(NetworkContract, document(**planned_as))
    behind = read(NetworkContract, document(**deployed_as))
    assert list(disagreements(ahead, behind, USED)) == []
    new = {"private": [*ZONES, "usw2-az4"]} if "zones" in planned_as else {"pods": ZONES}
    [problem] = disagreements(ahead, behind, Uses(subnets=new))
    assert problem.where == (
        "network.tiers.private.subnets.usw2-az4" if "zones" in planned_as else "network.tiers.pods"
    )


def test_the_callers_name_of_the_contract_begins_each_path() -> None:
    find: Callable[..., Any] = disagreements
    [problem] = find(PLANNED, read(NetworkContract, changed("region", "us-east-1")), Uses(), "acme/net/prod:network")
    assert problem.where == "acme/net/prod:network.region"
