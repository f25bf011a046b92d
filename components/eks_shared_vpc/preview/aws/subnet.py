"""Subnets, and what each account sees of their tags."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from eks_shared_vpc import tags
from eks_shared_vpc.addressing import RESERVED_PER_SUBNET
from eks_shared_vpc.preview.aws.model import Model, View, grouped, id_in, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, Unknown, is_known
from eks_shared_vpc.preview.aws.vpc import Vpc, block_of

if TYPE_CHECKING:
    from eks_shared_vpc.preview.aws.network_acl import NetworkAcl
    from eks_shared_vpc.preview.aws.route_table import RouteTable

__all__ = ["DefaultSubnet", "Subnet", "SubnetTag", "subnets_of", "tags_are_known", "tags_on", "visible_tags"]

STAND_INS = IPv6Network("2001:db8::/32")
"""The documentation range, in which IPv6 blocks stand for those that AWS allocates."""
ZONE_OF_A_REGION = re.compile(r"[a-z]+\d-az\d")


class Subnet(View):
    """A subnet."""

    types = ("aws:ec2/subnet:Subnet",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in, if that is declared."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def vpc_id(self) -> str | Unknown | None:
        """The id of its VPC."""
        return id_in(self.inputs.raw("vpcId"))

    @cached_property
    def zone_id(self) -> str | Unknown | None:
        """The id of its availability zone."""
        return self.inputs.text("availabilityZoneId")

    @cached_property
    def zone_name(self) -> str | Unknown | None:
        """The name of its availability zone, which differs by account (facts 6.24)."""
        return self.inputs.text("availabilityZone")

    @cached_property
    def zone(self) -> str:
        """Its availability zone by id, or else by name; empty if that is not known."""
        return next((each for each in (self.zone_id, self.zone_name) if isinstance(each, str) and each), "")

    @cached_property
    def is_at_the_edge(self) -> bool:
        """Whether it is in a Local Zone, in a Wavelength Zone or on an Outpost."""
        away = "-az" in self.zone and not ZONE_OF_A_REGION.fullmatch(self.zone)
        return away or self.inputs.says("outpostArn")

    @cached_property
    def ipv4(self) -> Network | Unknown | None:
        """Its IPv4 block."""
        return self.inputs.network("cidrBlock")

    @cached_property
    def ipv6(self) -> Network | Unknown | None:
        """Its IPv6 block; unknown where it was computed from a stand-in and is no part of its VPC's."""
        given = self.inputs.network("ipv6CidrBlock")
        if not isinstance(given, IPv6Network) or not given.subnet_of(STAND_INS):
            return given
        home = self.vpc.ipv6_block if self.vpc is not None else None
        return given if home is not None and given != home and given.subnet_of(home) else UNKNOWN

    def block(self, family: int) -> IPv4Network | IPv6Network | None:
        """Its block of a family, if it is known."""
        return block_of(self.ipv4 if family == 4 else self.ipv6, family)  # noqa: PLR2004  # the family's name

    @cached_property
    def is_ipv6_only(self) -> bool:
        """Whether it has IPv6 addresses only."""
        return self.inputs.flag("ipv6Native", default=False) is True

    @cached_property
    def has_ipv6(self) -> bool:
        """Whether it has an IPv6 block, known or not."""
        return self.is_ipv6_only or self.inputs.says("ipv6CidrBlock", "ipv6NetmaskLength")

    @property
    def assigns_public_ipv4(self) -> bool | Unknown:
        """Whether instances get a public address when they are launched."""
        return self.inputs.flag("mapPublicIpOnLaunch", default=False)

    @property
    def assigns_ipv6(self) -> bool | Unknown:
        """Whether interfaces get an IPv6 address when they are created."""
        return self.inputs.flag("assignIpv6AddressOnCreation", default=False)

    @property
    def has_dns64(self) -> bool | Unknown:
        """Whether its DNS answers for names without IPv6 addresses with those of NAT64."""
        return self.inputs.flag("enableDns64", default=False)

    @property
    def tier(self) -> str:
        """The tier that its tags name, or its own name."""
        return str(self.tags.get(tags.TIER, self.name))

    @cached_property
    def route_table(self) -> "RouteTable | None":
        """The route table that it is associated with, or its VPC's main one; ``None`` if it is not known which."""
        from eks_shared_vpc.preview.aws.route_table import route_table_of  # noqa: PLC0415  # they know each other

        return route_table_of(self)

    @cached_property
    def network_acl(self) -> "NetworkAcl | None":
        """The network ACL that it is associated with; ``None`` if it is not known which."""
        from eks_shared_vpc.preview.aws.network_acl import network_acl_of  # noqa: PLC0415  # they know each other

        return network_acl_of(self)

    def is_public(self, family: int | None = None) -> bool | Unknown:
        """Whether it has a route to an internet gateway, of one address family or of any (facts 1.24)."""
        table = self.route_table
        if table is None:
            return UNKNOWN
        return table.leads_to_the_internet_gateway(family)

    @cached_property
    def taken(self) -> int:
        """Addresses of it that NAT gateways and endpoints use."""
        return _taken(self.model)[self]

    @cached_property
    def free(self) -> int | None:
        """Addresses that are free at most (facts 1.21); ``None`` if its block is not known."""
        block = self.block(4)
        return None if block is None else block.num_addresses - RESERVED_PER_SUBNET - self.taken

    @property
    def may_be_ipv6_only(self) -> bool | Unknown:
        """Whether it has IPv6 addresses only, as far as that is known."""
        return self.inputs.flag("ipv6Native", default=False)


