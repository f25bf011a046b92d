"""What policy documents let through."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from eks_shared_vpc.preview.aws.role import statements_of
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown, texts_of

__all__ = ["policy_allows"]


def policy_allows(
    policy: Mapping[str, Any] | Unknown | None, actions: Iterable[str], resource: str = "*"
) -> bool | Unknown:
    """Whether an endpoint policy lets every one of some actions through; conditions count as met.

    No policy is full access (facts 5.19).
    """
    if policy is None:
        return True
    if policy is UNKNOWN:
        return UNKNOWN
    statements = list(statements_of(policy))
    return all(_statements_allow(statements, action, resource) for action in actions)


def _statements_allow(statements: Sequence[Mapping[str, Any]], action: str, resource: str) -> bool:
    def covers(statement: Mapping[str, Any]) -> bool:
        return _matches(statement, "Action", action.lower(), str.lower) and _matches(
            statement, "Resource", resource, str
        )

    denied = any(each.get("Effect") == "Deny" and not each.get("Condition") and covers(each) for each in statements)
    return not denied and any(each.get("Effect") == "Allow" and covers(each) for each in statements)


def _matches(statement: Mapping[str, Any], key: str, value: str, spelled: Callable[[str], str]) -> bool:
    """Whether an element of a statement, or the Not form of it, is for a value; ``*`` as a value is any there is."""
    patterns = [spelled(each) for each in texts_of(statement.get(key))]
    excluded = [spelled(each) for each in texts_of(statement.get(f"Not{key}"))]
    if excluded:
        return not any(fnmatchcase(value, each) for each in excluded)
    return not patterns or any(each == "*" or fnmatchcase(value, each) for each in patterns)
