"""Every refusal of a network's region, zones and blocks: bad input, the problem, and the nearest input that is accepted."""

from tests.support import ZONES
from tests.unit.refusals import Refusal


def tier(name="a", kind="isolated", **more):
    return {"name": name, "kind": kind, **more}


def explicit(*cidrs, name="a", **more):
    return tier(name, cidrs=dict(zip(ZONES, cidrs, strict=False)), **more)


THREE = ("10.64.0.0/20", "10.64.16.0/20", "10.64.32.0/20")


REFUSALS_OF_PLACES = [
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
        ("vpc-block", "net.cidr"),
        "neither a block nor an IPAM pool is given",
        "add cidr, with a block of your own",
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
        "remove a zone from retired_zones",
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
]
