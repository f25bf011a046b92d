"""Launch templates: how instances start."""

from collections.abc import Sequence
from functools import cached_property

from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.security_group import group_id
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Listed, Unknown, distinct

__all__ = ["LaunchTemplate"]


class LaunchTemplate(View):
    """A launch template."""

    types = ("aws:ec2/launchTemplate:LaunchTemplate",)

    @cached_property
    def interfaces(self) -> tuple[Inputs, ...]:
        """The network interfaces that it describes."""
        return tuple(self.inputs.items("networkInterfaces").blocks())

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """The ids of the security groups on its interfaces, as far as they are known."""
        listed = [*self.inputs.items("vpcSecurityGroupIds")]
        listed += [each for interface in self.interfaces for each in interface.items("securityGroups")]
        return distinct(found for each in listed if isinstance(found := group_id(each), str))

    @cached_property
    def groups_are_known(self) -> bool:
        """Whether no security group of it is known after deployment only."""
        nested = all(each.items("securityGroups").complete for each in self.interfaces)
        listed = self.inputs.items("networkInterfaces").complete and self.inputs.items("vpcSecurityGroupIds").complete
        return nested and listed

    @cached_property
    def most_groups_on_an_interface(self) -> int:
        """How many security groups one interface has."""
        sets: list[Listed] = [self.inputs.items("vpcSecurityGroupIds")]
        sets += [each.items("securityGroups") for each in self.interfaces]
        return max(len(set(row.texts())) for row in sets)

    @cached_property
    def assigns_public_ipv4(self) -> bool | Unknown | None:
        """Whether it asks for a public address; ``None`` leaves that to the subnet."""
        said = [
            each.flag("associatePublicIpAddress", default=False)
            for each in self.interfaces
            if each.says("associatePublicIpAddress")
        ]
        return said[0] if said else None

    @property
    def metadata(self) -> Inputs:
        """Its metadata options."""
        return self.inputs.block("metadataOptions")

    @property
    def requires_tokens(self) -> bool | Unknown:
        """Whether the instance metadata service answers with tokens only (IMDSv2)."""
        tokens = self.metadata.text("httpTokens")
        return UNKNOWN if tokens is UNKNOWN else tokens == "required"

    @property
    def hop_limit(self) -> int | Unknown | None:
        """How many hops the metadata service's answers travel."""
        return self.metadata.number("httpPutResponseHopLimit")

    @property
    def disks(self) -> Sequence[Inputs]:
        """The EBS volumes that it describes."""
        return [each.block("ebs") for each in self.inputs.items("blockDeviceMappings").blocks()]

    @property
    def knows_its_disks(self) -> bool:
        """Whether no volume is known after deployment only."""
        return self.inputs.items("blockDeviceMappings").complete

    @property
    def image(self) -> str | Unknown | None:
        """The image that it names: an id, or a Systems Manager parameter that is resolved when an instance starts."""
        return self.inputs.text("imageId")

    @property
    def answers_metadata(self) -> bool:
        """Whether its instances have a metadata service, as far as it is known; by default they have."""
        return self.metadata.text("httpEndpoint") != "disabled"

    @property
    def device_mappings(self) -> Listed:
        """Its block device mappings, as they are given."""
        return self.inputs.items("blockDeviceMappings")

    @property
    def has_user_data(self) -> bool:
        """Whether it has user data."""
        return self.inputs.says("userData")

    @property
    def has_plain_disk(self) -> bool:
        """Whether a volume that it describes is known not to be encrypted by it, or it describes none."""
        if not self.device_mappings:
            return True
        return any(each.values and each.flag("encrypted", default=False) is False for each in self.disks)

    @cached_property
    def user_data(self) -> str | Unknown | None:
        """Its user data, decoded."""
        import base64  # noqa: PLC0415  # few templates have any
        import binascii  # noqa: PLC0415

        given = self.inputs.text("userData")
        if not isinstance(given, str):
            return given
        try:
            return base64.b64decode(given, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return given  # given as it is, or a stand-in
