"""What a preview has to say about a graph: findings, and the rules that find them.

One rule is one small function. It asks the model of AWS and yields, for each place where it does not hold, what is wrong
there and how to fix it. Its id, its level and the reason for it are stated beside it, once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eks_shared_vpc.errors import NOTHING, Problem, shortened, shown
from eks_shared_vpc.judgement import Judgement, Level
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.fixes import Fix, Form
from eks_shared_vpc.preview.graph import Graph

__all__ = ["Finding", "Level", "Rule", "Violation", "apply_rules", "finding_of", "rule"]


LONGEST = 1_000
"""Characters of each part of a refusal: what a user has written may be in it, at any length."""

Finding = Judgement[Level]
"""Something that a preview has to say."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a rule does not hold: the resource, what is wrong, and how to fix it."""

    where: View
    message: str
    fix: Fix


Check = Callable[[Model], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that every model is checked against.

    Attributes:
        id: Stable identifier.
        level: How severe a violation is.
        facts: What the rule rests on.
        why: What goes wrong where it does not hold, in a sentence or two.
        check: Finds the places where it does not hold.
    """

    id: str
    level: Level
    facts: str
    why: str
    check: Check

    def findings(self, model: Model, form: Form = Form.PROGRAM) -> Iterator[Finding]:
        """The rule's findings, with fixes in the words of a stack file or of a program."""
        for found in self.check(model):
            told = found.fix.told(form)
            yield Finding(self.id, self.level, found.where.urn, found.message, told, self.facts, found.fix)


def rule(level: Level, facts: str = "") -> Callable[[Check], Rule]:
    """Turn a function into a rule: its name is the id, its docstring says why."""

    def decorate(check: Check) -> Rule:
        why = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__.replace("_", "-"), level, facts, why, check)

    return decorate


def apply_rules(rules: Iterable[Rule], graph: Graph | Model, form: Form = Form.PROGRAM) -> list[Finding]:
    """Every finding of every rule, the most severe first, in a stable order.

    Args:
        rules: The rules.
        graph: A recorded graph, or a model of one; what was read once is not read again for the same model.
        form: In whose words the fixes are.
    """
    model = graph if isinstance(graph, Model) else Model(graph)
    found = [finding for each in rules for finding in each.findings(model, form)]
    return sorted(found, key=lambda each: (each.level.rank, each.id, each.where, each.message))


def finding_of(problem: Problem) -> Finding:
    """A refusal of the input, as a finding."""
    value = "" if problem.value in NOTHING else f" Got {shown(problem.value)}."
    message = f"{shortened(problem.message, LONGEST)}.{value} Allowed: {shortened(problem.allowed, LONGEST)}."
    fix = shortened(problem.fix, LONGEST)
    return Finding(problem.id, Level.ERROR, shortened(problem.path, LONGEST), message, fix, place=problem.place)
