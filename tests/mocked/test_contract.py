"""Components that are given a network in place of single ids declare the same, and hand the network on."""

import json
from typing import Any

import pulumi
import pytest

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.preview import ALL_RULES, Level, Outcome, apply_rules, prove
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.spec import read
from tests.support import (
    OWNER,
    PARTICIPANT,
    ZONES,
    cluster_args,
    contract_document,
    existing_args,
    graph_of,
    in_account,
    only,
    provider,
    recorded,
    vpc_args,
)

NO_IDS = {"vpc_id": None, "cluster_subnet_ids": None, "node_subnet_ids": None}
SERVICES = ["eks", "eks-auth"]


def by_contract() -> None:
    owner = in_account("owner", OWNER)
    vpc = SharedVpc("network", vpc_args(), owner)
    endpoints = PrivateLinkEndpoints("endpoints", {"region": "us-west-2", "network": vpc.contract}, owner)
    share = SubnetShare("share", {"network": endpoints.contract, "principals": [PARTICIPANT]}, owner)
    theirs = pulumi.ResourceOptions(provider=provider("payments", PARTICIPANT), depends_on=[vpc, endpoints, share])
    SharedSubnetTags("payments-subnets", {"network": share.contract}, theirs)
    EksCluster("payments", cluster_args(**NO_IDS, network=share.contract), theirs)
    pulumi.export("network", share.contract)


def by_ids() -> None:
    owner = in_account("owner", OWNER)
    vpc = SharedVpc("network", vpc_args(), owner)
    ids = {tier: {zone: each.id for zone, each in row.items()} for tier, row in vpc.subnets.items()}
    endpoints = PrivateLinkEndpoints(
        "endpoints",
        {
            "region": "us-west-2",
            "vpc_id": vpc.vpc_id,
            "subnet_ids": ids["private"],
            "client_cidrs": {"vpc": vpc.cidr_block},
        },
        owner,
    )
    tiers = ("private", "cluster")
    arns = {tier: {zone: each.arn for zone, each in vpc.subnets[tier].items()} for tier in tiers}
    share = SubnetShare("share", {"subnet_arns": arns, "principals": [PARTICIPANT]}, owner)
    theirs = pulumi.ResourceOptions(provider=provider("payments", PARTICIPANT), depends_on=[vpc, endpoints, share])
    SharedSubnetTags(
        "payments-subnets",
        {
            "subnet_ids": {tier: ids[tier] for tier in tiers},
            "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}},
        },
        theirs,
    )
    EksCluster(
        "payments",
        cluster_args(vpc_id=vpc.vpc_id, cluster_subnet_ids=ids["cluster"], node_subnet_ids=ids["private"]),
        theirs,
    )


def inputs(graph: Graph) -> dict[str, Any]:
    return {each.urn: each.inputs for each in graph}


def test_a_network_declares_what_its_single_ids_declare() -> None:
    assert inputs(graph_of(by_contract)) == inputs(graph_of(by_ids))


def test_what_is_declared_by_contracts_previews_clean() -> None:
    graph = graph_of(by_contract)
    assert [each for each in apply_rules(ALL_RULES, graph) if each.level is not Level.NOTICE] == []
    assert {proof.path.outcome for proof in prove(graph)} == {Outcome.PROVED}


def test_the_exported_contract_is_a_document_that_others_read() -> None:
    document = recorded(by_contract).outputs["network"]
    contract = read(NetworkContract, json.loads(json.dumps(document)))
    assert contract.vpc_id == "test/vpc/network"
    assert contract.vpc_cidrs == ("10.64.0.0/16",)
    assert contract.shared_with == (PARTICIPANT,)
    assert contract.shared_tiers == ("private", "cluster")
    assert sorted(contract.endpoints) == SERVICES
    assert sorted(contract.nat_public_ips) == list(ZONES)
    private = contract.tiers["private"].subnets["usw2-az1"]
    assert private.model_dump() == {
        "cidr": "10.64.0.0/19",
        "id": "test/subnet/network-private-az1",
        "arn": "test/subnet/network-private-az1#arn",
        "route_table_id": "test/routeTable/network-private-az1",
    }


def test_who_uses_a_shared_subnet_leaves_it_before_it_is_unshared() -> None:
    graph = graph_of(by_contract)
    share = only(graph, "aws:ram/resourceAssociation:ResourceAssociation", "share-cluster-az1")
    cluster = only(graph, "aws:eks/cluster:Cluster")
    assert share.urn in cluster.property_dependencies["vpcConfig"]


