"""What the documentation shows is true: its examples run."""

import re
import subprocess
import sys

import pytest

from tests.user_project import EXAMPLES, LIBRARY, write_project_of_a_user

TESTS = re.findall(r"^def (test_\w+)", LIBRARY, flags=re.MULTILINE)


@pytest.mark.parametrize("name", TESTS)
def test_the_example_of_a_test_suite_runs_as_it_stands_in_the_documentation(name):
    page: dict[str, object] = {}
    exec(LIBRARY, page)  # noqa: S102  # it is our own page

    page[name]()  # type: ignore[operator]


def test_the_example_of_a_test_suite_has_tests():
    assert len(TESTS) == 5


def test_the_examples_of_mocks_and_fixtures_pass_together(tmp_path):
    """In one pytest of their own: mocks stay set, and a recording neither minds nor changes that."""
    count = write_project_of_a_user(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"{count} passed" in done.stdout, done.stdout + done.stderr
    assert count == len(re.findall(r"^def test_", "".join(EXAMPLES), flags=re.MULTILINE)) == 10
