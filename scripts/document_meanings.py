"""Writes docs/meanings.md: everything that a diff can say a change means, from the rules themselves.

Run as ``python -m scripts.document_meanings``.
"""

from pathlib import Path

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from scripts.facts import linked

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).parent.parent / "docs" / "meanings.md"
INTRO = """# What a diff can mean

Each line is one id that `eks-shared-vpc diff` gives ([diff.md](diff.md)), with why it matters and what it rests on: rows of
[aws-facts.md](aws-facts.md), a page of AWS, or the measured table of what forces replacement. The page is generated from the
rules.
"""
LEVELS = {
    MeaningLevel.RED: "Red: something that works breaks, is lost permanently, or is opened to the world",
    MeaningLevel.AMBER: "Amber: an interruption, a rolling replacement or wider access that the user has to intend",
    MeaningLevel.NOTE: "Notes: good to know",
}


def page() -> str:
    """The page."""
    parts = [INTRO]
    for level, title in LEVELS.items():
        rows = [
            f"| `{each.id}` | {each.why} | {linked(each.facts, 'aws-facts.md') or '–'} |"
            for each in ALL_MEANINGS
            if each.level is level
        ]
        parts.append(
            "\n".join([f"## {title}", "", "| id | why it matters | rests on |", "| --- | --- | --- |", *rows, ""])
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
