"""The owner's RAM share: which subnets the participants see."""

import re
from collections.abc import Mapping
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pydantic import AfterValidator, Field

from eks_shared_vpc import naming
from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.network.args import SubnetShareArgs
from eks_shared_vpc.spec import Spec, Unique, refuse

__all__ = ["Principal", "SubnetShare", "SubnetShareSpec", "is_principal"]

_PRINCIPALS = (  # facts 6.5
    re.compile(r"\d{12}"),
    re.compile(r"arn:aws[a-z-]*:organizations::\d{12}:ou/o-[a-z0-9]{10,32}/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}"),
    re.compile(r"arn:aws[a-z-]*:organizations::\d{12}:organization/o-[a-z0-9]{10,32}"),
)


def is_principal(value: str) -> bool:
    """Whether subnets can be shared with ``value``: an account id, an OU's ARN, or an organization's ARN (facts 6.5)."""
    return any(form.fullmatch(value) for form in _PRINCIPALS)


def _principal(value: str) -> str:
    if not is_principal(value):
        refuse(
            "principal",
            "subnets are shared with accounts, organizational units or an organization (facts 6.5)",
            allowed="an account id of 12 digits in quotes, arn:aws:organizations::<account>:ou/o-…/ou-…, or arn:aws:organizations::<account>:organization/o-…",
            fix="correct the principal",
        )
    return value


Principal = Annotated[str, AfterValidator(_principal)]
"""Somebody that subnets can be shared with."""


def _somebody(principals: tuple[str, ...]) -> tuple[str, ...]:
    if not principals:
        refuse(
            "no-principals",
            "the share has no principal",
            allowed="one principal or more",
            fix="name a principal, or remove the share",
        )
    return principals


class SubnetShareSpec(Spec):
    """The plain part of a subnet share."""

    principals: Annotated[tuple[Principal, ...], Unique, AfterValidator(_somebody)] = Field(
        description="account ids, or ARNs of organizational units or of the organization"
    )
    share_name: str | None = None
    tags: Mapping[str, str] = {}


class SubnetShare(pulumi.ComponentResource):
    """A RAM share of subnets with accounts, organizational units or the organization.

    Makes the resource share with external principals off (facts 6.1, 6.6), one association for each subnet and one for
    each principal. Sharing with the organization must have been switched on once, by the management account (facts 6.2).
    Whatever a participant creates in these subnets in the same stack must depend on this component; and use the ids of its
    subnets together with its ``associations``, so that it also leaves a subnet before that is unshared.
    """

    share_arn: pulumi.Output[str]
    """The resource share's ARN."""

    def __init__(self, name: str, args: SubnetShareArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(SubnetShareSpec, args, SubnetShareArgs, name)
        super().__init__("eks-shared-vpc:index:SubnetShare", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)

        share = aws.ram.ResourceShare(
            name,
            name=spec.share_name or name,
            allow_external_principals=False,
            tags={**spec.tags, "Name": name},
            opts=child,
        )
        self.associations = {
            tier: {
                zone: aws.ram.ResourceAssociation(
                    f"{name}-{tier}-{naming.zone_suffix(zone)}",
                    resource_share_arn=share.arn,
                    resource_arn=arn,
                    opts=child,
                )
                for zone, arn in row.items()
            }
            for tier, row in args["subnet_arns"].items()
        }
        for principal in spec.principals:
            aws.ram.PrincipalAssociation(
                f"{name}-{naming.principal_label(principal)}",
                resource_share_arn=share.arn,
                principal=principal,
                opts=child,
            )

        self.share_arn = share.arn
        self.register_outputs({"share_arn": self.share_arn})
