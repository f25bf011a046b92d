"""Writes docs/findings/: a page for each id that a preview can find, from the rules themselves.

What a rule checks is what it says of a failing example, or the form of its messages in code where there is none; why it
fails is its docstring; its sources are the rows that it cites, with their pages. Examples come from planted faults and test
cases. So no page can say what the preview does not. Run as ``python -m scripts.document_findings``.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eks_shared_vpc.preview import ALL_RULES
from eks_shared_vpc.preview.proof.causes import CAUSES
from scripts.facts import cited, links, sheet
from scripts.finding_examples import Example, example

__all__ = ["FOLDER", "HEADINGS", "Subject", "pages", "sentence", "subjects"]

FOLDER = Path(__file__).parent.parent / "docs" / "findings"
HEADINGS = ("What it checks", "Why it fails", "Example that fails", "Example that works", "Source")
PROOF = "Whether each need of nodes and pods is reached, hop by hop, out and back. This id names what stops the path."
NO_EXAMPLE = "This follows from assumptions, look-ups, the recording or the stack file, not from one declaration: there is no example."
FIXES = {
    "not-behind-gateway": "correct the [assumption](../assumptions.md), at the file and line that the finding names"
}
"""Fixes of causes that no example has."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about.

    Attributes:
        id: Id of the finding.
        level: Its level.
        why: Why it fails.
        facts: What it cites.
        checks: What it checks, where that is not read off a rule.
        fix: The fix, where that is not read off a rule.
        rule: The rule that raises it, or ``None``.
    """

    id: str
    level: str
    why: str
    facts: str
    checks: str = ""
    fix: str = ""
    rule: Any = None


OTHERS = (
    Subject(
        "default-provider-enabled",
        "warning",
        "Every resource of the program names its provider, and so its account. If one ever does not, Pulumi takes the default provider, which deploys into whichever account the credentials at hand belong to. With the default provider switched off, the deployment fails instead.",
        "design rule 3",
        "Whether a stack file switches the default AWS provider off.",
        "`pulumi:disable-default-providers: [aws]` under `config`",
    ),
    Subject(
        "lookup-unanswered",
        "notice",
        "The program asks a provider for something that only the cloud knows, such as its availability zones. Its outputs, and all that is computed from them, are unknown in the preview. If the program waits for the answer as a plain value, it cannot go on: then this is an error and the exit status is 2.",
        "design rule 11",
        "Whether each look-up of the program is computed, or has an answer.",
        "run the preview with `--answers answers.json`, fill in each null result in that file, and run it again ([look-ups](../lookups.md))",
    ),
    Subject(
        "output-not-computed",
        "notice",
        "A function of the program parses a value that is known after deployment only, and fails on its stand-in. Pulumi's own preview does not run such a function either. Its result is unknown, and nothing about it is checked.",
        "design rule 11",
        "Whether each function of the program can be computed in a preview.",
        "correct the function if it fails on the real value too; otherwise nothing has to be done",
    ),
    Subject(
        "path-unknown",
        "notice",
        "A hop lies outside of what the recorded programs declare, or is known after deployment only. Nothing is proved behind it, and nothing is refuted. With `--strict` the exit status is then 1.",
        "design rule 11",
        "Whether every hop of each path is known.",
        "declare what is missing, preview it together with the stack that does, or state it as an [assumption](../assumptions.md)",
    ),
    Subject(
        "not-read",
        "notice",
        "The preview has no model of these network resources. What they open or close is not taken into account.",
        "design rule 11",
        "Whether the model reads every type of network resource.",
        "none in the program; treat the paths through these resources as unknown",
    ),
    Subject(
        "opaque-component",
        "notice",
        "A packaged component declares its children in a plugin, and the preview has no model of them. They are missing from the preview, and nothing about them is checked.",
        "design rule 9",
        "Whether the preview knows the children of each packaged component.",
        "see `pulumi preview` for its children",
    ),
    Subject(
        "path-leaves-zone",
        "notice",
        "What a zone's nodes need is reached through another zone: an outage there is one here, and AWS charges for each GB that crosses zones.",
        "facts 9.1, 12.7, 12.8",
        "Whether each path stays in the zone that it starts in.",
        "a NAT gateway, or an interface of the endpoint, in the zone itself",
    ),
    Subject(
        "unresolved-reference",
        "warning",
        "The stack reads outputs of another one that is neither in this project nor saved, so its ids are unknown and nothing about its network is checked.",
        "design section 5",
        "Whether the outputs of each stack that this one reads are known.",
        "save that stack's outputs where the finding says",
    ),
)
"""Findings that neither a rule nor the proof raises."""


def subjects() -> list[Subject]:
    """All that a preview can find, by id."""
    found = [Subject(rule.id, rule.level.value, rule.why, rule.facts, rule=rule) for rule in ALL_RULES]
    found += [Subject(id_, "error", cause.why, cause.facts, PROOF, FIXES.get(id_, "")) for id_, cause in CAUSES.items()]
    return sorted([*found, *OTHERS], key=lambda each: each.id)


def pages() -> dict[str, str]:
    """Every page, by file name."""
    index = "\n".join(f"- [{each.id}]({each.id}.md) ({each.level})" for each in subjects())
    intro = "Everything that a preview can find, one page each. The pages are generated from the rules."
    return {
        "README.md": f"# Findings\n\n{intro}\n\n{index}\n",
        **{f"{each.id}.md": _page(each) for each in subjects()},
    }


def sentence(text: str) -> str:
    """A text as a sentence: its first word gets a capital if it is a word and not code, and it ends with a full stop."""
    text = text.strip()
    if re.match(r"[a-z]+(?=[ ,])", text):
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?:" else f"{text}."


def _page(subject: Subject) -> str:
    shown = example(subject.id)
    fix = (shown.finding.fix if shown else "") or subject.fix
    bodies = (
        sentence(subject.checks) or _checks(subject, shown),
        sentence(subject.why),
        _failing(shown),
        _working(shown, fix),
        _source(subject.facts),
    )
    parts = [f"# {subject.id}", f"Level: **{subject.level}**."]
    for heading, body in zip(HEADINGS, bodies, strict=True):
        parts += [f"## {heading}", body]
    return "\n\n".join(parts) + "\n"


def _checks(subject: Subject, shown: Example | None) -> str:
    message = _in_code(subject)
    if message:
        return f"Reports each resource for which this holds: “{message}”."
    if shown is not None:
        return f"Reports, for example: “{shown.finding.message}”."
    return "Reports each resource to which the reason below applies."


def _failing(shown: Example | None) -> str:
    if shown is None:
        return NO_EXAMPLE
    return f"```python\n{shown.failing}\n```\n\nThe preview reports:\n\n> {shown.finding.message}"


def _working(shown: Example | None, fix: str) -> str:
    advice = f"Fix: {fix.rstrip('.')}." if fix else "Nothing has to be fixed."
    return advice if shown is None else f"{advice}\n\n```python\n{shown.working}\n```"


def _source(facts: str) -> str:
    rows, held = cited(facts), sheet().rows
    lines = [f"- [facts {row}](../aws-facts.md#{row}): {links(held[row])} *({held[row].status})*" for row in rows]
    rest = [
        part.strip()
        for part in re.split(r"[;,]", facts)
        if part.strip() and not re.search(r"\bfacts \d|^\d", part.strip())
    ]
    lines += [f"- {sentence(part)}" for part in rest]
    return "\n".join(lines) or "The design of this project; no row of the facts sheet."


def _in_code(subject: Subject) -> str:
    """The message of the violations that a rule's code yields, with a gap where a value is filled in."""
    return next(_messages(subject.rule.check), "") if subject.rule is not None else ""


def _messages(check: Any) -> Iterator[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(check)))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark":
            held = node.args[1]
            text = _text(named.get(held.id, held) if isinstance(held, ast.Name) else held)
            if text:
                yield re.sub(r"…(?: ?…)+", "…", text)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    fresh = pages()
    for stale in {path.name for path in FOLDER.glob("*.md")} - fresh.keys():
        (FOLDER / stale).unlink()
    for name, text in fresh.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
