"""The command ``eks-shared-vpc``.

Exit status: 0 fine, 1 the preview found an error, 2 the input is wrong; of ``diff``: 3 amber, 4 red.
"""

import sys
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from eks_shared_vpc.errors import InputError, nearest, problem
from eks_shared_vpc.preview.assumptions import Assumptions
from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.forms import FORMS, write_report
from eks_shared_vpc.preview.lookups.questions import Question, Unanswered
from eks_shared_vpc.preview.outcome import WRONG_INPUT, reported
from eks_shared_vpc.preview.output import require_writable
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import find_project
from eks_shared_vpc.preview.report import Report, preview_report, refusal_report

__all__ = ["app"]

FOUND_AN_ERROR = 1
AMBER, RED = 3, 4

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class FailOn(str, Enum):
    """From which level on a difference is a failure."""

    RED = "red"
    AMBER = "amber"
    NONE = "none"


def _known_form(name: str) -> str:
    if name not in FORMS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, FORMS))}.")
    return name


# Whether a file or a folder is there is checked by the command, which reports it in the form that was asked for.
Project = Annotated[Path, typer.Option(help="A folder of the Pulumi project.", readable=False)]
Out = Annotated[Path | None, typer.Option(help="Write the report to a file instead.", readable=False)]
Answers = Annotated[
    Path | None,
    typer.Option(help="Read the answers to look-ups from this file; preview adds the open questions.", readable=False),
]
Form = Annotated[
    str, typer.Option("--format", metavar="|".join(FORMS), callback=_known_form, help="Form of the report.")
]


@app.callback()
def root() -> None:
    """EKS on shared VPCs: previews without a cloud, credentials or the Pulumi CLI."""


@app.command()
def preview(
    stack: Annotated[str, typer.Option(help="Name of the stack: stacks/Pulumi.NAME.yaml.")],
    form: Form = "text",
    out: Out = None,
    explain: Annotated[
        str | None, typer.Option(help="Report the hops of one need instead: CLUSTER/ZONE/NEED, or a part of it.")
    ] = None,
    answers: Answers = None,
    assumptions: Annotated[
        Path | None,
        typer.Option(help="Read assumptions from this file, in place of the stack file's.", readable=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 also if a path is unknown.")] = False,
    project: Project = Path(),
) -> None:
    """Preview a stack offline: its resources by account, addresses, shares, API endpoints and findings."""

    def refuse(findings: Sequence[Finding], to: Path | None) -> None:
        write_report(refusal_report(stack, findings), form, to)

    with reported(refuse, form, out, project):
        require_writable(out, "--out")
        require_writable(answers, "--answers")
        entries = _answers(answers)
        try:
            result = preview_stack(find_project(project), stack, entries, _assumptions(assumptions))
        except Unanswered as error:
            _write_questions(answers, entries, error.questions)
            raise
        status = FOUND_AN_ERROR if result.failed or (strict and result.is_in_doubt) else 0
        _write_questions(answers, entries, result.questions)
        write_report(preview_report(result) if explain is None else _explained(explain, result), form, out)
    raise typer.Exit(status)


@app.command()
def diff(
    stack: Annotated[
        list[str] | None, typer.Option(help="Name of a stack, once or more. Default: every stack.")
    ] = None,
    base: Annotated[str, typer.Option(help="The git revision to compare with.")] = "HEAD",
    saved: Annotated[
        Path | None, typer.Option("--from", help="Compare with a saved preview (JSON) instead.", readable=False)
    ] = None,
    engine_json: Annotated[
        Path | None,
        typer.Option(help="Read what pulumi preview --json --show-sames has printed instead.", readable=False),
    ] = None,
    form: Form = "text",
    out: Out = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="From which level on the exit status is 3 (amber) or 4 (red).")
    ] = FailOn.AMBER,
    answers: Answers = None,
    project: Project = Path(),
) -> None:
    """Compare stacks offline with what they were: what changes, and what that means."""
    from eks_shared_vpc.preview.diff.compare import compare_stacks
    from eks_shared_vpc.preview.diff.compared import Compared
    from eks_shared_vpc.preview.diff.report import difference_report

    def refuse(findings: Sequence[Finding], to: Path | None) -> None:
        name = ", ".join(stack or ["diff"])
        write_report(difference_report([Compared(name, "", None, refused=tuple(findings))]), form, to)

    with reported(refuse, form, out, project):
        require_writable(out, "--out")
        results = compare_stacks(project, stack or [], base, saved, engine_json, _answers(answers))
        levels = {result.worst.value for result in results if result.worst}
        write_report(difference_report(results), form, out)
    if any(result.refused for result in results):
        raise typer.Exit(WRONG_INPUT)
    if "red" in levels and fail_on is not FailOn.NONE:
        raise typer.Exit(RED)
    if "amber" in levels and fail_on is FailOn.AMBER:
        raise typer.Exit(AMBER)


def _answers(path: Path | None) -> list[dict[str, Any]]:
    """The entries of the file of answers, if one is named.

    Raises:
        InputError: if the file has another form.
    """
    if path is None:
        return []
    from eks_shared_vpc.preview.lookups.answer_file import read_answers

    return read_answers(path)


def _assumptions(path: Path | None) -> Assumptions | None:
    """The assumptions of a file, if one is named.

    Raises:
        InputError: with every problem of them.
    """
    if path is None:
        return None
    from eks_shared_vpc.preview.assumption_file import read_assumptions

    return read_assumptions(path)


def _write_questions(path: Path | None, entries: list[dict[str, Any]], questions: Iterable[Question]) -> None:
    """Add the open questions to the file of answers, if one is named, and say so beside the report."""
    open_ = tuple(questions)
    if path is None or not open_:
        return
    from eks_shared_vpc.preview.lookups.answer_file import write_questions

    new = write_questions(path, entries, open_)
    what = "look-up has" if len(open_) == 1 else "look-ups have"
    sys.stderr.write(
        f"{len(open_)} {what} no answer; {new} of them added to {path}. Fill in each null result, and run this again.\n"
    )


def _explained(address: str, result: Preview) -> Report:
    """The hops of the needs that an address names.

    Raises:
        InputError: if it names none.
    """
    from eks_shared_vpc.preview.explanation import explanation_report

    found = [proof for proof in result.proofs if f"/{address.strip('/')}/" in f"/{proof.address}/"]
    if not found:
        known = sorted({proof.address for proof in result.proofs})
        guess = nearest(address, known)
        fix = f"write --explain {guess}" if guess else "name one of them, or a part of it"
        message = f"there is no need of this name in {result.stack}"
        raise InputError([problem("unknown-need", "--explain", message, address, ", ".join(known) or "none", fix)])
    return explanation_report(result, found)
