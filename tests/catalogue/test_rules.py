"""Every rule of the preview finds what it is for, and leaves alone what is right."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from eks_shared_vpc import EksCluster
from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.rules import ALL_RULES
from tests.catalogue.bases import WORLD, program, recorded
from tests.catalogue.case import Case
from tests.catalogue.judging import OWNER_ONLY, RULES, facts_of, findings_of_rule, findings_of_rules, level_of
from tests.catalogue.rules import CASES, programs
from tests.catalogue.rules.accounts import FOREIGN
from tests.support import PARTICIPANT, cluster_args, in_account, only, preview_of
from tests.support import recorded as recorded_program

CLUSTER = "aws:eks/cluster:Cluster"
PARTS = 8


@pytest.mark.parametrize("case", [case for case in CASES if case.names], ids=str)
def test_a_rule_finds_each_place_where_it_does_not_hold(case: Case) -> None:
    graph = case.planted.graph()
    found = findings_of_rule(case.judge, graph)
    assert sorted({graph.resources[each.where].name for each in found}) == sorted(case.names)
    for each in found:
        assert (each.id, each.level, each.facts) == (case.judge, level_of(case.judge), facts_of(case.judge))
        assert graph.resources[each.where].name.split("-")[0] in each.message, "naming the resource"
        assert each.fix, "and what to do"


@pytest.mark.parametrize("case", [case for case in CASES if not case.names], ids=str)
def test_a_rule_leaves_alone_what_is_right(case: Case) -> None:
    graph = case.planted.graph()
    assert len(graph) > 3, "otherwise the rule had nothing to look at"
    assert [each.message for each in findings_of_rule(case.judge, graph)] == []


def test_the_small_world_is_clean():
    found = {rule: findings_of_rule(rule, recorded(WORLD)) for rule in RULES}
    assert {rule: [each.message for each in rows] for rule, rows in found.items() if rows} == {}


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    covered = {(case.judge, bool(case.names)) for case in CASES}
    assert covered == {(rule, violating) for rule in RULES for violating in (True, False)}


def test_every_case_says_something_of_its_own():
    titles = Counter((case.judge, case.title, bool(case.names)) for case in CASES)
    assert [title for title, number in titles.items() if number > 1] == []


def test_every_rule_has_a_name_of_its_own_and_says_why_it_is_there_and_what_it_rests_on():
    assert len(RULES) == len(ALL_RULES)
    assert [rule.id for rule in ALL_RULES if not rule.why or not rule.facts] == []


def test_rules_that_only_an_owner_can_break_are_tried_on_every_kind_that_this_package_makes():
    made = {each.type for each in recorded(programs.NETWORK)} & OWNER_ONLY
    associations = {"aws:ec2/routeTableAssociation:RouteTableAssociation"}
    assert made - associations == set(FOREIGN)


def test_findings_come_most_severe_first_in_a_stable_order():
    def declare(owner: Any, participant: Any) -> None:
        programs.network(nat="single")(owner, participant)
        programs.api(owner, participant)
        programs.no_provider(owner, participant)

    graph = recorded(program(declare))
    found = findings_of_rules(graph)
    ours = ("default-provider", "api-open-to-the-world", "single-nat-gateway")
    assert [(each.level, each.id) for each in found if each.id in ours] == [
        (Level.ERROR, "default-provider"),
        (Level.WARNING, "api-open-to-the-world"),
        (Level.NOTICE, "single-nat-gateway"),
    ]
    assert found == findings_of_rules(graph, backwards=True)


@pytest.mark.parametrize(
    ("lost", "rule"),
    [
        ("eks-shared-vpc:index:SubnetShare::share", "share-not-waited-for"),
        ("eks-shared-vpc:index:SharedVpc::network", "cluster-before-network"),
        ("eks-shared-vpc:index:PrivateLinkEndpoints::endpoints", "cluster-before-network"),
    ],
)
def test_a_real_stack_that_loses_an_edge_is_found_out(lost, rule):
    graph = preview_of("staging").own
    inside = f"{lost.rsplit('::', 1)[0].replace('::', '$')}$"
    assert findings_of_rule(rule, graph) == []

    def change(each: Resource) -> Mapping[str, Any]:
        kept = [urn for urn in each.dependencies if not urn.endswith(lost) and inside not in urn.replace("::", "$")]
        return {"dependencies": tuple(kept)} if each.type in (CLUSTER, "aws:ec2/tag:Tag") else {}

    assert findings_of_rule(rule, Graph(replace(each, **change(each)) for each in graph)) != []


def test_a_recording_without_stand_ins_makes_no_rule_fail():
    graph = recorded_program(
        lambda: EksCluster("pay", cluster_args(), in_account("p", PARTICIPANT)), known_ids=False
    ).graph
    assert only(graph, CLUSTER).inputs["vpcConfig"]["publicAccessCidrs"] == ["52.94.76.0/24"]
    assert [each.id for each in findings_of_rules(graph) if each.level is Level.ERROR] == [], (
        "what is unknown is no violation"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_an_unknown_input_is_no_violation(part):
    world = recorded(WORLD)
    unknowns = [(each, key) for each in world for key in each.inputs if each.custom]
    assert len(unknowns) > 150, "otherwise there was little to try"
    for each, key in unknowns[part::PARTS]:
        graph = Graph([*(row for row in world if row != each), replace(each, inputs={**each.inputs, key: UNKNOWN})])
        found = [finding.message for finding in findings_of_rules(graph)]
        assert found == [], f"{each.name}.{key} is unknown"
