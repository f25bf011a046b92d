"""Pod identities: roles for service accounts, handed out by the agent on each node."""

from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import OfCluster
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown

__all__ = ["PodIdentity"]


class PodIdentity(OfCluster):
    """A pod identity association."""

    types = ("aws:eks/podIdentityAssociation:PodIdentityAssociation",)

    @property
    def namespace(self) -> str | Unknown | None:
        """Namespace of the service account."""
        return self.inputs.text("namespace")

    @property
    def service_account(self) -> str | Unknown | None:
        """Name of the service account."""
        return self.inputs.text("serviceAccount")

    @cached_property
    def account_name(self) -> str:
        """The service account with its namespace: ``pay/ledger``."""
        return f"{self.namespace}/{self.service_account}"

    @property
    def role_arn(self) -> object:
        """What names the role that pods get."""
        return self.inputs.raw("roleArn")

    @property
    def has_policy(self) -> bool:
        """Whether it is known to narrow the role by a policy of its own."""
        return self.inputs.says("policy") and self.inputs.text("policy") is not UNKNOWN

    @property
    def disables_session_tags(self) -> bool | Unknown:
        """Whether sessions carry no tags of the pod."""
        return self.inputs.flag("disableSessionTags", default=False)
