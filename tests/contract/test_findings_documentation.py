"""Every finding has its page, and the pages say what the preview says."""

import ast
import re
from functools import cache

import pytest

from eks_shared_vpc.preview import ALL_RULES
from eks_shared_vpc.preview.proof.causes import CAUSES
from scripts.document_findings import FOLDER, HEADINGS, pages, sentence
from scripts.document_meanings import PAGE, page
from scripts.facts import cited, sheet
from scripts.finding_examples import example, examples

WITHOUT_EXAMPLE = {
    "default-provider-enabled",
    "lookup-unanswered",
    "not-behind-gateway",
    "not-read",
    "opaque-component",
    "output-not-computed",
    "unresolved-reference",
}
"""What follows from assumptions, look-ups, the recording or the stack file: no planted change declares it, and tests of its own make it."""


every_page = cache(pages)


def generated() -> dict[str, str]:
    """The pages of findings, without their index."""
    return {name: text for name, text in every_page().items() if name != "README.md"}


def python(text: str) -> list[str]:
    return re.findall(r"```python\n(.*?)\n```", text, flags=re.DOTALL)


def test_the_committed_pages_are_what_the_rules_generate():
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}

    assert committed == every_page(), "run .venv/bin/python -m scripts.document_findings and commit docs/findings"


def test_the_committed_page_of_meanings_is_what_the_rules_generate():
    assert PAGE.read_text(encoding="utf-8") == page(), "run .venv/bin/python -m scripts.document_meanings and commit it"


def test_every_page_has_its_five_headings():
    for name, text in generated().items():
        assert tuple(re.findall(r"^## (.*)$", text, flags=re.MULTILINE)) == HEADINGS, name


def test_every_rule_and_cause_has_an_example():
    ids = {*(rule.id for rule in ALL_RULES), *CAUSES}
    assert {id_ for id_ in ids if examples(id_) == ("", "")} == {"not-behind-gateway"}
    assert {name.removesuffix(".md") for name, text in generated().items() if not python(text)} == WITHOUT_EXAMPLE


def test_examples_are_python_and_fail_otherwise_than_they_work():
    for name, text in generated().items():
        for block in python(text):
            ast.parse(block)
        failing, working = examples(name.removesuffix(".md"))
        assert failing != working or not failing, name


def test_an_example_is_one_of_its_finding():
    for name in generated():
        found = example(name.removesuffix(".md"))
        assert found is None or f"{found.finding.id}.md" == name


def test_sources_are_rows_of_the_sheet():
    held = sheet()
    for name, text in generated().items():
        rows = re.findall(r"\[facts ([\w.]+)\]\(\.\./aws-facts\.md#([\w.]+)\)", text)
        assert all(shown == target and target in held.rows for shown, target in rows), name
        assert all(url in text for row, _ in rows for url in held.rows[row].pages), name
    for rule in ALL_RULES:
        assert all(f"#{row})" in generated()[f"{rule.id}.md"] for row in cited(rule.facts)), rule.id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("put the group on the nodes", "Put the group on the nodes."),
        ("network: {endpoints: true}", "network: {endpoints: true}."),
        ("vpc_endpoint_type: Interface.", "vpc_endpoint_type: Interface."),
        ("enableDnsSupport has to be on", "enableDnsSupport has to be on."),
        ("EKS accepts none", "EKS accepts none."),
        ("", ""),
    ],
)
def test_code_keeps_its_letters_at_the_start_of_a_sentence(text, said):
    assert sentence(text) == said
