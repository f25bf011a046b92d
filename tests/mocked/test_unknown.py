"""What is unknown before deployment does not make the proof fail, and is no obstacle."""

from dataclasses import replace

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview import Outcome, Via, can, prove
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from tests.support import OWNER, graph_of, preview_of, provider


def test_a_subnet_without_an_association_is_on_the_main_table_that_was_declared():
    def program() -> None:
        owner = pulumi.ResourceOptions(provider=provider("owner", OWNER))
        vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=owner)
        gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id, opts=owner)
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone_id="usw2-az1", opts=owner)
        routes = [aws.ec2.DefaultRouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=gateway.id)]
        aws.ec2.DefaultRouteTable("main", default_route_table_id=vpc.default_route_table_id, routes=routes, opts=owner)

    path = can(graph_of(program), "subnet", "internet", public_address=True)

    assert (path.via, path.hops[1]) == (Via.INTERNET, "route table main")


@pytest.mark.parametrize("stack", ["staging", "regional-nat"])
def test_an_unknown_input_does_not_make_the_proof_fall_over(stack):
    graph = preview_of(stack).graph
    types = ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws:ec2/natGateway:NatGateway")
    places = [(each, key) for each in graph.of_type(*types) for key in each.inputs]
    assert len(places) > 3, "otherwise there was little to try"
    for each, key in places:
        prove(Graph([*(row for row in graph if row != each), replace(each, inputs={**each.inputs, key: UNKNOWN})]))


def test_what_the_rules_of_a_group_let_through_is_unknown_where_they_are_not_known():
    graph = preview_of("staging").graph
    group = next(each for each in graph.of_type("aws:ec2/securityGroup:SecurityGroup") if each.name == "endpoints")
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    unknown = replace(group, inputs={**group.inputs, "ingress": UNKNOWN})
    world = Graph([*(each for each in graph if each not in rules and each != group), unknown])
    assert {each.path.outcome for each in prove(world)} == {Outcome.PROVED, Outcome.UNKNOWN}
    assert {each.path.doubt.id for each in prove(world) if each.path.doubt} == {"security-group-unknown"}


def test_a_port_that_is_not_known_beside_one_that_is_changes_nothing():
    graph = preview_of("staging").graph
    rule = next(each for each in graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
    unknown = replace(rule, inputs={**rule.inputs, "fromPort": UNKNOWN})
    assert {each.path.outcome for each in prove(Graph([*graph, unknown]))} == {Outcome.PROVED}
