"""Networks that a stack file cannot have: blocks, tiers, zones, services and whom they are shared with."""

import pytest

from eks_shared_vpc.privatelink.services import SERVICES
from tests.stacks.documents import Said, document, problems, refusals
from tests.stacks.words import BESIDE, BLOCK, NODES, QUOTES, SOMEBODY, explicit


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.62.0.1/16", ("host-bits", "the address has bits outside its prefix", BLOCK, "write 10.62.0.0/16")),
        *(
            (
                block,
                (
                    "block-size",
                    "a VPC block has /16 to /28 (facts 1.1)",
                    "/16 to /28",
                    "choose another prefix length",
                ),
            )
            for block in ("10.62.0.0/15", "10.62.0.0/29")
        ),
        ("10.62.0.0", ("not-a-cidr", "this is not an IPv4 block", BLOCK, "write address/prefix, in quotes")),
        ("nonsense/16", ("not-a-cidr", "this is not an IPv4 block", BLOCK, "write address/prefix")),
        (10.62, ("not-a-cidr", "this is not an IPv4 block", BLOCK, "write address/prefix, in quotes")),
        *(
            (
                block,
                (
                    "reserved-block",
                    "this range can never be a VPC block (facts 1.9)",
                    "RFC 1918, 100.64.0.0/10 or a public range",
                    "choose another block",
                ),
            )
            for block in ("169.254.0.0/16", "127.0.0.0/16", "224.0.0.0/16")
        ),
    ],
)
def test_a_block_that_no_vpc_can_have_is_refused(value, expected):
    kind, *text = expected
    assert refusals({"network.cidr": value}) == [Said(kind, "network.cidr", *text)]


@pytest.mark.parametrize(
    ("primary", "added", "why"),
    [
        ("10.62.0.0/16", "10.62.128.0/17", "it overlaps 10.62.0.0/16 (facts 1.5)"),
        *(
            (
                primary,
                added,
                f"AWS adds nothing from {range_} to a VPC that holds {primary} (facts 1.10-1.13)",
            )
            for primary, added, range_ in (
                ("10.62.0.0/16", "172.16.0.0/16", "172.16.0.0/12"),  # 1.10
                ("10.62.0.0/16", "192.168.0.0/16", "192.168.0.0/16"),
                ("10.62.0.0/16", "198.19.0.0/16", "198.19.0.0/16"),  # 1.15
                ("10.1.0.0/16", "10.0.0.0/16", "10.0.0.0/16"),
                ("10.0.0.0/17", "10.0.128.0/17", "10.0.0.0/16"),
                ("172.16.0.0/16", "10.0.0.0/16", "10.0.0.0/8"),  # 1.11
                ("172.16.0.0/16", "192.168.0.0/16", "192.168.0.0/16"),
                ("172.16.0.0/16", "198.19.0.0/16", "198.19.0.0/16"),
                ("172.16.0.0/16", "172.31.0.0/16", "172.31.0.0/16"),
                ("192.168.0.0/16", "10.1.0.0/16", "10.0.0.0/8"),  # 1.12
                ("192.168.0.0/16", "172.16.0.0/16", "172.16.0.0/12"),
                ("192.168.0.0/16", "198.19.0.0/16", "198.19.0.0/16"),
                ("198.19.0.0/16", "10.1.0.0/16", "10.0.0.0/8"),  # 1.13
                ("198.19.0.0/16", "172.16.0.0/16", "172.16.0.0/12"),
                ("198.19.0.0/16", "192.168.0.0/16", "192.168.0.0/16"),
            )
        ),
        *(
            (
                primary,
                added,
                f"AWS adds no RFC 1918 or 198.19.0.0/16 block to a VPC whose first block is {primary} (facts 1.14)",
            )
            for primary in ("100.64.0.0/16", "52.0.0.0/16")
            for added in ("10.1.0.0/16", "172.16.0.0/16", "192.168.0.0/16", "198.19.0.0/16")
        ),
    ],
)
def test_a_secondary_block_that_aws_would_not_add_is_refused(primary, added, why):
    assert refusals({"network.cidr": primary, "network.secondary_cidrs": [added]}) == [
        Said(
            "secondary-block",
            "network.secondary_cidrs",
            f"{added} may not be added: {why}",
            BESIDE,
            "choose another block",
        )
    ]