def test_a_saved_contract_is_an_argument_as_it_is() -> None:
    document = json.loads(json.dumps(contract_document()))
    endpoint = {"mode": "public", "public_cidrs": ["52.94.77.0/24"]}

    def program() -> None:
        EksCluster("it", cluster_args(**NO_IDS, network=document, endpoint=endpoint), in_account("a", PARTICIPANT))

    config = only(graph_of(program), "aws:eks/cluster:Cluster").inputs["vpcConfig"]
    assert config["subnetIds"] == [f"subnet-cluster-{zone}" for zone in ZONES]
    assert config["publicAccessCidrs"] == ["52.94.77.0/24", "52.94.76.1/32", "52.94.76.2/32", "52.94.76.3/32"]


def test_a_cluster_chooses_tiers_and_zones_of_its_network() -> None:
    chosen = {"node_tier": "public", "cluster_tier": "private", "control_plane_zones": list(ZONES[1:])}

    def program() -> None:
        EksCluster("it", cluster_args(**NO_IDS, network=contract_document(), **chosen), in_account("a", PARTICIPANT))

    graph = graph_of(program)
    control = only(graph, "aws:eks/cluster:Cluster").inputs["vpcConfig"]["subnetIds"]
    assert control == [f"subnet-private-{zone}" for zone in ZONES[1:]]
    nodes = only(graph, "aws:eks/nodeGroup:NodeGroup").inputs["subnetIds"]
    assert nodes == [f"subnet-public-{zone}" for zone in ZONES]


def test_an_ipam_networks_block_is_an_output_in_its_contract() -> None:
    pool = {"cidr": None, "ipam_pool_id": "ipam-pool-1", "ipam_netmask": 16, "secondary_cidrs": ["100.64.0.0/16"]}

    def program() -> None:
        vpc = SharedVpc("network", vpc_args(**pool), in_account("owner", OWNER))
        PrivateLinkEndpoints("endpoints", {"region": "us-west-2", "network": vpc.contract}, in_account("again", OWNER))

    rules = graph_of(program).of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert sorted(each.name for each in rules) == ["endpoints-vpc", "endpoints-vpc-100.64.0.0"]


def test_dual_stack_endpoints_let_the_vpcs_ipv6_block_in() -> None:
    def program() -> None:
        owner = in_account("owner", OWNER)
        vpc = SharedVpc("network", vpc_args(ipv6=True), owner)
        args: Any = {"region": "us-west-2", "network": vpc.contract, "ip_address_type": "dualstack"}
        PrivateLinkEndpoints("endpoints", args, owner)

    graph = graph_of(program)
    rule = only(graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "endpoints-vpc-ipv6")
    assert rule.inputs["cidrIpv6"].endswith("/56")


