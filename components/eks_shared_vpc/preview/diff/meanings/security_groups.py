"""What security groups allow: which sources reach what is in them that did not, and which do not any more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.security_group import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    GroupRule,
    declared_rules,
    group_called,
    named_groups,
    wearers_of,
)
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.sources import (
    WORLD,
    Source,
    called,
    in_few_words,
    known_only,
    left_of,
    one_address,
)
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []


@dataclass(frozen=True, slots=True)
class Admission:
    """One source that a security group allows, on some ports.

    Attributes:
        source: The source.
        protocol: The protocol: ``tcp``, ``icmp``, …; ``-1`` for all.
        ports: First and last port; all of them for protocols without ports.
        icmp_type: Of ICMP, the one type and code, ``8/0``; empty for all.
    """

    source: Source
    protocol: str | Unknown
    ports: tuple[int, int] | Unknown = ALL_PORTS
    icmp_type: str = ""

    @property
    def range(self) -> tuple[int, int]:
        """First and last port that it may be for."""
        return ALL_PORTS if self.ports is UNKNOWN else self.ports

    @property
    def label(self) -> str:
        """The protocol and the ports, as a reader knows them."""
        if self.protocol is UNKNOWN:
            return "a protocol that is known after deployment"
        if self.ports is UNKNOWN:
            return f"{self.protocol} ports that are known after deployment"
        if self.protocol == ALL_PROTOCOLS:
            return "all ports"
        if self.icmp_type or self.protocol not in ("tcp", "udp"):
            return f"{self.protocol} {self.icmp_type}".rstrip()
        first, last = self.ports
        return f"{self.protocol} {first}" + (f"-{last}" if first != last else "")

    @property
    def is_known(self) -> bool:
        """Whether source, protocol and ports are known before deployment."""
        return UNKNOWN not in (self.source, self.protocol, self.ports)

    def beyond(self, others: Iterable["Admission"]) -> list["Admission"]:
        """What others do not allow of it. What is not known before deployment may be what it is compared with."""
        fitting = [each for each in others if each.may_admit_some_of(self)]
        if self.ports is UNKNOWN:
            fitting = [replace(each, ports=ALL_PORTS) for each in fitting]  # its ports may be those of any
        start, last = self.range
        edges = {edge for each in fitting for edge in (each.range[0], each.range[1] + 1) if start < edge <= last}
        found = []
        for first, end in pairwise(sorted({start, *edges, last + 1})):
            sources = [each.source for each in fitting if each.range[0] <= first and end <= each.range[1] + 1]
            ports = UNKNOWN if self.ports is UNKNOWN else (first, end - 1)
            found += [replace(self, source=piece, ports=ports) for piece in _left(self.source, sources)]
        return found

    def may_admit_some_of(self, wanted: "Admission") -> bool:
        """Whether the protocol is the same and the sources overlap, as far as they are known; ports are not compared."""
        if self.protocol not in (ALL_PROTOCOLS, UNKNOWN, wanted.protocol):
            return False
        unknown = UNKNOWN in (self.ports, wanted.ports)
        if self.protocol == wanted.protocol and self.icmp_type not in ("", wanted.icmp_type) and not unknown:
            return False
        return self.source is UNKNOWN or _left(wanted.source, [self.source]) != [wanted.source]


def _left(source: Source, sources: list[Source]) -> list[Source]:
    """What of a source is not among others; of which one is unknown, it may be that one."""
    if UNKNOWN in sources:
        return []
    return [UNKNOWN] if source is UNKNOWN else [*left_of(source, known_only(sources))]


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a resource allows to a group: one source of a rule.

    Attributes:
        where: The rule, or the group that it is in.
        group: Id of the group.
        admission: What it allows.
    """

    where: View
    group: str
    admission: Admission


class _Side:
    """What the groups of one side of a difference allow."""

    def __init__(self, model: Model) -> None:
        self.model = model
        rows = (_declared(model, each) for each in declared_rules(model, "ingress"))
        self.declared = tuple(dict.fromkeys(each for each in rows if each is not None))
        self._by_group: dict[str, set[Admission]] = {}
        for each in self.declared:
            self._by_group.setdefault(each.group, set()).add(each.admission)

    def admitted(self, *groups: str) -> frozenset[Admission]:
        """All that some groups allow together."""
        return frozenset().union(*(self._by_group.get(each, ()) for each in groups))

    def owner(self, each: _Declared) -> View | None:
        """The resource that a group comes with; of a group that is not known, the rule in it."""
        if each.group == each.where.urn:
            return each.where
        group = group_called(self.model, each.group)
        return group.declared or group.owner

    def on(self, wearer: View) -> frozenset[Admission]:
        """What all groups on something allow to it."""
        return self.admitted(*named_groups(self.model.view(self.model.graph.resources[wearer.urn], View)))

    def lets_the_world_in(self, each: _Declared) -> bool:
        """Whether everyone is allowed by a rule, or by it together with others of its group, as in two halves."""
        mine = each.admission
        if mine.source is UNKNOWN:
            return False
        others = [one for one in self.admitted(each.group) - {mine} if one.is_known]
        whole = [replace(mine, source=world) for world in WORLD if not left_of(mine.source, [world])]
        is_needed = all(mine.beyond([one]) for one in others)
        return mine.source in WORLD or (is_needed and any(not world.beyond([mine, *others]) for world in whole))


