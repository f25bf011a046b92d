"""What a preview has to say about a graph: findings, and the rules that find them.

One rule is one small function. It takes the graph and yields, for each place where it does not hold, what is wrong there
and how to mend it. What a rule is called, how grave it is and why it exists stands beside it, once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from eks_shared_vpc.errors import NOTHING, Problem
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["Finding", "Level", "Rule", "Violation", "apply_rules", "finding_of", "rule"]


class Level(str, Enum):
    """How grave a finding is: an error will not work, a warning is a risk, a notice is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a preview has to say.

    Attributes:
        id: Which rule found it; stable.
        level: How grave it is.
        where: A resource's URN, or a path in the stack file.
        message: What is so, and what that means.
        fix: What to do about it; empty where nothing has to be done.
        facts: Rows of the facts sheet, or the documentation, that the rule rests on.
    """

    id: str
    level: Level
    where: str
    message: str
    fix: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A place where a rule does not hold: the resource, what is wrong, and how to mend it."""

    where: Resource
    message: str
    fix: str


Check = Callable[[Graph], Iterator[Violation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that every graph is held against.

    Attributes:
        id: Stable identifier.
        level: How grave a violation is.
        facts: What the rule rests on.
        why: What goes wrong where it does not hold, in a sentence or two.
        check: Finds the places where it does not hold.
    """

    id: str
    level: Level
    facts: str
    why: str
    check: Check

    def findings(self, graph: Graph) -> Iterator[Finding]:
        """The rule's findings about a graph."""
        for found in self.check(graph):
            yield Finding(self.id, self.level, found.where.urn, found.message, found.fix, self.facts)


def rule(level: Level, facts: str = "") -> Callable[[Check], Rule]:
    """Make a rule of a function: its name is the id, its docstring says why."""

    def decorate(check: Check) -> Rule:
        why = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__.replace("_", "-"), level, facts, why, check)

    return decorate


def apply_rules(rules: Iterable[Rule], graph: Graph) -> list[Finding]:
    """Every finding of every rule, the gravest first, in a stable order."""
    found = [finding for each in rules for finding in each.findings(graph)]
    return sorted(found, key=lambda each: (list(Level).index(each.level), each.id, each.where, each.message))


def finding_of(problem: Problem) -> Finding:
    """A refusal of the input, as a finding."""
    value = "" if problem.value in NOTHING else f" Got {problem.value!r}."
    return Finding(
        problem.id, Level.ERROR, problem.path, f"{problem.message}.{value} Allowed: {problem.allowed}.", problem.fix
    )
