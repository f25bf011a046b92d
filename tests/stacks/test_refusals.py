"""Every refusal of a stack file: which rule, where in the file, why, what would do, and what to write instead.

Each case is a stack of this repository, which is right, with one thing changed.
"""

import copy

import pytest
import yaml

from eks_shared_vpc.cluster.spec import CapacityType, EndpointSpec, NodeGroupSpec
from eks_shared_vpc.network.spec import FlowLogsSpec, Layout, NatMode, TierSpec
from eks_shared_vpc.preview.project import record_stack
from eks_shared_vpc.preview.record import _Recorder
from eks_shared_vpc.privatelink.services import SERVICES
from stacks.load import load_document, settings_of
from stacks.settings import AccountSettings, ClusterSettings, NetworkSettings, StackSettings
from tests.stacks.documents import DELETED, PROJECT, STACKS, Said, document, problems, refusals, said
from tests.support import ZONES, only, preview_of

BLOCK = "an IPv4 block in canonical form, such as 10.64.0.0/16"
PUBLIC_BLOCK = "a public block in canonical form, such as 52.94.76.0/24, or one address as /32"
CLUSTER = "clusters.payments"
GROUP = f"{CLUSTER}.node_groups.default"
CIDRS = f"{CLUSTER}.endpoint.public_cidrs"
NODES = {"name": "private", "kind": "private", "use": "nodes"}
SOMEBODY = "an account id of 12 digits, the ARN of an organizational unit or of the organization"
BESIDE = "beside an RFC 1918 block: its own range, or 100.64.0.0/10"


def keys(model):
    return ", ".join(sorted(model.model_fields))


@pytest.mark.parametrize("stack", STACKS)
def test_the_documents_that_cases_start_from_are_right(stack):
    assert problems(document(stack)) == ()


@pytest.mark.parametrize(
    ("path", "value", "model", "fix"),
    [
        ("regoin", "us-west-2", StackSettings, "write region"),
        ("network.zonse", [], NetworkSettings, "write zones"),
        ("network.sharewith", [], NetworkSettings, "write share_with"),
        ("network.flow_logs.retension_days", 3, FlowLogsSpec, "write retention_days"),
        ("network.q", 1, NetworkSettings, "remove it"),
        (f"{CLUSTER}.verison", "1.33", ClusterSettings, "write version"),
        (f"{CLUSTER}.endpoint.public_cidr", [], EndpointSpec, "write public_cidrs"),
        (f"{GROUP}.instance_type", "m7i.large", NodeGroupSpec, "write instance_types"),
        (f"{GROUP}.maximum", 3, NodeGroupSpec, "write max"),
    ],
)
def test_an_unknown_key_is_refused_and_the_nearest_right_one_is_named(path, value, model, fix):
    key = path.rsplit(".", 1)[-1]
    [found] = refusals({path: value})
    assert (found.id, found.path, found.message, found.fix) == (
        "unknown-key",
        path,
        f"there is no key {key!r} here",
        fix,
    )
    assert set(model.model_fields) <= set(found.allowed.split(", "))


def test_an_unknown_key_of_a_tier_is_refused_with_the_keys_that_a_tier_has():
    tiers = [{**NODES, "size": 19}, {"name": "db", "kind": "isolated", "size": 24, "sise": 24}]
    assert refusals({"network.tiers": tiers, "network.nat": "none"}) == [
        Said("unknown-key", "network.tiers[1].sise", "there is no key 'sise' here", keys(TierSpec), "write size")
    ]


def test_an_unknown_key_of_an_account_is_refused_with_the_keys_that_an_account_has():
    assert refusals({"accounts.spare": {"id": "555555555555", "role": "x"}}) == [
        Said(
            "unknown-key",
            "accounts.spare.role",
            "there is no key 'role' here",
            keys(AccountSettings),
            "write role_arn",
        )
    ]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("region", "the name of an AWS region, such as us-west-2"),
        ("network", "the stack's own network, or {stack: name} of another's"),
        ("network.zones", "a list of availability-zone ids, such as [usw2-az1, usw2-az2, usw2-az3]"),
        ("network.account", "the name of an account of this stack"),
        (f"{CLUSTER}.version", "a Kubernetes version in quotes, such as '1.33'"),
        (f"{CLUSTER}.account", "the name of an account of this stack"),
        (f"{CLUSTER}.admins", "ARNs of IAM roles or users that administer the cluster"),
        (f"{GROUP}.instance_types", "EC2 instance types, such as [m7i.large]"),
        (f"{CLUSTER}.pod_identities.ledger.namespace", "a Kubernetes namespace"),
    ],
)
def test_a_missing_key_is_refused_with_what_belongs_there(path, allowed):
    key = path.rsplit(".", 1)[-1]
    assert refusals({path: DELETED}) == [
        Said("missing-key", path, f"the key {key!r} is required", allowed, f"add {key}")
    ]


