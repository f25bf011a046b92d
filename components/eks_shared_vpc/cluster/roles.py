"""IAM roles with managed policies: the control plane's, the nodes' and the pods'."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

__all__ = ["Role", "declare_role"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role together with the attachments that make it usable.

    Attributes:
        role: The IAM role.
        attachments: What has to be there before the role is of use, and to stay until after its last use (facts 8.7).
    """

    role: aws.iam.Role
    attachments: tuple[aws.iam.RolePolicyAttachment, ...]


def declare_role(
    name: str,
    service: str,
    actions: Sequence[str],
    policies: Mapping[str, str],
    tags: Mapping[str, str],
    parent: pulumi.Resource,
) -> Role:
    """Declare a role that ``service`` may assume, and one attachment ``{name}-{label}`` for each managed policy."""
    opts = pulumi.ResourceOptions(parent=parent)
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions)}],
    }
    role = aws.iam.Role(name, assume_role_policy=json.dumps(trust), tags={**tags, "Name": name}, opts=opts)
    return Role(
        role,
        tuple(
            aws.iam.RolePolicyAttachment(f"{name}-{label}", role=role.name, policy_arn=arn, opts=opts)
            for label, arn in policies.items()
        ),
    )
