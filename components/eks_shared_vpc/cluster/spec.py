"""What an EKS cluster may be: every rule about it that can be checked without AWS."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS, PINNED
from eks_shared_vpc.cluster.endpoint import EndpointSpec
from eks_shared_vpc.cluster.nodes import NodeGroupSpec
from eks_shared_vpc.cluster.plan import ClusterPlan, plan_cluster
from eks_shared_vpc.cluster.pods import AddonSpec, IpFamily, PodIdentitySpec
from eks_shared_vpc.cluster.public_access import ANYWHERE, MAX_PUBLIC_CIDRS
from eks_shared_vpc.fields import Cidr, Region, RetentionDays
from eks_shared_vpc.naming import principal_label
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.args import EksClusterArgs

__all__ = ["ClusterName", "ClusterSpec", "EksClusterSpec", "SupportType"]


class SupportType(str, Enum):
    """What happens to a cluster when the standard support of its Kubernetes version ends (facts 11.6)."""

    STANDARD = "STANDARD"
    EXTENDED = "EXTENDED"


UNSUPPORTED_CONTROL_PLANE_ZONES = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})
"""Zones in which EKS accepts no control-plane subnets (facts 2.6)."""
MIN_CONTROL_PLANE_ZONES = 2
"""Zones that the control plane's subnets are in, at least (facts 2.1)."""
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
    tags: Mapping[str, str] = Field({}, description="Tags of every resource that can have tags, besides its Name.")

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


def check_control_plane_zones(zones: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse zones in which EKS accepts no control plane, and fewer than two; a validator for pydantic."""
    unsupported = sorted(set(zones) & UNSUPPORTED_CONTROL_PLANE_ZONES)
    if unsupported:
        refuse(
            "control-plane-zone",
            f"EKS accepts no control-plane subnets in {', '.join(unsupported)} (facts 2.6)",
            allowed="other zones of the region",
            fix="choose another zone for the cluster",
        )
    if len(zones) < MIN_CONTROL_PLANE_ZONES:
        refuse(
            "control-plane-zones",
            f"a cluster needs subnets in two zones, here is {'one' if zones else 'none'} (facts 2.1)",
            allowed="two zones or more",
            fix="add a zone to the network",
        )
    return zones


def _in_control_plane_zones(subnets: Mapping[str, Any]) -> Mapping[str, Any]:
    check_control_plane_zones(tuple(sorted(subnets)))
    return subnets


class EksClusterSpec(ClusterSpec, InPlaceOf["EksClusterArgs"]):
    """Arguments of EksCluster."""

    region: Region = Field(description="The region, such as us-west-2; it must be the provider's.")
    cluster_name: ClusterName | None = Field(
        None, description="The cluster's name in AWS. Default: the component's name."
    )
    vpc_id: Flowing = Field(
        description="The VPC, of any account: the subnets may be shared with the provider's account."
    )
    cluster_subnet_ids: Annotated[Mapping[str, Flowing], AfterValidator(_in_control_plane_zones)] = Field(
        description="Subnets for the control plane's interfaces, by zone id; two zones at least (aws-facts 2.1)."
    )
    node_subnet_ids: Mapping[str, Flowing] = Field(description="Subnets for nodes, by zone id.")
    egress_ips: Mapping[str, Flowing] = Field(
        {},
        validate_default=True,
        description="Public addresses that the nodes' traffic comes from, by zone id. Needed for endpoint mode public, where they are added to the list.",
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

    @property
    def cluster_zones(self) -> tuple[str, ...]:
        """Zone ids of the control plane's subnets, in an order of their own: mappings from other languages have none."""
        return tuple(sorted(self.cluster_subnet_ids))

    @property
    def node_zones(self) -> tuple[str, ...]:
        """Zone ids of the nodes' subnets, in the same order."""
        return tuple(sorted(self.node_subnet_ids))

    @cached_property
    def plan(self) -> ClusterPlan:
        """What the cluster consists of, decided once."""
        return plan_cluster(self)

    @field_validator("node_subnet_ids")
    @classmethod
    def _node_subnets(cls, subnets: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        zones = sorted(subnets)
        if info.data.get("node_groups") and not zones:
            refuse(
                "node-subnets-missing",
                "there are node groups and no subnets for them",
                allowed="subnets by zone id",
                fix="pass node_subnet_ids",
            )
        for name, group in info.data.get("node_groups", {}).items():
            strangers = [zone for zone in group.zones if zone not in zones]
            if strangers:
                refuse(
                    "node-group-zone",
                    f"the node group {name} wants {', '.join(strangers)}, where there is no node subnet",
                    allowed=", ".join(zones),
                    fix="correct its zones",
                )
        return subnets

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

    @field_validator("egress_ips")
    @classmethod
    def _egress(cls, addresses: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        endpoint = info.data.get("endpoint")
        if endpoint and not endpoint.is_private and ANYWHERE not in endpoint.public_cidrs:
            if not addresses:
                refuse(
                    "public-only-egress",
                    "with a public endpoint only, nodes reach the API server from the addresses of their NAT gateways, and none are given (facts 3.6)",
                    allowed="egress_ips by zone id",
                    fix="write mode: public-and-private, or pass egress_ips",
                )
            if len(endpoint.public_cidrs) + len(addresses) > MAX_PUBLIC_CIDRS:
                refuse(
                    "too-many-public-cidrs",
                    f"with the {len(addresses)} addresses of NAT gateways the list has more than {MAX_PUBLIC_CIDRS} blocks (facts 3.8)",
                    allowed=f"{MAX_PUBLIC_CIDRS} blocks in all",
                    fix="join neighbouring blocks",
                )
        return addresses
