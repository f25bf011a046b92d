"""A stack compared with what it was: the one value that every form of report is made from."""

from dataclasses import dataclass

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.changes import Change
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Meaning, stack_of
from eks_shared_vpc.preview.findings import Finding, finding_of
from eks_shared_vpc.preview.preview import Preview

__all__ = ["Compared", "refused_comparison"]


@dataclass(frozen=True)
class Compared:
    """A stack compared with what it was.

    Attributes:
        stack: The stack's name.
        base: What it was compared with.
        difference: What differs; ``None`` if the stack's input is refused.
        meanings: What that means, the most severe first.
        preview: The stack as it is now; ``None`` if its input is refused, or its file is gone.
        refused: Why its input is refused.
    """

    stack: str
    base: str
    difference: Difference | None
    meanings: tuple[Meaning, ...] = ()
    preview: Preview | None = None
    refused: tuple[Finding, ...] = ()

    @property
    def worst(self) -> MeaningLevel | None:
        """The most severe level; ``None`` if there are no consequences."""
        return self.meanings[0].level if self.meanings else None

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing at all differs."""
        return self.difference is not None and not self.difference.changes and not self.meanings

    @property
    def dependents(self) -> tuple[str, ...]:
        """The stacks that depend on this one."""
        return self.difference.dependents if self.difference else ()

    def account_name(self, account: str | None) -> str:
        """An account's name and id."""
        return self.difference.account_name(account) if self.difference else account or ""

    def changes_for(self, stack: str) -> list[Change]:
        """What happens in the stack, or in one of those that depend on it."""
        changes = self.difference.changes if self.difference else ()
        return [each for each in changes if each.resource.stack == stack]

    def meanings_for(self, stack: str) -> list[Meaning]:
        """What the difference means for one of the stacks that depend on this one."""
        return [each for each in self.meanings if stack_of(each.where) == stack]

    @property
    def own_meanings(self) -> list[Meaning]:
        """What the difference means for the stack itself."""
        return [each for each in self.meanings if stack_of(each.where) not in self.dependents]


def refused_comparison(stack: str, refused: InputError) -> Compared:
    """What is said of a comparison that could not be made."""
    return Compared(stack, "", None, refused=tuple(finding_of(each) for each in refused.problems))
