"""A saved preview as what a stack is compared with."""

from dataclasses import dataclass
from pathlib import Path

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.errors import InputError, problem
from eks_shared_vpc.preview.diff.snapshot import Snapshot, read_snapshot

__all__ = ["SavedPreview"]


@dataclass(frozen=True, slots=True)
class SavedPreview:
    """A base that is one stack's preview, saved as JSON."""

    path: Path
    knows_other_stacks: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def stacks(self) -> list[str]:
        """The one stack that the file holds."""
        return [self._read().stack]

    def snapshot(self, stack: str) -> Snapshot:
        """The saved preview.

        Raises:
            InputError: if the file holds none, or one of another stack.
        """
        found = self._read()
        if found.stack != stack:
            message = f"this is the preview of {found.stack}, not of {stack}"
            raise self._problem("other-stack", message, f"a preview of {stack}", f"--stack {found.stack}")
        return found

    def _read(self) -> Snapshot:
        document = read_json(self.path, str(self.path), "--from")
        return read_snapshot(document.value, "--from", document.place)

    def _problem(self, id_: str, message: str, allowed: str, fix: str) -> InputError:
        return InputError([problem(id_, "--from", message, str(self.path), allowed, fix)])
