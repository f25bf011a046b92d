"""A VPC that exists: paths in it are proved as far as it is described, and rest on the description."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import EksCluster
from eks_shared_vpc.network.existing_vpc import ExistingVpc
from eks_shared_vpc.preview import ALL_RULES, Model, Outcome, Via, apply_rules, can, prove
from eks_shared_vpc.preview.proof.findings import findings_of
from eks_shared_vpc.preview.sections.addresses import address_map
from tests.support import OWNER, PARTICIPANT, ZONES, cluster_args, existing_args, graph_of, in_account

VPC = "vpc-0123456789abcdef0"
PLACE = f"{VPC} (ExistingVpc net)"
NODES = "subnet-0000000000000001a"
More = Callable[[ExistingVpc, pulumi.ResourceOptions], object]


def model(args: Any = None, more: More | None = None, account: str = OWNER, **cluster: Any) -> Model:
    """A cluster on a VPC that is described, and what else the program declares there."""

    def program() -> None:
        opts = in_account("owner", account)
        network = ExistingVpc("net", args or existing_args(), opts)
        tiers = network.contract["tiers"]
        ids = {tier: {zone: each["id"] for zone, each in tiers[tier]["subnets"].items()} for tier in tiers}
        EksCluster(
            "it",
            cluster_args(
                vpc_id=network.vpc_id, cluster_subnet_ids=ids["control"], node_subnet_ids=ids["nodes"], **cluster
            ),
            opts,
        )
        if more:
            more(network, opts)

    return Model(graph_of(program))


def kind(of: str, **changes: Any) -> Any:
    """The arguments with node subnets of another kind."""
    args = existing_args(**changes)
    args["tiers"]["nodes"]["kind"] = of
    args["tiers"]["control"]["kind"] = of
    return args


def outcomes(found: Model) -> dict[str, Outcome]:
    return {proof.need.destination: proof.path.outcome for proof in prove(found)}


def vias(found: Model) -> dict[str, Via]:
    return {proof.need.destination: proof.path.via for proof in prove(found)}


def test_it_declares_nothing() -> None:
    graph = graph_of(lambda: ExistingVpc("net", existing_args(), in_account("owner", OWNER)))
    assert [each.type for each in graph if not each.type.startswith("pulumi:")] == ["eks-shared-vpc:index:ExistingVpc"]


def test_paths_through_the_nat_gateways_of_private_tiers_are_proved_and_rest_on_the_description() -> None:
    proofs = prove(model())
    assert {proof.path.outcome for proof in proofs} == {Outcome.PROVED}
    assert {proof.path.via for proof in proofs} == {Via.NAT, Via.PRIVATE_API}
    assert {proof.path.rests_on for proof in proofs} == {(PLACE,)}
    assert len(proofs) == 3 * 5


def test_what_is_described_is_judged_by_no_rule() -> None:
    assert [(each.id, each.message) for each in apply_rules(ALL_RULES, model())] == []


def test_an_isolated_tier_reaches_what_its_described_endpoints_serve_and_the_rest_is_unknown() -> None:
    found = outcomes(model(kind("isolated", endpoints={"s3": "vpce-1", "ecr.api": "vpce-2"})))
    assert found == {
        "kubernetes-api": Outcome.PROVED,
        "s3": Outcome.PROVED,
        "ecr.api": Outcome.PROVED,
        "ecr.dkr": Outcome.UNKNOWN,
        "ec2": Outcome.UNKNOWN,
    }


def test_a_path_that_is_unknown_says_that_not_all_endpoints_are_known() -> None:
    [ec2, *_] = [proof for proof in prove(model(kind("isolated"))) if proof.need.destination == "ec2"]
    assert ec2.path.doubt is not None
    assert ec2.path.doubt.message == f"an endpoint of {VPC} may serve it: not all of its endpoints are known here"


def test_nodes_in_public_subnets_leave_by_the_internet_gateway() -> None:
    assert vias(model(kind("public")))["ec2"] is Via.INTERNET


def test_the_internet_is_not_reached_from_an_isolated_tier() -> None:
    path = can(model(kind("isolated")), NODES, "internet")
    assert path.outcome is Outcome.REFUTED


def test_a_gateway_endpoint_that_the_program_adds_is_on_the_described_route_table() -> None:
    def s3(_: ExistingVpc, opts: pulumi.ResourceOptions) -> None:
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=VPC,
            service_name="com.amazonaws.us-west-2.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=["rtb-0000000000000001a"],
            opts=opts,
        )

    found = {(p.zone, p.path.via) for p in prove(model(more=s3)) if p.need.destination == "s3"}
    assert found == {("usw2-az1", Via.GATEWAY), ("usw2-az2", Via.NAT), ("usw2-az3", Via.NAT)}


def test_a_route_that_the_program_adds_is_on_the_described_route_table() -> None:
    def route(_: ExistingVpc, opts: pulumi.ResourceOptions) -> None:
        aws.ec2.Route(
            "office",
            route_table_id="rtb-0000000000000001a",
            destination_cidr_block="172.16.0.0/12",
            transit_gateway_id="tgw-0123456789abcdef0",
            opts=opts,
        )

    path = can(model(more=route), NODES, "172.16.1.0/24")
    assert any("tgw-0123456789abcdef0" in hop for hop in path.hops)


PUBLIC = {"mode": "public", "public_cidrs": ["52.94.76.0/24"]}
ADDRESSES = dict(zip(ZONES, ("52.1.2.3", "52.1.2.4", "52.1.2.5"), strict=True))


@pytest.mark.parametrize(
    ("described", "listed", "expected"),
    [
        (ADDRESSES, ADDRESSES, Outcome.PROVED),
        (ADDRESSES, {**ADDRESSES, "usw2-az1": "52.9.9.9"}, Outcome.REFUTED),
        (None, ADDRESSES, Outcome.UNKNOWN),
    ],
    ids=["listed", "not listed", "not described"],
)
def test_a_public_list_is_held_against_the_described_egress_addresses(
    described: dict[str, str] | None, listed: dict[str, str], expected: Outcome
) -> None:
    found = prove(model(existing_args(nat_public_ips=described), endpoint=PUBLIC, egress_ips=listed))
    [api, *_] = [each for each in found if each.need.destination == "kubernetes-api" and each.zone == "usw2-az1"]
    assert api.path.outcome is expected, api.path


def test_what_refutes_a_path_from_a_described_subnet_is_an_error_of_the_cluster() -> None:
    found = model(existing_args(nat_public_ips=dict.fromkeys(ZONES, "52.9.9.9")), endpoint=PUBLIC, egress_ips=ADDRESSES)
    [finding] = [each for each in findings_of(prove(found)) if each.id == "egress-address-not-listed"][:1]
    assert finding.where.endswith("aws:eks/cluster:Cluster::it")


def test_the_address_map_shows_its_subnets_and_calls_nothing_free_that_is_not_described() -> None:
    rows = [row for row in address_map(model()) if row.vpc == VPC]
    assert {row.state for row in rows} == {"subnet"}
    assert [(row.tier, row.use, row.zone, row.cidr) for row in rows if row.state == "subnet"][:2] == [
        ("nodes", "nodes", "usw2-az1", "10.64.16.0/20"),
        ("nodes", "nodes", "usw2-az2", "10.64.32.0/20"),
    ]
    assert {row.account for row in rows} == {OWNER}


def test_subnets_of_another_account_are_that_accounts_and_no_error() -> None:
    """Whether they are shared is not described, so it is unknown."""
    found = model(existing_args(owner_account=OWNER), account=PARTICIPANT)
    assert {proof.path.outcome for proof in prove(found)} == {Outcome.PROVED}
    assert {row.account for row in address_map(found)} == {OWNER}
    assert {each.level.value for each in apply_rules(ALL_RULES, found)} <= {"warning", "notice"}


def test_an_id_that_is_known_after_deployment_is_unknown_and_no_error() -> None:

    def program() -> None:
        opts = in_account("owner", OWNER)
        owner: Any = opts.provider
        found = aws.ec2.get_vpc_output(tags={"Name": "main"}, opts=pulumi.InvokeOptions(provider=owner))
        network = ExistingVpc("net", existing_args(vpc_id=found.id), opts)
        ids = {zone: each["id"] for zone, each in network.contract["tiers"]["nodes"]["subnets"].items()}
        EksCluster("it", cluster_args(vpc_id=network.vpc_id, cluster_subnet_ids=ids, node_subnet_ids=ids), opts)

    assert {proof.path.outcome for proof in prove(graph_of(program))} == {Outcome.UNKNOWN}


def test_a_vpc_that_the_program_declares_is_not_described_besides() -> None:
    def program() -> None:
        opts = in_account("owner", OWNER)
        vpc = aws.ec2.Vpc("mine", cidr_block="10.64.0.0/16", enable_dns_hostnames=True, opts=opts)
        ExistingVpc("net", existing_args(vpc_id=vpc.id), opts)

    found = Model(graph_of(program))
    assert found.described == {}
    assert {(row.vpc, row.state) for row in address_map(found)} == {("mine", "free")}


def test_a_subnet_that_the_program_adds_keeps_its_own_route_table() -> None:
    def program() -> None:
        opts = in_account("owner", OWNER)
        table = aws.ec2.RouteTable("mine", vpc_id=VPC, opts=opts)
        subnet = aws.ec2.Subnet("mine", vpc_id=VPC, cidr_block="10.64.200.0/24", opts=opts)
        aws.ec2.RouteTableAssociation("mine", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        args = existing_args()
        args["tiers"]["nodes"]["subnets"]["usw2-az1"] = {"id": subnet.id, "cidr": "10.64.200.0/24"}
        ExistingVpc("net", args, opts)

    graph = graph_of(program)
    assert can(graph, "mine", "internet").outcome is Outcome.REFUTED
    assert can(graph, "subnet-0000000000000002a", "internet").outcome is Outcome.PROVED
