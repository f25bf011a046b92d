"""Markdown for a comment on a pull request: tables and folded parts that stay whole, within what a forge accepts."""

from collections.abc import Iterable, Sequence

from eks_shared_vpc.preview.markdown_text import escaped

__all__ = ["LIMIT", "fitted", "folded", "table"]

LIMIT = 60_000
"""Characters of a whole comment: GitHub accepts 65,536, and a workflow adds some of its own."""
TABLE_LIMIT = 12_000
"""Characters of one table."""


def fitted(parts: Sequence[str], limit: int = LIMIT) -> str:
    """Parts one after another, whole ones, as long as they fit; how many were left out is said at the end."""
    kept: list[str] = []
    room = limit - 200  # for the note
    for part in parts:
        if len(part) + 2 > room:
            break
        kept.append(part)
        room -= len(part) + 2
    left_out = len(parts) - len(kept)
    note = [
        f"_{left_out} more {'part is' if left_out == 1 else 'parts are'} left out here: this would be too long for a comment. The command prints all of it._"
    ]
    return "\n\n".join([*kept, *(note if left_out else [])]) + "\n"


def folded(title: str, *body: str, opened: bool = False) -> str:
    """A part that opens on a click."""
    inside = "\n\n".join(part for part in body if part)
    return f"<details{' open' if opened else ''}><summary>{escaped(title)}</summary>\n\n{inside}\n\n</details>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are text or Markdown; rows that it has no room for are counted in a last one."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    room = TABLE_LIMIT
    left_out = 0
    for row in rows:
        line = "| " + " | ".join(escaped(cell) for cell in row) + " |"
        room -= len(line)
        if room > 0:
            lines.append(line)
        else:
            left_out += 1
    if left_out:
        lines.append("| " + " | ".join([f"… {left_out} more", *[""] * (len(head) - 1)]) + " |")
    return "\n".join(lines)