NUMBER = ("this is not a whole number", "a whole number", "write a whole number")
LIST = ("this is not a list", "a list", "write a list: [a, b]")
MAPPING = ("this is not a mapping", "a mapping", "write a mapping: {key: value}")


def choice(kind, fix="take one of the choices"):
    *others, last = [each.value for each in kind]
    return ("this is not one of the choices", f"{', '.join(others)} or {last}", fix)


QUOTES = ("this is not text", "text", "put it in quotes: YAML reads it as a number")


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("region", 5, QUOTES),
        ("network", "prod-network", MAPPING),
        ("network", ["prod-network"], MAPPING),
        ("clusters", ["payments"], MAPPING),
        ("clusters", None, MAPPING),
        (CLUSTER, None, MAPPING),
        ("tags", ["production"], MAPPING),
        ("accounts.spare", "555555555555", MAPPING),
        ("network.zones", "usw2-az1", LIST),
        ("network.share_with", "payments", LIST),
        ("network.zone_slots", "four", NUMBER),
        ("network.zone_slots", 4.5, NUMBER),
        (
            "network.protect_egress_ips",
            "perhaps",
            ("this is neither true nor false", "true or false", "write true or false"),
        ),
        ("network.nat", "both", choice(NatMode)),
        ("network.layout", "hybrid", choice(Layout)),
        ("network.layout", "private", choice(Layout, "write private-only")),
        (CIDRS, "52.94.76.0/24", LIST),
        (f"{CLUSTER}.admins", "arn:aws:iam::222222222222:role/admin", LIST),
        (f"{CLUSTER}.account", 222222222222, QUOTES),
        (f"{CLUSTER}.endpoint", [], MAPPING),
        (f"{GROUP}.min", "two", NUMBER),
        (f"{GROUP}.capacity_type", "reserved", choice(CapacityType)),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_is_refused_with_what_is_expected_there(path, value, text):
    assert refusals({path: value}) == [Said("wrong-type", path, *text)]


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


def test_of_several_secondary_blocks_each_is_held_against_those_before_it():
    assert refusals({"network.secondary_cidrs": ["100.64.0.0/16", "100.64.128.0/17"]}) == [
        Said(
            "secondary-block",
            "network.secondary_cidrs",
            "100.64.128.0/17 may not be added: it overlaps 100.64.0.0/16 (facts 1.5)",
            BESIDE,
            "choose another block",
        )
    ]


def explicit(**blocks):
    return [{**NODES, "cidrs": dict(zip(ZONES, blocks.values(), strict=False))}]


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
            ("wrong-type", "this is not one of the choices", "public, private or isolated", "take one of the choices"),
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
    assert (found.id, found.path, found.value) == ("out-of-range", "network.tiers[0].size", size)
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
                f"; EKS takes no control plane in {refused} (facts 2.6)",
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
            "two zones or more that EKS takes",
            "append a zone to network.zones",
        )
    ]


def test_a_network_of_one_zone_without_a_cluster_is_accepted():
    assert refusals({"network.zones": ["usw2-az1"]}, "prod-network") == []


