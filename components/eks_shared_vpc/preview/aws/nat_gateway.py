"""NAT gateways: where they are, and which addresses they leave by."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp
from eks_shared_vpc.preview.aws.model import View, id_in
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Listed, Unknown
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = ["NatGateway", "ZoneAddresses"]


class ZoneAddresses:
    """The Elastic IPs of a regional NAT gateway in one zone."""

    def __init__(self, inputs: Inputs) -> None:
        self.zone_id = inputs.text("availabilityZoneId")
        self.zone_name = inputs.text("availabilityZone")
        self.allocations = inputs.items("allocationIds")

    def is_of(self, zone: str) -> bool:
        """Whether it is for a zone, given by id or by name."""
        return zone in (self.zone_id, self.zone_name)


class NatGateway(View):
    """A NAT gateway."""

    types = ("aws:ec2/natGateway:NatGateway",)

    @cached_property
    def subnet(self) -> Subnet | None:
        """The subnet that a zonal gateway is in, if it is declared."""
        return self.model.find(self.inputs.raw("subnetId"), Subnet)

    @cached_property
    def subnet_id(self) -> str | Unknown | None:
        """The id of the subnet that a zonal gateway is in."""
        return id_in(self.inputs.raw("subnetId"))

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in, if that is declared."""
        return self.subnet.vpc if self.subnet is not None else self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def vpc_id(self) -> str | Unknown | None:
        """The id of the VPC that it is in."""
        return self.subnet.vpc_id if self.subnet is not None else id_in(self.inputs.raw("vpcId"))

    @cached_property
    def is_regional(self) -> bool | Unknown:
        """Whether it is one gateway for all zones of its VPC (facts 1.80)."""
        mode = self.inputs.text("availabilityMode")
        return UNKNOWN if mode is UNKNOWN else mode == "regional"

    @cached_property
    def is_public(self) -> bool | Unknown:
        """Whether it translates to a public address rather than to a private one of its own."""
        kind = self.inputs.text("connectivityType")
        return UNKNOWN if kind is UNKNOWN else kind in (None, "public")

    @property
    def zone(self) -> str:
        """The zone of its subnet; empty for a regional one, and where it is not known."""
        return self.subnet.zone if self.subnet is not None else ""

    @property
    def has_subnet(self) -> bool:
        """Whether it names a subnet."""
        return self.inputs.says("subnetId")

    @property
    def has_vpc(self) -> bool:
        """Whether it names a VPC, as regional ones do."""
        return self.inputs.says("vpcId")

    @property
    def has_allocation(self) -> bool:
        """Whether it names an Elastic IP, as zonal public ones do."""
        return self.inputs.says("allocationId")

    @property
    def secondary_allocations(self) -> Listed:
        """Further Elastic IPs of a zonal gateway."""
        return self.inputs.items("secondaryAllocationIds")

    @property
    def secondary_private_addresses(self) -> Listed:
        """Further addresses of a private gateway."""
        return self.inputs.items("secondaryPrivateIpAddresses")

    @cached_property
    def zone_addresses(self) -> tuple[ZoneAddresses, ...] | Unknown:
        """The Elastic IPs of a regional gateway by zone; none where AWS picks them."""
        rows = self.inputs.items("availabilityZoneAddresses")
        return tuple(map(ZoneAddresses, rows.blocks())) if rows.complete else UNKNOWN

    @cached_property
    def allocations(self) -> tuple[str, ...]:
        """The ids of all of its Elastic IPs, as far as they are known, whichever zone they are for."""
        return tuple(dict.fromkeys(self._allocations()))

    @cached_property
    def elastic_ips(self) -> tuple[ElasticIp, ...]:
        """Its Elastic IPs, as far as they are declared."""
        found = (self.model.find(each, ElasticIp) for each in self.allocations)
        return tuple(each for each in found if each is not None)

    def as_elastic_ip(self, source: str) -> str:
        """Its public address, given by an output of it, as that of its first Elastic IP; another output as it is."""
        address = self.model.find(self.inputs.raw("allocationId"), ElasticIp)
        return source.replace(self.id, address.id) if address is not None and "#publicIp" in source else source

    def egress_ids(self, zone: str) -> frozenset[str]:
        """What gives the public addresses that traffic of a zone leaves by: Elastic IPs, or itself where AWS picks them.

        Nothing where it is not known which: a zone of a regional gateway that no row is for leaves by the addresses of
        another one. So does one that rows call by its name and subnets by its id: which belong together differs by account.
        """
        if self.has_allocation:
            given = (self.inputs.raw("allocationId"), *self.secondary_allocations)
            return _known_ids(given) if self.secondary_allocations.complete else frozenset()
        rows = self.zone_addresses
        if rows is UNKNOWN:
            return frozenset()
        own = [each.allocations for each in rows if each.is_of(zone)]
        if not all(each.complete for each in own):
            return frozenset()
        return _known_ids(id_ for each in own for id_ in each) if rows else frozenset({self.id})

    def _allocations(self) -> Iterator[str]:
        rows = self.zone_addresses
        inner = [each for row in rows for each in row.allocations] if rows is not UNKNOWN else []
        for each in (self.inputs.raw("allocationId"), *self.secondary_allocations, *inner):
            found = id_in(each)
            if isinstance(found, str):
                yield found


def _known_ids(values: Iterable[Any]) -> frozenset[str]:
    """The ids that some inputs give; none if one of them is known after deployment only."""
    found = [id_in(each) for each in values]
    return frozenset(each for each in found if isinstance(each, str)) if UNKNOWN not in found else frozenset()
