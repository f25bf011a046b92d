"""Writes docs/findings/: a page for each id that a preview can find, from the rules themselves.

What a finding means is the docstring of its rule. What it looks like, and what to do about it, is shown as the preview
says it of a planted fault; a rule without a planted fault shows the advice as it stands in its code. So no page can say
what the preview does not. Run as ``python -m scripts.document_findings``.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

from eks_shared_vpc.preview import ALL_RULES, Finding
from eks_shared_vpc.preview.findings import Rule
from eks_shared_vpc.preview.proof.causes import CAUSES
from tests.faults.catalogue import FAULTS
from tests.faults.planting import judge

__all__ = ["FOLDER", "pages"]

FOLDER = Path(__file__).parent.parent / "docs" / "findings"

OTHERS = {
    "opaque-component": ("notice", "A packaged component declares its children in a plugin of its own, and there is no model of them here; they are missing from the preview, and nothing about them is checked.", "design rule 9", "see `pulumi preview` for its children"),
    "path-leaves-zone": ("notice", "What a zone's nodes need is reached through another zone: a failure there is felt here, and traffic between zones is paid by the GB.", "facts 9.1, 12.7, 12.8", "a NAT gateway, or an interface of the endpoint, in the zone itself"),
    "unresolved-reference": ("warning", "The stack reads outputs of another one that is neither in this project nor saved, so its ids are unknown and nothing about its network is checked.", "design section 5", "save that stack's outputs where the finding says"),
}  # fmt: skip
"""Findings that no rule and no proof makes: level, meaning, source, advice."""


def pages() -> dict[str, str]:
    """Every page, by file name."""
    examples: dict[str, tuple[str, Finding]] = {}
    for fault in FAULTS:
        found = next((each for each in judge(fault).new if each.id == fault.expected), None)
        if found is not None:
            examples.setdefault(found.id, (f"{fault.stack}: {fault.title}", found))
    written = {
        rule.id: _page(rule.id, rule.level.value, rule.why, rule.facts, examples, _advice(rule)) for rule in ALL_RULES
    }
    written |= {id_: _page(id_, "error", cause.why, cause.facts, examples, "") for id_, cause in CAUSES.items()}
    written |= {id_: _page(id_, *rest[:3], examples, rest[3]) for id_, rest in OTHERS.items()}
    index = "\n".join(f"- [{id_}]({id_}.md)" for id_ in sorted(written))
    intro = "Everything that a preview can find, one page each. The pages are generated from the rules."
    return {
        "README.md": f"# Findings\n\n{intro}\n\n{index}\n",
        **{f"{id_}.md": page for id_, page in sorted(written.items())},
    }


def _page(id_: str, level: str, why: str, facts: str, examples: dict[str, tuple[str, Finding]], advice: str) -> str:
    parts = [f"# {id_}", f"**{level}**, resting on {facts or 'the design'}.", why, "## What to do"]
    example = examples.get(id_)
    if example is None:
        parts.append(f"{advice[:1].upper()}{advice[1:]}." if advice else "The finding itself says what to do.")
    else:
        title, found = example
        fix = found.fix or "Nothing: it is good to know."
        parts += [
            f"{fix[:1].upper()}{fix[1:]}.".replace("..", "."),
            "## What it looks like",
            f"Planted in `{title}`:",
            f"> {found.message}",
        ]
    return "\n\n".join(parts) + "\n"


def _advice(rule: Rule) -> str:
    """The advice as it stands in a rule's code, with a gap where a name is filled in."""
    module = inspect.getmodule(rule.check)
    return next(_advices(rule), "") or str(getattr(module, "RAISE", ""))  # the one advice of all quotas


def _advices(rule: Rule) -> Iterator[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule.check)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Violation" and len(node.args) > 2:  # noqa: PLR2004  # where, message, fix
            text = _text(node.args[2])
            if text:
                yield text


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
