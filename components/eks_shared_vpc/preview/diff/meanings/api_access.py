"""Who reaches API servers: on the internet, and inside the VPC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.sources import (
    WORLD,
    Source,
    called,
    in_few_words,
    known_only,
    left_of,
    one_address,
    worlds,
)
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

Sources = frozenset[Source]


@dataclass(frozen=True, slots=True)
class _Access:
    """Who reaches an API server on the internet.

    Attributes:
        cluster: The cluster, as it will be.
        before: Who reaches it; no source if it is new.
        after: Who will reach it.
    """

    cluster: Cluster
    before: Sources
    after: Sources

    @property
    def is_opened_to_the_world(self) -> bool:
        """Whether the whole internet will reach it, and does not yet."""
        return bool(worlds(self.after) - worlds(self.before))


@rule(MeaningLevel.RED, "facts 3.1, 3.9")
def api_open_to_the_world(difference: Difference) -> Iterator[Remark]:
    """Anyone on the internet can connect to the API server; only its own authentication protects it."""
    for each in (*_kept(difference), *_new(difference)):
        if each.is_opened_to_the_world:
            yield Remark(
                each.cluster,
                f"the API server of {each.cluster.name} will be reachable from the whole internet",
                advice("list the clients' blocks"),
            )


@rule(MeaningLevel.RED, "facts 3.3")
def api_made_public(difference: Difference) -> Iterator[Remark]:
    """An API server that was reachable from the VPC only becomes reachable on the internet."""
    for each in _kept(difference):
        if each.after and not each.before and not each.is_opened_to_the_world:
            who = _named(difference.after.model, each.after)
            yield Remark(
                each.cluster, f"the API server of {each.cluster.name} will be reachable on the internet, from {who}"
            )


@rule(MeaningLevel.AMBER, "facts 3.3, 3.7")
def api_opened_wider(difference: Difference) -> Iterator[Remark]:
    """More of the internet reaches the API server."""
    for each in _kept(difference):
        added = _beyond(each.after, each.before)
        if each.before and added and not each.is_opened_to_the_world:
            who = _named(difference.after.model, added)
            yield Remark(each.cluster, f"the API server of {each.cluster.name} will also be reachable from {who}")


@rule(MeaningLevel.AMBER, "facts 3.6, 3.15")
def api_closed_to_some(difference: Difference) -> Iterator[Remark]:
    """Clients with these addresses, a CI runner for instance, cannot reach the API server any more."""
    for each in _kept(difference):
        gone = _beyond(each.before, each.after)
        if gone:
            pieces = [piece for source, left in gone.items() for piece in in_few_words(source, left)]
            who = _named(difference.before.model, pieces) if each.after else "the internet"
            yield Remark(each.cluster, f"the API server of {each.cluster.name} will no longer be reachable from {who}")


@rule(MeaningLevel.RED, "facts 3.2, 3.6")
def api_private_access_lost(difference: Difference) -> Iterator[Remark]:
    """Nodes use the API server's public address, and reach it only if its list allows the addresses of their egress."""
    for before, after in difference.kept(Cluster):
        if before.is_private is True and difference.settled_form(after).is_private is False:
            yield Remark(after, f"the API server of {after.name} will no longer be reachable inside the VPC")


def _kept(difference: Difference) -> Iterator[_Access]:
    for before, after in difference.kept(Cluster):
        yield _Access(after, _public(before), _public(difference.settled_form(after)))


def _new(difference: Difference) -> Iterator[_Access]:
    for each in difference.after.model.all(Cluster):
        if difference.is_compared(each.stack) and not difference.was_there(each):
            yield _Access(each, frozenset(), _public(each))


def _public(cluster: Cluster) -> Sources:
    """The sources that reach a cluster's API server on the internet."""
    if cluster.is_public is False:
        return frozenset()
    if cluster.is_public is UNKNOWN:
        return frozenset({UNKNOWN})
    listed = cluster.public_list
    found: Sources = frozenset(one_address(cluster.model, each) for each in listed.texts())
    return (found if listed.complete else found | {UNKNOWN}) or frozenset(WORLD[:1])


def _beyond(these: Sources, those: Sources) -> dict[str, list[str]]:
    """What is in some sources and not in others: what is left of each."""
    if UNKNOWN in those - these:
        return {}  # what is known after deployment only may be any of these
    others = known_only(those)
    left = {each: left_of(each, others) for each in sorted(known_only(these))}
    return {source: pieces for source, pieces in left.items() if pieces}


def _named(model: Model, sources: Iterable[Source]) -> str:
    return ", ".join(sorted({called(model, each) for each in sources}))
