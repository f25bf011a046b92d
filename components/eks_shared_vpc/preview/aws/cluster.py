"""EKS clusters: control planes, and what belongs to each."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from eks_shared_vpc.preview.aws.model import Model, Refs, View, indexed
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Listed, Network, Unknown, is_known, network_of
from eks_shared_vpc.preview.aws.vpc import Vpc

__all__ = ["AUTHENTICATION_MODES", "CLUSTER_GROUP", "Cluster", "OfCluster", "all_are_placed", "cluster_group_of"]

CLUSTER_GROUP = "#clusterSecurityGroupId"
"""How an id of the security group that EKS creates for a cluster ends."""
AUTHENTICATION_MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
"""Authentication modes in the one direction in which a cluster can change them; AWS's default is the first (facts 8.22)."""
C = TypeVar("C", bound="OfCluster")


class Cluster(View):
    """An EKS cluster."""

    types = ("aws:eks/cluster:Cluster",)
    AUTHENTICATION_MODE = "accessConfig.authenticationMode"
    EGRESS_MODE = "vpcConfig.controlPlaneEgressMode"
    ENCRYPTION = "encryptionConfig"
    UPDATE_CALLS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "endpoint access": (
            "vpcConfig.endpointPrivateAccess",
            "vpcConfig.endpointPublicAccess",
            "vpcConfig.publicAccessCidrs",
        ),
        "subnets": ("vpcConfig.subnetIds",),
        "security groups": ("vpcConfig.securityGroupIds",),
        "egress mode": (EGRESS_MODE,),
        "version": ("version",),
        "logging": ("enabledClusterLogTypes",),
        "authentication mode": ("accessConfig",),
        "encryption": (ENCRYPTION,),
        "upgrade policy": ("upgradePolicy",),
        "zonal shift": ("zonalShiftConfig",),
        "Auto Mode": ("computeConfig", "storageConfig", "kubernetesNetworkConfig.elasticLoadBalancing"),
    }
    """The properties that AWS updates in one call each, one call after another (facts 3.16)."""

    @cached_property
    def cluster_name(self) -> str:
        """Its name in EKS; the resource's name where Pulumi chooses one."""
        given = self.inputs.text("name")
        return given if isinstance(given, str) else self.name

    @property
    def knows_its_name(self) -> bool:
        """Whether its name is not known after deployment only."""
        return self.inputs.text("name") is not UNKNOWN

    @cached_property
    def group_id(self) -> str:
        """The id of the security group that EKS creates for it (facts 7.1)."""
        return f"{self.id}{CLUSTER_GROUP}"

    @cached_property
    def config(self) -> Inputs:
        """Its VPC configuration."""
        return self.inputs.block("vpcConfig")

    @cached_property
    def subnets(self) -> Refs[Subnet]:
        """The subnets of its control plane's interfaces."""
        return self.model.refs(self.config.items("subnetIds"), Subnet)

    @property
    def subnet_ids(self) -> Listed:
        """The ids of these subnets, as they are given."""
        return self.config.items("subnetIds")

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC of its subnets, if that is declared."""
        return next((each.vpc for each in self.subnets if each.vpc is not None), None)

    @property
    def extra_groups(self) -> Listed:
        """The ids of the security groups on its interfaces, besides the one that EKS creates."""
        return self.config.items("securityGroupIds")

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """The ids of all security groups on its interfaces, as far as they are known."""
        return (self.group_id, *self.extra_groups.texts())

    @cached_property
    def is_private(self) -> bool | Unknown:
        """Whether its API server answers inside the VPC; by default not (facts 3.1)."""
        return self.config.flag("endpointPrivateAccess", default=False)

    @cached_property
    def is_public(self) -> bool | Unknown:
        """Whether its API server answers on the internet; by default it does (facts 3.1)."""
        return self.config.flag("endpointPublicAccess", default=True)

    @property
    def public_list(self) -> Listed:
        """Who may reach it on the internet, as it is given; nothing is everybody."""
        return self.config.items("publicAccessCidrs")

    @cached_property
    def public_blocks(self) -> tuple[Network, ...]:
        """The blocks on that list that are known."""
        found = (network_of(str(each)) for each in self.public_list)
        return tuple(each for each in found if each is not UNKNOWN)

    @property
    def egress_mode(self) -> str | Unknown | None:
        """How its control plane's own calls leave: ``AWS_MANAGED`` or ``CUSTOMER_ROUTED`` (facts 2.22)."""
        return self.config.text("controlPlaneEgressMode")

    @cached_property
    def kubernetes_network(self) -> Inputs:
        """Its Kubernetes network configuration."""
        return self.inputs.block("kubernetesNetworkConfig")

    @cached_property
    def services(self) -> Network | Unknown | None:
        """The block of its services."""
        return self.kubernetes_network.network("serviceIpv4Cidr")

    @cached_property
    def is_ipv6(self) -> bool | Unknown:
        """Whether its pods and services have IPv6 addresses."""
        family = self.kubernetes_network.text("ipFamily")
        return UNKNOWN if family is UNKNOWN else family == "ipv6"

    @cached_property
    def is_auto_mode(self) -> bool | Unknown:
        """Whether EKS Auto Mode runs its nodes."""
        return self.inputs.block("computeConfig").flag("enabled", default=False)

    @property
    def auto_mode_pools(self) -> Listed:
        """The built-in node pools of Auto Mode."""
        return self.inputs.block("computeConfig").items("nodePools")

    @property
    def balances_loads(self) -> bool | Unknown:
        """Whether Auto Mode creates its load balancers."""
        return self.kubernetes_network.block("elasticLoadBalancing").flag("enabled", default=False)

    @property
    def version(self) -> str | Unknown | None:
        """Its Kubernetes version."""
        return self.inputs.text("version")

    @property
    def role_arn(self) -> object:
        """What names its role."""
        return self.inputs.raw("roleArn")

    @cached_property
    def access(self) -> Inputs:
        """Its access configuration."""
        return self.inputs.block("accessConfig")

    @cached_property
    def authentication_mode(self) -> str | Unknown:
        """Who may enter: by access entries, by the ConfigMap, or both; the API's default is the ConfigMap (facts 8.22)."""
        given = self.access.text("authenticationMode")
        return "CONFIG_MAP" if given is None else given

    @property
    def makes_its_creator_admin(self) -> bool | Unknown:
        """Whether whoever creates it is its administrator; by default so (facts 8.23)."""
        return self.access.flag("bootstrapClusterCreatorAdminPermissions", default=True)

    @property
    def begins_with_addons(self) -> bool | Unknown:
        """Whether EKS puts unmanaged copies of the basic add-ons into it; by default so (facts 11.11)."""
        return self.inputs.flag("bootstrapSelfManagedAddons", default=True)

    @property
    def log_types(self) -> Listed:
        """The logs that its control plane writes."""
        return self.inputs.items("enabledClusterLogTypes")

    @property
    def shifts_zones(self) -> bool | Unknown:
        """Whether zonal shift is on."""
        return self.inputs.block("zonalShiftConfig").flag("enabled", default=False)

    @property
    def is_protected(self) -> bool | Unknown:
        """Whether AWS refuses to delete it."""
        return self.inputs.flag("deletionProtection", default=False)

    @property
    def is_on_an_outpost(self) -> bool:
        """Whether its control plane is on an Outpost."""
        return self.inputs.says("outpostConfig")

    @property
    def has_hybrid_nodes(self) -> bool:
        """Whether it is known to have networks of hybrid nodes."""
        return self.inputs.block("remoteNetworkConfig").known and self.inputs.says("remoteNetworkConfig")

    def remote_blocks(self, kind: str) -> Listed:
        """The networks of hybrid nodes or of their pods: ``remoteNodeNetworks`` or ``remotePodNetworks``."""
        return self.inputs.block("remoteNetworkConfig").block(kind).items("cidrs")

    @cached_property
    def workload_services(self) -> tuple[str, ...]:
        """The AWS services that its workloads need, as its component says."""
        component = self.model.graph.resources.get(self.resource.parent)
        declared = component.outputs.get("workload_services") if component is not None else None
        return tuple(str(each) for each in declared or ())

    @property
    def is_meant_for_everybody(self) -> bool:
        """Whether its component says that its public endpoint is meant to answer the whole internet."""
        component = self.model.graph.resources.get(self.resource.parent)
        return component is not None and component.outputs.get("open_to_the_world") is True

    @property
    def knows_its_config(self) -> bool:
        """Whether its VPC configuration is given, and is not known after deployment only."""
        return self.config.known and bool(self.config.values)

    @property
    def says_its_name(self) -> bool:
        """Whether it is given a name, and Pulumi does not choose one."""
        return self.inputs.says("name")

    @property
    def says_node_role(self) -> bool:
        """Whether it names the role of the nodes of Auto Mode's built-in pools."""
        return self.inputs.block("computeConfig").says("nodeRoleArn")

    @cached_property
    def networks_of_hybrid_nodes(self) -> "Sequence[tuple[str, str, Network]]":
        """The property, the text and the block of each known network of hybrid nodes and of their pods."""
        found = []
        for key, path in (("remoteNodeNetworks", "remote_node_networks"), ("remotePodNetworks", "remote_pod_networks")):
            for text in self.remote_blocks(key).texts():
                block = network_of(text)
                if block is not UNKNOWN:
                    found.append((path, text, block))
        return found

    def of(self, kind: type[C]) -> Sequence[C]:
        """What belongs to it, of one kind."""
        return [each for each in _by_cluster(self.model).get(self, ()) if isinstance(each, kind)]


