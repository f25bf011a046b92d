"""What connects a VPC with other networks, or gives it names; only its owner can (facts 6.9, 6.12, 6.25, 6.41)."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = [
    "Connection",
    "TransitGateway",
    "TransitGatewayAttachment",
    "VpcPeering",
    "VpnGateway",
    "VpnGatewayAttachment",
    "connections",
]


class Connection(View):
    """What is attached to a VPC or its subnets by the VPC's owner."""

    types: ClassVar[tuple[str, ...]] = ("aws:route53/resolverEndpoint:ResolverEndpoint",)

    @cached_property
    def places(self) -> tuple[Vpc | Subnet, ...]:
        """The VPCs and subnets that it is attached to, as far as they are declared; of a peering, the requester's side."""
        return tuple(each for each in self.model.named_in(list(self._named())) if isinstance(each, Vpc | Subnet))

    def _named(self) -> Iterator[Any]:
        yield from (self.inputs.raw("vpcId"), self.inputs.items("subnetIds").rows)
        yield from (each.raw("subnetId") for each in self.inputs.items("ipAddresses").blocks())
        yield from (each.raw("vpcId") for each in self.inputs.items("vpcs").blocks())


class VpcPeering(Connection):
    """A VPC peering connection."""

    types = ("aws:ec2/vpcPeeringConnection:VpcPeeringConnection",)


class TransitGateway(View):
    """A transit gateway."""

    types = ("aws:ec2transitgateway/transitGateway:TransitGateway",)


class TransitGatewayAttachment(Connection):
    """A VPC's attachment to a transit gateway."""

    types = ("aws:ec2transitgateway/vpcAttachment:VpcAttachment",)


class VpnGateway(Connection):
    """A virtual private gateway."""

    types = ("aws:ec2/vpnGateway:VpnGateway",)


class VpnGatewayAttachment(Connection):
    """A virtual private gateway's attachment to a VPC."""

    types = ("aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",)


def connections(model: Model) -> Iterator[Connection]:
    """Every connection of a VPC, of whichever kind."""
    kinds: tuple[type[Connection], ...] = (Connection, *Connection.__subclasses__())
    for kind in kinds:
        yield from model.all(kind)
