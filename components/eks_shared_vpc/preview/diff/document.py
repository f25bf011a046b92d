"""Comparisons as a document for machines: documented in docs/diff-json.md, versioned by its ``schema`` field."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from eks_shared_vpc.preview.diff.changes import Change
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.meaning import Meaning
from eks_shared_vpc.preview.document import finding_rows

__all__ = ["SCHEMA", "difference_document"]

SCHEMA = "eks-shared-vpc/diff/1"
"""Name and version of the document's form. A field may be added to a version; none is removed or changes its meaning."""


def difference_document(results: Iterable[Compared]) -> dict[str, Any]:
    """All comparisons."""
    return {"schema": SCHEMA, "stacks": [_stack(result) for result in results]}


def _stack(result: Compared) -> dict[str, Any]:
    return {
        "stack": result.stack,
        "base": result.base,
        "level": result.worst.value if result.worst else None,
        "changes": [_change(each) for each in result.changes_for(result.stack)],
        "meaning": [_meaning(each) for each in result.own_meanings],
        "dependents": [
            {
                "stack": stack,
                "changes": [_change(each) for each in result.changes_for(stack)],
                "meaning": [_meaning(each) for each in result.meanings_for(stack)],
            }
            for stack in result.dependents
        ],
        "refused": finding_rows(result.refused),
    }


def _change(change: Change) -> dict[str, Any]:
    resource = change.resource
    return {
        "kind": change.kind.value,
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "account": resource.account,
        "account_before": change.before.account if change.before else None,
        "properties": [asdict(each) for each in change.properties],
        "because": list(change.because),
        "because_of_another": not change.own,
        "unmeasured": list(change.unmeasured),
    }


def _meaning(meaning: Meaning) -> dict[str, Any]:
    return {
        "id": meaning.id,
        "level": meaning.level.value,
        "where": meaning.where,
        "message": meaning.message,
        "do": meaning.todo,
        "facts": meaning.facts,
    }
