"""Which IPv4 blocks a VPC may have: facts 1.1, 1.3, 1.5 and the table of facts 1.10 to 1.15, row by row."""

from ipaddress import IPv4Network

import pytest
from pydantic import TypeAdapter

from eks_shared_vpc.network import blocks
from eks_shared_vpc.network.blocks import why_not_beside
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.spec import read
from tests.support import vpc_args
from tests.unit.refusals import Refusal, assert_refused, ids_refused_in, problems, rows

ONE_SMALL_SUBNET = {"zones": ["usw2-az1"], "zone_slots": 1, "tiers": [{"name": "a", "kind": "isolated", "size": 28}]}

REFUSALS = [
    Refusal(
        "facts 1.1: a block is not larger than /16",
        {"cidr": "10.0.0.0/15"},
        ("block-size", "net.cidr"),
        "a VPC block has /16 to /28 (facts 1.1)",
        "choose another prefix length",
        {"cidr": "10.0.0.0/16"},
    ),
    Refusal(
        "facts 1.1: a block is not smaller than /28",
        {"cidr": "10.64.0.0/29"},
        ("block-size", "net.cidr"),
        "a VPC block has /16 to /28 (facts 1.1)",
        "choose another prefix length",
        {"cidr": "10.64.0.0/28", **ONE_SMALL_SUBNET},
    ),
    Refusal(
        "a secondary block has the same sizes",
        {"secondary_cidrs": ["100.64.0.0/10"]},
        ("block-size", "net.secondary_cidrs[0]"),
        "a VPC block has /16 to /28 (facts 1.1)",
        "choose another prefix length",
        {"secondary_cidrs": ["100.64.0.0/16"]},
    ),
    *(
        Refusal(
            f"facts 1.9: nothing of {block} is a VPC block",
            {"cidr": block},
            ("reserved-block", "net.cidr"),
            "can never be a VPC block (facts 1.9)",
            "choose another block",
            {"cidr": accepted},
        )
        for block, accepted in (
            ("0.1.0.0/16", "1.0.0.0/16"),
            ("127.255.0.0/16", "128.0.0.0/16"),
            ("169.254.0.0/16", "169.253.0.0/16"),
            ("224.0.0.0/16", "223.255.0.0/16"),
            ("255.255.0.0/16", "223.255.0.0/16"),
        )
    ),
    Refusal(
        "facts 1.3: a block has no bits outside its prefix",
        {"cidr": "100.68.0.18/18"},
        ("host-bits", "net.cidr"),
        "bits outside its prefix",
        "write 100.68.0.0/18",
        {"cidr": "100.68.0.0/18"},
    ),
    Refusal(
        "a block has a prefix",
        {"cidr": "10.64.0.0"},
        ("not-a-cidr", "net.cidr"),
        "this is not an IPv4 block",
        "write address/prefix",
        {"cidr": "10.64.0.0/16"},
    ),
    Refusal(
        "a block is text",
        {"cidr": 10.64},
        ("not-a-cidr", "net.cidr"),
        "this is not an IPv4 block",
        "in quotes",
        {"cidr": "10.64.0.0/16"},
    ),
    Refusal(
        "a block is of addresses",
        {"cidr": "10.64.0.256/16"},
        ("not-a-cidr", "net.cidr"),
        "this is not an IPv4 block",
        "write address/prefix",
        {"cidr": "10.64.0.0/16"},
    ),
    Refusal(
        "a block is of IPv4",
        {"cidr": "2600:1f14::/56"},
        ("not-a-cidr", "net.cidr"),
        "this is not an IPv4 block",
        "write address/prefix",
        {"cidr": "10.64.0.0/16"},
    ),
    Refusal(
        "a secondary block is one that AWS adds to the primary one",
        {"secondary_cidrs": ["100.64.0.0/16", "198.19.0.0/16"]},
        ("secondary-block", "net.secondary_cidrs"),
        "198.19.0.0/16 may not be added: AWS adds nothing from 198.19.0.0/16 to a VPC that holds 10.64.0.0/16",
        "choose another block",
        {"secondary_cidrs": ["100.64.0.0/16", "100.65.0.0/16"]},
    ),
    Refusal(
        "facts 1.14: after a first block of another kind no RFC 1918 block is added",
        {"cidr": "100.64.0.0/16", "secondary_cidrs": ["10.64.0.0/16"]},
        ("secondary-block", "net.secondary_cidrs"),
        "to a VPC whose first block is 100.64.0.0/16 (facts 1.14)",
        "choose another block",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["100.64.0.0/16", "10.64.0.0/16"],
        },
    ),
    Refusal(
        "facts 1.10: beside a block that IPAM chooses the others are held to each other still",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["10.64.0.0/16", "192.168.0.0/16"],
        },
        ("secondary-block", "net.secondary_cidrs"),
        "192.168.0.0/16 may not be added: AWS adds nothing from 192.168.0.0/16 to a VPC that holds 10.64.0.0/16",
        "choose another block",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["192.168.0.0/17", "192.168.128.0/17"],
        },
    ),
    Refusal(
        "facts 1.5: nor do they overlap",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["100.64.0.0/16", "100.64.1.0/24"],
        },
        ("secondary-block", "net.secondary_cidrs"),
        "100.64.1.0/24 may not be added: it overlaps 100.64.0.0/16 (facts 1.5)",
        "choose another block",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["100.64.0.0/16", "100.65.1.0/24"],
        },
    ),
    Refusal(
        "secondary blocks do not overlap each other",
        {"secondary_cidrs": ["100.64.0.0/16", "100.64.128.0/17"]},
        ("secondary-block", "net.secondary_cidrs"),
        "100.64.128.0/17 may not be added: it overlaps 100.64.0.0/16 (facts 1.5)",
        "choose another block",
        {"secondary_cidrs": ["100.64.0.0/17", "100.64.128.0/17"]},
    ),
]


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_a_block_that_aws_would_not_take_is_refused(row):
    assert_refused(row, lambda: read(SharedVpcSpec, vpc_args(**row.bad), "net", "us-west-2"))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_block_is_taken(row):
    assert problems(lambda: read(SharedVpcSpec, vpc_args(**row.accepted), "net", "us-west-2")) == []


