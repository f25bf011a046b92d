"""Managed node groups: their subnets, launch template, versions and taints."""

from functools import cached_property

from eks_shared_vpc.preview.aws.cluster import OfCluster
from eks_shared_vpc.preview.aws.launch_template import LaunchTemplate
from eks_shared_vpc.preview.aws.model import Refs
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown, is_stand_in

__all__ = ["NodeGroup"]


class NodeGroup(OfCluster):
    """A managed node group."""

    types = ("aws:eks/nodeGroup:NodeGroup",)
    ROLLING_UPDATES = ("launchTemplate", "version", "releaseVersion")
    """The properties whose update replaces every node, a few at a time."""

    @cached_property
    def subnets(self) -> Refs[Subnet]:
        """The subnets of its nodes."""
        return self.model.refs(self.inputs.items("subnetIds"), Subnet)

    @cached_property
    def launch_template(self) -> LaunchTemplate | None:
        """Its launch template, if that is declared."""
        block = self.inputs.block("launchTemplate")
        return self.model.find(block.raw("id"), LaunchTemplate) or self.model.find(block.raw("name"), LaunchTemplate)

    @property
    def has_unknown_template(self) -> bool:
        """Whether it has a launch template that no program declares, or that is known after deployment."""
        return self.inputs.says("launchTemplate") and self.launch_template is None

    @cached_property
    def template_groups(self) -> tuple[str, ...]:
        """The ids of the security groups that its launch template names, as far as they are known."""
        return self.launch_template.group_ids if self.launch_template is not None else ()

    @property
    def knows_its_groups(self) -> bool:
        """Whether it is known which security groups its nodes have."""
        if self.has_unknown_template:
            return False
        return self.launch_template is None or self.launch_template.groups_are_known

    @cached_property
    def ami_type(self) -> str:
        """The type of its EKS image; empty where none is given, or it is not known."""
        given = self.inputs.text("amiType")
        return given if isinstance(given, str) else ""

    @cached_property
    def is_bottlerocket(self) -> bool:
        """Whether its nodes run Bottlerocket."""
        return self.ami_type.upper().startswith("BOTTLEROCKET")

    @cached_property
    def is_windows(self) -> bool:
        """Whether its nodes run Windows."""
        return self.ami_type.upper().startswith("WINDOWS")

    @cached_property
    def is_told_the_dns_address(self) -> bool | Unknown:
        """Whether the nodes' user data gives them the address of the cluster's DNS, so that they need not ask (facts 4.25)."""
        data = self.launch_template.user_data if self.launch_template is not None else None
        if data is None:
            return UNKNOWN if self.has_unknown_template else False
        return UNKNOWN if data is UNKNOWN or is_stand_in(data) else "cluster-dns-ip" in data

    @property
    def role_arn(self) -> object:
        """What names the role of its nodes."""
        return self.inputs.raw("nodeRoleArn")

    @property
    def has_custom_image(self) -> bool:
        """Whether it says that its image is the launch template's."""
        return self.ami_type == "CUSTOM"

    @property
    def is_tainted(self) -> bool:
        """Whether its nodes have taints, known or not, that keep pods without tolerations away."""
        return self.inputs.says("taints")

    @property
    def has_fixed_name(self) -> bool:
        """Whether it states its name in EKS, which two node groups of a cluster cannot have at a time."""
        return self.inputs.says("nodeGroupName")
