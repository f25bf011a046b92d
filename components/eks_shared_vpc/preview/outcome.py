"""How a command ends: whatever happens is a report and an exit status, and never a traceback."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import typer

from eks_shared_vpc.preview.crash import crash_of, explain_crash
from eks_shared_vpc.preview.findings import Finding, finding_of
from eks_shared_vpc.preview.output import UnwritableError
from eks_shared_vpc.preview.project import refusal_of

__all__ = ["WRONG_INPUT", "reported"]

WRONG_INPUT = 2
"""The input is refused, or the program fails."""
INTERRUPTED = 130
NOBODY_READS = 141
"""As a shell reports a command whose output nobody reads any more."""

Refuse = Callable[[Sequence[Finding], Path | None], None]


@contextlib.contextmanager
def reported(refuse: Refuse, form: str, out: Path | None, project: Path) -> Iterator[None]:
    """Report a refusal and a program that breaks, and exit with 2.

    Args:
        refuse: Reports findings in the command's own form, to a file or to standard output.
        form: The form of report. As text, a program's failure is said on standard error.
        out: The file that reports go to; to standard output, where it is what cannot be written.
        project: The folder of the project, whose files a failure is looked for in.

    Raises:
        typer.Exit: with the status, whenever the command does not end by itself.
    """
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(NOBODY_READS) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a program raises is its author's to read, without ours
        refusal = refusal_of(error)
        if refusal is not None:
            where = None if isinstance(refusal, UnwritableError) else out
            _refuse([finding_of(each) for each in refusal.problems], refuse, where)
        elif form == "text":
            explain_crash(error, project)
        else:
            _refuse([crash_of(error, project)], refuse, out)
        raise typer.Exit(WRONG_INPUT) from None


def _refuse(findings: Sequence[Finding], refuse: Refuse, out: Path | None) -> None:
    try:
        refuse(findings, out)
    except UnwritableError as error:
        refuse([*findings, *(finding_of(each) for each in error.problems)], None)
