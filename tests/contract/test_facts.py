"""Every fact that code cites is a row with a source, and the sheet is what the rows generate."""

import re

import pytest

from scripts.document_facts import PAGE, cited_rows, page
from scripts.facts import ROOT, cited, linked, links, sheet

ROWS = sheet().rows
STATUSES = (
    "checked",
    "inferred",
    "memory",
    "unsure",
    "measured",
    "arithmetic",
    "high",
    "medium",
    "low",
    "advice",
    "print",
    "–",
)
CODE = [path for folder in ("components", "stacks") for path in sorted((ROOT / folder).rglob("*.py"))]


def test_the_committed_sheet_is_what_the_rows_generate():
    assert PAGE.read_text(encoding="utf-8") == page(), "run .venv/bin/python -m scripts.document_facts and commit it"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("facts 2.6", ["2.6"]),
        ("(aws-facts 1.71, 5.19)", ["1.71", "5.19"]),
        ("facts 1.5, 1.10–1.12 and 6.8c; diff/replacements.json", ["1.5", "1.10", "1.11", "1.12", "6.8c"]),
        ("facts 1.10-1.13: checked", ["1.10", "1.11", "1.12", "1.13"]),
        ("facts 2.1,\n    6.27", ["2.1", "6.27"]),
        ("engine-facts 11.2", []),
        ("facts 6.8c; engine-facts 11.2", ["6.8c"]),
        ("facts 99.1", ["99.1"]),
    ],
)
def test_citations_are_read_as_they_are_written(text, rows):
    assert cited(text) == rows


def test_a_citation_becomes_a_link_for_each_of_its_rows():
    assert linked("facts 8.22, 2.22; rule 8.1", "s.md") == "facts [8.22](s.md#8.22), [2.22](s.md#2.22); rule 8.1"
    assert linked("engine-facts 11.2", "s.md") == "engine-facts 11.2"


def test_every_row_that_code_cites_exists():
    missing = {
        f"{path.relative_to(ROOT)}: {row}"
        for path in CODE
        for row in cited(path.read_text(encoding="utf-8"))
        if row not in ROWS
    }
    assert sorted(missing) == []
    assert len(cited_rows()) > 100


def test_code_cites_rows_and_nothing_else():
    odd = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in CODE
        for found in re.findall(r"\bfacts S?\d\S*", path.read_text(encoding="utf-8"))
        if not re.match(r"facts \d+\.\d+", found) and not found_in_engine_facts(path.read_text(encoding="utf-8"), found)
    }
    assert sorted(odd) == []


def found_in_engine_facts(text: str, found: str) -> bool:
    """Whether a citation is one of the engine's facts, which have numbers without a point."""
    return text.count(found) == text.count(f"engine-{found}")


def test_every_row_says_what_it_rests_on():
    for row in ROWS.values():
        assert row.text, row.id
        assert row.pages or row.source, row.id
        assert any(word in row.status for word in STATUSES), (row.id, row.status)
        assert all(later in ROWS for later in row.later_rows), row.id
        assert all(re.fullmatch(r"https://[\w./-]+", url) and url in links(row) for url in row.pages), row.id


def test_rows_without_a_page_are_listed_in_one_place():
    listed = re.findall(r"^- \[([\w.]+)\]", page().split("## Rows without a page")[1], flags=re.MULTILINE)
    assert listed == [id_ for id_, row in ROWS.items() if id_ in cited_rows() and not row.pages]
    assert len(listed) < len(cited_rows()) / 10, "most rows have a page"


def test_every_row_of_the_sheet_has_an_anchor_and_its_links():
    text = page()
    for id_ in cited_rows():
        assert text.count(f'<a id="{id_}"></a>') == 1
    for target in re.findall(r"\]\(#([\w.]+)\)", text):
        assert f'<a id="{target}"></a>' in text
