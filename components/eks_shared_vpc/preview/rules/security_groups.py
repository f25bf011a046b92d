"""Security groups: their tags, and how their rules are declared. Whether they let traffic through is proved elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.prefix_list import PrefixList
from eks_shared_vpc.preview.aws.security_group import (
    ALL_PROTOCOLS,
    DeclaredGroup,
    GroupRule,
    PeerGroup,
    PeerList,
    SecurityGroup,
    SeparateEgressRule,
    SeparateIngressRule,
    group_called,
    group_rules,
)
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.fixes import Declare, Fix, Output, Remove, advice, fix
from eks_shared_vpc.preview.rule import Remark, rule

IPV4 = 4


@rule(Level.WARNING, "facts 7.2, 7.8")
def two_cluster_groups_on_nodes(model: Model) -> Iterator[Remark]:
    """The AWS Load Balancer Controller requires that exactly one security group of a node has the cluster's tag, and the group that EKS creates has it."""
    for cluster in model.all(Cluster):
        key = f"kubernetes.io/cluster/{cluster.cluster_name}"
        for nodes in cluster.of(NodeGroup) if cluster.knows_its_name else ():
            groups = [group_called(model, each) for each in nodes.template_groups]
            tagged = [each for each in groups if _has_tag(each, key)]
            own = any(each.id == cluster.group_id for each in groups)
            if len(tagged) + own > 1:
                message = f"the nodes of {nodes.name} have {len(tagged) + own} security groups with the tag {key}"
                yield Remark(nodes, message, _untagged(tagged if own else tagged[1:], key))


@rule(Level.NOTICE, "facts 7.15, from memory")
def inline_and_separate_rules(model: Model) -> Iterator[Remark]:
    """A group with inline rules and with rules that are resources of their own loses one kind at every other update (from memory of the provider's documentation)."""
    inline: dict[tuple[str, str], list[GroupRule]] = {}
    separate: set[tuple[str, str]] = set()
    for each in group_rules(model):
        if isinstance(each.declared, DeclaredGroup):
            inline.setdefault((each.group, each.direction), []).append(each)
        else:
            separate.add((each.group, each.direction))
    for (group, direction), rows in inline.items():
        declared = rows[0].declared
        if (group, direction) in separate and declared is not None:
            message = (
                f"{declared.name} has inline {direction} rules, and {direction} rules that are resources of their own"
            )
            yield Remark(declared, message, _all_separate(declared, direction, rows))


def _has_tag(group: SecurityGroup, key: str) -> bool:
    return group.declared is not None and key in group.declared.tags


def _untagged(groups: list[SecurityGroup], key: str) -> Fix:
    return fix(*(Remove(each.declared, f"tags.{key}") for each in groups if each.declared is not None))


def _all_separate(group: View, direction: str, rows: list[GroupRule]) -> Fix:
    """Each inline rule as a resource of its own."""
    kind = SeparateIngressRule if direction == "ingress" else SeparateEgressRule
    inputs = [_inputs(group, each) for each in rows]
    if not all(inputs):
        return advice(f"declare all {direction} rules of {group.name} as {kind.types[0].rsplit(':', 1)[-1]}")
    declared = [Declare(kind, f"{group.name}-{direction}-{at}", group, each) for at, each in enumerate(inputs)]
    return fix(Remove(group, direction), *declared)


def _called(model: Model, id_: str) -> Any:
    """A group as the value of an argument."""
    group = group_called(model, id_)
    if isinstance(group.owner, Cluster):
        return Output(group.owner, "vpc_config.cluster_security_group_id")
    return group.declared or id_


def _inputs(group: View, row: GroupRule) -> Mapping[str, Any]:
    """The arguments of a rule as a resource of its own; none if a part of it is not known."""
    if row.peer is UNKNOWN or row.protocol is UNKNOWN or row.ports is UNKNOWN:
        return {}
    first, last = row.ports
    ports = {"from_port": first, "to_port": last} if row.protocol != ALL_PROTOCOLS else {}
    peer: Mapping[str, Any]
    if isinstance(row.peer, PeerGroup):
        peer = {"referenced_security_group_id": _called(group.model, row.peer.id)}
    elif isinstance(row.peer, PeerList):
        peer = {"prefix_list_id": group.model.find(row.peer.id, PrefixList) or row.peer.id}
    else:
        peer = {"cidr_ipv4" if row.peer.version == IPV4 else "cidr_ipv6": str(row.peer)}
    return {"security_group_id": group, "ip_protocol": row.protocol, **ports, **peer}