def test_a_zone_that_eks_refuses_for_the_control_plane_may_hold_nodes(project_of):
    zones = ["use1-az1", "use1-az2", "use1-az3"]
    project = project_of({"trial": document("dev", {"region": "us-east-1", "network.zones": zones})})
    graph = record_stack(project, "trial").recording.graph
    placed = [
        subnet.inputs["availabilityZoneId"]
        for subnet in graph.referred(only(graph, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["subnetIds"])
    ]
    nodes = [
        subnet.inputs["availabilityZoneId"]
        for subnet in graph.referred(only(graph, "aws:eks/nodeGroup:NodeGroup").inputs["subnetIds"])
    ]
    assert (sorted(placed), sorted(nodes)) == (zones[:2], zones)


@pytest.mark.parametrize(
    ("group_zones", "allowed", "fix"),
    [(["usw2-az1", "usw2-az4"], ", ".join(ZONES), "write usw2-az3"), (["x", "y"], ", ".join(ZONES), "choose one of them")],
)  # fmt: skip
def test_a_node_group_in_a_zone_without_subnets_is_refused(group_zones, allowed, fix):
    expected = [
        Said(
            "node-group-zone",
            f"{GROUP}.zones[{index}]",
            "the network has no subnets in this zone",
            allowed,
            fix,
        )
        for index, zone in enumerate(group_zones)
        if zone not in ZONES
    ]
    assert refusals({f"{GROUP}.zones": group_zones}) == expected


MISSING_CIDRS = Said(
    "public-cidrs-missing",
    CIDRS,
    "a public endpoint needs the blocks that may reach it",
    "1 to 40 public IPv4 blocks",
    "add public_cidrs: [the address you come from, as /32], or write mode: private",
)


@pytest.mark.parametrize(
    "changes",
    [
        {f"{CLUSTER}.endpoint": DELETED},
        {f"{CLUSTER}.endpoint": {}},
        {CIDRS: []},
        {CIDRS: DELETED},
        {f"{CLUSTER}.endpoint": {"open_to_the_world": True}},
        {f"{CLUSTER}.endpoint": {"mode": "public"}},
    ],
)
def test_a_public_endpoint_without_a_list_is_refused_however_it_was_left_out(changes):
    assert refusals(changes) == [MISSING_CIDRS]


@pytest.mark.parametrize(
    ("blocks", "path", "expected"),
    [
        pytest.param(
            [f"52.94.{n}.0/24" for n in range(41)],
            "",
            (
                "too-many-public-cidrs",
                "EKS takes 40 blocks at most, here are 41 (facts 3.8)",
                "1 to 40 blocks",
                "join neighbouring blocks",
            ),
            id="41",
        ),
        pytest.param(
            ["52.94.76.0/24", "52.94.76.0/24"],
            "",
            ("duplicate", "52.94.76.0/24 is listed more than once", "each value once", "remove the repetition"),
            id="twice",
        ),
        *(
            pytest.param(
                [block],
                "[0]",
                (
                    "public-cidr-reserved",
                    f"EKS refuses reserved addresses, and this block has some of {reserved} (facts 3.11)",
                    PUBLIC_BLOCK,
                    "write the public address that clients come from",
                ),
                id=block,
            )
            for block, reserved in (
                ("10.1.0.0/16", "10.0.0.0/8"),
                ("172.20.0.0/16", "172.16.0.0/12"),
                ("192.168.1.0/24", "192.168.0.0/16"),
                ("203.0.113.5/32", "203.0.113.0/24"),
                ("100.64.0.0/16", "100.64.0.0/10"),
            )
        ),
        *(
            pytest.param(
                [block],
                "[0]",
                ("host-bits", "this is not a block in canonical form (facts 3.13)", PUBLIC_BLOCK, fix),
                id=block,
            )
            for block, fix in (
                ("52.94.76.1/24", "write 52.94.76.0/24"),
                ("52.94.76.1", "write 52.94.76.1/32"),
            )
        ),
        pytest.param(
            ["everybody"],
            "[0]",
            ("not-a-cidr", "this is not an IP block", PUBLIC_BLOCK, "write address/prefix"),
            id="not-a-block",
        ),
    ],
)
def test_a_list_that_eks_would_not_take_or_nobody_should_want_is_refused(blocks, path, expected):
    kind, *text = expected
    assert refusals({CIDRS: blocks}) == [Said(kind, f"{CIDRS}{path}", *text)]


def test_the_whole_world_is_refused_with_the_field_that_would_allow_it():
    [found] = refusals({CIDRS: ["52.94.76.0/24", "0.0.0.0/0"]})
    assert (found.id, found.path, found.allowed, found.fix) == (
        "open-to-the-world",
        CIDRS,
        "blocks of known clients",
        "name the clients' blocks; if the whole world is meant, add open_to_the_world: true",
    )
    assert found.message.endswith("lets the whole internet reach the API server")


def test_an_ipv6_block_is_refused_for_a_cluster_with_ipv4_services():
    [found] = problems(document(changes={CIDRS: ["52.94.76.0/24", "2600:1f00::/24"]}))
    assert found.id == "public-cidr-family"
    assert found.path.startswith(f"{CLUSTER}.endpoint")
    assert "2600:1f00::/24" in str(found)
    assert "a cluster with IPv4 services takes no IPv6 block" in found.message
    assert found.fix.startswith("remove it")


def test_forty_blocks_are_accepted():
    assert refusals({CIDRS: [f"52.94.{n}.0/24" for n in range(40)]}) == []


def test_the_whole_world_is_accepted_where_it_was_asked_for_by_name():
    assert refusals({f"{CLUSTER}.endpoint": {"public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}}) == []


def test_a_private_endpoint_has_no_public_list():
    assert refusals({f"{CLUSTER}.endpoint.mode": "private"}) == [
        Said(
            "public-cidrs-in-private-mode",
            CIDRS,
            "a private endpoint has no public list (facts 3.26)",
            "nothing",
            "remove public_cidrs, or write mode: public-and-private",
        )
    ]


@pytest.mark.parametrize("mode", ["none", "off", "neither", False])
def test_a_cluster_with_both_endpoints_off_is_refused(mode):
    assert refusals({f"{CLUSTER}.endpoint.mode": mode}) == [
        Said(
            "both-endpoints-off",
            f"{CLUSTER}.endpoint.mode",
            "a cluster without any API endpoint is refused (facts 3.5)",
            "public, private, public-and-private",
            "write private, or public-and-private",
        )
    ]


def public_only(cluster):
    return {f"clusters.{cluster}.endpoint": {"mode": "public", "public_cidrs": ["52.94.76.0/24"]}}


@pytest.mark.parametrize(
    ("stack", "cluster", "changes"),
    [
        ("staging", "payments", {"network.nat": "none"}),
        ("isolated", "vault", {}),
        ("dev", "dev", {"network.layout": "public-only", "network.nat": "none"}),
    ],
)
def test_a_public_only_endpoint_is_refused_where_the_nodes_addresses_are_not_known(stack, cluster, changes):
    assert refusals({**changes, **public_only(cluster)}, stack) == [
        Said(
            "public-only-egress",
            f"clusters.{cluster}.endpoint.mode",
            "with a public endpoint only, nodes have to come from addresses that are on its list, and without NAT "
            "gateways those are not known (facts 3.6)",
            "private, public-and-private, or a network with NAT gateways",
            "write mode: public-and-private",
        )
    ]


@pytest.mark.parametrize(
    ("stack", "cluster", "gateways"),
    [
        ("dev", "dev", ["network-nat-az1"]),
        ("staging", "payments", ["network-nat-az1", "network-nat-az2", "network-nat-az3"]),
    ],
)
def test_a_public_only_endpoint_admits_the_addresses_of_the_nat_gateways(project_of, stack, cluster, gateways):
    project = project_of({"trial": document(stack, public_only(cluster))})
    graph = record_stack(project, "trial").recording.graph
    config = only(graph, "aws:eks/cluster:Cluster", cluster).inputs["vpcConfig"]
    known, *derived = config["publicAccessCidrs"]
    assert (config["endpointPublicAccess"], config["endpointPrivateAccess"]) == (True, False)
    assert known == "52.94.76.0/24"
    assert all(block.endswith("#publicIp/32") for block in derived)
    assert sorted(block.split("/")[2].partition("#")[0] for block in derived) == gateways


def test_with_a_private_endpoint_too_the_nat_gateways_are_not_on_the_list():
    config = only(preview_of("dev").own, "aws:eks/cluster:Cluster").inputs["vpcConfig"]
    assert config["publicAccessCidrs"] == ["52.94.76.10/32"]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "10.62.0.0/20",
            (
                "service-cidr-overlap",
                "service addresses may not overlap the VPC's block 10.62.0.0/16 (facts 2.18)",
                "/12 to /24 of RFC 1918 outside the VPC's blocks",
                "choose another block, or leave it out",
            ),
        ),
        (
            "10.48.0.0/12",
            (
                "service-cidr-overlap",
                "service addresses may not overlap the VPC's block 10.62.0.0/16 (facts 2.18)",
                "/12 to /24 of RFC 1918 outside the VPC's blocks",
                "choose another block, or leave it out",
            ),
        ),
        *(
            (
                block,
                (
                    "service-cidr",
                    "service addresses are an RFC 1918 block of /12 to /24 (facts 2.18)",
                    "/12 to /24 in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
                    "choose another block, or leave it out",
                ),
            )
            for block in ("10.100.0.0/25", "10.0.0.0/11", "100.64.0.0/16", "52.0.0.0/16")
        ),
        ("10.100.0.1/16", ("host-bits", "the address has bits outside its prefix", BLOCK, "write 10.100.0.0/16")),
    ],
)
def test_service_addresses_that_eks_or_the_vpc_cannot_have_are_refused(block, expected):
    kind, *text = expected
    assert refusals({f"{CLUSTER}.service_cidr": block}) == [Said(kind, f"{CLUSTER}.service_cidr", *text)]


def test_service_addresses_are_held_against_secondary_blocks_too():
    changes = {"network.secondary_cidrs": ["10.100.0.0/16"], f"{CLUSTER}.service_cidr": "10.100.0.0/20"}
    assert [(each.id, each.message) for each in refusals(changes)] == [
        ("service-cidr-overlap", "service addresses may not overlap the VPC's block 10.100.0.0/16 (facts 2.18)")
    ]


def test_service_addresses_beside_the_vpc_are_accepted():
    assert refusals({f"{CLUSTER}.service_cidr": "10.100.0.0/16"}) == []


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
            "this is neither an account of this stack nor somebody that subnets can be shared with (facts 6.5)",
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
    "number", ["22222222222", "2222222222222", "22222222222a", 222222222222, 22222222222, 0o10, None]
)
def test_an_account_id_is_twelve_digits_in_quotes(number):
    assert refusals({"accounts.spare": {"id": number}}) == [
        Said(
            "account-id",
            "accounts.spare.id",
            "this is not an AWS account id",
            '12 digits in quotes, such as "111111111111"',
            "write the 12 digits in quotes: YAML reads them as a number otherwise",
        )
    ]


