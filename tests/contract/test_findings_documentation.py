"""Every finding has its page, and the pages say what the preview says."""

from scripts.document_findings import FOLDER, pages
from scripts.document_meanings import PAGE, page


def test_the_committed_pages_are_what_the_rules_generate():
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}

    assert committed == pages(), "run .venv/bin/python -m scripts.document_findings and commit docs/findings"


def test_the_committed_page_of_meanings_is_what_the_rules_generate():
    assert PAGE.read_text(encoding="utf-8") == page(), "run .venv/bin/python -m scripts.document_meanings and commit it"
