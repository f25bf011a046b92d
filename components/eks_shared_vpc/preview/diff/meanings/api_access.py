"""Whom API servers answer: on the internet, and inside the VPC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.diff.settled import settled
from eks_shared_vpc.preview.diff.sources import WORLD, called, in_few_words, left_of, one_address, worlds
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.rules.lookups import entries

__all__ = ["MEANINGS"]

CLUSTER = "aws:eks/cluster:Cluster"
Sources = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Access:
    """Whom an API server answers on the internet.

    Attributes:
        cluster: The cluster, as it will be.
        before: Whom it answers; nobody if it is new.
        after: Whom it will answer.
    """

    cluster: Resource
    before: Sources
    after: Sources

    @property
    def is_opened_to_the_world(self) -> bool:
        """Whether it will answer everybody, and does not yet."""
        return bool(worlds(self.after) - worlds(self.before))


@meaning(MeaningLevel.RED, "facts 3.1, 3.9")
def api_open_to_the_world(difference: Difference) -> Iterator[Consequence]:
    """Anyone on the internet can talk to the API server; only its own authentication is left in between."""
    for each in (*_kept(difference), *_new(difference)):
        if each.is_opened_to_the_world:
            yield Consequence(
                each.cluster,
                f"the API server of {each.cluster.name} will answer the whole internet",
                "name the clients' blocks",
            )


@meaning(MeaningLevel.RED, "facts 3.3")
def api_made_public(difference: Difference) -> Iterator[Consequence]:
    """An API server that was reached from the VPC only is on the internet from now on."""
    for each in _kept(difference):
        if each.after and not each.before and not each.is_opened_to_the_world:
            who = _named(difference.after.graph, each.after)
            yield Consequence(
                each.cluster, f"the API server of {each.cluster.name} will answer on the internet, for {who}"
            )


@meaning(MeaningLevel.AMBER, "facts 3.3, 3.7")
def api_opened_wider(difference: Difference) -> Iterator[Consequence]:
    """More of the internet reaches the API server."""
    for each in _kept(difference):
        added = _beyond(each.after, each.before)
        if each.before and added and not each.is_opened_to_the_world:
            who = _named(difference.after.graph, added)
            yield Consequence(each.cluster, f"the API server of {each.cluster.name} will also answer {who}")


@meaning(MeaningLevel.AMBER, "facts 3.6, 3.15")
def api_closed_to_some(difference: Difference) -> Iterator[Consequence]:
    """Whoever came from these addresses, a CI runner for instance, is shut out."""
    for each in _kept(difference):
        gone = _beyond(each.before, each.after)
        if gone:
            pieces = [piece for source, left in gone.items() for piece in in_few_words(source, left)]
            who = _named(difference.before.graph, pieces) if each.after else "the internet"
            yield Consequence(each.cluster, f"the API server of {each.cluster.name} will not answer {who} any more")


@meaning(MeaningLevel.RED, "facts 3.2, 3.6")
def api_private_access_lost(difference: Difference) -> Iterator[Consequence]:
    """Nodes reach the API server by its public address from now on, if its list admits the addresses that they come from."""
    for before, after in difference.kept(CLUSTER):
        if _is_private(before) is True and _is_private(settled(difference, after)) is False:
            yield Consequence(after, f"the API server of {after.name} will not answer inside the VPC any more")


def _kept(difference: Difference) -> Iterator[_Access]:
    for before, after in difference.kept(CLUSTER):
        will_be = settled(difference, after)
        yield _Access(after, _public(difference.before.graph, before), _public(difference.after.graph, will_be))


def _new(difference: Difference) -> Iterator[_Access]:
    for each in difference.after.graph.of_type(CLUSTER):
        mine = each.stack in (difference.stack, *difference.dependents)
        if mine and each.urn not in difference.before.graph.resources:
            yield _Access(each, frozenset(), _public(difference.after.graph, each))


def _is_private(cluster: Resource) -> bool | None:
    """Whether an API server answers inside the VPC; ``None`` if that is not known before deployment."""
    config = cluster.block("vpcConfig")
    value = config.get("endpointPrivateAccess", False)
    return value if config and isinstance(value, bool) else None


def _public(graph: Graph, cluster: Resource) -> Sources:
    """The sources that reach a cluster's API server on the internet."""
    config = cluster.block("vpcConfig")
    is_public, listed = config.get("endpointPublicAccess", True), config.get("publicAccessCidrs")
    if config and not is_public:
        return frozenset()
    if not config or UNKNOWN in (is_public, listed):
        return frozenset({UNKNOWN})
    return frozenset(one_address(graph, str(each)) for each in entries(listed)) or frozenset(WORLD[:1])


def _beyond(these: Sources, those: Sources) -> dict[str, list[str]]:
    """What is in some sources and not in others: what is left of each."""
    if UNKNOWN in those - these:
        return {}  # what is known after deployment only may be any of these
    left = {each: left_of(each, those) for each in sorted(these - {UNKNOWN})}
    return {source: pieces for source, pieces in left.items() if pieces}


def _named(graph: Graph, sources: Iterable[str]) -> str:
    return ", ".join(sorted({called(graph, each) for each in sources}))


MEANINGS: tuple[MeaningRule, ...] = (
    api_open_to_the_world,
    api_made_public,
    api_private_access_lost,
    api_opened_wider,
    api_closed_to_some,
)