@pytest.mark.parametrize(
    ("primary", "added"),
    [
        ("10.62.0.0/16", "10.63.0.0/16"),
        ("10.62.0.0/16", "10.0.0.0/16"),
        ("10.62.0.0/16", "100.64.0.0/16"),
        ("10.62.0.0/16", "52.0.0.0/16"),
        ("172.16.0.0/16", "172.17.0.0/16"),
        ("172.16.0.0/16", "100.64.0.0/16"),
        ("192.168.0.0/17", "192.168.128.0/17"),
        ("198.19.0.0/16", "100.64.0.0/16"),
        ("198.19.0.0/17", "198.19.128.0/17"),
        ("52.0.0.0/16", "100.64.0.0/16"),
        ("100.64.0.0/16", "100.65.0.0/16"),
    ],
)
def test_a_secondary_block_that_aws_adds_is_accepted(primary, added):
    assert refusals({"network.cidr": primary, "network.secondary_cidrs": [added]}) == []


@pytest.mark.parametrize(
    ("tiers", "path", "expected"),
    [
        pytest.param(
            [{**NODES, "size": 17}],
            "",
            (
                "does-not-fit",
                "the tier private does not fit: a /17 has no free aligned place in a /18 that already holds nothing",
                "tiers that fit together into a slot of /18",
                "make a tier smaller, or lay it in a secondary block",
            ),
            id="larger-than-its-slot",
        ),
        pytest.param(
            [{**NODES, "size": 19}, {"name": "db", "kind": "isolated", "size": 18}],
            "",
            (
                "does-not-fit",
                "the tier db does not fit: a /18 has no free aligned place in a /18 that already holds /19",
                "tiers that fit together into a slot of /18",
                "make a tier smaller, or lay it in a secondary block",
            ),
            id="no-room-left",
        ),
        pytest.param(
            [{**NODES, "size": 20, "block": "100.64.0.0/16"}],
            "",
            (
                "unknown-block",
                "the tier private lies in 100.64.0.0/16, which is no block of this VPC",
                "10.62.0.0/16",
                "add it to secondary_cidrs, or correct it",
            ),
            id="in-no-block",
        ),
        pytest.param(
            explicit(a="10.62.0.0/19", b="10.62.16.0/20", c="10.62.64.0/19"),
            "",
            (
                "overlap",
                "10.62.16.0/20 of the tier private overlaps 10.62.0.0/19 of the tier private",
                "blocks that do not overlap",
                "change one of the two",
            ),
            id="overlap",
        ),
        pytest.param(
            explicit(a="10.62.0.0/19", b="10.63.0.0/19", c="10.62.64.0/19"),
            "",
            (
                "outside",
                "10.63.0.0/19 of the tier private is in no block of this VPC",
                "10.62.0.0/16",
                "correct it, or add its block to secondary_cidrs",
            ),
            id="outside",
        ),
        pytest.param(
            explicit(a="10.62.0.0/19", b="10.62.32.0/19"),
            "",
            (
                "tier-cidrs",
                "the tier private needs one block for each zone",
                "usw2-az1, usw2-az2, usw2-az3",
                "add usw2-az3",
            ),
            id="a-zone-without-a-block",
        ),
        pytest.param(
            explicit(a="10.62.0.0/29", b="10.62.32.0/19", c="10.62.64.0/19"),
            "[0].cidrs",
            (
                "subnet-size",
                "the subnet 10.62.0.0/29 is not /16 to /28 (facts 1.20)",
                "/16 to /28",
                "choose another prefix length",
            ),
            id="a-subnet-too-small",
        ),
        pytest.param(
            explicit(a="10.62.0.0/19", b="10.62.32.1/19", c="10.62.64.0/19"),
            "[0].cidrs.usw2-az2",
            ("host-bits", "the address has bits outside its prefix", BLOCK, "write 10.62.32.0/19"),
            id="host-bits-of-a-subnet",
        ),
        pytest.param(
            [{**NODES, "size": 19}, {**NODES, "size": 20}],
            "",
            ("duplicate", "two tiers have the same name", "each name once", "rename one"),
            id="two-of-a-name",
        ),
        pytest.param(
            [{**NODES, "kind": "hidden", "size": 19}],
            "[0].kind",
            ("wrong-type", "this is not one of the choices", "public, private or isolated", "use one of the choices"),
            id="unknown-kind",
        ),
    ],
)
def test_a_tier_that_cannot_be_laid_out_is_refused(tiers, path, expected):
    kind, *text = expected
    assert refusals({"network.tiers": tiers, "network.nat": "none"}) == [Said(kind, f"network.tiers{path}", *text)]


