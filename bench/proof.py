"""How long the proof takes: of a stack's own clusters, and of a network that no stack has, with 1,000 node subnets."""

import time
from dataclasses import replace

from eks_shared_vpc.needs import NEEDS, Need
from eks_shared_vpc.preview import preview_stack, prove
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.project import Project

SUBNETS = 1000
ALL_NEEDS = 20


def proof_seconds(project: Project, stack: str, runs: int = 5) -> float:
    """The shortest of some proofs of a stack, findings and rules not included."""
    graph = preview_stack(project, stack).graph
    return min(_seconds(graph, NEEDS) for _ in range(runs))


def large_proof_seconds(project: Project, runs: int = 3) -> float:
    """The shortest of some proofs of 1,000 node subnets with 20 needs each, every one of them followed for itself."""
    graph = preview_stack(project, "isolated").graph
    others = [Need(f"service-{number}", "nodes", "the bench asks for it", "") for number in range(ALL_NEEDS)]
    needs = [need for need in NEEDS if need.feature == "nodes"]
    needs += others[: ALL_NEEDS - len(needs) - 1]  # the stack itself names one more: logs
    large = _with_subnets(graph, SUBNETS)
    proofs = prove(large, needs)
    assert len(proofs) == SUBNETS * ALL_NEEDS, len(proofs)  # noqa: S101
    return min(_seconds(large, needs) for _ in range(runs))


def _with_subnets(graph: Graph, count: int) -> Graph:
    """The graph with that many node subnets, each with an association of its own, in place of one."""
    subnet = next(each for each in graph.of_type("aws:ec2/subnet:Subnet") if each.name == "network-private-az1")
    table = next(
        each
        for each in graph.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation")
        if each.inputs["subnetId"] == subnet.id
    )
    group = graph.of_type("aws:eks/nodeGroup:NodeGroup")[0]
    more = [
        replace(subnet, urn=f"{subnet.urn}-{number}", name=f"subnet-{number}", id=f"isolated/subnet/subnet-{number}")
        for number in range(count)
    ]
    tables = [
        replace(
            table, urn=f"{table.urn}-{each.name}", name=each.name, id="", inputs={**table.inputs, "subnetId": each.id}
        )
        for each in more
    ]
    nodes = replace(group, inputs={**group.inputs, "subnetIds": [each.id for each in more]})
    return Graph([*(each for each in graph if each is not group), *more, *tables, nodes])


def _seconds(graph: Graph, needs: list[Need] | tuple[Need, ...]) -> float:
    start = time.perf_counter()
    prove(graph, needs)
    return time.perf_counter() - start
