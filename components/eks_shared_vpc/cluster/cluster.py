"""An EKS cluster of one account, on subnets of its own or of another account."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from eks_shared_vpc.boundary import spec_from_args
from eks_shared_vpc.cluster.args import EksClusterArgs
from eks_shared_vpc.cluster.kubeconfig import kubeconfig
from eks_shared_vpc.cluster.node_groups import declare_node_group
from eks_shared_vpc.cluster.outputs import certificate_authority, cluster_security_group_id, oidc_issuer
from eks_shared_vpc.cluster.plan import AddonPlan
from eks_shared_vpc.cluster.roles import Role, declare_role
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.regions import service_principal

__all__ = ["EksCluster"]


class EksCluster(pulumi.ComponentResource):
    """A control plane with managed node groups, add-ons, access entries and pod identities.

    Everything goes through the EKS API: no Kubernetes provider, no ``aws`` command and no reach to the API server are
    needed to provision it. The order is in the edges: roles and logs, control plane, the add-ons that nodes need, node
    groups, all other add-ons. The component's own ``depends_on`` reaches the control plane, so that routes, endpoints
    and shares are in place before it.
    """

    cluster_name: pulumi.Output[str]
    """The cluster's name in AWS."""
    endpoint: pulumi.Output[str]
    """URL of the API server."""
    certificate_authority: pulumi.Output[str]
    """The API server's certificate authority, in base64."""
    oidc_issuer: pulumi.Output[str]
    """URL of the cluster's OIDC issuer."""
    cluster_security_group_id: pulumi.Output[str]
    """The group that EKS creates, of control plane and nodes (facts 7.1)."""
    node_role_arns: pulumi.Output[Sequence[str]]
    """ARNs of the nodes' roles."""
    kubeconfig: pulumi.Output[str]
    """A kubeconfig that gets its credentials from ``aws eks get-token``; it holds no secret."""

    workload_services: pulumi.Output[Sequence[str]]
    """AWS services that workloads use, as given, for the preview's proof."""

    def __init__(self, name: str, args: EksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(EksClusterSpec, _named(args, name), name)
        super().__init__("eks-shared-vpc:index:EksCluster", name, {}, opts)
        self._prefix, self._spec, self._aws_name = name, spec, spec.cluster_name or name
        self._cluster_plan = plan = spec.plan
        self._after = opts.depends_on if opts else None

        cluster_role = declare_role(
            f"{name}-cluster", "eks.amazonaws.com", ["sts:AssumeRole"], plan.cluster_policies, spec.tags, self
        )
        node_role, node_policies = self._declare_node_role()
        self.cluster = self._declare_control_plane(cluster_role)
        self.cluster_security_group_id = cluster_security_group_id(self.cluster)
        self.core = self._core(cluster_role)
        self._declare_access()
        before = [self._declare_addon(addon, []) for addon in plan.addons_before_nodes]
        self.node_groups = {
            group.name: declare_node_group(
                f"{name}-{group.name}",
                group,
                self.core,
                node_role.role.arn,
                spec.placement.node_subnets,
                [self.cluster_security_group_id, *spec.node_security_group_ids],
                spec.tags,
                self,
                [*before, *node_policies],
            )
            for group in plan.node_groups
        }
        for addon in plan.addons_after_nodes:
            self._declare_addon(addon, [*before, *self.node_groups.values()])
        self._declare_pod_identities()
        if spec.oidc_provider:
            self._declare_oidc_provider()

        self.cluster_name = self.cluster.name
        self.endpoint = self.cluster.endpoint
        self.certificate_authority = certificate_authority(self.cluster)
        self.oidc_issuer = oidc_issuer(self.cluster)
        self.node_role_arns = pulumi.Output.all(node_role.role.arn)
        self.kubeconfig = pulumi.Output.all(self.cluster.name, self.endpoint, self.certificate_authority).apply(
            lambda known: kubeconfig(known[0], spec.region, known[1], known[2], spec.kubeconfig_role_arn)
        )
        self.workload_services = pulumi.Output.from_input(list(spec.workload_services))
        # The preview does not warn of what is said to be meant. Nothing is registered elsewhere, where it would show as a change.
        meant = {"open_to_the_world": True} if spec.endpoint.open_to_the_world else {}
        self.register_outputs({**{key: getattr(self, key) for key in type(self).__annotations__}, **meant})

    def _child(self, **options: Any) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, **options)

    def _tags(self, name: str) -> dict[str, str]:
        return {**self._spec.tags, "Name": name}

    def _declare_node_role(self) -> tuple[Role, list[pulumi.Resource]]:
        """The role of the nodes, and all that gives it permissions: nodes need every one of them."""
        name, spec, plan = f"{self._prefix}-node", self._spec, self._cluster_plan
        principal = service_principal("ec2", spec.region)
        role = declare_role(name, principal, ["sts:AssumeRole"], plan.node_policies, spec.tags, self)
        policies: list[pulumi.Resource] = list(role.attachments)
        if plan.node_statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": list(plan.node_statements)})
            policies.append(aws.iam.RolePolicy(f"{name}-ipv6", role=role.role.id, policy=document, opts=self._child()))
        return role, policies

    def _declare_control_plane(self, role: Role) -> aws.eks.Cluster:
        name, spec = self._prefix, self._spec
        # EKS would create this group itself, without tags and without a retention.
        group = f"{name}-control-plane"
        logs = aws.cloudwatch.LogGroup(
            group,
            name=f"/aws/eks/{self._aws_name}/cluster",
            retention_in_days=spec.log_retention_days,
            tags=self._tags(group),
            opts=self._child(),
        )
        key = spec.kms_key_arn
        return aws.eks.Cluster(
            name,
            name=self._aws_name,
            version=spec.version,
            role_arn=role.role.arn,
            vpc_config={
                "subnet_ids": [each for _, each in sorted(spec.placement.cluster_subnets.items())],
                "security_group_ids": [*spec.security_group_ids, *self._declare_api_clients()],
                "endpoint_private_access": spec.endpoint.is_private,
                "endpoint_public_access": spec.endpoint.is_public,
                "public_access_cidrs": self._public_access_cidrs(),
            },
            # Both said from the first day: adding the block later can replace the cluster (engine-facts 11.10). Nobody is
            # an admin but by an access entry, and entries need no reach to the API server (facts 8.22, 8.23).
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
            bootstrap_self_managed_addons=False,  # they are add-ons of ours, in the order that nodes need (facts 11.11)
            kubernetes_network_config={
                "ip_family": spec.ip_family.value,
                "service_ipv4_cidr": str(spec.service_cidr) if spec.service_cidr else None,
            },
            enabled_cluster_log_types=list(spec.log_types),
            encryption_config={"provider": {"key_arn": key}, "resources": ["secrets"]} if key else None,
            deletion_protection=spec.deletion_protection,
            upgrade_policy={"support_type": spec.support_type.value},
            zonal_shift_config={"enabled": spec.zonal_shift},
            tags=self._tags(name),
            opts=self._child(depends_on=_and([*role.attachments, logs], self._after)),
        )

    def _declare_api_clients(self) -> list[pulumi.Input[str]]:
        """The security group of those networks that may reach the private endpoint; of the control plane only (facts 3.20, 7.5)."""
        blocks = self._spec.endpoint.private_cidrs
        if not blocks:
            return []
        name = f"{self._prefix}-api-clients"
        group = aws.ec2.SecurityGroup(
            name,
            vpc_id=self._spec.placement.vpc_id,
            description="Connected networks that reach the Kubernetes API",
            tags=self._tags(name),
            opts=self._child(depends_on=self._after),
        )
        for label, block in blocks.items():
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-{label}",
                security_group_id=group.id,
                cidr_ipv4=str(block),
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                description=f"Kubernetes API from {label}",
                tags=self._tags(f"{name}-{label}"),
                opts=self._child(),
            )
        return [group.id]

    def _public_access_cidrs(self) -> list[pulumi.Input[str]] | None:
        endpoint, egress_ips = self._spec.endpoint, self._spec.placement.egress_ips
        listed: list[pulumi.Input[str]] = [str(block) for block in endpoint.public_cidrs]
        if endpoint.lists_egress:
            # The nodes' own traffic uses the public endpoint and has to be on the list (facts 3.6).
            listed += [pulumi.Output.format("{}/32", egress_ips[zone]) for zone in sorted(egress_ips)]
        return listed or None

    def _core(self, role: Role) -> eks.CoreDataArgs:
        """What every pulumi_eks component needs to know of the cluster, so that a user's own can run on it."""
        return eks.CoreDataArgs(
            cluster=self.cluster,
            cluster_iam_role=role.role,
            endpoint=self.cluster.endpoint,
            instance_roles=[],  # with authentication mode API roles are admitted by access entries
            node_group_options=eks.ClusterNodeGroupOptionsArgs(),
            provider=None,  # type: ignore[arg-type]  # the Kubernetes provider that nothing here needs
            subnet_ids=[self._spec.placement.node_subnets[zone] for zone in self._spec.node_zones],
            vpc_id=self._spec.placement.vpc_id,
        )

    def _declare_access(self) -> None:
        for label, arn in self._cluster_plan.admins.items():
            name = f"{self._prefix}-admin-{label}"
            entry = aws.eks.AccessEntry(
                name,
                cluster_name=self.cluster.name,
                principal_arn=arn,
                type="STANDARD",
                tags=self._tags(name),
                opts=self._child(),
            )
            aws.eks.AccessPolicyAssociation(
                name,
                cluster_name=self.cluster.name,
                principal_arn=entry.principal_arn,
                policy_arn=self._cluster_plan.admin_policy,
                access_scope={"type": "cluster"},
                opts=self._child(),
            )

    def _declare_addon(self, addon: AddonPlan, after: Sequence[pulumi.Resource]) -> aws.eks.Addon:
        name = f"{self._prefix}-{addon.name}"
        return aws.eks.Addon(
            name,
            cluster_name=self.cluster.name,
            addon_name=addon.name,
            addon_version=addon.version,
            configuration_values=json.dumps(addon.configuration, sort_keys=True) if addon.configuration else None,
            service_account_role_arn=addon.service_account_role_arn,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="PRESERVE",
            tags=self._tags(name),
            opts=self._child(depends_on=list(after)),
        )

    def _declare_pod_identities(self) -> None:
        for label, pod in self._cluster_plan.pod_identities.items():
            name = f"{self._prefix}-pod-{label}"
            role_arn = pod.role_arn
            if role_arn is None:
                policies = {arn.split(":policy/")[-1].replace("/", "-"): arn for arn in pod.policy_arns}
                role = declare_role(
                    name,
                    "pods.eks.amazonaws.com",
                    ["sts:AssumeRole", "sts:TagSession"],
                    policies,
                    self._spec.tags,
                    self,
                )
                role_arn = role.role.arn
            aws.eks.PodIdentityAssociation(
                name,
                cluster_name=self.cluster.name,
                namespace=pod.namespace,
                service_account=pod.service_account,
                role_arn=role_arn,
                target_role_arn=pod.target_role_arn,
                tags=self._tags(name),
                opts=self._child(),
            )

    def _declare_oidc_provider(self) -> None:
        # No thumbprint: IAM needs none, and fetching it fails wherever an endpoint of eks hides the issuer (facts 5.6, 8.20).
        aws.iam.OpenIdConnectProvider(
            self._prefix,
            url=oidc_issuer(self.cluster),
            client_id_lists=["sts.amazonaws.com"],
            tags=self._tags(self._prefix),
            opts=self._child(),
        )


def _named(args: EksClusterArgs, name: str) -> object:
    """The arguments with the component's name for a cluster that is given none, so that it is checked as one."""
    given: object = args
    if isinstance(given, Mapping) and given.get("cluster_name") is None:
        return {**given, "cluster_name": name}
    return given


def _and(own: Sequence[pulumi.Resource], given: Any) -> Any:
    """Dependencies of our own together with those of a component's options, which may be one, many or an Output."""
    if given is None:
        return list(own)
    if isinstance(given, pulumi.Output):
        return given.apply(lambda later: [*own, *(later if isinstance(later, Sequence) else [later])])
    return [*own, *(given if isinstance(given, Sequence) else [given])]
