"""The schema of the component package, as every other Pulumi language gets it."""

import importlib
import json
import typing
from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.experimental.util import camel_case

from eks_shared_vpc import PrivateLinkEndpoints, SharedVpc
from scripts.generate_args import FOLDERS
from tests.contract.declared import COMPONENTS, agrees_with_golden, flows, hints

every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)


@cache
def schema() -> dict[str, Any]:
    provider = ComponentProvider(list(COMPONENTS), "eks-shared-vpc", version="0.1.0")
    found: dict[str, Any] = json.loads(provider.schema or "")
    return found


def arguments(component: Any) -> Any:
    """The TypedDict of a component's arguments."""
    return hints(component.__init__)["args"]


def resource(component: Any) -> dict[str, Any]:
    found: dict[str, Any] = schema()["resources"][f"eks-shared-vpc:index:{component.__name__}"]
    return found


def everything_plain(definition: Any) -> bool:
    """Whether a property and all that it is made of is plain."""
    inner = [definition[key] for key in ("items", "additionalProperties") if key in definition]
    return definition.get("plain") is True and all(map(everything_plain, inner))


def is_input(annotation: Any) -> bool:
    """Whether an annotation is ``Input[…]`` itself, rather than a plain container of inputs."""
    return pulumi.Output in {typing.get_origin(part) for part in typing.get_args(annotation)}


def test_the_schema_is_the_one_that_was_published():
    """A difference is what users of other languages see of a change: a property that goes or changes breaks them."""
    agrees_with_golden("schema/schema.json", schema())


@every_component
def test_every_input_property_says_what_it_is(component):
    properties = resource(component)["inputProperties"]
    assert properties
    assert [key for key, each in properties.items() if not each.get("description", "").strip()] == []


@every_component
def test_a_component_and_its_outputs_say_what_they_are(component):
    found = resource(component)
    assert found["isComponent"]
    assert found["description"]
    assert [key for key, each in found["properties"].items() if not each.get("description")] == []


def test_every_property_of_a_nested_type_says_what_it_is():
    types = schema()["types"]
    assert "eks-shared-vpc:index:TierArgs" in types
    missing = [
        (name, key)
        for name, each in types.items()
        for key, definition in each.get("properties", {}).items()
        if not definition.get("description")
    ]
    assert missing == []


@every_component
def test_the_schema_has_every_argument_under_its_own_name(component):
    args = arguments(component)
    found = resource(component)
    assert set(found["inputProperties"]) == {camel_case(key) for key in args.__annotations__}
    assert sorted(found.get("requiredInputs", [])) == sorted(camel_case(key) for key in args.__required_keys__)


@every_component
def test_what_shapes_the_graph_is_plain_and_what_flows_through_is_not(component):
    properties = resource(component)["inputProperties"]
    wrong = {
        key: properties[camel_case(key)]
        for key, annotation in hints(arguments(component)).items()
        if everything_plain(properties[camel_case(key)]) is flows(annotation)
        or (properties[camel_case(key)].get("plain") is True) is is_input(annotation)
    }
    assert wrong == {}, "an Output cannot decide which resources there are, and has to be welcome everywhere else"


def test_nested_types_have_the_keys_of_their_typeddicts_required_and_plain_as_these_have_them():
    types = {name.rsplit(":", 1)[-1]: each for name, each in schema()["types"].items() if each["type"] == "object"}
    args_modules = [importlib.import_module(f"eks_shared_vpc.{folder}.args") for folder in FOLDERS]
    every = {name: getattr(module, name) for module in args_modules for name in module.__all__ if name.endswith("Args")}
    assert types.keys() == every.keys() - {component.__name__ + "Args" for component in COMPONENTS}
    for name, found in types.items():
        args = every[name]
        assert sorted(found.get("required", [])) == sorted(camel_case(key) for key in args.__required_keys__)
        plain = {camel_case(key): not flows(annotation) for key, annotation in hints(args).items()}
        assert {key: everything_plain(each) for key, each in found["properties"].items()} == plain


def test_plain_and_flowing_are_told_apart_by_these_tests():
    vpc = resource(SharedVpc)["inputProperties"]
    assert everything_plain(vpc["zones"])
    assert "plain" not in vpc["ipamPoolId"]
    assert vpc["eipAllocationIds"]["plain"]
    assert "plain" not in vpc["eipAllocationIds"]["additionalProperties"]
    assert "plain" not in resource(PrivateLinkEndpoints)["inputProperties"]["vpcId"]


@every_component
def test_outputs_of_the_schema_are_the_components_own(component):
    own = {camel_case(key) for key in vars(component).get("__annotations__", {})}
    assert set(resource(component).get("properties", {})) == own
