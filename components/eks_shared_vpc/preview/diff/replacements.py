"""What forces AWS resources to be replaced: measured facts of the provider, and the few that depend on values.

The table beside this file was measured property by property (engine-facts 11.10); its head says how. Where the answer
depends on the values, a condition here takes the place of the table.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from eks_shared_vpc.preview.diff.properties import PropertyChange

__all__ = ["effective", "forces_replacement", "is_measured"]

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
Inputs = Mapping[str, Any]
Condition = Callable[[PropertyChange, Inputs, Inputs], bool]


def effective(type_: str, changes: Iterable[PropertyChange]) -> Iterator[PropertyChange]:
    """The changes that make a difference: some properties keep their value when they are left out."""
    table = _table().get(type_, {})
    for each in changes:
        if each.after is None and each.path in table.get("removal_ignored", ()):
            continue
        if (
            type_ == CLUSTER
            and each.path in _SAME_AS_ABSENT
            and {each.before, each.after} == _SAME_AS_ABSENT[each.path]
        ):
            continue
        yield each


def forces_replacement(type_: str, change: PropertyChange, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a change of a property replaces the resource, whose inputs are given before and after."""
    condition = _CONDITIONS.get((type_, change.path))
    if condition is not None:
        return condition(change, before, after)
    table = _table().get(type_, {})
    parts = change.path.split(".")
    for length in range(len(parts), 0, -1):
        path = ".".join(parts[:length])
        if path in table.get("replace", ()):
            return True
        if path in table.get("update_inside", ()):
            return False
    return False


def is_measured(type_: str, change: PropertyChange) -> bool:
    """Whether the table can be relied upon for a property."""
    table = _table().get(type_)
    unmeasured = () if table is None else table.get("unmeasured", ())
    return table is not None and not any(
        change.path == each or change.path.startswith(f"{each}.") for each in unmeasured
    )


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    text = files(__package__).joinpath("replacements.json").read_text(encoding="utf-8")
    types: Mapping[str, Mapping[str, list[str]]] = json.loads(text)["types"]
    return types


_SAME_AS_ABSENT: Mapping[str, set[Any]] = {
    "accessConfig.bootstrapClusterCreatorAdminPermissions": {False, None},
    "bootstrapSelfManagedAddons": {True, None},
}


def _comes_or_goes(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return (change.before is None) != (change.after is None)


def _goes(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return change.after is None


def _comes(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return change.before is None


def _changes_or_goes(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return change.before is not None


def _becomes_dedicated(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return bool(change.after == "dedicated")


def _leaves_out_the_creator(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    """A cluster that was made without the block has its creator as administrator, and that cannot be taken back."""
    block = change.after if isinstance(change.after, Mapping) else {}
    return change.before is None and not block.get("bootstrapClusterCreatorAdminPermissions")


def _assigned_on_creation(_: PropertyChange, before: Inputs, __: Inputs) -> bool:
    return bool(before.get("assignIpv6AddressOnCreation"))


def _is_no_interface(_: PropertyChange, __: Inputs, after: Inputs) -> bool:
    return bool(after.get("vpcEndpointType") != "Interface")


def _back_to_aws(change: PropertyChange, _: Inputs, __: Inputs) -> bool:
    return bool(change.before == "CUSTOMER_ROUTED")


_SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
_CONDITIONS: Mapping[tuple[str, str], Condition] = {
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
        for source in _SOURCES
    },
}
