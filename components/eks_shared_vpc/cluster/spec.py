"""What an EKS cluster may be: every rule about its endpoint, nodes, add-ons and access that can be checked without AWS."""

import re
from collections.abc import Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS, PINNED
from eks_shared_vpc.cluster.public_access import ANYWHERE, ANYWHERE_IPV6, MAX_PUBLIC_CIDRS, PublicCidr
from eks_shared_vpc.fields import Cidr, Region, RetentionDays
from eks_shared_vpc.naming import principal_label
from eks_shared_vpc.spec import Flowing, Spec, Unique, refuse

__all__ = [
    "AddonSpec",
    "CapacityType",
    "ClusterName",
    "ClusterRules",
    "EksClusterSpec",
    "EndpointMode",
    "EndpointSpec",
    "IpFamily",
    "NodeGroupSpec",
    "PodIdentitySpec",
    "SupportType",
    "TaintEffect",
    "TaintSpec",
]


Block = IPv4Network | IPv6Network


class EndpointMode(str, Enum):
    """Which API endpoints a cluster has."""

    PUBLIC = "public"
    PRIVATE = "private"
    PUBLIC_AND_PRIVATE = "public-and-private"


class IpFamily(str, Enum):
    """Family of the addresses of a cluster's pods and services; it can never change (facts 9.14)."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"


class CapacityType(str, Enum):
    """How the instances of a node group are bought."""

    ON_DEMAND = "ON_DEMAND"
    SPOT = "SPOT"


class SupportType(str, Enum):
    """What happens to a cluster when the standard support of its Kubernetes version ends (facts 11.6)."""

    STANDARD = "STANDARD"
    EXTENDED = "EXTENDED"


class TaintEffect(str, Enum):
    """What a taint does to pods that do not tolerate it."""

    NO_SCHEDULE = "NO_SCHEDULE"
    NO_EXECUTE = "NO_EXECUTE"
    PREFER_NO_SCHEDULE = "PREFER_NO_SCHEDULE"


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


def _both_off(mode: object) -> object:
    if mode is False or mode in ("none", "off", "neither"):
        refuse(
            "both-endpoints-off",
            "a cluster without any API endpoint is refused (facts 3.5)",
            allowed=", ".join(each.value for each in EndpointMode),
            fix="write private, or public-and-private",
        )
    return mode


class EndpointSpec(Spec):
    """Who reaches the Kubernetes API server, and how."""

    mode: Annotated[EndpointMode, BeforeValidator(_both_off)] = EndpointMode.PUBLIC_AND_PRIVATE
    open_to_the_world: bool = False
    public_cidrs: Annotated[tuple[PublicCidr, ...], Unique] = ()
    private_cidrs: Mapping[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], Cidr] = {}

    @field_validator("public_cidrs")
    @classmethod
    def _public_cidrs(cls, blocks: tuple[Block, ...], info: ValidationInfo) -> tuple[Block, ...]:
        mode = info.data.get("mode")
        if mode is EndpointMode.PRIVATE and blocks:
            refuse(
                "public-cidrs-in-private-mode",
                "a private endpoint has no public list (facts 3.26)",
                allowed="nothing",
                fix="remove public_cidrs, or write mode: public-and-private",
            )
        if mode in (EndpointMode.PUBLIC, EndpointMode.PUBLIC_AND_PRIVATE) and not blocks:
            refuse(
                "public-cidrs-missing",
                "a public endpoint needs the blocks that may reach it",
                allowed="1 to 40 public IPv4 blocks",
                fix="add public_cidrs: [the address you come from, as /32], or write mode: private",
            )
        if len(blocks) > MAX_PUBLIC_CIDRS:
            refuse(
                "too-many-public-cidrs",
                f"EKS accepts {MAX_PUBLIC_CIDRS} blocks at most, here are {len(blocks)} (facts 3.8)",
                allowed=f"1 to {MAX_PUBLIC_CIDRS} blocks",
                fix="join neighbouring blocks",
            )
        if {ANYWHERE, ANYWHERE_IPV6} & set(blocks) and not info.data.get("open_to_the_world", True):
            refuse(
                "open-to-the-world",
                "0.0.0.0/0 or ::/0 lets the whole internet reach the API server",
                allowed="blocks of known clients",
                fix="name the clients' blocks; if the whole world is meant, add open_to_the_world: true",
            )
        return blocks

    @field_validator("private_cidrs")
    @classmethod
    def _private_cidrs(cls, blocks: Mapping[str, IPv4Network], info: ValidationInfo) -> Mapping[str, IPv4Network]:
        if any(block == ANYWHERE for block in blocks.values()):
            refuse(
                "open-to-the-world",
                "0.0.0.0/0 is no connected network",
                allowed="blocks of the networks that are connected to the VPC",
                fix="name their blocks",
            )
        if blocks and info.data.get("mode") is EndpointMode.PUBLIC:
            refuse(
                "private-cidrs-in-public-mode",
                "there is no private endpoint for these networks to reach",
                allowed="nothing",
                fix="remove private_cidrs, or write mode: public-and-private",
            )
        return blocks

    @property
    def is_public(self) -> bool:
        """Whether the API server answers on the internet."""
        return self.mode is not EndpointMode.PRIVATE

    @property
    def is_private(self) -> bool:
        """Whether the API server answers inside the VPC."""
        return self.mode is not EndpointMode.PUBLIC


class TaintSpec(Spec):
    """A Kubernetes taint of every node of a group."""

    key: str
    value: str = ""
    effect: TaintEffect


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
        description="EC2 instance types, such as [m7i.large]"
    )
    min: int = Field(1, ge=0)
    max: int = Field(3, ge=1)
    desired: int | None = Field(None, ge=0)
    zones: Annotated[tuple[str, ...], Unique] = ()
    ami_type: str | None = None
    capacity_type: CapacityType = CapacityType.ON_DEMAND
    disk_gib: int = Field(50, ge=20, le=16_384)
    labels: Mapping[str, str] = {}
    taints: tuple[TaintSpec, ...] = ()
    release_version: str | None = None

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


class AddonSpec(Spec):
    """An EKS add-on."""

    version: str | None = Field(None, pattern=r"^v\d+\.\d+\.\d+-eksbuild\.\d+$")
    configuration: Mapping[str, Any] = {}
    service_account_role_arn: Flowing | None = None


def _policy(arn: str) -> str:
    if not re.fullmatch(r"arn:aws[a-z-]*:iam::(\d{12}|aws):policy/.+", arn):
        refuse(
            "policy-arn",
            "this is not the ARN of a managed policy",
            allowed="such as arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            fix="correct the ARN",
        )
    return arn


PolicyArn = Annotated[str, AfterValidator(_policy)]
"""The ARN of a managed policy of IAM."""


class PodIdentitySpec(Spec):
    """A role for the pods of one service account."""

    namespace: str = Field(description="a Kubernetes namespace")
    service_account: str = Field(description="a Kubernetes service account")
    policy_arns: Annotated[tuple[PolicyArn, ...], Unique] = ()
    role_arn: Flowing | None = None
    target_role_arn: Flowing | None = None

    @field_validator("role_arn")
    @classmethod
    def _one_role(cls, role_arn: Any, info: ValidationInfo) -> Any:
        if role_arn is not None and info.data.get("policy_arns"):
            refuse(
                "pod-role",
                "policies are attached to a role that is created here, not to one that exists",
                allowed="policy_arns, or role_arn",
                fix="remove one of the two",
            )
        return role_arn


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


class ClusterRules(Spec):
    """What a stack file and a component's arguments have in common about a cluster."""

    version: str = Field(pattern=r"^1\.\d{2}$", description="a Kubernetes version in quotes, such as '1.33'")
    admins: Annotated[tuple[Annotated[str, AfterValidator(_admin)], ...], Unique] = Field(
        description="ARNs of IAM roles or users that administer the cluster"
    )
    ip_family: IpFamily = IpFamily.IPV4
    endpoint: EndpointSpec = Field(default={}, validate_default=True)
    service_cidr: Cidr | None = None
    node_groups: Mapping[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")], NodeGroupSpec] = {}
    addons: Mapping[str, AddonSpec] = {}
    pod_identities: Mapping[str, PodIdentitySpec] = {}
    oidc_provider: bool = False
    log_types: Annotated[tuple[str, ...], Unique] = ("api", "audit", "authenticator")
    log_retention_days: RetentionDays = 90
    deletion_protection: bool = True
    support_type: SupportType = SupportType.EXTENDED
    zonal_shift: bool = False
    workload_services: Annotated[tuple[str, ...], Unique] = ()
    tags: Mapping[str, str] = {}

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


class EksClusterSpec(ClusterRules):
    """The plain part of a cluster: all that decides which resources there are."""

    region: Region = Field(description="the name of an AWS region, such as us-west-2")
    cluster_name: ClusterName
    cluster_zones: Annotated[tuple[str, ...], AfterValidator(check_control_plane_zones)]
    node_zones: tuple[str, ...]
    egress_zones: tuple[str, ...] = ()
    kubeconfig_role_arn: str | None = None
    security_groups: int = 0

    @field_validator("node_zones")
    @classmethod
    def _node_zones(cls, zones: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
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
        return zones

    @field_validator("security_groups")
    @classmethod
    def _security_groups(cls, count: int, info: ValidationInfo) -> int:
        own = 1 if "endpoint" in info.data and info.data["endpoint"].private_cidrs else 0
        if count + own > MAX_CLUSTER_SECURITY_GROUPS:
            more = " and one for private_cidrs" if own else ""
            refuse(
                "too-many-security-groups",
                f"the control plane accepts {MAX_CLUSTER_SECURITY_GROUPS} further groups at most, here are {count}{more} (facts 7.9)",
                allowed=f"at most {MAX_CLUSTER_SECURITY_GROUPS - own}",
                fix="join the rules of some of them",
            )
        return count

    @field_validator("egress_zones")
    @classmethod
    def _egress(cls, zones: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        endpoint = info.data.get("endpoint")
        if endpoint and not endpoint.is_private and ANYWHERE not in endpoint.public_cidrs:
            if not zones:
                refuse(
                    "public-only-egress",
                    "with a public endpoint only, nodes reach the API server from the addresses of their NAT gateways, and none are given (facts 3.6)",
                    allowed="egress_ips by zone id",
                    fix="write mode: public-and-private, or pass egress_ips",
                )
            if len(endpoint.public_cidrs) + len(zones) > MAX_PUBLIC_CIDRS:
                refuse(
                    "too-many-public-cidrs",
                    f"with the {len(zones)} addresses of NAT gateways the list has more than {MAX_PUBLIC_CIDRS} blocks (facts 3.8)",
                    allowed=f"{MAX_PUBLIC_CIDRS} blocks in all",
                    fix="join neighbouring blocks",
                )
        return zones