class _Sides:
    """What groups allow before and after."""

    def __init__(self, difference: Difference) -> None:
        self._difference = difference
        self.before, self.after = _Side(difference.before.model), _Side(difference.settled)

    def opened(self) -> Iterator[_Declared]:
        """What is allowed after the change; of new groups that are on nothing yet, that is all that they allow."""
        for each in self._said_of(self.after, self.before):
            held_against = self._held_against(each, self.after, self.before) or [frozenset()]
            if any(each.admission.beyond(others) for others in held_against):
                yield each

    def closed(self) -> Iterator[tuple[_Declared, list[Admission]]]:
        """What was allowed before, with what of it is not any more."""
        for each in self._said_of(self.before, self.after):
            for others in self._held_against(each, self.before, self.after):
                gone = each.admission.beyond(others)
                if gone:
                    yield each, gone
                    break

    def is_in_use(self, each: _Declared) -> bool:
        """Whether a group is on something that is there already."""
        return bool(self._held_against(each, self.after, self.before))

    def _said_of(self, side: _Side, other: _Side) -> Iterator[_Declared]:
        """What one side allows that can be judged: a source that is not known, in a rule that remains, may be the same."""
        for each in side.declared:
            may_be_the_same = each.admission.source is UNKNOWN and each.where.urn in other.model.graph.resources
            if self._difference.is_compared(each.where.stack) and not may_be_the_same:
                yield each

    def _held_against(self, each: _Declared, side: _Side, other: _Side) -> list[frozenset[Admission]]:
        """What to compare with: the group on the other side, or what else is on that which remains."""
        owner = side.owner(each)
        if owner is None or self._stays(owner):
            found = [other.admitted(each.group)]
        else:
            found = [other.on(wearer) for wearer in wearers_of(side.model, each.group) if self._stays(wearer)]
        # What is not known on either side is the same there, and so can be nothing else.
        taken = {one for one in side.admitted(each.group) - {each.admission} if not one.is_known}
        return [others - taken for others in found]

    def _stays(self, view: View) -> bool:
        return self._difference.was_there(view) and self._difference.remains(view)


@rule(MeaningLevel.RED, "facts 7.1")
def security_group_open_to_the_world(difference: Difference) -> Iterator[Remark]:
    """Anyone on the internet with a route to what is in the group can connect to it."""
    sides = _Sides(difference)
    for each in sides.opened():
        if sides.after.lets_the_world_in(each):
            beside = "" if each.admission.source in WORLD else ", and other rules of its group the rest of the internet"
            yield Remark(each.where, f"{_will_admit(difference, each)}{beside}", advice("name the sources"))


@rule(MeaningLevel.AMBER, "facts 7.1")
def security_group_opened(difference: Difference) -> Iterator[Remark]:
    """More sources, or more ports, reach what is in the group."""
    sides = _Sides(difference)
    for each in sides.opened():
        if not sides.after.lets_the_world_in(each) and sides.is_in_use(each):
            yield Remark(each.where, _will_admit(difference, each))


@rule(MeaningLevel.AMBER, "facts 3.20, 7.1")
def security_group_closed(difference: Difference) -> Iterator[Remark]:
    """Clients that this rule allowed cannot connect any more, to an API server's private endpoint for instance."""
    for each, gone in _Sides(difference).closed():
        left: dict[str, list[str]] = {}
        for piece in gone:
            left.setdefault(piece.label, []).append(called(difference.before.model, piece.source))
        source = called(difference.before.model, each.admission.source)
        what = [f"{', '.join(in_few_words(source, left[ports]))} on {ports}" for ports in left]
        yield Remark(each.where, f"{each.where.name} will no longer allow {' and '.join(what)}")


def _will_admit(difference: Difference, each: _Declared) -> str:
    source = called(difference.after.model, each.admission.source)
    return f"{each.where.name} will allow {source} on {each.admission.label}"


def _declared(model: Model, rule: GroupRule) -> _Declared | None:
    """What a declared rule allows. A group that is not known before deployment is distinguished by its rule."""
    if rule.declared is None:
        return None
    source = one_address(model, rule.peer_text) if rule.peer_text else UNKNOWN
    group = rule.declared.urn if rule.is_unplaced else rule.group
    return _Declared(rule.declared, group, Admission(source, rule.protocol, rule.port_range, rule.icmp_type))
