"""Runs a Pulumi program against a recording monitor: no cloud, no credentials, no CLI.

The monitor is in the place of the engine: it receives every registration, answers with what is known before deployment,
and keeps the graph. A recording sees what ordinary mocks hide: parents, dependencies, each resource's provider and so
its account, the registered outputs, and the children of packaged components.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

from google.protobuf import empty_pb2, struct_pb2
from pulumi.output import Unknown
from pulumi.runtime import mocks, rpc, run_in_stack, set_all_config
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2, source_pb2
from pulumi.runtime.settings import ROOT, SETTINGS, configure

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.preview.aliases import former_urns
from eks_shared_vpc.preview.applies import StandIns, Uncomputed, chain, forgiving
from eks_shared_vpc.preview.aws.computed import computed_outputs, partly_unknown_outputs, stand_in_id
from eks_shared_vpc.preview.aws.packaged import Child, expand
from eks_shared_vpc.preview.aws.provider_configuration import bound_account, bound_region, default_tags, of_the_stack
from eks_shared_vpc.preview.graph import PROVIDER, STACK, UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.lookups.questions import Answer, Place, Question, Unanswered, answer_to, normalized
from eks_shared_vpc.preview.transforms import apply_transforms
from eks_shared_vpc.user_code import place_of_caller

__all__ = ["ORGANIZATION", "STACK_REFERENCE", "Recording", "record"]

ORGANIZATION = "organization"
"""What Pulumi calls the organization where its backend has none."""
STACK_REFERENCE = "pulumi:pulumi:StackReference"
"""The type of what reads another stack's outputs; it is no resource of AWS."""
_AWS = "aws"
_INVOKE = "pulumi.runtime.invoke"


@dataclass(frozen=True, slots=True)
class Recording:
    """What came of running a program.

    Attributes:
        graph: Everything that it declared.
        outputs: What it exported.
        referenced: The stacks whose outputs it asked for.
        opaque: URNs of packaged components whose children are not modelled, so that they are missing from the graph.
        lookups: Tokens of the functions that it invoked at a provider, whether computed, answered or not.
        questions: The invoked functions that have no answer, so that their outputs are unknown.
        read: What it read and does not create (``aws.ec2.Vpc.get``): ids by URN.
        uncomputed: Functions that failed on what is known after deployment only, so that their results are unknown.
    """

    graph: Graph
    outputs: Mapping[str, Any]
    referenced: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()
    lookups: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    uncomputed: tuple[Uncomputed, ...] = ()


def record(
    program: Callable[[], None],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str] | None = None,
    references: Mapping[str, Mapping[str, Any]] | None = None,
    known_ids: bool = True,
    answers: Sequence[Mapping[str, Any]] = (),
    root: Path | None = None,
) -> Recording:
    """Run ``program`` as ``pulumi preview`` would run it, and record what it declares.

    Args:
        program: Declares resources; a module's code, or a function.
        project: Name of the Pulumi project.
        stack: Name of the stack.
        config: The stack's configuration; structured values as JSON.
        references: Outputs of other stacks by their full name, for stack references. Those of others are unknown.
        known_ids: Whether ids and computed outputs have stand-ins, so that the graph shows what refers to what.
            Without them everything is unknown that is so in the first preview of a stack.
        answers: What look-ups return that are not computed: mappings with ``token``, ``args`` and ``result``
            (docs/lookups.md).
        root: The folder of ``Pulumi.yaml``, which ``pulumi.get_root_directory()`` returns; by default the current folder.

    Raises:
        Unanswered: if the program waits for a look-up that has no answer; it is a ``LookupError``.
        InputError: if an answer has another form.
        Exception: whatever the program raises.
    """
    known_answers: Sequence[Answer] = ()
    if answers:
        from eks_shared_vpc.preview.lookups.answer_file import answers_of  # noqa: PLC0415  # only where there are some

        known_answers = answers_of(answers, "answers")
    recorder = _Recorder(
        project, stack, root or Path.cwd(), dict(config or {}), references or {}, known_ids, known_answers
    )
    # The SDK keeps its settings in context variables: what mocks of a test have set is there again afterwards.
    with forgiving(recorder.stand_ins):
        return copy_context().run(_run, program, recorder)