def cluster_group_of(outputs: Mapping[str, Any]) -> str | None:
    """The id of the security group that EKS created for a cluster, among the outputs of the deployed cluster."""
    config = outputs.get("vpcConfig")
    found = config.get(CLUSTER_GROUP.removeprefix("#")) if isinstance(config, Mapping) else None
    return found if isinstance(found, str) and found else None


class OfCluster(View):
    """What belongs to a cluster, which it names."""

    @cached_property
    def cluster(self) -> Cluster | None:
        """The cluster, if it is declared: named by an output, or by its name in the same account and region."""
        return _cluster_named(self.model, self)

    @property
    def cluster_name(self) -> str:
        """The name of its cluster, as far as it is known."""
        if self.cluster is not None:
            return self.cluster.cluster_name
        given = self.inputs.text("clusterName")
        return given if isinstance(given, str) else f"of {self.name}"

    @property
    def knows_its_cluster(self) -> bool:
        """Whether the name of its cluster is not known after deployment only."""
        return is_known(self.inputs.raw("clusterName"))


def all_are_placed(model: Model, *kinds: type[OfCluster]) -> bool:
    """Whether it is known of all resources of some kinds which cluster they belong to."""
    clusters = all(each.knows_its_name for each in model.all(Cluster))
    return clusters and all(each.knows_its_cluster for kind in kinds for each in model.all(kind))


def _cluster_named(model: Model, row: OfCluster) -> Cluster | None:
    name = row.inputs.raw("clusterName")
    for cluster in _named(model).get(str(name), ()):
        if not row.is_foreign_to(cluster) and (not row.region or row.region == cluster.region):
            return cluster
    return None


@indexed
def _named(model: Model) -> Mapping[str, list[Cluster]]:
    found: dict[str, list[Cluster]] = {}
    for each in model.all(Cluster):
        names = {each.id, f"{each.id}#name", *([each.cluster_name] if each.inputs.says("name") else [])}
        for name in names:
            found.setdefault(name, []).append(each)
    return found


@indexed
def _by_cluster(model: Model) -> Mapping[Cluster, list[OfCluster]]:
    found: dict[Cluster, list[OfCluster]] = {}
    for kind in OfCluster.__subclasses__():
        for each in model.all(kind):
            if each.cluster is not None:
                found.setdefault(each.cluster, []).append(each)
    return found