@pytest.mark.parametrize("size", [15, 29])
def test_a_tier_is_between_16_and_28_large(size):
    [found] = problems(document(changes={"network.tiers": [{**NODES, "size": size}]}))
    assert (found.id, found.where, found.value) == ("out-of-range", "network.tiers[0].size", size)
    assert found.allowed == ("at least 16" if size < 16 else "at most 28")


def test_a_vpc_block_without_room_for_the_default_tiers_is_refused():
    assert refusals({"network.cidr": "10.60.0.0/26"}, "dev") == [
        Said(
            "does-not-fit",
            "network.tiers",
            "the tier public does not fit: a /28 has no free aligned place in a /28 that already holds /28",
            "tiers that fit together into a slot of /28",
            "make a tier smaller, or lay it in a secondary block",
        )
    ]


@pytest.mark.parametrize(
    ("zones", "path", "expected"),
    [
        (
            ["usw2-az1", "usw2-az2", "usw2-az1"],
            "",
            ("duplicate", "usw2-az1 is listed more than once", "each value once", "remove the repetition"),
        ),
        (
            ["usw2-az1", "west-zone-two"],
            "[1]",
            ("zone-unknown", "this is not an availability-zone id", "zone ids, such as usw2-az1", "correct the id"),
        ),
        (
            ["us-west-2a", "usw2-az2"],
            "[0]",
            (
                "zone-name",
                "this is a zone's name, and names differ from account to account (facts 6.24)",
                "zone ids, such as usw2-az1",
                "write the zone's id: aws ec2 describe-availability-zones --query 'AvailabilityZones[].[ZoneName,ZoneId]'",
            ),
        ),
        (
            ["usw2-az1", "use1-az2"],
            "[1]",
            (
                "zone-region",
                "this zone is not in us-west-2",
                "zone ids that begin with usw2-",
                "correct the zone or the region",
            ),
        ),
        ([], "", ("no-zones", "a network needs a zone", "one or more availability-zone ids", "list the zones")),
    ],
)
def test_zones_that_are_no_zone_ids_of_the_region_are_refused(zones, path, expected):
    kind, *text = expected
    assert refusals({"network.zones": zones}) == [Said(kind, f"network.zones{path}", *text)]


def test_more_zones_than_slots_are_refused():
    assert refusals({"network.zones": [f"usw2-az{n}" for n in range(1, 6)]}) == [
        Said(
            "too-many-zones",
            "network.zone_slots",
            "5 zones do not fit 4 slots",
            "at most 4 zones",
            "a new VPC may choose more slots; an existing one cannot",
        )
    ]


def test_a_retired_zone_has_to_keep_its_place():
    assert refusals({"network.retired_zones": ["usw2-az4"]}) == [
        Said(
            "zone-retired",
            "network.retired_zones",
            "usw2-az4 is not in zones, and a retired zone keeps its place there",
            "usw2-az1, usw2-az2, usw2-az3",
            "list it in zones too, in its old place",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"network.zones": ["usw2-az1"]}, ""),
        ({"network.retired_zones": ["usw2-az1", "usw2-az3"]}, ""),
        *(
            (
                {"region": region, "network.zones": zones},
                f"; EKS accepts no control plane in {refused} (facts 2.6)",
            )
            for region, zones, refused in (
                ("us-east-1", ["use1-az3", "use1-az1"], "use1-az3"),
                ("us-west-1", ["usw1-az1", "usw1-az2"], "usw1-az2"),
                ("ca-central-1", ["cac1-az1", "cac1-az3"], "cac1-az3"),
            )
        ),
    ],
)
def test_a_cluster_without_two_zones_that_eks_takes_is_refused(changes, why):
    assert refusals(changes, "dev") == [
        Said(
            "control-plane-zones",
            "network.zones",
            f"the cluster dev needs subnets in two zones (facts 2.1), and the network has 1 for it{why}",
            "two zones or more that EKS supports",
            "append a zone to network.zones",
        )
    ]


