"""A section of a report: its rows for machines, and the shapes in which people see them.

A section is one file of a folder of sections, and a form is one file of ``forms``. Both know the shapes that are here, and
neither knows of the other: so every form draws every section.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

from eks_shared_vpc.judgement import Judgement, Severity

__all__ = [
    "Cell",
    "Column",
    "Content",
    "Judgements",
    "Part",
    "Row",
    "Section",
    "SectionKind",
    "Table",
    "Tree",
    "judgement_rows",
    "kinds_in",
    "most_severe",
    "row",
    "section",
]

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table shows in one place.

    Attributes:
        text: What is shown.
        level: How severe it is, where it is a judgement.
    """

    text: str
    level: Severity | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: What its cells are.
        is_number: Whether its cells are numbers, which are aligned on the right.
        is_code: Whether its cells are names, ids or addresses, as a program spells them.
    """

    heading: str
    is_number: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        cells: Its cells, one for each column.
        is_muted: Whether it is of less interest than the others.
    """

    cells: tuple[Cell, ...]
    is_muted: bool = False


def row(*cells: str | Cell, is_muted: bool = False) -> Row:
    """A row of texts, some of which may be judged."""
    return Row(tuple(Cell(each) if isinstance(each, str) else each for each in cells), is_muted)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns.

    Attributes:
        columns: Its columns.
        rows: Its rows.
        title: What these rows have in common, if a section has several tables.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Something with what belongs to it.

    Attributes:
        label: What it is.
        branches: What belongs to it.
        count: How many there are, if it is several things of a kind.
        names: What these are called, as a program spells it.
    """

    label: str
    branches: tuple["Tree", ...] = ()
    count: int | None = None
    names: str = ""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judgements, each with what to do.

    Attributes:
        rows: The judgements, the most severe first.
        title: What they are about, if a section has several such lists.
        none: What is said if there are none; empty if the title says so.
    """

    rows: tuple[Judgement[Severity], ...]
    title: str = ""
    none: str = "none"


Part = Table | Tree | Judgements


@dataclass(frozen=True, slots=True)
class Content:
    """What a section has to say of one subject.

    Attributes:
        data: Its rows for machines by the key of the document that they are under, with values of their own types.
        parts: What people see. Without any, there is nothing to show.
        notes: What to know in order to read it.
    """

    data: Mapping[str, Sequence[Any]]
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of one report.

    Attributes:
        title: What it is about; empty where the report's heading says so.
        content: What it has to say.
        folds: Whether it is a detail, which a form that can fold things folds.
    """

    title: str
    content: Content
    folds: bool = False

    @property
    def worst(self) -> Severity | None:
        """The most severe level in it, if it judges."""
        return most_severe(level for part in self.content.parts for level in _levels(part))


@dataclass(frozen=True, slots=True)
class SectionKind(Generic[S_contra]):
    """What is declared of a section: it is filled for each subject of a report.

    Attributes:
        title: What it is about.
        keys: The keys of the document that its rows are under.
        order: Its place among the sections, by which they are sorted.
        folds: Whether it is a detail.
        content: What it has to say of a subject.
    """

    title: str
    keys: tuple[str, ...]
    order: int
    folds: bool
    content: Callable[[S_contra], Content]

    def of(self, subject: S_contra) -> Section:
        """The section of one subject."""
        return Section(self.title, self.content(subject), self.folds)


def section(
    title: str, *keys: str, order: int, folds: bool = True
) -> Callable[[Callable[[S], Content]], SectionKind[S]]:
    """Turn a function into a section: it says what the section holds of a subject.

    Args:
        title: What it is about.
        keys: The keys of the document that its rows are under.
        order: Its place among the sections, by which they are sorted.
        folds: Whether it is a detail, which a form that can fold things folds.
    """

    def decorate(content: Callable[[S], Content]) -> SectionKind[S]:
        return SectionKind(title, keys, order, folds, content)

    return decorate


def kinds_in(package: str, path: Iterable[str]) -> tuple[SectionKind[Any], ...]:
    """Every section of every module of a folder, in order."""
    modules = [import_module(f"{package}.{each.name}") for each in iter_modules(path)]
    found = [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, SectionKind) and each.content.__module__ == module.__name__
    ]
    return tuple(sorted(found, key=lambda each: each.order))


def judgement_rows(judgements: Iterable[Judgement[Severity]]) -> list[dict[str, Any]]:
    """Judgements as rows of a document: all of them but the fix as data."""
    keys = ("id", "where", "message", "fix", "facts")
    return [
        {"level": each.level.value, "place": each.place or None, **{key: getattr(each, key) for key in keys}}
        for each in judgements
    ]


def most_severe(levels: Iterable[Severity | None]) -> Severity | None:
    """The most severe of some levels."""
    return min((each for each in levels if each is not None), key=lambda each: each.rank, default=None)


def _levels(part: Part) -> Iterator[Severity | None]:
    match part:
        case Table():
            yield from (cell.level for each in part.rows for cell in each.cells)
        case Judgements():
            yield from (each.level for each in part.rows)
        case Tree():
            pass
