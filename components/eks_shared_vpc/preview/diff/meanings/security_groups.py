"""What is in security groups: who gets in that did not, and who does not any more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.diff.settled import settled
from eks_shared_vpc.preview.diff.sources import WORLD, called, in_few_words, left_of, one_address
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource, references
from eks_shared_vpc.preview.rules.lookups import entries, group_id

__all__ = ["MEANINGS"]

GROUPS = ("aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLDER_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_SPEAK_OF_GROUPS = (*GROUPS, RULE, OLDER_RULE, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
"""What names groups without having them on its interfaces."""
_SOURCES = (
    *("cidrIpv4", "cidrIpv6", "referencedSecurityGroupId", "prefixListId"),
    *("cidrBlocks", "ipv6CidrBlocks", "securityGroups", "sourceSecurityGroupId", "prefixListIds"),
)

_ALL = "-1"
_PROTOCOLS = {"all": _ALL, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Admission:
    """One source that a security group admits, on some ports.

    Attributes:
        source: A block of addresses, or the id of a group or of a prefix list.
        protocol: The protocol, with what takes the place of ports in it: ``tcp``, ``icmp 8/0``; ``-1`` for all.
        first: The first port; of protocols without ports, all of them stand for it.
        last: The last port.
    """

    source: str
    protocol: str
    first: int = 0
    last: int = _LAST_PORT

    @property
    def ports(self) -> str:
        """The protocol and the ports, as a reader knows them."""
        if self.protocol == _ALL:
            return "all ports"
        if self.protocol not in ("tcp", "udp"):
            return self.protocol
        return f"{self.protocol} {self.first}" + (f"-{self.last}" if self.first != self.last else "")

    @property
    def is_known(self) -> bool:
        """Whether source, protocol and ports are known before deployment."""
        return UNKNOWN not in self.source and UNKNOWN not in self.protocol

    def beyond(self, others: Iterable["Admission"]) -> list["Admission"]:
        """What others do not admit of it. What is not known before deployment may be what it is held against."""
        fitting = [each for each in others if each.may_admit_some_of(self)]
        if UNKNOWN in self.protocol:
            fitting = [replace(each, first=0, last=_LAST_PORT) for each in fitting]  # its ports may be those of any
        edges = {edge for each in fitting for edge in (each.first, each.last + 1) if self.first < edge <= self.last}
        found = []
        for first, end in pairwise(sorted({self.first, *edges, self.last + 1})):
            sources = [each.source for each in fitting if each.first <= first and end <= each.last + 1]
            pieces = [] if UNKNOWN in sources else left_of(self.source, sources)
            found += [replace(self, source=piece, first=first, last=end - 1) for piece in pieces]
        return found

    def may_admit_some_of(self, wanted: "Admission") -> bool:
        """Whether the protocol is the same and the sources overlap, as far as they are known; ports are not looked at."""
        mine, its = self.protocol.split(" ")[0], wanted.protocol.split(" ")[0]
        unknown = UNKNOWN in self.protocol or UNKNOWN in wanted.protocol
        fits = self.protocol in (_ALL, UNKNOWN, wanted.protocol, its) or (mine == its and unknown)
        return fits and (self.source == UNKNOWN or left_of(wanted.source, [self.source]) != [wanted.source])


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a resource admits to a group: one source of a rule.

    Attributes:
        where: The rule, or the group that it stands in.
        group: Id of the group.
        admission: What it admits.
    """

    where: Resource
    group: str
    admission: Admission


class _Side:
    """What the groups of one side of a difference admit."""

    def __init__(self, graph: Graph, resources: Iterable[Resource]) -> None:
        self.graph = graph
        self.declared = tuple(dict.fromkeys(found for each in resources for found in _declared(graph, each)))
        self._by_group: dict[str, set[Admission]] = {}
        for each in self.declared:
            self._by_group.setdefault(each.group, set()).add(each.admission)

    def admitted(self, *groups: str) -> frozenset[Admission]:
        """All that some groups admit together."""
        return frozenset().union(*(self._by_group.get(each, ()) for each in groups))

    def owner(self, group: str) -> Resource | None:
        """The resource that a group comes with; of one that is not known, the rule in it."""
        return self.graph.find(group) or self.graph.resources.get(group)

    def holders(self, group: str) -> Iterator[Resource]:
        """What a group is put on."""
        for each in self.graph:
            if each.type not in _SPEAK_OF_GROUPS and group in references(each.inputs):
                yield each

    def on(self, holder: Resource) -> frozenset[Admission]:
        """What all groups on something admit to it."""
        return self.admitted(*references(self.graph.resources[holder.urn].inputs))

    def lets_the_world_in(self, each: _Declared) -> bool:
        """Whether everybody comes in by a rule, or by it together with others of its group, as in two halves."""
        mine = each.admission
        others = [one for one in self.admitted(each.group) - {mine} if one.is_known]
        worlds = [replace(mine, source=world) for world in WORLD if not left_of(mine.source, [world])]
        is_needed = all(mine.beyond([one]) for one in others)
        return mine.source in WORLD or (is_needed and any(not world.beyond([mine, *others]) for world in worlds))


