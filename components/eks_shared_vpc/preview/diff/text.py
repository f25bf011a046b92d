"""A comparison for people at a terminal: readable without colour and in 80 to 100 columns."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningLevel
from eks_shared_vpc.preview.diff.summary import change_rows, dependent_summary, headline, place
from eks_shared_vpc.preview.text import print_refusal

__all__ = ["print_differences"]

_STYLES = {MeaningLevel.RED: "bold red", MeaningLevel.AMBER: "yellow", MeaningLevel.NOTE: "cyan"}
_SIGNS = {Kind.REPLACE: "±", Kind.DELETE: "-", Kind.MOVE: ">", Kind.CREATE: "+", Kind.UPDATE: "~"}


def print_differences(results: Sequence[Compared], console: Console) -> None:
    """Print comparisons, one after another."""
    for number, result in enumerate(results):
        if number and not (result.is_unchanged and results[number - 1].is_unchanged):
            console.print()
        if result.refused:
            print_refusal(result.stack, result.refused, console)
        else:
            _print_difference(result, console)


def _print_difference(result: Compared, console: Console) -> None:
    console.print(Text(headline(result), style="bold"))
    if result.is_unchanged:
        return
    _print_section("What it means", console)
    _print_meanings(result.own_meanings, console, 2)
    if not result.own_meanings:
        console.print(Text("  no consequences"))
    if result.changes_for(result.stack):
        _print_section("Changes", console)
        _print_changes(result, console)
    if result.dependents:
        _print_section("Stacks that depend on it", console)
        for stack in result.dependents:
            console.print(Text(f"  {stack} · {dependent_summary(result, stack)}"))
            _print_meanings(result.meanings_for(stack), console, 4)


def _print_section(title: str, console: Console) -> None:
    console.print()
    console.print(Text(title, style="bold underline"))


def _print_meanings(meanings: Iterable[Meaning], console: Console, indent: int) -> None:
    for each in meanings:
        head = Text.assemble(
            (each.level.value, _STYLES[each.level]), "  ", (each.id, "bold"), "  ", (place(each.where), "dim")
        )
        console.print(Padding(head, (0, 0, 0, indent), expand=False))
        console.print(Padding(Text(each.message), (0, 0, 0, indent + 4), expand=False))
        if each.todo:
            console.print(Padding(Text(f"do: {each.todo}"), (0, 0, 0, indent + 4), expand=False))


def _print_changes(result: Compared, console: Console) -> None:
    account = ""
    for row in change_rows(result):
        if row.account != account:
            account = row.account
            console.print(Text(f"  {account}"))
        why = f": {row.why}" if row.why else ""
        line = Text(f"{_SIGNS[row.kind]} {row.kind.value:<7} {row.count:>2} {row.type}: {row.names}{why}")
        console.print(Padding(line, (0, 0, 0, 4), expand=False))
