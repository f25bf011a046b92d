"""IAM roles of control planes, nodes and pods: whom they trust, and what they allow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.access import AccessEntry, AccessPolicy
from eks_shared_vpc.preview.aws.addon import Addon, addons_are_known, cni_of, installs_by_kubernetes
from eks_shared_vpc.preview.aws.cluster import Cluster, all_are_placed
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.pod_identity import PodIdentity
from eks_shared_vpc.preview.aws.role import PolicyAttachment, Role, RolePolicy
from eks_shared_vpc.preview.fixes import Add, Declare, Output, Set, WaitFor, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import arn_prefix, partition_of, service_principal

ASSUME = ("sts:AssumeRole",)
ASSUME_AND_TAG = ("sts:AssumeRole", "sts:TagSession")
POD_GROUPS = "AmazonEKSVPCResourceController"
CNI_ACCOUNT = "aws-node"


@dataclass(frozen=True, slots=True)
class Want:
    """A managed policy that EKS documents for a role.

    Attributes:
        policies: Its name, and the names of others that allow as much.
        services: Services whose actions it allows: a policy of the user's own that allows some may take its place.
    """

    policies: tuple[str, ...]
    services: tuple[str, ...]


OF_CLUSTERS = (Want(("AmazonEKSClusterPolicy",), ("ec2",)),)
OF_AUTO_MODE = (
    Want(("AmazonEKSComputePolicy",), ("ec2",)),
    Want(("AmazonEKSBlockStoragePolicy",), ("ec2",)),
    Want(("AmazonEKSLoadBalancingPolicy",), ("elasticloadbalancing",)),
    Want(("AmazonEKSNetworkingPolicy",), ("ec2",)),
)
REGISTRY = tuple(f"AmazonEC2ContainerRegistry{kind}" for kind in ("PullOnly", "ReadOnly", "PowerUser", "FullAccess"))
OF_NODES = (
    Want(("AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"), ("ec2", "eks")),
    Want(REGISTRY, ("ecr",)),
)
OF_FARGATE = (Want(("AmazonEKSFargatePodExecutionRolePolicy",), ("ecr",)),)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of a declared role by a cluster, its nodes or its pods.

    Attributes:
        user: What uses it.
        role: The role.
        service: The service that assumes it.
        actions: What its trust policy has to allow.
        wants: The policies that it needs.
    """

    user: View
    role: Role
    service: str
    actions: tuple[str, ...]
    wants: tuple[Want, ...] = ()


@rule(Level.ERROR, "facts 8.1, 8.2, 8.4, 8.13")
def role_not_assumable(model: Model) -> Iterator[Remark]:
    """A role can be assumed only by the services that its trust policy allows: EKS for a cluster, EC2 for nodes, Fargate and Pod Identity for pods."""
    for use in _uses(model):
        role, service = use.role, use.service
        if role.trusts(service, use.actions) is False:
            message = f"{role.name} is the role of {use.user.kind} {use.user.name}, and its trust policy does not allow {service} {' and '.join(use.actions)}"
            statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(use.actions)}
            yield Remark(role, message, fix(Add(role, "assume_role_policy.Statement", statement)))


@rule(Level.WARNING, "facts 8.1, 8.2, 8.4, 11.7")
def role_lacks_policy(model: Model) -> Iterator[Remark]:
    """EKS documents the managed policies that the roles of clusters, nodes and Fargate need. A policy of the user's own that allows actions of the same service may take the place of one."""
    for use in _uses(model):
        missing = [each for each in use.wants if use.role.is_transparent and not _has(use.role, each)]
        if missing:
            names = ", ".join(" or ".join(each.policies[:2]) for each in missing)
            message = f"{use.role.name} is the role of {use.user.kind} {use.user.name}, and does not have {names}"
            attached = (_attached(use.role, each.policies[0], _users(use.role)) for each in missing)
            yield Remark(use.role, message, fix(*attached))


@rule(Level.ERROR, "facts 8.3")
def ipv6_node_role(model: Model) -> Iterator[Remark]:
    """AmazonEKS_CNI_Policy covers IPv4 only. On an IPv6 cluster the VPC CNI cannot assign addresses to pods unless another policy allows it."""
    seen = all_are_placed(model, PodIdentity) and not installs_by_kubernetes(model)
    for cluster in model.all(Cluster) if seen else ():
        if cluster.is_ipv6 is not True or _cni_has_a_role(cluster) or not addons_are_known(cluster):
            continue
        for role, users in _roles_of_nodes(cluster).items():
            if role.is_transparent and not role.may_do("ec2:AssignIpv6Addresses"):
                message = (
                    f"{role.name} does not allow ec2:AssignIpv6Addresses, which the VPC CNI of {cluster.name} needs"
                )
                inputs = {"role": Output(role, "name"), "policy": _ipv6_policy(role.region)}
                declared = Declare(RolePolicy, f"{role.name}-ipv6", role, inputs, before=tuple(users))
                yield Remark(role, message, fix(declared))


@rule(Level.ERROR, "facts 7.11")
def pod_groups_without_permission(model: Model) -> Iterator[Remark]:
    """The control plane attaches the security groups of pods, and its role needs AmazonEKSVPCResourceController for that."""
    for cluster in model.all(Cluster):
        role = model.find(cluster.role_arn, Role)
        wanted = any(each.env.flag("ENABLE_POD_ENI", default=False) is True for each in cluster.of(Addon))
        if role is None or not wanted or not role.is_transparent or POD_GROUPS in role.managed:
            continue
        if not role.may_do("ec2:CreateNetworkInterface"):
            message = (
                f"{role.name} of {cluster.name} does not have {POD_GROUPS}, and the VPC CNI has ENABLE_POD_ENI=true"
            )
            yield Remark(role, message, fix(_attached(role, POD_GROUPS, _users(role))))


