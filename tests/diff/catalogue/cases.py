"""Cases of a meaning: a difference that gives it, with the names of what it is about, or one that does not."""

from dataclasses import dataclass

from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningRule, meanings_of
from tests.diff.sides import Between

__all__ = ["Case", "left_alone", "meant"]


@dataclass(frozen=True, slots=True)
class Case:
    """A difference, and what one rule says of it.

    Attributes:
        rule: The rule.
        title: What changes.
        between: The difference.
        about: Names of the resources that the rule has to speak of; none if it has to say nothing.
        says: What its messages have to hold.
        unsaid: What they may not hold.
    """

    rule: MeaningRule
    title: str
    between: Between
    about: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    def meanings(self) -> tuple[Meaning, ...]:
        """What the rule says."""
        return meanings_of([self.rule], self.between.difference())


def meant(
    rule: MeaningRule,
    title: str,
    between: Between,
    *about: str,
    says: str | tuple[str, ...] = (),
    unsaid: str = "",
) -> Case:
    """A case in which a rule has something to say of these."""
    texts = (says,) if isinstance(says, str) else says
    return Case(rule, title, between, about, texts, (unsaid,) if unsaid else ())


def left_alone(rule: MeaningRule, title: str, between: Between) -> Case:
    """A case that comes near, and in which the rule has nothing to say."""
    return Case(rule, title, between)
