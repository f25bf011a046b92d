"""Node groups: replaced, deleted, or updated node by node."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []


@rule(MeaningLevel.AMBER, "facts 2.13; diff/replacements.json")
def node_group_replaced(difference: Difference) -> Iterator[Remark]:
    """The new group is created first, then the old one is drained and deleted: all its pods move."""
    for each in difference.of(NodeGroup, Kind.REPLACE):
        if difference.cluster_of(each.view):
            how = "deleted, then recreated" if each.view.has_fixed_name else "replaced"
            yield Remark(
                each.view,
                f"node group {each.name} is {how}, because of {each.because}",
                advice("check that pod disruption budgets let its pods move, and that there is room for both groups"),
            )


@rule(MeaningLevel.AMBER, "EKS User Guide, managed node groups")
def node_group_deleted(difference: Difference) -> Iterator[Remark]:
    """Its nodes are drained and terminated; the pods on them need room on other nodes."""
    for each in difference.of(NodeGroup, Kind.DELETE):
        if difference.cluster_of(each.view):
            yield Remark(
                each.view, f"node group {each.name} is deleted", advice("check that its pods fit on other nodes")
            )


@rule(MeaningLevel.AMBER, "EKS User Guide, managed node groups")
def nodes_rolled(difference: Difference) -> Iterator[Remark]:
    """Every node of the group is replaced, a few at a time; pods move as their disruption budgets allow."""
    for each in difference.of(NodeGroup, Kind.UPDATE):
        paths = each.change.paths(*NodeGroup.ROLLING_UPDATES)
        if paths:
            yield Remark(each.view, f"the nodes of {each.name} are replaced, because of {', '.join(paths)}")
