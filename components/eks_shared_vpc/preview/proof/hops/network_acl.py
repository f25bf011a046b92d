"""Network ACLs as hops. They have no memory: connections and their answers each need a rule (facts 1.61)."""

from collections.abc import Sequence

from eks_shared_vpc.preview.aws.network_acl import AclRule, NetworkAcl, SeparateAclRule
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.fixes import Add, Change, Declare, Fix, advice
from eks_shared_vpc.preview.proof.addresses import EVERYTHING, AddressSet, Span, cut, of_blocks
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import EPHEMERAL, Port
from eks_shared_vpc.preview.proof.path import NO_FIX, Outcome, Stop
from eks_shared_vpc.preview.proof.walk import Allowed, Ends, Walk

__all__ = ["into", "out_of"]

_FIRST = 100
"""The number of the first rule that a fix adds to a network ACL without rules; the console proposes the same."""

NETWORK_ACL = cause(
    "network-acl",
    "A network ACL is stateless: it has to let the connections through, and their answers as well, on the ephemeral ports.",
    "facts 1.61",
)


def out_of(walk: Walk, subnet: Subnet, peer: Ends, port: Port, answers: Span = EPHEMERAL) -> Stop | None:
    """What stops connections from a subnet to a peer at the subnet's network ACL, or their answers."""
    return _passes(walk, subnet, peer, port, (("egress", (port.number, port.number)), ("ingress", answers)))


def into(walk: Walk, subnet: Subnet, peer: Ends, port: Port, answers: Span = EPHEMERAL) -> Stop | None:
    """What stops connections from a peer into a subnet at the subnet's network ACL, or their answers."""
    return _passes(walk, subnet, peer, port, (("ingress", (port.number, port.number)), ("egress", answers)))


def _passes(
    walk: Walk, subnet: Subnet, peer: Ends, port: Port, ways: tuple[tuple[str, Span], tuple[str, Span]]
) -> Stop | None:
    acl = subnet.network_acl
    if acl is None:
        message = f"which network ACL {subnet.name} has is not known here"
        return Stop(Outcome.UNKNOWN, "network-acl-unknown", message)
    if acl.lets_everything_through:
        return None
    family = peer.addresses.family
    passing = [(way, _allowed(walk, acl, way, port.protocol, family).lets(peer)) for way in ways]
    stopped = next((row for row in passing if row[1] is False), None) or next(
        (row for row in passing if row[1] is UNKNOWN), None
    )
    if stopped is None:
        return None
    closed = [way for way, passes in passing if passes is not True]
    repair = _fix(walk, acl, peer, port, closed) if stopped[1] is False else NO_FIX
    return _stop(acl, subnet, peer, port, stopped, repair)


def _stop(
    acl: NetworkAcl, subnet: Subnet, peer: Ends, port: Port, stopped: tuple[tuple[str, Span], bool | Unknown], fix: Fix
) -> Stop:
    (direction, (first, last)), passes = stopped
    ports = str(first) if first == last else f"{first}-{last}"
    what = f"{port.protocol.upper()} {ports} {'in' if direction == 'ingress' else 'out'}"
    if passes is UNKNOWN:
        known = acl.is_complete(direction)
        message = f"whether the network ACL {acl.name} of {subnet.name} lets {what} is known after deployment"
        if known:
            message = (
                f"the network ACL {acl.name} of {subnet.name} lets {what} for a part of the destination's addresses"
            )
        return Stop(Outcome.UNKNOWN, "network-acl-unknown", message)
    message = f"the network ACL {acl.name} of {subnet.name} does not let {what} to or from {peer.addresses.called()}"
    return Stop(Outcome.REFUTED, NETWORK_ACL, message, fix)


def _fix(walk: Walk, acl: NetworkAcl, peer: Ends, port: Port, ways: Sequence[tuple[str, Span]]) -> Fix:
    """Rules that let the connections and their answers through, before all others."""
    changes: list[Change] = []
    for direction, (first, last) in ways:
        for block in _blocks(peer):
            key = "ipv6_cidr_block" if ":" in block else "cidr_block"
            rule = {"protocol": port.protocol, "from_port": first, "to_port": last, key: block}
            number = _free_number(walk, acl, direction, tuple(rule.values()))
            if number is None:
                return advice(f"make room before the first rule of {acl.name}, and let {block} through there")
            if acl.declared is not None and acl.has_separate_rules:
                inputs = {"network_acl_id": acl.declared, "egress": direction == "egress", "rule_number": number}
                more = {**inputs, "rule_action": "allow", **rule}
                changes.append(Declare(SeparateAclRule, f"{acl.name}-{direction}-{number}", acl.declared, more))
            elif acl.declared is not None:
                changes.append(Add(acl.declared, direction, {"rule_no": number, "action": "allow", **rule}))
    return Fix(tuple(changes))


def _free_number(walk: Walk, acl: NetworkAcl, direction: str, rule: tuple[object, ...]) -> int | None:
    """A number before all others for a rule that fixes add; each rule of a walk has one of its own."""
    given: dict[tuple[object, ...], int] = walk.once(("acl numbers", acl.id, direction), dict[tuple[object, ...], int])
    if rule not in given:
        numbers = [each.number for each in acl.rules(direction) if isinstance(each.number, int)]
        first = min([*numbers, *given.values()], default=_FIRST + 1)
        if first <= 1:
            return None
        given[rule] = first - 1
    return given[rule]


def _blocks(peer: Ends) -> list[str]:
    """The blocks to admit: those of the peer, or all addresses where it is spread over the internet."""
    blocks = [str(each) for each in peer.addresses.blocks()] if len(peer.addresses.spans) == 1 else []
    return blocks if len(blocks) == 1 else ["0.0.0.0/0" if peer.addresses.family == 4 else "::/0"]  # noqa: PLR2004


def _allowed(walk: Walk, acl: NetworkAcl, way: tuple[str, Span], protocol: str, family: int) -> Allowed:
    return walk.once(("acl", acl.id, way, protocol, family), lambda: _first_match(acl, way, protocol, family))


def _first_match(acl: NetworkAcl, way: tuple[str, Span], protocol: str, family: int) -> Allowed:
    """The addresses of which every port in the range is let through: the rule with the lowest number that fits decides."""
    direction, ports = way
    everything = EVERYTHING[family]
    if not acl.is_complete(direction):
        return Allowed(AddressSet(family), everything)
    rules = [rule for rule in acl.rules(direction) if rule.protocol in (protocol, "-1")]
    edges = [edge for rule in rules for edge in _edges(rule)]
    allowed = everything
    for piece in cut(edges, ports):
        allowed &= _of_piece(rules, piece, family)
    return Allowed(allowed, allowed)


def _of_piece(rules: Sequence[AclRule], piece: Span, family: int) -> AddressSet:
    left, allowed = EVERYTHING[family], AddressSet(family)
    for rule in rules:
        if isinstance(rule.ports, Unknown) or isinstance(rule.block, Unknown):
            continue
        if rule.block.version == family and rule.ports[0] <= piece[0] and piece[1] <= rule.ports[1]:
            hit = left & of_blocks(family, [rule.block])
            left -= hit
            allowed = allowed | hit if rule.allow else allowed
    return allowed


def _edges(rule: AclRule) -> Sequence[int]:
    return () if isinstance(rule.ports, Unknown) else (rule.ports[0], rule.ports[1] + 1)
