"""Inputs that are planted have the names that the provider has, and resources that are added have all that it requires."""

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pulumi_aws
from pulumi import _types  # the metadata that Pulumi itself translates names with

from eks_shared_vpc.preview.graph import Graph, Resource
from tests.catalogue import faults, rules
from tests.catalogue.bases import WORLD, recorded
from tests.catalogue.case import Case, Planted
from tests.catalogue.healthy import HEALTHY
from tests.catalogue.planting import Broken

CASES: tuple[Case, ...] = (*rules.CASES, *faults.CASES)


def planted() -> Iterator[tuple[str, Planted]]:
    """Every graph of the catalogue that something is planted in."""
    for case in CASES:
        for subject in (case.planted, case.twin):
            if subject is not None and not any(isinstance(plant, Broken) for plant in subject.plants):
                yield case.title, subject
    yield from HEALTHY.items()


def changed(before: Graph, after: Graph) -> Iterator[tuple[Resource, Mapping[str, Any], bool]]:
    """Each resource that is changed or added: its inputs that are new, and whether the resource is."""
    for each in after:
        former = before.resources.get(each.urn)
        held = former.inputs if former else {}
        if each.type.startswith("aws:") and each.inputs != held:
            yield each, {key: value for key, value in each.inputs.items() if held.get(key) != value}, former is None


@cache
def arguments(type_: str) -> Any:
    """The class of a resource's arguments."""
    package, kind = re.fullmatch(r"aws:(\w+)/\w+:(\w+)", type_).groups()  # type: ignore[union-attr]
    return getattr(getattr(pulumi_aws, package), f"{kind}Args")  # not by import: the SDK loads its packages lazily


@cache
def names(args: Any) -> Mapping[str, Any]:
    """The provider's names of a class's properties, and the classes that their values are made of."""
    to_provider = _types.input_type_py_to_pulumi_names(args)
    hints = _types.input_type_types(args)
    return {camel: nested(hints.get(camel)) for camel in to_provider.values()}


def nested(hint: Any) -> Any:
    """The class of arguments in a type, however deep in lists and unions."""
    if isinstance(hint, type) and _types.is_input_type(hint):
        return hint
    inner = (nested(each) for each in typing.get_args(hint))
    return next((each for each in inner if each is not None), None)


def unknown(args: Any, inputs: Any) -> Iterator[str]:
    """Names among inputs that the provider does not have."""
    if isinstance(inputs, list):
        for each in inputs:
            yield from unknown(args, each)
    elif isinstance(inputs, Mapping):
        known = names(args)
        for key, value in inputs.items():
            if key not in known:
                yield f"{args.__name__}.{key}"
            elif known[key] is not None:
                yield from unknown(known[key], value)


def required(args: Any) -> set[str]:
    """The provider's names of what a resource cannot be declared without."""
    to_provider = _types.input_type_py_to_pulumi_names(args)
    parameters = inspect.signature(args.__init__).parameters.values()
    return {
        to_provider[each.name]
        for each in parameters
        if each.default is inspect.Parameter.empty and each.name in to_provider
    }


def test_every_planted_input_is_one_that_the_provider_has():
    strange = {
        f"{title}: {name}"
        for title, subject in planted()
        for each, inputs, _ in changed(recorded(subject.base), subject.graph())
        for name in unknown(arguments(each.type), inputs)
    }
    assert sorted(strange) == []


def test_every_added_resource_has_what_the_provider_requires():
    incomplete = {
        f"{title}: {each.kind} {each.name} lacks {sorted(required(arguments(each.type)) - set(each.inputs))}"
        for title, subject in planted()
        for each, _, new in changed(recorded(subject.base), subject.graph())
        if new and not required(arguments(each.type)) <= set(each.inputs)
    }
    assert sorted(incomplete) == []


def test_names_that_the_provider_does_not_have_are_seen():
    cluster = next(each for each in recorded(WORLD) if each.kind == "Cluster")
    args = arguments(cluster.type)
    assert list(unknown(args, cluster.inputs)) == []
    wrong = {"vpcConfig": {"subnetIds": [], "publicAccessCidr": []}, "role_arn": ""}
    assert list(unknown(args, wrong)) == ["ClusterVpcConfigArgs.publicAccessCidr", "ClusterArgs.role_arn"]
    assert required(arguments("aws:ec2/route:Route")) == {"routeTableId"}
    assert required(args) == {"roleArn", "vpcConfig"}
