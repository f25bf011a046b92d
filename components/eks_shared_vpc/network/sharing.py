"""What may be shared with whom, and the tags that a participant may write on what was shared with it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.errors import nearest
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse

if TYPE_CHECKING:
    from eks_shared_vpc.network.args import SharedSubnetTagsArgs, SubnetShareArgs

__all__ = ["Principal", "SharedSubnetTagsSpec", "SubnetShareSpec", "is_principal"]

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


class SubnetShareSpec(Spec, InPlaceOf["SubnetShareArgs"]):
    """Arguments of SubnetShare."""

    subnet_arns: Mapping[str, Mapping[str, Flowing]] = Field(
        description="ARNs of the subnets to share, by tier and zone id."
    )
    principals: Annotated[tuple[Principal, ...], Unique, AfterValidator(_somebody)] = Field(
        description="Whom to share with: account ids, ARNs of organizational units, or the organization's ARN."
    )
    share_name: str | None = Field(None, description="Name of the resource share. Default: the component's name.")
    tags: Mapping[str, str] = Field({}, description="Tags of the resource share, besides its Name.")


class SharedSubnetTagsSpec(Spec, InPlaceOf["SharedSubnetTagsArgs"]):
    """Arguments of SharedSubnetTags."""

    subnet_ids: Mapping[str, Mapping[str, Flowing]] = Field(
        description="Ids of the shared subnets, by tier and zone id."
    )
    tier_tags: Mapping[str, Mapping[str, str]] = Field(description="The tags of each tier's subnets.")

    @field_validator("tier_tags")
    @classmethod
    def _tags(cls, tier_tags: Mapping[str, Mapping[str, str]], info: ValidationInfo) -> Mapping[str, Mapping[str, str]]:
        tiers = list(info.data.get("subnet_ids", tier_tags))
        strangers = [tier for tier in tier_tags if tier not in tiers]
        if strangers:
            refuse(
                "unknown-tier",
                f"there are no subnets of a tier {strangers[0]!r}",
                allowed=", ".join(tiers),
                fix=f"write {nearest(strangers[0], tiers) or 'one of them'}",
            )
        reserved = sorted({key for tags in tier_tags.values() for key in tags if key.lower().startswith("aws:")})
        if reserved:
            refuse(
                "tag-key",
                f"{', '.join(reserved)} begins with aws:, which AWS keeps for itself",
                allowed="any other key",
                fix="rename the tag",
            )
        return tier_tags
