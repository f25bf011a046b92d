"""One side of a comparison: what a preview says of a stack, whichever revision or file it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eks_shared_vpc.errors import InputError, problem
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.forms.json import document as document_of
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.report import SCHEMA, preview_report
from eks_shared_vpc.spec import join

__all__ = ["EMPTY", "Reach", "Snapshot", "read_snapshot", "snapshot_of"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How one place of a cluster reaches one thing that it needs.

    Attributes:
        cluster: Name of the cluster.
        zone: The zone.
        subnet: URN of the subnet.
        who: What runs there.
        need: Short name of the service, or ``kubernetes-api``.
        via: What serves it.
        blocked_by: What blocks it; empty if nothing does.
    """

    cluster: str
    zone: str
    subnet: str
    who: str
    need: str
    via: str
    blocked_by: str

    @property
    def is_blocked(self) -> bool:
        """Whether something blocks it."""
        return bool(self.blocked_by)


@dataclass(frozen=True)
class Snapshot:
    """What a preview says of a stack.

    Attributes:
        stack: The stack's name.
        graph: Its resources, and those of the stacks that it refers to.
        findings: What the preview found.
        reaches: What its clusters need, and how they reach it.
        refused: Whether its input was refused; the findings say why, and there is nothing else.
    """

    stack: str
    graph: Graph
    findings: tuple[Finding, ...] = ()
    reaches: tuple[Reach, ...] = ()
    refused: bool = False

    @cached_property
    def model(self) -> Model:
        """Its resources in AWS's words."""
        return Model(self.graph)

    def without(self, stack: str) -> "Snapshot":
        """This snapshot without the resources of another stack, which that one's own snapshot has."""
        return replace(self, graph=Graph(each for each in self.graph if each.stack != stack))

    def joined(self, others: Iterable["Snapshot"]) -> "Snapshot":
        """This stack together with others that refer to it."""
        graph, findings, reaches = self.graph, dict.fromkeys(self.findings), dict.fromkeys(self.reaches)
        for other in others:
            graph = graph.joined(other.graph)
            findings |= dict.fromkeys(other.findings)
            reaches |= dict.fromkeys(other.reaches)
        return Snapshot(self.stack, graph, tuple(findings), tuple(reaches), self.refused)


EMPTY = Snapshot("", Graph(()))


def snapshot_of(preview: Preview) -> Snapshot:
    """A preview as one side of a comparison."""
    return read_snapshot(document_of(preview_report(preview)), preview.stack)


def read_snapshot(document: Any, source: str, place: Callable[[str], str] = lambda _: "") -> Snapshot:
    """The snapshot in a preview document (docs/preview-json.md).

    Args:
        document: The parsed document.
        source: Where it is from, for messages.
        place: File and line of what is at a path in it.

    Raises:
        InputError: if this is no such document.
    """
    try:
        read = _Document.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        path = join("", *first["loc"])
        raise InputError(
            [
                problem(
                    "no-preview-document",
                    source,
                    f"this is not a saved preview: {path or 'the document'}: {first['msg']}",
                    None,
                    f"what eks-shared-vpc preview --format json writes ({SCHEMA})",
                    "save it again",
                    place(path),
                )
            ]
        ) from None
    findings = tuple(
        Finding(each.id, Level(each.level), each.where, each.message, each.fix, each.facts, place=each.place or "")
        for each in read.findings
    )
    return Snapshot(
        stack=read.stack,
        graph=Graph(each.resource() for each in (*read.resources, *read.referenced_resources)),
        findings=findings,
        reaches=tuple(each.reach() for each in read.proof),
        refused=not read.resources and any(each.level is Level.ERROR for each in findings),
    )


class _Row(BaseModel):
    # A field may be added to a version of the document: what is not known here is passed over.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Resource(_Row):
    urn: str
    type: str
    name: str
    id: str | None
    account: Annotated[str, Field(max_length=100)] | None
    region: str | None
    provider: str | None
    parent: str | None
    inputs: Mapping[str, Any]
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    protect: bool
    component: bool
    modelled: bool

    def resource(self) -> Resource:
        return Resource(
            urn=self.urn,
            type=self.type,
            name=self.name,
            stack=self.urn.split("::", 1)[0].removeprefix("urn:pulumi:"),
            parent=self.parent or "",
            id=self.id or "",
            custom=not self.component,
            provider=self.provider or "",
            account=self.account,
            region=self.region,
            inputs=self.inputs,
            dependencies=self.dependencies,
            property_dependencies=self.property_dependencies,
            aliases=self.aliases,
            ignore_changes=self.ignore_changes,
            protect=self.protect,
            modelled=self.modelled,
        )


class _Reach(_Row):
    cluster: str
    zone: str
    subnet: str
    who: str
    need: str
    via: str
    blocked_by: str | None

    def reach(self) -> Reach:
        return Reach(self.cluster, self.zone, self.subnet, self.who, self.need, self.via, self.blocked_by or "")


class _Finding(_Row):
    id: str
    level: Literal["error", "warning", "notice"]
    where: str
    message: str
    fix: str
    facts: str
    place: str | None = None


class _Document(_Row):
    schema_: Literal["eks-shared-vpc/preview/1"] = Field(alias="schema")
    stack: str
    resources: tuple[_Resource, ...]
    referenced_resources: tuple[_Resource, ...] = ()
    proof: tuple[_Reach, ...]
    findings: tuple[_Finding, ...]
