"""Reports for people at a terminal: readable without colour and in 80 to 100 columns."""

from collections.abc import Iterator
from typing import TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text
from rich.tree import Tree as Drawing

from eks_shared_vpc.judgement import Judgement, Severity
from eks_shared_vpc.preview.report import Report
from eks_shared_vpc.preview.section import Cell, Judgements, Part, Section, Table, Tree

__all__ = ["draw", "write"]

WIDTH = 100
"""Columns of a report that goes to no terminal."""
_STYLES = ("bold red", "yellow", "cyan")
"""Of levels, by their rank."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command how it ends; rich would end it with 1."""
        raise BrokenPipeError


def write(report: Report, file: TextIO) -> None:
    """Write a report: as wide as the terminal, or 100 columns where there is none."""
    width = None if file.isatty() else WIDTH
    draw(report, _Console(file=file, highlight=False, emoji=False, markup=False, width=width))


def draw(report: Report, console: Console) -> None:
    """Draw a report, and then those that it is made of."""
    if report.heading:
        console.print(Text(report.heading, style="bold"))
    for section in report.shown:
        console.print()
        _draw_section(section, console)
    for number, each in enumerate(report.shown_reports):
        if report.heading or number:
            console.print()
        draw(each, console)


def _draw_section(section: Section, console: Console) -> None:
    if section.title:
        console.print(Text(section.title, style="bold underline"))
    notes = [Text(each, style="dim") for each in section.content.notes]
    console.print(_indented(Group(*(_drawn(each) for each in section.content.parts), *notes), 2))


def _drawn(part: Part) -> RenderableType:
    match part:
        case Table():
            return _titled(part.title, _grid(part))
        case Tree():
            drawing = Drawing(Text(part.label, style="bold"), guide_style="dim")
            _grow(drawing, part)
            return drawing
        case Judgements():
            rows = Text(part.none, style="green") if part.none and not part.rows else Group(*_told(part))
            return _titled(part.title, _indented(rows, 2 if part.title else 0))


def _titled(title: str, content: RenderableType) -> RenderableType:
    return Group(Text(title), content) if title else content


def _grid(table: Table) -> RenderableType:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in table.columns:
        grid.add_column(Text(column.heading), justify="right" if column.is_number else "left", overflow="fold")
    for row in table.rows:
        grid.add_row(*(_cell(each) for each in row.cells), style="dim" if row.is_muted else "")
    return grid


def _cell(cell: Cell) -> Text:
    return Text(cell.text, style=_style(cell.level))


def _grow(drawing: Drawing, tree: Tree) -> None:
    for each in tree.branches:
        count = f"{each.count:>3} " if each.count is not None else ""
        names = f": {each.names}" if each.names else ""
        _grow(drawing.add(Text(f"{count}{each.label}{names}")), each)


def _told(judgements: Judgements) -> Iterator[RenderableType]:
    for each in judgements.rows:
        yield _head(each)
        yield _indented(Text(each.message), 4)
        if each.fix:
            yield _indented(Text(f"fix: {each.fix}"), 4)


def _head(judgement: Judgement[Severity]) -> Text:
    """Level, id, and where: the file and its line as well, if they are known."""
    head = Text.assemble((judgement.level.value, _style(judgement.level)), "  ", (judgement.id, "bold"))
    for each in (judgement.about, judgement.place):
        if each:
            head.append(f"  {each}", style="dim")
    return head


def _style(level: Severity | None) -> str:
    return "" if level is None else _STYLES[level.rank]


def _indented(content: RenderableType, columns: int) -> RenderableType:
    return Padding(content, (0, 0, 0, columns), expand=False) if columns else content
