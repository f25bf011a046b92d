"""Assumptions answer what the proof calls unknown, and every path says which of them it rests on."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview import Assumptions, Beyond, Outcome, can, prove
from eks_shared_vpc.preview.assumption_file import read_assumptions
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.project import find_project
from tests.support import OWNER, graph_of, provider

GATEWAY = "tgw-0123456789abcdef0"
LIST = "pl-0123456789abcdef0"
VPC = "vpc-0123456789abcdef0"
SUBNETS = ("subnet-0123456789abcdef0", "subnet-0fedcba9876543210")
DESCRIBED = f"""\
vpcs:
  {VPC}:
    region: us-west-2
    cidrs: [10.64.0.0/16]
    endpoints: [eks-auth, s3]
    subnets:
      {SUBNETS[0]}: {{zone: usw2-az1, cidr: 10.64.0.0/20, way_out: nat}}
      {SUBNETS[1]}: {{zone: usw2-az2, cidr: 10.64.16.0/20, way_out: WAY_OUT}}
"""


def behind(**route: Any) -> Graph:
    """A subnet whose default route leads to a transit gateway."""

    def run() -> None:
        opts = pulumi.ResourceOptions(provider=provider("owner", OWNER))
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=opts)
        table = aws.ec2.RouteTable("table", vpc_id=vpc.id, opts=opts)
        target = {"destination_cidr_block": "0.0.0.0/0", "transit_gateway_id": GATEWAY, **route}
        given = {key: value for key, value in target.items() if value is not None}
        aws.ec2.Route("out", route_table_id=table.id, **given, opts=opts)
        subnet = aws.ec2.Subnet("nodes", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=opts)
        aws.ec2.RouteTableAssociation("nodes", subnet_id=subnet.id, route_table_id=table.id, opts=opts)

    return graph_of(run)


def on_ids() -> Graph:
    """A cluster with nodes on a network that is given by ids."""

    def run() -> None:
        opts = pulumi.ResourceOptions(provider=provider("owner", OWNER))
        role = f"arn:aws:iam::{OWNER}:role/it"
        config: Any = {"subnet_ids": list(SUBNETS), "endpoint_private_access": True}
        cluster = aws.eks.Cluster("it", name="it", role_arn=role, vpc_config=config, opts=opts)
        aws.eks.NodeGroup(
            "nodes",
            cluster_name=cluster.name,
            node_role_arn=role,
            subnet_ids=list(SUBNETS),
            scaling_config={"min_size": 1, "max_size": 2, "desired_size": 1},
            opts=opts,
        )

    return graph_of(run)


def test_what_lies_behind_a_gateway_is_unknown_until_it_is_said() -> None:
    graph = behind()
    path = can(graph, "nodes", "internet")
    assert path.outcome is Outcome.UNKNOWN
    assert path.doubt is not None
    assert path.doubt.id == "beyond-this-graph"
    assert GATEWAY in path.doubt.message


@pytest.mark.parametrize(
    ("beyond", "destination", "expected"),
    [
        (Beyond(internet=True), "internet", Outcome.PROVED),
        (Beyond(internet=False), "internet", Outcome.REFUTED),
        (Beyond(blocks=(ip_network("10.20.0.0/16"),)), "internet", Outcome.UNKNOWN),
        (Beyond(blocks=(ip_network("10.20.0.0/16"),)), "10.20.1.0/24", Outcome.PROVED),
        (Beyond(blocks=(ip_network("10.20.0.0/16"),)), "10.21.1.0/24", Outcome.REFUTED),
    ],
)
def test_what_is_assumed_behind_a_gateway_decides(beyond, destination, expected):
    assumed = Assumptions(beyond={GATEWAY: Beyond(beyond.internet, beyond.blocks, "here:1")})
    path = can(behind(), "nodes", destination, assumptions=assumed)
    assert path.outcome is expected, path
    assert path.rests_on == (f"{GATEWAY} (here:1)",)


def test_a_route_for_a_prefix_list_leaves_paths_unknown_until_its_entries_are_said() -> None:
    graph = behind(destination_cidr_block=None, destination_prefix_list_id=LIST)
    beyond = {GATEWAY: Beyond(internet=True, blocks=(ip_network("10.20.0.0/16"),))}
    unanswered = can(graph, "nodes", "10.20.1.0/24", assumptions=Assumptions(beyond=beyond))
    assert (unanswered.outcome, unanswered.doubt and unanswered.doubt.id) == (
        Outcome.UNKNOWN,
        "route-destination-unknown",
    )
    said = Assumptions(beyond=beyond, prefix_lists={LIST: (ip_network("10.20.0.0/16"),)})
    assert can(graph, "nodes", "10.20.1.0/24", assumptions=said).is_proved
    elsewhere = Assumptions(beyond=beyond, prefix_lists={LIST: (ip_network("10.30.0.0/16"),)})
    assert can(graph, "nodes", "10.20.1.0/24", assumptions=elsewhere).outcome is Outcome.REFUTED


def test_a_network_that_is_given_by_ids_is_unknown_and_never_an_error() -> None:
    proofs = prove(on_ids())
    assert proofs
    assert {each.path.outcome for each in proofs} == {Outcome.UNKNOWN}
    assert {each.source.name for each in proofs} == set(SUBNETS)


def test_a_described_network_is_proved_as_far_as_it_is_described(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text(DESCRIBED.replace("WAY_OUT", "nat"))
    proofs = prove(on_ids(), assumptions=read_assumptions(file))
    assert {each.path.outcome for each in proofs} == {Outcome.PROVED}
    assert {each.path.rests_on for each in proofs} == {(f"{VPC} ({file}:2)",)}


@pytest.mark.parametrize(("way_out", "expected"), [("none", Outcome.REFUTED), ("internet", Outcome.PROVED)])
def test_the_way_out_of_a_described_subnet_decides(tmp_path: Path, way_out: str, expected: Outcome) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text(DESCRIBED.replace("WAY_OUT", way_out))
    found = {
        each.need.destination: each.path.outcome
        for each in prove(on_ids(), assumptions=read_assumptions(file))
        if each.source.name == SUBNETS[1]
    }
    assert found["ec2"] is expected
    assert found["s3"] is Outcome.PROVED, "by the gateway endpoint"


def test_a_described_subnet_without_a_way_out_stays_unknown(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text(DESCRIBED.replace(", way_out: WAY_OUT", ""))
    found = {
        each.path.outcome for each in prove(on_ids(), assumptions=read_assumptions(file)) if each.zone == "usw2-az2"
    }
    assert found == {Outcome.UNKNOWN}


def test_assumptions_of_a_stack_file_carry_its_name_and_their_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: mine\nstackConfigDir: stacks\n")
    (tmp_path / "stacks").mkdir()
    file = tmp_path / "stacks" / "Pulumi.dev.yaml"
    project = find_project(tmp_path)
    file.write_text(
        f"config:\n  pulumi:tags: {{a: b}}\n  mine:assumptions:\n    beyond:\n      {GATEWAY}: {{internet: true}}\n"
    )
    assert project.assumptions("dev").beyond == {GATEWAY: Beyond(internet=True, where="stacks/Pulumi.dev.yaml:5")}
    file.write_text("config: {mine:region: us-west-2}\n")
    assert project.assumptions("dev") == Assumptions()


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("beyond: {tgw-1: {internet: maybe, way: 1}}", ["beyond.tgw-1.internet", "beyond.tgw-1.way"]),
        ("prefix_lists: {pl-1: [10.0.0.1/8]}", ["prefix_lists.pl-1[0]"]),
        ("vpcs: {vpc-1: {region: us-west-2, cidrs: []}}", ["vpcs.vpc-1.cidrs"]),
        ("behind: {}", ["behind"]),
        ("[]", ["--assumptions"]),
    ],
)
def test_assumptions_of_another_form_are_refused_with_every_problem(
    tmp_path: Path, text: str, paths: list[str]
) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        read_assumptions(file)
    assert [problem.where for problem in refused.value.problems] == paths
    assert {problem.place for problem in refused.value.problems} == {f"{file}:1"}


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "assumed.yaml"
    file.write_text("beyond: [")
    with pytest.raises(InputError, match="not-yaml"):
        read_assumptions(file)
