"""One rule, every component: tagged, parented, named, its outputs registered, its arguments documented."""

import ast
import inspect
import itertools
import sys
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pytest

from eks_shared_vpc.cluster.args import (
    AddonArgs,
    EksClusterArgs,
    EndpointArgs,
    NodeGroupArgs,
    PodIdentityArgs,
    TaintArgs,
)
from eks_shared_vpc.cluster.spec import (
    AddonSpec,
    EksClusterSpec,
    EndpointSpec,
    NodeGroupSpec,
    PodIdentitySpec,
    TaintSpec,
)
from eks_shared_vpc.network.args import FlowLogsArgs, SharedSubnetTagsArgs, SharedVpcArgs, SubnetShareArgs, TierArgs
from eks_shared_vpc.network.share import SubnetShareSpec
from eks_shared_vpc.network.spec import FlowLogsSpec, SharedVpcSpec, TierSpec
from eks_shared_vpc.network.subnet_tags import SharedSubnetTagsSpec
from eks_shared_vpc.preview.graph import UNKNOWN
from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec
from eks_shared_vpc.spec import Flowing
from tests.contract.declared import COMPONENTS, NAME, declared, flows, hints, instance, takes_tags

every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
with_all_it_can_make = pytest.mark.parametrize("full", [False, True], ids=["defaults", "everything"])

ARGS_AND_SPECS: dict[Any, Any] = {
    AddonArgs: AddonSpec,
    EksClusterArgs: EksClusterSpec,
    EndpointArgs: EndpointSpec,
    FlowLogsArgs: FlowLogsSpec,
    NodeGroupArgs: NodeGroupSpec,
    PodIdentityArgs: PodIdentitySpec,
    PrivateLinkEndpointsArgs: PrivateLinkEndpointsSpec,
    SharedSubnetTagsArgs: SharedSubnetTagsSpec,
    SharedVpcArgs: SharedVpcSpec,
    SubnetShareArgs: SubnetShareSpec,
    TaintArgs: TaintSpec,
    TierArgs: TierSpec,
}
READ_FROM_INPUTS = {
    EksClusterSpec: {"cluster_zones", "node_zones", "egress_zones", "security_groups"},
    SharedSubnetTagsSpec: {"tiers"},
    PrivateLinkEndpointsSpec: {"zones"},
}
"""Fields that a component fills in from the keys and lengths of its inputs, so that nobody gives them."""
every_args = pytest.mark.parametrize("args", ARGS_AND_SPECS, ids=lambda args: args.__name__)


def fits(value: Any, annotation: Any) -> bool:
    """Whether a value is of the type of a component's output."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
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
    assert children
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
    providers = {graph.resources[each.provider].name for each in children}
    assert providers == {"account"}


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


@every_args
def test_every_plain_field_that_a_user_may_give_is_an_argument_and_every_plain_argument_a_field(args):
    spec = ARGS_AND_SPECS[args]
    fields = set(spec.model_fields) - READ_FROM_INPUTS.get(spec, set())
    arguments = hints(args)
    plain = {key for key, annotation in arguments.items() if not flows(annotation)}
    assert fields <= set(arguments), "a field that no argument fills is never anything but its default"
    assert plain <= fields, "an argument without a field is not checked, or is not used"


@every_args
def test_an_argument_that_may_be_an_output_is_never_looked_at(args):
    fields = ARGS_AND_SPECS[args].model_fields
    read = {key for key, annotation in hints(args).items() if flows(annotation) and key in fields}
    looked_at = {key for key in read if Flowing not in typing.get_args(fields[key].annotation)}
    assert looked_at == set(), "nobody can read an Output here: leave it to the arguments, or make its field Flowing"


@every_args
def test_an_argument_is_required_exactly_if_its_field_is(args):
    spec = ARGS_AND_SPECS[args]
    fields = {key: field for key, field in spec.model_fields.items() if key in args.__annotations__}
    # The component's own name is the default of a cluster's.
    required = {key for key, field in fields.items() if field.is_required()} - {"cluster_name"}
    assert required == set(args.__required_keys__) & set(fields)


@every_args
def test_every_argument_is_documented_in_the_source(args):
    tree = ast.parse(inspect.getsource(sys.modules[args.__module__]))
    (body,) = [node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == args.__name__]
    documented = {
        field.target.id
        for field, text in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
        and text.value.value.strip().endswith((".", ")"))
    }
    assert set(args.__annotations__) - documented == set()
    assert inspect.getdoc(args)
