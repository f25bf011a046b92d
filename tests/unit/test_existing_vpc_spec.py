"""What may be said of a VPC that exists, and the contract that follows."""

from typing import Any

import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.network.existing import ExistingVpcSpec
from eks_shared_vpc.spec import read
from tests.support import OWNER, ZONES, existing_args


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as error:
        read(ExistingVpcSpec, existing_args(**changes), "it", "us-west-2")
    return [(problem.id, problem.where) for problem in error.value.problems]


def contract(**changes: Any) -> Any:
    return read(ExistingVpcSpec, existing_args(**changes), "it", "us-west-2").contract


def tier(*cidrs: str, kind: str = "private", table: str | None = None) -> dict[str, Any]:
    subnets = {
        zone: {"id": f"subnet-{zone}", "cidr": cidr, "route_table_id": table}
        for zone, cidr in zip(ZONES, cidrs, strict=False)
    }
    return {"kind": kind, "subnets": subnets}


def test_the_contract_says_what_the_arguments_say_in_an_order_of_its_own() -> None:
    found = contract(nat_public_ips={"usw2-az1": "52.1.2.3"}, endpoints={"s3": "vpce-1"}, ipv6=True)
    assert (found.region, found.vpc_id, found.vpc_cidrs) == ("us-west-2", "vpc-0123456789abcdef0", ("10.64.0.0/16",))
    assert (found.zones, found.tier_order) == (ZONES, ("control", "edge", "nodes"))
    assert found.tiers["nodes"].subnets["usw2-az2"].model_dump() == {
        "cidr": "10.64.32.0/20",
        "id": "subnet-0000000000000002a",
        "arn": None,
        "route_table_id": "rtb-0000000000000002a",
    }
    assert (found.nat_public_ips, found.endpoints, found.ipv6) == ({"usw2-az1": "52.1.2.3"}, {"s3": "vpce-1"}, True)
    assert found.owner_account is None


def test_arns_are_made_where_the_owner_is_known() -> None:
    made = contract(owner_account=OWNER).tiers["nodes"].subnets["usw2-az1"].arn
    assert made == f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-0000000000000001a"


def test_an_arn_that_is_given_is_kept() -> None:
    given = tier("10.64.0.0/20")
    given["subnets"]["usw2-az1"]["arn"] = "arn:aws:ec2:us-west-2:999999999999:subnet/subnet-1"
    assert contract(tiers={"nodes": given}, owner_account=OWNER).tiers["nodes"].subnets["usw2-az1"].arn.endswith("-1")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cidrs": []}, ("vpc-block", "it.cidrs")),
        ({"tiers": {}}, ("tiers-missing", "it.tiers")),
        ({"tiers": {"nodes": {"kind": "private", "subnets": {}}}}, ("subnets-missing", "it.tiers.nodes.subnets")),
        ({"tiers": {"nodes": tier("10.65.0.0/20")}}, ("outside", "it.tiers")),
        ({"tiers": {"a": tier("10.64.0.0/20"), "b": tier("10.64.8.0/24")}}, ("overlap", "it.tiers")),
        (
            {
                "tiers": {
                    "a": tier("10.64.0.0/20", table="rtb-1"),
                    "b": tier("10.64.16.0/20", kind="public", table="rtb-1"),
                }
            },
            ("route-table-kind", "it.tiers"),
        ),
        ({"tiers": {"nodes": {"kind": "private", "subnets": {"us-west-2a": {}}}}}, None),
        ({"owner_account": "12"}, ("wrong-type", "it.owner_account")),
        ({"nat_public_ips": {"use1-az1": "52.1.2.3"}}, ("zone-region", "it.nat_public_ips.use1-az1")),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], expected: tuple[str, str] | None) -> None:
    found = refused(**changes)
    assert (expected in found) if expected else ("zone-name", "it.tiers.nodes.subnets.us-west-2a") in found


def test_two_tiers_of_one_kind_may_share_a_route_table() -> None:
    tiers = {"a": tier("10.64.0.0/20", table="rtb-1"), "b": tier("10.64.16.0/20", table="rtb-1")}
    assert contract(tiers=tiers).tier_order == ("a", "b")
