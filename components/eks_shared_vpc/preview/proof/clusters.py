"""What the recorded clusters are made of, as far as reachability goes: where their nodes and pods are, and what they use."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eks_shared_vpc.needs import ADDON_NEEDS, NEEDS, Need, workload_need
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.paths import Source
from eks_shared_vpc.tags import KARPENTER_DISCOVERY

__all__ = ["CLUSTER", "Placement", "belongs_to", "needs_of", "of_cluster", "placements"]

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@dataclass(frozen=True, slots=True)
class Placement:
    """Nodes or pods of a cluster in one subnet.

    Attributes:
        who: What runs there, such as ``node group default``.
        source: Where their traffic starts.
        ami_type: EKS AMI type of the nodes; empty for pods and Fargate.
    """

    who: str
    source: Source
    ami_type: str = ""


def of_cluster(graph: Graph, cluster: Resource, *types: str) -> Iterator[Resource]:
    """Resources of a cluster."""
    return (each for each in graph.of_type(*types) if belongs_to(each, cluster))


def belongs_to(resource: Resource, cluster: Resource) -> bool:
    """Whether a resource is a cluster's: it names it, and is in its account."""
    named = resource.inputs.get("clusterName") in (cluster.inputs.get("name"), cluster.id)
    return named and resource.account == cluster.account


def placements(graph: Graph, cluster: Resource) -> Iterator[Placement]:
    """Where a cluster's nodes and pods are."""
    own = f"{cluster.id}#clusterSecurityGroupId"
    for group in of_cluster(graph, cluster, NODE_GROUP):
        template = graph.find(group.block("launchTemplate").get("id"))
        # Without groups in a launch template EKS puts the cluster's own on the nodes (facts 7.1, 7.6).
        groups = _template_groups(template) or (own,)
        for subnet in graph.referred(group.inputs.get("subnetIds")):
            public = bool(subnet.inputs.get("mapPublicIpOnLaunch"))
            yield Placement(
                f"node group {group.name}", Source(subnet, groups, public), str(group.inputs.get("amiType", ""))
            )
    for profile in of_cluster(graph, cluster, "aws:eks/fargateProfile:FargateProfile"):
        for subnet in graph.referred(profile.inputs.get("subnetIds")):
            yield Placement(f"Fargate profile {profile.name}", Source(subnet, (own,)))
    for addon in of_cluster(graph, cluster, "aws:eks/addon:Addon"):
        for config in _eni_configs(addon):
            for subnet in graph.referred(config.get("id")):
                groups = tuple(str(each) for each in config.get("securityGroups") or ()) or (own,)
                yield Placement("pods of custom networking", Source(subnet, groups))


def needs_of(graph: Graph, cluster: Resource, placement: Placement, needs: Sequence[Need] = NEEDS) -> Sequence[Need]:
    """What these nodes or pods have to reach, because of what the cluster declares; each destination once."""
    features = {"nodes", *_features(graph, cluster)}
    if placement.ami_type.upper().startswith("BOTTLEROCKET"):
        features.add("bottlerocket")
    wanted = [need for need in needs if need.feature in features]
    addons = [str(addon.inputs.get("addonName")) for addon in of_cluster(graph, cluster, "aws:eks/addon:Addon")]
    wanted += [
        Need(service, f"add-on {addon}", f"the add-on {addon} uses it", "section 4a")
        for addon in addons
        for service in ADDON_NEEDS.get(addon, ())
    ]
    component = graph.resources.get(cluster.parent)
    declared = component.outputs.get("workload_services") if component else None
    wanted += [workload_need(str(service)) for service in declared or ()]
    return list({need.destination: need for need in reversed(wanted)}.values())[::-1]


def _features(graph: Graph, cluster: Resource) -> Iterator[str]:
    if any(of_cluster(graph, cluster, "aws:eks/podIdentityAssociation:PodIdentityAssociation")):
        yield "pod-identity"
    issuers = graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    if any(cluster.id in str(provider.inputs.get("url")) for provider in issuers):
        yield "irsa"
    tags = graph.of_type("aws:ec2/tag:Tag")
    tagged = any(
        tag.inputs.get("key") == KARPENTER_DISCOVERY
        and tag.inputs.get("value") == cluster.inputs.get("name")
        and tag.account == cluster.account
        for tag in tags
    )
    subnets = graph.of_type("aws:ec2/subnet:Subnet")
    if tagged or any(
        subnet.tags.get(KARPENTER_DISCOVERY) == cluster.inputs.get("name") and subnet.account == cluster.account
        for subnet in subnets
    ):
        yield "karpenter"


def _template_groups(template: Resource | None) -> tuple[str, ...]:
    if template is None:
        return ()
    interfaces = template.inputs.get("networkInterfaces") or ()
    nested = [group for interface in interfaces for group in interface.get("securityGroups") or ()]
    return tuple(str(each) for each in (*(template.inputs.get("vpcSecurityGroupIds") or ()), *nested))


def _eni_configs(addon: Resource) -> Iterator[Mapping[str, Any]]:
    """The pod subnets of custom networking, as the vpc-cni add-on's configuration names them (facts 6.32)."""
    text = addon.inputs.get("configurationValues")
    if addon.inputs.get("addonName") != "vpc-cni" or not isinstance(text, str):
        return
    try:
        configuration = json.loads(text)
    except ValueError:
        return  # not known before deployment
    yield from (configuration.get("eniConfig", {}).get("subnets") or {}).values()
