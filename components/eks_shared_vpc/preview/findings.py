"""What a preview has to say about a graph: findings, of rules or of what was refused."""

from collections.abc import Iterable

from eks_shared_vpc.errors import NOTHING, Problem, shortened, shown
from eks_shared_vpc.judgement import Judgement, Level
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.fixes import Form
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.rule import Rule

__all__ = ["Finding", "Level", "apply_rules", "finding_of"]


LONGEST = 1_000
"""Characters of each part of a refusal: what a user has written may be in it, at any length."""

Finding = Judgement[Level]
"""Something that a preview has to say."""


def apply_rules(rules: Iterable[Rule[Model, Level]], graph: Graph | Model, form: Form = Form.PROGRAM) -> list[Finding]:
    """Every finding of every rule, the most severe first, in a stable order; none about what is described and not declared.

    Args:
        rules: The rules.
        graph: A recorded graph, or a model of one; what was read once is not read again for the same model.
        form: In whose words the fixes are.
    """
    model = graph if isinstance(graph, Model) else Model(graph)
    every = (finding for each in rules for finding in each.judgements(model, form))
    found = [each for each in every if each.where not in model.described]
    return sorted(found, key=lambda each: (each.level.rank, each.id, each.where, each.message))


def finding_of(problem: Problem) -> Finding:
    """A refusal of the input, as a finding."""
    value = "" if problem.value in NOTHING else f" Got {shown(problem.value)}."
    message = f"{shortened(problem.message, LONGEST)}.{value} Allowed: {shortened(problem.allowed, LONGEST)}."
    fix = shortened(problem.fix, LONGEST)
    return Finding(problem.id, Level.ERROR, shortened(problem.where, LONGEST), message, fix, place=problem.place)
