"""One mutation of an input file, given to the command: what is wrong with how that ends."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from eks_shared_vpc.preview.cli import app
from tests.fuzz.mutate import mutated
from tests.fuzz.subjects import Subject

__all__ = ["Ended", "fuzzed"]

LONGEST = 1_500
"""Characters of any text that is reported."""
HANG = 5.0
"""Seconds of processor time after which a command hangs."""
_EXCEPTION = re.compile(r"Traceback|\b[A-Z]\w*(?:Error|Exception)\b|\bobject at 0x")
_FORMS = ("json", "json", "json", "text", "markdown")


@dataclass(frozen=True)
class Ended:
    """How the command ended for one mutation.

    Attributes:
        seed: What makes the mutation again.
        kind: The kind of mutation.
        content: The file.
        accepted: Whether the file was accepted.
        seconds: How much processor time it took.
        complaints: What is wrong with it.
    """

    seed: str
    kind: str
    content: bytes
    accepted: bool
    seconds: float
    complaints: tuple[str, ...]


def fuzzed(subject: Subject, folder: Path, seed: int, number: int) -> Ended:
    """Give one mutation to the command, in the prepared folder of a subject."""
    name = f"{seed}/{subject.name}/{number}"
    kind, content = mutated(subject.bases[number % len(subject.bases)], subject.syntax, name)
    (folder / subject.file).write_bytes(content)
    form = _FORMS[number % len(_FORMS)]
    start = time.process_time()
    ran = CliRunner().invoke(app, [*subject.arguments, "--format", form])
    seconds = time.process_time() - start
    found = list(_complaints(ran, form))
    if seconds > HANG:
        found.append(f"hang: {seconds:.1f} s")
    return Ended(name, kind, content, ran.exit_code != 2, seconds, tuple(found))


def _complaints(ran: Any, form: str) -> Iterator[str]:
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        yield f"exception: {type(ran.exception).__name__}: {ran.exception}"
        return
    if ran.exit_code not in (0, 1, 2, 3, 4):
        yield f"exit status {ran.exit_code}"
    if ran.stderr and "no answer" not in ran.stderr:
        yield f"standard error: {ran.stderr[:300]}"
    named = _EXCEPTION.search(ran.stdout)
    if named is not None:
        yield f"names an exception: {ran.stdout[max(0, named.start() - 100) : named.end() + 150]}"
    if form == "json":
        yield from _of_document(ran.stdout)
    elif form == "markdown" and re.search(r"<script|!\[\]\(http", re.sub(r"`[^`\n]*`", "", ran.stdout)):
        yield "live in Markdown"


def _of_document(text: str) -> Iterator[str]:
    try:
        whole = json.loads(text)
    except ValueError:
        yield f"no JSON document: {text[:200]!r}"
        return
    rows = whole.get(
        "findings", [row for each in whole.get("stacks", ()) for row in (*each["refused"], *each["meaning"])]
    )
    for row in rows:
        if row["id"] == "program-failed":
            yield f"program failed: {row['message'][:200]} at {row['place']}"
        for key in ("message", "where", "fix", "do"):
            if len(row.get(key) or "") > LONGEST:
                yield f"long {key} of {row['id']}: {len(row[key])}"
