"""Every planted fault is found under the right id and at the right place, with nothing beside it; healthy stacks are clean."""

import pytest

from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.proof.causes import CAUSES
from eks_shared_vpc.preview.rules import ALL_RULES
from tests.faults.catalogue import FAULTS
from tests.faults.planting import alarms, judge, stacks

ENOUGH = 70
IN_COMPONENTS = 8


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.stack}: {fault.title}")
def test_a_planted_fault_is_found(fault):
    verdict = judge(fault)
    assert verdict.found, f"wanted {fault.expected} at {fault.at}, found {verdict.new}"
    assert not verdict.strays


@pytest.mark.parametrize("stack", stacks())
def test_a_healthy_stack_raises_no_alarm(stack):
    assert alarms(stack) == []


def test_the_catalogue_covers_every_error_and_warning_and_every_stack():
    planted = {fault.expected for fault in FAULTS}
    known = {each.id for each in ALL_RULES} | {*CAUSES, "path-leaves-zone"}
    needed = {each.id for each in ALL_RULES if each.level is not Level.NOTICE} | {*CAUSES, "path-leaves-zone"}
    assert planted <= known
    assert needed <= planted
    assert {fault.stack for fault in FAULTS} == set(stacks())


def test_the_catalogue_is_large_enough_and_says_each_fault_once():
    assert len(FAULTS) >= ENOUGH
    assert sum(fault.where == "component" for fault in FAULTS) >= IN_COMPONENTS
    assert len({(fault.stack, fault.title) for fault in FAULTS}) == len(FAULTS)
