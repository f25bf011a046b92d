"""Plants every fault of the catalogue in its healthy stack, and prints what the preview finds.

Run as ``make planted-faults``. The last line counts; the exit status is 1 unless every fault is found, with no false
alarm.
"""

import sys

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.faults.catalogue import FAULTS
from tests.faults.planting import Verdict, alarms, judge, stacks

__all__ = ["main"]

WIDTH = 98


def main() -> int:
    """Print the table; the exit status."""
    console = Console(width=WIDTH, highlight=False)
    verdicts = [judge(fault) for fault in FAULTS]
    raised = {stack: [each.id for each in alarms(stack)] for stack in stacks()}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("stack", "fault", "found as"):
        table.add_column(column, overflow="fold")
    for stack, ids in raised.items():
        if ids:
            table.add_row(stack, "(none: it is healthy)", Text(f"FALSE ALARM {', '.join(ids)}", style="bold red"))
    for verdict in sorted(verdicts, key=lambda each: each.fault.stack):
        table.add_row(verdict.fault.stack, verdict.fault.title, _found_as(verdict))
    console.print(table)
    found = sum(verdict.found for verdict in verdicts)
    false = sum(map(len, raised.values())) + sum(bool(verdict.strays) for verdict in verdicts)
    console.print()
    console.print(f"planted {len(verdicts)}, found {found}, false alarms {false}")
    return 0 if found == len(verdicts) and not false else 1


def _found_as(verdict: Verdict) -> Text:
    expected = verdict.fault.expected
    text = Text(expected) if verdict.found else Text(f"NOT FOUND {expected}", style="bold red")
    if verdict.strays:
        strays = ", ".join(dict.fromkeys(each.id for each in verdict.strays))
        text.append(f"\nFALSE ALARM {strays}", style="bold red")
    return text


if __name__ == "__main__":
    sys.exit(main())
