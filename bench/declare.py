"""Writes the plain Pulumi program that declares what a preview's document lists: literal, one resource after another."""

import json
import re
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

__all__ = ["plain_program", "real_resources"]

IMPORTS = "import pulumi\nimport pulumi_aws as aws\nimport pulumi_eks as eks\n\n"
PROVIDER = "pulumi:providers:aws"
FREE_KEYS = frozenset({"tags", "labels"})
"""Inputs whose keys are the user's own, not names of the provider's schema."""
ARGS_CLASSES = {"assumeRoles": "aws.ProviderAssumeRoleArgs(", "cluster": "eks.CoreDataArgs(provider=None, "}
"""Inputs that a program has to write as these classes: the SDK does not translate the keys of a dictionary there."""

Resource = Mapping[str, Any]


def real_resources(document: Mapping[str, Any]) -> int:
    """How many of a document's resources exist in AWS: components and providers do not."""
    return sum(not each["component"] and each["type"] != PROVIDER for each in document["resources"])


def plain_program(document: Mapping[str, Any]) -> str:
    """The text of the program."""
    return IMPORTS + "".join(f"{statement}\n" for statement in _Writer(document["resources"]).statements())


class _Writer:
    def __init__(self, resources: list[Resource]) -> None:
        self._by_urn = {each["urn"]: each for each in resources}
        self._by_id = {each["id"]: each for each in resources if each["id"]}

    def statements(self) -> Iterator[str]:
        """One statement for each resource, every name assigned before it is used."""
        names = {
            urn: [each["parent"], each["provider"], *each["dependencies"], *self._read(each["inputs"])]
            for urn, each in self._by_urn.items()
        }
        for urn in TopologicalSorter(names).static_order():
            if urn in self._by_urn:  # the stack is not
                yield self._statement(self._by_urn[urn])

    def _statement(self, resource: Resource) -> str:
        package, module, kind = resource["type"].split(":")
        inputs = resource["inputs"]
        if resource["type"] == PROVIDER:
            class_, first = "aws.Provider", [repr(resource["name"])]
            inputs = {key: _decoded(value) for key, value in inputs.items()}
        elif package == "aws":
            class_, first = f"aws.{module.split('/')[0]}.{kind}", [repr(resource["name"])]
        elif package == "eks":
            class_, first = f"eks.{kind}", [repr(resource["name"])]
        else:
            class_, first = "pulumi.ComponentResource", [repr(resource["type"]), repr(resource["name"])]
        arguments = [f"{_snake(key)}={self._literal(value, key)}" for key, value in inputs.items()]
        options = f"opts=pulumi.ResourceOptions({', '.join(self._options(resource))})"
        return f"{_variable(resource)} = {class_}({', '.join([*first, *arguments, options])})"

    def _options(self, resource: Resource) -> Iterator[str]:
        for option in ("parent", "provider"):
            if resource[option] in self._by_urn:
                yield f"{option}={_variable(self._by_urn[resource[option]])}"
        implied = set(self._read(resource["inputs"]))
        waits = [_variable(self._by_urn[urn]) for urn in resource["dependencies"] if urn not in implied]
        if waits:
            yield f"depends_on=[{', '.join(waits)}]"
        if resource["protect"]:
            yield "protect=True"

    def _literal(self, value: Any, key: str) -> str:
        """A value as Python, being the input ``key`` or inside it."""
        if isinstance(value, dict):
            if key in ARGS_CLASSES:
                inner = [f"{_snake(each)}={self._literal(value[each], each)}" for each in value]
                return f"{ARGS_CLASSES[key]}{', '.join(inner)})"
            rows = [
                f"{(each if key in FREE_KEYS else _snake(each))!r}: {self._literal(value[each], each)}"
                for each in value
            ]
            return f"{{{', '.join(rows)}}}"
        if isinstance(value, list):
            return f"[{', '.join(self._literal(each, key) for each in value)}]"
        found = self._reference(value)
        return f"{_variable(found[0])}.{found[1]}" if found else repr(value)

    def _read(self, value: Any) -> Iterator[str]:
        """URNs of the resources that an input refers to, however deep."""
        if isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from self._read(each)
        elif found := self._reference(value):
            yield found[0]["urn"]

    def _reference(self, value: Any) -> tuple[Resource, str] | None:
        """The resource and the attribute that a value was read off; other computed outputs stay literal text."""
        id_, _, output = value.partition("#") if isinstance(value, str) else ("", "", "")
        return (self._by_id[id_], output or "id") if id_ in self._by_id and output in ("", "arn") else None


def _variable(resource: Resource) -> str:
    return re.sub(r"\W", "_", f"{_snake(resource['type'].split(':')[-1])}_{resource['name']}")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _decoded(text: str) -> Any:
    """A provider's input, which is recorded as JSON unless it is a word."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
