"""The list of those that may reach a public API endpoint: facts 3.8 to 3.13."""

from ipaddress import IPv4Network, IPv6Network, ip_network

import pytest
from pydantic import TypeAdapter

from eks_shared_vpc.cluster import public_access as module
from eks_shared_vpc.cluster.endpoint import EndpointSpec
from eks_shared_vpc.cluster.public_access import ANYWHERE, ANYWHERE_IPV6, PublicCidr
from eks_shared_vpc.spec import read
from tests.unit.refusals import Refusal, assert_refused, ids_refused_in, problems, rows

LISTED = "endpoint.public_cidrs"


def attempt(changes):
    return read(EndpointSpec, {"public_cidrs": ["52.94.76.0/24"], **changes}, "endpoint")


def refused_block(why, bad, problem, message, fix, accepted):
    return Refusal(
        why,
        {"public_cidrs": ["52.94.77.0/24", bad]},
        (problem, f"{LISTED}[1]"),
        message,
        fix,
        {"public_cidrs": ["52.94.77.0/24", accepted]},
    )


REFUSALS = [
    refused_block(
        "a block is text",
        52,
        "not-a-cidr",
        "this is not an IP block",
        "write address/prefix, in quotes",
        "52.94.76.0/24",
    ),
    refused_block(
        "a block is of addresses",
        "office",
        "not-a-cidr",
        "this is not an IP block",
        "write address/prefix",
        "52.94.76.1/32",
    ),
    refused_block(
        "facts 3.13: canonical in IPv6 too",
        "2600:1f14::9/48",
        "host-bits",
        "this is not a block in canonical form (facts 3.13)",
        "write 2600:1f14::/48",
        "2600:1f14::/48",
    ),
    refused_block(
        "facts 3.13: canonical",
        "52.94.76.9/24",
        "host-bits",
        "this is not a block in canonical form (facts 3.13)",
        "write 52.94.76.0/24",
        "52.94.76.0/24",
    ),
    refused_block(
        "facts 3.13: one address is a block of one",
        "52.94.76.9",
        "host-bits",
        "this is not a block in canonical form (facts 3.13)",
        "write 52.94.76.9/32",
        "52.94.76.9/32",
    ),
    refused_block(
        "facts 3.11: seen refused",
        "203.0.113.5/32",
        "public-cidr-reserved",
        "this block has some of 203.0.113.0/24 (facts 3.11)",
        "write the public address that clients come from",
        "203.0.114.5/32",
    ),
]

# Facts 3.12, written out: reserved block, the public addresses right before and after it (None where those are reserved).
RESERVED = [
    ("0.0.0.0/8", None, "1.0.0.0"),
    ("10.0.0.0/8", "9.255.255.255", "11.0.0.0"),
    ("100.64.0.0/10", "100.63.255.255", "100.128.0.0"),
    ("127.0.0.0/8", "126.255.255.255", "128.0.0.0"),
    ("169.254.0.0/16", "169.253.255.255", "169.255.0.0"),
    ("172.16.0.0/12", "172.15.255.255", "172.32.0.0"),
    ("192.0.0.0/24", "191.255.255.255", "192.0.1.0"),
    ("192.0.2.0/24", "192.0.1.255", "192.0.3.0"),
    ("192.88.99.0/24", "192.88.98.255", "192.88.100.0"),
    ("192.168.0.0/16", "192.167.255.255", "192.169.0.0"),
    ("198.18.0.0/15", "198.17.255.255", "198.20.0.0"),
    ("198.51.100.0/24", "198.51.99.255", "198.51.101.0"),
    ("203.0.113.0/24", "203.0.112.255", "203.0.114.0"),
    ("224.0.0.0/4", "223.255.255.255", None),
    ("233.252.0.0/24", None, None),
    ("240.0.0.0/4", None, None),
    ("::/8", None, None),
    ("64:ff9b::/96", None, None),
    ("100::/64", None, "100:0:0:1::"),
    ("2001:db8::/32", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"),
    ("fc00::/7", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"),
    ("fe80::/10", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::"),
    ("ff00::/8", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None),
]
BESIDE = [address for _, before, after in RESERVED for address in (before, after) if address]


def ids_of(cidr):
    return [each.id for each in problems(lambda: attempt({"public_cidrs": [cidr]}))]


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_a_block_that_eks_would_not_take_is_refused(row):
    assert_refused(row, lambda: attempt(row.bad))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_block_is_taken(row):
    assert problems(lambda: attempt(row.accepted)) == []


def test_every_refusal_of_a_public_block_has_its_row():
    untested = ids_refused_in(module) - {row.problem[0] for row in REFUSALS}
    assert untested == set(), "a refusal without a row is untested"


@pytest.mark.parametrize("reserved", [block for block, _, _ in RESERVED])
def test_facts_3_12_no_part_of_a_reserved_block_is_taken(reserved):
    block = ip_network(reserved)
    tried = [reserved, str(ip_network(block[0])), str(ip_network(block[-1])), str(block.supernet())]
    found = {cidr: ids_of(cidr) for cidr in tried}
    assert found == {cidr: ["public-cidr-reserved"] for cidr in tried}, "all of it, its ends, and what contains it"


@pytest.mark.parametrize("address", BESIDE)
def test_facts_3_12_the_addresses_beside_reserved_blocks_are_taken(address):
    assert problems(lambda: attempt({"public_cidrs": [str(ip_network(address))]})) == []


def test_the_whole_internet_is_a_block_that_somebody_may_mean():
    reader = TypeAdapter[IPv4Network | IPv6Network](PublicCidr)
    assert (reader.validate_python("0.0.0.0/0"), reader.validate_python("::/0")) == (ANYWHERE, ANYWHERE_IPV6)


def test_every_reserved_block_is_among_these():
    assert {str(block) for block in module.RESERVED} == {block for block, _, _ in RESERVED}


@pytest.mark.parametrize("anywhere", ["0.0.0.0/0", "::/0"])
def test_the_whole_internet_is_taken_when_it_is_said_and_not_else(anywhere):
    found = problems(lambda: attempt({"public_cidrs": [anywhere]}))
    assert [(each.id, each.where) for each in found] == [("open-to-the-world", LISTED)]
    assert problems(lambda: attempt({"public_cidrs": [anywhere], "open_to_the_world": True})) == []


def test_half_of_the_internet_over_ipv6_is_not_either():
    found = problems(lambda: attempt({"public_cidrs": ["::/1", "8000::/1", "2000::/3"], "open_to_the_world": True}))
    assert [(each.id, each.where) for each in found] == [("public-cidr-reserved", f"{LISTED}[{at}]") for at in range(3)]


def test_half_of_the_internet_is_not_because_it_has_reserved_addresses():
    found = problems(lambda: attempt({"public_cidrs": ["0.0.0.0/1", "128.0.0.0/1"], "open_to_the_world": True}))
    assert [(each.id, each.where) for each in found] == [
        ("public-cidr-reserved", f"{LISTED}[0]"),
        ("public-cidr-reserved", f"{LISTED}[1]"),
    ], "the way around open_to_the_world is closed"


def test_every_block_that_is_wrong_is_named():
    found = problems(lambda: attempt({"public_cidrs": ["10.0.0.0/8", "52.94.76.0/24", "52.94.76.9/24", "2600::1/16"]}))
    assert [(each.id, each.where, each.value) for each in found] == [
        ("public-cidr-reserved", f"{LISTED}[0]", "10.0.0.0/8"),
        ("host-bits", f"{LISTED}[2]", "52.94.76.9/24"),
        ("host-bits", f"{LISTED}[3]", "2600::1/16"),
    ]
