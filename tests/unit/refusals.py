"""Tables of refusals: bad input, the problem that it must give, and the nearest input that must be taken."""

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from eks_shared_vpc.errors import InputError, Problem


@dataclass(frozen=True)
class Refusal:
    """One row of a table.

    Attributes:
        why: The rule, as a test's name.
        bad: Changes to input that is right, which make it wrong in one way.
        problem: Id and path of the one problem that comes of it.
        message: A telling part of the message.
        fix: A telling part of the fix.
        accepted: The nearest changes that are accepted.
    """

    why: str
    bad: Mapping[str, Any]
    problem: tuple[str, str]
    message: str
    fix: str
    accepted: Mapping[str, Any]


def rows(table: Iterable[Refusal]) -> list[Any]:
    """The table as parameters, each named by its rule."""
    return [pytest.param(row, id=row.why) for row in table]


def problems(attempt: Callable[[], object]) -> list[Problem]:
    """All problems with which ``attempt`` is refused; none when it is not."""
    try:
        attempt()
    except InputError as refused:
        return list(refused.problems)
    return []


def assert_refused(row: Refusal, attempt: Callable[[], object]) -> None:
    """The bad input of a row gives its problem and no other."""
    found = problems(attempt)
    assert [(each.id, each.where) for each in found] == [row.problem], f"one cause is one problem, got {found}"
    assert row.message in found[0].message, "the message has to say what is wrong"
    assert row.fix in found[0].fix, "the fix has to say what to do"
    assert found[0].allowed, "the problem has to say what would be accepted"


def ids_refused_in(*modules: ModuleType) -> set[str]:
    """The id of every ``refuse(...)`` in the source of the modules."""
    calls = [
        node
        for module in modules
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "refuse"
    ]
    found = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(found) > 0, "without a single refusal the caller's comparison could not fail"
    return {str(each) for each in found}
