"""How to fix what was found, as data: which property of which resource gets which value.

A fix is shown in the words of whoever declared the resource: a key of the stack file, an argument of a component of this
package, or a property of the resource itself. It can be applied to a recorded graph, so that a test sees it work.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = [
    "Add",
    "Change",
    "Declare",
    "Delete",
    "Fix",
    "Form",
    "InAccount",
    "Output",
    "Protect",
    "Remove",
    "Set",
    "Setting",
    "StopWaiting",
    "WaitFor",
    "advice",
    "cluster_setting",
    "joined",
    "python_spelling",
]


OURS = "eks-shared-vpc:"


class Form(str, Enum):
    """In whose words a fix is shown."""

    STACK_FILE = "stack file"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Output:
    """An output of a resource as a value: ``cluster.vpc_config.cluster_security_group_id``.

    Attributes:
        view: The resource.
        path: The output as Pulumi for Python spells it.
    """

    view: View
    path: str

    @property
    def recorded(self) -> Any:
        """The value as it is recorded: the input of the same name, or else a stand-in."""
        keys = _keys(self.path)
        held = _held(self.view.resource.inputs, keys)
        return f"{self.view.id}#{keys[-1]}" if held is None else held


@dataclass(frozen=True, slots=True)
class Set:
    """A property gets a value.

    Attributes:
        view: The resource.
        path: The property as Pulumi for Python spells it, with dots into nested blocks: ``vpc_config.subnet_ids``;
            into a JSON document too: ``configuration_values.env.ENABLE_POD_ENI``.
        value: The value; views and declarations stand for the resource's id.
        words: What to call the value, where the recorded one stands for one that AWS chooses.
    """

    view: View
    path: str
    value: Any
    words: str = ""

    def told(self) -> str:
        """The change in words."""
        return f"set {self.path}={self.words or _shown(self.value)} on {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        return _edited(graph, self.view, lambda inputs: _put(inputs, _keys(self.path), _plain(self.value)))


@dataclass(frozen=True, slots=True)
class Add:
    """A list among a resource's properties gets one more item."""

    view: View
    path: str
    value: Any

    def told(self) -> str:
        """The change in words."""
        return f"add {_shown(self.value)} to {self.path} of {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        keys = _keys(self.path)
        return _edited(
            graph, self.view, lambda inputs: _put(inputs, keys, [*_rows(_held(inputs, keys)), _plain(self.value)])
        )


@dataclass(frozen=True, slots=True)
class Remove:
    """A property goes, or one item of a list."""

    view: View
    path: str
    value: Any = None

    def told(self) -> str:
        """The change in words."""
        what = self.path if self.value is None else f"{_shown(self.value)} from {self.path}"
        return f"remove {what} of {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        keys, gone = _keys(self.path), _plain(self.value)

        def edit(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
            if gone is None:
                return _put(inputs, keys, None)
            return _put(inputs, keys, [each for each in _rows(_held(inputs, keys)) if each != gone])

        return _edited(graph, self.view, edit)


@dataclass(frozen=True, slots=True)
class Declare:
    """One more resource.

    Attributes:
        kind: What it is.
        name: A name for it.
        like: A resource beside which it is declared: with the same provider, in the same account.
        inputs: Its arguments, as Pulumi for Python spells them. Another ``Declare`` stands for the id of its resource.
        before: What has to wait for it.
        after: What it has to wait for, besides what it names.
    """

    kind: type[View]
    name: str
    like: View
    inputs: Mapping[str, Any]
    before: tuple[View, ...] = ()
    after: tuple[View, ...] = ()

    @property
    def id(self) -> str:
        """What other resources refer to it by."""
        kind = self.kind.types[0].split("/")[-1].split(":")[0]
        return f"{self.like.resource.stack}/{kind}/{self.name}"

    def told(self) -> str:
        """The change in words."""
        arguments = ", ".join(f"{key}={_shown(value)}" for key, value in self.inputs.items())
        return f"declare {self.kind.types[0].rsplit(':', 1)[-1]}({arguments})"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        model, type_ = self.like.resource, self.kind.types[0]
        inputs = {_camel(key): _plain(value) for key, value in self.inputs.items()}
        waits = (*(each.urn for each in graph.referred(inputs)), *(each.urn for each in self.after))
        made = Resource(
            urn=f"urn:pulumi:{model.stack}::{model.urn.split('::')[1]}::{type_}::{self.name}",
            type=type_,
            name=self.name,
            stack=model.stack,
            parent=model.parent,
            id=self.id,
            provider=model.provider,
            account=model.account,
            region=model.region,
            inputs=inputs,
            dependencies=tuple(dict.fromkeys(waits)),
        )
        later = {each.urn for each in self.before}
        return Graph(
            [
                made,
                *(
                    replace(each, dependencies=(*each.dependencies, made.urn)) if each.urn in later else each
                    for each in graph
                ),
            ]
        )


@dataclass(frozen=True, slots=True)
class Delete:
    """A resource is not declared."""

    view: View

    def told(self) -> str:
        """The change in words."""
        return f"remove {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        gone = self.view.urn
        return Graph(
            replace(each, dependencies=tuple(urn for urn in each.dependencies if urn != gone))
            for each in graph
            if each.urn != gone
        )


@dataclass(frozen=True, slots=True)
class WaitFor:
    """A resource waits for others."""

    view: View
    others: tuple[View, ...]

    def told(self) -> str:
        """The change in words."""
        names = ", ".join(_called(each) for each in self.others[:_FEW])
        more = f" and {len(self.others) - _FEW} more" if len(self.others) > _FEW else ""
        return f"give {_called(self.view)} depends_on=[{names}{more}]"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        urns = tuple(each.urn for each in self.others)
        return Graph(
            replace(each, dependencies=tuple(dict.fromkeys([*each.dependencies, *urns])))
            if each.urn == self.view.urn
            else each
            for each in graph
        )


@dataclass(frozen=True, slots=True)
class InAccount:
    """A resource is declared with the provider of another one, and beside it: outside of a component of another account."""

    view: View
    like: View

    def told(self) -> str:
        """The change in words."""
        return f"declare {_called(self.view)} with the provider of {self.like.account_called}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        one = self.like.resource
        return Graph(
            replace(each, provider=one.provider, account=one.account, region=one.region, parent=one.parent)
            if each.urn == self.view.urn
            else each
            for each in graph
        )


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """A resource does not wait for another one any more."""

    view: View
    other: View

    def told(self) -> str:
        """The change in words."""
        return f"remove {_called(self.other)} from depends_on of {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        return Graph(
            replace(each, dependencies=tuple(urn for urn in each.dependencies if urn != self.other.urn))
            if each.urn == self.view.urn
            else each
            for each in graph
        )


