"""What is unknown before deployment is no violation, and makes no rule fall over: every input of the world, one by one."""

from dataclasses import replace

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview import Via, can, prove
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from eks_shared_vpc.preview.rules import (
    blocks,
    clusters,
    endpoints,
    gateways,
    groups,
    nodes,
    quotas,
    roles,
    shares,
    subnets,
)
from tests.mocked.rule_cases import healthy
from tests.support import OWNER, graph_of, preview_of, provider

AREAS = (blocks, clusters, endpoints, gateways, groups, nodes, quotas, roles, shares, subnets)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.__name__.rsplit(".", 1)[-1])
def test_an_unknown_input_is_no_violation(area):
    world = healthy()
    unknowns = [(each, key) for each in world for key in each.inputs if each.custom]
    assert len(unknowns) > 150, "otherwise there was little to try"
    for each, key in unknowns:
        graph = Graph([*(row for row in world if row != each), replace(each, inputs={**each.inputs, key: UNKNOWN})])
        found = [finding.message for rule in area.RULES for finding in rule.findings(graph)]
        assert found == [], f"{each.name}.{key} is unknown"


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


def test_the_rules_of_a_group_that_are_not_known_let_everything_through():
    graph = preview_of("staging").graph
    group = next(each for each in graph.of_type("aws:ec2/securityGroup:SecurityGroup") if each.name == "endpoints")
    rules = graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    unknown = replace(group, inputs={**group.inputs, "ingress": UNKNOWN})
    world = Graph([*(each for each in graph if each not in rules and each != group), unknown])
    assert not [each for each in prove(world) if each.path.blocked]


def test_a_port_that_is_not_known_lets_everything_through_as_an_unknown_policy_does():
    graph = preview_of("staging").graph
    rule = next(each for each in graph.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
    unknown = replace(rule, inputs={**rule.inputs, "fromPort": UNKNOWN})
    assert not [each for each in prove(Graph([*graph, unknown])) if each.path.blocked]
