"""The engine's own preview as a difference: what it will do, and the stack before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.errors import InputError, problem
from eks_shared_vpc.preview.diff.changes import Change, Kind, changes_between
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.engine.document import KNOWN_LATER, Document, Step, texts
from eks_shared_vpc.preview.diff.engine.translation import Translation
from eks_shared_vpc.preview.diff.properties import PropertyChange
from eks_shared_vpc.preview.diff.renames import renamed_graph
from eks_shared_vpc.preview.diff.snapshot import snapshot_of
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.record import Recording
from eks_shared_vpc.spec import join

__all__ = ["read_engine_preview"]

_KINDS: Mapping[str, Kind | None] = {
    "same": None,
    "read": None,
    "refresh": None,
    "create": Kind.CREATE,
    "import": Kind.CREATE,
    "update": Kind.UPDATE,
    "delete": Kind.DELETE,
    "discard": Kind.DELETE,
    "read-discard": Kind.DELETE,
    "replace": Kind.REPLACE,
    "create-replacement": Kind.REPLACE,
    "delete-replaced": Kind.REPLACE,
    "import-replacement": Kind.REPLACE,
}
_REPLACING = frozenset({"replace", "create-replacement", "import-replacement"})


def read_engine_preview(path: Path) -> tuple[Difference, Preview]:
    """A document of ``pulumi preview --json --show-sames`` as a difference, with the stack as it will be.

    Raises:
        InputError: if it is no such document, or leaves out what does not change.
    """
    file = read_json(path, str(path), "--engine-json")
    try:
        document = Document.model_validate(file.value)
    except ValidationError as error:
        first = error.errors()[0]
        where = join("", *first["loc"])
        message = f"this is not a preview of the engine: {where or 'the document'}: {first['msg']}"
        raise _problem(path, "no-engine-preview", message, file.place(where)) from None
    same = sum(step.op == "same" for step in document.steps)
    if not document.steps or same < document.summary.get("same", 0):
        message = "this leaves out the resources that do not change, which the meaning needs"
        raise _problem(path, "unchanged-left-out", message, file.place("steps"))
    before, after = Translation(document).graphs()
    before = renamed_graph(before, after)
    stack = document.steps[0].urn.split("::", 1)[0].removeprefix("urn:pulumi:")
    one, other = (Preview(RecordedStack(stack, Recording(graph, {}), {}, ())) for graph in (before, after))
    now = snapshot_of(other)
    errors = tuple(_refusals(document, stack))
    steps = tuple(_steps(document, before, after))
    return Difference(stack, snapshot_of(one), replace(now, findings=(*errors, *now.findings)), steps=steps), other


def _steps(document: Document, before: Graph, after: Graph) -> Iterator[Change]:
    """What the engine will do, one change for each resource: a replacement is several steps of its."""
    computed = {each.resource.urn: each for each in changes_between(before, after)}
    seen: set[str] = set()
    for step in sorted(document.steps, key=lambda step: (step.op not in _REPLACING, step.urn)):
        kind = _KINDS.get(step.op, Kind.UPDATE)
        one, other = before.resources.get(step.urn), after.resources.get(step.urn)
        there = other or one
        if kind is None or step.urn in seen or there is None or not there.custom:
            continue
        seen.add(step.urn)
        if one is None or other is None:
            yield Change(kind, one, other)
            continue
        worked_out = computed.get(step.urn)
        properties = worked_out.properties if worked_out else ()
        paths = {each.path.split(".")[0] for each in properties}
        reasons = (*step.diff_reasons, *step.replace_reasons) or _unknown(step)
        said = (PropertyChange(path, None, None) for path in dict.fromkeys(reasons) if path.split(".")[0] not in paths)
        moved = one.account != other.account and None not in (one.account, other.account)
        yield Change(
            Kind.MOVE if moved else kind,
            one,
            other,
            (*properties, *said),
            tuple(dict.fromkeys(step.replace_reasons)),
            worked_out is None or worked_out.own,
        )


def _unknown(step: Step) -> tuple[str, ...]:
    """The inputs that are known after deployment only: why something is updated, where the engine does not say."""
    inputs = step.new.inputs if step.new is not None else {}
    return tuple(key for key, value in inputs.items() if KNOWN_LATER in texts(value))


def _refusals(document: Document, stack: str) -> Iterator[Finding]:
    """Why the engine would not go through with it; what it says of protected resources has a meaning of its own."""
    for each in document.diagnostics:
        text = " ".join(each.message.removeprefix("error: ").split())
        if each.severity == "error" and "is protected" not in text and text != "preview failed":
            yield Finding("engine-error", Level.ERROR, each.urn or stack, text, "see the output of pulumi preview")


def _problem(path: Path, id_: str, message: str, place: str) -> InputError:
    allowed = "what pulumi preview --json --show-sames prints"
    fix = "run it with both options, and save what it prints"
    return InputError([problem(id_, "--engine-json", message, str(path), allowed, fix, place)])
