"""Which accounts may use which subnets: what AWS RAM shares, and what it does not share any more."""

from collections.abc import Iterator

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.clusters import placements

__all__ = ["MEANINGS"]

SHARE = "aws:ram/resourceShare:ResourceShare"
SUBNETS = "aws:ram/resourceAssociation:ResourceAssociation"
PRINCIPALS = "aws:ram/principalAssociation:PrincipalAssociation"
CLUSTER = "aws:eks/cluster:Cluster"


@meaning(MeaningLevel.RED, "facts 6.16, 6.17")
def subnet_unshared_in_use(difference: Difference) -> Iterator[Consequence]:
    """What stands in the subnet keeps running but nothing new can be made there: nodes that die are not replaced."""
    for cluster, subnets in _losing(difference).items():
        names = ", ".join(sorted(each.name for each in subnets))
        yield Consequence(
            cluster,
            f"cluster {cluster.name} stands in subnets that will not be shared with its account {cluster.account} any more: {names}",
            "move the cluster's nodes out first, in its own stack",
        )


@meaning(MeaningLevel.AMBER, "facts 6.16")
def subnet_unshared(difference: Difference) -> Iterator[Consequence]:
    """Clusters that no stack of this project declares may stand there; nothing new can be made there any more."""
    losing = _losing(difference)
    mine = {difference.stack, *difference.dependents}
    by_principal: dict[tuple[Resource, str], set[str]] = {}
    for share, subnet, principal in _lost(difference):
        said = any(subnet in subnets and _reaches(principal, cluster) for cluster, subnets in losing.items())
        # Of a share of another stack its own comparison speaks.
        if not said and share.stack in mine:
            by_principal.setdefault((share, principal), set()).add(subnet.name)
    for (share, principal), names in by_principal.items():
        clusters = [each for each in _clusters(difference) if each.account == principal]
        yield Consequence(
            share,
            f"{principal} loses {', '.join(sorted(names))}",
            "see that the account still gets them as a member of its unit or organization"
            if any(each.name in names for cluster in clusters for each in _stands_in(difference.before.graph, cluster))
            else "no cluster that is known here stands in them; ask that account whether something else of its own does",
        )


@meaning(MeaningLevel.NOTE, "facts 6.10")
def subnet_shared(difference: Difference) -> Iterator[Consequence]:
    """An account gets to make clusters, nodes and load balancers in these subnets."""
    before = {(subnet.urn, principal) for _, subnet, principal in _shared(difference.before.graph)}
    gained: dict[tuple[Resource, str], set[str]] = {}
    for share, subnet, principal in _shared(difference.after.graph):
        known = subnet.urn in difference.before.graph.resources
        if known and (subnet.urn, principal) not in before and share.stack == difference.stack:
            gained.setdefault((share, principal), set()).add(subnet.name)
    for (share, principal), names in gained.items():
        yield Consequence(share, f"{principal} gets {', '.join(sorted(names))}")


def _shared(graph: Graph) -> Iterator[tuple[Resource, Resource, str]]:
    """Each subnet with each principal that it is shared with, and the share that does so."""
    principals: dict[str, list[str]] = {}
    for each in graph.of_type(PRINCIPALS):
        share = graph.find(each.inputs.get("resourceShareArn"))
        if share is not None:
            principals.setdefault(share.urn, []).append(str(each.inputs.get("principal")))
    for each in graph.of_type(SUBNETS):
        share, subnet = graph.find(each.inputs.get("resourceShareArn")), graph.find(each.inputs.get("resourceArn"))
        if share is not None and subnet is not None:
            for principal in principals.get(share.urn, ()):
                yield share, subnet, principal


def _lost(difference: Difference) -> Iterator[tuple[Resource, Resource, str]]:
    """What is shared before and not after; a subnet that is made anew is shared anew, and has nothing of anyone's in it."""
    after = {(subnet.urn, principal) for _, subnet, principal in _shared(difference.after.graph)}
    for share, subnet, principal in _shared(difference.before.graph):
        if (subnet.urn, principal) not in after:
            yield share, subnet, principal


def _losing(difference: Difference) -> dict[Resource, set[Resource]]:
    """The clusters that stand in subnets which their account loses."""
    graph = difference.before.graph
    still = {(subnet.urn, principal) for _, subnet, principal in _shared(difference.after.graph)}
    losing: dict[Resource, set[Resource]] = {}
    for _, subnet, principal in _lost(difference):
        for cluster in _clusters(difference):
            shared_otherwise = any(urn == subnet.urn and _reaches(other, cluster) for urn, other in still)
            if _reaches(principal, cluster) and subnet in _stands_in(graph, cluster) and not shared_otherwise:
                losing.setdefault(cluster, set()).add(subnet)
    return losing


def _clusters(difference: Difference) -> Iterator[Resource]:
    """The clusters that stand where they stand now while subnets are unshared.

    One that goes in the same deployment is deleted before. One that goes in another stack may still be there.
    """
    for each in difference.before.graph.of_type(CLUSTER):
        if each.stack != difference.stack or each.urn in difference.after.graph.resources:
            yield each


def _reaches(principal: str, cluster: Resource) -> bool:
    """Whether a principal may be a cluster's account: which accounts a unit or an organization holds is not known here."""
    return principal == cluster.account or ":organizations:" in principal


def _stands_in(graph: Graph, cluster: Resource) -> set[Resource]:
    """The subnets of a cluster's control plane, its nodes and its pods, as far as they are another account's."""
    found = set(graph.referred(cluster.block("vpcConfig").get("subnetIds")))
    found |= {each.source.subnet for each in placements(graph, cluster)}
    return {each for each in found if each.account != cluster.account}


MEANINGS: tuple[MeaningRule, ...] = (subnet_unshared_in_use, subnet_unshared, subnet_shared)
