"""What may pass: security groups, network ACLs and endpoint policies of the recorded graph."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource

__all__ = ["EVERYWHERE", "Filters", "Peer", "policy_allows"]

Network = IPv4Network | IPv6Network

EVERYWHERE: Mapping[int, Network] = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
EPHEMERAL = (1024, 65535)
_ACCOUNT_PREFIX = re.compile(r"^\d{12}/(?=sg-)")
_TCP = ("tcp", "6", "-1", "all")


@dataclass(frozen=True, slots=True)
class Peer:
    """One end of a connection, as filters see it.

    Attributes:
        blocks: Addresses that it may have.
        groups: Security groups that its interfaces are in.
    """

    blocks: tuple[Network, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    protocol: str
    ports: tuple[int, int]
    blocks: tuple[Network, ...]
    groups: tuple[str, ...]


_OPEN = _Rule("-1", (0, 65535), tuple(EVERYWHERE.values()), ())


class Filters:
    """Security groups and network ACLs, indexed once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._ingress: dict[str, list[_Rule]] = {}
        self._egress: dict[str, list[_Rule]] = {}
        self._index()

    open_group = "any"
    """Stands for a security group that lets everything out."""

    def admits(self, groups: Iterable[str], peer: Peer, port: int) -> bool:
        """Whether interfaces in these groups accept TCP connections from a peer on a port."""
        return any(_lets(self._ingress.get(group, ()), peer, port) for group in groups)

    def releases(self, groups: Iterable[str], peer: Peer, port: int) -> bool:
        """Whether interfaces in these groups may open TCP connections to a peer on a port."""
        return any(_lets(self._egress.get(group, ()), peer, port) for group in groups)

    def acl_lets(self, acl: Resource | None, direction: str, blocks: Sequence[Network], ports: tuple[int, int]) -> bool:
        """Whether a network ACL lets TCP with these blocks through, ``ingress`` or ``egress``; no ACL lets everything through."""
        if acl is None:
            return True
        rules = sorted(self._acl_rules(acl, direction), key=lambda rule: rule[0])
        return all(_first_match(rules, block, ports) for block in blocks)

    def _index(self) -> None:
        self._egress[self.open_group] = [_Rule("-1", (0, 65535), tuple(EVERYWHERE.values()), ())]
        for cluster in self.graph.of_type("aws:eks/cluster:Cluster"):
            # EKS makes this group: open within itself, all outbound (facts 7.1).
            own = f"{cluster.id}#clusterSecurityGroupId"
            self._ingress[own] = [_Rule("-1", (0, 65535), (), (own,))]
            self._egress[own] = [_OPEN]
        for group in self.graph.of_type("aws:ec2/securityGroup:SecurityGroup"):
            for key, index in (("ingress", self._ingress), ("egress", self._egress)):
                rules = group.inputs.get(key) or ()
                # Known after deployment counts as open, as an unknown policy does.
                known = [_OPEN] if rules == UNKNOWN else [_inline(rule, group.id) for rule in rules]
                index.setdefault(group.id, []).extend(known)
        for type_, index in (
            ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", self._ingress),
            ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", self._egress),
        ):
            for rule in self.graph.of_type(type_):
                index.setdefault(_group(rule.inputs.get("securityGroupId")), []).append(_standalone(rule.inputs))
        for rule in self.graph.of_type("aws:ec2/securityGroupRule:SecurityGroupRule"):
            index = self._ingress if rule.inputs.get("type") == "ingress" else self._egress
            group_id = _group(rule.inputs.get("securityGroupId"))
            source = {
                **rule.inputs,
                "securityGroups": [rule.inputs["sourceSecurityGroupId"]]
                if rule.inputs.get("sourceSecurityGroupId")
                else [],
            }
            index.setdefault(group_id, []).append(_inline(source, group_id))

    def _acl_rules(self, acl: Resource, direction: str) -> Iterator[tuple[int, bool, tuple[int, int], Network]]:
        for rule in acl.inputs.get(direction) or ():
            yield from _acl_rule(rule, "ruleNo", "action")
        for each in self.graph.of_type("aws:ec2/networkAclRule:NetworkAclRule"):
            if self.graph.find(each.inputs.get("networkAclId")) == acl and bool(each.inputs.get("egress")) == (
                direction == "egress"
            ):
                yield from _acl_rule(each.inputs, "ruleNumber", "ruleAction")


