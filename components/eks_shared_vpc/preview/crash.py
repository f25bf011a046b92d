"""A program that breaks: where, in its author's files, without a traceback of ours."""

import sys
import traceback
from pathlib import Path

from eks_shared_vpc.errors import shortened
from eks_shared_vpc.preview.findings import LONGEST, Finding, Level

__all__ = ["PROGRAM_FAILED", "crash_of", "explain_crash"]

PROGRAM_FAILED = "program-failed"
"""The id of the finding that a program has failed."""


def explain_crash(error: BaseException, project: Path) -> None:
    """Say on standard error where a program broke: that is a mistake in the program, and its author needs the place."""
    file, line, name = _place(error, project)
    within = f" in {name}" if name else ""
    sys.stderr.write(f"The program stopped with {_told(error)}\n  at {file}:{line}{within}\n")


def crash_of(error: BaseException, project: Path) -> Finding:
    """That a program broke, as a finding."""
    file, line, name = _place(error, project)
    root = project.resolve()
    shown = Path(file).relative_to(root) if Path(file).is_relative_to(root) else Path(file).name
    place = f"{shown}:{line}"
    fix = f"correct {name or 'the program'} at {place}, or run it with the debugger"
    return Finding(PROGRAM_FAILED, Level.ERROR, place, f"the program stopped with {_told(error)}", fix, place=place)


def _told(error: BaseException) -> str:
    return shortened(f"{type(error).__name__}: {error}", LONGEST)


def _place(error: BaseException, project: Path) -> tuple[str, int | None, str]:
    """File, line and function of the innermost call in the project's own files."""
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno, ""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if Path(frame.filename).resolve().is_relative_to(project.resolve()) and ".venv" not in frame.filename
    ]
    last = (own or frames)[-1]
    return last.filename, last.lineno, last.name
