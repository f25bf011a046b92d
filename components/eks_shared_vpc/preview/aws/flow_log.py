"""Flow logs."""

from functools import cached_property

from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = ["FlowLog"]


class FlowLog(View):
    """A flow log."""

    types = ("aws:ec2/flowLog:FlowLog",)

    @cached_property
    def place(self) -> Vpc | Subnet | None:
        """The VPC or subnet whose traffic it logs, if that is declared."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc) or self.model.find(self.inputs.raw("subnetId"), Subnet)