def _run(program: Callable[[], None], recorder: "_Recorder") -> Recording:
    """Run a program once.

    Raises:
        Unanswered: if it waits for a look-up that has no answer.
        Exception: whatever it raises.
    """
    ROOT.set(None)  # mocks leave a stack behind, and there can be only one
    set_all_config(dict(recorder.config))
    SETTINGS.outputs.clear()  # what a recording that failed has left behind belongs to an event loop that is closed
    # As mocks.set_mocks does it, but without a stack of its own: run_in_stack makes one, and registers its outputs.
    features = set(recorder.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures)
    engine = mocks.MockEngine(_LOGGER)
    configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]
            monitor=recorder,
            monitor_features=features,
            engine=engine,
            project=recorder.project,
            stack=recorder.stack,
            dry_run=True,
            organization=ORGANIZATION,
            root_directory=str(recorder.root),
            callbacks=None,
        )
    )
    try:
        # With a factory the runner leaves the thread's own event loop alone, on which the stack of such mocks waits.
        with _with_places(str(recorder.root)), asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            runner.run(_quietly(program))
    except Exception as error:
        questions = recorder.recording().questions
        if any(each.waits and _stopped_by(each, error) for each in questions):
            raise Unanswered(questions) from error
        refused = recorder.refusal_of_an_answer(error)
        if refused is None:
            raise
        raise InputError([refused]) from error
    return recorder.recording()


async def _quietly(program: Callable[[], None]) -> None:
    """Run a program. What else fails once it has failed is of no interest: the loop would print it with a traceback."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    await run_in_stack(program)


@contextmanager
def _with_places(root: str) -> Iterator[None]:
    """Note where the user declares each resource, in place of the SDK's whole stack traces: those are a tenth of a recording."""

    def place() -> source_pb2.StackTrace:
        return source_pb2.StackTrace(
            frames=[source_pb2.StackFrame(pc=source_pb2.SourcePosition(uri=place_of_caller(root)))]
        )

    noted = sdk._get_stack_trace  # noqa: SLF001  # there is no public way to choose what is noted
    sdk._get_stack_trace = place  # noqa: SLF001
    try:
        yield
    finally:
        sdk._get_stack_trace = noted  # noqa: SLF001


def _stopped_by(question: Question, error: BaseException) -> bool:
    """Whether a look-up without an answer is why a program stopped, however the program has wrapped that."""
    return any(f"invoke of {question.token} failed" in str(each) for each in chain(error))


_LOGGER = logging.getLogger("eks_shared_vpc.preview")


