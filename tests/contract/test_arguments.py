"""Arguments as other languages hand them over declare what the same arguments declare in Python, for every component.

Python gets snake_case keys, whole numbers and nothing for what is left out. Other languages send camelCase keys and know
one kind of number; what they leave out may arrive as None. No engine is asked here: Pulumi's own host reads the arguments.
"""

import re
import runpy
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NotRequired, Required

import pulumi
import pytest
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.experimental.util import camel_case
from pulumi.provider.server import ComponentInitError

from eks_shared_vpc import EksCluster, InputError
from eks_shared_vpc.components import COMPONENTS as REGISTRY
from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.spec import read
from tests.contract.cases_of import cases_of
from tests.contract.declared import COMPONENTS, NAME, PACKAGE, hints
from tests.support import OWNER, graph_of, in_account

every_case = pytest.mark.parametrize(
    ("component", "args"),
    [
        pytest.param(component, args, id=name)
        for component in COMPONENTS
        for name, args in cases_of(component.__name__).right.items()
    ],
)
every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)

HOST: Any = runpy.run_path(str(PACKAGE.parent / "__main__.py"), run_name="host")["Components"]
"""What hosts the components for other languages."""


@cache
def host() -> ComponentProvider:
    provider: ComponentProvider = HOST(list(COMPONENTS), "eks-shared-vpc", version="0.1.0")
    return provider


def args_type(component: Any) -> Any:
    """The TypedDict of a component's arguments."""
    return hints(component.__init__)["args"]


def parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Origin and arguments of an annotation, without what says whether its key is required."""
    while typing.get_origin(annotation) in (NotRequired, Required):
        (annotation,) = typing.get_args(annotation)
    return typing.get_origin(annotation) or annotation, typing.get_args(annotation)


def changed(value: Any, annotation: Any, rewrite: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Any:
    """A value with ``rewrite`` applied to every mapping whose keys are known, however deep."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin) and isinstance(value, dict):
        known = hints(origin)
        return rewrite({key: changed(each, known[key], rewrite) for key, each in value.items()}, origin)
    if origin is Mapping and isinstance(value, dict):
        return {key: changed(each, inner[1], rewrite) for key, each in value.items()}
    if origin is Sequence and isinstance(value, list):
        return [changed(each, inner[0], rewrite) for each in value]
    return value


def in_camel_case(value: dict[str, Any], _: Any) -> dict[str, Any]:
    return {camel_case(key): each for key, each in value.items()}


def with_none_for_what_is_left_out(value: dict[str, Any], typed_dict: Any) -> dict[str, Any]:
    return dict.fromkeys(typed_dict.__annotations__) | value


