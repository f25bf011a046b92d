"""What a managed node group may be."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.spec import Spec, Unique, refuse

__all__ = ["CapacityType", "NodeGroupSpec", "TaintEffect", "TaintSpec", "is_arm"]


class CapacityType(str, Enum):
    """How the instances of a node group are bought."""

    ON_DEMAND = "ON_DEMAND"
    SPOT = "SPOT"


class TaintEffect(str, Enum):
    """What a taint does to pods that do not tolerate it."""

    NO_SCHEDULE = "NO_SCHEDULE"
    NO_EXECUTE = "NO_EXECUTE"
    PREFER_NO_SCHEDULE = "PREFER_NO_SCHEDULE"


class TaintSpec(Spec):
    """A Kubernetes taint of every node of a group."""

    key: str = Field(description="The taint's key.")
    value: str = Field("", description="The taint's value.")
    effect: TaintEffect = Field(description="What the taint does to pods that do not tolerate it.")


_INSTANCE_TYPE = re.compile(r"(?P<family>[a-z]+(?:-)?)(?P<generation>\d+)(?P<options>[a-z0-9-]*)\.[a-z0-9-]+")


_AMI_TYPE = re.compile(r"(AL2|AL2023|BOTTLEROCKET|WINDOWS|CUSTOM)(_[A-Za-z0-9]+)*")


def _instance_type(value: str) -> str:
    if not _INSTANCE_TYPE.fullmatch(value):
        refuse(
            "instance-type",
            "this is not an EC2 instance type",
            allowed="types such as m7i.large",
            fix="correct the type",
        )
    return value


def is_arm(instance_type: str) -> bool:
    """Whether an instance type has a Graviton processor: a ``g`` right after the generation, or the family ``a1``."""
    match = _INSTANCE_TYPE.fullmatch(instance_type)
    return bool(match and (match["options"].startswith("g") or match["family"] + match["generation"] == "a1"))


class NodeGroupSpec(Spec):
    """A managed node group."""

    instance_types: Annotated[tuple[Annotated[str, AfterValidator(_instance_type)], ...], Unique] = Field(
        description="EC2 instance types, of one processor architecture, in order of preference, such as [m7i.large]."
    )
    min: int = Field(1, ge=0, description="Fewest nodes.")
    max: int = Field(3, ge=1, description="Most nodes.")
    desired: int | None = Field(
        None,
        ge=0,
        description="Nodes at creation. Ignored afterwards, so that an autoscaler can have its way. Default: min.",
    )
    zones: Annotated[tuple[str, ...], Unique] = Field(
        (), description="Zone ids to keep to. Default: all zones of the node subnets."
    )
    ami_type: str | None = Field(
        None,
        description="EKS AMI type, such as BOTTLEROCKET_x86_64. Default: Amazon Linux 2023 for the instance types' architecture.",
    )
    capacity_type: CapacityType = Field(CapacityType.ON_DEMAND, description="ON_DEMAND or SPOT.")
    disk_gib: int = Field(50, ge=20, le=16_384, description="Size of each node's encrypted data disk in GiB.")
    labels: Mapping[str, str] = Field({}, description="Kubernetes labels of the nodes.")
    taints: tuple[TaintSpec, ...] = Field((), description="Kubernetes taints of the nodes.")
    release_version: str | None = Field(
        None, description="AMI release version to pin. Default: the latest at creation."
    )

    @field_validator("instance_types")
    @classmethod
    def _instance_types(cls, types: tuple[str, ...]) -> tuple[str, ...]:
        if not types:
            refuse(
                "instance-types-missing",
                "a node group needs an instance type",
                allowed="one or more types, such as m7i.large",
                fix="list the instance types",
            )
        if len({is_arm(each) for each in types}) > 1:
            refuse(
                "instance-architectures",
                "x86 and Graviton types cannot share a node group: one AMI serves them all",
                allowed="types of one architecture",
                fix="declare two node groups",
            )
        return types

    @field_validator("max")
    @classmethod
    def _max(cls, most: int, info: ValidationInfo) -> int:
        fewest = info.data.get("min", 0)
        if fewest > most:
            refuse(
                "min-over-max",
                f"min is {fewest} and max is {most}",
                allowed=f"max of {fewest} or more",
                fix="raise max, or lower min",
            )
        return most

    @field_validator("desired")
    @classmethod
    def _desired(cls, desired: int | None, info: ValidationInfo) -> int | None:
        fewest, most = info.data.get("min", 0), info.data.get("max")
        if desired is not None and most is not None and not fewest <= desired <= most:
            refuse(
                "desired-out-of-range",
                f"desired is {desired}, outside min to max",
                allowed=f"{fewest} to {most}",
                fix="move it between min and max",
            )
        return desired

    @field_validator("ami_type")
    @classmethod
    def _ami_type(cls, ami_type: str | None, info: ValidationInfo) -> str | None:
        types = info.data.get("instance_types", ())
        if ami_type and not _AMI_TYPE.fullmatch(ami_type):
            refuse(
                "ami-type",
                "this is not an EKS AMI type",
                allowed="such as AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64",
                fix="correct the type, or remove it",
            )
        if ami_type and types and ("ARM_64" in ami_type.upper()) != is_arm(types[0]) and "CUSTOM" not in ami_type:
            refuse(
                "ami-architecture",
                f"this AMI's architecture is not that of {types[0]}",
                allowed="an AMI type of the same architecture",
                fix="remove ami_type, or change the instance types",
            )
        return ami_type
