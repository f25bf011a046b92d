"""What a network may be: every refusal, and the nearest input that is taken."""

import pytest

from eks_shared_vpc import fields
from eks_shared_vpc import spec as shared
from eks_shared_vpc.network import spec as module
from eks_shared_vpc.network.spec import FlowLogsSpec, Layout, NatMode, SharedVpcSpec, TierKind, TierUse, default_tiers
from eks_shared_vpc.spec import read
from tests.support import ZONES, vpc_args
from tests.unit.refusals import Refusal, assert_refused, ids_refused_in, problems, rows


def tier(name="a", kind="isolated", **more):
    return {"name": name, "kind": kind, **more}


def explicit(*cidrs, name="a", **more):
    return tier(name, cidrs=dict(zip(ZONES, cidrs, strict=False)), **more)


THREE = ("10.64.0.0/20", "10.64.16.0/20", "10.64.32.0/20")

REFUSALS = [
    # fields.py: region, zones
    Refusal(
        "a region has the form of one",
        {"region": "us-west"},
        ("region", "net.region"),
        "this is not the name of an AWS region",
        "correct the name",
        {"region": "us-west-2"},
    ),
    Refusal(
        "a region has no line break after it",
        {"region": "us-west-2\n"},
        ("region", "net.region"),
        "this is not the name of an AWS region",
        "correct the name",
        {"region": "us-west-2"},
    ),
    Refusal(
        "nor has a zone id",
        {"zones": ["usw2-az1\n"]},
        ("zone-unknown", "net.zones[0]"),
        "this is not an availability-zone id",
        "correct the id",
        {"zones": ["usw2-az1"]},
    ),
    Refusal(
        "a zone's name with one is not even a name",
        {"zones": ["us-west-2a\n"]},
        ("zone-unknown", "net.zones[0]"),
        "this is not an availability-zone id",
        "correct the id",
        {"zones": ["usw2-az1"]},
    ),
    Refusal(
        "facts 6.24: zones are ids, never names",
        {"zones": ["usw2-az1", "us-west-2b"]},
        ("zone-name", "net.zones[1]"),
        "names differ from account to account (facts 6.24)",
        "aws ec2 describe-availability-zones",
        {"zones": ["usw2-az1", "usw2-az2"]},
    ),
    Refusal(
        "a Local Zone's name is a name too",
        {"zones": ["us-west-2-lax-1a"]},
        ("zone-name", "net.zones[0]"),
        "names differ from account to account",
        "write the zone's id",
        {"zones": ["usw2-lax1-az1"]},
    ),
    Refusal(
        "a zone id has the form of one",
        {"zones": ["usw2az1"]},
        ("zone-unknown", "net.zones[0]"),
        "this is not an availability-zone id",
        "correct the id",
        {"zones": ["usw2-az1"]},
    ),
    Refusal(
        "a zone is in the region",
        {"zones": ["usw2-az1", "use1-az1"]},
        ("zone-region", "net.zones[1]"),
        "this zone is not in us-west-2",
        "correct the zone or the region",
        {"zones": ["usw2-az1", "usw2-az4"]},
    ),
    Refusal(
        "a NAT zone is an id as well",
        {"nat": "single", "nat_zone": "us-west-2a"},
        ("zone-name", "net.nat_zone"),
        "names differ from account to account",
        "write the zone's id",
        {"nat": "single", "nat_zone": "usw2-az1"},
    ),
    # fields.py and blocks.py: blocks; the rest of their rows is in test_blocks
    Refusal(
        "a VPC's block is a block",
        {"cidr": "10.64.0.0/33"},
        ("not-a-cidr", "net.cidr"),
        "this is not an IPv4 block",
        "write address/prefix",
        {"cidr": "10.64.0.0/16"},
    ),
    Refusal(
        "an explicit block is canonical",
        {"tiers": [explicit("10.64.1.0/20", *THREE[1:])]},
        ("host-bits", "net.tiers[0].cidrs.usw2-az1"),
        "bits outside its prefix",
        "write 10.64.0.0/20",
        {"tiers": [explicit(*THREE)]},
    ),
    # spec.py: where the addresses come from
    Refusal(
        "there is a block or a pool",
        {"cidr": None},
        ("vpc-block", "net.ipam_netmask"),
        "neither a block nor an IPAM pool is given",
        "give exactly one",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16},
    ),
    *(
        Refusal(
            f"a pool and a size go together, not {', '.join(given)} alone",
            {"cidr": None, **given},
            ("vpc-block", "net.ipam_netmask"),
            "a pool and the size of the block go together",
            "give both",
            {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16},
        )
        for given in ({"ipam_netmask": 16}, {"ipam_pool_id": "ipam-pool-1"})
    ),
    Refusal(
        "a pool and a block are both too",
        {"ipam_pool_id": "ipam-pool-1"},
        ("vpc-block", "net.ipam_netmask"),
        "both a block and an IPAM pool are given",
        "give exactly one",
        {},
    ),
    Refusal(
        "there are not both",
        {"ipam_netmask": 16},
        ("vpc-block", "net.ipam_netmask"),
        "both a block and an IPAM pool are given",
        "give exactly one",
        {},
    ),
    Refusal(
        "facts 1.1: an allocated block is not larger than /16",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 15},
        ("out-of-range", "net.ipam_netmask"),
        "this is out of range",
        "write at least 16",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16},
    ),
    Refusal(
        "facts 1.10: a secondary block may stand beside the primary one",
        {"secondary_cidrs": ["192.168.0.0/16"]},
        ("secondary-block", "net.secondary_cidrs"),
        "192.168.0.0/16 may not be added",
        "choose another block",
        {"secondary_cidrs": ["10.65.0.0/16"]},
    ),
    Refusal(
        "a secondary block is listed once",
        {"secondary_cidrs": ["100.64.0.0/16", "100.64.0.0/16"]},
        ("duplicate", "net.secondary_cidrs"),
        "100.64.0.0/16 is listed more than once",
        "remove the repetition",
        {"secondary_cidrs": ["100.64.0.0/16"]},
    ),
    # zones and slots
    Refusal(
        "there is a zone",
        {"zones": []},
        ("no-zones", "net.zones"),
        "a network needs a zone",
        "list the zones",
        {"zones": ["usw2-az1"]},
    ),
    Refusal(
        "a zone has one place",
        {"zones": ["usw2-az1", "usw2-az2", "usw2-az1"]},
        ("duplicate", "net.zones"),
        "usw2-az1 is listed more than once",
        "remove the repetition",
        {"zones": ["usw2-az1", "usw2-az2"]},
    ),
    Refusal(
        "a retired zone keeps its place in zones",
        {"retired_zones": ["usw2-az4"]},
        ("zone-retired", "net.retired_zones"),
        "usw2-az4 is not in zones",
        "list it in zones too, in its old place",
        {"retired_zones": ["usw2-az3"]},
    ),
    Refusal(
        "not every zone is retired",
        {"retired_zones": list(ZONES)},
        ("no-zones", "net.retired_zones"),
        "every zone is retired",
        "take a zone off retired_zones",
        {"retired_zones": list(ZONES[:2])},
    ),
    *(
        Refusal(
            f"{slots} slots are not a power of two",
            {"zone_slots": slots},
            ("zone-slots", "net.zone_slots"),
            "the number of slots is a power of two",
            "choose a power of two; it can never change later",
            {"zone_slots": accepted},
        )
        for slots, accepted in ((3, 4), (6, 8), (0, 4), (-4, 4))
    ),
    *(
        Refusal(
            f"{slots} slots are more than any region has zones",
            {"zone_slots": slots},
            ("zone-slots", "net.zone_slots"),
            "16 at most",
            "choose a power of two; it can never change later",
            {"zone_slots": 16},
        )
        for slots in (17, 32, 2**40)
    ),
    Refusal(
        "each zone has a slot",
        {"zones": [f"usw2-az{index}" for index in range(1, 6)]},
        ("too-many-zones", "net.zone_slots"),
        "5 zones do not fit 4 slots",
        "a new VPC may choose more slots; an existing one cannot",
        {"zones": [f"usw2-az{index}" for index in range(1, 5)]},
    ),
    Refusal(
        "a retired zone has its slot still",
        {"zone_slots": 2, "retired_zones": ["usw2-az1"]},
        ("too-many-zones", "net.zone_slots"),
        "3 zones do not fit 2 slots",
        "a new VPC may choose more slots",
        {"zone_slots": 2, "zones": ["usw2-az1", "usw2-az2"], "retired_zones": ["usw2-az1"]},
    ),
    # tiers
    Refusal(
        "a tier has a size or blocks",
        {"tiers": [tier()]},
        ("tier-size", "net.tiers[0].cidrs"),
        "neither a size nor explicit blocks",
        "add size, a prefix length such as 20",
        {"tiers": [tier(size=20)]},
    ),
    Refusal(
        "facts 1.20: an explicit subnet is not smaller than /28",
        {"tiers": [explicit("10.64.0.0/29", *THREE[1:])]},
        ("subnet-size", "net.tiers[0].cidrs"),
        "the subnet 10.64.0.0/29 is not /16 to /28 (facts 1.20)",
        "choose another prefix length",
        {"tiers": [explicit("10.64.0.0/28", *THREE[1:])]},
    ),
    Refusal(
        "facts 1.20: nor larger than /16",
        {"tiers": [explicit("10.64.0.0/15", *THREE[1:])]},
        ("subnet-size", "net.tiers[0].cidrs"),
        "the subnet 10.64.0.0/15 is not /16 to /28",
        "choose another prefix length",
        {"zones": ["usw2-az1"], "tiers": [explicit("10.64.0.0/16")]},
    ),
    Refusal(
        "facts 1.20: a size is not larger than /16",
        {"tiers": [tier(size=15)]},
        ("out-of-range", "net.tiers[0].size"),
        "this is out of range",
        "write at least 16",
        {"zones": ["usw2-az1"], "zone_slots": 1, "tiers": [tier(size=16)]},
    ),
    Refusal(
        "facts 1.20: a size is not smaller than /28",
        {"tiers": [tier(size=29)]},
        ("out-of-range", "net.tiers[0].size"),
        "this is out of range",
        "write at most 28",
        {"tiers": [tier(size=28)]},
    ),
    Refusal(
        "a tier's name can be part of a resource name",
        {"tiers": [tier("Private", size=20)]},
        ("wrong-type", "net.tiers[0].name"),
        "characters or a form that cannot be used here",
        "correct the value",
        {"tiers": [tier("private", size=20)]},
    ),
    Refusal(
        "a tier's name is its own",
        {"tiers": [tier(size=20), tier("b", size=20), tier(size=21)]},
        ("duplicate", "net.tiers"),
        "two tiers have the same name",
        "rename one",
        {"tiers": [tier(size=20), tier("b", size=20), tier("c", size=21)]},
    ),
    Refusal(
        "private-only has no public tier",
        {"layout": "private-only", "tiers": [tier("edge", "public", size=20)]},
        ("layout-tier", "net.tiers"),
        "the layout private-only has no public tier, but edge is one",
        "change the tier's kind, or the layout",
        {"layout": "private-only", "tiers": [tier("edge", "isolated", size=20)]},
    ),
    Refusal(
        "public-only has no private tier",
        {"layout": "public-only", "tiers": [tier("inner", "private", size=20)]},
        ("layout-tier", "net.tiers"),
        "the layout public-only has no private tier, but inner is one",
        "change the tier's kind, or the layout",
        {"layout": "public-only", "tiers": [tier("inner", "isolated", size=20)]},
    ),
    Refusal(
        "a tier lies in a block of this VPC",
        {"tiers": [tier("pods", use="pods", size=18, block="100.64.0.0/16")]},
        ("unknown-block", "net.tiers"),
        "the tier pods lies in 100.64.0.0/16, which is no block of this VPC",
        "add it to secondary_cidrs, or correct it",
        {
            "tiers": [tier("pods", use="pods", size=18, block="100.64.0.0/16")],
            "secondary_cidrs": ["100.64.0.0/16"],
        },
    ),
    Refusal(
        "tiers fit into a slot",
        {"tiers": [tier(size=19), tier("b", size=20), tier("c", size=19)]},
        ("does-not-fit", "net.tiers"),
        "the tier c does not fit: a /19 has no free aligned place in a /18 that already holds /19, /20",
        "make a tier smaller, or lay it in a secondary block",
        {"tiers": [tier(size=19), tier("b", size=20), tier("c", size=20)]},
    ),
    Refusal(
        "tiers fit into a slot of a secondary block",
        {
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [tier(size=18), tier("b", size=17, block="100.64.0.0/16")],
        },
        ("does-not-fit", "net.tiers"),
        "the tier b does not fit: a /17 has no free aligned place in a /18 that already holds nothing",
        "make a tier smaller",
        {
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [tier(size=18), tier("b", size=18, block="100.64.0.0/16")],
        },
    ),
    Refusal(
        "default tiers fit into a slot",
        {"cidr": "10.64.0.0/25"},
        ("does-not-fit", "net.tiers"),
        "the tier cluster does not fit: a /28 has no free aligned place in a /27 that already holds /28, /28",
        "make a tier smaller",
        {"cidr": "10.64.0.0/24"},
    ),
    Refusal(
        "tiers fit into a slot of an allocated block",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 20, "tiers": [tier(size=21)]},
        ("does-not-fit", "net.tiers"),
        "the tier a does not fit: a /21 has no free aligned place in a /22",
        "make a tier smaller",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 20, "tiers": [tier(size=22)]},
    ),
    Refusal(
        "explicit blocks are there for every zone",
        {"tiers": [explicit(*THREE[:2])]},
        ("tier-cidrs", "net.tiers"),
        "the tier a needs one block for each zone",
        "add usw2-az3",
        {"tiers": [explicit(*THREE[:2])], "retired_zones": ["usw2-az3"]},
    ),
    Refusal(
        "explicit blocks are there for no other zone",
        {"zones": list(ZONES[:2]), "tiers": [explicit(*THREE)]},
        ("tier-cidrs", "net.tiers"),
        "the tier a needs one block for each zone",
        "remove usw2-az3",
        {"zones": list(ZONES[:2]), "tiers": [explicit(*THREE[:2])]},
    ),
    Refusal(
        "explicit blocks lie in the VPC",
        {"tiers": [explicit(*THREE[:2], "10.65.0.0/20")]},
        ("outside", "net.tiers"),
        "10.65.0.0/20 of the tier a is in no block of this VPC",
        "correct it, or add its block to secondary_cidrs",
        {"tiers": [explicit(*THREE[:2], "10.65.0.0/20")], "secondary_cidrs": ["10.65.0.0/16"]},
    ),
    Refusal(
        "explicit blocks of a tier do not overlap",
        {"tiers": [explicit("10.64.0.0/20", "10.64.8.0/21", "10.64.32.0/20")]},
        ("overlap", "net.tiers"),
        "10.64.8.0/21 of the tier a overlaps 10.64.0.0/20 of the tier a",
        "change one of the two",
        {"tiers": [explicit("10.64.0.0/21", "10.64.8.0/21", "10.64.32.0/20")]},
    ),
    Refusal(
        "explicit blocks of two tiers do not overlap",
        {"tiers": [explicit(*THREE), explicit("10.64.48.0/20", "10.64.64.0/20", "10.64.32.0/24", name="b")]},
        ("overlap", "net.tiers"),
        "10.64.32.0/24 of the tier b overlaps 10.64.32.0/20 of the tier a",
        "change one of the two",
        {"tiers": [explicit(*THREE), explicit("10.64.48.0/20", "10.64.64.0/20", "10.64.80.0/24", name="b")]},
    ),
    Refusal(
        "explicit blocks do not overlap a tier that is laid",
        {"tiers": [explicit("10.64.200.0/24", "10.64.79.0/24", "10.64.202.0/24"), tier("b", size=20)]},
        ("overlap", "net.tiers"),
        "10.64.79.0/24 of the tier a overlaps 10.64.64.0/20 of the tier b",
        "change one of the two",
        {"tiers": [explicit("10.64.200.0/24", "10.64.80.0/24", "10.64.202.0/24"), tier("b", size=20)]},
    ),
    Refusal(
        "nor one that is laid before them",
        {"tiers": [tier("b", size=20), explicit("10.64.15.0/24", "10.64.201.0/24", "10.64.202.0/24")]},
        ("overlap", "net.tiers"),
        "10.64.15.0/24 of the tier a overlaps 10.64.0.0/20 of the tier b",
        "change one of the two",
        {"tiers": [tier("b", size=20), explicit("10.64.16.0/24", "10.64.201.0/24", "10.64.202.0/24")]},
    ),
    Refusal(
        "nor one that is laid in a secondary block",
        {
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [explicit(*THREE[:2], "100.64.129.0/24"), tier("pods", size=19, block="100.64.0.0/16")],
        },
        ("overlap", "net.tiers"),
        "100.64.129.0/24 of the tier a overlaps 100.64.128.0/19 of the tier pods",
        "change one of the two",
        {
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [explicit(*THREE[:2], "100.64.160.0/24"), tier("pods", size=19, block="100.64.0.0/16")],
        },
    ),
    Refusal(
        "nor the place that a retired zone keeps",
        {
            "retired_zones": ["usw2-az3"],
            "tiers": [explicit("10.64.128.0/24", "10.64.201.0/24"), tier("b", size=20)],
        },
        ("overlap", "net.tiers"),
        "10.64.128.0/24 of the tier a overlaps 10.64.128.0/20 of the tier b",
        "change one of the two",
        {
            "retired_zones": ["usw2-az3"],
            "tiers": [explicit("10.64.144.0/24", "10.64.201.0/24"), tier("b", size=20)],
        },
    ),
    Refusal(
        "explicit blocks want a VPC block that is known",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16, "tiers": [explicit(*THREE)]},
        ("tier-cidrs", "net.tiers"),
        "explicit blocks need a VPC block that is known, and an IPAM pool chooses it at deployment",
        "give the tiers sizes, or write the VPC's cidr",
        {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16, "tiers": [tier(size=20)]},
    ),
    Refusal(
        "even where they lie in a secondary block",
        {
            "cidr": None,
            "ipam_pool_id": "ipam-pool-1",
            "ipam_netmask": 16,
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [tier("b", size=20), explicit("100.64.0.0/24", "100.64.1.0/24", "100.64.2.0/24")],
        },
        ("tier-cidrs", "net.tiers"),
        "an IPAM pool chooses it at deployment",
        "give the tiers sizes",
        {
            "secondary_cidrs": ["100.64.0.0/16"],
            "tiers": [tier("b", size=20), explicit("100.64.0.0/24", "100.64.1.0/24", "100.64.2.0/24")],
        },
    ),
    # NAT
    Refusal(
        "a NAT gateway needs a public subnet",
        {"layout": "private-only", "nat": "per-zone"},
        ("nat-without-public-tier", "net.nat"),
        "a NAT gateway stands in a public subnet, and there is no public tier",
        "write nat: none, or add a public tier",
        {"layout": "private-only", "nat": "none"},
    ),
    Refusal(
        "so does a single one",
        {"tiers": [tier("inner", "private", size=20)], "nat": "single"},
        ("nat-without-public-tier", "net.nat"),
        "there is no public tier",
        "write nat: none, or add a public tier",
        {"tiers": [tier("inner", "private", size=20), tier("edge", "public", size=22)], "nat": "single"},
    ),
    Refusal(
        "only a single NAT gateway has a zone of choice",
        {"nat": "per-zone", "nat_zone": "usw2-az2"},
        ("nat-zone", "net.nat_zone"),
        "a NAT zone is chosen for nat: single only",
        "remove nat_zone, or write nat: single",
        {"nat": "single", "nat_zone": "usw2-az2"},
    ),
    Refusal(
        "the NAT gateway's zone is one of the network's",
        {"nat": "single", "nat_zone": "usw2-az4"},
        ("nat-zone", "net.nat_zone"),
        "usw2-az4 is not a zone in use",
        "choose one of the zones",
        {"nat": "single", "nat_zone": "usw2-az3"},
    ),
    Refusal(
        "the NAT gateway's zone is not retired",
        {"nat": "single", "nat_zone": "usw2-az3", "retired_zones": ["usw2-az3"]},
        ("nat-zone", "net.nat_zone"),
        "usw2-az3 is not a zone in use",
        "choose one of the zones",
        {"nat": "single", "nat_zone": "usw2-az2", "retired_zones": ["usw2-az3"]},
    ),
    Refusal(
        "facts 1.81: a regional NAT gateway needs an internet gateway",
        {"layout": "private-only", "nat": "regional"},
        ("nat-in-private-layout", "net.nat"),
        "a private-only network has no internet gateway, and a regional NAT gateway needs one (facts 1.81)",
        "write nat: none, or another layout",
        {"nat": "regional", "tiers": [tier("inner", "private", size=20)]},
    ),
    Refusal(
        "facts 1.82: only a regional NAT gateway has addresses of choice",
        {"nat": "single", "nat_addresses": "manual"},
        ("nat-addresses", "net.nat_addresses"),
        "addresses are chosen for a regional NAT gateway only",
        "remove nat_addresses, or write nat: regional",
        {"nat": "regional", "nat_addresses": "manual"},
    ),
    Refusal(
        "a regional NAT gateway has no zone of choice",
        {"nat": "regional", "nat_zone": "usw2-az1"},
        ("nat-zone", "net.nat_zone"),
        "a NAT zone is chosen for nat: single only",
        "remove nat_zone, or write nat: single",
        {"nat": "regional"},
    ),
    *(
        Refusal(
            f"no address is adopted that nobody uses: {why}",
            {**changes, "eip_allocation_ids": {zone: "eipalloc-1"}},
            ("unused-address", "net.eip_allocation_ids"),
            f"no NAT gateway uses an address for {zone}",
            fix,
            {**changes, "eip_allocation_ids": accepted},
        )
        for why, changes, zone, fix, accepted in (
            ("a zone that is none", {}, "usw2-az11", "write usw2-az1", {"usw2-az1": "eipalloc-1"}),
            ("a retired zone", {"retired_zones": ["usw2-az3"]}, "usw2-az3", "write usw2-az", {"usw2-az2": "e"}),
            ("another zone than the only one", {"nat": "single"}, "usw2-az2", "write usw2-az1", {"usw2-az1": "e"}),
            ("no NAT gateway", {"nat": "none"}, "usw2-az1", "remove it", {}),
            ("one whose addresses AWS chooses", {"nat": "regional"}, "usw2-az1", "remove it", {}),
        )
    ),
    # IPv6
    *(
        Refusal(
            f"a pool and a size of IPv6 go together, not {', '.join(given)} alone",
            {"ipv6": True, **given},
            ("ipv6-pool", "net.ipv6_netmask"),
            "a pool and the size of the IPv6 block go together",
            "give both",
            {"ipv6": True, "ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": 52},
        )
        for given in ({"ipv6_netmask": 52}, {"ipv6_ipam_pool_id": "ipam-pool-6"})
    ),
    Refusal(
        "an IPv6 block that is sized is wanted",
        {"ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": 56},
        ("ipv6-netmask", "net.ipv6_netmask"),
        "there is no IPv6 block",
        "add ipv6: true, or remove ipv6_netmask",
        {"ipv6": True, "ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": 56},
    ),
    Refusal(
        "facts 1.34: every tier has a /64 in each slot",
        {
            "ipv6": True,
            "ipv6_ipam_pool_id": "ipam-pool-6",
            "ipv6_netmask": 60,
            "tiers": [tier(f"t{index}", size=24) for index in range(5)],
        },
        ("ipv6-does-not-fit", "net.ipv6_netmask"),
        "5 tiers need as many /64 in each slot, and there are 4",
        "take a larger IPv6 block from a pool",
        {
            "ipv6": True,
            "ipv6_ipam_pool_id": "ipam-pool-6",
            "ipv6_netmask": 60,
            "tiers": [tier(f"t{index}", size=24) for index in range(4)],
        },
    ),
    *(
        Refusal(
            f"facts 1.30: no IPv6 block is a /{netmask}",
            {"ipv6": True, "ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": netmask},
            ("out-of-range", "net.ipv6_netmask"),
            "this is out of range",
            fix,
            {"ipv6": True, "ipv6_ipam_pool_id": "ipam-pool-6", "ipv6_netmask": accepted},
        )
        for netmask, fix, accepted in (
            (40, "write at least 44", 44),
            (50, "write a multiple of 4", 52),
            (64, "write at most 60", 60),
        )
    ),
    # tags and flow logs
    Refusal(
        "tagged tiers exist",
        {"tier_tags": {"privat": {"kubernetes.io/role/internal-elb": "1"}}},
        ("unknown-tier", "net.tier_tags"),
        "there is no tier 'privat'",
        "write private",
        {"tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}}},
    ),
    Refusal(
        "facts 11.20: flow logs are aggregated over 60 or 600 seconds",
        {"flow_logs": {"max_aggregation_interval": 300}},
        ("flow-log-interval", "net.flow_logs.max_aggregation_interval"),
        "aggregated over one or ten minutes (facts 11.20)",
        "write 60 or 600",
        {"flow_logs": {"max_aggregation_interval": 600}},
    ),
    Refusal(
        "flow logs to S3 need a bucket",
        {"flow_logs": {"destination": "s3"}},
        ("flow-log-bucket", "net.flow_logs.bucket_arn"),
        "flow logs to S3 need a bucket",
        "add bucket_arn",
        {"flow_logs": {"destination": "s3", "bucket_arn": "arn:aws:s3:::logs"}},
    ),
    Refusal(
        "a bucket is for S3 only",
        {"flow_logs": {"bucket_arn": "arn:aws:s3:::logs"}},
        ("flow-log-bucket", "net.flow_logs.bucket_arn"),
        "a bucket is used with destination s3 only",
        "remove bucket_arn, or write destination: s3",
        {"flow_logs": {}},
    ),
    *(
        Refusal(
            f"a destination that is none says nothing about {what}",
            {"flow_logs": {"destination": "s4", **bucket}},
            ("wrong-type", "net.flow_logs.destination"),
            "this is not one of the choices",
            "take one of the choices",
            {"flow_logs": {"destination": accepted, **bucket}},
        )
        for what, bucket, accepted in (
            ("a bucket", {"bucket_arn": "arn:aws:s3:::logs"}, "s3"),
            ("a bucket that is not there", {}, "cloud-watch-logs"),
        )
    ),
    *(
        Refusal(
            f"CloudWatch Logs keeps nothing for {days} days",
            {"flow_logs": {"retention_days": days}},
            ("retention-days", "net.flow_logs.retention_days"),
            "CloudWatch Logs does not offer this retention",
            f"write {nearest}",
            {"flow_logs": {"retention_days": nearest}},
        )
        for days, nearest in ((0, 1), (-5, 1), (2, 1), (45, 30), (46, 60), (364, 365), (4000, 3653))
    ),
    Refusal(
        "facts 11.20: traffic is ALL, ACCEPT or REJECT",
        {"flow_logs": {"traffic_type": "DENY"}},
        ("wrong-type", "net.flow_logs.traffic_type"),
        "a form that cannot be used here",
        "correct the value",
        {"flow_logs": {"traffic_type": "REJECT"}},
    ),
]


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_what_a_network_cannot_be_is_refused(row):
    assert_refused(row, lambda: read(SharedVpcSpec, vpc_args(**row.bad), "net", "us-west-2"))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_network_is_taken(row):
    assert problems(lambda: read(SharedVpcSpec, vpc_args(**row.accepted), "net", "us-west-2")) == []


def test_every_refusal_of_a_network_has_its_row():
    untested = ids_refused_in(module, fields, shared) - {row.problem[0] for row in REFUSALS}
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
