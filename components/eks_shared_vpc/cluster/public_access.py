"""Which blocks EKS accepts on the list of those that may reach a public API endpoint."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BeforeValidator

from eks_shared_vpc.fields import AS_TEXT
from eks_shared_vpc.spec import refuse

__all__ = ["ANYWHERE", "ANYWHERE_IPV6", "MAX_PUBLIC_CIDRS", "PublicCidr"]

MAX_PUBLIC_CIDRS = 40
"""Blocks on the list; the quota cannot be raised (facts 3.8)."""
ANYWHERE = IPv4Network("0.0.0.0/0")
ANYWHERE_IPV6 = IPv6Network("::/0")

# Facts 3.11, 3.12. EKS was seen to refuse RFC 1918 and 203.0.113.0/24; the rest is the list that its guide points at.
# The IPv6 ranges are those that can never be a client's public address; from memory of the same kind of list.
RESERVED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "233.252.0.0/24",
        "240.0.0.0/4",
        "::/8",
        "64:ff9b::/96",
        "100::/64",
        "2001:db8::/32",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
)


def _public_cidr(value: object) -> IPv4Network | IPv6Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    example = "a public block in canonical form, such as 52.94.76.0/24, or one address as /32"
    if not isinstance(value, str):
        refuse("not-a-cidr", "this is not an IP block", allowed=example, fix="write address/prefix, in quotes")
    try:
        block = ip_network(value, strict=False)
    except ValueError:
        refuse("not-a-cidr", "this is not an IP block", allowed=example, fix="write address/prefix")
    if str(block) != value:
        refuse("host-bits", "this is not a block in canonical form (facts 3.13)", allowed=example, fix=f"write {block}")
    reserved = next(
        (
            each
            for each in RESERVED
            if block not in (ANYWHERE, ANYWHERE_IPV6) and each.version == block.version and block.overlaps(each)
        ),
        None,
    )
    if reserved:
        refuse(
            "public-cidr-reserved",
            f"EKS refuses reserved addresses, and this block has some of {reserved} (facts 3.11)",
            allowed=example,
            fix="write the public address that clients come from",
        )
    return block


PublicCidr = Annotated[IPv4Network | IPv6Network, BeforeValidator(_public_cidr), AS_TEXT]
"""A block that EKS accepts on the list of those that may reach a public API endpoint; IPv6 for IPv6 clusters only."""
