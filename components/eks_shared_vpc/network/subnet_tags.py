"""The participant's own tags on subnets that were shared with it: it does not see the owner's (facts 6.18, 6.19)."""

import re
from collections.abc import Mapping

import pulumi
import pulumi_aws as aws
from pydantic import ValidationInfo, field_validator

from eks_shared_vpc import naming
from eks_shared_vpc.boundary import Derived, spec_from_args
from eks_shared_vpc.errors import nearest
from eks_shared_vpc.network.args import SharedSubnetTagsArgs
from eks_shared_vpc.spec import Spec, refuse

__all__ = ["SharedSubnetTags"]


class SharedSubnetTagsSpec(Spec):
    """The plain part of the tags on shared subnets."""

    tiers: tuple[str, ...]
    tier_tags: Mapping[str, Mapping[str, str]]

    @field_validator("tier_tags")
    @classmethod
    def _tags(cls, tier_tags: Mapping[str, Mapping[str, str]], info: ValidationInfo) -> Mapping[str, Mapping[str, str]]:
        tiers = info.data.get("tiers", ())
        strangers = [tier for tier in tier_tags if "tiers" in info.data and tier not in tiers]
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


class SharedSubnetTags(pulumi.ComponentResource):
    """Role and discovery tags on shared subnets, written in the participant's account.

    Makes one tag resource for each subnet and key. Not for subnets of the provider's own account: those carry the tags
    themselves, and the two would undo each other (facts 15.8). Its own ``depends_on`` reaches every tag, so that tags
    wait for the share.
    """

    def __init__(self, name: str, args: SharedSubnetTagsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(
            SharedSubnetTagsSpec,
            args,
            SharedSubnetTagsArgs,
            name,
            {"tiers": Derived("subnet_ids", tuple)},
        )
        super().__init__("eks-shared-vpc:index:SharedSubnetTags", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)

        for tier, tags in spec.tier_tags.items():
            for zone, subnet_id in args["subnet_ids"].get(tier, {}).items():
                for key, value in tags.items():
                    label = re.sub(r"[^A-Za-z0-9_.-]", "-", key)
                    aws.ec2.Tag(
                        f"{name}-{tier}-{naming.zone_suffix(zone)}-{label}",
                        resource_id=subnet_id,
                        key=key,
                        value=value,
                        opts=child,
                    )
        self.register_outputs({})
