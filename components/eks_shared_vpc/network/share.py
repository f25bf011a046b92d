"""The owner's RAM share: which subnets the participants see."""

from functools import cached_property

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import naming
from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.network.args import NetworkContractArgs, SubnetShareArgs
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.sharing import SubnetShareSpec

__all__ = ["SubnetShare"]


class SubnetShare(pulumi.ComponentResource):
    """A RAM share of subnets with accounts, organizational units or the organization.

    Makes the resource share with external principals off (facts 6.1, 6.6), one association for each subnet and one for
    each principal. Sharing with the organization must have been switched on once, by the management account (facts 6.2).
    Whatever a participant creates in these subnets in the same stack must depend on this component, and use the ids of
    ``contract``: those last as long as their subnets are shared, so that it also leaves a subnet before that is unshared.
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
            for tier, row in spec.arns.items()
        }
        for principal in spec.principals:
            aws.ram.PrincipalAssociation(
                f"{name}-{naming.principal_label(principal)}",
                resource_share_arn=share.arn,
                principal=principal,
                opts=child,
            )

        self._spec = spec
        self.share_arn = share.arn
        self.register_outputs({"share_arn": self.share_arn})

    @cached_property
    def network(self) -> NetworkContract:
        """The network as its participants use it, as a validated value.

        Raises:
            AttributeError: if the component was given ARNs in place of a network.
        """
        network = self._spec.network
        if network is None:
            raise AttributeError(
                "a SubnetShare of subnet_arns knows no network: pass network for it to have a contract"
            )
        ids = {
            tier: {zone: _while_shared(network.tiers[tier].subnets[zone].id, each) for zone, each in row.items()}
            for tier, row in self.associations.items()
        }
        return network.shared(self._spec.principals, ids)

    @property
    def contract(self) -> NetworkContractArgs:
        """The network as its participants use it: what is shared with whom, and ids that last as long as that."""
        return self.network.document()


def _while_shared(subnet_id: pulumi.Input[str] | None, association: aws.ram.ResourceAssociation) -> pulumi.Output[str]:
    """A subnet's id, as long as it is shared: whoever uses it leaves the subnet before that is unshared (facts 6.17).

    The engine orders deletions by such edges only. That a component waits for the share does not reach what its children
    leave when a zone is retired.
    """
    return pulumi.Output.all(subnet_id, association.id).apply(lambda ids: str(ids[0]))