@pytest.mark.parametrize("arn", ["pulumi", "arn:aws:iam::222:role/pulumi", "arn:aws:iam::222222222222:user/pulumi"])
def test_the_role_of_an_account_is_the_arn_of_a_role(arn):
    assert refusals({"accounts.spare": {"id": "555555555555", "role_arn": arn}}) == [
        Said(
            "role-arn",
            "accounts.spare.role_arn",
            "this is not the ARN of an IAM role",
            "arn:aws:iam::<account>:role/<name>",
            "correct the ARN",
        )
    ]


@pytest.mark.parametrize("name", ["bad name", "-bad", "_bad", "a" * 101, "bäd"])
def test_a_cluster_name_that_eks_does_not_accept_is_refused(name):
    whole = document()
    whole["clusters"][name] = copy.deepcopy(whole["clusters"]["search"]) | {"karpenter_discovery": False}
    [found] = problems(whole)
    assert found.path.startswith(f"clusters.{name}")
    assert (found.id, found.value, found.message, found.allowed, found.fix) == (
        "cluster-name",
        name,
        "EKS does not accept this name (facts 2.20)",
        "1 to 100 letters, digits, - and _, the first a letter or digit",
        "rename the cluster",
    )


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
    assert refusals(moved(region, prefix, **{"network.assume_available": ["eks"]}), "prod-network") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"instance_types": []},
            Said(
                "instance-types-missing",
                f"{GROUP}.instance_types",
                "a node group needs an instance type",
                "one or more types, such as m7i.large",
                "list the instance types",
            ),
        ),
        (
            {"instance_types": ["large"]},
            Said(
                "instance-type",
                f"{GROUP}.instance_types[0]",
                "this is not an EC2 instance type",
                "types such as m7i.large",
                "correct the type",
            ),
        ),
        (
            {"instance_types": ["m7i.large", "m7g.large"]},
            Said(
                "instance-architectures",
                f"{GROUP}.instance_types",
                "x86 and Graviton types cannot share a node group: one AMI serves them all",
                "types of one architecture",
                "make two node groups",
            ),
        ),
        (
            {"min": 7},
            Said(
                "min-over-max", f"{GROUP}.max", "min is 7 and max is 6", "max of 7 or more", "raise max, or lower min"
            ),
        ),
        (
            {"desired": 1},
            Said(
                "desired-out-of-range",
                f"{GROUP}.desired",
                "desired is 1, outside min to max",
                "2 to 6",
                "move it between min and max",
            ),
        ),
        (
            {"ami_type": "BOTTLEROCKET_ARM_64"},
            Said(
                "ami-architecture",
                f"{GROUP}.ami_type",
                "this AMI's architecture is not that of m7i.large",
                "an AMI type of the same architecture",
                "remove ami_type, or change the instance types",
            ),
        ),
    ],
)
def test_a_node_group_that_cannot_start_is_refused(changes, expected):
    assert refusals({f"{GROUP}.{key}": value for key, value in changes.items()}) == [expected]


