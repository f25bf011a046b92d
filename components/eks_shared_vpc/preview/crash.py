"""A program that breaks: where, in its author's files, without a traceback of ours."""

import sys
import traceback
from pathlib import Path

__all__ = ["explain_crash"]


def explain_crash(error: BaseException, project: Path) -> None:
    """Say on standard error where a program broke: that is a mistake in the program, and its author needs the place."""
    if isinstance(error, SyntaxError):
        place = f"{error.filename}:{error.lineno}"
    else:
        frames = traceback.extract_tb(error.__traceback__)
        own = [
            frame
            for frame in frames
            if Path(frame.filename).resolve().is_relative_to(project.resolve()) and ".venv" not in frame.filename
        ]
        last = (own or frames)[-1]
        place = f"{last.filename}:{last.lineno} in {last.name}"
    sys.stderr.write(f"The program stopped with {type(error).__name__}: {error}\n  at {place}\n")
