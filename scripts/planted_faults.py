"""Plants every fault of the catalogue in its healthy stack, and prints what the preview finds of it and of its twin.

Run as ``make planted-faults``. The last line counts; the exit status is 1 unless every fault is found, with no false
alarm, and every healthy twin is clean.
"""

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eks_shared_vpc.preview import Finding
from eks_shared_vpc.preview.findings import Level
from tests.catalogue.case import Verdict, alarms, judge
from tests.catalogue.faults import CASES
from tests.catalogue.judging import base_findings
from tests.support import STACKS

__all__ = ["main"]

WIDTH = 98


def main() -> int:
    """Print the table; the exit status."""
    console = Console(width=WIDTH, highlight=False)
    verdicts = [judge(case) for case in CASES]
    raised = {stack: [each for each in base_findings(stack) if each.level is not Level.NOTICE] for stack in STACKS}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("stack", "fault", "found as"):
        table.add_column(column, overflow="fold")
    for stack, findings in raised.items():
        if findings:
            table.add_row(stack, "(none: it is healthy)", _alarm("FALSE ALARM", findings))
    for verdict in sorted(verdicts, key=lambda each: str(each.case.planted.base)):
        table.add_row(str(verdict.case.planted.base), verdict.case.title, _found_as(verdict))
    console.print(table)
    found = sum(verdict.found for verdict in verdicts)
    false = sum(map(len, raised.values())) + sum(bool(verdict.strays) for verdict in verdicts)
    twins = sum(verdict.case.twin is not None for verdict in verdicts)
    alarmed = sum(bool(alarms(verdict.case)) for verdict in verdicts)
    console.print()
    console.print(
        f"planted {len(verdicts)}, found {found}, false alarms {false}, healthy twins {twins}, clean {twins - alarmed}"
    )
    return 0 if found == len(verdicts) == twins and not false and not alarmed else 1


def _found_as(verdict: Verdict) -> Text:
    expected = verdict.case.judge
    text = Text(expected) if verdict.found else Text(f"NOT FOUND {expected}", style="bold red")
    if verdict.strays:
        text.append("\n").append_text(_alarm("FALSE ALARM", verdict.strays))
    about_twin = alarms(verdict.case)
    if about_twin:
        text.append("\n").append_text(_alarm("ITS TWIN IS NOT CLEAN", about_twin))
    return text


def _alarm(what: str, findings: tuple[Finding, ...] | list[Finding]) -> Text:
    return Text(f"{what} {', '.join(dict.fromkeys(each.id for each in findings))}", style="bold red")


if __name__ == "__main__":
    sys.exit(main())