BOTH = contract_document()
CASES: list[Any] = [
    pytest.param(
        EksCluster,
        cluster_args(network=BOTH),
        [("network-or-ids", "it.network", "vpc_id, cluster_subnet_ids, node_subnet_ids is in network already")],
        id="cluster: both",
    ),
    pytest.param(
        EksCluster,
        cluster_args(**NO_IDS),
        [
            (
                "network-or-ids",
                "it.network",
                "neither network nor vpc_id, cluster_subnet_ids and node_subnet_ids is given",
            )
        ],
        id="cluster: neither",
    ),
    pytest.param(
        EksCluster,
        cluster_args(vpc_id=None),
        [("network-or-ids", "it.network", "vpc_id is missing")],
        id="cluster: not all ids",
    ),
    pytest.param(
        EksCluster,
        cluster_args(node_tier="private", control_plane_zones=["usw2-az1"]),
        [
            ("network-or-ids", "it.node_tier", "the subnets are given by their ids, so there is nothing to choose"),
            (
                "network-or-ids",
                "it.control_plane_zones",
                "the subnets are given by their ids, so there is nothing to choose",
            ),
        ],
        id="cluster: tiers of single ids",
    ),
    pytest.param(
        EksCluster,
        cluster_args(**NO_IDS, network=contract_document(region="us-east-1")),
        [("network-region", "it.network", "the network is in us-east-1, and region is us-west-2")],
        id="cluster: another region",
    ),
    pytest.param(
        EksCluster,
        cluster_args(
            **NO_IDS,
            network=BOTH,
            node_tier="privat",
            control_plane_zones=["usw2-az1", "usw2-az9"],
            service_cidr="10.64.0.0/20",
            ip_family="ipv4",
        ),
        [
            ("unknown-tier", "it.node_tier", "the network has no tier 'privat'"),
            (
                "unknown-zone",
                "it.control_plane_zones[1]",
                "the network has no subnets in this zone",
            ),
            (
                "service-cidr-overlap",
                "it.service_cidr",
                "service addresses may not overlap the VPC's block 10.64.0.0/16 (facts 2.18)",
            ),
        ],
        id="cluster: several at once",
    ),
    pytest.param(
        EksCluster,
        cluster_args(**NO_IDS, network=BOTH, ip_family="ipv6"),
        [
            (
                "ipv6-network",
                "it.ip_family",
                "an IPv6 cluster needs IPv6 blocks on its VPC and on every subnet that it uses (facts 2.10)",
            )
        ],
        id="cluster: no IPv6",
    ),
    pytest.param(
        EksCluster,
        cluster_args(
            **NO_IDS,
            network={**BOTH, "nat_public_ips": {}},
            endpoint={"mode": "public", "public_cidrs": ["52.94.76.0/24"]},
        ),
        [
            (
                "public-only-egress",
                "it.endpoint.mode",
                "with a public endpoint only, nodes have to come from addresses that are on its list, and those are not known (facts 3.6)",
            )
        ],
        id="cluster: unknown egress",
    ),
    pytest.param(
        PrivateLinkEndpoints,
        {
            "region": "us-west-2",
            "network": BOTH,
            "tier": "privat",
            "services": ["sqs"],
            "ip_address_type": "ipv6",
            "client_cidrs": {"vpc": "10.9.0.0/16"},
        },
        [
            ("unknown-tier", "it.tier", "the network has no tier 'privat'"),
            (
                "endpoint-addresses",
                "it.ip_address_type",
                "the subnets have no IPv6 blocks for the endpoints' interfaces (facts 5.13)",
            ),
            (
                "duplicate",
                "it.client_cidrs.vpc",
                "this is the name of the VPC's own block, which is a client anyway, and a name names a rule",
            ),
            (
                "endpoint-exists",
                "it.services[0]",
                "the network has an endpoint of sqs already, and two with private DNS conflict (facts 5.17)",
            ),
        ],
        id="endpoints: several at once",
    ),
    pytest.param(
        PrivateLinkEndpoints,
        {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": {"usw2-az1": "subnet-1"}, "tier": "private"},
        [("network-or-ids", "it.tier", "the subnets are given by their ids, so there is nothing to choose")],
        id="endpoints: a tier of single ids",
    ),
]


@pytest.mark.parametrize(("component", "args", "expected"), CASES)
def test_what_a_component_needs_of_its_network_is_refused_with_every_problem(
    component: Any, args: Any, expected: list[tuple[str, str, str]]
) -> None:
    caught: list[Refused] = []

    def program() -> None:
        with pytest.raises(Refused) as refused:
            component("it", args, in_account("owner", OWNER))
        caught.append(refused.value)

    recorded(program)
    assert [(each.id, each.where, each.message) for each in caught[0].problems] == expected
    assert all(each.fix and each.allowed for each in caught[0].problems)


@pytest.mark.parametrize(
    ("component", "args"),
    [
        (SubnetShare, {"subnet_arns": {"private": {"usw2-az1": "arn-1"}}, "principals": [PARTICIPANT]}),
        (
            PrivateLinkEndpoints,
            {"region": "us-west-2", "vpc_id": "vpc-1", "subnet_ids": {"usw2-az1": "subnet-1"}},
        ),
    ],
)
def test_a_component_of_single_ids_says_why_it_has_no_contract(component: Any, args: Any) -> None:
    caught: list[str] = []

    def program() -> None:
        made = component("it", args, in_account("owner", OWNER))
        with pytest.raises(AttributeError) as refused:
            _ = made.contract
        caught.append(str(refused.value))

    recorded(program)
    assert "pass network for" in caught[0]


def test_a_share_of_a_vpc_that_exists_names_its_subnets_by_arn() -> None:
    from eks_shared_vpc import ExistingVpc  # noqa: PLC0415

    def program() -> None:
        owner = in_account("owner", OWNER)
        vpc = ExistingVpc("net", existing_args(owner_account=OWNER), owner)
        SubnetShare("share", {"network": vpc.contract, "principals": [PARTICIPANT]}, owner)

    shared = graph_of(program).of_type("aws:ram/resourceAssociation:ResourceAssociation")
    assert len(shared) == 6
    assert shared[0].inputs["resourceArn"].startswith(f"arn:aws:ec2:us-west-2:{OWNER}:subnet/subnet-0")
