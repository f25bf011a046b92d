"""A preview as a document for machines: documented in docs/preview-json.md, versioned by its ``schema`` field."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.summary import real

__all__ = ["SCHEMA", "finding_rows", "preview_document", "refusal_document", "to_json"]

SCHEMA = "eks-shared-vpc/preview/1"
"""Name and version of the document's form. A field may be added to a version; none is removed or changes its meaning."""


def preview_document(preview: Preview) -> dict[str, Any]:
    """The whole preview."""
    return {
        "schema": SCHEMA,
        "stack": preview.stack,
        "referenced_stacks": sorted(preview.recorded.referenced),
        "accounts": [
            {"id": account or None, "name": preview.model.account_names.get(account), "resources": real(resources)}
            for account, resources in preview.accounts.items()
        ],
        "resources": [_resource(each) for each in preview.resources],
        "referenced_resources": [_resource(each) for each in preview.referenced_resources],
        "addresses": [asdict(row) for row in preview.addresses],
        "shares": [asdict(share) for share in preview.shares],
        "api_endpoints": [asdict(endpoint) for endpoint in preview.api_endpoints],
        "interface_endpoints": [asdict(endpoint) for endpoint in preview.interface_endpoints],
        "proof": [_proof(proof) for proof in preview.proofs],
        "findings": finding_rows(preview.findings),
    }


def refusal_document(stack: str, findings: Iterable[Finding]) -> dict[str, Any]:
    """The same document for a stack whose input was refused: findings, and nothing else."""
    empty: dict[str, Any] = {
        key: []
        for key in (
            "referenced_stacks",
            "accounts",
            "resources",
            "referenced_resources",
            "addresses",
            "shares",
            "api_endpoints",
            "interface_endpoints",
            "proof",
        )
    }
    return {"schema": SCHEMA, "stack": stack, **empty, "findings": finding_rows(findings)}


def to_json(document: dict[str, Any]) -> str:
    """The document as text, the same for the same preview."""
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "id": resource.id or None,
        "account": resource.account,
        "region": resource.region,
        "provider": resource.provider or None,
        "parent": resource.parent or None,
        "inputs": resource.inputs,
        "dependencies": list(resource.dependencies),
        "property_dependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "aliases": list(resource.aliases),
        "ignore_changes": list(resource.ignore_changes),
        "protect": resource.protect,
        "component": not resource.custom,
        "modelled": resource.modelled,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "cluster": proof.cluster.cluster_name,
        "account": proof.cluster.account,
        "zone": proof.zone,
        "subnet": proof.subnet.urn if proof.subnet is not None else proof.source.name,
        "who": proof.who,
        "need": proof.need.destination,
        "why": proof.need.why,
        "via": proof.path.via.value,
        "hops": list(proof.path.hops),
        "outcome": proof.path.outcome.value,
        "stopped_by": proof.path.stopped.id if proof.path.stopped else None,
        "blocked_by": proof.path.refusal.id if proof.path.refusal else None,
        "leaves_zone": bool(proof.path.leaves_zone),
        "assumptions": list(proof.path.rests_on),
    }


def finding_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as rows of a document: all of them but the fix as data."""
    keys = ("id", "where", "message", "fix", "facts")
    return [
        {"level": each.level.value, "place": each.place or None, **{key: getattr(each, key) for key in keys}}
        for each in findings
    ]
