"""What a difference means: consequences, and the rules that find them.

One rule is one small function. It reads the difference and yields each consequence of one kind. Its id, its level and the
reason why it matters are stated beside it, once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eks_shared_vpc.judgement import Judgement, MeaningLevel
from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.diff.difference import Difference

__all__ = ["Consequence", "Meaning", "MeaningLevel", "MeaningRule", "meaning", "meanings_of", "stack_of"]


Meaning = Judgement[MeaningLevel]
"""Something that a difference means."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a rule reports: the resource or stack, what will be so, and what to do."""

    where: View | str
    message: str
    todo: str = ""


Check = Callable[[Difference], Iterator[Consequence]]


@dataclass(frozen=True, slots=True)
class MeaningRule:
    """A rule that every difference is read with.

    Attributes:
        id: Stable identifier.
        level: How severe its consequences are.
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
        """What this rule reports of a difference."""
        for each in self.check(difference):
            where = each.where if isinstance(each.where, str) else each.where.urn
            yield Meaning(self.id, self.level, where, each.message, each.todo, self.facts)


def meaning(level: MeaningLevel, facts: str = "") -> Callable[[Check], MeaningRule]:
    """Turn a function into a rule: its name is the id, its docstring says why."""

    def decorate(check: Check) -> MeaningRule:
        why = " ".join((check.__doc__ or "").split())
        return MeaningRule(check.__name__.replace("_", "-"), level, facts, why, check)

    return decorate


def stack_of(where: str) -> str:
    """The stack that a place belongs to: a URN, a stack's name, or a path in its file after its name and a colon."""
    return where.removeprefix("urn:pulumi:").split("::", 1)[0].split(":", 1)[0]


def meanings_of(rules: Iterable[MeaningRule], difference: Difference) -> tuple[Meaning, ...]:
    """Everything that a difference means, the most severe first, and otherwise in the order of the rules."""
    found = [each for rule in rules for each in rule.meanings(difference)]
    return tuple(sorted(found, key=lambda each: each.level.rank))
