"""The entry of the command ``eks-shared-vpc``.

A third of a preview would be garbage collection: passes over the many live objects of the SDK, while they are imported and
while the program runs, and their finalization at the end. A process that ends within seconds needs neither.
"""

import gc

__all__ = ["main"]


def main() -> None:
    """Run the command without garbage collection."""
    gc.disable()
    from eks_shared_vpc.preview.cli import app  # noqa: PLC0415  # imported without garbage collection, too

    try:
        app()
    finally:
        gc.freeze()
