"""Every finding has its page, and the pages say what the preview says."""

from scripts.document_findings import FOLDER, pages


def test_the_committed_pages_are_what_the_rules_generate():
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}

    assert committed == pages(), "run .venv/bin/python -m scripts.document_findings and commit docs/findings"
