"""VPCs and the blocks of addresses that they have."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from eks_shared_vpc.preview.aws.computed import computed_outputs
from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, Unknown, is_known, network_of
from eks_shared_vpc.preview.fixes import Fix, Set, fix

__all__ = ["DefaultVpc", "DhcpOptions", "Ipv4Block", "Ipv6Block", "Vpc", "every_vpc"]

DEFAULT_GROUP = "#defaultSecurityGroupId"
"""How an id of the security group that comes with a VPC ends."""


class Vpc(View):
    """A VPC."""

    types = ("aws:ec2/vpc:Vpc",)
    dns_by_default = (True, False)
    """Whether DNS support and DNS hostnames are on where nothing is said (facts 1.40)."""

    @cached_property
    def primary(self) -> Network | Unknown | None:
        """The primary IPv4 block. Of one that IPAM allocates only the size is known: it begins at 0.0.0.0."""
        size = self.inputs.number("ipv4NetmaskLength")
        given = self.inputs.network("cidrBlock")
        return network_of(f"0.0.0.0/{size}") if given is None and isinstance(size, int) else given

    @property
    def is_allocated_by_ipam(self) -> bool:
        """Whether its primary block is known after deployment, and only its size before."""
        return "cidrBlock" not in self.inputs.values and self.primary is not None

    @cached_property
    def ipv4_blocks(self) -> tuple[IPv4Network, ...]:
        """Its IPv4 blocks as far as they are known, the primary one first."""
        blocks = [self.primary, *(each.block for each in self.secondary)]
        return tuple(each for each in blocks if isinstance(each, IPv4Network))

    @cached_property
    def knows_all_ipv4_blocks(self) -> bool:
        """Whether no IPv4 block is left that is known after deployment only."""
        blocks = [self.primary, *(each.block for each in self.secondary)]
        return all(isinstance(each, IPv4Network) for each in blocks) and not self.is_allocated_by_ipam

    @cached_property
    def secondary(self) -> "tuple[Ipv4Block, ...]":
        """The blocks that are associated besides the primary one."""
        return tuple(_ipv4_blocks(self.model).get(self, ()))

    @cached_property
    def ipv6_associations(self) -> "tuple[Ipv6Block, ...]":
        """The IPv6 blocks that are associated by resources of their own."""
        return tuple(_ipv6_blocks(self.model).get(self, ()))

    @cached_property
    def has_own_ipv6_block(self) -> bool:
        """Whether it is created with an IPv6 block."""
        return self.inputs.says("ipv6NetmaskLength", "ipv6CidrBlock") or bool(
            self.inputs.flag("assignGeneratedIpv6CidrBlock", default=False)
        )

    @cached_property
    def dns_on(self) -> bool | Unknown:
        """Whether both DNS attributes are on, so that private names resolve in it (facts 1.40, 2.8)."""
        support, hostnames = self.dns_by_default
        flags = (
            self.inputs.flag("enableDnsSupport", default=support),
            self.inputs.flag("enableDnsHostnames", default=hostnames),
        )
        if False in flags:
            return False
        return UNKNOWN if UNKNOWN in flags else True

    def with_dns(self) -> Fix:
        """The fix that switches both DNS attributes on."""
        names = ("enable_dns_support", "enable_dns_hostnames")
        return fix(*(Set(self, each, value=True) for each in names))

    @cached_property
    def dhcp_options(self) -> "DhcpOptions | None":
        """The DHCP options that are associated with it, if they are declared."""
        return _dhcp_options(self.model).get(self)

    @property
    def is_default(self) -> bool:
        """Whether this is the default VPC of its region."""
        return False

    @cached_property
    def ipv6_block(self) -> IPv6Network | None:
        """The IPv6 block that it is created with; a stand-in where AWS allocates it."""
        outputs = computed_outputs(self.resource.type, self.id, self.resource.inputs) if self.has_own_ipv6_block else {}
        given = self.inputs.network("ipv6CidrBlock") or network_of(str(outputs.get("ipv6CidrBlock")))
        return given if isinstance(given, IPv6Network) else None

    @property
    def address_plan(self) -> Sequence[Mapping[str, Any]]:
        """The blocks of its address plan, as this package's component registered it; none for other VPCs."""
        component = self.model.graph.resources.get(self.resource.parent)
        text = component.outputs.get("address_plan") if component is not None else None
        plan = json.loads(text) if isinstance(text, str) and is_known(text) else {"blocks": ()}
        return tuple(plan["blocks"])

    @property
    def knows_ipv6_block(self) -> bool:
        """Whether its IPv6 block is stated, so that it is known before deployment."""
        return isinstance(self.inputs.network("ipv6CidrBlock"), IPv6Network)


class DefaultVpc(Vpc):
    """The default VPC of a region, adopted: it has a gateway and routes that no program declares."""

    types = ("aws:ec2/defaultVpc:DefaultVpc",)
    dns_by_default = (True, True)

    @property
    def is_default(self) -> bool:
        """Whether this is the default VPC of its region."""
        return True


class Ipv4Block(View):
    """A secondary IPv4 block of a VPC."""

    types = ("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",)

    @property
    def vpc(self) -> Vpc | None:
        """The VPC that it is associated with."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def block(self) -> Network | Unknown | None:
        """The block."""
        return self.inputs.network("cidrBlock")


class Ipv6Block(View):
    """A further IPv6 block of a VPC."""

    types = ("aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",)

    @property
    def vpc(self) -> Vpc | None:
        """The VPC that it is associated with."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)


AMAZON_DNS = frozenset({"AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"})
"""Amazon's DNS server by its name in DHCP options, and by its addresses in every VPC."""


class DhcpOptions(View):
    """A set of DHCP options."""

    types = ("aws:ec2/vpcDhcpOptions:VpcDhcpOptions",)

    @property
    def servers(self) -> tuple[str, ...]:
        """The DNS servers that instances are given, as far as they are known."""
        return self.inputs.items("domainNameServers").texts()

    @property
    def leaves_out_amazon_dns(self) -> bool:
        """Whether it names DNS servers, all of them known, and Amazon's is none of them (facts 1.43)."""
        servers = self.inputs.items("domainNameServers")
        return servers.complete and bool(servers.rows) and AMAZON_DNS.isdisjoint(servers.texts())


class DhcpOptionsAssociation(View):
    """DHCP options of a VPC."""

    types = ("aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",)


def every_vpc(model: Model) -> tuple[Vpc, ...]:
    """All declared VPCs, adopted default ones included."""
    return (*model.all(Vpc), *model.all(DefaultVpc))


def block_of(value: Network | Unknown | None, family: int) -> IPv4Network | IPv6Network | None:
    """A block if it is known and of a family."""
    return value if isinstance(value, IPv4Network | IPv6Network) and value.version == family else None


@indexed
def _ipv4_blocks(model: Model) -> Mapping[Vpc, list[Ipv4Block]]:
    return grouped(model.all(Ipv4Block), lambda each: each.vpc)


@indexed
def _ipv6_blocks(model: Model) -> Mapping[Vpc, list[Ipv6Block]]:
    return grouped(model.all(Ipv6Block), lambda each: each.vpc)


@indexed
def _dhcp_options(model: Model) -> Mapping[Vpc, DhcpOptions]:
    found: dict[Vpc, DhcpOptions] = {}
    for each in model.all(DhcpOptionsAssociation):
        vpc = model.find(each.inputs.raw("vpcId"), Vpc)
        options = model.find(each.inputs.raw("dhcpOptionsId"), DhcpOptions)
        if vpc is not None and options is not None:
            found[vpc] = options
    return found