@pytest.mark.parametrize(
    ("path", "name", "fix"),
    [
        ("network", "netwrk", "write network"),
        (CLUSTER, "paymants", "write payments"),
        (CLUSTER, "zzz", "add zzz to accounts"),
    ],
)
def test_an_account_that_is_named_has_to_be_declared(path, name, fix):
    assert refusals({f"{path}.account": name}) == [
        Said(
            "undeclared-account",
            f"{path}.account",
            f"no account is called {name!r} in this stack",
            "network, payments, search",
            fix,
        )
    ]


def test_a_cluster_in_an_account_that_the_network_is_not_shared_with_is_refused():
    assert refusals({"network.share_with": ["payments"]}) == [
        Said(
            "not-shared",
            "clusters.search.account",
            "the network is not shared with this account, so it sees none of its subnets (facts 6.27)",
            "222222222222",
            "add the account to network.share_with",
        )
    ]


def test_an_account_may_get_its_share_through_an_organizational_unit():
    unit = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"
    assert refusals({"network.share_with": [unit]}) == []


@pytest.mark.parametrize(
    ("tiers", "missing"),
    [(["private"], ["cluster"]), (["cluster"], ["private"]), (["public"], ["private", "cluster"])],
)
def test_a_cluster_on_a_tier_that_is_not_shared_is_refused(tiers, missing):
    assert refusals({"network.share_tiers": tiers}) == [
        Said(
            "tier-not-shared",
            f"clusters.{cluster}.account",
            f"the tier {tier} that this cluster stands on is not shared",
            ", ".join(tiers),
            f"add {tier} to network.share_tiers",
        )
        for cluster in ("payments", "search")
        for tier in missing
    ]


