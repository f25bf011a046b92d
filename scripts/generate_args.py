"""Writes each component folder's args.py: the arguments as every Pulumi language sees them, from the specs.

A spec says everything once: type, meaning, default. Users, type checkers and Pulumi's analyzer of component packages read
TypedDicts, in whose docstrings the analyzer finds the descriptions of the published schema. So these are generated.
"""

import subprocess
import sys
import textwrap
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any

from pydantic.fields import FieldInfo

from eks_shared_vpc.components import COMPONENTS
from eks_shared_vpc.spec import Flowing, Spec

__all__ = ["FOLDERS", "args_file", "args_module", "default_in_words"]

PACKAGE = Path(__file__).parent.parent / "components" / "eks_shared_vpc"
FOLDERS = tuple(dict.fromkeys(component.folder for component in COMPONENTS))
"""The folders that have an args.py."""
TEXT = (str, IPv4Network, IPv6Network)
HEADER = '''\
"""The arguments of the components in this folder, as every Pulumi language sees them.

What shapes the graph is plain; what only flows through to a resource is an ``Input``. Generated from the specs, which have
the rules: change those and run ``make generate``.
"""
'''


def args_file(folder: str) -> Path:
    """Where the arguments of a folder's components are."""
    return PACKAGE / folder / "args.py"


def args_module(folder: str) -> str:
    """The text of a folder's args.py."""
    specs = [each.load_spec() for each in COMPONENTS if each.folder == folder]
    return _formatted(_source(specs, folder), args_file(folder))


def _source(specs: Iterable[type[Spec]], folder: str) -> str:
    """The source of a module with a TypedDict for each of the specs and for each one inside it of the same folder."""
    every = dict.fromkeys(model for spec in specs for model in _inside(spec))
    models = [model for model in every if _folder(model) == folder]
    elsewhere = [model for model in every if _folder(model) != folder]
    enums = _enums(models)
    classes = [_typed_dict(model) for model in models]
    body = "\n\n\n".join(classes)
    collections = [name for name in ("Mapping", "Sequence") if f"{name}[" in body]
    words = [name for name in ("Any", "NotRequired") if f"{name}[" in body or f", {name}]" in body]
    imports = [
        *([f"from collections.abc import {', '.join(collections)}"] if collections else []),
        f"from typing import {', '.join([*words, 'TypedDict'])}",
        *(["", "import pulumi"] if "pulumi." in body else []),
        "",
        *(f"from {each.__module__} import {each.__name__}" for each in enums),
        *sorted(
            f"from eks_shared_vpc.{_folder(model)}.args import {_name(model)}"
            for model in elsewhere
            if f"{_name(model)}]" in body
        ),
    ]
    names = ", ".join(f'"{name}"' for name in sorted([*map(_name, models), *(each.__name__ for each in enums)]))
    return "\n".join([HEADER, *imports, "", f"__all__ = [{names}]", "", "", body, ""])


def _inside(model: type[Spec]) -> Iterator[type[Spec]]:
    """A spec after those inside it."""
    for annotation in typing.get_type_hints(model).values():
        for inner in _classes(annotation):
            if issubclass(inner, Spec):
                yield from _inside(inner)
    yield model


def _folder(model: type[Spec]) -> str:
    """The folder of the idea that a spec belongs to."""
    return model.__module__.split(".")[1]


def _enums(models: Iterable[type[Spec]]) -> Iterable[type[Enum]]:
    """The enums that arguments of these models have."""
    return dict.fromkeys(
        each
        for model in models
        for annotation in typing.get_type_hints(model).values()
        for each in _classes(annotation)
        if issubclass(each, Enum)
    )


def _classes(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _classes(inner)


def _name(model: type[Spec]) -> str:
    return model.__name__.removesuffix("Spec") + "Args"


def _typed_dict(model: type[Spec]) -> str:
    hints = typing.get_type_hints(model, include_extras=True)
    required_first = sorted(model.model_fields.items(), key=lambda item: not item[1].is_required())
    lines = [f"class {_name(model)}(TypedDict):", f'"""{(model.__doc__ or "").strip()}"""', ""]
    for key, field in required_first:
        type_ = _type(hints[key])
        lines += [f"{key}: {type_ if field.is_required() else f'NotRequired[{type_}]'}", f'"""{_words(field)}"""']
    return f"{lines[0]}\n{textwrap.indent(chr(10).join(lines[1:]), '    ')}"


def _words(field: FieldInfo) -> str:
    """What an argument means, and its default."""
    default = default_in_words(field)
    return f"{field.description} Default: {default}." if default else str(field.description)


def default_in_words(field: FieldInfo) -> str:
    """A default as people say it; nothing where there is none, or where the description says what happens then."""
    if field.is_required() or field.default in (None, (), {}):
        return ""
    return _in_words(field.default)


def _in_words(value: Any) -> str:
    match value:
        case Enum():
            return str(value.value)
        case bool():
            return "yes" if value else "no"
        case "":
            return "empty"
        case tuple():
            *first, last = map(_in_words, value)
            return f"{', '.join(first)} and {last}" if first else last
        case _:
            return str(value)


def _type(annotation: Any) -> str:
    """The annotation of an argument, from that of its field."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return "pulumi.Input[str]" if set(typing.get_args(Flowing)[1:]) & set(inside[1:]) else _type(inside[0])
    if origin in (typing.Union, types.UnionType):
        (found,) = {_type(each) for each in inside if each is not types.NoneType}
        return found
    if origin is tuple:
        return f"Sequence[{_type(inside[0])}]"
    if origin is Mapping:
        return f"Mapping[str, {_type(inside[1])}]"
    return _plain(annotation)


def _plain(annotation: Any) -> str:
    if annotation is Any:
        return "Any"
    if issubclass(annotation, Spec):
        return _name(annotation)
    return "str" if annotation in TEXT else str(annotation.__name__)


def _formatted(source: str, file: Path) -> str:
    """The source as ruff writes it."""
    for step in (["check", "--select", "I", "--fix-only", "--quiet"], ["format", "--quiet"]):
        command: Sequence[str] = [sys.executable, "-m", "ruff", *step, "--stdin-filename", str(file), "-"]
        done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)  # noqa: S603  # our own command
        source = done.stdout
    return source


if __name__ == "__main__":
    for each in FOLDERS:
        args_file(each).write_text(args_module(each), encoding="utf-8")
