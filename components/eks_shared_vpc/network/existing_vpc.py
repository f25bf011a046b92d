"""A VPC that exists already, as a component: it creates nothing, and gives a contract to whatever uses the VPC."""

import pulumi

from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.network.args import ExistingVpcArgs, NetworkContractArgs
from eks_shared_vpc.network.existing import ExistingVpcSpec

__all__ = ["ExistingVpc"]


class ExistingVpc(pulumi.ComponentResource):
    """A VPC that something else created, as it is described here.

    Creates nothing and looks nothing up. The preview proves paths in it as far as it is described, and says that they rest
    on this description; what is not described is unknown.
    """

    vpc_id: pulumi.Output[str]
    """The VPC's id."""
    contract: NetworkContractArgs
    """What the network promises to whoever uses it: the argument ``network`` of other components, and what other stacks read."""

    def __init__(self, name: str, args: ExistingVpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(ExistingVpcSpec, args, name)
        super().__init__("eks-shared-vpc:index:ExistingVpc", name, {}, opts)
        self.network = spec.contract
        self.contract = self.network.document()
        self.vpc_id = pulumi.Output.from_input(spec.vpc_id)
        self.register_outputs({key: getattr(self, key) for key in type(self).__annotations__})
