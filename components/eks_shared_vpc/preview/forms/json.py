"""Reports for machines: one document with the rows of every section (docs/preview-json.md, docs/diff-json.md)."""

import json
from typing import Any, TextIO

from eks_shared_vpc.preview.report import Report

__all__ = ["document", "write"]


def write(report: Report, file: TextIO) -> None:
    """Write a report: the same text for the same report."""
    file.write(json.dumps(document(report), indent=2, sort_keys=True) + "\n")


def document(report: Report) -> dict[str, Any]:
    """A report as values: its head, the rows of its sections, and the reports that it is made of."""
    return {
        **report.head,
        **{key: rows for section in report.sections for key, rows in section.content.data.items()},
        **{key: [document(each) for each in reports] for key, reports in report.reports.items()},
    }
