"""The command ``eks-shared-vpc``. Exit status: 0 fine, 1 the preview found an error, 2 the input is wrong."""

import contextlib
import gc
import sys
import traceback
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.findings import finding_of
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import find_project

__all__ = ["main"]

FOUND_AN_ERROR = 1
WRONG_INPUT = 2
WIDTH = 100

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class Format(str, Enum):
    """Forms of report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.callback()
def root() -> None:
    """EKS on shared VPCs: previews without a cloud, credentials or the Pulumi CLI."""


@app.command()
def preview(
    stack: Annotated[str, typer.Option(help="Name of the stack: stacks/Pulumi.NAME.yaml.")],
    format: Annotated[Format, typer.Option(help="Form of the report.")] = Format.TEXT,  # noqa: A002  # the option's name
    out: Annotated[Path | None, typer.Option(help="Write the report to a file instead.", dir_okay=False)] = None,
    explain: Annotated[
        str | None, typer.Option(help="Print the hops of one need instead: CLUSTER/ZONE/NEED, or a part of it.")
    ] = None,
    project: Annotated[
        Path, typer.Option(help="A folder of the Pulumi project.", file_okay=False, exists=True)
    ] = Path(),
) -> None:
    """Preview a stack offline: its resources by account, addresses, shares, API endpoints and findings."""
    if out is not None and not out.parent.is_dir():
        sys.stderr.write(f"There is no folder {out.parent} to write {out.name} to.\n")
        raise typer.Exit(WRONG_INPUT)
    try:
        result = preview_stack(find_project(project), stack)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a program raises is its author's to read, without ours
        refused = _input_error(error)
        if refused is None:
            _explain_crash(error, project)
        else:
            findings = [finding_of(problem) for problem in refused.problems]
            _report(format, out, stack, findings)
        raise typer.Exit(WRONG_INPUT) from None
    if explain is not None:
        _explain(explain, result)
    else:
        _report(format, out, stack, result)
    raise typer.Exit(FOUND_AN_ERROR if result.failed else 0)


def main() -> None:
    """Run the command.

    Half of a preview would be garbage collection: passes over the SDK's many live objects, and their finalization at
    the end. A process that ends within seconds needs neither.
    """
    gc.disable()
    try:
        app()
    finally:
        gc.freeze()


def _report(format_: Format, out: Path | None, stack: str, result: Preview | list) -> None:  # type: ignore[type-arg]
    # Each form of report is imported when it is asked for.
    if format_ is Format.TEXT:
        from eks_shared_vpc.preview.text import print_preview, print_refusal

        with out.open("w", encoding="utf-8") if out else contextlib.nullcontext(sys.stdout) as file:
            console = Console(
                file=file,
                highlight=False,
                emoji=False,
                markup=False,
                width=WIDTH if out or not sys.stdout.isatty() else None,
            )
            if isinstance(result, Preview):
                print_preview(result, console)
            else:
                print_refusal(stack, result, console)
        return
    if format_ is Format.JSON:
        from eks_shared_vpc.preview.document import preview_document, refusal_document, to_json

        text = to_json(preview_document(result) if isinstance(result, Preview) else refusal_document(stack, result))
    else:
        from eks_shared_vpc.preview.markdown import preview_markdown, refusal_markdown

        text = preview_markdown(result) if isinstance(result, Preview) else refusal_markdown(stack, result)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def _explain(address: str, result: Preview) -> None:
    """Print the hops of the needs that an address names."""
    from eks_shared_vpc.preview.text import print_explanation

    found = [proof for proof in result.proofs if f"/{address.strip('/')}/" in f"/{proof.address}/"]
    if not found:
        known = sorted({proof.address for proof in result.proofs})
        sys.stderr.write(f"There is no need {address!r} in {result.stack}. There are:\n  " + "\n  ".join(known) + "\n")
        raise typer.Exit(WRONG_INPUT)
    print_explanation(
        found, Console(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    )


def _input_error(error: BaseException | None) -> InputError | None:
    """The refusal that an exception is or was caused by."""
    while error is not None:
        if isinstance(error, InputError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _explain_crash(error: BaseException, project: Path) -> None:
    """Say where a program broke: that is a mistake in the program, and its author needs the place."""
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