def test_public_subnets_are_not_shared_unless_they_are_named():
    assert [(each.id, each.allowed) for each in refusals({f"{CLUSTER}.node_tier": "public"})] == [
        ("tier-not-shared", "private, cluster")
    ]


@pytest.mark.parametrize(
    ("path", "value", "where", "name", "fix"),
    [
        ("network.share_tiers", ["private", "cluster", "publik"], "[2]", "publik", "write public"),
        (f"{CLUSTER}.node_tier", "privat", "", "privat", "write private"),
        (f"{CLUSTER}.cluster_tier", "clster", "", "clster", "write cluster"),
        (f"{CLUSTER}.cluster_tier", "xyz", "", "xyz", "write one of them"),
    ],
)
def test_a_tier_that_is_named_has_to_exist(path, value, where, name, fix):
    assert refusals({path: value}) == [
        Said("unknown-tier", f"{path}{where}", f"the network has no tier {name!r}", "private, public, cluster", fix)
    ]


def test_a_network_without_a_tier_for_nodes_is_refused_for_a_cluster():
    tiers = [{"name": "db", "kind": "private", "size": 20}]
    found = refusals({"network.layout": "private-only", "network.tiers": tiers, "network.endpoints": []}, "isolated")
    assert found == [
        Said(
            "unknown-tier",
            "clusters.vault.node_tier",
            "the network has no tier for nodes",
            "db",
            "name one of the tiers, or give one the use nodes",
        )
    ]


def test_two_clusters_of_one_account_cannot_both_tag_its_subnets_for_karpenter():
    assert refusals({"clusters.search.account": "payments", f"{CLUSTER}.karpenter_discovery": True}) == [
        Said(
            "karpenter-discovery",
            "clusters.search.karpenter_discovery",
            "the account payments already tags its subnets for payments, and a tag has one value",
            "one cluster of each account",
            "remove it, and select subnets by id in this cluster's node classes",
        )
    ]


def test_clusters_of_two_accounts_may_both_tag_their_subnets_for_karpenter():
    assert refusals({f"{CLUSTER}.karpenter_discovery": True}) == []