def test_every_refusal_of_a_block_has_its_row():
    assert ids_refused_in(blocks) - {row.problem[0] for row in REFUSALS} == set(), "a refusal without a row is untested"


@pytest.mark.parametrize("prefix", [16, 17, 27, 28])
def test_blocks_of_16_to_28_are_taken(prefix):
    assert TypeAdapter[IPv4Network](blocks.VpcBlock).validate_python(f"10.64.0.0/{prefix}") == IPv4Network(
        f"10.64.0.0/{prefix}"
    )


def test_a_block_that_was_read_already_is_held_to_the_same_limits():
    found = problems(lambda: read(SharedVpcSpec, vpc_args(cidr=IPv4Network("10.0.0.0/8")), "net", "us-west-2"))
    assert [(each.id, each.where) for each in found] == [("block-size", "net.cidr")]


def test_a_block_is_written_as_its_text():
    network = read(SharedVpcSpec, vpc_args(secondary_cidrs=["100.64.0.0/16"]), "net", "us-west-2")
    written = network.model_dump(mode="json", include={"cidr", "secondary_cidrs"})
    assert written == {"cidr": "10.64.0.0/16", "secondary_cidrs": ["100.64.0.0/16"]}


# Facts 1.10 to 1.15: what may be added (None) and why not, to a VPC that holds the blocks on the left, the first first.
NOT_FROM = "AWS adds nothing from {} to a VPC that holds {} (facts 1.10-1.13)"
NOT_AFTER = "AWS adds no RFC 1918 or 198.19.0.0/16 block to a VPC whose first block is {} (facts 1.14)"


