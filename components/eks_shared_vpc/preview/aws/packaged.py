"""What the packaged components of pulumi_eks declare, as a small pure model.

To mocks such a component is one opaque resource, because its children are declared by a plugin. A preview has to show
them all the same: they are what a user pays for. So for the components that we use there is a model here of the
children, with the inputs that the plugin gives them (measured: engine-facts 4 and 6; source: pulumi-eks nodegroup.ts).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Child", "expand"]


@dataclass(frozen=True, slots=True)
class Child:
    """A resource that a packaged component declares.

    Attributes:
        type: Its type token.
        name: Its logical name.
        inputs: Its inputs.
        sources: The component's arguments that its inputs are read off, where those have other names.
        ignore_changes: Inputs whose changes the component has the engine pass over.
    """

    type: str
    name: str
    inputs: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)
    ignore_changes: tuple[str, ...] = ()


def expand(type_: str, name: str, inputs: Mapping[str, Any]) -> tuple[Child, ...] | None:
    """The children of a packaged component, or ``None`` if there is no model of it."""
    model = _MODELS.get(type_)
    return None if model is None else model(name, inputs)


_NOT_PASSED_ON = frozenset(
    {
        "cluster",
        "nodeRole",
        "operatingSystem",
        "gpu",
        "ignoreScalingChanges",
        "enableIMDSv2",
        "kubeletExtraArgs",
        "bootstrapExtraArgs",
        "nodeadmExtraOptions",
        "bottlerocketSettings",
    }
)


def _managed_node_group(name: str, inputs: Mapping[str, Any]) -> tuple[Child, ...]:
    """With a launch template of the caller's own: one node group of the component's own name.

    The plugin passes its arguments on, reads the cluster's name off the core, and fills the scaling configuration up.
    """
    core = inputs.get("cluster", {})
    scaling = {"desiredSize": 2, "minSize": 1, "maxSize": 2, **inputs.get("scalingConfig", {})}
    passed_on = {key: value for key, value in inputs.items() if key not in _NOT_PASSED_ON}
    node_group = {
        "clusterName": inputs.get("clusterName", core.get("cluster") if isinstance(core, Mapping) else core),
        "subnetIds": core.get("subnetIds", []) if isinstance(core, Mapping) else [],
        **({"nodeRoleArn": f"{inputs['nodeRole']}#arn"} if inputs.get("nodeRole") else {}),
        **passed_on,
        "scalingConfig": scaling,
    }
    sources = {"clusterName": "cluster", "nodeRoleArn": "nodeRoleArn" if "nodeRoleArn" in inputs else "nodeRole"}
    if "subnetIds" not in inputs:
        sources["subnetIds"] = "cluster"
    ignored = ("scalingConfig.desiredSize",) if inputs.get("ignoreScalingChanges") else ()
    return (Child("aws:eks/nodeGroup:NodeGroup", name, node_group, sources, ignored),)


_MODELS: Mapping[str, Callable[[str, Mapping[str, Any]], tuple[Child, ...]]] = {
    "eks:index:ManagedNodeGroup": _managed_node_group
}
