"""A few hundred mutations of every kind of input file; ``make fuzz`` makes 10,000 of each."""

from pathlib import Path

import pytest

from tests.fuzz.fuzz import fuzzed
from tests.fuzz.subjects import SUBJECTS, Subject, prepared

NUMBER = 60
"""Mutations of each kind of file."""


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_a_mutated_file_ends_in_a_report_and_never_in_an_exception(subject: Subject, tmp_path: Path) -> None:
    with prepared(tmp_path, subject):
        ended = [fuzzed(subject, tmp_path, 1, number) for number in range(NUMBER)]
    assert [(each.seed, each.complaints) for each in ended if each.complaints] == []
