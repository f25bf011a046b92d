"""Stand-ins for what AWS computes, so that a program which reads such an output goes on as it would after deployment.

A stand-in says where it comes from: ``dev/eip/network-nat-az1#publicIp`` is the public address of that Elastic IP. So a
recorded input still shows which resource it was read off. Outputs that are not listed in computed.json are unknown, as
in any preview of a new stack.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN

__all__ = ["computed_names", "computed_outputs", "is_stand_in", "partly_unknown_outputs", "stand_in_id"]

IPV4_STAND_INS = IPv4Network("0.0.0.0/8")
"""Where the blocks lie that stand for one of an IPAM pool; AWS accepts no VPC block there."""
IPV6_STAND_INS = IPv6Network("2001:db8::/32")
"""Where the blocks lie that stand for one of Amazon's or of a pool: addresses for documentation (RFC 3849)."""
AMAZON_PROVIDED = 56
"""Netmask of a block that Amazon provides."""


def stand_in_id(stack: str, type_: str, name: str) -> str:
    """The id of a resource that is not deployed: ``dev/subnet/network-private-az1``."""
    kind = type_.rsplit("/", 1)[-1].split(":", maxsplit=1)[0] if "/" in type_ else type_.rsplit(":", 1)[-1]
    return f"{stack}/{kind}/{name}"


def is_stand_in(block: Any) -> bool:
    """Whether a block, or a part of one, stands for addresses that are allocated at deployment.

    Its size and its place among the blocks that are computed from the same one are right; its addresses are not.
    """
    try:
        network = ip_network(block, strict=False)
    except ValueError:
        return False
    if isinstance(network, IPv4Network):
        return network.subnet_of(IPV4_STAND_INS)
    return network.subnet_of(IPV6_STAND_INS)


def computed_names(type_: str) -> tuple[str, ...]:
    """Outputs, besides the ARN, that others are given and that are text."""
    return tuple(_types().get(type_, {}).get("outputs", ()))


def computed_outputs(type_: str, id_: str, inputs: Mapping[str, Any], account: str | None = None) -> dict[str, Any]:
    """The outputs that AWS would add to a resource's inputs.

    Args:
        type_: The resource's type.
        id_: Its stand-in id.
        inputs: Its inputs.
        account: The account that its provider is bound to.
    """
    known = _types().get(type_, {})
    outputs: dict[str, Any] = {"arn": f"{id_}#arn", **{key: f"{id_}#{key}" for key in known.get("outputs", ())}}
    outputs |= _filled(known.get("values", {}), id_)
    for key, added in known.get("within", {}).items():
        given = inputs.get(key)
        outputs[key] = {**(given if isinstance(given, Mapping) else {}), **_filled(added, id_)}
    outputs |= {key: inputs.get(key, id_) for key in known.get("named", ())}
    if "owned" in known and account is not None:
        outputs[known["owned"]] = account
    if known.get("blocks"):
        outputs |= dict(_blocks(id_, inputs))
    return outputs


def partly_unknown_outputs(type_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The blocks among a resource's inputs to which AWS adds something, with that part unknown: as a first preview has them."""
    within = _types().get(type_, {}).get("within", {})
    return {
        key: {**dict.fromkeys(added, UNKNOWN), **inputs[key]}
        for key, added in within.items()
        if isinstance(inputs.get(key), Mapping)
    }


def _blocks(id_: str, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The blocks that are allocated at deployment: their addresses are unknown, their sizes are not."""
    size = inputs.get("ipv4NetmaskLength")
    if "cidrBlock" not in inputs and isinstance(size, int):
        yield "cidrBlock", f"0.0.0.0/{size}"
    size = inputs.get("ipv6NetmaskLength", AMAZON_PROVIDED)
    if "ipv6CidrBlock" not in inputs and isinstance(size, int):
        asked = inputs.get("assignGeneratedIpv6CidrBlock") or "ipv6NetmaskLength" in inputs
        yield from [("ipv6CidrBlock", _ipv6_block(id_, size))] if asked else ()


def _ipv6_block(id_: str, size: int) -> str:
    """A block that looks like an allocated one, and differs from VPC to VPC: ``2001:db8:9c41:1a00::/56``.

    Programs cut such a block up as text, so no group of it is short or left out: each begins with another digit than 0.
    """
    bits = zlib.crc32(id_.encode())  # the same in every run, unlike hash()
    groups = [(bits >> 16) | 0x1000, (bits & 0xFFFF) | 0x1000]
    address = int(IPV6_STAND_INS.network_address) | (groups[0] << 80) | (groups[1] << 64)
    return str(IPv6Network((address, size), strict=False))


def _filled(value: Any, id_: str) -> Any:
    if isinstance(value, str):
        return value.replace("{id}", id_)
    if isinstance(value, Mapping):
        return {key: _filled(each, id_) for key, each in value.items()}
    return [_filled(each, id_) for each in value]


@cache
def _types() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = json.loads(text)["types"]
    return table