def test_a_network_of_one_zone_without_a_cluster_is_accepted():
    assert refusals({"network.zones": ["usw2-az1"]}, "prod-network") == []


@pytest.mark.parametrize(
    ("principal", "fix"),
    [
        ("12345", "correct it, or add the account to accounts"),
        ("arn:aws:iam::111111111111:root", "correct it, or add the account to accounts"),
        ("arn:aws:organizations::444444444444:ou/nowhere", "correct it, or add the account to accounts"),
        ("serch", "write search"),
    ],
)
def test_a_principal_that_subnets_cannot_be_shared_with_is_refused(principal, fix):
    assert refusals({"network.share_with": ["payments", "search", principal]}) == [
        Said(
            "principal",
            "network.share_with[2]",
            "this is neither an account of this stack nor a principal that subnets can be shared with (facts 6.5)",
            f"network, payments, search, {SOMEBODY}",
            fix,
        )
    ]


def test_a_principal_that_yaml_reads_as_a_number_is_refused():
    assert refusals({"network.share_with": [222222222222]}) == [Said("wrong-type", "network.share_with[0]", *QUOTES)]


def test_the_network_is_not_shared_with_its_owner():
    assert refusals({"network.share_with": ["payments", "network", "search"]}) == [
        Said(
            "shared-with-owner",
            "network.share_with[1]",
            "the network's own account needs no share",
            "other accounts",
            "remove it",
        )
    ]


@pytest.mark.parametrize(
    ("service", "fix"),
    [("ekss", "write eks"), ("ecrdkr", "write ecr.dkr"), ("zzzzzz", "write the full service name, such as com.amazonaws.us-west-2.eks")],
)  # fmt: skip
def test_an_endpoint_service_that_is_not_known_is_refused_with_the_nearest_one(service, fix):
    assert refusals({"network.endpoints": ["eks-auth", service]}) == [
        Said(
            "unknown-service",
            "network.endpoints[1]",
            f"there is no endpoint service {service!r} here",
            "a full service name, or one of " + ", ".join(SERVICES),
            fix,
        )
    ]


def test_a_full_service_name_is_always_accepted():
    assert refusals({"network.endpoints": ["com.amazonaws.us-west-2.something-new"]}) == []


REGIONS_WITHOUT_EKS = [
    ("ap-southeast-5", "apse5"),
    ("ap-southeast-7", "apse7"),
    ("mx-central-1", "mxc1"),
    ("ap-east-2", "ape2"),
]


def moved(region, prefix, **changes):
    return {"region": region, "network.zones": [f"{prefix}-az1", f"{prefix}-az2"], **changes}


@pytest.mark.parametrize(
    ("region", "prefix", "service"),
    [*((region, prefix, "eks") for region, prefix in REGIONS_WITHOUT_EKS), ("eu-west-1", "euw1", "eks-fips")],
)
def test_a_service_that_the_region_lacks_is_refused(region, prefix, service):
    assert refusals(moved(region, prefix, **{"network.endpoints": [service, "eks-auth"]}), "prod-network") == [
        Said(
            "service-not-in-region",
            "network.endpoints[0]",
            f"{service} has no PrivateLink endpoint in {region}, as far as is known (facts 5.4, 5.8)",
            "services that the region has",
            "remove it, or list it in assume_available if AWS offers it by now (aws ec2 describe-vpc-endpoint-services "
            f"--region {region})",
        )
    ]


@pytest.mark.parametrize(("region", "prefix"), REGIONS_WITHOUT_EKS)
def test_a_service_that_is_assumed_to_be_available_is_accepted(region, prefix):
    assert (
        refusals(
            moved(region, prefix, **{"network.endpoints": {"services": ["eks"], "assume_available": ["eks"]}}),
            "prod-network",
        )
        == []
    )
