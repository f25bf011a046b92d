"""IAM: who may assume the roles of control planes, nodes and pods, and what those roles may do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    FARGATE,
    NODE_GROUP,
    OfClusters,
    entries,
    grouped,
    known,
    mapping,
)
from eks_shared_vpc.regions import partition_of, service_principal

__all__ = ["RULES"]

ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
AGENT = "eks-pod-identity-agent"
REGISTRY = ("AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly")
AUTO_MODE = (
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)


@rule(Level.ERROR, "facts 8.1, 8.2, 8.4, 8.13")
def role_not_assumable(graph: Graph) -> Iterator[Violation]:
    """A role is of use only to the service that its trust policy names: EKS, EC2, Fargate's pods or Pod Identity."""
    for user, value, service, actions in _uses(graph):
        role = graph.find(value)
        trust = _document(role.inputs.get("assumeRolePolicy")) if role is not None and role.type == ROLE else None
        if role is not None and trust is not None and not _trusts(trust, service, actions):
            yield Violation(
                role,
                f"{role.name} is the role of {user.kind} {user.name}, and does not let {service} do {' and '.join(actions)}",
                f"let {service} do {', '.join(actions)} in its trust policy",
            )


@rule(Level.WARNING, "facts 8.1, 8.2, 8.4, 11.7")
def role_lacks_policy(graph: Graph) -> Iterator[Violation]:
    """EKS documents the managed policies that control planes, nodes and Fargate need. A role with policies of your own is left alone: they may say the same."""
    policies = _Policies(graph)
    for user, value, wanted in _wants(graph):
        role = graph.find(value)
        if role is None or role.type != ROLE or not policies.certain(role):
            continue
        has = policies.managed(role)
        missing = [" or ".join(each) for each in wanted if not has & set(each)]
        if missing:
            yield Violation(
                role,
                f"{role.name}, the role of {user.kind} {user.name}, lacks {', '.join(missing)}",
                "attach it to the role",
            )


@rule(Level.ERROR, "facts 8.3")
def ipv6_node_role(graph: Graph) -> Iterator[Violation]:
    """The managed policy of the VPC CNI covers IPv4 only; on an IPv6 cluster pods get no address unless a policy of your own lets the CNI assign them."""
    policies, groups = _Policies(graph), OfClusters(graph, NODE_GROUP)
    addons, pods = OfClusters(graph, "aws:eks/addon:Addon"), OfClusters(graph, POD_IDENTITY)
    for cluster in graph.of_type(CLUSTER):
        if cluster.block("kubernetesNetworkConfig").get("ipFamily") != "ipv6":
            continue
        cni = [each for each in addons[cluster] if each.inputs.get("addonName") == "vpc-cni"]
        own = any(
            each.inputs.get("serviceAccountRoleArn") or each.inputs.get("podIdentityAssociations") for each in cni
        )
        if own or any(each.inputs.get("serviceAccount") == "aws-node" for each in pods[cluster]):
            continue
        for role in dict.fromkeys(graph.find(each.inputs.get("nodeRoleArn")) for each in groups[cluster]):
            if role is not None and policies.certain(role) and "ec2:AssignIpv6Addresses" not in policies.inline(role):
                yield Violation(
                    role,
                    f"{role.name} has no permission to assign IPv6 addresses to the pods of {cluster.name}",
                    "allow ec2:AssignIpv6Addresses and what goes with it, in a policy of your own",
                )


@rule(Level.ERROR, "facts 7.11")
def pod_groups_without_permission(graph: Graph) -> Iterator[Violation]:
    """Security groups for pods are attached by the control plane, whose role needs AmazonEKSVPCResourceController for it."""
    policies, addons = _Policies(graph), OfClusters(graph, "aws:eks/addon:Addon")
    for cluster in graph.of_type(CLUSTER):
        role = graph.find(cluster.inputs.get("roleArn"))
        values = [mapping(_document(each.inputs.get("configurationValues"))) for each in addons[cluster]]
        wanted = any(str(mapping(each.get("env")).get("ENABLE_POD_ENI")).lower() == "true" for each in values)
        if role is None or not wanted or not policies.certain(role):
            continue
        if "AmazonEKSVPCResourceController" not in policies.managed(role):
            yield Violation(
                role,
                f"{role.name} of {cluster.name} lacks AmazonEKSVPCResourceController, for security groups of pods",
                "attach it to the role",
            )


