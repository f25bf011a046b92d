"""Node groups: made anew, taken away, or exchanged node by node."""

from collections.abc import Iterator

from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning

__all__ = ["MEANINGS"]

NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@meaning(MeaningLevel.AMBER, "facts 2.13; diff/replacements.json")
def node_group_replaced(difference: Difference) -> Iterator[Consequence]:
    """The new group is made first, then the old one is drained and deleted: all its pods move."""
    for each in difference.of(NODE_GROUP, Kind.REPLACE):
        if difference.cluster_of(each.resource):
            first = "deleted, then made anew" if "nodeGroupName" in each.resource.inputs else "made anew"
            yield Consequence(
                each.resource,
                f"node group {each.resource.name} is {first}, because of {', '.join(each.because)}",
                "see that pod disruption budgets let its pods move, and that there is room for both groups",
            )


@meaning(MeaningLevel.AMBER, "EKS User Guide, managed node groups")
def node_group_deleted(difference: Difference) -> Iterator[Consequence]:
    """Its nodes are drained and end; what ran there needs room elsewhere."""
    for each in difference.of(NODE_GROUP, Kind.DELETE):
        if difference.cluster_of(each.resource):
            yield Consequence(
                each.resource, f"node group {each.resource.name} is deleted", "see that its pods fit elsewhere"
            )


@meaning(MeaningLevel.AMBER, "EKS User Guide, managed node groups")
def nodes_rolled(difference: Difference) -> Iterator[Consequence]:
    """Every node of the group is exchanged, a few at a time; pods move as their disruption budgets allow."""
    for each in difference.of(NODE_GROUP, Kind.UPDATE):
        if each.changed("launchTemplate", "version", "releaseVersion"):
            paths = ", ".join(
                one.path
                for one in each.properties
                if one.path.split(".")[0] in ("launchTemplate", "version", "releaseVersion")
            )
            yield Consequence(each.resource, f"the nodes of {each.resource.name} are exchanged, because of {paths}")


MEANINGS: tuple[MeaningRule, ...] = (node_group_replaced, node_group_deleted, nodes_rolled)
