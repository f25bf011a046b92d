"""EC2 instances: hosts beside the nodes of clusters."""

from functools import cached_property

from eks_shared_vpc.preview.aws.model import Model, View, indexed
from eks_shared_vpc.preview.aws.security_group import group_id
from eks_shared_vpc.preview.aws.values import distinct

__all__ = ["Instance", "groups_of_instances"]


class Instance(View):
    """An EC2 instance."""

    types = ("aws:ec2/instance:Instance",)

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """The ids of its security groups, as far as they are known."""
        listed = self.inputs.items("vpcSecurityGroupIds")
        return distinct(found for each in listed if isinstance(found := group_id(each), str))


@indexed
def groups_of_instances(model: Model) -> frozenset[str]:
    """The ids of the security groups that instances have."""
    return frozenset(id_ for each in model.all(Instance) for id_ in each.group_ids)
