"""How long rules and proof take over a graph of many resources: one stack, declared again and again under other names."""

import time
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from eks_shared_vpc.preview import ALL_RULES, apply_rules, preview_stack, prove
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.project import Project


def judging_seconds(project: Project, stack: str, resources: int, runs: int = 3) -> tuple[int, float]:
    """How many resources there are (at least those asked for), and the shortest of some runs of all rules and the proof."""
    result = preview_stack(project, stack)
    copies = -(-resources // len(result.graph))
    graph = Graph([_renamed(each, stack, f"{stack}-{copy}") for copy in range(copies) for each in result.graph])
    return len(graph), min(_seconds(graph) for _ in range(runs))


def _seconds(graph: Graph) -> float:
    start = time.perf_counter()
    model = Model(graph)
    apply_rules(ALL_RULES, model)
    prove(model)
    return time.perf_counter() - start


def _renamed(resource: Resource, old: str, new: str) -> Resource:
    return replace(
        resource, **{each.name: _with_name(getattr(resource, each.name), old, new) for each in fields(resource)}
    )


def _with_name(value: Any, old: str, new: str) -> Any:
    """The value with one stack's name for another's: stand-in ids and URNs carry it."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, Mapping):
        return {key: _with_name(each, old, new) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with_name(each, old, new) for each in value)
    return value
