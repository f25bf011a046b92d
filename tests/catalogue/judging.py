"""How the product judges a graph or a difference: the one place of the catalogue that calls it, by the id of the judge."""

from functools import cache

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.owned_network import OWNER_ONLY
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Meaning, meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.findings import Finding, Level, apply_rules
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.proof.causes import CAUSES
from eks_shared_vpc.preview.proof.findings import findings_of
from eks_shared_vpc.preview.proof.prove import prove
from eks_shared_vpc.preview.rules import ALL_RULES
from tests.catalogue.bases import Base, recorded

__all__ = [
    "MEANINGS",
    "OWNER_ONLY",
    "PROOF",
    "RULES",
    "all_findings",
    "base_findings",
    "facts_of",
    "findings_of_judge",
    "findings_of_rule",
    "findings_of_rules",
    "key",
    "level_of",
    "meaning_level_and_facts",
    "meanings",
]

_RULES = {rule.id: rule for rule in ALL_RULES}
_MEANINGS = {rule.id: rule for rule in ALL_MEANINGS}

RULES = tuple(_RULES)
"""Ids of all rules."""
PROOF = (*CAUSES, "path-leaves-zone", "path-unknown")
"""Ids of what the proof finds."""
MEANINGS = tuple(_MEANINGS)
"""Ids of all meanings."""


def findings_of_rule(rule: str, graph: Graph) -> list[Finding]:
    """What one rule finds in a graph."""
    return list(_RULES[rule].judgements(Model(graph)))


def findings_of_rules(graph: Graph, *, backwards: bool = False) -> list[Finding]:
    """What all rules find in a graph; they may be asked in the opposite order."""
    return apply_rules(ALL_RULES[::-1] if backwards else ALL_RULES, Model(graph))


def all_findings(graph: Graph) -> list[Finding]:
    """All that the preview finds in a graph: what the rules find, and what the proof does."""
    model = Model(graph)
    return [*apply_rules(ALL_RULES, model), *findings_of(prove(model))]


def findings_of_judge(judge: str, graph: Graph) -> list[Finding]:
    """What a rule finds in a graph, or the proof under one id."""
    if judge in _RULES:
        return findings_of_rule(judge, graph)
    return [each for each in findings_of(prove(graph)) if each.id == judge]


@cache
def base_findings(base: str | Base) -> tuple[Finding, ...]:
    """All that the preview finds in a base."""
    return tuple(all_findings(recorded(base)))


def level_of(rule: str) -> Level:
    """How severe a rule's findings are."""
    return _RULES[rule].level


def facts_of(rule: str) -> str:
    """What a rule rests on."""
    return _RULES[rule].facts


def meanings(meaning: str, difference: Difference) -> tuple[Meaning, ...]:
    """What a difference means, as far as one meaning goes."""
    return meanings_of([_MEANINGS[meaning]], difference)


def meaning_level_and_facts(meaning: str) -> tuple[MeaningLevel, str]:
    """How severe a meaning is, and what it rests on."""
    rule = _MEANINGS[meaning]
    return rule.level, rule.facts


def key(finding: Finding) -> tuple[str, str, str]:
    """What makes two findings the same one."""
    return finding.id, finding.where, finding.message