class _NoMocks(mocks.Mocks):
    """Never asked: the recorder answers by itself."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        raise AssertionError(args.typ)


@dataclass
class _Seen:
    """What the recorder keeps while the program runs."""

    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    transforms: dict[str, list[callback_pb2.Callback]] = field(default_factory=dict)
    stack_transforms: list[callback_pb2.Callback] = field(default_factory=list)
    referenced: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)
    lookups: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)


class _Recorder(mocks.MockMonitor):
    def __init__(
        self,
        project: str,
        stack: str,
        root: Path,
        config: Mapping[str, str],
        references: Mapping[str, Mapping[str, Any]],
        known_ids: bool,
        answers: Sequence[Answer],
    ) -> None:
        super().__init__(_NoMocks())
        self.project, self.stack, self.root, self.config = project, stack, root, config
        self._answers = answers
        self.stand_ins = StandIns()
        self._references, self._known_ids = references, known_ids
        self._seen = _Seen()
        self._lock = threading.Lock()
        self._thread = threading.get_ident()

    def recording(self) -> Recording:
        seen = self._seen
        resources = [
            replace(each, outputs=seen.outputs[each.urn]) if each.urn in seen.outputs else each
            for each in seen.resources.values()
        ]
        exported: Mapping[str, Any] = next(
            (outputs for urn, outputs in seen.outputs.items() if urn.split("::")[2] == STACK), {}
        )
        return Recording(
            Graph(resources),
            exported,
            tuple(sorted(seen.referenced)),
            tuple(sorted(seen.opaque)),
            tuple(sorted(seen.lookups)),
            tuple(sorted(seen.questions, key=lambda each: (each.text, each.where))),
            dict(sorted(seen.read.items())),
            self.stand_ins.uncomputed,
        )

    def refusal_of_an_answer(self, error: Exception) -> Problem | None:
        """The refusal of an answer of the user's, if that is what stopped the program."""
        if not self._seen.answered:
            return None
        from eks_shared_vpc.preview.lookups.misfits import misfit  # noqa: PLC0415  # only where there are answers

        return misfit(error, self._seen.answered)

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """A URN as the engine makes it: the types of all parents but the stack, then the own one."""
        above = parent.split("::")[2] if parent else STACK
        qualified = type_ if above == STACK else f"{above}${type_}"
        return "::".join([f"urn:pulumi:{self.stack}", self.project, qualified, name])

    # The monitor's side of the engine's protocol. Calls come in on threads of their own.

    def GetDeploymentInfo(self, request: empty_pb2.Empty) -> resource_pb2.DeploymentInfo:  # noqa: N802  # the protocol's name
        # Without resource references, as they make mocks fail at random when a resource is an input (engine-facts 8).
        info = super().GetDeploymentInfo(request)  # type: ignore[no-untyped-call]
        kept = [
            each for each in info.supportedFeatures if each != resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES
        ]
        return resource_pb2.DeploymentInfo(supportedFeatures=kept)

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:  # noqa: N802
        with self._lock:
            self._seen.stack_transforms.append(request)
        return empty_pb2.Empty()

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802
        with self._lock:
            self._seen.outputs[request.urn] = _plain(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802
        if request.tok == "pulumi:pulumi:getResource":
            return super().Invoke(request)  # type: ignore[no-untyped-call, no-any-return]
        with self._lock:
            self._seen.lookups.add(request.tok)
        place = self._place_of(request.provider.rsplit("::", 1)[0])
        call = _call_of(request.tok, self._thread)
        question = Question(
            request.tok,
            normalized(_plain(request.args)),
            place.account,
            place.region,
            where=place_of_caller(str(self.root), call) if call else "",
            waits=call is not None,
        )
        try:
            result = self._result_of(question, place)
        except ValueError as error:
            return _failure(str(error))
        if result is not None:
            returned = struct_pb2.Struct()
            returned.update(result)  # with the marker of the unknown as text: a plain value of the SDK has no other
            return resource_pb2.ResourceInvokeResponse(**{"return": returned})
        with self._lock:
            if not any(question.same_as(each) for each in self._seen.questions):
                self._seen.questions.append(question)
        # A program that waits needs a value, and there is none. An exception here would never reach it; a refusal does.
        if question.waits:
            return _failure(f"{question.provider} is asked, and there is no answer")
        return resource_pb2.ResourceInvokeResponse(unknown=True)

    def _result_of(self, question: Question, place: Place) -> Mapping[str, Any] | None:
        """What a look-up returns: the answer that is given, else what can be computed."""
        answer = answer_to(question, self._answers)
        if answer is not None:
            self._seen.answered.append(question.token)
            return answer
        # Most programs look nothing up: only one that does pays for this import.
        from eks_shared_vpc.preview.aws.functions import compute  # noqa: PLC0415

        return compute(question.token, question.args, place)

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802
        urn = self.make_urn(request.parent, request.type, request.name)
        state = struct_pb2.Struct()
        state.CopyFrom(request.properties)
        known = "" if request.id == rpc.UNKNOWN else request.id
        with self._lock:
            if request.type == STACK_REFERENCE:
                self._seen.referenced.add(request.id)
                outputs = self._references.get(request.id)
                state.update({"outputs": rpc.UNKNOWN if outputs is None else _simplified(outputs)})
            else:
                self._seen.read[urn] = known or UNKNOWN
        # A preview reads what exists: its id is known, as are the properties that the program itself has given.
        return resource_pb2.ReadResourceResponse(urn=urn, id=known, properties=state)

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self._seen.resources:
            raise ValueError(f"two resources have the same URN: {urn}; give one of them another name")
        if request.type == STACK:
            self._keep(urn, request, {})
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if request.transforms:
            self._seen.transforms[urn] = list(request.transforms)
        request = self._transformed(urn, request)
        inputs = _plain(request.object)
        kept = self._keep(urn, request, inputs)
        if request.remote:
            self._expand(kept, request, inputs)
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        if not (self._known_ids and request.custom):
            state.MergeFrom(_struct(partly_unknown_outputs(request.type, inputs)))
            return resource_pb2.RegisterResourceResponse(urn=urn, object=state)
        self.stand_ins.note(kept.id)
        state.update(computed_outputs(request.type, kept.id, inputs, kept.account))
        return resource_pb2.RegisterResourceResponse(urn=urn, id=kept.id, object=state)

    def _transformed(
        self, urn: str, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceRequest:
        seen = self._seen
        callbacks = list(seen.transforms.get(urn, ()))
        parent = request.parent
        while parent in seen.resources:
            callbacks += seen.transforms.get(parent, ())
            parent = seen.resources[parent].parent
        callbacks += seen.stack_transforms
        return apply_transforms(request, callbacks) if callbacks else request

    def _keep(
        self, urn: str, request: resource_pb2.RegisterResourceRequest, inputs: Mapping[str, Any], modelled: bool = False
    ) -> Resource:
        provider = request.provider.rsplit("::", 1)[0]
        account, region = self._account_of(provider or request.providers.get(_AWS, "").rsplit("::", 1)[0])
        if request.type == PROVIDER:
            account, region = bound_account(inputs), bound_region(inputs)
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            stack=self.stack,
            parent=request.parent,
            id=stand_in_id(self.stack, request.type, request.name) if request.custom else "",
            custom=request.custom,
            provider=provider,
            account=account,
            region=region,
            inputs=inputs,
            dependencies=tuple(sorted(set(request.dependencies))),
            property_dependencies={
                key: tuple(sorted(each.urns)) for key, each in sorted(request.propertyDependencies.items()) if each.urns
            },
            aliases=former_urns(request, self._seen.resources.get(request.parent), self.make_urn),
            ignore_changes=tuple(request.ignoreChanges),
            protect=request.protect,
            modelled=modelled,
            place=request.sourcePosition.uri,
        )
        with self._lock:
            self._seen.resources[urn] = resource
        return resource

    def _account_of(self, provider: str) -> tuple[str | None, str | None]:
        found = self._seen.resources.get(provider)
        return (found.account, found.region) if found else (None, None)

    def _place_of(self, provider: str) -> Place:
        """Where a provider works; the default one is configured by the stack."""
        found = self._seen.resources.get(provider)
        if found is not None:
            return Place(found.account, found.region, default_tags(found.inputs))
        configured = of_the_stack(self.config)
        return Place(bound_account(configured), bound_region(configured), default_tags(configured))

    def _expand(
        self, component: Resource, request: resource_pb2.RegisterResourceRequest, inputs: Mapping[str, Any]
    ) -> None:
        children = expand(request.type, request.name, inputs)
        if children is None:
            with self._lock:
                self._seen.opaque.add(component.urn)
        for child in children or ():
            made = resource_pb2.RegisterResourceRequest(
                type=child.type,
                name=child.name,
                parent=component.urn,
                custom=True,
                provider=request.providers.get(_AWS, ""),
                object=_struct(child.inputs),
                sourcePosition=request.sourcePosition,
            )
            made.dependencies.extend([*request.dependencies, *self._owners(child)])
            for key in child.inputs:
                source = request.propertyDependencies.get(child.sources.get(key, key))
                if source is not None:
                    made.propertyDependencies[key].urns.extend(source.urns)
            made.ignoreChanges.extend(child.ignore_changes)
            urn = self.make_urn(component.urn, child.type, child.name)
            made = self._transformed(urn, made)
            self._keep(urn, made, _plain(made.object), modelled=True)

    def _owners(self, child: Child) -> list[str]:
        """URNs of what a modelled child's inputs refer to: the plugin would have these edges from its own inputs."""
        with self._lock:
            seen = Graph(self._seen.resources.values())
        return [each.urn for each in seen.referred(child.inputs)]


def _call_of(token: str, thread: int) -> FrameType | None:
    """The call that waits for the result of a function in the program's thread; ``None`` if none does.

    The protocol does not say whether a program asked for a plain value or for an output. While it waits for a plain
    value its thread is inside ``pulumi.runtime.invoke``; and there it also says from where it asked.
    """
    frame = sys._current_frames().get(thread)  # noqa: SLF001  # public in all but its name
    while frame is not None:
        code, names = frame.f_code, frame.f_globals
        if code.co_name == "invoke" and names.get("__name__") == _INVOKE and frame.f_locals.get("tok") == token:
            return frame
        frame = frame.f_back
    return None


def _failure(reason: str) -> resource_pb2.ResourceInvokeResponse:
    return resource_pb2.ResourceInvokeResponse(failures=[provider_pb2.CheckFailure(reason=reason)])


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """A message's properties as plain Python: whole numbers as int, secrets opened, unknowns marked."""
    plain = _simplified(rpc.deserialize_properties(struct, keep_unknowns=True))
    return plain if isinstance(plain, dict) else {}


def _simplified(value: Any) -> Any:
    if isinstance(value, Unknown) or (isinstance(value, str) and UNKNOWN in value):
        return UNKNOWN  # also what a program has made of an unknown part of a value
    if rpc.is_rpc_secret(value):
        return _simplified(rpc.unwrap_rpc_secret(value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _simplified(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_simplified(each) for each in value]
    return value


def _with_unknowns(value: Any) -> Any:
    if value == UNKNOWN:
        return rpc.UNKNOWN
    if isinstance(value, Mapping):
        return {key: _with_unknowns(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_unknowns(each) for each in value]
    return value


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(_with_unknowns(properties))
    return struct
