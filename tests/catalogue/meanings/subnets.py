"""The VPC, its zones and its subnets."""

from tests.catalogue.case import clean, found
from tests.catalogue.planting import added, with_inputs, with_provider, without
from tests.catalogue.sides import Between, change, in_world, nothing, plant, stack, world

ZONES = ["usw2-az1", "usw2-az2", "usw2-az3"]
APPENDED = change("staging", {"network.zones": [*ZONES, "usw2-az4"]})
RETIRED = change("staging", {"network.retired_zones": ["usw2-az3"]})
OTHER_BLOCK = change("dev", {"network.cidr": "10.61.0.0/16"})
OTHER_REGION = change("dev", {"region": "us-east-1", "network.zones": ["use1-az1", "use1-az2", "use1-az4"]})
MORE_SLOTS = change("staging", {"network.zone_slots": 8})
WITH_SIX = change("dev", {"network.ipv6": True})
TIERS = [
    {"name": "private", "kind": "private", "use": "nodes", "size": 19},
    {"name": "public", "kind": "public", "use": "load-balancers", "size": 21},
    {"name": "cluster", "kind": "private", "use": "cluster", "size": 28},
]
TIER_ADDED = change("dev", {"network.tiers": [*TIERS, {"name": "data", "kind": "isolated", "size": 24}]})
SUBNET = "aws:ec2/subnet:Subnet"
ANOTHER = {"cidrBlock": "10.0.77.0/24", "availabilityZoneId": "usw2-az1"}
ELSEWHERE = added(SUBNET, "elsewhere", "Subnet private-az1", **ANOTHER, vpcId="vpc-0123456789abcdef0")
WITHOUT_ZONE = added(SUBNET, "anywhere", "Subnet private-az1", cidrBlock="10.0.77.0/24", vpcId="test/vpc/vpc")

CASES = (
    found("vpc-replaced", "another block", OTHER_BLOCK, "network", says="replaced, because of cidrBlock"),
    found("vpc-replaced", "another region", OTHER_REGION, "network", says="because of region"),
    found(
        "vpc-replaced",
        "dedicated tenancy",
        in_world(with_inputs("Vpc vpc", instanceTenancy="dedicated")),
        "vpc",
        says="instanceTenancy",
    ),
    found("vpc-replaced", "it is declared no more", in_world(without("Vpc vpc")), "vpc", says="is deleted"),
    clean("vpc-replaced", "a secondary block", change("dev", {"network.secondary_cidrs": ["100.64.0.0/16"]})),
    clean("vpc-replaced", "an IPv6 block", WITH_SIX),
    clean(
        "vpc-replaced",
        "that of another stack, whose own comparison says so",
        plant("prod-payments", with_inputs("Vpc network", cidrBlock="10.65.0.0/16")),
    ),
    clean("vpc-replaced", "a new stack", Between(nothing, stack("dev"))),
    clean("vpc-replaced", "another account", plant("staging", with_provider("Vpc network", "aws payments"))),
    found(
        "subnet-replaced",
        "twice as many slots",
        MORE_SLOTS,
        "network",
        says=(
            "9 subnets are replaced, because of cidrBlock",
            "network-private-az2 (10.62.64.0/19 to 10.62.32.0/20)",
            "cluster payments, cluster search, node group payments-default",
            "NAT gateway network-nat-az1",
        ),
    ),
    found(
        "subnet-replaced",
        "another block",
        in_world(with_inputs("Subnet private-az1", cidrBlock="10.0.99.0/24")),
        "vpc",
        says=(
            "1 subnet is replaced, because of cidrBlock: private-az1 (10.0.11.0/24 to 10.0.99.0/24)",
            "node group nodes",
        ),
    ),
    found(
        "subnet-replaced",
        "another zone",
        in_world(with_inputs("Subnet private-az1", availabilityZoneId="usw2-az3")),
        "vpc",
        says="because of availabilityZoneId",
    ),
    found(
        "subnet-replaced",
        "two subnets, for two reasons",
        in_world(
            with_inputs("Subnet private-az1", availabilityZoneId="usw2-az3"),
            with_inputs("Subnet private-az2", cidrBlock="10.0.99.0/24"),
        ),
        "vpc",
        "vpc",
    ),
    found(
        "subnet-replaced",
        "one in a VPC that no stack declares",
        Between(world(ELSEWHERE), world(ELSEWHERE, with_inputs("Subnet elsewhere", cidrBlock="10.0.99.0/24"))),
        "elsewhere",
    ),
    clean("subnet-replaced", "its VPC is replaced", OTHER_BLOCK),
    clean("subnet-replaced", "public addresses", in_world(with_inputs("Subnet private-az1", mapPublicIpOnLaunch=True))),
    clean("subnet-replaced", "a zone is appended", APPENDED),
    clean(
        "subnet-replaced",
        "IPv6 is switched on",
        WITH_SIX,
    ),
    found(
        "subnet-deleted",
        "a tier goes",
        TIER_ADDED.back(),
        "network",
        says="3 subnets are deleted: network-data-az1, network-data-az2, network-data-az3",
    ),
    found(
        "subnet-deleted",
        "one subnet goes, and its zone has others",
        in_world(without("Subnet private-az1")),
        "vpc",
        says="1 subnet is deleted: private-az1; in use by node group nodes",
    ),
    found(
        "subnet-deleted",
        "one in a VPC that no stack declares",
        Between(world(ELSEWHERE), world()),
        "elsewhere",
    ),
    clean("subnet-deleted", "its zone goes", RETIRED),
    clean("subnet-deleted", "a tier comes", TIER_ADDED),
    clean("subnet-deleted", "it is replaced", MORE_SLOTS),
    clean("subnet-deleted", "its VPC goes too", in_world(without("Subnet private-az1"), without("Vpc vpc"))),
    found(
        "zone-lost",
        "a zone is retired",
        RETIRED,
        "network",
        says=(
            "usw2-az3 has no subnets any more: network-cluster-az3, network-private-az3, network-public-az3 are deleted",
            "cluster payments, cluster search, node group payments-default, node group search-default",
        ),
    ),
    found(
        "zone-lost",
        "the only subnet of a zone goes",
        in_world(*(without(f"Subnet {tier}-az2") for tier in ("public", "private", "cluster"))),
        "vpc",
        says="usw2-az2 has no subnets any more",
    ),
    clean("zone-lost", "other subnets of the zone stay", in_world(without("Subnet private-az2"))),
    clean("zone-lost", "a zone is appended", APPENDED),
    clean("zone-lost", "the whole VPC goes", Between(stack("dev"), nothing)),
    clean(
        "zone-lost",
        "the VPC is replaced in another region",
        OTHER_REGION,
    ),
    found("zone-added", "a zone is appended", APPENDED, "network", says="usw2-az4 is added"),
    clean("zone-added", "a tier is added", TIER_ADDED),
    clean("zone-added", "a zone is retired", RETIRED),
    clean("zone-added", "a new stack", Between(nothing, stack("dev"))),
    clean("zone-added", "the VPC is replaced in another region", OTHER_REGION),
    clean(
        "zone-added",
        "a subnet that names no zone",
        in_world(WITHOUT_ZONE),
    ),
    clean(
        "zone-lost",
        "a subnet that names no zone goes",
        in_world(WITHOUT_ZONE).back(),
    ),
)
