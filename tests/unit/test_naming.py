"""Names of child resources: part of their identity, so every form is written out."""

import pytest

from eks_shared_vpc.naming import principal_label, zone_suffix


@pytest.mark.parametrize(
    ("zone", "suffix"),
    [
        pytest.param("usw2-az1", "az1", id="an availability zone"),
        pytest.param("apne1-az4", "az4", id="a region with two letters of compass"),
        pytest.param("usgw1-az2", "az2", id="GovCloud"),
        pytest.param("usw2-lax1-az1", "lax1-az1", id="a Local Zone keeps its place"),
    ],
)
def test_a_zone_is_named_by_what_follows_its_region(zone, suffix):
    assert zone_suffix(zone) == suffix


def test_a_local_zone_and_an_availability_zone_of_one_region_have_different_names():
    zones = ["usw2-az1", "usw2-az2", "usw2-lax1-az1", "usw2-lax1-az2", "usw2-den1-az1"]
    assert len({zone_suffix(zone) for zone in zones}) == len(zones), "equal names would be one resource"


@pytest.mark.parametrize(
    ("principal", "label"),
    [
        pytest.param("111111111111", "111111111111", id="an account is its id"),
        pytest.param(
            "arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-abcd-12345678", "ou-abcd-12345678", id="a unit"
        ),
        pytest.param(
            "arn:aws:organizations::111111111111:organization/o-abcdefghij", "o-abcdefghij", id="organization"
        ),
        pytest.param("arn:aws:iam::222222222222:role/platform-admin", "platform-admin", id="a role"),
        pytest.param("arn:aws:iam::222222222222:role/aws-reserved/sso/Admin_1", "Admin_1", id="a role with a path"),
        pytest.param("arn:aws:iam::222222222222:user/jo.b@example", "jo.b@example", id="characters a URN carries"),
        pytest.param("arn:aws:iam::222222222222:role/a+b=c,d", "a-b-c-d", id="characters a URN could not carry"),
    ],
)
def test_a_principal_is_named_by_its_last_part(principal, label):
    assert principal_label(principal) == label
