"""One rule, every component: tagged, parented, named, its outputs registered."""

import inspect
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pytest

from eks_shared_vpc.network.args import NetworkContractArgs
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.existing_vpc import ExistingVpc
from eks_shared_vpc.preview.graph import UNKNOWN
from eks_shared_vpc.spec import read
from tests.contract.declared import COMPONENTS, NAME, declared, instance, takes_tags

every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
with_all_it_can_make = pytest.mark.parametrize("full", [False, True], ids=["defaults", "everything"])


def fits(value: Any, annotation: Any) -> bool:
    """Whether a value is of the type of a component's output."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is NetworkContractArgs:
        return bool(read(NetworkContract, value).document() == value)
    if origin is pulumi.Output:
        return fits(value, arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, dict) and all(
            fits(key, arguments[0]) and fits(each, arguments[1]) for key, each in value.items()
        )
    if origin is not None and issubclass(origin, Sequence):
        return isinstance(value, list) and all(fits(each, arguments[0]) for each in value)
    return isinstance(value, annotation) and value != UNKNOWN


@every_component
@with_all_it_can_make
def test_every_child_that_can_have_tags_has_its_name_as_a_tag(component, full):
    graph = declared(component, full=full)
    tagged = [each for each in graph if takes_tags(each.type)]
    assert [(each.type, each.name, each.tags.get("Name")) for each in tagged] == [
        (each.type, each.name, each.name) for each in tagged
    ]


@every_component
def test_the_users_tags_reach_every_child_that_can_have_tags(component):
    graph = declared(component, full=True)
    tagged = [each for each in graph if takes_tags(each.type)]
    assert [each.urn for each in tagged if each.tags.get("team") != "a"] == []


@every_component
@with_all_it_can_make
def test_every_child_is_parented_to_the_component(component, full):
    graph = declared(component, full=full)
    made = instance(graph)
    children = {each.urn for each in graph.descendants(made)}
    rest = {each.type for each in graph if each.urn not in children and each != made}
    assert bool(children) is (component is not ExistingVpc)
    assert rest == {"pulumi:pulumi:Stack", "pulumi:providers:aws"}


@every_component
@with_all_it_can_make
def test_every_childs_name_begins_with_the_components_name(component, full):
    graph = declared(component, full=full)
    names = [each.name for each in graph.descendants(instance(graph))]
    assert [name for name in names if name != NAME and not name.startswith(f"{NAME}-")] == [], (
        "two instances in one stack would meet otherwise"
    )


@every_component
@with_all_it_can_make
def test_every_child_is_made_by_the_components_provider(component, full):
    graph = declared(component, full=full)
    children = [each for each in graph.descendants(instance(graph)) if each.custom]
    assert [each.urn for each in children if graph.resources[each.provider].name != "account"] == []


@every_component
@with_all_it_can_make
def test_a_component_registers_the_outputs_that_it_declares_each_known_and_of_its_type(component, full):
    outputs = instance(declared(component, full=full)).outputs
    own: dict[str, Any] = vars(component).get("__annotations__", {})
    assert sorted(outputs) == sorted(own)
    assert {name: value for name, value in outputs.items() if not fits(value, own[name])} == {}


@every_component
def test_a_components_type_is_its_class_in_this_package(component):
    assert instance(declared(component)).type == f"eks-shared-vpc:index:{component.__name__}"


@every_component
def test_a_component_takes_a_name_arguments_and_options(component):
    assert list(inspect.signature(component).parameters) == ["name", "args", "opts"], (
        "the component package hosts no other"
    )
