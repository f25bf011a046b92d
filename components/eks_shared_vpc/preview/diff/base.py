"""What stacks are compared with: anything that says what they were."""

from typing import Protocol

from eks_shared_vpc.preview.diff.snapshot import Snapshot

__all__ = ["Base"]


class Base(Protocol):
    """What stacks are compared with."""

    @property
    def name(self) -> str:
        """What to call it."""

    @property
    def knows_other_stacks(self) -> bool:
        """Whether it can be asked about the stacks that depend on one as well."""

    def stacks(self) -> list[str]:
        """The stacks that it knows."""

    def snapshot(self, stack: str) -> Snapshot:
        """What was; an empty snapshot if there was no such stack."""
