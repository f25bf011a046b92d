"""Writes recorded resources as the Pulumi Python program that declares them: class, name and arguments in snake_case."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["class_of", "declaration", "variable"]

PROVIDERS = "pulumi:providers:"
WIDTH = 92
LONGEST = 2_000
"""Characters of a text that is written out."""
CONTEXT = (
    "addonName",
    "availabilityZoneId",
    "cidrBlock",
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "ipProtocol",
    "key",
    "policyArn",
    "principal",
    "serviceName",
    "vpcEndpointType",
)
"""Inputs that say which of its kind a resource is: shown even where they do not differ."""
FREE_KEYS = ("tags", "labels", "nodeSelector")
"""Inputs whose keys are the user's own words."""


def declaration(graph: Graph, resource: Resource, shown: Collection[str] | None = None, *extra: str) -> str:
    """The declaration of a resource, with some of its inputs or, without ``shown``, all of them.

    Args:
        graph: What the resource's references refer into.
        resource: The resource.
        shown: Names of the inputs to show, as the provider spells them; the rest becomes a comment.
        extra: Further arguments, as they are to be written.
    """
    wanted = resource.inputs.keys() - {"tags"} if shown is None else {*shown, *CONTEXT}
    held = {key: each for key, each in resource.inputs.items() if not key.startswith("__")}
    if resource.type.startswith(PROVIDERS):
        held = {key: _opened(each) for key, each in held.items()}
    inputs = _ordered(held)
    keys = [key for key in inputs if key in wanted]
    lines = [json.dumps(resource.name)]
    lines += [f"{_snake(key)}={_text(graph, inputs[key], 4, free=key in FREE_KEYS)}" for key in keys]
    lines += extra
    body = "".join(f"    {line},\n" for line in lines) + ("    # …\n" if len(keys) < len(inputs) else "")
    return f"{class_of(resource)}(\n{body})"


def class_of(resource: Resource) -> str:
    """The class that declares a resource: ``aws.ec2.RouteTable``."""
    package, module, name = resource.type.split(":")
    if resource.type.startswith(PROVIDERS):
        return f"{name}.Provider"
    module = module.partition("/")[0]
    package = package.replace("-", "_")
    return ".".join([package, name] if module in ("index", "") else [package, module, name])


def variable(resource: Resource) -> str:
    """What the program may call a resource."""
    word = re.sub(r"\W+", "_", resource.name).strip("_")
    return word if word and not word[0].isdigit() else f"{resource.kind.lower()}_{word}"


def _opened(value: Any) -> Any:
    """A structured input of a provider, which the engine holds as JSON text."""
    if not isinstance(value, str) or value[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _ordered(value: Any) -> Any:
    """A value with the keys of its mappings in order: recordings hold them in any."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _text(graph: Graph, value: Any, indent: int, *, free: bool = False) -> str:
    flat = _flat(graph, value, free=free)
    held = _document(value) if isinstance(value, str) else None
    if held is not None and len(flat) + indent > WIDTH:
        return f"json.dumps(\n{' ' * (indent + 4)}{_text(graph, held, indent + 4, free=True)}\n{' ' * indent})"
    if len(flat) + indent <= WIDTH or not isinstance(value, (Mapping, list)) or not value:
        return flat
    inner = " " * (indent + 4)
    if isinstance(value, Mapping):
        rows = [
            f"{json.dumps(str(key) if free else _snake(str(key)), ensure_ascii=False)}: "
            f"{_text(graph, each, indent + 4, free=free or key in FREE_KEYS)}"
            for key, each in value.items()
        ]
        return "{\n" + "".join(f"{inner}{row},\n" for row in rows) + " " * indent + "}"
    return "[\n" + "".join(f"{inner}{_text(graph, each, indent + 4)},\n" for each in value) + " " * indent + "]"


def _flat(graph: Graph, value: Any, *, free: bool = False) -> str:
    if isinstance(value, Mapping):
        held = (
            f"{json.dumps(str(key) if free else _snake(str(key)), ensure_ascii=False)}: "
            f"{_flat(graph, each, free=free or key in FREE_KEYS)}"
            for key, each in value.items()
        )
        return "{" + ", ".join(held) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flat(graph, each) for each in value) + "]"
    if isinstance(value, str):
        document = _document(value)
        if document is not None:
            return f"json.dumps({_flat(graph, document, free=True)})"
        return _reference(graph, value) or _quoted(_shortened(value))
    return repr(value)


def _reference(graph: Graph, value: str) -> str:
    """A stand-in for the id or an output of a resource, as the program reads it off that resource."""
    base, _, output = value.partition("#")
    found = next((each for each in graph if each.id and each.id == base), None)
    if found is None:
        return ""
    output, slash, rest = output.partition("/")
    path = ".".join(_snake(part) for part in output.split(".")) if output else "id"
    read = f"{variable(found)}.{path}"
    return f'pulumi.Output.concat({read}, "{slash}{rest}")' if slash else read


def _document(value: str) -> dict[str, Any] | None:
    """What JSON text holds, as the program makes it of a dictionary."""
    if not value.startswith("{") or len(value) > LONGEST:
        return None
    try:
        held = json.loads(value)
    except json.JSONDecodeError:
        return None
    return held if isinstance(held, dict) else None


def _quoted(value: str) -> str:
    """A text in the quotes that need the fewest escapes, as a formatter writes it."""
    plain = json.dumps(value, ensure_ascii=False)
    single = '"' in value and not {"'", "\\"} & set(value) and value.isprintable()
    return f"'{value}'" if single else plain


def _shortened(value: str) -> str:
    return value if len(value) <= LONGEST else f"{value[:60].rstrip()}… ({len(value):,} characters)"


def _snake(name: str) -> str:
    if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
        return name
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
