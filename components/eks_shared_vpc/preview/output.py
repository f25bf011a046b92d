"""Where reports go: forms of report, and a terminal, a file or a pipe to write them to."""

import contextlib
import os
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TextIO

from rich.console import Console

from eks_shared_vpc.errors import InputError, Problem, shortened

__all__ = ["Format", "UnwritableError", "console", "require_writable", "write"]

WIDTH = 100


class Format(str, Enum):
    """Forms of report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class UnwritableError(InputError):
    """A file that is to be written cannot be."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command how it ends; rich would end it with 1."""
        raise BrokenPipeError


@contextlib.contextmanager
def console(out: Path | None) -> Iterator[Console]:
    """A console on standard output or a file: as wide as the terminal, or 100 columns where there is none."""
    with _opened(out) as file:
        width = WIDTH if out or not sys.stdout.isatty() else None
        yield _Console(file=file, highlight=False, emoji=False, markup=False, width=width)


def write(text: str, out: Path | None) -> None:
    """Write a finished report to a file, or to standard output."""
    with _opened(out) as file:
        file.write(text)


def require_writable(path: Path | None, option: str) -> None:
    """Refuse a file that cannot be written, before any work.

    Raises:
        UnwritableError: if there is no folder for it, it is a folder itself, or there is no permission.
    """
    if path is None:
        return
    try:
        has_folder, is_folder, is_file = path.parent.is_dir(), path.is_dir(), path.exists()
    except OSError as error:
        raise _failed(path, option, error) from None
    if not has_folder:
        raise _unwritable(path, option, f"there is no folder {path.parent}", f"mkdir -p {path.parent}")
    if is_folder:
        raise _unwritable(path, option, "this is a folder", f"name a file in it: {option} {path / 'report'}")
    if not os.access(path if is_file else path.parent, os.W_OK):
        raise _unwritable(path, option, "there is no permission to write it", "name a file elsewhere")


@contextlib.contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file
    except OSError as error:
        raise _failed(out, "--out", error) from None


def _failed(path: Path, option: str, error: OSError) -> UnwritableError:
    return _unwritable(path, option, (error.strerror or "it does not work").lower(), "name a file elsewhere")


def _unwritable(path: Path, option: str, message: str, fix: str) -> UnwritableError:
    problem = Problem("unwritable", option, f"{shortened(str(path))} cannot be written: {message}", None, "a file", fix)
    return UnwritableError([problem])