@rule(Level.NOTICE, "facts 8.7, from memory")
def role_before_policies(graph: Graph) -> Iterator[Violation]:
    """What does not wait for its role's policies outlives them when everything is destroyed, and can then not clean up after itself (from memory)."""
    policies = _Policies(graph)
    for each in graph.of_type(CLUSTER, NODE_GROUP):
        role = graph.find(each.inputs.get("roleArn", each.inputs.get("nodeRoleArn")))
        rows = policies.of(role) if role is not None and role.stack == each.stack else ()
        missing = next((row for row in rows if not graph.waits_for(each, row)), None)
        if missing is not None:
            yield Violation(
                each, f"{each.kind} {each.name} does not wait for {missing.name}", "depends_on: the attachments"
            )


@rule(Level.ERROR, "facts 8.6")
def arn_of_another_partition(graph: Graph) -> Iterator[Violation]:
    """An ARN names its partition, and one of another partition does not exist in this region."""
    for each in graph.of_type(
        ATTACHMENT, "aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "aws:eks/accessEntry:AccessEntry"
    ):
        for key in ("policyArn", "principalArn"):
            parts = str(each.inputs.get(key)).split(":")
            if parts[0] == "arn" and each.region and parts[1] != partition_of(each.region):
                yield Violation(
                    each,
                    f"{each.name} names {each.inputs.get(key)}, which does not exist in {each.region}",
                    f"begin it with arn:{partition_of(each.region)}:",
                )


@rule(Level.WARNING, "facts 8.16")
def pod_identity_without_agent(graph: Graph) -> Iterator[Violation]:
    """Pods get the credentials of an association from the agent on their node, which is an add-on; Auto Mode has it built in."""
    pods, addons = OfClusters(graph, POD_IDENTITY), OfClusters(graph, "aws:eks/addon:Addon")
    for cluster in graph.of_type(CLUSTER):
        agent = any(each.inputs.get("addonName") == AGENT for each in addons[cluster]) or not addons.complete
        auto = cluster.block("computeConfig").get("enabled")
        if pods[cluster] and not agent and not auto:
            yield Violation(
                cluster, f"{cluster.name} has pod identities and no add-on {AGENT}", f"add the add-on {AGENT}"
            )


@rule(Level.ERROR, "facts 8.17")
def pod_identity_twice(graph: Graph) -> Iterator[Violation]:
    """A service account of a cluster has one pod identity at most."""
    pods = OfClusters(graph, POD_IDENTITY)
    for cluster in graph.of_type(CLUSTER):
        rows = grouped(
            pods[cluster], lambda each: (str(each.inputs.get("namespace")), str(each.inputs.get("serviceAccount")))
        )
        for (namespace, account), (first, *more) in rows.items():
            for each in more:
                if UNKNOWN not in (namespace, account):
                    yield Violation(
                        each,
                        f"{each.name} is for {namespace}/{account} of {cluster.name}, as {first.name} is",
                        "remove one of the two",
                    )


@rule(Level.ERROR, "facts 8.15")
def pod_identity_policy_with_session_tags(graph: Graph) -> Iterator[Violation]:
    """An association with a policy of its own is accepted only with session tags off."""
    for each in graph.of_type(POD_IDENTITY):
        if each.inputs.get("policy") and each.inputs.get("disableSessionTags") is not True:
            yield Violation(each, f"{each.name} has a policy and session tags", "disable_session_tags: true")


@rule(Level.NOTICE, "facts 5.6, 8.20, 15.14")
def thumbprints_given(graph: Graph) -> Iterator[Violation]:
    """IAM needs no thumbprint of an EKS issuer; fetching one fails behind an endpoint of eks, and one that was given once stays."""
    for each in graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider"):
        if each.inputs.get("thumbprintLists"):
            yield Violation(each, f"{each.name} has a list of thumbprints", "leave thumbprint_lists out")


@rule(Level.ERROR, "facts 8.21")
def oidc_provider_twice(graph: Graph) -> Iterator[Violation]:
    """An account has one OIDC provider for an issuer."""
    rows = grouped(
        graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider"),
        lambda each: (each.account, str(each.inputs.get("url"))) if known(each.inputs.get("url")) else None,
    )
    for (_, url), (first, *more) in rows.items():
        for each in more:
            yield Violation(each, f"{each.name} trusts {url}, as {first.name} does", "keep one of the two")


