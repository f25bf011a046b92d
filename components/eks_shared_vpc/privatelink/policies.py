"""Endpoint policies that are ready to use, and the limits of AWS on any of them."""

import json
from typing import Any

__all__ = ["POLICY_LIMIT", "check_policy", "organization_policy"]

POLICY_LIMIT = 20_480
"""Characters of an endpoint policy, white space included (facts 1.71)."""


def organization_policy(service: str, organization_id: str) -> str:
    """A policy that lets only the organization's own principals through.

    Nodes and pods sign their calls with roles of the organization's accounts, so this admits all of them and no one
    else's credentials. One call is not signed: STS trades a service account's token for a role, so there it is the
    role that has to be the organization's (facts 8.24).
    """
    ours: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization_id}},
    }
    statements = [ours]
    if service == "sts":
        roles = {"StringEquals": {"aws:ResourceOrgID": organization_id}}
        statements.append({**ours, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": roles})
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))


def check_policy(policy: str) -> str:
    """An endpoint policy as AWS accepts it, white space removed where there is too much of it.

    Raises:
        ValueError: if it is too long even without white space (facts 1.71).
    """
    try:
        compact = policy if len(policy) <= POLICY_LIMIT else json.dumps(json.loads(policy), separators=(",", ":"))
    except ValueError:
        compact = policy
    if len(compact) > POLICY_LIMIT:
        raise ValueError(
            f"an endpoint policy has at most {POLICY_LIMIT} characters, this one has {len(compact)} (facts 1.71)"
        )
    return compact
