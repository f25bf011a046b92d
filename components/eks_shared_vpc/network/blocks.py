"""Which IPv4 blocks AWS accepts for a VPC, alone and beside those that are already there."""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import BeforeValidator

from eks_shared_vpc.addressing import LARGEST_PREFIX, SMALLEST_PREFIX
from eks_shared_vpc.fields import AS_TEXT, parse_cidr
from eks_shared_vpc.spec import refuse

__all__ = ["VpcBlock", "why_not_beside"]

_TEN = IPv4Network("10.0.0.0/8")
_TEN_ZERO_AND_ONE = IPv4Network("10.0.0.0/15")
_TEN_ZERO = IPv4Network("10.0.0.0/16")
_ONE_SEVEN_TWO = IPv4Network("172.16.0.0/12")
_DEFAULT_VPC = IPv4Network("172.31.0.0/16")
_ONE_NINE_TWO = IPv4Network("192.168.0.0/16")
_BENCHMARK = IPv4Network("198.19.0.0/16")
_RFC1918 = (_TEN, _ONE_SEVEN_TWO, _ONE_NINE_TWO)

_NEVER = tuple(  # facts 1.9: link-local is checked there, the rest is from memory
    IPv4Network(block) for block in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4")
)

# Facts 1.10–1.13: a VPC that has a block of the first column accepts none from the second.
_EXCLUDED_BESIDE = (
    (_TEN, (_ONE_SEVEN_TWO, _ONE_NINE_TWO, _BENCHMARK)),
    (_TEN_ZERO_AND_ONE, (_TEN_ZERO,)),
    (_ONE_SEVEN_TWO, (_TEN, _ONE_NINE_TWO, _BENCHMARK, _DEFAULT_VPC)),
    (_ONE_NINE_TWO, (_TEN, _ONE_SEVEN_TWO, _BENCHMARK)),
    (_BENCHMARK, _RFC1918),
)


def _vpc_block(value: object) -> IPv4Network:
    block = parse_cidr(value)
    if not LARGEST_PREFIX <= block.prefixlen <= SMALLEST_PREFIX:
        sizes = f"/{LARGEST_PREFIX} to /{SMALLEST_PREFIX}"
        refuse("block-size", f"a VPC block has {sizes} (facts 1.1)", allowed=sizes, fix="choose another prefix length")
    if any(block.overlaps(never) for never in _NEVER):
        refuse(
            "reserved-block",
            "this range can never be a VPC block (facts 1.9)",
            allowed="RFC 1918, 100.64.0.0/10 or a public range",
            fix="choose another block",
        )
    return block


VpcBlock = Annotated[IPv4Network, BeforeValidator(_vpc_block), AS_TEXT]
"""An IPv4 block that AWS accepts for a VPC."""


def why_not_beside(new: IPv4Network, existing: Iterable[IPv4Network], *, first_is_known: bool = True) -> str | None:
    """Why ``new`` may not be added to a VPC that holds ``existing``, or ``None`` when it may (facts 1.5, 1.10–1.15).

    ``first_is_known`` says that the first of them is the VPC's own first block, rather than one that IPAM will choose.
    """
    held = tuple(existing)
    for block in held:
        if new.overlaps(block):
            return f"it overlaps {block} (facts 1.5)"
        for family, excluded in _EXCLUDED_BESIDE:
            clash = next((range_ for range_ in excluded if new.overlaps(range_)), None)
            if block.subnet_of(family) and clash is not None:
                return f"AWS adds nothing from {clash} to a VPC that holds {block} (facts 1.10-1.13)"
    first_is_private = not held or any(held[0].subnet_of(range_) for range_ in (*_RFC1918, _BENCHMARK))
    if first_is_known and not first_is_private and any(new.subnet_of(range_) for range_ in (*_RFC1918, _BENCHMARK)):
        return f"AWS adds no RFC 1918 or 198.19.0.0/16 block to a VPC whose first block is {held[0]} (facts 1.14)"
    return None