class _Policies:
    """The policies of roles, indexed once."""

    def __init__(self, graph: Graph) -> None:
        roles = graph.of_type(ROLE)
        self._roles = {
            (each.account, name): each for each in roles for name in (each.id, each.inputs.get("name")) if name
        }
        attached, inline = graph.of_type(ATTACHMENT), graph.of_type("aws:iam/rolePolicy:RolePolicy")
        self._attached, self._inline = grouped(attached, self._role), grouped(inline, self._role)
        self._placed = all(known(each.inputs.get("role")) for each in (*attached, *inline))

    def attachments(self, role: Resource) -> Sequence[Resource]:
        return self._attached.get(role, ())

    def of(self, role: Resource) -> Sequence[Resource]:
        """Attachments and inline policies."""
        return (*self.attachments(role), *self._inline.get(role, ()))

    def managed(self, role: Resource) -> set[str]:
        """Names of the policies that are attached."""
        return {arn.rsplit("/", 1)[-1] for arn in self._arns(role)}

    def inline(self, role: Resource) -> str:
        return " ".join(str(each.inputs.get("policy")) for each in self._inline.get(role, ()))

    def certain(self, role: Resource) -> bool:
        """Whether everything that the role may do can be judged: AWS's own policies, and inline ones that are known."""
        return (
            self._placed
            and all(":iam::aws:policy/" in arn for arn in self._arns(role))
            and UNKNOWN not in self.inline(role)
        )

    def _arns(self, role: Resource) -> list[str]:
        listed = [str(each) for each in entries(role.inputs.get("managedPolicyArns"))]
        return listed + [str(each.inputs.get("policyArn")) for each in self.attachments(role)]

    def _role(self, row: Resource) -> Resource | None:
        return self._roles.get((row.account, row.inputs.get("role")))


def _uses(graph: Graph) -> Iterator[tuple[Resource, Any, str, tuple[str, ...]]]:
    """Who uses which role, as which service, for what."""
    assume = ("sts:AssumeRole",)
    for each in graph.of_type(CLUSTER):
        auto = each.block("computeConfig").get("enabled")
        yield each, each.inputs.get("roleArn"), "eks.amazonaws.com", (*assume, "sts:TagSession") if auto else assume
    for each in graph.of_type(NODE_GROUP):
        yield each, each.inputs.get("nodeRoleArn"), service_principal("ec2", each.region or ""), assume
    for each in graph.of_type(FARGATE):
        yield each, each.inputs.get("podExecutionRoleArn"), "eks-fargate-pods.amazonaws.com", assume
    for each in graph.of_type(POD_IDENTITY):
        yield each, each.inputs.get("roleArn"), "pods.eks.amazonaws.com", (*assume, "sts:TagSession")


def _wants(graph: Graph) -> Iterator[tuple[Resource, Any, tuple[tuple[str, ...], ...]]]:
    """Who uses which role, and which policies it wants there, alternatives together."""
    for each in graph.of_type(CLUSTER):
        auto = each.block("computeConfig").get("enabled")
        more = tuple((name,) for name in AUTO_MODE) if auto else ()
        yield each, each.inputs.get("roleArn"), (("AmazonEKSClusterPolicy",), *more)
    for each in graph.of_type(NODE_GROUP):
        yield each, each.inputs.get("nodeRoleArn"), (("AmazonEKSWorkerNodePolicy",), REGISTRY)
    for each in graph.of_type(FARGATE):
        yield each, each.inputs.get("podExecutionRoleArn"), (("AmazonEKSFargatePodExecutionRolePolicy",),)


def _document(text: Any) -> Mapping[str, Any] | None:
    """A JSON document, or ``None`` where it is not known yet."""
    try:
        document = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return None
    return document if isinstance(document, Mapping) else None


def _trusts(trust: Mapping[str, Any], service: str, actions: Sequence[str]) -> bool:
    statements = trust.get("Statement", ())
    allowed: set[str] = set()
    for each in statements if isinstance(statements, list) else [statements]:
        services = mapping(mapping(each).get("Principal")).get("Service")
        if mapping(each).get("Effect") == "Allow" and service in (
            [services] if isinstance(services, str) else services or ()
        ):
            action = each.get("Action")
            allowed |= set([action] if isinstance(action, str) else action or ())
    return bool({"*", "sts:*"} & allowed) or set(actions) <= allowed


RULES: tuple[Rule, ...] = (
    role_not_assumable,
    role_lacks_policy,
    ipv6_node_role,
    pod_groups_without_permission,
    role_before_policies,
    arn_of_another_partition,
    pod_identity_without_agent,
    pod_identity_twice,
    pod_identity_policy_with_session_tags,
    thumbprints_given,
    oidc_provider_twice,
)
