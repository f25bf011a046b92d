"""Security groups as hops: what they let in and out. They have a memory, so that answers need no rule."""

from collections.abc import Iterable, Sequence

from eks_shared_vpc.preview.aws.prefix_list import entries_of
from eks_shared_vpc.preview.aws.security_group import GroupRule, PeerGroup, PeerList, group_called
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.proof.addresses import EVERYTHING, AddressSet, of_blocks
from eks_shared_vpc.preview.proof.flow import Port
from eks_shared_vpc.preview.proof.walk import Allowed, Ends, Walk

__all__ = ["admits", "releases"]


def admits(walk: Walk, groups: Sequence[str], peer: Ends, port: Port) -> bool | Unknown:
    """Whether interfaces in some groups accept connections from a peer."""
    return _allowed(walk, groups, "ingress", peer, port).lets(peer)


def releases(walk: Walk, groups: Sequence[str], peer: Ends, port: Port) -> bool | Unknown:
    """Whether interfaces in some groups may open connections to a peer."""
    return _allowed(walk, groups, "egress", peer, port).lets(peer)


def _allowed(walk: Walk, groups: Sequence[str], direction: str, peer: Ends, port: Port) -> Allowed:
    key = ("groups", tuple(groups), direction, port, peer.addresses.family, peer.groups, peer.lists, peer.knows_groups)
    return walk.once(key, lambda: _union(walk, groups, direction, peer, port))


def _union(walk: Walk, groups: Iterable[str], direction: str, peer: Ends, port: Port) -> Allowed:
    """What the rules of all groups let through together."""
    everything = EVERYTHING[peer.addresses.family]
    surely = possibly = AddressSet(everything.family)
    for each in groups:
        group = group_called(walk.model, each)
        if not group.is_complete(direction):
            possibly = everything
        for rule in group.rules(direction):
            fits = rule.is_for(port.protocol, port.number)
            if fits is False:
                continue
            sure, maybe = _peers(walk, rule, peer)
            possibly |= sure | maybe
            if fits is True:
                surely |= sure
    return Allowed(surely, possibly)


def _peers(walk: Walk, rule: GroupRule, peer: Ends) -> tuple[AddressSet, AddressSet]:
    """The addresses of a peer that a rule is surely for, and those that it may be for."""
    family = peer.addresses.family
    nothing, everything = AddressSet(family), EVERYTHING[family]
    match rule.peer:
        case Unknown():
            return nothing, everything
        case PeerGroup(id=id_):
            if any(id_ == group_called(walk.model, each).id for each in peer.groups):
                return everything, everything
            return nothing, nothing if peer.knows_groups else everything
        case PeerList(id=id_):
            if id_ in peer.lists:
                return everything, everything
            entries = entries_of(walk.model, id_)
            return (nothing, everything) if entries is UNKNOWN else (of_blocks(family, entries), nothing)
        case block:
            return of_blocks(family, [block]), nothing
