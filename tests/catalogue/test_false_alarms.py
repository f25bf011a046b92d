"""Programs that AWS accepts, in other people's style: no rule finds anything in them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from eks_shared_vpc import EksCluster
from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from tests.catalogue.bases import WORLD, program, recorded
from tests.catalogue.case import Planted, on
from tests.catalogue.healthy import HEALTHY
from tests.catalogue.judging import findings_of_rule, findings_of_rules
from tests.catalogue.planting import with_inputs
from tests.support import cluster_args


def found(graph: Graph) -> list[str]:
    """What the rules find that is an error or a warning."""
    return [f"{each.id}: {each.message}" for each in findings_of_rules(graph) if each.level is not Level.NOTICE]


@pytest.mark.parametrize("planted", HEALTHY.values(), ids=HEALTHY)
def test_what_aws_accepts_is_not_reported(planted: Planted) -> None:
    assert not planted.plants or planted.differs()
    assert found(planted.graph()) == []


def test_an_explicit_list_with_everybody_is_a_warning_outside_of_the_component():
    graph = on(WORLD, with_inputs("Cluster cluster", vpcConfig={"publicAccessCidrs": ["0.0.0.0/0"]})).graph()
    findings = findings_of_rule("api-open-to-the-world", graph)
    assert [(each.level, graph.resources[each.where].name) for each in findings] == [(Level.WARNING, "cluster")]


def test_the_component_registers_nothing_where_the_world_is_not_meant():
    graph = recorded(program(lambda _owner, participant: EksCluster("pay", cluster_args(), participant)))
    assert ["open_to_the_world" in each.outputs for each in graph if each.type.endswith(":EksCluster")] == [False]


def test_what_the_add_ons_of_another_stack_are_is_asked_of_their_cluster():
    moved = Graph(replace(each, stack="addons") if each.kind == "Addon" else each for each in recorded(WORLD))
    assert found(moved) == []


def test_nodes_of_another_stack_do_not_ask_for_add_ons_here():
    elsewhere = Graph(
        replace(each, stack="nodes") if each.kind == "NodeGroup" else each
        for each in recorded(WORLD)
        if each.kind != "Addon"
    )
    assert findings_of_rule("addon-missing", elsewhere) == []


def nested(value: Any) -> Iterator[Any]:
    """Copies of an input, each with one part that is known after deployment only."""
    rows = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, each in rows:
        for changed in (UNKNOWN, *nested(each)):
            if isinstance(value, Mapping):
                yield {**value, key: changed}
            else:
                yield [*value[:key], changed, *value[key + 1 :]]


def test_a_part_of_an_input_that_is_unknown_is_no_violation():
    world = recorded(WORLD)
    tried = 0
    for each in (row for row in world if row.custom):
        for key, value in each.inputs.items():
            for changed in nested(value):
                tried += 1
                other = replace(each, inputs={**each.inputs, key: changed})
                graph = Graph(other if row.urn == other.urn else row for row in world)
                assert [finding.message for finding in findings_of_rules(graph)] == [], (
                    f"{each.name}.{key} is {changed}"
                )
    assert tried > 20, "otherwise there was little to try"
