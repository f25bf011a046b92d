"""Security groups as other software reads them; whether they let traffic through is the proof's business."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.lookups import CLUSTER, NODE_GROUP, OfClusters, entries, group_rules, mapping

__all__ = ["RULES"]

GROUP = "aws:ec2/securityGroup:SecurityGroup"


@rule(Level.WARNING, "facts 7.2, 7.8")
def two_cluster_groups_on_nodes(graph: Graph) -> Iterator[Violation]:
    """The load balancer controller wants exactly one group of a node to carry the cluster's tag, and the cluster's own group has it."""
    groups = OfClusters(graph, NODE_GROUP)
    for cluster in graph.of_type(CLUSTER):
        key = f"kubernetes.io/cluster/{cluster.inputs.get('name')}"
        for nodes in groups[cluster]:
            named = _groups(graph, nodes)
            tagged = [
                id_ for id_ in named if id_ == f"{cluster.id}#clusterSecurityGroupId" or _carries(graph, id_, key)
            ]
            if len(tagged) > 1:
                yield Violation(
                    nodes,
                    f"the nodes of {nodes.name} have {len(tagged)} security groups with the tag {key}",
                    f"take the tag off all but the cluster's own group: {', '.join(_names(graph, tagged))}",
                )


@rule(Level.NOTICE, "facts 7.15, from memory")
def inline_and_separate_rules(graph: Graph) -> Iterator[Violation]:
    """A group with rules of its own and rules that are resources forgets one kind at every other update (from memory of the provider's documentation)."""
    inline: set[tuple[str, str]] = set()
    separate: set[tuple[str, str]] = set()
    for each in group_rules(graph):
        (inline if each.declared.type == GROUP else separate).add((each.group, each.direction))
    mixed = {group for group, _ in inline & separate}
    for group in graph.of_type(GROUP):
        if group.id in mixed:
            yield Violation(
                group,
                f"{group.name} has rules inside it and rules beside it",
                "declare all of them as SecurityGroupIngressRule and SecurityGroupEgressRule",
            )


def _groups(graph: Graph, nodes: Resource) -> list[str]:
    template = graph.find(nodes.block("launchTemplate").get("id"))
    inputs = template.inputs if template is not None else {}
    nested = [
        each
        for interface in entries(inputs.get("networkInterfaces"))
        for each in entries(mapping(interface).get("securityGroups"))
    ]
    return list(dict.fromkeys(map(str, (*entries(inputs.get("vpcSecurityGroupIds")), *nested))))


def _carries(graph: Graph, id_: str, key: str) -> bool:
    group = graph.find(id_)
    return group is not None and group.type == GROUP and key in group.tags


def _names(graph: Graph, ids: list[str]) -> Iterator[str]:
    for id_ in ids:
        group = graph.find(id_)
        if group is not None and group.type == GROUP:
            yield group.name


RULES: tuple[Rule, ...] = (two_cluster_groups_on_nodes, inline_and_separate_rules)
