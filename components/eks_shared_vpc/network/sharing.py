"""What may be shared with whom, and the tags that a participant may write on what was shared with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from eks_shared_vpc.errors import Problem, nearest, problem
from eks_shared_vpc.network.contract import NetworkContract, network_or_ids
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse, refuse_all
from eks_shared_vpc.tags import role_tags

if TYPE_CHECKING:
    from eks_shared_vpc.network.args import SharedSubnetTagsArgs, SubnetShareArgs

__all__ = [
    "Principal",
    "SharedSubnetTagsSpec",
    "SubnetShareSpec",
    "check_shared_tiers",
    "is_principal",
    "shared_tiers",
    "unknown_tier",
]

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

    subnet_arns: Mapping[str, Mapping[str, Flowing]] | None = Field(
        None, description="ARNs of the subnets to share, by tier and zone id. Default: those of network."
    )
    network: NetworkContract | None = Field(
        None,
        description="The network to share: the contract of SharedVpc, or of what uses it. Either this or subnet_arns.",
    )
    tiers: Annotated[tuple[str, ...], Unique] | None = Field(
        None, description="The network's tiers to share. Default: all but the public ones."
    )
    principals: Annotated[tuple[Principal, ...], Unique, AfterValidator(_somebody)] = Field(
        description="Whom to share with: account ids, ARNs of organizational units, or the organization's ARN."
    )
    share_name: str | None = Field(None, description="Name of the resource share. Default: the component's name.")
    tags: Mapping[str, str] = Field({}, description="Tags of the resource share, besides its Name.")

    @field_validator("network")
    @classmethod
    def _network_or_ids(cls, network: NetworkContract | None, info: ValidationInfo) -> NetworkContract | None:
        return network_or_ids(network, info, ("subnet_arns",))

    @model_validator(mode="after")
    def _shares_what_is_there(self) -> Self:
        refuse_all(check_shared_tiers(self.tiers, self.network))
        return self

    @cached_property
    def arns(self) -> Mapping[str, Mapping[str, Any]]:
        """ARNs of the subnets that are shared, by tier and zone id."""
        if self.network is None:
            return self.subnet_arns or {}
        names = shared_tiers(self.tiers, self.network)
        return {name: {zone: each.arn for zone, each in self.network.tiers[name].subnets.items()} for name in names}


def shared_tiers(tiers: Sequence[str] | None, network: NetworkContract) -> Sequence[str]:
    """The tiers of a network that are shared: those asked for, or else all but the public ones."""
    return network.closed_tiers if tiers is None else tiers


def check_shared_tiers(tiers: Sequence[str] | None, network: NetworkContract | None) -> Iterator[Problem]:
    """That the tiers to be shared are tiers of the network, by paths that begin at the share."""
    if network is None and tiers is not None:
        message = "the subnets are given by their ARNs, so there is nothing to choose"
        yield problem("network-or-ids", "tiers", message, tiers, "nothing", "remove tiers, or pass network")
    if network is None:
        return
    names = list(network.tier_order)
    for index, tier in enumerate(tiers or ()):
        if tier not in names:
            yield unknown_tier(f"tiers[{index}]", tier, names)
    known = [tier for tier in shared_tiers(tiers, network) if tier in names]
    nameless = [tier for tier in known if any(each.arn is None for each in network.tiers[tier].subnets.values())]
    if nameless and any(each.id is not None for tier in known for each in network.tiers[tier].subnets.values()):
        yield problem(
            "subnet-arn-missing",
            "network",
            f"a share names subnets by their ARNs, and the network does not have those of {', '.join(nameless)}",
            None,
            "ARNs of all subnets that are shared",
            "describe the network with owner_account, or with the arn of each subnet",
        )


def unknown_tier(path: str, tier: str, names: Sequence[str]) -> Problem:
    """A tier that a network does not have."""
    message = f"the network has no tier {tier!r}"
    return problem(
        "unknown-tier", path, message, tier, ", ".join(names), f"write {nearest(tier, names) or 'one of them'}"
    )


class SharedSubnetTagsSpec(Spec, InPlaceOf["SharedSubnetTagsArgs"]):
    """Arguments of SharedSubnetTags."""

    subnet_ids: Mapping[str, Mapping[str, Flowing]] | None = Field(
        None, description="Ids of the shared subnets, by tier and zone id. Default: those of network."
    )
    network: NetworkContract | None = Field(
        None, description="The shared network: the contract of SubnetShare, or a saved one. Either this or subnet_ids."
    )
    karpenter_discovery: str | None = Field(
        None,
        description="Name of the cluster whose Karpenter finds the network's node subnets by the tag karpenter.sh/discovery. Default: no such tag.",
    )
    tier_tags: Mapping[str, Mapping[str, str]] | None = Field(
        None,
        description="The tags of each tier's subnets. Default: of a network, the role tags that load balancers and the VPC CNI look for.",
    )

    @field_validator("network")
    @classmethod
    def _network_or_ids(cls, network: NetworkContract | None, info: ValidationInfo) -> NetworkContract | None:
        network_or_ids(network, info, ("subnet_ids",))
        if network is not None and not network.shared_tiers:
            refuse(
                "nothing-shared",
                "this network shares no tier, so a participant sees none of its subnets",
                allowed="the contract of a SubnetShare, or of a network that is shared",
                fix="pass the contract of the SubnetShare",
            )
        return network

    @field_validator("tier_tags")
    @classmethod
    def _tags(
        cls, tier_tags: Mapping[str, Mapping[str, str]] | None, info: ValidationInfo
    ) -> Mapping[str, Mapping[str, str]] | None:
        ids, network = info.data.get("subnet_ids"), info.data.get("network")
        if tier_tags is None:
            if ids is not None:
                refuse(
                    "missing-key",
                    "the tags of the subnets are not said",
                    allowed="tags by tier",
                    fix="pass tier_tags, or network in place of subnet_ids",
                )
            return None
        if info.data.get("karpenter_discovery"):
            refuse(
                "karpenter-discovery",
                "karpenter_discovery is added to the role tags, and tier_tags replace those",
                allowed="one of the two",
                fix="write karpenter.sh/discovery in tier_tags",
            )
        tiers = list(ids if ids is not None else network.tiers if network is not None else tier_tags)
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

    @cached_property
    def tags(self) -> Mapping[str, Mapping[str, str]]:
        """The tags of each tier's subnets."""
        if self.tier_tags is not None or self.network is None:
            return self.tier_tags or {}
        shared = [row for row in self.network.roles if row[0] in self.network.shared_tiers]
        return role_tags(shared, self.karpenter_discovery)

    @cached_property
    def ids(self) -> Mapping[str, Mapping[str, Any]]:
        """Ids of the subnets that are tagged, by tier and zone id."""
        if self.network is None:
            return self.subnet_ids or {}
        return {name: self.network.tiers[name].ids for name in self.tags}