@pytest.mark.parametrize(
    ("stack", "folder", "fix"),
    [
        ("prod-netwrk", f"organization/{PROJECT}", "write prod-network"),
        ("zzz", f"organization/{PROJECT}", None),
        ("acme/other/zzz", "acme/other", None),
    ],
)
def test_a_network_of_an_unknown_stack_is_refused_with_those_that_there_are(stack, folder, fix):
    full = f"{folder}/{stack.rsplit('/', 1)[-1]}"
    saved = f"stacks/contracts/{full}.json"
    assert refusals({"network": {"stack": stack}}, "prod-payments") == [
        Said(
            "unknown-stack",
            "network.stack",
            "neither its stack file nor its saved outputs are here, so the shape of its network is not known",
            f"{', '.join(STACKS)}, or a stack whose outputs are saved as {saved}",
            fix or f"mkdir -p stacks/contracts/{folder} && pulumi stack output --json --stack {full} > {saved}",
        )
    ]


def test_a_network_of_a_stack_that_owns_none_is_refused():
    assert refusals({"network": {"stack": "prod-payments"}}) == [
        Said(
            "no-network",
            "network.stack",
            "the stack prod-payments owns no network itself",
            "a stack that owns a network",
            "name the stack that prod-payments refers to",
        )
    ]


def test_a_broken_network_of_another_stack_is_reported_under_that_stacks_name(project_of):
    project_of({"shared": document("prod-network", {"network.cidr": "10.64.0.1/16", "network.zones": ["us-west-2a"]})})
    found = problems(document_without_files("prod-payments", {"network": {"stack": "shared"}}))
    assert [(each.id, each.path) for each in found] == [
        ("host-bits", "shared:network.cidr"),
        ("zone-name", "shared:network.zones[0]"),
    ]


@pytest.mark.parametrize(
    ("addons", "loose"),
    [
        ({}, ["vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns"]),
        ({"vpc-cni": {"version": "v1.19.0-eksbuild.1"}}, ["kube-proxy", "eks-pod-identity-agent", "coredns"]),
    ],
)
def test_a_kubernetes_version_without_pinned_addons_is_refused(addons, loose):
    assert refusals({f"{CLUSTER}.version": "1.29", f"{CLUSTER}.addons": addons}) == [
        Said(
            "addon-version",
            f"{CLUSTER}.addons",
            f"no version is pinned for {', '.join(loose)} on Kubernetes 1.29",
            "a version of each, such as v1.12.1-eksbuild.2",
            f"write addons: {{{loose[0]}: {{version: ...}}}}, with what aws eks describe-addon-versions "
            "--kubernetes-version 1.29 offers",
        )
    ]


def test_an_addon_of_the_users_own_needs_a_version():
    assert [(each.id, each.message) for each in refusals({f"{CLUSTER}.addons": {"aws-ebs-csi-driver": {}}})] == [
        ("addon-version", "no version is pinned for aws-ebs-csi-driver on Kubernetes 1.33")
    ]


def test_a_version_that_yaml_reads_as_a_number_is_refused():
    whole = document(changes=yaml.safe_load("{clusters.payments.version: 1.33}"))
    [found] = problems(whole)
    assert (said(found), found.value) == (Said("wrong-type", f"{CLUSTER}.version", *QUOTES), 1.33)


@pytest.mark.parametrize("admin", ["bob", "arn:aws:sts::222222222222:assumed-role/x/y"])
def test_an_admin_is_the_arn_of_a_role_or_user(admin):
    assert refusals({f"{CLUSTER}.admins": [admin]}) == [
        Said(
            "admin-arn",
            f"{CLUSTER}.admins[0]",
            "this is not the ARN of an IAM role or user",
            "arn:aws:iam::<account>:role/<name>",
            "correct the ARN",
        )
    ]


def test_a_cluster_without_an_admin_is_refused():
    assert [each.id for each in refusals({f"{CLUSTER}.admins": []})] == ["no-admins"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("network.cidr", "10.62.0.1/16"),
        (CIDRS, ["0.0.0.0/0"]),
        (f"{CLUSTER}.version", 1.33),
        (f"{CLUSTER}.account", "zzz"),
        ("network.zonse", {"a": 1}),
    ],
)
def test_a_problem_carries_the_value_as_it_was_given_and_says_it(path, value):
    [found] = problems(document(changes={path: value}))
    assert found.value == value
    assert f"Got: {value!r}." in str(found)


