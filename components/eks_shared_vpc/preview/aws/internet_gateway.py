"""Internet gateways and egress-only internet gateways: the doors of a VPC."""

from collections.abc import Mapping
from functools import cached_property

from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown, is_known
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = [
    "EgressOnlyGateway",
    "InternetGateway",
    "egress_only_gateway_of",
    "egress_only_gateways",
    "internet_gateway_of",
    "internet_gateways",
]


class InternetGateway(View):
    """An internet gateway."""

    types = ("aws:ec2/internetGateway:InternetGateway",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is attached to, by itself or by an attachment."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc) or _attached(self.model).get(self)

    @cached_property
    def is_attached(self) -> bool | Unknown:
        """Whether it is attached to a VPC."""
        if self.vpc is not None:
            return True
        said = self.inputs.says("vpcId")
        unknown = any(each.inputs.raw("internetGatewayId") is UNKNOWN for each in self.model.all(Attachment))
        return UNKNOWN if said or unknown or self in _attached_elsewhere(self.model) else False

    @cached_property
    def attached_by(self) -> View:
        """What attaches it to its VPC: itself, or an attachment."""
        if self.inputs.says("vpcId"):
            return self
        return next((each for each in self.model.all(Attachment) if each.gateway is self), self)


class Attachment(View):
    """An internet gateway's attachment to a VPC."""

    types = ("aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",)

    @property
    def gateway(self) -> InternetGateway | None:
        """The gateway."""
        return self.model.find(self.inputs.raw("internetGatewayId"), InternetGateway)


class EgressOnlyGateway(View):
    """An egress-only internet gateway, for IPv6."""

    types = ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)


def egress_only_gateway_of(vpc: Vpc) -> EgressOnlyGateway | None:
    """The egress-only internet gateway of a VPC."""
    return next(iter(egress_only_gateways(vpc.model).get(vpc, ())), None)


@indexed
def internet_gateways(model: Model) -> Mapping[Vpc, list[InternetGateway]]:
    """The internet gateways that are attached to each VPC; AWS accepts one (facts 1.56)."""
    return grouped(model.all(InternetGateway), lambda each: each.vpc)


@indexed
def egress_only_gateways(model: Model) -> Mapping[Vpc, list[EgressOnlyGateway]]:
    """The egress-only internet gateways of each VPC; AWS accepts one (facts 1.57)."""
    return grouped(model.all(EgressOnlyGateway), lambda each: each.vpc)


def internet_gateway_of(vpc: Vpc) -> InternetGateway | Unknown | None:
    """The internet gateway of a VPC: unknown for a default VPC, which has one that no program declares."""
    found = _by_vpc(vpc.model).get(vpc)
    return UNKNOWN if found is None and (vpc.is_default or not _attachments_are_known(vpc.model)) else found


@indexed
def _attached(model: Model) -> Mapping[InternetGateway, Vpc]:
    rows = ((each.gateway, model.find(each.inputs.raw("vpcId"), Vpc)) for each in model.all(Attachment))
    return {gateway: vpc for gateway, vpc in rows if gateway is not None and vpc is not None}


@indexed
def _attachments_are_known(model: Model) -> bool:
    """Whether no gateway is attached to a VPC that is known after deployment only."""
    rows = (*model.all(InternetGateway), *model.all(Attachment))
    return all(is_known(each.inputs.raw("vpcId")) for each in rows)


@indexed
def _attached_elsewhere(model: Model) -> frozenset[InternetGateway]:
    return frozenset(each.gateway for each in model.all(Attachment) if each.gateway is not None)


@indexed
def _by_vpc(model: Model) -> Mapping[Vpc, InternetGateway]:
    return {each.vpc: each for each in reversed(model.all(InternetGateway)) if each.vpc is not None}
