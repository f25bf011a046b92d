"""Exact sets of addresses of one family: what a route, a rule or an ACL covers, and what is left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network, summarize_address_range
from itertools import pairwise

__all__ = ["EVERYTHING", "PUBLIC", "AddressSet", "of_blocks"]

Network = IPv4Network | IPv6Network
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AddressSet:
    """Addresses as sorted spans that neither touch nor overlap.

    Attributes:
        family: 4 or 6.
        spans: First and last address of each span, as numbers.
    """

    family: int
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, other: "AddressSet") -> bool:
        """Whether all of another set is in this one."""
        return self.family == other.family and all(
            any(first <= start and end <= last for first, last in self.spans) for start, end in other.spans
        )

    def __or__(self, other: "AddressSet") -> "AddressSet":
        return self if not other else AddressSet(self.family, _merged([*self.spans, *other.spans]))

    def __and__(self, other: "AddressSet") -> "AddressSet":
        if self.family != other.family:
            return AddressSet(self.family)
        spans = ((max(a, c), min(b, d)) for a, b in self.spans for c, d in other.spans)
        return AddressSet(self.family, tuple((first, last) for first, last in spans if first <= last))

    def __sub__(self, other: "AddressSet") -> "AddressSet":
        if self.family != other.family or not other:
            return self
        rest: list[Span] = []
        for first, last in self.spans:
            start = first
            for begin, end in other.spans:
                if end < start or begin > last:
                    continue
                if begin > start:
                    rest.append((start, begin - 1))
                start = end + 1
                if start > last:
                    break
            if start <= last:
                rest.append((start, last))
        return AddressSet(self.family, tuple(rest))

    def blocks(self) -> Iterator[Network]:
        """The set as blocks."""
        for first, last in self.spans:
            if self.family == 4:  # noqa: PLR2004  # the family's name
                yield from summarize_address_range(IPv4Address(first), IPv4Address(last))
            else:
                yield from summarize_address_range(IPv6Address(first), IPv6Address(last))

    def called(self, most: int = 3) -> str:
        """The set in words: its blocks, as far as they are few."""
        blocks: list[str] = []
        for each in self.blocks():
            if len(blocks) == most:
                return f"{', '.join(blocks)} and more"
            blocks.append(str(each))
        return ", ".join(blocks)


def of_blocks(family: int, blocks: Iterable[Network]) -> AddressSet:
    """The addresses of some blocks that are of a family."""
    found = tuple(each for each in blocks if each.version == family)
    return _of_one(found[0]) if len(found) == 1 else AddressSet(family, _merged(_span(each) for each in found))


@cache
def _of_one(block: Network) -> AddressSet:
    return AddressSet(block.version, (_span(block),))


@cache
def _span(block: Network) -> Span:
    return int(block.network_address), int(block.broadcast_address)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    rows = sorted(spans)
    merged: list[Span] = rows[:1]
    for first, last in rows[1:]:
        start, end = merged[-1]
        if first <= end + 1:
            merged[-1] = (start, max(end, last))
        else:
            merged.append((first, last))
    return tuple(merged)


EVERYTHING = {family: of_blocks(family, [ip_network(text)]) for family, text in ((4, "0.0.0.0/0"), (6, "::/0"))}
"""All addresses of a family."""

_NOT_PUBLIC = (  # the registries of special-purpose addresses, RFC 6890; IPv6 has one block of global addresses
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
)
PUBLIC = {
    4: EVERYTHING[4] - of_blocks(4, map(ip_network, _NOT_PUBLIC)),
    6: of_blocks(6, [ip_network("2000::/3")]) - of_blocks(6, [ip_network("2001:db8::/32")]),
}
"""The internet: addresses that are routed between networks."""


def cut(edges: Iterable[int], span: Span) -> Iterator[Span]:
    """A span of numbers cut at some of them, so that nothing changes within a piece."""
    first, last = span
    inside = sorted({first, last + 1, *(each for each in edges if first < each <= last)})
    return ((start, end - 1) for start, end in pairwise(inside))
