"""The one form of a case: something healthy, a change planted in it, and what one judge has to find of that.

A case is written with :func:`found` or :func:`clean`::

    found("no-route", "a zone's default route is dropped", on("staging", without("Route network-private-az2-internet")),
          "network-private-az2", twin=rerouted("network-private-az2-internet"))
    clean("vpc-quota", "as many as there may be", on("world", many(4, "vpc", "aws:ec2/vpc:Vpc")))
    found("egress-lost", "no NAT gateway any more", change("dev", {"network.nat": "none"}), "network")

The judge is the id of a rule, of a cause of the proof, or of a meaning. The subject of a rule or cause is ``on`` a base,
that of a meaning is ``Between`` two sides (:mod:`tests.catalogue.sides`). A ``twin`` is the nearest change that is right:
of the same resource or property. It has to differ from the base, and nothing at all may be found in it that is not
found in the base.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from importlib import import_module
from pkgutil import iter_modules

from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import record_stack
from tests.catalogue.bases import Base, recorded
from tests.catalogue.judging import all_findings, base_findings, findings_of_judge, key
from tests.catalogue.planting import Broken, Plant
from tests.catalogue.sides import Between
from tests.support import EXAMPLES

__all__ = ["Case", "Planted", "Verdict", "alarms", "clean", "example", "found", "judge", "new_findings", "on"]


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A base with changes planted in it, or recorded while a part of a component is broken."""

    base: str | Base
    plants: tuple[Plant | Broken, ...] = ()

    def graph(self) -> Graph:
        """The changed graph."""
        return reduce(self._changed, self.plants, recorded(self.base))

    def differs(self) -> bool:
        """Whether the plants change anything."""
        return self.graph().resources != recorded(self.base).resources

    def _changed(self, graph: Graph, plant: Plant | Broken) -> Graph:
        if not isinstance(plant, Broken):
            return plant(graph)
        with plant.in_place():
            return Preview(record_stack(EXAMPLES, str(self.base))).graph


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One change, and what one judge has to find of it.

    Attributes:
        judge: Id of the rule, of the proof's cause, or of the meaning.
        title: What is changed, in a clause.
        subject: The changed graph, or the difference between two sides.
        names: Names of the resources that it has to be found at; none if the judge has to find nothing.
        also: Ids of findings that rightly follow from it as well.
        says: What messages have to hold.
        unsaid: What messages may not hold.
        twin: The healthy twin: the nearest change that is right.
    """

    judge: str
    title: str
    subject: Planted | Between
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    twin: Planted | None = None

    def __str__(self) -> str:
        base = "" if isinstance(self.subject, Between) else f"{self.subject.base}: "
        return f"{base}{self.judge}: {self.title}{'' if self.names else ' (clean)'}"

    @property
    def planted(self) -> Planted:
        """The subject of a case of a rule or of the proof."""
        if isinstance(self.subject, Between):
            raise TypeError(f"{self} is about a difference")
        return self.subject

    @property
    def between(self) -> Between:
        """The subject of a case of a meaning."""
        if not isinstance(self.subject, Between):
            raise TypeError(f"{self} is about one graph")
        return self.subject


def on(base: str | Base, *plants: Plant | Broken) -> Planted:
    """A base with changes planted in it."""
    return Planted(base, plants)


def found(
    judge: str,
    title: str,
    subject: Planted | Between,
    *names: str,
    also: tuple[str, ...] = (),
    says: str | tuple[str, ...] = (),
    unsaid: str | tuple[str, ...] = (),
    twin: Plant | Planted | None = None,
) -> Case:
    """A case that the judge has to find, at these resources; a twin is planted in the same base."""
    if not names:
        raise TypeError(f"{title}: where does {judge} have to be found?")
    return Case(judge, title, subject, names, also, _texts(says), _texts(unsaid), _twin(subject, twin))


def clean(judge: str, title: str, subject: Planted | Between) -> Case:
    """A case that comes near, and in which the judge has to find nothing."""
    return Case(judge, title, subject)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a case, as far as the same is not found in its base.

    Attributes:
        case: The case.
        new: The findings about its graph that its base does not have.
    """

    case: Case
    new: tuple[Finding, ...]

    @property
    def found(self) -> bool:
        """Whether the preview finds it, under the right id and at the right places."""
        places = {each.where.rsplit("::", 1)[-1] for each in self.new if each.id == self.case.judge}
        return places >= set(self.case.names)

    @property
    def strays(self) -> tuple[Finding, ...]:
        """Findings that have nothing to do with the case."""
        return tuple(each for each in self.new if each.id not in (self.case.judge, *self.case.also))


def judge(case: Case) -> Verdict:
    """All that is new in a case."""
    return Verdict(case, new_findings(case.planted))


def alarms(case: Case) -> tuple[Finding, ...]:
    """All errors and warnings that are new in the healthy twin of a case; notices are what its change chose."""
    twin = () if case.twin is None else new_findings(case.twin)
    return tuple(each for each in twin if each.level is not Level.NOTICE)


def example(case: Case) -> Finding | None:
    """The first of what the case's judge finds, that it does not find in the base."""
    known = _known(case.planted.base)
    return next((each for each in findings_of_judge(case.judge, case.planted.graph()) if key(each) not in known), None)


def new_findings(planted: Planted) -> tuple[Finding, ...]:
    """What the preview finds in a changed graph, and not in its base."""
    known = _known(planted.base)
    return tuple(each for each in all_findings(planted.graph()) if key(each) not in known)


@cache
def _known(base: str | Base) -> frozenset[tuple[str, str, str]]:
    return frozenset(key(each) for each in base_findings(base))


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _twin(subject: Planted | Between, twin: Plant | Planted | None) -> Planted | None:
    if twin is None or isinstance(twin, Planted):
        return twin
    if isinstance(subject, Between):
        raise TypeError("the near case of a difference is a case of its own")
    return on(subject.base, twin)


def cases_in(package: str, path: Iterable[str]) -> tuple[Case, ...]:
    """The cases of every module of a package: to add some is to add a file."""
    modules = [import_module(f"{package}.{name}") for name in sorted(each.name for each in iter_modules(path))]
    return tuple(case for module in modules for case in getattr(module, "CASES", ()))
