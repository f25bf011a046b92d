"""Where reports go: a file, a terminal or a pipe."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from eks_shared_vpc.errors import InputError, problem, shortened

__all__ = ["UnwritableError", "opened", "require_writable"]


class UnwritableError(InputError):
    """A file that is to be written cannot be."""


@contextlib.contextmanager
def opened(out: Path | None) -> Iterator[TextIO]:
    """A file to write a report to, or standard output.

    Raises:
        UnwritableError: if the file cannot be written.
    """
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file
    except OSError as error:
        raise _failed(out, "--out", error) from None


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


def _failed(path: Path, option: str, error: OSError) -> UnwritableError:
    return _unwritable(path, option, (error.strerror or "it does not work").lower(), "name a file elsewhere")


def _unwritable(path: Path, option: str, message: str, fix: str) -> UnwritableError:
    text = f"{shortened(str(path))} cannot be written: {message}"
    return UnwritableError([problem("unwritable", option, text, None, "a file", fix)])
