"""The fix of every finding can be applied to the case in which it is found: then the finding is gone, and no error is new."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

import pytest

from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.fixes import Fix, Form
from tests.catalogue import faults, rules
from tests.catalogue.case import Case
from tests.catalogue.judging import PROOF, RULES, all_findings, base_findings, key

CASES = [case for case in (*rules.CASES, *faults.CASES) if case.names]
IDS = [f"{'fault' if case in faults.CASES else 'rule'} {case}" for case in CASES]

AUTHOR = "only the author of the program knows which account is meant"
QUOTA = "AWS raises a quota; what to declare less of is the author's decision"
ADVICE_ONLY = {
    "provider-without-account": AUTHOR,
    "account-not-stated": AUTHOR,
    "zone-names": "only the owner's account says which id a zone's name has there",
    "service-missing-in-region": "only AWS says whether a service has an endpoint in a region by now",
    "path-unknown": "nothing is known to be wrong; what is missing is a declaration or an assumption",
    "cluster-in-another-vpc": "either the control plane or the nodes move, and the author decides which",
    **{rule: QUOTA for rule in RULES if rule.endswith("-quota")},
}
"""Findings that no change of a program removes, and why."""
ADVICE_IN = {
    (
        "default-provider",
        "a resource names no provider",
    ): "it refers to nothing that is in an account, and is in no component",
    ("cluster-in-one-zone", "one subnet of another program"): "no subnet in another zone is declared",
}
"""Cases in which a finding that has a fix elsewhere has advice only, and why."""
BY_ASSUMPTION = {"not-behind-gateway"}
"""What only an assumption refutes, so that only its author can correct it."""
WORDS_OF_STACK_FILES = ("network: {", "clusters:", "stack file")


@cache
def judged(case: Case) -> tuple[Finding, ...]:
    """All that is found in the graph of a case."""
    return tuple(all_findings(case.planted.graph()))


def found(case: Case) -> list[Finding]:
    """What the judge of a case finds where the case wants it, and does not find in its base."""
    known = {key(each) for each in base_findings(case.planted.base)} if case.planted.plants else set()
    return [each for each in judged(case) if each.id == case.judge and key(each) not in known]


def changes(finding: Finding) -> Fix:
    """The fix as data."""
    assert finding.changes is not None, f"{finding.id} has no fix as data"
    return finding.changes


def places(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """How many findings of an id there are at each place."""
    return Counter((each.id, each.where) for each in findings)


def errors(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """The errors, by id and place."""
    return {(each.id, each.where) for each in findings if each.level is Level.ERROR}


def is_advice(case: Case) -> bool:
    """Whether the fix of a case's findings is advice only."""
    return case.judge in ADVICE_ONLY or (case.judge, case.title) in ADVICE_IN


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_fix_removes_its_finding_and_causes_no_error(case: Case) -> None:
    graph, before = case.planted.graph(), judged(case)
    for each in found(case):
        repair = changes(each)
        assert bool(repair.changes) is not is_advice(case), each.fix
        if not repair.changes:
            assert repair.advice
            continue
        after = all_findings(repair.applied(graph))
        # Of several findings of an id at one place, such as one per cluster, a fix removes its own.
        assert key(each) not in map(key, after), each.fix
        assert places(after)[each.id, each.where] < places(before)[each.id, each.where], each.fix
        assert errors(after) <= errors(before), each.fix


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_fix_is_told_in_the_words_of_whoever_declared_what_it_changes(case: Case) -> None:
    for each in judged(case):
        repair = each.changes
        if repair is None:
            continue
        program, stack_file = repair.told(Form.PROGRAM), repair.told(Form.STACK_FILE)
        assert program, each
        assert stack_file, each
        assert "<known after deployment>" not in program
        assert not any(words in program for words in WORDS_OF_STACK_FILES), program
        assert all(setting.in_a_stack_file(repair.network) in stack_file for setting in repair.settings)
        assert repair.settings or program == stack_file


def test_every_finding_has_a_case_whose_fix_is_tried():
    assert {each.id for case in CASES for each in found(case)} == {*RULES, *PROOF} - BY_ASSUMPTION


def test_what_is_advice_only_is_nowhere_fixed_by_a_change():
    tried = {(case.judge, case.title): [changes(each) for each in found(case)] for case in CASES}
    advised = {rule for (rule, _), fixes in tried.items() if any(not each.changes for each in fixes)}
    assert set(ADVICE_ONLY) <= advised
    assert all(any(not each.changes for each in tried[case]) for case in ADVICE_IN)
