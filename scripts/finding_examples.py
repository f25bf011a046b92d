"""Examples of a finding: what fails and what works, taken from the catalogue of test cases.

An example is the difference of two recorded graphs: one in which the finding is raised, and a healthy one, which is the
case's twin where it changes the same resources and otherwise the base that the case is planted in. So an example cannot
show what the preview does not find.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.graph import Graph, Resource
from scripts.pulumi_text import class_of, declaration, variable
from tests.catalogue.bases import recorded
from tests.catalogue.case import Case
from tests.catalogue.case import example as first_finding
from tests.catalogue.faults import CASES as FAULTS
from tests.catalogue.judging import findings_of_judge
from tests.catalogue.planting import Broken
from tests.catalogue.rules import CASES as RULES

__all__ = ["Example", "example", "examples"]

MOST = 4
"""Resources that one side of an example shows."""
SAME_WORLD = 0.5
"""Share of resources that two graphs have in common at least, if one is a change of the other."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a finding.

    Attributes:
        failing: The declarations that fail, as Python.
        working: The same declarations as they work.
        finding: What the preview says of those that fail.
        both_declared: Whether either side declares something, rather than leaving it out.
    """

    failing: str
    working: str
    finding: Finding
    both_declared: bool


def examples(rule_id: str) -> tuple[str, str]:
    """What fails and what works; both empty where no test case declares it."""
    found = example(rule_id)
    return (found.failing, found.working) if found else ("", "")


@cache
def example(rule_id: str) -> Example | None:
    """The example of a finding: of a planted fault if there is one, of a test case of its rule otherwise."""
    first = None
    for found in _examples(rule_id):
        first = first or found
        if found.both_declared:
            return found
    return first


def _examples(rule_id: str) -> Iterator[Example]:
    for case in sorted(_failing()[rule_id], key=_is_broken):
        fails = case.planted.graph()
        planted = case.planted.plants
        found = first_finding(case) if planted else next(iter(findings_of_judge(rule_id, fails)), None)
        if found is not None:
            yield from _pair(_healthy(case, fails, found.where), fails, found)


@cache
def _failing() -> Mapping[str, list[Case]]:
    """The cases that fail, by the id of their finding: faults in the stacks first, then those of rules."""
    return _by_judge(case for case in (*FAULTS, *RULES) if case.names)


@cache
def _complying() -> Mapping[str, list[Case]]:
    """The cases of rules that comply, by the id of the rule."""
    return _by_judge(case for case in RULES if not case.names)


def _by_judge(cases: Iterable[Case]) -> Mapping[str, list[Case]]:
    held = defaultdict[str, list[Case]](list)
    for case in cases:
        held[case.judge].append(case)
    return held


def _healthy(case: Case, fails: Graph, where: str) -> Graph:
    """What a case is compared with: its twin if that changes the same, its base, or what complies with the same rule."""
    base = recorded(case.planted.base)
    if case.twin is None:
        complying = [each.planted.graph() for each in _complying()[case.judge]]
        return _nearest([base, *complying] if case.planted.plants else complying, fails, where)
    twin = case.twin.graph()
    is_near = len(_differing(twin, fails)) <= MOST
    return twin if is_near and _differing(base, twin) & _differing(base, fails) else base


def _differing(one: Graph, other: Graph) -> set[str]:
    """URNs of what is declared in one way only."""
    return {each.urn for each in (*one, *other) if one.resources.get(each.urn) != other.resources.get(each.urn)}


def _is_broken(case: Case) -> bool:
    return any(isinstance(plant, Broken) for plant in case.planted.plants)


def _nearest(complying: Iterable[Graph], graph: Graph, where: str) -> Graph:
    """The complying graph that also declares the resource of the finding, if one does, and is otherwise most alike."""
    return max(complying, key=lambda each: (where in each.resources, _alike(each, graph)))


def _alike(one: Graph, other: Graph) -> int:
    """How many resources are declared with the same inputs in both."""
    return sum(each.urn in other.resources and other.resources[each.urn].inputs == each.inputs for each in one)


def _pair(works: Graph, fails: Graph, finding: Finding) -> Iterator[Example]:
    """The example that two graphs make, if they differ in what can be shown."""
    if _alike(works, fails) < SAME_WORLD * len(fails):
        return
    changed = _changed(works, fails, finding.where)
    if changed:
        failing, working = (_side(mine, other, changed) for mine, other in ((fails, works), (works, fails)))
        shown = changed[:MOST]
        both = any(urn in works.resources for urn in shown) and any(urn in fails.resources for urn in shown)
        yield Example(failing, working, finding, both)


def _changed(works: Graph, fails: Graph, where: str) -> list[str]:
    """URNs of what differs: inputs first, and only where no inputs do, dependencies, providers and options."""
    declared = {each.urn: each for each in (*works, *fails) if each.custom}
    urns = list(declared)
    both = [(urn, works.resources.get(urn), fails.resources.get(urn)) for urn in urns]
    by_inputs = [urn for urn, one, other in both if one is None or other is None or one.inputs != other.inputs]
    differing = [urn for urn, one, other in both if one != other]
    chosen = dict.fromkeys([*by_inputs, *(urn for urn in differing if urn == where)]) or differing
    return sorted(chosen, key=lambda urn: (urn != where, urns.index(urn)))


def _side(graph: Graph, other: Graph, urns: list[str]) -> str:
    parts = [_part(graph, other, urn) for urn in urns[:MOST]]
    if len(urns) > MOST:
        parts.append(f"# … and {len(urns) - MOST} more resources likewise")
    return "\n\n".join(parts)


def _part(graph: Graph, other: Graph, urn: str) -> str:
    mine, theirs = graph.resources.get(urn), other.resources.get(urn)
    if mine is None:
        absent = other.resources[urn]
        return f'# {class_of(absent)} "{absent.name}" is not declared.'
    if theirs is None:
        return declaration(graph, mine)
    differing = {key for key in mine.inputs if mine.inputs[key] != theirs.inputs.get(key)}
    missing = sorted(theirs.inputs.keys() - mine.inputs.keys())
    options = _options(graph, mine, theirs) if not differing and not missing else []
    shown = declaration(graph, mine, differing, *options)
    for key in missing:
        shown = shown.removesuffix(")") + f"    # {_argument(key)} is not set.\n)"
    return shown


def _argument(key: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in key)


def _options(graph: Graph, mine: Resource, theirs: Resource) -> list[str]:
    """The resource options that differ, as an argument."""
    parts = []
    edges = sorted(urn for urn in mine.dependencies if urn not in theirs.dependencies)
    if mine.provider != theirs.provider and mine.provider:
        parts.append(f"provider={variable(graph.resources[mine.provider])}")
    if edges:
        parts.append(f"depends_on=[{', '.join(variable(graph.resources[urn]) for urn in edges[:MOST])}]")
    if mine.protect != theirs.protect:
        parts.append(f"protect={mine.protect}")
    return [f"opts=pulumi.ResourceOptions({', '.join(parts)})"] if parts else []
