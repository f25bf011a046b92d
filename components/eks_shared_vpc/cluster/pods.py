"""What the pods of a cluster have: addresses of a family, add-ons, and roles."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.spec import Flowing, Spec, Unique, refuse

__all__ = ["AddonSpec", "IpFamily", "PodIdentitySpec"]


class IpFamily(str, Enum):
    """Family of the addresses of a cluster's pods and services; it can never change (facts 9.14)."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"


def _whole(value: Any) -> Any:
    """A value of any shape, with whole numbers as such: other Pulumi languages know one kind of number."""
    if isinstance(value, Mapping):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class AddonSpec(Spec):
    """An EKS add-on."""

    version: str | None = Field(
        None,
        pattern=r"^v\d+\.\d+\.\d+-eksbuild\.\d+$",
        description="The exact version, such as v1.12.1-eksbuild.2. Default: the version pinned by this package, where it has one.",
    )
    configuration: Annotated[Mapping[str, Any], AfterValidator(_whole)] = Field(
        {}, description="Configuration values, as the add-on's schema has them."
    )
    service_account_role_arn: Flowing | None = Field(
        None, description="Role of the add-on's service account, through the cluster's OIDC provider."
    )


def _policy(arn: str) -> str:
    if not re.fullmatch(r"arn:aws[a-z-]*:iam::(\d{12}|aws):policy/.+", arn):
        refuse(
            "policy-arn",
            "this is not the ARN of a managed policy",
            allowed="such as arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            fix="correct the ARN",
        )
    return arn


PolicyArn = Annotated[str, AfterValidator(_policy)]
"""The ARN of a managed policy of IAM."""


class PodIdentitySpec(Spec):
    """A role for the pods of one service account, through EKS Pod Identity."""

    namespace: str = Field(description="Kubernetes namespace.")
    service_account: str = Field(description="Kubernetes service account.")
    policy_arns: Annotated[tuple[PolicyArn, ...], Unique] = Field(
        (), description="Managed policies of the role that is created for it."
    )
    role_arn: Flowing | None = Field(
        None, description="A role that exists, of the cluster's account, instead of one created for it."
    )
    target_role_arn: Flowing | None = Field(
        None, description="A role of any account that the pods work as in the end (aws-facts 8.13)."
    )

    @field_validator("role_arn")
    @classmethod
    def _one_role(cls, role_arn: Any, info: ValidationInfo) -> Any:
        if role_arn is not None and info.data.get("policy_arns"):
            refuse(
                "pod-role",
                "policies are attached to a role that is created here, not to one that exists",
                allowed="policy_arns, or role_arn",
                fix="remove one of the two",
            )
        return role_arn
