"""Where reports go: forms of report, and a terminal, a file or a pipe to write them to."""

import contextlib
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import typer
from rich.console import Console

__all__ = ["WRONG_INPUT", "Format", "console", "refuse_missing_folder", "write"]

WRONG_INPUT = 2
WIDTH = 100


class Format(str, Enum):
    """Forms of report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@contextlib.contextmanager
def console(out: Path | None) -> Iterator[Console]:
    """A console on standard output or a file: as wide as the terminal, or 100 columns where there is none."""
    with out.open("w", encoding="utf-8") if out else contextlib.nullcontext(sys.stdout) as file:
        width = WIDTH if out or not sys.stdout.isatty() else None
        yield Console(file=file, highlight=False, emoji=False, markup=False, width=width)


def write(text: str, out: Path | None) -> None:
    """Write a finished report to a file, or to standard output."""
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def refuse_missing_folder(out: Path | None) -> None:
    """End the command before any work, if there is no folder to write its report to."""
    if out is not None and not out.parent.is_dir():
        sys.stderr.write(f"There is no folder {out.parent} to write {out.name} to.\n")
        raise typer.Exit(WRONG_INPUT)