@pytest.mark.parametrize(
    ("held", "new", "reason"),
    [
        pytest.param(["10.64.0.0/16"], "172.16.0.0/16", NOT_FROM.format("172.16.0.0/12", "10.64.0.0/16"), id="1.10-172"),
        pytest.param(["10.64.0.0/16"], "172.31.255.0/24", NOT_FROM.format("172.16.0.0/12", "10.64.0.0/16"), id="1.10-172.31"),
        pytest.param(["10.64.0.0/16"], "192.168.0.0/16", NOT_FROM.format("192.168.0.0/16", "10.64.0.0/16"), id="1.10-192"),
        pytest.param(["10.64.0.0/16"], "198.19.0.0/16", NOT_FROM.format("198.19.0.0/16", "10.64.0.0/16"), id="1.10-198"),
        pytest.param(["10.64.0.0/16"], "10.65.0.0/16", None, id="1.10-other-of-10"),
        pytest.param(["10.64.0.0/16"], "10.0.0.0/16", None, id="1.10-10.0-beside-none-of-10.0-and-10.1"),
        pytest.param(["10.2.0.0/16"], "10.0.0.0/16", None, id="1.10-10.2-is-not-in-10.0/15"),
        pytest.param(["10.1.0.0/16"], "10.0.0.0/16", NOT_FROM.format("10.0.0.0/16", "10.1.0.0/16"), id="1.10-10.0-beside-10.1"),
        pytest.param(["10.0.0.0/17"], "10.0.128.0/17", NOT_FROM.format("10.0.0.0/16", "10.0.0.0/17"), id="1.10-10.0-beside-10.0"),
        pytest.param(["10.0.0.0/16"], "10.1.0.0/16", None, id="1.10-10.1-beside-10.0"),
        pytest.param(["10.64.0.0/16"], "100.64.0.0/16", None, id="1.10-100.64"),
        pytest.param(["10.64.0.0/16"], "54.0.0.0/16", None, id="1.10-public"),
        pytest.param(["172.16.0.0/16"], "10.64.0.0/16", NOT_FROM.format("10.0.0.0/8", "172.16.0.0/16"), id="1.11-10"),
        pytest.param(["172.16.0.0/16"], "192.168.1.0/24", NOT_FROM.format("192.168.0.0/16", "172.16.0.0/16"), id="1.11-192"),
        pytest.param(["172.16.0.0/16"], "198.19.1.0/24", NOT_FROM.format("198.19.0.0/16", "172.16.0.0/16"), id="1.11-198"),
        pytest.param(["172.16.0.0/16"], "172.31.0.0/16", NOT_FROM.format("172.31.0.0/16", "172.16.0.0/16"), id="1.11-172.31"),
        pytest.param(["172.16.0.0/16"], "172.30.0.0/16", None, id="1.11-other-of-172"),
        pytest.param(["172.16.0.0/16"], "100.127.0.0/16", None, id="1.11-100.64"),
        pytest.param(["172.16.0.0/16"], "54.0.0.0/16", None, id="1.11-public"),
        pytest.param(["192.168.0.0/17"], "10.64.0.0/16", NOT_FROM.format("10.0.0.0/8", "192.168.0.0/17"), id="1.12-10"),
        pytest.param(["192.168.0.0/17"], "172.20.0.0/16", NOT_FROM.format("172.16.0.0/12", "192.168.0.0/17"), id="1.12-172"),
        pytest.param(["192.168.0.0/17"], "198.19.0.0/16", NOT_FROM.format("198.19.0.0/16", "192.168.0.0/17"), id="1.12-198"),
        pytest.param(["192.168.0.0/17"], "192.168.128.0/17", None, id="1.12-other-of-192"),
        pytest.param(["192.168.0.0/17"], "100.64.0.0/16", None, id="1.12-100.64"),
        pytest.param(["192.168.0.0/17"], "54.0.0.0/16", None, id="1.12-public"),
        pytest.param(["198.19.0.0/17"], "10.64.0.0/16", NOT_FROM.format("10.0.0.0/8", "198.19.0.0/17"), id="1.13-10"),
        pytest.param(["198.19.0.0/17"], "172.16.0.0/16", NOT_FROM.format("172.16.0.0/12", "198.19.0.0/17"), id="1.13-172"),
        pytest.param(["198.19.0.0/17"], "192.168.0.0/16", NOT_FROM.format("192.168.0.0/16", "198.19.0.0/17"), id="1.13-192"),
        pytest.param(["198.19.0.0/17"], "198.19.128.0/17", None, id="1.13-other-of-198"),
        pytest.param(["198.19.0.0/17", "100.64.0.0/16"], "198.19.128.0/17", None, id="1.13-other-of-198-later"),
        pytest.param(["198.19.0.0/17"], "198.19.64.0/18", "it overlaps 198.19.0.0/17 (facts 1.5)", id="1.13-same-of-198"),
        pytest.param(["198.19.0.0/17"], "100.64.0.0/16", None, id="1.13-100.64"),
        pytest.param(["198.19.0.0/17"], "54.0.0.0/16", None, id="1.13-public"),
        pytest.param(["54.0.0.0/16"], "10.64.0.0/16", NOT_AFTER.format("54.0.0.0/16"), id="1.14-public-10"),
        pytest.param(["54.0.0.0/16"], "172.16.0.0/16", NOT_AFTER.format("54.0.0.0/16"), id="1.14-public-172"),
        pytest.param(["54.0.0.0/16"], "192.168.0.0/16", NOT_AFTER.format("54.0.0.0/16"), id="1.14-public-192"),
        pytest.param(["54.0.0.0/16"], "198.19.0.0/16", NOT_AFTER.format("54.0.0.0/16"), id="1.14-public-198"),
        pytest.param(["54.0.0.0/16"], "55.0.0.0/16", None, id="1.14-public-public"),
        pytest.param(["54.0.0.0/16"], "100.64.0.0/16", None, id="1.14-public-100.64"),
        pytest.param(["100.64.0.0/16"], "10.64.0.0/16", NOT_AFTER.format("100.64.0.0/16"), id="1.14-100.64-10"),
        pytest.param(["100.64.0.0/16"], "198.19.0.0/16", NOT_AFTER.format("100.64.0.0/16"), id="1.14-100.64-198"),
        pytest.param(["100.64.0.0/16"], "100.65.0.0/16", None, id="1.14-100.64-100.64"),
        pytest.param(["100.64.0.0/16"], "54.0.0.0/16", None, id="1.14-100.64-public"),
        pytest.param(["10.64.0.0/16", "100.64.0.0/16"], "10.65.0.0/16", None, id="1.14-unless-RFC-1918-was-first"),
        pytest.param(
            ["10.64.0.0/16", "100.64.0.0/16"],
            "198.19.0.0/16",
            NOT_FROM.format("198.19.0.0/16", "10.64.0.0/16"),
            id="1.15-no-198.19-for-pods-beside-RFC-1918",
        ),
        pytest.param(["10.64.0.0/16"], "10.64.0.0/16", "it overlaps 10.64.0.0/16 (facts 1.5)", id="1.5-same"),
        pytest.param(["10.64.0.0/17"], "10.64.0.0/16", "it overlaps 10.64.0.0/17 (facts 1.5)", id="1.5-around"),
        pytest.param(
            ["10.64.0.0/16", "100.64.0.0/16"], "100.64.8.0/24", "it overlaps 100.64.0.0/16 (facts 1.5)", id="1.5-inside-2nd"
        ),
        pytest.param([], "10.64.0.0/16", None, id="nothing-is-held"),
    ],
)  # fmt: skip
def test_aws_restricts_what_may_stand_beside_a_block(held, new, reason):
    assert why_not_beside(IPv4Network(new), [IPv4Network(block) for block in held]) == reason


@pytest.mark.parametrize(
    ("held", "new", "reason"),
    [
        pytest.param(["100.64.0.0/16"], "10.64.0.0/16", None, id="RFC 1918 after 100.64"),
        pytest.param(["54.0.0.0/16"], "198.19.0.0/16", None, id="198.19 after a public one"),
        pytest.param(["10.64.0.0/16"], "172.16.0.0/16", NOT_FROM.format("172.16.0.0/12", "10.64.0.0/16"), id="1.10 holds"),
        pytest.param(["54.0.0.0/16"], "54.0.1.0/24", "it overlaps 54.0.0.0/16 (facts 1.5)", id="1.5 holds"),
        pytest.param([], "198.19.0.0/16", None, id="nothing is held"),
    ],
)  # fmt: skip
def test_facts_1_14_is_no_rule_where_ipam_chooses_the_first_block(held, new, reason):
    blocks_ = [IPv4Network(block) for block in held]
    assert why_not_beside(IPv4Network(new), blocks_, first_is_known=False) == reason
