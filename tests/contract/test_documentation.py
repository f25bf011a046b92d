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
    assert len(TESTS) == 3


def test_every_fact_that_code_cites_can_be_looked_up():
    page = (ROOT / "docs" / "aws-facts.md").read_text(encoding="utf-8")
    code = [
        path.read_text(encoding="utf-8")
        for folder in ("components", "stacks")
        for path in (ROOT / folder).rglob("*.py")
    ]
    cited = {row for text in code for row in re.findall(r"(?<!engine-)facts (\d+\.\d+[a-z]?)", text)}

    assert cited
    assert sorted(row for row in cited if f'<a id="{row}"></a>' not in page) == []
