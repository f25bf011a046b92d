"""The form of ``pulumi preview --json``, as far as a comparison needs it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["GONE", "KNOWN_LATER", "Document", "State", "Step", "texts"]

KNOWN_LATER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes what is known after deployment."""
GONE = frozenset({"delete", "delete-replaced", "discard", "read-discard"})
"""Operations after which a state is there no more."""


Urn = Annotated[str, Field(pattern=r"^urn:pulumi:[^:]+::[^:]+::.+?::.+$")]
"""The name of a resource: of its stack, its project, its types and itself."""


class Row(BaseModel):
    """A form of which only what is needed is read."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class State(Row):
    """A resource as the engine keeps it; before deployment its new form has no id and no outputs."""

    urn: Urn
    type: str
    id: str = ""
    custom: bool = False
    protect: bool = False
    parent: str = ""
    provider: str = ""
    inputs: Mapping[str, Any] = Field(default_factory=dict)
    outputs: Mapping[str, Any] = Field(default_factory=dict)
    dependencies: tuple[str, ...] | None = ()
    property_dependencies: Mapping[str, tuple[str, ...] | None] | None = Field(
        default=None, alias="propertyDependencies"
    )


class Step(Row):
    """What the engine does to one resource; a replacement is several steps."""

    op: str
    urn: Urn
    old: State | None = Field(default=None, alias="oldState")
    new: State | None = Field(default=None, alias="newState")
    diff_reasons: tuple[str, ...] = Field(default=(), alias="diffReasons")
    replace_reasons: tuple[str, ...] = Field(default=(), alias="replaceReasons")


class Diagnostic(Row):
    """Something that the engine, or the program, has said."""

    urn: str = ""
    message: str = ""
    severity: str = ""


class Document(Row):
    """The whole document."""

    steps: tuple[Step, ...]
    summary: Mapping[str, int] = Field(default_factory=dict, alias="changeSummary")
    diagnostics: tuple[Diagnostic, ...] = ()


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
