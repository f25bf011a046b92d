"""Where traffic may come from: blocks of addresses and ids of groups, what is left of one, and what to call it."""

from collections.abc import Collection, Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from eks_shared_vpc.preview.aws.elastic_ip import gives_address
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.values import UNKNOWN, Network, Unknown, network_of

__all__ = ["WORLD", "Source", "called", "in_few_words", "known_only", "left_of", "one_address", "worlds"]

Source = str | Unknown
"""A block of addresses, the id of a group or of a prefix list, or an output that gives an address."""
WORLD = ("0.0.0.0/0", "::/0")
_FEW = 4


def known_only(sources: Iterable[Source]) -> list[str]:
    """Sources without those that are known after deployment only."""
    return [each for each in sources if each is not UNKNOWN]


def left_of(source: str, others: Collection[str]) -> list[str]:
    """What of a source is not in others: itself, or the blocks that remain of it."""
    if source in others:
        return []
    whole = network_of(source)
    if whole is UNKNOWN:
        return [source]
    rest: list[Network] = [whole]
    for other in map(network_of, others):
        if other is not UNKNOWN:
            rest = [piece for part in rest for piece in _excluded(part, other)]
    return [source] if rest == [whole] else [str(each) for each in _collapsed(rest)]


def _excluded(block: Network, other: Network) -> Iterable[Network]:
    if block.version != other.version or not block.overlaps(other):
        return (block,)
    return block.address_exclude(other) if block.prefixlen < other.prefixlen else ()  # type: ignore[arg-type]


def _collapsed(blocks: Iterable[IPv4Network | IPv6Network]) -> Iterable[IPv4Network | IPv6Network]:
    return collapse_addresses(blocks)  # type: ignore[type-var]


def worlds(sources: Iterable[Source]) -> frozenset[str]:
    """All addresses of IPv4 or of IPv6, if some sources hold them together."""
    known = known_only(sources)
    return frozenset(each for each in WORLD if not left_of(each, known))


def in_few_words(source: str, left: list[str]) -> list[str]:
    """What is left of a source: the blocks, unless they are many."""
    return left if len(left) <= _FEW else [f"the rest of {source}"]


def one_address(model: Model, source: str) -> str:
    """A source as it is compared: the public address of a NAT gateway is that of its Elastic IP."""
    gateway = model.find(source, NatGateway)
    return source if gateway is None else gateway.as_elastic_ip(source)


def called(model: Model, source: Source) -> str:
    """A source as a reader knows it, whether or not it is known before deployment."""
    if source is UNKNOWN:
        return "what is known after deployment"
    found = model.any_of(source)
    if found is None:
        return source
    return f"the address of {found.name}" if gives_address(source) else found.name
