"""Writes docs/aws-facts.md: the rows of docs/facts.json that code or documentation cites, with their pages.

Run as ``python -m scripts.document_facts``.
"""

from functools import cache
from itertools import groupby
from pathlib import Path

from scripts.facts import ROOT, Row, cited, links, sheet

__all__ = ["PAGE", "cited_rows", "page"]

PAGE = ROOT / "docs" / "aws-facts.md"
INTRO = """# AWS facts

The rows that code, messages and pages of this project cite as "facts". Each row has the pages that say so, or says that no
page is established, and a status: *checked* (read in the named source), *inferred* (from checked rows), *from memory*, or
*unsure* (sources disagree, or evidence is thin). Rows were gathered until {date}; none was tried against a live account. Rules
that rest on what is not checked say so, or are notices. Where a later row corrects an earlier one, the earlier one says *later*,
and the later one wins.

The page is generated from [facts.json](facts.json), which also holds the rows that nothing cites yet.

Sources: {sources}.
"""
BARE = """## Rows without a page

No page is established for these rows: they rest on the source in words.
"""


def page() -> str:
    """The page."""
    held = sheet()
    rows = [held.rows[id_] for id_ in held.rows if id_ in cited_rows()]
    sources = "; ".join(f"{key}, {title}" for key, title in held.sources.items())
    parts = [INTRO.format(date=held.date, sources=sources)]
    for section, group in groupby(rows, key=lambda row: row.id.partition(".")[0]):
        parts.append("\n".join([f"## {held.sections[section]}", "", *map(_row, group), ""]))
    bare = [f"- [{row.id}](#{row.id}) {links(row)} *({row.status})*" for row in rows if not row.pages]
    parts.append("\n".join([BARE, *bare, ""]))
    return "\n".join(parts)


@cache
def cited_rows() -> frozenset[str]:
    """The rows that code or documentation cites, and the later rows that correct them."""
    found: set[str] = set()
    for path in _readers():
        found.update(cited(path.read_text(encoding="utf-8")))
    rows = sheet().rows
    return frozenset(found) | {later for id_ in found if id_ in rows for later in rows[id_].later_rows}


def _readers() -> list[Path]:
    """The files whose citations count: code, and the pages that are not generated."""
    code = [path for folder in ("components", "stacks") for path in sorted((ROOT / folder).rglob("*.py"))]
    pages = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path != PAGE and path.parent.name != "findings"]
    return [*code, *pages]


def _row(row: Row) -> str:
    text = row.text.replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|")
    said = f'- <a id="{row.id}"></a>**{row.id}** {text} *({row.status})* {links(row)}'
    if row.later:
        rows = ", ".join(f"[{later}](#{later})" for later in row.later_rows)
        said += f" *Later:* {row.later}{f' ({rows})' if rows else ''}"
    return said


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
