"""Components for EKS on shared VPCs, and the preview that proves them without a cloud.

Import the components from here. Each is one instance in one account: give it that account's provider. Names are loaded
when they are first used, so that a program which declares no cluster does not import what clusters need.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.args import (
        AddonArgs,
        EksClusterArgs,
        EndpointArgs,
        NodeGroupArgs,
        PodIdentityArgs,
        TaintArgs,
    )
    from eks_shared_vpc.cluster.cluster import EksCluster
    from eks_shared_vpc.cluster.endpoint import EndpointMode
    from eks_shared_vpc.cluster.nodes import CapacityType, TaintEffect
    from eks_shared_vpc.cluster.pods import IpFamily
    from eks_shared_vpc.cluster.spec import SupportType
    from eks_shared_vpc.errors import ContractMismatch, InputError, Problem
    from eks_shared_vpc.network.args import (
        FlowLogsArgs,
        SharedSubnetTagsArgs,
        SharedVpcArgs,
        SubnetShareArgs,
        TierArgs,
    )
    from eks_shared_vpc.network.flow_log_spec import FlowLogDestination
    from eks_shared_vpc.network.nat import NatAddresses, NatMode
    from eks_shared_vpc.network.share import SubnetShare
    from eks_shared_vpc.network.subnet_tags import SharedSubnetTags
    from eks_shared_vpc.network.tiers import Layout, TierKind, TierUse
    from eks_shared_vpc.network.vpc import SharedVpc
    from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
    from eks_shared_vpc.privatelink.endpoints import PrivateLinkEndpoints
    from eks_shared_vpc.privatelink.spec import EndpointAddresses

_HOMES = {
    "AddonArgs": "cluster.args",
    "CapacityType": "cluster.nodes",
    "ContractMismatch": "errors",
    "EksCluster": "cluster.cluster",
    "EksClusterArgs": "cluster.args",
    "EndpointAddresses": "privatelink.spec",
    "EndpointArgs": "cluster.args",
    "EndpointMode": "cluster.endpoint",
    "FlowLogDestination": "network.flow_log_spec",
    "FlowLogsArgs": "network.args",
    "InputError": "errors",
    "IpFamily": "cluster.pods",
    "Layout": "network.tiers",
    "NatAddresses": "network.nat",
    "NatMode": "network.nat",
    "NodeGroupArgs": "cluster.args",
    "PodIdentityArgs": "cluster.args",
    "PrivateLinkEndpoints": "privatelink.endpoints",
    "PrivateLinkEndpointsArgs": "privatelink.args",
    "Problem": "errors",
    "SharedSubnetTags": "network.subnet_tags",
    "SharedSubnetTagsArgs": "network.args",
    "SharedVpc": "network.vpc",
    "SharedVpcArgs": "network.args",
    "SubnetShare": "network.share",
    "SubnetShareArgs": "network.args",
    "SupportType": "cluster.spec",
    "TaintArgs": "cluster.args",
    "TaintEffect": "cluster.nodes",
    "TierArgs": "network.args",
    "TierKind": "network.tiers",
    "TierUse": "network.tiers",
}

__all__ = [
    "AddonArgs",
    "CapacityType",
    "ContractMismatch",
    "EksCluster",
    "EksClusterArgs",
    "EndpointAddresses",
    "EndpointArgs",
    "EndpointMode",
    "FlowLogDestination",
    "FlowLogsArgs",
    "InputError",
    "IpFamily",
    "Layout",
    "NatAddresses",
    "NatMode",
    "NodeGroupArgs",
    "PodIdentityArgs",
    "PrivateLinkEndpoints",
    "PrivateLinkEndpointsArgs",
    "Problem",
    "SharedSubnetTags",
    "SharedSubnetTagsArgs",
    "SharedVpc",
    "SharedVpcArgs",
    "SubnetShare",
    "SubnetShareArgs",
    "SupportType",
    "TaintArgs",
    "TaintEffect",
    "TierArgs",
    "TierKind",
    "TierUse",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
