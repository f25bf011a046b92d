"""The owner's RAM share: which subnets the participants see."""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import naming
from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.network.args import SubnetShareArgs
from eks_shared_vpc.network.sharing import SubnetShareSpec

__all__ = ["SubnetShare"]


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
        spec = spec_from_args(SubnetShareSpec, args, name)
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
            for tier, row in spec.subnet_arns.items()
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