@dataclass(frozen=True, slots=True)
class Protect:
    """Pulumi refuses to delete a resource."""

    view: View

    def told(self) -> str:
        """The change in words."""
        return f"pass opts=ResourceOptions(protect=True) to {_called(self.view)}"

    def applied(self, graph: Graph) -> Graph:
        """The graph with the change."""
        return Graph(replace(each, protect=True) if each.urn == self.view.urn else each for each in graph)


Change = Set | Add | Remove | Declare | Delete | WaitFor | StopWaiting | Protect | InAccount


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of a stack file, or the component's argument of the same name.

    Attributes:
        path: The key with those above it: ``network.ipv6``; a cluster's begin with ``clusters.NAME``.
        value: Its value, as YAML has it.
        component: The component of this package whose argument it is; empty if only stack files have it.
    """

    path: str
    value: Any
    component: str = ""

    def in_a_stack_file(self, network: str = "network") -> str:
        """The key as it is written in a stack file; one of a network's is below ``networks`` where that has a name."""
        named = ["networks", network] if network != "network" else ["network"]
        first, *rest = self.path.split(".")
        keys = [*(named if first == "network" else [first]), *rest]
        text = _yaml(self.value)
        for key in reversed(keys[1:]):
            text = f"{{{key}: {text}}}"
        return f"{keys[0]}: {text}"

    def in_a_program(self) -> str:
        """The argument as it is written in a program."""
        return f"pass {self.path.rsplit('.', 1)[-1]}={self.value!r} to {self.component}"


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do about a finding.

    Attributes:
        changes: Changes of resources, all of which have to be made.
        settings: Keys of the stack file that make them, for resources that come from one.
        advice: In words, what no program can change, such as a quota; or what has to be known first.
    """

    changes: tuple[Change, ...] = ()
    settings: tuple[Setting, ...] = ()
    advice: str = ""

    def told(self, form: Form) -> str:
        """The fix in the words of whoever declared what it changes."""
        if form is Form.STACK_FILE and self.settings:
            return _joined([each.in_a_stack_file(self.network) for each in self.settings], self.advice)
        if self.settings and self._is_of_components():
            return _joined([each.in_a_program() for each in self.settings], self.advice)
        return _joined([each.told() for each in self.changes], self.advice)

    @property
    def network(self) -> str:
        """The name in a stack file of the network that it changes."""
        return next(filter(None, map(_network_of, self.changes)), "network")

    def applied(self, graph: Graph) -> Graph:
        """The graph with all of its changes."""
        for each in self.changes:
            graph = each.applied(graph)
        return graph

    def _is_of_components(self) -> bool:
        """Whether the settings are arguments of components, and these declare everything that has to change."""
        components = {each.component for each in self.settings}
        views = [each.like if isinstance(each, Declare) else each.view for each in self.changes]
        inside = [{name for name in components if f"{OURS}index:{name}$" in each.urn} for each in views]
        return "" not in components and bool(inside) and all(inside)


def _network_of(change: Change) -> str:
    """The name in a stack file of the network that a changed resource is part of; empty if it is part of none."""
    view = change.like if isinstance(change, Declare) else change.view
    component = view.model.graph.resources.get(view.resource.parent)
    kind, name = (component.kind, component.name) if component is not None else ("", "")
    role = {"SharedVpc": "", "PrivateLinkEndpoints": "endpoints", "SubnetShare": "share"}.get(kind)
    if role is None:
        return ""
    return name if not role else "network" if name == role else name.removesuffix(f"-{role}")


def fix(*changes: Change, setting: Setting | Sequence[Setting] = (), advice: str = "") -> Fix:
    """A fix of some changes."""
    settings = (setting,) if isinstance(setting, Setting) else tuple(setting)
    return Fix(changes, settings, advice)


def advice(text: str) -> Fix:
    """A fix that no program can make: something to ask for, or to find out."""
    return Fix(advice=text)


def joined(fixes: Sequence[Fix]) -> Fix:
    """Several fixes as one: each change, setting and piece of advice once."""
    first, *others = fixes
    if not others:
        return first
    changes = [each for row in fixes for each in row.changes]
    settings = [each for row in fixes for each in row.settings]
    advised = dict.fromkeys(row.advice for row in fixes if row.advice)
    return Fix(_each_once(changes), _each_once(settings), "; ".join(advised))


def cluster_setting(cluster: View, key: str, value: Any) -> Setting:
    """A key of a cluster in a stack file, or the same argument of ``EksCluster``."""
    return Setting(f"clusters.{cluster.name}.{key}", value, "EksCluster")


def python_spelling(value: Any) -> Any:
    """A recorded value with the keys of its blocks as Pulumi for Python spells them."""
    if isinstance(value, Mapping):
        return {_SNAKE.sub("_", str(key)).lower(): python_spelling(each) for key, each in value.items()}
    return [python_spelling(each) for each in value] if isinstance(value, list | tuple) else value


T = TypeVar("T")
_FEW = 3
_LONG = 160
_SNAKE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HUMP = re.compile(r"_([a-z0-9])")


def _each_once(rows: Sequence[T]) -> tuple[T, ...]:
    """Values without those that were there before; they hold mappings, which cannot be hashed."""
    return tuple(each for place, each in enumerate(rows) if each not in rows[:place])


def _camel(key: str) -> str:
    return _HUMP.sub(lambda match: match[1].upper(), key)


def _keys(path: str) -> tuple[str, ...]:
    if path.startswith("tags."):
        return tuple(path.split(".", 1))  # a tag's key has dots of its own
    return tuple(_camel(each) for each in path.split("."))


def _called(view: View) -> str:
    return f"{view.resource.kind} {view.resource.name}"


def _shown(value: Any) -> str:
    if isinstance(value, View | Declare):
        return f"{value.name}.id"
    if isinstance(value, Output):
        return f"{value.view.name}.{value.path}"
    if isinstance(value, str) and len(value) > _LONG:
        return f"{value[:_LONG]!r}… ({len(value)} characters)"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return repr(value)


def _plain(value: Any) -> Any:
    """A value as it is recorded: views by their id, keys of blocks in camel case."""
    if isinstance(value, View | Declare):
        return value.id
    if isinstance(value, Output):
        return value.recorded
    if isinstance(value, Mapping):
        return {_camel(str(key)): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _held(inputs: Mapping[str, Any], keys: Sequence[str]) -> Any:
    value: Any = inputs
    for key in keys:
        listed = isinstance(value, list | tuple) and key.isdigit()
        value = value[int(key)] if listed else _document(value).get(key)
    return value


def _rows(value: Any) -> Sequence[Any]:
    """A list among inputs; one item is a list of one."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _document(value: Any) -> Mapping[str, Any]:
    """A nested block, which may be a JSON document; an empty one if it is neither."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _put(inputs: Mapping[str, Any], keys: Sequence[str], value: Any) -> Mapping[str, Any]:
    changed: Mapping[str, Any] = _changed(inputs, keys, value)
    return changed


def _changed(inputs: Any, keys: Sequence[str], value: Any) -> Any:
    key, *rest = keys
    if isinstance(inputs, list | tuple) and key.isdigit():
        place = int(key)
        inner = _changed(inputs[place], rest, value) if rest else value
        return [*inputs[:place], inner, *inputs[place + 1 :]]
    rest_of_them = {other: held for other, held in inputs.items() if other != key}
    if rest:
        inner = inputs.get(key)
        if isinstance(inner, list | tuple):
            return {**rest_of_them, key: _changed(inner, rest, value)}
        made = _changed(_document(inner), rest, value)
        return {**rest_of_them, key: json.dumps(made) if isinstance(inner, str) and _document(inner) else made}
    return rest_of_them if value is None else {**rest_of_them, key: value}


def _edited(graph: Graph, view: View, edit: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Graph:
    return Graph(replace(each, inputs=edit(each.inputs)) if each.urn == view.urn else each for each in graph)


def _yaml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(_yaml, value)) + "]" if isinstance(value, list | tuple) else str(value)


def _joined(parts: Iterable[str], more: str) -> str:
    return "; ".join([*parts, *([more] if more else [])])
