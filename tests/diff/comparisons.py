"""Comparisons that reports are made of: real ones, small ones made by hand, and a huge one."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from rich.console import Console

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Meaning, meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.properties import PropertyChange
from eks_shared_vpc.preview.diff.report import difference_report
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.forms.text import draw
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.preview import Preview
from tests.catalogue.meanings.egress import SINGLE
from tests.catalogue.meanings.subnets import MORE_SLOTS
from tests.catalogue.planting import together, with_inputs, with_provider, without
from tests.catalogue.sides import Between, nothing, plant, stack
from tests.support import preview_of

NASTY = "a|b <script>alert(1)</script>\nnext line `code` </details> @team"


GROUP = "aws:ec2/securityGroup:SecurityGroup"


def resource(name: str, *, account: str | None = "111111111111", own: str = "huge", type_: str = GROUP) -> Resource:
    """A resource of a stack that is made by hand."""
    return Resource(
        urn=f"urn:pulumi:{own}::test::{type_}::{name}",
        type=type_,
        name=name,
        stack=own,
        parent="",
        id=name,
        account=account,
    )


def changed(kind: Kind, one: Resource, *paths: str) -> Change:
    """A change of a resource, which is the same on both sides."""
    properties = tuple(PropertyChange(path, "a", "b") for path in paths)
    return Change(
        kind,
        None if kind is Kind.CREATE else one,
        None if kind is Kind.DELETE else one,
        properties,
        paths if kind is Kind.REPLACE else (),
    )


def by_hand(
    changes: tuple[Change, ...] = (),
    meanings: tuple[Meaning, ...] = (),
    *,
    name: str = "huge",
    dependents: tuple[str, ...] = (),
    preview: Preview | None = None,
) -> Compared:
    """A comparison with these changes and meanings."""
    before = Snapshot(name, Graph([resource("there", own=name)]))
    difference = Difference(name, before, Snapshot(name, Graph(())), dependents, steps=changes)
    return Compared(name, "main", difference, meanings, preview)


def red(message: str, *, own: str = "huge", level: MeaningLevel = MeaningLevel.RED, name: str = "one") -> Meaning:
    """Something to say."""
    return Meaning("something-breaks", level, resource(name, own=own).urn, message, "mend it", "facts 1.1")


@cache
def real(between: Between) -> Compared:
    """The comparison of two real sides."""
    difference = between.difference()
    preview = preview_of(difference.stack)
    return Compared(difference.stack, "main", difference, meanings_of(ALL_MEANINGS, difference), preview)


@cache
def unchanged(name: str = "dev") -> Compared:
    """A stack that does not differ."""
    return real(Between(stack(name), stack(name)))


REFUSED = Compared(
    "broken",
    "main",
    None,
    refused=(Finding("zone-name", Level.ERROR, "network.zones[2]", "this is a zone's name", "write the zone's id"),),
)


NEW = Between(nothing, stack("dev"))


MOVED = plant(
    "staging", with_provider("Eip network-nat-az1", "aws payments"), with_inputs("Vpc network", tags={"a": "b"})
)


LOST = plant(
    "prod-payments",
    together(without("ResourceAssociation share-cluster-az1"), without("Route network-private-az1-internet")),
)


@cache
def under() -> Compared:
    """A network's stack, and one that stands on it."""
    return real(replace(LOST, dependents=("prod-payments",), before=network(LOST.before), after=network(LOST.after)))


def network(side):
    """The same resources, seen from the network's stack."""
    return cache(lambda: replace(side(), stack="prod-network"))


@cache
def huge() -> Compared:
    """Thousands of changes and meanings of every kind."""
    kinds = list(Kind)
    changes = tuple(
        changed(
            kinds[number % len(kinds)],
            resource(f"thing-{number}-with-a-long-name", account=f"{number % 7:012d}"),
            f"path{number % 11}",
        )
        for number in range(4000)
    )
    levels = list(MeaningLevel)
    meanings = tuple(
        red(
            f"thing {number} breaks, and this takes some words to say: {NASTY}",
            level=levels[number % 3],
            name=f"thing-{number}",
        )
        for number in range(2000)
    )
    return by_hand(changes, tuple(sorted(meanings, key=lambda each: levels.index(each.level))))


COMPARISONS: dict[str, Callable[[], Compared]] = {
    "one NAT gateway": lambda: real(SINGLE),
    "replaced subnets": lambda: real(MORE_SLOTS),
    "a new stack": lambda: real(NEW),
    "moved": lambda: real(MOVED),
    "with a dependent": under,
    "unchanged": unchanged,
    "refused": lambda: REFUSED,
    "huge": huge,
    "nasty": lambda: by_hand((changed(Kind.UPDATE, resource(NASTY, account=None), "a|b"),), (red(NASTY, name=NASTY),)),
}


EACH = pytest.mark.parametrize("comparison", [pytest.param(each, id=name) for name, each in COMPARISONS.items()])


def printed(*results: Compared, width: int = 100) -> str:
    """What a terminal of some width shows, without colour."""
    file = io.StringIO()
    draw(difference_report(results), Console(file=file, width=width, highlight=False, emoji=False, markup=False))
    return file.getvalue()