TEN_MISTAKES = {
    "regoin": "us-west-2",
    "network.cidr": "10.62.0.1/16",
    "network.zones": ["us-west-2a", "usw2-az2", "usw2-az3"],
    "network.nat": "both",
    "network.endpoints": ["eks", "ekss"],
    "accounts.spare": {"id": 555555555555},
    CIDRS: ["10.0.0.0/8"],
    f"{GROUP}.min": 9,
    "clusters.search.version": "1.29",
    "clusters.search.account": "serch",
}
TEN_REFUSALS = [
    ("account-id", "accounts.spare.id"),
    ("addon-version", "clusters.search.addons"),
    ("host-bits", "network.cidr"),
    ("min-over-max", f"{GROUP}.max"),
    ("public-cidr-reserved", f"{CIDRS}[0]"),
    ("unknown-key", "regoin"),
    ("unknown-service", "network.endpoints[1]"),
    ("wrong-type", "network.nat"),
    ("zone-name", "network.zones[0]"),
]


def test_ten_mistakes_in_one_file_are_reported_at_once():
    found = problems(document(changes={**TEN_MISTAKES, "clusters.search.account": 3}))
    assert sorted((each.id, each.path) for each in found) == sorted(
        [*TEN_REFUSALS, ("wrong-type", "clusters.search.account")]
    )


@pytest.mark.parametrize("path", [path for path in TEN_MISTAKES if path != "clusters.search.account"])
def test_each_of_these_mistakes_is_one_problem_alone_too(path):
    [found] = problems(document(changes={path: TEN_MISTAKES[path]}))
    assert (found.id, found.path) in TEN_REFUSALS


def test_a_mistake_within_one_section_does_not_hide_mistakes_between_the_others():
    found = problems(
        document(
            changes={
                "clusters.search.version": 1.34,
                f"{CLUSTER}.account": "paymants",
                f"{CLUSTER}.service_cidr": "10.62.0.0/20",
                "network.share_with": ["search", "222222222222", "12"],
            }
        )
    )
    assert sorted((each.id, each.path) for each in found) == [
        ("principal", "network.share_with[2]"),
        ("service-cidr-overlap", f"{CLUSTER}.service_cidr"),
        ("undeclared-account", f"{CLUSTER}.account"),
        ("wrong-type", "clusters.search.version"),
    ]


def document_without_files(stack, changes):
    """A document read from this repository while the loader looks elsewhere for stacks."""
    whole = FILES[stack]
    return {**copy.deepcopy(whole), **changes}


FILES = {stack: load_document(stack) for stack in STACKS}


@pytest.fixture
def registered(monkeypatch):
    """Types of everything that reaches the recorder, the stack itself aside."""
    seen: list[str] = []

    def watch(name):
        original = getattr(_Recorder, name)

        def watched(self, request):
            if request.type != "pulumi:pulumi:Stack":
                seen.append(request.type)
            return original(self, request)

        monkeypatch.setattr(_Recorder, name, watched)

    watch("RegisterResource")
    watch("ReadResource")
    return seen


def test_a_stack_that_is_right_reaches_the_recorder(project_of, registered):
    record_stack(project_of({"trial": FILES["staging"]}), "trial")
    assert {"aws:ec2/vpc:Vpc", "aws:eks/cluster:Cluster"} <= set(registered)


@pytest.mark.parametrize(
    "changes",
    [
        {"network.cidr": "10.62.0.1/16"},
        {"clusters.search.version": 1.34},
        {"network.share_with": ["payments"]},
        {"clusters.search.account": "serch"},
        {"network": {"stack": "zzz"}},
        {**TEN_MISTAKES},
    ],
    ids=["network", "last-cluster", "between-sections", "account", "reference", "everything"],
)
def test_a_refused_stack_registers_nothing(project_of, registered, changes):
    broken = document(changes=changes)
    project = project_of({"trial": broken})
    with pytest.raises(Exception, match="in the input"):
        record_stack(project, "trial")
    assert registered == []


def test_what_pulumi_hands_to_the_program_is_refused_like_the_file(project_of):
    broken = document(changes=TEN_MISTAKES)
    project = project_of({"trial": broken})
    expected = problems(broken)
    with pytest.raises(Exception, match="in the input") as refused:
        record_stack(project, "trial")
    assert getattr(refused.value, "problems", ()) == expected


def test_settings_that_are_right_come_with_the_planned_network():
    settings, contract = settings_of(document(), PROJECT)
    assert (settings.region, list(settings.clusters)) == ("us-west-2", ["payments", "search"])
    assert (contract.owner_account, contract.zones) == ("111111111111", ZONES)