class DefaultSubnet(Subnet):
    """A default subnet of a zone, adopted."""

    types = ("aws:ec2/defaultSubnet:DefaultSubnet",)


class SubnetTag(View):
    """A tag that is put on a subnet, or on something else, by a resource of its own."""

    types = ("aws:ec2/tag:Tag",)

    @cached_property
    def subnet(self) -> Subnet | None:
        """The subnet that it is put on."""
        return self.model.find(self.inputs.raw("resourceId"), Subnet)

    @property
    def key(self) -> str | Unknown | None:
        """The tag's key."""
        return self.inputs.text("key")

    @property
    def value(self) -> str | Unknown | None:
        """The tag's value."""
        return self.inputs.text("value")

    @property
    def is_placed(self) -> bool:
        """Whether its key and what it is put on are known."""
        return is_known([self.inputs.raw("key"), self.inputs.raw("resourceId")])


def subnets_of(vpc: Vpc) -> Sequence[Subnet]:
    """The declared subnets of a VPC."""
    return _by_vpc(vpc.model).get(vpc, ())


@indexed
def _by_vpc(model: Model) -> Mapping[Vpc, list[Subnet]]:
    return grouped((*model.all(Subnet), *model.all(DefaultSubnet)), lambda each: each.vpc)


def tags_on(subnet: Subnet, key: str) -> Sequence[SubnetTag]:
    """The tags of a key that resources of their own put on a subnet."""
    return _tags(subnet.model).get((subnet, key), ())


@indexed
def _tags(model: Model) -> Mapping[tuple[Subnet, str], list[SubnetTag]]:
    return grouped(model.all(SubnetTag), lambda each: (each.subnet, str(each.key)) if each.subnet is not None else None)


@indexed
def tags_are_known(model: Model) -> bool:
    """Whether the place of every tag is known, so that one that is not seen is not there."""
    return all(each.vpc_id is not UNKNOWN for each in model.all(Subnet)) and all(
        each.is_placed for each in model.all(SubnetTag)
    )


@indexed
def visible_tags(model: Model) -> Mapping[tuple[str | None, Subnet], Mapping[str, str]]:
    """The tags of each subnet as an account sees them: it sees none of another account's (facts 6.18)."""
    seen: dict[tuple[str | None, Subnet], dict[str, str]] = {
        (each.account, each): dict(each.tags) for each in model.all(Subnet)
    }
    for tag in model.all(SubnetTag):
        if tag.subnet is not None:
            seen.setdefault((tag.account, tag.subnet), {})[str(tag.key)] = str(tag.value)
    return seen


@indexed
def _taken(model: Model) -> "Counter[Subnet]":
    from eks_shared_vpc.preview.aws.nat_gateway import NatGateway  # noqa: PLC0415  # they know each other
    from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint  # noqa: PLC0415

    places = [each.subnet for each in model.all(NatGateway)]
    places += [subnet for each in model.all(VpcEndpoint) if each.is_interface for subnet in each.subnets]
    return Counter(each for each in places if each is not None)
