"""Who may enter a cluster: access entries and the policies that are associated with them."""

from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import OfCluster
from eks_shared_vpc.preview.aws.values import Unknown

__all__ = ["AccessEntry", "AccessPolicy"]


class AccessEntry(OfCluster):
    """An access entry of a principal."""

    types = ("aws:eks/accessEntry:AccessEntry",)

    @property
    def principal_arn(self) -> str | Unknown | None:
        """ARN of the principal."""
        return self.inputs.text("principalArn")

    @property
    def is_for_people(self) -> bool:
        """Whether it is of the type for principals that are no nodes, which is the default."""
        return self.inputs.text("type") in (None, "STANDARD")

    @property
    def has_groups(self) -> bool:
        """Whether it puts its principal into Kubernetes groups."""
        return self.inputs.says("kubernetesGroups")


class AccessPolicy(OfCluster):
    """The association of an access policy with a principal."""

    types = ("aws:eks/accessPolicyAssociation:AccessPolicyAssociation",)

    @property
    def principal_arn(self) -> str | Unknown | None:
        """ARN of the principal."""
        return self.inputs.text("principalArn")

    @property
    def policy_arn(self) -> str | Unknown | None:
        """ARN of the policy."""
        return self.inputs.text("policyArn")

    @cached_property
    def administers(self) -> bool:
        """Whether it lets its principal do everything in the whole cluster."""
        everywhere = self.inputs.block("accessScope").text("type") != "namespace"
        return everywhere and "ClusterAdminPolicy" in str(self.policy_arn)