def policy_allows(policy: Any, actions: Iterable[str], resource: str = "*") -> bool:
    """Whether an endpoint policy lets every one of these actions through; conditions are taken as met.

    No policy is full access (facts 5.19). One that is not known yet cannot be judged and counts as open.
    """
    if not isinstance(policy, str) or UNKNOWN in policy:
        return True
    statements = json.loads(policy).get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    return all(_statements_allow(statements, action, resource) for action in actions)


def _statements_allow(statements: Sequence[Mapping[str, Any]], action: str, resource: str) -> bool:
    def covers(statement: Mapping[str, Any]) -> bool:
        listed = _texts(statement.get("Action"))
        acts = (
            any(fnmatchcase(action.lower(), pattern.lower()) for pattern in listed)
            if listed
            else action not in _texts(statement.get("NotAction"))
        )
        return acts and any(
            fnmatchcase(resource, pattern) or pattern == "*" for pattern in _texts(statement.get("Resource", "*"))
        )

    denied = any(
        statement.get("Effect") == "Deny" and not statement.get("Condition") and covers(statement)
        for statement in statements
    )
    return not denied and any(statement.get("Effect") == "Allow" and covers(statement) for statement in statements)


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _lets(rules: Iterable[_Rule], peer: Peer, port: int) -> bool:
    fitting = [rule for rule in rules if rule.protocol in _TCP and rule.ports[0] <= port <= rule.ports[1]]
    if any(set(rule.groups) & set(peer.groups) for rule in fitting):
        return True
    return bool(peer.blocks) and all(
        _covered(block, [each for rule in fitting for each in rule.blocks]) for block in peer.blocks
    )


def _covered(block: Network, by: Iterable[Network]) -> bool:
    same = [each for each in by if each.version == block.version]
    return any(block.subnet_of(each) for each in collapse_addresses(same))  # type: ignore[type-var, arg-type]


def _inline(rule: Mapping[str, Any], own: str) -> _Rule:
    groups = [_group(each) for each in rule.get("securityGroups") or ()] + ([own] if rule.get("self") else [])
    blocks = [*(rule.get("cidrBlocks") or ()), *(rule.get("ipv6CidrBlocks") or ())]
    return _Rule(str(rule.get("protocol", "-1")).lower(), _ports(rule), _networks(blocks), tuple(groups))


def _standalone(rule: Mapping[str, Any]) -> _Rule:
    blocks = [rule.get("cidrIpv4"), rule.get("cidrIpv6")]
    referenced = rule.get("referencedSecurityGroupId")
    return _Rule(
        str(rule.get("ipProtocol", "-1")).lower(),
        _ports(rule),
        _networks(blocks),
        (_group(referenced),) if referenced else (),
    )


def _ports(rule: Mapping[str, Any]) -> tuple[int, int]:
    if str(rule.get("protocol", rule.get("ipProtocol", "-1"))) in ("-1", "all"):
        return (0, 65535)
    first, last = rule.get("fromPort") or 0, rule.get("toPort") or 0
    if isinstance(first, str) or isinstance(last, str):
        return (0, 65535)  # known after deployment: counts as open, as an unknown policy does
    return (int(first), int(last))


def _networks(texts: Iterable[Any]) -> tuple[Network, ...]:
    found = []
    for text in texts:
        try:
            found.append(ip_network(text))
        except (TypeError, ValueError):
            continue  # not known before deployment
    return tuple(found)


def _group(value: Any) -> str:
    """A security group's id, without the account that may stand before it (facts 6.15)."""
    return _ACCOUNT_PREFIX.sub("", str(value))


def _acl_rule(
    rule: Mapping[str, Any], number: str, action: str
) -> Iterator[tuple[int, bool, tuple[int, int], Network]]:
    if str(rule.get("protocol", "-1")).lower() in _TCP:
        for block in _networks([rule.get("cidrBlock"), rule.get("ipv6CidrBlock")]):
            ports = (
                (0, 65535)
                if str(rule.get("protocol", "-1")) in ("-1", "all")
                else (int(rule.get("fromPort") or 0), int(rule.get("toPort") or 0))
            )
            yield int(rule.get(number, 0)), rule.get(action) == "allow", ports, block


def _first_match(
    rules: Sequence[tuple[int, bool, tuple[int, int], Network]], block: Network, ports: tuple[int, int]
) -> bool:
    """Whether the rules let a whole block and port range through: the first that touches it decides, and denies unless it covers it."""
    for _, allow, range_, covered in rules:
        touches = (
            covered.version == block.version
            and covered.overlaps(block)
            and range_[0] <= ports[1]
            and ports[0] <= range_[1]
        )
        if touches:
            return allow and block.subnet_of(covered) and range_[0] <= ports[0] and ports[1] <= range_[1]  # type: ignore[arg-type]
    return False
