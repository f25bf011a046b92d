"""Every component as its cases declare it, and golden files."""

import inspect
import json
import os
import typing
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

import eks_shared_vpc
from eks_shared_vpc.components import COMPONENTS as REGISTRY
from eks_shared_vpc.preview.graph import Graph, Resource
from tests.contract.cases_of import cases_of
from tests.support import OWNER, graph_of, in_account

GOLDEN = Path(__file__).parent.parent / "golden"
PACKAGE = Path(inspect.getfile(eks_shared_vpc)).parent
"""The folder of the package's source."""
NAME = "it"
COMPONENTS: tuple[Any, ...] = tuple(component.load() for component in REGISTRY)
"""The class of every component."""


@cache
def declared(component: type[pulumi.ComponentResource], *, full: bool = False) -> Graph:
    """What a component declares with default arguments, or with all that it can make."""
    cases = cases_of(component.__name__)
    args = {**cases.plain, **(cases.full if full else {})}
    make: Any = component
    return graph_of(lambda: make(NAME, args, in_account("account", OWNER)))


def instance(graph: Graph) -> Resource:
    """The component of a graph that has one."""
    (found,) = [each for each in graph if each.type.startswith("eks-shared-vpc:")]
    return found


def resource_class(type_: str) -> Any:
    """The SDK's class of a type such as ``aws:ec2/vpc:Vpc``; ``None`` if it is not of pulumi_aws."""
    package, module, kind = type_.split(":")
    return getattr(getattr(aws, module.split("/")[0]), kind) if package == "aws" else None


def hints(owner: Any) -> dict[str, Any]:
    """The annotations of a class or function, with what Pulumi's own annotations leave for later filled in."""
    later = {"Output": pulumi.Output, "T": typing.TypeVar("T")}
    return typing.get_type_hints(owner, localns=later)


def flows(annotation: Any) -> bool:
    """Whether an Output may stand somewhere in a value of this annotation."""
    parts = (typing.get_origin(annotation), *typing.get_args(annotation))
    return annotation is pulumi.Output or any(flows(part) for part in parts if part is not None)


def takes_tags(type_: str) -> bool:
    """Whether resources of a type can have tags, as pulumi_aws has it."""
    found = resource_class(type_)
    return found is not None and "tags" in inspect.signature(found._internal_init).parameters


def agrees_with_golden(path: str, value: Any) -> None:
    """Hold a value against its golden file; ``UPDATE_GOLDEN=1`` writes the file anew.

    Look at the difference before you commit it: these files are what users of the package have in their state.
    """
    file = GOLDEN / path
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    assert file.exists(), f"there is no {file.name} yet: run with UPDATE_GOLDEN=1, and look at it"
    assert value == json.loads(file.read_text()), f"{file.name} differs; if that is meant, run with UPDATE_GOLDEN=1"
