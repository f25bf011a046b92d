"""Healthy programs in other people's styles: no error, no warning that is not true, and unknown where nothing can be seen."""

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.graph import STACK
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.proof.path import Outcome
from eks_shared_vpc.preview.record import record
from eks_shared_vpc.preview.report import preview_report
from eks_shared_vpc.preview.rules import ALL_RULES
from tests.corpus.expectation import Expectation

PROGRAMS = sorted(path.stem for path in (Path(__file__).parent / "programs").glob("[!_]*.py"))
ENOUGH = 80


def module_of(name: str) -> ModuleType:
    return import_module(f"tests.corpus.programs.{name}")


def expectation_of(name: str) -> Expectation:
    expected = module_of(name).EXPECT
    assert isinstance(expected, Expectation)
    return expected


@cache
def preview_of(name: str) -> Preview:
    expected = expectation_of(name)
    program = module_of(name).program
    recording = record(program, project="corpus", stack=name, references=expected.references, answers=expected.answers)
    return Preview(RecordedStack(name, recording, {}, ()))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_healthy_program_has_no_error_and_only_warnings_that_are_true(name):
    assert any(each.type != STACK for each in preview_of(name).graph), "otherwise there was nothing to look at"
    true = expectation_of(name).warnings
    false = [
        f"{each.level.value} {each.id}: {each.where.rpartition('::')[2]}: {each.message}"
        for each in preview_of(name).findings
        if each.level is Level.ERROR or (each.level is Level.WARNING and each.id not in true)
    ]
    assert not false, "\n".join(false)


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_proved_is_proved_and_what_cannot_be_seen_is_unknown(name):
    expected, proofs = expectation_of(name), preview_of(name).proofs
    assert {each.path.outcome for each in proofs} <= {Outcome.PROVED, Outcome.UNKNOWN}
    unknown = {each.need.destination for each in proofs if each.path.outcome is Outcome.UNKNOWN}
    if expected.proved:
        assert proofs
        assert unknown == set()
    assert set(expected.unknown) <= unknown
    if expected.nothing:
        assert proofs == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_first_line_says_what_was_proved(name):
    preview = preview_of(name)
    if not preview.has_clusters:
        return
    line = preview_report(preview).heading
    proved = preview.outcomes[Outcome.PROVED]
    assert ("nothing proved" in line) is (proved == 0), line
    assert proved == 0 or f" {proved} path" in line


def test_the_corpus_is_large_enough_and_no_expectation_contradicts_itself():
    assert len(PROGRAMS) >= ENOUGH
    ids = {*(rule.id for rule in ALL_RULES), "unresolved-reference"}
    for name in PROGRAMS:
        expected = expectation_of(name)
        assert module_of(name).__doc__, f"{name}: whose style is it?"
        assert expected.proved + bool(expected.unknown) + expected.nothing <= 1, name
        assert set(expected.warnings) <= ids, name
