"""What a difference means: consequences, and the rules that read them off it.

One rule is one small function. It takes the difference and yields each consequence of one kind. What it is called, how
grave it is and why it matters stands beside it, once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.graph import Resource

__all__ = ["Consequence", "Meaning", "MeaningLevel", "MeaningRule", "meaning", "meanings_of", "stack_of"]


class MeaningLevel(str, Enum):
    """How grave a consequence is.

    Red: something that works breaks, is lost for good, or is opened to the world. Amber: an interruption, a rolling
    exchange or a wider door that somebody has to have meant. A note: good to know.
    """

    RED = "red"
    AMBER = "amber"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Something that a difference means.

    Attributes:
        id: Which rule said so; stable.
        level: How grave it is.
        where: URN of the resource that it is about, or the name of a stack.
        message: What will be so.
        todo: What to do, where something can be done.
        facts: Rows of the facts sheet, or the documentation, that it rests on.
    """

    id: str
    level: MeaningLevel
    where: str
    message: str
    todo: str
    facts: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """A place where a rule has something to say: the resource or stack, what will be so, and what to do."""

    where: Resource | str
    message: str
    todo: str = ""


Check = Callable[[Difference], Iterator[Consequence]]


@dataclass(frozen=True, slots=True)
class MeaningRule:
    """A rule that every difference is read with.

    Attributes:
        id: Stable identifier.
        level: How grave its consequences are.
        facts: What it rests on.
        why: Why it matters, in a sentence or two.
        check: Finds the consequences.
    """

    id: str
    level: MeaningLevel
    facts: str
    why: str
    check: Check

    def meanings(self, difference: Difference) -> Iterator[Meaning]:
        """What this rule says of a difference."""
        for each in self.check(difference):
            where = each.where if isinstance(each.where, str) else each.where.urn
            yield Meaning(self.id, self.level, where, each.message, each.todo, self.facts)


def meaning(level: MeaningLevel, facts: str = "") -> Callable[[Check], MeaningRule]:
    """Make a rule of a function: its name is the id, its docstring says why."""

    def decorate(check: Check) -> MeaningRule:
        why = " ".join((check.__doc__ or "").split())
        return MeaningRule(check.__name__.replace("_", "-"), level, facts, why, check)

    return decorate


def stack_of(where: str) -> str:
    """The stack that a place belongs to: a URN, a stack's name, or a path in its file after its name and a colon."""
    return where.removeprefix("urn:pulumi:").split("::", 1)[0].split(":", 1)[0]


def meanings_of(rules: Iterable[MeaningRule], difference: Difference) -> tuple[Meaning, ...]:
    """Everything that a difference means, the gravest first, and otherwise in the order of the rules."""
    found = [each for rule in rules for each in rule.meanings(difference)]
    return tuple(sorted(found, key=lambda each: list(MeaningLevel).index(each.level)))
