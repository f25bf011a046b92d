"""Every planted fault is found under the right id and at the right place, with nothing beside it; its twin is clean."""

import pytest

from eks_shared_vpc.preview.findings import Level
from tests.catalogue.case import Case, alarms, judge
from tests.catalogue.faults import CASES
from tests.catalogue.judging import PROOF, RULES, base_findings, level_of
from tests.catalogue.planting import Broken
from tests.support import STACKS

ENOUGH = 200
IN_COMPONENTS = 8
BY_ASSUMPTION = {"not-behind-gateway"}
"""What only an assumption refutes: tests/mocked/test_assumptions.py."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_planted_fault_is_found(case: Case) -> None:
    verdict = judge(case)
    assert verdict.found, f"wanted {case.judge} at {case.names}, found {verdict.new}"
    assert not verdict.strays


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_healthy_twin_of_a_fault_is_clean(case: Case) -> None:
    assert [(each.id, each.where, each.message) for each in alarms(case)] == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_healthy_stack_raises_no_alarm(stack):
    assert [each for each in base_findings(stack) if each.level is not Level.NOTICE] == []


def test_every_fault_has_a_twin_that_is_not_the_base_itself():
    assert [str(case) for case in CASES if case.twin is None or not case.twin.differs()] == []


def test_the_catalogue_covers_every_error_and_warning_and_every_stack():
    planted = {case.judge for case in CASES}
    needed = {rule for rule in RULES if level_of(rule) is not Level.NOTICE} | {*PROOF}
    assert planted <= {*RULES, *PROOF}
    assert needed - BY_ASSUMPTION <= planted
    assert {case.planted.base for case in CASES} == set(STACKS)


def test_the_catalogue_is_large_enough_and_says_each_fault_once():
    broken = [case for case in CASES if any(isinstance(plant, Broken) for plant in case.planted.plants)]
    assert len(CASES) >= ENOUGH
    assert len(broken) >= IN_COMPONENTS
    assert len({(case.planted.base, case.title) for case in CASES}) == len(CASES)
