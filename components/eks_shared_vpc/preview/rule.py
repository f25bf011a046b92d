"""A rule: one small function that asks its subject, and yields what it has to say of it.

The subject is a model of AWS, of which a rule gives findings; or the difference of two, of which it gives meanings. The id
of a rule, its level and the reason for it are stated beside it, once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from eks_shared_vpc.judgement import Judgement, Severity
from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.fixes import Fix, Form

__all__ = ["Remark", "Rule", "rule"]

S = TypeVar("S")
L = TypeVar("L", bound=Severity)
NO_FIX = Fix()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says in one place; with what is stated of the rule it is a judgement.

    Attributes:
        where: The resource or stack that it is about.
        message: What is so, and why it fails.
        fix: What to do about it.
        place: File and line of what it is about; empty where neither is known.
    """

    where: View | str
    message: str
    fix: Fix = NO_FIX
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Generic[S, L]):
    """A rule that every subject is checked against.

    Attributes:
        id: Stable identifier.
        level: How severe it is where the rule has something to say.
        facts: What the rule rests on.
        why: What goes wrong there, in a sentence or two.
        check: Finds the places.
    """

    id: str
    level: L
    facts: str
    why: str
    check: Callable[[S], Iterator[Remark]]

    def judgements(self, subject: S, form: Form = Form.PROGRAM) -> Iterator[Judgement[L]]:
        """What the rule says of a subject, with fixes in the words of a stack file or of a program."""
        for each in self.check(subject):
            where = each.where if isinstance(each.where, str) else each.where.urn
            words = each.fix.told(form)
            yield Judgement(self.id, self.level, where, each.message, words, self.facts, each.fix, each.place)


def rule(level: L, facts: str = "") -> Callable[[Callable[[S], Iterator[Remark]]], Rule[S, L]]:
    """Turn a function into a rule: its name is the id, its docstring says why."""

    def decorate(check: Callable[[S], Iterator[Remark]]) -> Rule[S, L]:
        why = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__.replace("_", "-"), level, facts, why, check)

    return decorate
