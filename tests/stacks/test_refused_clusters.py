"""Clusters that a stack file cannot have: zones, endpoints, service addresses, nodes, add-ons and administrators."""

import copy

import pytest

from eks_shared_vpc.errors import told
from eks_shared_vpc.preview.project import record_stack
from tests.stacks.documents import DELETED, Said, document, problems, refusals
from tests.stacks.words import BLOCK, CIDRS, CLUSTER, GROUP, PUBLIC_BLOCK
from tests.support import ZONES, only, preview_of


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
                "EKS accepts 40 blocks at most, here are 41 (facts 3.8)",
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
    assert found.where.startswith(f"{CLUSTER}.endpoint")
    assert "2600:1f00::/24" in told(found)
    assert "a cluster with IPv4 services accepts no IPv6 block" in found.message
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
            "with a public endpoint only, nodes have to come from addresses that are on its list, and those are not "
            "known (facts 3.6)",
            "private, public-and-private, or a network with NAT gateways whose addresses are known",
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


@pytest.mark.parametrize("name", ["bad name", "-bad", "_bad", "a" * 101, "bäd"])
def test_a_cluster_name_that_eks_does_not_accept_is_refused(name):
    whole = document()
    whole["clusters"][name] = copy.deepcopy(whole["clusters"]["search"]) | {"karpenter_discovery": False}
    [found] = problems(whole)
    assert found.where.startswith(f"clusters.{name}")
    assert (found.id, found.value, found.message, found.allowed, found.fix) == (
        "cluster-name",
        name,
        "EKS does not accept this name (facts 2.20)",
        "1 to 100 letters, digits, - and _, the first a letter or digit",
        "rename the cluster",
    )


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
                "declare two node groups",
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
