"""Where traffic may come from: blocks of addresses and ids of groups, what is left of one, and what to call it."""

from collections.abc import Collection, Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from eks_shared_vpc.preview.rules.lookups import network

__all__ = ["WORLD", "called", "in_few_words", "left_of", "one_address", "worlds"]

WORLD = ("0.0.0.0/0", "::/0")
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
_FEW = 4


def left_of(source: str, others: Collection[str]) -> list[str]:
    """What of a source is not in others: itself, or the blocks that remain of it."""
    if source in others:
        return []
    whole = network(source)
    if whole is None:
        return [source]
    rest: list[IPv4Network | IPv6Network] = [whole]
    for other in map(network, others):
        if other is not None:
            rest = [piece for part in rest for piece in _excluded(part, other)]
    return [source] if rest == [whole] else [str(each) for each in _collapsed(rest)]


def _excluded(
    block: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network
) -> Iterable[IPv4Network | IPv6Network]:
    if block.version != other.version or not block.overlaps(other):
        return (block,)
    return block.address_exclude(other) if block.prefixlen < other.prefixlen else ()  # type: ignore[arg-type]


def _collapsed(blocks: Iterable[IPv4Network | IPv6Network]) -> Iterable[IPv4Network | IPv6Network]:
    return collapse_addresses(blocks)  # type: ignore[type-var]


def worlds(sources: Collection[str]) -> frozenset[str]:
    """All addresses of IPv4 or of IPv6, if some sources hold them together."""
    return frozenset(each for each in WORLD if not left_of(each, sources))


def in_few_words(source: str, left: list[str]) -> list[str]:
    """What is left of a source: the blocks, unless they are many."""
    return left if len(left) <= _FEW else [f"the rest of {source}"]


def one_address(graph: Graph, source: str) -> str:
    """A source as it is compared: the public address of a NAT gateway is that of its Elastic IP."""
    gateway = graph.find(source)
    if gateway is None or gateway.type != NAT_GATEWAY or "#publicIp" not in source:
        return source
    eip = graph.find(gateway.inputs.get("allocationId"))
    return source if eip is None else source.replace(gateway.id, eip.id)


def called(graph: Graph, source: str) -> str:
    """A source as a reader knows it, whether or not it is known before deployment."""
    found = graph.find(source)
    if found is not None:
        return f"the address of {found.name}" if "Ip" in source.partition("#")[2] else found.name
    return "what is known after deployment" if UNKNOWN in source else source
