"""The participant's own tags on subnets that were shared with it: it does not see the owner's (facts 6.18, 6.19)."""

import re

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import naming
from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.network.args import SharedSubnetTagsArgs
from eks_shared_vpc.network.sharing import SharedSubnetTagsSpec

__all__ = ["SharedSubnetTags"]


class SharedSubnetTags(pulumi.ComponentResource):
    """Role and discovery tags on shared subnets, written in the participant's account.

    Makes one tag resource for each subnet and key. Not for subnets of the provider's own account: those carry the tags
    themselves, and the two would undo each other (facts 15.8). Its own ``depends_on`` reaches every tag, so that tags
    wait for the share.
    """

    def __init__(self, name: str, args: SharedSubnetTagsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(SharedSubnetTagsSpec, args, name)
        super().__init__("eks-shared-vpc:index:SharedSubnetTags", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self, depends_on=opts.depends_on if opts else None)

        for tier, tags in spec.tags.items():
            for zone, subnet_id in spec.ids[tier].items():
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
