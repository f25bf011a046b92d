"""How the AWS provider plans a change: which lists have an order, what replaces a resource, which outputs change with it.

What was measured property by property is data (preview/diff/replacements.json). Here is what depends on values.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["CONDITIONS", "Condition", "changing_outputs", "has_physical_name", "is_ordered", "is_same_as_absent"]

Inputs = Mapping[str, Any]
Condition = Callable[[Any, Any, Inputs, Inputs], bool]
"""Decides from a property before and after, and all inputs before and after."""

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_ORDERED = frozenset({"instanceTypes"})
_NAMES = frozenset({"name", "nodeGroupName", "fargateProfileName", "bucket"})
_VERSIONED: Mapping[str, tuple[str, ...]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": ("latestVersion", "defaultVersion")
}
_UNVERSIONED = frozenset({"description", "defaultVersion", "updateDefaultVersion"})
"""Properties of a launch template that belong to no version of it (the provider's source)."""
_SAME_AS_ABSENT: Mapping[tuple[str, str], frozenset[Any]] = {
    (CLUSTER, "accessConfig.bootstrapClusterCreatorAdminPermissions"): frozenset({False, None}),
    (CLUSTER, "bootstrapSelfManagedAddons"): frozenset({True, None}),
}


def is_ordered(path: str) -> bool:
    """Whether the order of a list of plain values matters; to the provider all others are sets."""
    return path.rsplit(".", 1)[-1] in _ORDERED


def has_physical_name(inputs: Inputs) -> bool:
    """Whether inputs fix a physical name: such a resource is deleted before it is recreated (engine-facts 11.5)."""
    return not _NAMES.isdisjoint(inputs)


def changing_outputs(type_: str, paths: frozenset[str]) -> Iterator[str]:
    """The outputs that an update of some properties changes, as it creates a new version of the resource."""
    if not paths <= _UNVERSIONED:
        yield from _VERSIONED.get(type_, ())


def is_same_as_absent(type_: str, path: str, before: Any, after: Any) -> bool:
    """Whether a property comes or goes with the value that it has where it is left out."""
    same = _SAME_AS_ABSENT.get((type_, path))
    return same is not None and {before, after} == same


def _comes_or_goes(before: Any, after: Any, _: Inputs, __: Inputs) -> bool:
    return (before is None) != (after is None)


def _goes(_: Any, after: Any, __: Inputs, ___: Inputs) -> bool:
    return after is None


def _comes(before: Any, _: Any, __: Inputs, ___: Inputs) -> bool:
    return before is None


def _changes_or_goes(before: Any, _: Any, __: Inputs, ___: Inputs) -> bool:
    return before is not None


def _becomes_dedicated(_: Any, after: Any, __: Inputs, ___: Inputs) -> bool:
    return bool(after == "dedicated")


def _leaves_out_the_creator(before: Any, after: Any, _: Inputs, __: Inputs) -> bool:
    """A cluster that was created without the block has its creator as administrator, and that cannot be taken back."""
    block = after if isinstance(after, Mapping) else {}
    return before is None and not block.get("bootstrapClusterCreatorAdminPermissions")


def _assigned_on_creation(_: Any, __: Any, before: Inputs, ___: Inputs) -> bool:
    return bool(before.get("assignIpv6AddressOnCreation"))


def _is_no_interface(_: Any, __: Any, ___: Inputs, after: Inputs) -> bool:
    return bool(after.get("vpcEndpointType") != "Interface")


def _back_to_aws(before: Any, _: Any, __: Inputs, ___: Inputs) -> bool:
    return bool(before == "CUSTOMER_ROUTED")


CONDITIONS: Mapping[tuple[str, str], Condition] = {
    (CLUSTER, "accessConfig"): _leaves_out_the_creator,
    (CLUSTER, "computeConfig.nodeRoleArn"): _changes_or_goes,
    (CLUSTER, "encryptionConfig"): _goes,
    (CLUSTER, "vpcConfig.controlPlaneEgressMode"): _back_to_aws,
    (NODE_GROUP, "launchTemplate"): _comes,
    ("aws:ec2/subnet:Subnet", "ipv6CidrBlock"): _assigned_on_creation,
    ("aws:ec2/vpc:Vpc", "instanceTenancy"): _becomes_dedicated,
    ("aws:ec2/vpcEndpoint:VpcEndpoint", "privateDnsEnabled"): _is_no_interface,
    **{
        (f"aws:vpc/securityGroup{way}Rule:SecurityGroup{way}Rule", source): _comes_or_goes
        for way in ("Ingress", "Egress")
        for source in ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
    },
}
"""When a change of a property replaces the resource, by type token and property, where that depends on values."""
