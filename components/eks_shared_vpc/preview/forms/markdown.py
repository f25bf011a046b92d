"""Reports for a comment on a pull request: what matters first, details folded, within what a forge accepts.

Tables and folded parts stay whole; what there is no room for is counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from eks_shared_vpc.judgement import Judgement, Severity
from eks_shared_vpc.preview.markdown_text import Markdown, code, escaped
from eks_shared_vpc.preview.report import Report
from eks_shared_vpc.preview.section import Cell, Column, Judgements, Part, Section, Table, Tree

__all__ = ["LIMIT", "fitted", "folded", "markdown", "table", "write"]

LIMIT = 60_000
"""Characters of a whole comment: GitHub accepts 65,536, and a workflow adds some of its own."""
SECTION_LIMIT = 12_000
"""Characters of one section."""
_SIGNS = ("🔴", "🟠", "⚪")
"""Of levels, by their rank."""
_JUDGEMENT = ("level", "id", "where", "what", "fix")
_LIST_ITEM = re.compile(r"^(?:(\d+)(?=[.)](?:\s|$))|(?=[-+=]))")


def write(report: Report, file: TextIO) -> None:
    """Write a report."""
    file.write(markdown(report))


def markdown(report: Report) -> str:
    """A report as Markdown."""
    return fitted(list(_parts(report)))


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


def table(head: Sequence[str], rows: Iterable[Sequence[str]], room: int = SECTION_LIMIT) -> str:
    """A table of cells that are text or Markdown; rows that it has no room for are counted in a last one."""
    lines = ["| " + " | ".join(map(escaped, head)) + " |", "|" + " --- |" * len(head)]
    fitting, left_out = _fitting(("| " + " | ".join(map(escaped, row)) + " |" for row in rows), room)
    last = ["| " + " | ".join([f"… {left_out} more", *[""] * (len(head) - 1)]) + " |"] if left_out else []
    return "\n".join([*lines, *fitting, *last])


def folded(title: str, *body: str, is_open: bool = False) -> str:
    """A part that opens on a click."""
    head = f"<details{' open' if is_open else ''}><summary>{escaped(title)}</summary>"
    return "\n\n".join([head, *body, "</details>"])


def _parts(report: Report) -> Iterator[str]:
    """What is open comes first, details come last."""
    if report.heading:
        yield f"### {escaped(report.heading)}"
    yield from (_opened(each) for each in report.shown if not _folds(each))
    for each in report.shown_reports:
        if report.heading:
            yield folded(each.heading, *_sections(each), is_open=_is_most_severe(each.worst))
        else:
            yield from _parts(each)
    yield from (folded(each.title, _body(each)) for each in report.shown if _folds(each))
    yield from (folded(each.heading, *_sections(each)) for each in report.attached)


def _sections(report: Report) -> Iterator[str]:
    yield from (_opened(each) for each in report.shown if not _folds(each))
    yield from (folded(each.title, _body(each)) for each in report.shown if _folds(each))


def _folds(section: Section) -> bool:
    return section.folds and not _is_most_severe(section.worst)


def _is_most_severe(level: Severity | None) -> bool:
    return level is not None and level.rank == 0


def _opened(section: Section) -> str:
    return f"#### {escaped(section.title)}\n\n{_body(section)}" if section.title else _body(section)


def _body(section: Section) -> str:
    """A section below its title; parts that it has no room for are counted."""
    drawn: list[str] = []
    left_out, room = 0, SECTION_LIMIT
    for part in section.content.parts:
        if room > 0:
            drawn.append(_drawn(part, room))
            room -= len(drawn[-1])
        else:
            left_out += 1
    more = [f"… {left_out} more"] if left_out else []
    return "\n\n".join([*drawn, *more, *(f"_{escaped(each)}_" for each in section.content.notes)])


def _drawn(part: Part, room: int) -> str:
    match part:
        case Table():
            head = [each.heading for each in part.columns]
            rows = ([_cell(*pair) for pair in zip(row.cells, part.columns, strict=True)] for row in part.rows)
            return _titled(part.title, table(head, rows, room))
        case Tree():
            return "\n".join([f"- **{escaped(part.label)}**", *_limited(_lines(part.branches, 1), room)])
        case Judgements():
            told = table(_JUDGEMENT, map(_told, part.rows), room) if part.rows else escaped(part.none)
            return _titled(part.title, told)


def _titled(title: str, content: str) -> str:
    return "\n\n".join(each for each in (f"**{escaped(title)}**" if title else "", content) if each)


def _cell(cell: Cell, column: Column) -> Markdown:
    text = code(cell.text) if column.is_code else escaped(cell.text)
    return text if cell.level is None else Markdown(f"{_SIGNS[cell.level.rank]} {text}")


def _told(judgement: Judgement[Severity]) -> tuple[str, ...]:
    """Level, id, where, what and fix: the file and its line as well, if they are known."""
    level = f"{_SIGNS[judgement.level.rank]} {judgement.level.value}"
    where = "<br>".join(code(each) for each in (judgement.about, judgement.place) if each)
    return level, code(judgement.id), Markdown(where), judgement.message, judgement.fix


def _lines(trees: Iterable[Tree], depth: int) -> Iterator[str]:
    for each in trees:
        label = _LIST_ITEM.sub(r"\1\\", escaped(each.label))
        count = f"{each.count} " if each.count is not None else ""
        names = f": {code(each.names)}" if each.names else ""
        yield f"{'  ' * depth}- {count}{label}{names}"
        yield from _lines(each.branches, depth + 1)


def _limited(lines: Iterable[str], room: int) -> list[str]:
    fitting, left_out = _fitting(lines, room)
    return [*fitting, *([f"  - … {left_out} more"] if left_out else [])]


def _fitting(lines: Iterable[str], room: int) -> tuple[list[str], int]:
    """The lines that there is room for, and how many are left out."""
    fitting: list[str] = []
    left_out = 0
    for line in lines:
        room -= len(line) + 1
        if room > 0:
            fitting.append(line)
        else:
            left_out += 1
    return fitting, left_out
