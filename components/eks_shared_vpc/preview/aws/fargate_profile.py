"""Fargate profiles: which pods run on Fargate, and in which subnets."""

from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import OfCluster
from eks_shared_vpc.preview.aws.model import Refs
from eks_shared_vpc.preview.aws.subnet import Subnet

__all__ = ["FargateProfile"]


class FargateProfile(OfCluster):
    """A Fargate profile."""

    types = ("aws:eks/fargateProfile:FargateProfile",)

    @cached_property
    def subnets(self) -> Refs[Subnet]:
        """The subnets of its pods."""
        return self.model.refs(self.inputs.items("subnetIds"), Subnet)

    @property
    def role_arn(self) -> object:
        """What names the role that its pods are started with."""
        return self.inputs.raw("podExecutionRoleArn")
