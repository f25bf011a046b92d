"""Security groups with their rules, in whichever way those are declared; the one reader of security-group rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eks_shared_vpc.preview.aws.cluster import CLUSTER_GROUP, Cluster
from eks_shared_vpc.preview.aws.model import Model, View, id_in, indexed
from eks_shared_vpc.preview.aws.prefix_list import PrefixList
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Network, Unknown, network_of
from eks_shared_vpc.preview.aws.vpc import DEFAULT_GROUP, Vpc
from eks_shared_vpc.preview.graph import references

__all__ = [
    "ALL_PORTS",
    "ALL_PROTOCOLS",
    "OPEN_GROUP",
    "AdoptedDefaultGroup",
    "DeclaredGroup",
    "GroupRule",
    "PeerGroup",
    "PeerList",
    "SecurityGroup",
    "declared_rules",
    "group_called",
    "group_id",
    "group_rules",
    "named_groups",
    "wearers_of",
]

ALL_PORTS = (0, 65535)
ALL_PROTOCOLS = "-1"
OPEN_GROUP = "*"
"""The id of a group that no program declares and that lets everything in and out: asked for where none is named."""
EVERYWHERE = tuple(map(network_of, ("0.0.0.0/0", "::/0")))
_PROTOCOLS = {"all": ALL_PROTOCOLS, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_WITH_PORTS = ("tcp", "udp")
_ICMP = ("icmp", "icmpv6")
_ACCOUNT_PREFIX = re.compile(r"^\d{12}/")


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """The interfaces of a security group, as the peer of a rule."""

    id: str


@dataclass(frozen=True, slots=True)
class PeerList:
    """The blocks of a prefix list, as the peer of a rule."""

    id: str


Peer = Network | PeerGroup | PeerList | Unknown


@dataclass(frozen=True)
class GroupRule:
    """One rule of a security group as AWS counts them: one source or destination.

    Attributes:
        group: Id of the group.
        declared: The resource that declares it: a rule, or the group that it is an inline rule of; ``None`` for rules that AWS creates.
        direction: ``ingress`` or ``egress``.
        protocol: ``tcp``, ``udp``, …; ``-1`` is all of them.
        ports: First and last port; of ICMP, type and code.
        peer: Its source or destination.
        peer_text: The source or destination in one form: a block, an id, or another resource's output that gives an address,
            known after deployment only; empty if nothing is known of it.
    """

    group: str
    declared: View | None
    direction: str
    protocol: str | Unknown
    ports: tuple[int, int] | Unknown
    peer: Peer
    peer_text: str = field(default="", compare=False)

    @property
    def is_unplaced(self) -> bool:
        """Whether it is not known which group it is in."""
        return self.group == UNPLACED

    @property
    def icmp_type(self) -> str:
        """Of a rule for one type of ICMP: the type and code, ``8/0``; empty for all of them, and where it is not known."""
        if self.protocol not in _ICMP or self.ports is UNKNOWN or self.ports == ALL_PORTS or self.ports[0] == -1:
            return ""
        return f"{self.ports[0]}/{self.ports[1]}"

    @property
    def port_range(self) -> tuple[int, int] | Unknown:
        """First and last port; all ports for a protocol that has none."""
        return self.ports if self.protocol in _WITH_PORTS or self.ports is UNKNOWN else ALL_PORTS

    def is_for(self, protocol: str, port: int) -> bool | Unknown:
        """Whether it is for a port of a protocol."""
        if self.protocol is not UNKNOWN and self.protocol not in (protocol, ALL_PROTOCOLS):
            return False
        if self.ports is not UNKNOWN and not self.ports[0] <= port <= self.ports[1]:
            return False
        return UNKNOWN if UNKNOWN in (self.protocol, self.ports) else True


class SecurityGroup:
    """A security group: a declared one, one that EKS or EC2 creates, or one that is known by its id only.

    Attributes:
        id: Its id, without the account that may stand before it (facts 6.15).
        declared: The resource that declares it.
        ingress: The rules that let traffic in.
        egress: The rules that let traffic out.
    """

    def __init__(self, model: Model, id_: str) -> None:
        self._model, self.id = model, id_
        self.declared = model.find(id_, DeclaredGroup) if not id_.endswith((CLUSTER_GROUP, DEFAULT_GROUP)) else None

    def __repr__(self) -> str:
        return f"SecurityGroup({self.id})"

    @cached_property
    def name(self) -> str:
        """What to call it."""
        if self.declared is not None:
            return self.declared.name
        if self.owner is None:
            return self.id
        kind = "default" if self.id.endswith(DEFAULT_GROUP) else "cluster"
        return f"the {kind} security group of {self.owner.name}"

    @cached_property
    def owner(self) -> View | None:
        """What it comes with: the cluster or VPC for which AWS creates it."""
        return self._model.find(self.id, Cluster) or self._model.find(self.id, Vpc)

    @property
    def output(self) -> str:
        """The output of its owner that is its id, as Pulumi for Python spells it."""
        return (
            "vpc_config.cluster_security_group_id" if self.id.endswith(CLUSTER_GROUP) else "default_security_group_id"
        )

    @cached_property
    def is_known(self) -> bool:
        """Whether its rules are known at all: it is declared, or AWS creates it with rules of its own."""
        return self.declared is not None or self.owner is not None or self.id == OPEN_GROUP

    @cached_property
    def ingress(self) -> Sequence[GroupRule]:
        """The rules that let traffic in."""
        return self.rules("ingress")

    @cached_property
    def egress(self) -> Sequence[GroupRule]:
        """The rules that let traffic out."""
        return self.rules("egress")

    def rules(self, direction: str) -> Sequence[GroupRule]:
        """The rules of one direction."""
        return (*self._made_by_aws(direction), *_rules(self._model).get((self.id, direction), ()))

    def is_complete(self, direction: str) -> bool:
        """Whether there are no rules but those that are listed, as far as recorded programs declare them."""
        listed = self.declared is None or self.declared.inputs.items(direction).complete
        return self.is_known and listed and not _rules(self._model).get((UNPLACED, direction))

    def _made_by_aws(self, direction: str) -> Iterator[GroupRule]:
        """Rules that are there from the start: within itself, and everything out (facts 7.1, 5.18)."""
        if self.id == OPEN_GROUP or (self.owner is not None and direction == "egress"):
            for block in EVERYWHERE:
                yield GroupRule(self.id, None, direction, ALL_PROTOCOLS, ALL_PORTS, block)
        elif self.owner is not None:
            yield GroupRule(self.id, None, direction, ALL_PROTOCOLS, ALL_PORTS, PeerGroup(self.id))


class DeclaredGroup(View):
    """A security group that a program declares."""

    types = ("aws:ec2/securityGroup:SecurityGroup",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)


class AdoptedDefaultGroup(DeclaredGroup):
    """The default security group of a VPC, adopted: it has the rules that are declared, and no others."""

    types = ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",)


class SeparateIngressRule(View):
    """An ingress rule as a resource of its own."""

    types = ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",)


class SeparateEgressRule(View):
    """An egress rule as a resource of its own."""

    types = ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",)


class OlderSeparateRule(View):
    """A rule as a resource of its own, in its older form."""

    types = ("aws:ec2/securityGroupRule:SecurityGroupRule",)


_ABOUT_GROUPS = frozenset(
    token
    for kind in (DeclaredGroup, AdoptedDefaultGroup, SeparateIngressRule, SeparateEgressRule, OlderSeparateRule)
    for token in kind.types
)
"""Types of what names groups without having them on its interfaces."""


def group_id(value: Any) -> str | Unknown | None:
    """The id of a security group that an input names."""
    if value is None or value is UNKNOWN:
        return None if value is None else UNKNOWN
    text = _ACCOUNT_PREFIX.sub("", str(value))
    return text if text.endswith((CLUSTER_GROUP, DEFAULT_GROUP)) else id_in(text)


def group_called(model: Model, id_: str) -> SecurityGroup:
    """The security group of an id."""
    groups = _groups(model)
    found = groups.get(id_)
    if found is None:
        canonical = str(group_id(id_))
        found = groups[id_] = groups.get(canonical) or _adopted(model).get(canonical) or SecurityGroup(model, canonical)
        groups[canonical] = found
    return found


def group_rules(model: Model) -> Iterator[GroupRule]:
    """The rules of every security group, as programs declare them."""
    for (group, _), rows in _rules(model).items():
        if group != UNPLACED:
            yield from rows


def declared_rules(model: Model, direction: str) -> Iterator[GroupRule]:
    """The rules of one direction as programs declare them, in order of URN; those of unknown groups are among them.

    A group whose list of rules is known after deployment only, as a whole or in part, has a rule of which nothing is known.
    """
    found = [each for (_, way), rows in _rules(model).items() if way == direction for each in rows]
    found += [
        GroupRule(group.id, group, direction, UNKNOWN, UNKNOWN, UNKNOWN)
        for group in (*model.all(DeclaredGroup), *model.all(AdoptedDefaultGroup))
        if not group.inputs.items(direction).complete
    ]
    return iter(sorted(found, key=lambda each: each.declared.urn if each.declared is not None else ""))


def named_groups(view: View) -> frozenset[str]:
    """Ids of all that something names; those of security groups among them are the groups that it has."""
    return frozenset(references([*view.resource.inputs.values()]))


def wearers_of(model: Model, id_: str) -> Sequence[View]:
    """What a security group is put on: all that names it by its id, groups and rules left out."""
    return _wearers(model).get(id_, ())


UNPLACED = "\n"
"""Stands for the group of rules of which it is not known whose they are."""


@indexed
def _wearers(model: Model) -> Mapping[str, list[View]]:
    found: dict[str, list[View]] = {}
    for resource in model.graph:
        if resource.type not in _ABOUT_GROUPS:
            for id_ in dict.fromkeys(references([*resource.inputs.values()])):
                found.setdefault(id_, []).append(model.view(resource, View))
    return found


@indexed
def _groups(model: Model) -> dict[str, SecurityGroup]:  # noqa: ARG001  # an index that fills as it is asked
    return {}


@indexed
def _adopted(model: Model) -> Mapping[str, SecurityGroup]:
    """Default groups that programs adopt, by the id that the VPC gives them."""
    found = {}
    for each in model.all(AdoptedDefaultGroup):
        if each.vpc is not None:
            found[f"{each.vpc.id}{DEFAULT_GROUP}"] = SecurityGroup(model, each.id)
    return found


@indexed
def _rules(model: Model) -> Mapping[tuple[str, str], list[GroupRule]]:
    """All declared rules by group and direction."""
    found: dict[tuple[str, str], list[GroupRule]] = {}
    for group in (*model.all(DeclaredGroup), *model.all(AdoptedDefaultGroup)):
        for direction in ("ingress", "egress"):
            for row in group.inputs.items(direction).blocks():
                found.setdefault((group.id, direction), []).extend(_read(model, group.id, group, direction, row))
    separate: list[tuple[View, str]] = [(each, "ingress") for each in model.all(SeparateIngressRule)]
    separate += [(each, "egress") for each in model.all(SeparateEgressRule)]
    separate += [(each, str(each.inputs.text("type") or "ingress")) for each in model.all(OlderSeparateRule)]
    for each, direction in separate:
        named = group_id(each.inputs.raw("securityGroupId"))
        key = named if isinstance(named, str) else UNPLACED
        found.setdefault((key, direction), []).extend(_read(model, key, each, direction, each.inputs))
    return found


def _read(model: Model, group: str, declared: View, direction: str, inputs: Inputs) -> Iterator[GroupRule]:
    protocol = _protocol(inputs)
    ports = _ports(inputs, protocol)
    peers = list(_peers(model, group, inputs))
    for peer, text in peers:
        yield GroupRule(group, declared, direction, protocol, ports, peer, text)


def _protocol(inputs: Inputs) -> str | Unknown:
    given = inputs.text("protocol") if inputs.says("protocol") else inputs.text("ipProtocol")
    if given is UNKNOWN:
        return UNKNOWN
    text = str(given if given is not None else ALL_PROTOCOLS).lower()
    return _PROTOCOLS.get(text, text)


def _ports(inputs: Inputs, protocol: str | Unknown) -> tuple[int, int] | Unknown:
    if protocol is UNKNOWN:
        return UNKNOWN
    if protocol == ALL_PROTOCOLS:
        return ALL_PORTS
    first, last = inputs.number("fromPort"), inputs.number("toPort")
    if first is UNKNOWN or last is UNKNOWN:
        return UNKNOWN
    start = first if first is not None else 0
    return (start, last if last is not None else (start if first is not None else ALL_PORTS[1]))


def _peers(model: Model, group: str, inputs: Inputs) -> Iterator[tuple[Peer, str]]:
    """The sources or destinations of a rule, each with its text."""
    for key in ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"):
        for each in _all(inputs, key):
            block = network_of(str(each))
            yield block, str(block) if block is not UNKNOWN else "" if each is UNKNOWN else str(each)
    for key in ("securityGroups", "sourceSecurityGroupId", "referencedSecurityGroupId"):
        for each in _all(inputs, key):
            named = group_id(each)
            if named is not None:
                known = group_called(model, named).id if isinstance(named, str) else ""
                yield PeerGroup(known) if known else UNKNOWN, known
    if inputs.flag("self", default=False):
        yield PeerGroup(group), group
    for key in ("prefixListIds", "prefixListId"):
        for each in _all(inputs, key):
            declared = model.find(each, PrefixList)
            id_ = declared.id if declared is not None else "" if each is UNKNOWN else str(each)
            yield PeerList(id_) if id_ else UNKNOWN, id_


def _all(inputs: Inputs, key: str) -> Iterator[Any]:
    """The items of a list, those that are unknown as such."""
    listed = inputs.items(key)
    yield from (each for each in listed.rows if each not in (None, ""))
    if not listed.complete:
        yield UNKNOWN