@rule(Level.NOTICE, "facts 8.7, from memory")
def role_before_policies(model: Model) -> Iterator[Remark]:
    """A cluster or node group that does not wait for the policies of its role is deleted after them, and cannot delete what it created then (from memory)."""
    for use in _uses(model):
        if not isinstance(use.user, Cluster | NodeGroup) or use.role.stack != use.user.stack:
            continue
        missing = tuple(each for each in use.role.policies if not use.user.waits_for(each))
        if missing:
            message = f"{use.user.kind} {use.user.name} does not wait for {missing[0].name}, a policy of its role"
            yield Remark(use.user, message, fix(WaitFor(use.user, missing)))


@rule(Level.ERROR, "facts 8.6")
def arn_of_another_partition(model: Model) -> Iterator[Remark]:
    """An ARN names its partition. One of another partition does not exist in the region."""
    for view, path, arn in _arns(model):
        parts = str(arn).split(":")
        partition = partition_of(view.region)
        if parts[0] == "arn" and view.region and parts[1:2] != [partition]:
            message = f"{view.name} has {path} {arn}, which does not exist in {view.region}"
            yield Remark(view, message, fix(Set(view, path, ":".join(["arn", partition, *parts[2:]]))))


def _ipv6_policy(region: str) -> Mapping[str, object]:
    """What the VPC CNI needs on IPv6 clusters (facts 8.3)."""
    reads = ("DescribeInstances", "DescribeTags", "DescribeNetworkInterfaces", "DescribeInstanceTypes")
    assigns = ["ec2:AssignIpv6Addresses", *(f"ec2:{each}" for each in reads)]
    interfaces = f"{arn_prefix(region)}:ec2:*:*:network-interface/*"
    statements = [
        {"Effect": "Allow", "Action": assigns, "Resource": "*"},
        {"Effect": "Allow", "Action": ["ec2:CreateTags"], "Resource": interfaces},
    ]
    return {"Version": "2012-10-17", "Statement": statements}


@indexed
def _uses(model: Model) -> Sequence[Use]:
    """Each use of a declared role."""
    return tuple(_found_uses(model))


def _found_uses(model: Model) -> Iterator[Use]:
    for cluster in model.all(Cluster):
        auto = cluster.is_auto_mode is True
        actions, wants = (ASSUME_AND_TAG, (*OF_CLUSTERS, *OF_AUTO_MODE)) if auto else (ASSUME, OF_CLUSTERS)
        yield from _use(cluster, cluster.role_arn, "eks.amazonaws.com", actions, wants)
    for nodes in model.all(NodeGroup):
        yield from _use(nodes, nodes.role_arn, service_principal("ec2", nodes.region), ASSUME, OF_NODES)
    for profile in model.all(FargateProfile):
        yield from _use(profile, profile.role_arn, "eks-fargate-pods.amazonaws.com", ASSUME, OF_FARGATE)
    for pods in model.all(PodIdentity):
        yield from _use(pods, pods.role_arn, "pods.eks.amazonaws.com", ASSUME_AND_TAG)


def _use(
    user: View, value: object, service: str, actions: tuple[str, ...], wants: tuple[Want, ...] = ()
) -> Iterator[Use]:
    role = user.model.find(value, Role)
    if role is not None:
        yield Use(user, role, service, actions, wants)


@indexed
def _users_of_roles(model: Model) -> Mapping[Role, list[Use]]:
    return grouped(_uses(model), lambda each: each.role)


def _users(role: Role) -> tuple[View, ...]:
    return tuple(each.user for each in _users_of_roles(role.model).get(role, ()))


def _has(role: Role, want: Want) -> bool:
    own = any(each.split(":", 1)[0].lower() in (*want.services, "*") for each in role.own_actions)
    return own or bool(role.managed & set(want.policies)) or role.may_do(f"{want.services[0]}:*")


def _attached(role: Role, policy: str, users: tuple[View, ...]) -> Declare:
    arn = f"{arn_prefix(role.region)}:iam::aws:policy/{policy}"
    inputs = {"role": Output(role, "name"), "policy_arn": arn}
    return Declare(PolicyAttachment, f"{role.name}-{policy}", role, inputs, before=users)


def _cni_has_a_role(cluster: Cluster) -> bool:
    """Whether the VPC CNI has a role of its own, or may have one that is not known."""
    addon = cni_of(cluster)
    pods = (each.service_account for each in cluster.of(PodIdentity))
    return (addon is not None and addon.has_role) or any(
        not isinstance(each, str) or each == CNI_ACCOUNT for each in pods
    )


def _roles_of_nodes(cluster: Cluster) -> Mapping[Role, list[NodeGroup]]:
    return grouped(cluster.of(NodeGroup), lambda each: cluster.model.find(each.role_arn, Role))


def _arns(model: Model) -> Iterator[tuple[View, str, object]]:
    """Each property that holds the ARN of a policy or principal."""
    for attachment in model.all(PolicyAttachment):
        yield attachment, "policy_arn", attachment.policy_arn
    for policy in model.all(AccessPolicy):
        yield policy, "policy_arn", policy.policy_arn
        yield policy, "principal_arn", policy.principal_arn
    for entry in model.all(AccessEntry):
        yield entry, "principal_arn", entry.principal_arn
