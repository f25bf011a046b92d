"""What an EKS cluster may be: every rule about it that can be checked without AWS."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS, PINNED
from eks_shared_vpc.cluster.endpoint import EndpointSpec
from eks_shared_vpc.cluster.nodes import NodeGroupSpec
from eks_shared_vpc.cluster.on_network import Placement, Words, check_on_network, network_of_ids, placement
from eks_shared_vpc.cluster.plan import ClusterPlan, plan_cluster
from eks_shared_vpc.cluster.pods import AddonSpec, IpFamily, PodIdentitySpec
from eks_shared_vpc.errors import Problem, problem
from eks_shared_vpc.fields import Cidr, Region, RetentionDays
from eks_shared_vpc.naming import principal_label
from eks_shared_vpc.network.contract import NetworkContract, network_or_ids
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse, refuse_all

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.args import EksClusterArgs

__all__ = ["ClusterName", "ClusterSpec", "EksClusterSpec", "SupportType"]


class SupportType(str, Enum):
    """What happens to a cluster when the standard support of its Kubernetes version ends (facts 11.6)."""

    STANDARD = "STANDARD"
    EXTENDED = "EXTENDED"


SERVICE_PREFIXES = range(12, 25)
"""Prefix lengths of a cluster's service addresses (facts 2.18)."""
MAX_CLUSTER_SECURITY_GROUPS = 4
"""Further security groups of the control plane's interfaces (facts 7.9)."""
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")