class _Sides:
    """What groups admit before and after."""

    def __init__(self, difference: Difference) -> None:
        self._difference = difference
        one, other = difference.before.graph, difference.after.graph
        types = (*GROUPS, RULE, OLDER_RULE)
        self.before = _Side(one, one.of_type(*types))
        self.after = _Side(other, (settled(difference, each) for each in other.of_type(*types)))

    def opened(self) -> Iterator[_Declared]:
        """What is admitted from now on; in new groups that are on nothing yet, that is all that they admit."""
        for each in self._said_of(self.after, self.before):
            held_against = self._held_against(each, self.after, self.before) or [frozenset()]
            if any(each.admission.beyond(others) for others in held_against):
                yield each

    def closed(self) -> Iterator[tuple[_Declared, list[Admission]]]:
        """What was admitted until now, with what is not any more of it."""
        for each in self._said_of(self.before, self.after):
            for others in self._held_against(each, self.before, self.after):
                gone = each.admission.beyond(others)
                if gone:
                    yield each, gone
                    break

    def is_in_use(self, each: _Declared) -> bool:
        """Whether something that is there already gets what a group will admit."""
        return bool(self._held_against(each, self.after, self.before))

    def _said_of(self, side: _Side, other: _Side) -> Iterator[_Declared]:
        """What one side admits that can be judged: a source that is not known, in a rule that stays, may be the same."""
        mine = (self._difference.stack, *self._difference.dependents)
        for each in side.declared:
            may_be_the_same = each.admission.source == UNKNOWN and each.where.urn in other.graph.resources
            if each.where.stack in mine and not may_be_the_same:
                yield each

    def _held_against(self, each: _Declared, side: _Side, other: _Side) -> list[frozenset[Admission]]:
        """What to compare with: the group on the other side, or what else there is on that which stays."""
        owner = side.owner(each.group)
        if owner is None or self._stays(owner):
            found = [other.admitted(each.group)]
        else:
            found = [other.on(holder) for holder in side.holders(each.group) if self._stays(holder)]
        # What is not known on either side is the same there, and so can be nothing else.
        taken = {one for one in side.admitted(each.group) - {each.admission} if not one.is_known}
        return [others - taken for others in found]

    def _stays(self, resource: Resource) -> bool:
        return self._difference.remains(self._difference.before.graph.resources.get(resource.urn))


@meaning(MeaningLevel.RED, "facts 7.1")
def security_group_open_to_the_world(difference: Difference) -> Iterator[Consequence]:
    """Anyone on the internet who finds a route to what is in the group may talk to it."""
    sides = _Sides(difference)
    for each in sides.opened():
        if sides.after.lets_the_world_in(each):
            beside = "" if each.admission.source in WORLD else ", and others in its group the rest of the world"
            yield Consequence(each.where, f"{_will_admit(difference, each)}{beside}", "name the sources")


@meaning(MeaningLevel.AMBER, "facts 7.1")
def security_group_opened(difference: Difference) -> Iterator[Consequence]:
    """More sources, or more ports, reach what is in the group."""
    sides = _Sides(difference)
    for each in sides.opened():
        if not sides.after.lets_the_world_in(each) and sides.is_in_use(each):
            yield Consequence(each.where, _will_admit(difference, each))


@meaning(MeaningLevel.AMBER, "facts 3.20, 7.1")
def security_group_closed(difference: Difference) -> Iterator[Consequence]:
    """Whoever came in by this rule is shut out, of an API server's private endpoint for instance."""
    for each, gone in _Sides(difference).closed():
        left: dict[str, list[str]] = {}
        for piece in gone:
            left.setdefault(piece.ports, []).append(called(difference.before.graph, piece.source))
        what = [f"{', '.join(in_few_words(each.admission.source, left[ports]))} on {ports}" for ports in left]
        yield Consequence(each.where, f"{each.where.name} will not admit {' and '.join(what)} any more")


def _will_admit(difference: Difference, each: _Declared) -> str:
    source = called(difference.after.graph, each.admission.source)
    return f"{each.where.name} will admit {source} on {each.admission.ports}"


def _declared(graph: Graph, resource: Resource) -> Iterator[_Declared]:
    """What a group or a rule admits."""
    for group, rule in _rules(resource):
        for source in _sources(rule, group):
            known = UNKNOWN if UNKNOWN in source else one_address(graph, group_id(source))
            yield _Declared(resource, group, _admission(known, rule))


def _rules(resource: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rules that a resource declares, each with the id of its group."""
    inputs = resource.inputs
    if resource.type in GROUPS:
        listed = inputs.get("ingress")
        for each in [listed] if listed == UNKNOWN else entries(listed):
            yield resource.id, each if isinstance(each, Mapping) else {"cidrBlocks": UNKNOWN}
    elif resource.type == RULE or inputs.get("type") == "ingress":
        group = str(inputs.get("securityGroupId"))
        # A group that is not known before deployment is told apart by its rule.
        yield resource.urn if UNKNOWN in group else group_id(group), inputs


def _sources(rule: Mapping[str, Any], group: str) -> Iterator[str]:
    for key in _SOURCES:
        value = rule.get(key)
        yield from (str(each) for each in (value if isinstance(value, list | tuple) else [value]) if each)
    if rule.get("self") is True:
        yield group


def _admission(source: str, rule: Mapping[str, Any]) -> Admission:
    given = str(rule.get("ipProtocol", rule.get("protocol", _ALL))).lower()
    protocol = _PROTOCOLS.get(given, given)
    first, last = rule.get("fromPort"), rule.get("toPort")
    if protocol.startswith("icmp") and first not in (None, -1):
        return Admission(source, f"{protocol} {first}/{last}")  # a type and a code
    if protocol not in ("tcp", "udp") or (first, last) == (None, None):
        return Admission(source, protocol)
    if isinstance(first, int) and isinstance(last, int):
        return Admission(source, protocol, first, last)
    return Admission(source, f"{protocol} {first}-{last}")  # known after deployment


MEANINGS: tuple[MeaningRule, ...] = (
    security_group_open_to_the_world,
    security_group_opened,
    security_group_closed,
)
