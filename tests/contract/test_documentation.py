"""What the documentation shows is true: its examples run."""

import re

import pytest

from tests.support import ROOT

EXAMPLE = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "testing.md").read_text(), flags=re.DOTALL)[0]
TESTS = re.findall(r"^def (test_\w+)", EXAMPLE, flags=re.MULTILINE)


@pytest.mark.parametrize("name", TESTS)
def test_the_example_of_a_test_suite_runs_as_it_stands_in_the_documentation(name):
    page: dict[str, object] = {}
    exec(EXAMPLE, page)  # noqa: S102  # it is our own page

    page[name]()  # type: ignore[operator]


def test_the_example_of_a_test_suite_has_tests():
    assert len(TESTS) == 5
