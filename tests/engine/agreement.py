"""What the engine has of a stack is held against its offline preview: resources, providers, inputs, protection."""

from collections.abc import Iterable, Mapping
from typing import Any

from eks_shared_vpc.preview.preview import Preview

__all__ = ["assert_as_previewed", "assert_inputs_as_previewed", "is_made_by_aws", "without_nulls"]

MADE_BY_THE_ENGINE = ("pulumi:providers:eks::default", "pulumi:providers:pulumi::default")
REFERENCE = "pulumi:pulumi:StackReference"
State = Iterable[Mapping[str, Any]]


def assert_as_previewed(state: State, preview: Preview) -> None:
    """The engine's resources are those of the offline preview, each with the provider that it says."""
    providers = {each["urn"]: each.get("provider", "").rsplit("::", 1)[0] for each in state}
    real = {urn: each for urn, each in providers.items() if not any(part in urn for part in MADE_BY_THE_ENGINE)}
    references = {urn for urn in real if REFERENCE in urn}
    ours = {each.urn: each.provider for each in preview.own}
    assert real.keys() - references == ours.keys()
    custom = [each.urn for each in preview.own if each.custom and not each.type.startswith("pulumi:")]
    assert {urn: real[urn] for urn in custom} == {urn: ours[urn] for urn in custom}


def assert_inputs_as_previewed(state: State, preview: Preview) -> None:
    """Each resource of AWS has the inputs and the protection that the offline preview says."""
    real = {each["urn"]: each for each in state if is_made_by_aws(each["type"])}
    ours = {each.urn: each for each in preview.own if is_made_by_aws(each.type)}
    inputs = {urn: without_nulls(each["inputs"]) for urn, each in real.items()}
    assert inputs == {urn: each.inputs for urn, each in ours.items()}
    assert {urn for urn, each in real.items() if each.get("protect")} == {
        urn for urn, each in ours.items() if each.protect
    }


def is_made_by_aws(type_: str) -> bool:
    """Whether a type is one of the aws package."""
    return type_.startswith("aws:")


def without_nulls(value: Any) -> Any:
    """Inputs without those that are ``null``, which means the same as leaving them out."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value
