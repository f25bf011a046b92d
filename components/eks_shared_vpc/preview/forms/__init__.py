"""The forms of a report, one file each: ``text.py`` is ``--format text``.

A form has a function ``write`` that draws any report to a file. It is imported when it is asked for.
"""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from eks_shared_vpc.preview.output import opened
from eks_shared_vpc.preview.report import Report

__all__ = ["FORMS", "write_report"]

FORMS: tuple[str, ...] = tuple(sorted(each.name for each in iter_modules(__path__)))
"""Names of all forms."""


def write_report(report: Report, form: str, out: Path | None) -> None:
    """Write a report in one of the forms, to a file or to standard output."""
    drawn = import_module(f"{__name__}.{form}")
    with opened(out) as file:
        drawn.write(report, file)
