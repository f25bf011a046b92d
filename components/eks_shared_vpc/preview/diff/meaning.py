"""What a difference means: the judgements of the rules that are asked of it."""

from collections.abc import Iterable

from eks_shared_vpc.judgement import Judgement, MeaningLevel
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.rule import Rule

__all__ = ["Meaning", "meanings_of", "stack_of"]


Meaning = Judgement[MeaningLevel]
"""Something that a difference means."""


def stack_of(where: str) -> str:
    """The stack that a place belongs to: a URN, a stack's name, or a path in its file after its name and a colon."""
    return where.removeprefix("urn:pulumi:").split("::", 1)[0].split(":", 1)[0]


def meanings_of(rules: Iterable[Rule[Difference, MeaningLevel]], difference: Difference) -> tuple[Meaning, ...]:
    """Everything that a difference means, the most severe first, and otherwise in the order of the rules."""
    found = [each for rule in rules for each in rule.judgements(difference)]
    return tuple(sorted(found, key=lambda each: each.level.rank))