def with_floats(value: Any) -> Any:
    """A value with every whole number as a float, as other languages send it."""
    if isinstance(value, dict):
        return {key: with_floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def with_keys_turned_round(value: Any) -> Any:
    """A value with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: with_keys_turned_round(each) for key, each in reversed(value.items())}
    return [with_keys_turned_round(each) for each in value] if isinstance(value, list) else value


def in_another_language(component: Any, args: Any) -> Any:
    """Arguments as a program in another language sends them."""
    return changed(with_floats(args), args_type(component), in_camel_case)


def declared(component: Any, args: Any) -> dict[str, Resource]:
    return dict(graph_of(lambda: component(NAME, args, in_account("account", OWNER))).resources)


def hosted(component: Any, args: Any) -> dict[str, Resource]:
    """What a component declares for a program in another language, by way of Pulumi's host and ours."""
    type_ = f"eks-shared-vpc:index:{component.__name__}"
    return dict(graph_of(lambda: host().construct(NAME, type_, args, in_account("account", OWNER))).resources)


def keys(value: Any, annotation: Any) -> Iterator[tuple[str, str]]:
    """The keys that a value has, each with the TypedDict that it is a key of."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin):
        for key, each in value.items():
            yield origin.__name__, key
            yield from keys(each, hints(origin)[key])
    elif origin in (Mapping, Sequence):
        for each in value.values() if origin is Mapping else value:
            yield from keys(each, inner[-1])


def possible_keys(annotation: Any) -> Iterator[tuple[str, str]]:
    """The keys that a value of an annotation may have."""
    origin, inner = parts(annotation)
    if typing.is_typeddict(origin):
        for key, each in hints(origin).items():
            yield origin.__name__, key
            yield from possible_keys(each)
    elif origin in (Mapping, Sequence):
        yield from possible_keys(inner[-1])


def test_the_cases_have_every_argument_that_there_is():
    given = {
        pair
        for component in COMPONENTS
        for args in cases_of(component.__name__).right.values()
        for pair in keys(args, args_type(component))
    }
    assert {pair for component in COMPONENTS for pair in possible_keys(args_type(component))} - given == set()


@every_case
def test_another_language_declares_what_python_declares(component, args):
    sent = in_another_language(component, args)
    assert sent != args
    assert hosted(component, sent) == declared(component, args)


@every_case
def test_what_is_left_out_may_be_none(component, args):
    given = changed(args, args_type(component), with_none_for_what_is_left_out)
    assert declared(component, given) == declared(component, args)


@every_case
def test_the_order_of_a_mappings_keys_says_nothing(component, args):
    """Mappings from other languages arrive in an order of their own, which differs from run to run."""
    assert declared(component, with_keys_turned_round(args)) == declared(component, args)


@every_case
def test_a_spec_in_place_of_arguments_declares_the_same(component, args):
    (row,) = [each for each in REGISTRY if each.name == component.__name__]
    spec = read(row.load_spec(), args, NAME, args.get("region"))
    assert declared(component, spec.as_args()) == declared(component, args)


@every_case
def test_a_whole_number_may_be_a_float(component, args):
    assert declared(component, with_floats(args)) == declared(component, args)


def test_a_whole_number_in_an_addons_configuration_stays_whole():
    configuration = {"replicaCount": 2, "ratio": 0.5, "limits": [{"cpu": 1}]}
    args = {**cases_of("EksCluster").right["a cluster"], "addons": {"coredns": {"configuration": configuration}}}
    assert declared(EksCluster, with_floats(args)) == declared(EksCluster, args)


def without_places(text: str) -> str:
    """A refusal without the lines of this file, which calls twice."""
    assert "(tests/contract/test_arguments.py:" in text
    return re.sub(r" \(tests/contract/test_arguments\.py:\d+\)", "", text)


@every_component
def test_another_language_is_told_all_that_python_is_told_without_a_traceback(component):
    told: list[Any] = []
    refused = cases_of(component.__name__).refused

    def program() -> None:
        with pytest.raises(InputError) as ours:
            component(NAME, refused)
        with pytest.raises(pulumi.InputPropertiesError) as theirs:
            host().construct(
                NAME, f"eks-shared-vpc:index:{component.__name__}", in_another_language(component, refused)
            )
        told.extend((ours.value, theirs.value))

    assert [each.type for each in graph_of(program)] == ["pulumi:pulumi:Stack"]
    ours, theirs = told
    assert len(ours.problems) > 1
    assert without_places(theirs.message) == without_places(str(ours))
    assert theirs.errors == [], "without this list Pulumi's server stumbles over the error itself"
    assert theirs.__suppress_context__


class Broken(pulumi.ComponentResource):
    """A component with a mistake in its own code."""

    def __init__(self, name: str, *_: Any) -> None:
        raise ValueError(f"{name} has a bug")


def test_a_mistake_in_a_component_is_not_taken_for_refused_arguments():
    provider = HOST(list(COMPONENTS), "eks-shared-vpc", version="0.1.0")
    provider._components = {**provider._components, "SharedVpc": Broken}
    with pytest.raises(ComponentInitError, match="it has a bug"):
        provider.construct(NAME, "eks-shared-vpc:index:SharedVpc", {"region": "us-west-2", "zones": []})


def test_a_contract_that_a_program_in_another_language_exports_is_an_argument_as_it_is():
    args = cases_of("EksCluster").right["a cluster on a network"]
    exported = changed(args["network"], args_type(EksCluster).__annotations__["network"], in_camel_case)
    assert exported != args["network"]
    assert declared(EksCluster, {**args, "network": exported}) == declared(EksCluster, args)
