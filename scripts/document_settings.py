"""Writes docs/settings.md: every key of a stack file, from the models that validate it.

What a key means is said once, as the description of its field. The page is generated, so it cannot fall behind; a key
without a description stops the generation.
"""

import re
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from eks_shared_vpc.fields import ZoneId
from eks_shared_vpc.privatelink.spec import Service
from eks_shared_vpc.spec import Flowing, Spec
from stacks.settings import StackSettings

__all__ = ["PAGE", "settings_page"]

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "settings.md"

KINDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "`true` or `false`",
    Any: "anything",
    Flowing: "text",
    IPv4Network: "IPv4 block",
    IPv6Network: "IPv6 block",
    ZoneId: "zone id",
    Service: "service",
}

INTRODUCTION = """\
# Settings

Every key of a stack file, `stacks/Pulumi.<stack>.yaml`. All of them are below `config:`, those of the first table with
the project's name in front: `eks-shared-vpc:region`. Beside them each stack file has
`pulumi:disable-default-providers: [aws]`, so that nothing is created silently in whichever account the ambient credentials are of.

A key that is not listed here is refused, and so is a value that cannot work. `make preview STACK=<stack>` names all such
problems at once, without a cloud.

This page is generated from the models. Do not edit it; run `make generate`.
"""


def settings_page() -> str:
    """The page as text.

    Raises:
        LookupError: for a key without a description.
    """
    sections = dict(_sections(StackSettings, ""))
    parts = [INTRODUCTION]
    for heading, model in sections.items():
        rows = ["| key | value | default | meaning |", "| --- | --- | --- | --- |"]
        required_first = sorted(model.model_fields, key=lambda key: not model.model_fields[key].is_required())
        rows += [_row(model, key, heading) for key in required_first]
        parts += [f"## {_heading(heading)}\n", f"{_first_sentence(model)}\n", "\n".join(rows) + "\n"]
    return "\n".join(parts)


def _sections(model: type[Spec], path: str) -> Iterator[tuple[str, type[Spec]]]:
    """A model and those inside it, by the heading of their section."""
    yield path, model
    hints = typing.get_type_hints(model, include_extras=True)
    for key in model.model_fields:
        for inner, where in _models(hints[key], _below(path, key)):
            yield from _sections(inner, where)


def _below(heading: str, key: str) -> str:
    """Where a key of a section is; what a heading says of a choice is not part of the path."""
    path = heading.split(":", 1)[0]
    return f"{path}.{key}" if path else key


def _models(annotation: Any, path: str) -> Iterator[tuple[type[Spec], str]]:
    """The models inside an annotation, with the path that leads to each."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation, path
    elif origin is Annotated:
        yield from _models(inside[0], path)
    elif origin in (typing.Union, types.UnionType):
        found = [each for option in inside for each in _models(option, path)]
        # Where there is a choice, the heading says of what.
        yield from ((each, f"{where}: {_subject(each)}") if len(found) > 1 else (each, where) for each, where in found)
    elif origin is tuple:
        yield from _models(inside[0], f"{path}[]")
    elif inside:
        yield from _models(inside[-1], f"{path}.<name>")


def _row(model: type[Spec], key: str, heading: str) -> str:
    field = model.model_fields[key]
    value = _value(typing.get_type_hints(model, include_extras=True)[key], field, _below(heading, key))
    return f"| `{key}` | {value} | {_default(field)} | {_meaning(model, key)} |"


def _value(annotation: Any, field: FieldInfo | None, path: str) -> str:
    """What kind of value is wanted, in words; ``path`` is the section that a model inside it has."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    found = list(_models(annotation, path))
    if len(found) > 1:
        return " or ".join(f"[{_subject(each)}](#{_anchor(where)})" for each, where in found)
    if annotation in KINDS:
        return KINDS[annotation] + _limits(field)
    if origin is Annotated:
        return _value(inside[0], next((each for each in inside[1:] if isinstance(each, FieldInfo)), field), path)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_value(each, field, path) for each in inside if each is not types.NoneType)
    return (
        _of_class(annotation, path) if isinstance(annotation, type) and not inside else _of_many(origin, inside, path)
    )


def _of_class(class_: type, path: str) -> str:
    if issubclass(class_, Enum):
        return ", ".join(f"`{each.value}`" for each in class_)
    return f"[mapping](#{_anchor(path)})" if issubclass(class_, Spec) else "mapping"


def _of_many(origin: Any, inside: tuple[Any, ...], path: str) -> str:
    if origin is tuple:
        each = _value(inside[0], None, f"{path}[]")
        many = re.sub(r"\b(block|id|service|mapping)\b", r"\1s", each)
        return f"list of {many}"
    return f"{_value(inside[-1], None, f'{path}.<name>')} by name"


def _limits(field: FieldInfo | None) -> str:
    least = next((each.ge for each in field.metadata if isinstance(each, Ge)), None) if field else None
    most = next((each.le for each in field.metadata if isinstance(each, Le)), None) if field else None
    if least is not None and most is not None:
        return f", {least} to {most}"
    return f", {least} or more" if least is not None else f", {most} or less" if most is not None else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default.value if isinstance(field.default, Enum) else field.default
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple) and value:
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value}`" if value not in (None, (), {}, "") else '`""`' if value == "" else ""


def _meaning(model: type[Spec], key: str) -> str:
    words = model.model_fields[key].description
    if not words:
        raise LookupError(f"nothing says what {model.__name__}.{key} means: describe it in its model")
    # Rows of the facts sheet are for those who change rules.
    return re.sub(r" \(aws-facts [^)]*\)", "", _one_line(words)).replace("|", "\\|")


def _first_sentence(model: type[Spec]) -> str:
    return _one_line((model.__doc__ or "").strip().split("\n\n", 1)[0])


def _subject(model: type[Spec]) -> str:
    sentence = re.split(r"[.;]", _first_sentence(model), maxsplit=1)[0]
    return sentence[0].lower() + sentence[1:]


def _one_line(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _heading(heading: str) -> str:
    path, choice, subject = heading.partition(":")
    return f"`{path}`{choice}{subject}" if path else "The whole file"


def _anchor(heading: str) -> str:
    """The anchor that Markdown viewers give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
