"""The entry of the command ``eks-shared-vpc``.

A third of a preview would be garbage collection: passes over the many live objects of the SDK, while they are imported and
while the program runs, and their finalization at the end. A process that ends within seconds needs neither.
"""

import gc
import sys
from io import TextIOWrapper

__all__ = ["main"]

EXTRA = ("rich", "typer")
"""What the extra ``cli`` installs; components, rules and proof work without it."""


def main() -> None:
    """Run the command without garbage collection. A terminal that lacks a character gets its number."""
    gc.disable()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        from eks_shared_vpc.preview.cli import app  # noqa: PLC0415  # imported without garbage collection, too
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        sys.stderr.write(f"The command needs {error.name}, which is in the extra: pip install 'eks-shared-vpc[cli]'\n")
        sys.exit(2)  # as for wrong input: 1 would say that a preview has found an error
    try:
        app()
    finally:
        gc.freeze()
