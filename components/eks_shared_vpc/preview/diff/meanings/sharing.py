"""Which accounts may use which subnets: what AWS RAM shares, and what it no longer shares."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.share import ResourceShare
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.usage import subnets_used_by
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

Principal = str | Unknown
Names = dict[tuple[ResourceShare, Principal], set[str]]


@rule(MeaningLevel.RED, "facts 6.16, 6.17")
def subnet_unshared_in_use(difference: Difference) -> Iterator[Remark]:
    """What is in the subnet keeps running, but nothing new can be created there: nodes that fail are not replaced."""
    for cluster, subnets in _losing(difference).items():
        names = ", ".join(sorted(each.name for each in subnets))
        yield Remark(
            cluster,
            f"cluster {cluster.name} uses subnets that will no longer be shared with its account {cluster.account}: {names}",
            advice("move the cluster's nodes out first, in its own stack"),
        )


@rule(MeaningLevel.AMBER, "facts 6.16")
def subnet_unshared(difference: Difference) -> Iterator[Remark]:
    """Clusters that no stack of this project declares may use the subnets; nothing new can be created there any more."""
    losing = _losing(difference)
    by_principal: Names = {}
    for share, shared, principal in _lost(difference):
        reported = any(shared in subnets and _may_hold(principal, cluster) for cluster, subnets in losing.items())
        # Of a share of another stack its own comparison reports.
        if not reported and difference.is_compared(share.stack):
            by_principal.setdefault((share, principal), set()).add(shared.name)
    for (share, principal), names in by_principal.items():
        clusters = [each for each in _clusters(difference) if each.account == principal]
        used = {each.name for cluster in clusters for each in _foreign_subnets(cluster)}
        yield Remark(
            share,
            f"{_called(principal)} loses access to {', '.join(sorted(names))}",
            advice(
                "check that the account still has access as a member of its organizational unit or organization"
                if names & used
                else "no declared cluster uses them; ask the owner of that account whether something else does"
            ),
        )


@rule(MeaningLevel.NOTE, "facts 6.10")
def subnet_shared(difference: Difference) -> Iterator[Remark]:
    """An account can create clusters, nodes and load balancers in these subnets."""
    before = _pairs(difference.before.model)
    gained: Names = {}
    for share, shared, principal in _shared(difference.after.model):
        is_new = difference.was_there(shared) and (shared.urn, principal) not in before
        if is_new and share.stack == difference.stack:
            gained.setdefault((share, principal), set()).add(shared.name)
    for (share, principal), names in gained.items():
        yield Remark(share, f"{_called(principal)} gains access to {', '.join(sorted(names))}")


def _shared(model: Model) -> Iterator[tuple[ResourceShare, View, Principal]]:
    """Each declared resource with each principal that it is shared with, and the share."""
    for share in model.all(ResourceShare):
        for row in share.resources:
            for each in share.principals:
                if row.shared is not None:
                    yield share, row.shared, each.principal or UNKNOWN


def _pairs(model: Model) -> frozenset[tuple[str, Principal]]:
    return frozenset((shared.urn, principal) for _, shared, principal in _shared(model))


def _lost(difference: Difference) -> Iterator[tuple[ResourceShare, View, Principal]]:
    """What is shared before and not after; a subnet that is replaced is shared again, and is empty."""
    after = _pairs(difference.after.model)
    for share, shared, principal in _shared(difference.before.model):
        if (shared.urn, principal) not in after:
            yield share, shared, principal


def _losing(difference: Difference) -> dict[Cluster, set[View]]:
    """The clusters that use subnets which their account loses."""
    still = _pairs(difference.after.model)
    losing: dict[Cluster, set[View]] = {}
    for _, shared, principal in _lost(difference):
        for cluster in _clusters(difference):
            kept = any(urn == shared.urn and _may_hold(other, cluster) for urn, other in still)
            is_used = isinstance(shared, Subnet) and shared in _foreign_subnets(cluster)
            if is_used and _may_hold(principal, cluster) and not kept:
                losing.setdefault(cluster, set()).add(shared)
    return losing


def _clusters(difference: Difference) -> Iterator[Cluster]:
    """The clusters that are there while subnets are unshared.

    One that is deleted in the same deployment is deleted before. One that another stack deletes may still be there.
    """
    for each in difference.before.model.all(Cluster):
        if each.stack != difference.stack or difference.later(each) is not None:
            yield each


def _may_hold(principal: Principal, cluster: Cluster) -> bool:
    """Whether a principal is a cluster's account, or a unit or an organization, whose accounts are not known here."""
    return principal == cluster.account or ":organizations:" in str(principal)


def _foreign_subnets(cluster: Cluster) -> frozenset[Subnet]:
    """The subnets of a cluster's control plane, its nodes and its pods that are in another account."""
    return frozenset(each for each in subnets_used_by(cluster) if each.account != cluster.account)


def _called(principal: Principal) -> str:
    return "a principal that is known after deployment" if principal is UNKNOWN else principal
