"""A judgement: one thing that is said of an input, of what a program declares, or of what a change means.

Refusals and findings have a :class:`Level`, meanings of a change a :class:`MeaningLevel`. They are types of their own, so
that neither can be taken for the other; whoever only orders or draws them asks for their rank.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from eks_shared_vpc.preview.fixes import Fix

__all__ = ["Judgement", "Level", "MeaningLevel", "Severity"]


class Severity(str, Enum):
    """A scale of levels, the most severe first."""

    @property
    def rank(self) -> int:
        """The place on its scale: 0 is the most severe."""
        return list(type(self)).index(self)


class Level(Severity):
    """How severe a finding is: an error does not work, a warning is a risk, a notice is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class MeaningLevel(Severity):
    """How severe a consequence of a change is.

    Red: something that works breaks, is lost permanently, or is opened to the world. Amber: an interruption, a rolling
    replacement or wider access that the user has to intend. A note: good to know.
    """

    RED = "red"
    AMBER = "amber"
    NOTE = "note"


L_co = TypeVar("L_co", bound=Severity, covariant=True)


@dataclass(
    frozen=True
)  # without slots: an instance of ``Judgement[Level]`` is told so, which frozen slots answer wrongly
class Judgement(Generic[L_co]):
    """One thing that is said.

    Attributes:
        id: What judges so: a rule, a cause, a check of the input. Stable, and never reused for another meaning.
        level: How severe it is.
        where: A resource's URN, a stack, or a path in the input.
        message: What is so, and why it fails.
        fix: What to do about it, in words; empty where nothing has to be done.
        facts: Rows of the facts sheet, or the documentation, that it rests on.
        changes: The fix as data, where there is one.
        place: File and line of what it is about, ``stacks/Pulumi.dev.yaml:12``; empty where neither is known.
        value: Of a refusal: the value as it was given; ``None`` if there is none.
        allowed: Of a refusal: what would have been accepted.
    """

    id: str
    level: L_co
    where: str
    message: str
    fix: str = ""
    facts: str = ""
    changes: "Fix | None" = field(default=None, compare=False, repr=False)
    place: str = field(default="", compare=False)
    value: object = None
    allowed: str = ""

    @property
    def about(self) -> str:
        """What it is about, as a reader knows it: a resource by its name."""
        return self.where.rsplit("::", 1)[-1]
