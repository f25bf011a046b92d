"""What is known after deployment only refutes no path: whatever one input of a healthy stack may turn out to be."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.proof.path import Outcome
from eks_shared_vpc.preview.proof.prove import prove
from tests.catalogue.bases import recorded

STACKS = ("dev", "isolated", "regional-nat", "staging")
NETWORK = ("aws:ec2/", "aws:vpc/", "aws:eks/")


def inputs_of_networks(graph: Graph) -> Iterator[tuple[Resource, str]]:
    """The inputs of everything that a path may pass."""
    return ((each, key) for each in graph if each.type.startswith(NETWORK) for key in each.inputs)


@pytest.mark.parametrize("stack", STACKS)
def test_every_path_of_the_stack_is_proved(stack: str) -> None:
    outcomes = {each.path.outcome for each in prove(recorded(stack))}
    assert outcomes == {Outcome.PROVED}


@pytest.mark.parametrize("stack", STACKS)
def test_an_unknown_input_refutes_no_path(stack: str) -> None:
    healthy = recorded(stack)
    rows = list(inputs_of_networks(healthy))
    assert len(rows) > 150, "otherwise there was little to try"
    found: dict[str, list[str]] = {}
    doubted = 0
    for resource, key in rows:
        other = replace(resource, inputs={**resource.inputs, key: UNKNOWN})
        graph = Graph(other if each.urn == other.urn else each for each in healthy)
        proofs = prove(graph)
        doubted += any(each.path.outcome is Outcome.UNKNOWN for each in proofs)
        reasons = [f"{each.address}: {stop.message}" for each in proofs if (stop := each.path.refusal) is not None]
        if reasons:
            found[f"{resource.kind} {resource.name}.{key}"] = reasons
    assert found == {}
    assert doubted > 20, "and what is unknown leaves some paths unknown"