_RFC1918 = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def _cluster_name(name: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", name):
        refuse(
            "cluster-name",
            "EKS does not accept this name (facts 2.20)",
            allowed="1 to 100 letters, digits, - and _, the first a letter or digit",
            fix="rename the cluster",
        )
    return name


def _admin(arn: str) -> str:
    if not re.fullmatch(r"arn:aws[a-z-]*:iam::\d{12}:(role|user)/.+", arn):
        refuse(
            "admin-arn",
            "this is not the ARN of an IAM role or user",
            allowed="arn:aws:iam::<account>:role/<name>",
            fix="correct the ARN",
        )
    return arn


ClusterName = Annotated[str, AfterValidator(_cluster_name)]
"""A name that EKS accepts for a cluster."""


class ClusterSpec(Spec):
    """What a stack file and a component's arguments have in common about a cluster."""

    version: str = Field(pattern=r"^1\.\d{2}$", description="Kubernetes version, as text: '1.33'.")
    admins: Annotated[tuple[Annotated[str, AfterValidator(_admin)], ...], Unique] = Field(
        description="ARNs of the IAM roles or users that administer the cluster; one at least. Its creator is not among them by itself."
    )
    ip_family: IpFamily = Field(
        IpFamily.IPV4,
        description="Family of pods' and services' addresses, permanently. ipv6 needs subnets with IPv6 blocks (aws-facts 2.10).",
    )
    endpoint: EndpointSpec = Field(
        default={},
        validate_default=True,
        description="Who reaches the API server. Default: public and private, and then public_cidrs are required.",
    )
    service_cidr: Cidr | None = Field(
        None,
        description="Block of the cluster's service addresses. Default: AWS chooses 10.100.0.0/16 or 172.20.0.0/16.",
    )
    node_groups: Mapping[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")], NodeGroupSpec] = Field(
        {}, description="Managed node groups, by name."
    )
    addons: Mapping[str, AddonSpec] = Field(
        {},
        description="Add-ons by name, besides or in place of the default ones: vpc-cni, kube-proxy, coredns and eks-pod-identity-agent.",
    )
    pod_identities: Mapping[str, PodIdentitySpec] = Field({}, description="Roles for pods, by a name for each.")
    oidc_provider: bool = Field(
        False,
        description="Whether the account trusts the cluster's OIDC issuer, for IAM roles for service accounts.",
    )
    log_types: Annotated[tuple[str, ...], Unique] = Field(
        ("api", "audit", "authenticator"),
        description="Control-plane logs: api, audit, authenticator, controllerManager, scheduler.",
    )
    log_retention_days: RetentionDays = Field(90, description="Days that CloudWatch Logs keeps them.")
    kms_key_arn: Flowing | None = Field(
        None,
        description="Key that encrypts Kubernetes secrets. Adding one later is an update, removing it replaces the cluster.",
    )
    deletion_protection: bool = Field(True, description="Whether AWS refuses to delete the cluster.")
    support_type: SupportType = Field(
        SupportType.EXTENDED,
        description="STANDARD upgrades at the end of standard support; EXTENDED, AWS's own default, continues at a higher price.",
    )
    zonal_shift: bool = Field(False, description="Whether traffic may be shifted away from an impaired zone.")
    workload_services: Annotated[tuple[str, ...], Unique] = Field(
        (),
        description="AWS services that workloads use, by short name, such as sqs: the preview proves that they are reached.",
    )
    node_tier: str | None = Field(
        None, description="The network's tier that nodes are in. Default: the first tier with the use nodes."
    )
    cluster_tier: str | None = Field(
        None,
        description="The network's tier of the control plane's interfaces. Default: the first tier with the use cluster, or else the nodes' tier.",
    )
    control_plane_zones: Annotated[tuple[str, ...], Unique] = Field(
        (),
        description="Zones of the control plane's subnets. A cluster keeps the zones that it was created in (aws-facts 2.11), so name them before the network grows by a zone. Default: all of the network that EKS supports.",
    )
    tags: Mapping[str, str] = Field({}, description="Tags of every resource that can have tags, besides its Name.")

    @property
    def named_zones(self) -> Mapping[str, str]:
        """The zones that are named for the control plane, by where that is done."""
        return {f"control_plane_zones[{index}]": zone for index, zone in enumerate(self.control_plane_zones)}

    @field_validator("admins")
    @classmethod
    def _some_admin(cls, admins: tuple[str, ...]) -> tuple[str, ...]:
        if not admins:
            refuse(
                "no-admins",
                "no principal would administer the cluster: its creator is not an admin by default",
                allowed="one or more ARNs",
                fix="name the role of those who run it",
            )
        labels = [principal_label(arn) for arn in admins]
        if len(set(labels)) != len(labels):
            refuse(
                "duplicate",
                "two admins have the same name, which names their access entries",
                allowed="names that differ",
                fix="rename one of the roles",
            )
        return admins

    @field_validator("endpoint")
    @classmethod
    def _family_of_public_cidrs(cls, endpoint: EndpointSpec, info: ValidationInfo) -> EndpointSpec:
        six = [str(block) for block in endpoint.public_cidrs if isinstance(block, IPv6Network)]
        if six and info.data.get("ip_family") is IpFamily.IPV4:
            refuse(
                "public-cidr-family",
                f"a cluster with IPv4 services accepts no IPv6 block such as {six[0]} in public_cidrs (facts 3.10)",
                allowed="IPv4 blocks",
                fix="remove it, or write ip_family: ipv6 for a new cluster",
            )
        return endpoint

    @field_validator("service_cidr")
    @classmethod
    def _service_cidr(cls, block: IPv4Network | None, info: ValidationInfo) -> IPv4Network | None:
        if block and info.data.get("ip_family") is IpFamily.IPV6:
            refuse(
                "service-cidr-ipv6",
                "the services of an IPv6 cluster get their addresses from AWS (facts 2.18)",
                allowed="nothing",
                fix="remove service_cidr",
            )
        if block and not (block.prefixlen in SERVICE_PREFIXES and any(block.subnet_of(range_) for range_ in _RFC1918)):
            refuse(
                "service-cidr",
                "service addresses are an RFC 1918 block of /12 to /24 (facts 2.18)",
                allowed="/12 to /24 in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
                fix="choose another block, or leave it out",
            )
        return block

    @field_validator("addons")
    @classmethod
    def _pinned(cls, addons: Mapping[str, AddonSpec], info: ValidationInfo) -> Mapping[str, AddonSpec]:
        version = info.data.get("version")
        if version is None:
            return addons
        pins = PINNED.get(version, {})
        loose = [
            name
            for name in dict.fromkeys((*DEFAULT_ADDONS, *addons))
            if not (name in addons and addons[name].version) and name not in pins
        ]
        if loose:
            refuse(
                "addon-version",
                f"no version is pinned for {', '.join(loose)} on Kubernetes {version}",
                allowed="a version of each, such as v1.12.1-eksbuild.2",
                fix=f"write addons: {{{loose[0]}: {{version: ...}}}}, with what aws eks describe-addon-versions --kubernetes-version {version} offers",
            )
        return addons

    @field_validator("log_types")
    @classmethod
    def _log_types(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [kind for kind in kinds if kind not in LOG_TYPES]
        if unknown:
            refuse(
                "log-type",
                f"there is no control-plane log {', '.join(unknown)}",
                allowed=", ".join(LOG_TYPES),
                fix="correct the name",
            )
        return kinds


_OF_IDS = Words(
    zones="cluster_subnet_ids",
    nodes="node_subnet_ids",
    add_zone="add a subnet in another zone",
    add_egress="egress_ips by zone id",
)


class EksClusterSpec(ClusterSpec, InPlaceOf["EksClusterArgs"]):
    """Arguments of EksCluster."""

    region: Region = Field(description="The region, such as us-west-2; it must be the provider's.")
    cluster_name: ClusterName | None = Field(
        None, description="The cluster's name in AWS. Default: the component's name."
    )
    vpc_id: Flowing | None = Field(
        None,
        description="The VPC, of any account: the subnets may be shared with the provider's account. Default: that of network.",
    )
    cluster_subnet_ids: Mapping[str, Flowing] | None = Field(
        None,
        description="Subnets for the control plane's interfaces, by zone id; two zones at least (aws-facts 2.1). Default: those of network.",
    )
    node_subnet_ids: Mapping[str, Flowing] | None = Field(
        None, description="Subnets for nodes, by zone id. Default: those of network."
    )
    network: NetworkContract | None = Field(
        None,
        description="The network that the cluster is on: the contract of SharedVpc, ExistingVpc, PrivateLinkEndpoints or SubnetShare, or a saved one. Either this, or vpc_id, cluster_subnet_ids and node_subnet_ids.",
    )
    egress_ips: Mapping[str, Flowing] = Field(
        {},
        description="Public addresses that the nodes' traffic comes from, by zone id. Needed for endpoint mode public, where they are added to the list. Default: those of network's NAT gateways.",
    )
    security_group_ids: tuple[Flowing, ...] = Field(
        (), description="Further groups of the control plane's interfaces, at most four (aws-facts 7.5, 7.9)."
    )
    node_security_group_ids: tuple[Flowing, ...] = Field(
        (), description="Further groups of the nodes, of the provider's account, besides the cluster's own."
    )
    kubeconfig_role_arn: str | None = Field(
        None, description="Role that the kubeconfig assumes. Default: the caller's own identity."
    )

    @cached_property
    def network_used(self) -> NetworkContract:
        """The network that the cluster is on: the one given, or what the single ids say of one."""
        ids = (self.vpc_id, self.cluster_subnet_ids or {}, self.node_subnet_ids or {})
        return self.network or network_of_ids(self.region, *ids)

    @cached_property
    def placement(self) -> Placement:
        """Where the cluster is."""
        return placement(self, self.network_used, self.egress_ips)

    @property
    def named_zones(self) -> Mapping[str, str]:
        """The zones that are named for the control plane, by where that is done."""
        named = {f"cluster_subnet_ids.{zone}": zone for zone in sorted(self.cluster_subnet_ids or {})}
        return named or super().named_zones

    @property
    def node_zones(self) -> tuple[str, ...]:
        """Zone ids of the nodes' subnets, in an order of their own."""
        return tuple(sorted(self.placement.node_subnets))

    @cached_property
    def plan(self) -> ClusterPlan:
        """What the cluster consists of, decided once."""
        return plan_cluster(self)

    @field_validator("network")
    @classmethod
    def _network_or_ids(cls, network: NetworkContract | None, info: ValidationInfo) -> NetworkContract | None:
        return network_or_ids(network, info, ("vpc_id", "cluster_subnet_ids", "node_subnet_ids"))

    @model_validator(mode="after")
    def _suits_its_network(self) -> Self:
        refuse_all(self._tiers_of_no_network())
        words = Words() if self.network else _OF_IDS
        refuse_all(check_on_network(self, self.network_used, self.egress_ips, words))
        return self

    def _tiers_of_no_network(self) -> Iterator[Problem]:
        for key in ("node_tier", "cluster_tier", "control_plane_zones"):
            value = getattr(self, key)
            if self.network is None and value:
                message = "the subnets are given by their ids, so there is nothing to choose"
                yield problem("network-or-ids", key, message, value, "nothing", f"remove {key}, or pass network")

    @field_validator("security_group_ids")
    @classmethod
    def _security_groups(cls, groups: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        own = 1 if "endpoint" in info.data and info.data["endpoint"].private_cidrs else 0
        if len(groups) + own > MAX_CLUSTER_SECURITY_GROUPS:
            more = " and one for private_cidrs" if own else ""
            refuse(
                "too-many-security-groups",
                f"the control plane accepts {MAX_CLUSTER_SECURITY_GROUPS} further groups at most, here are {len(groups)}{more} (facts 7.9)",
                allowed=f"at most {MAX_CLUSTER_SECURITY_GROUPS - own}",
                fix="join the rules of some of them",
            )
        return groups
