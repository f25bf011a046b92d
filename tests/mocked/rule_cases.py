"""A small world in which every rule holds, declared without this package's components, and cases that change one thing in it.

The network is one account's, the cluster another's, on shared subnets. A change is written as Pulumi arguments, so that a
case also holds the rule to the names that the provider really has.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pulumi
import pulumi_aws as aws

from eks_shared_vpc.preview.findings import Finding, Rule
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.rules import ALL_RULES
from tests.support import OWNER, PARTICIPANT, graph_of, provider

RULES = {rule.id: rule for rule in ALL_RULES}
AWS_POLICY = "arn:aws:iam::aws:policy"
GONE = object()
"""As a change: the resource is not declared."""


@dataclass(frozen=True)
class Case:
    """A graph, and the names of what a rule finds in it."""

    rule: str
    title: str
    graph: Callable[[], Graph]
    found: tuple[str, ...] = ()


class World:
    """Declares resources by name, with changes; what is made can be had by name."""

    def __init__(self, changes: Mapping[str, Any], region: str) -> None:
        self._changes, self._made, self.region = changes, dict[str, Any](), region
        self.used: set[str] = set()
        self.owner = pulumi.ResourceOptions(provider=provider("owner", OWNER, region))
        self.participant = pulumi.ResourceOptions(provider=provider("participant", PARTICIPANT, region))

    def __getitem__(self, name: str) -> Any:
        return self._made[name]

    def everything(self) -> list[Any]:
        """All that has been declared so far."""
        return list(self._made.values())

    def make(self, kind: Any, name: str, base: pulumi.ResourceOptions, /, **inputs: Any) -> Any:
        """Declare a resource with the changes that there are for its name; ``waits: False`` takes its edges away."""
        change = self._changes.get(name, {})
        self.used.add(name)
        if change is GONE:
            return None
        for key, value in change.items():
            inputs[key] = value(self) if callable(value) else value
        if not inputs.pop("waits", True):
            base = pulumi.ResourceOptions(provider=base.provider)
        own = inputs.pop("opts", None)
        given = {key: value for key, value in inputs.items() if value is not None}
        self._made[name] = kind(name, **given, opts=pulumi.ResourceOptions.merge(base, own))
        return self._made[name]


def after(opts: pulumi.ResourceOptions, *resources: Any) -> pulumi.ResourceOptions:
    """Options that wait for resources, those that are not declared left out."""
    there = [each for each in resources if each is not None]
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=there))


def trust(service: str, *actions: str) -> str:
    """A trust policy."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(actions or ["sts:AssumeRole"])}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def world(
    changes: Mapping[str, Any] | None = None,
    extra: Callable[[World], object] | None = None,
    region: str = "us-west-2",
) -> Callable[[], Graph]:
    """The graph of the world with changes by resource name, and with more resources in it."""

    def run() -> None:
        made = World(changes or {}, region)
        _network(made)
        _cluster(made)
        if extra is not None:
            extra(made)
        assert set(changes or {}) <= made.used, f"changes of what is not there: {set(changes or {}) - made.used}"

    return lambda: graph_of(run)


def _network(made: World) -> None:
    def own(kind: Any, name: str, /, *waits: Any, **inputs: Any) -> Any:
        return made.make(kind, name, after(made.owner, *waits), **inputs)

    vpc = own(aws.ec2.Vpc, "vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    igw = own(aws.ec2.InternetGateway, "igw", vpc_id=vpc.id)
    tables = {name: own(aws.ec2.RouteTable, f"table-{name}", vpc_id=vpc.id) for name in ("public", "az1", "az2")}
    own(
        aws.ec2.Route,
        "route-public",
        route_table_id=tables["public"].id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=igw.id if igw else "igw-1",
    )
    subnets = {}
    for number, zone in ((1, "az1"), (2, "az2")):
        for tier, block in (
            ("public", f"10.0.{number}0.0/24"),
            ("private", f"10.0.{number}1.0/24"),
            ("cluster", f"10.0.{number}2.0/28"),
        ):
            subnets[f"{tier}-{zone}"] = own(
                aws.ec2.Subnet,
                f"{tier}-{zone}",
                vpc_id=vpc.id,
                cidr_block=block,
                availability_zone_id=f"usw2-{zone}",
                tags={"eks-shared-vpc:tier": tier},
            )
            own(
                aws.ec2.RouteTableAssociation,
                f"association-{tier}-{zone}",
                subnet_id=subnets[f"{tier}-{zone}"].id,
                route_table_id=tables["public" if tier == "public" else zone].id,
            )
        eip = own(aws.ec2.Eip, f"eip-{zone}", domain="vpc", opts=pulumi.ResourceOptions(protect=True))
        nat = own(aws.ec2.NatGateway, f"nat-{zone}", igw, allocation_id=eip.id, subnet_id=subnets[f"public-{zone}"].id)
        own(
            aws.ec2.Route,
            f"route-{zone}",
            route_table_id=tables[zone].id,
            destination_cidr_block="0.0.0.0/0",
            nat_gateway_id=nat.id,
        )
    own(
        aws.ec2.VpcEndpoint,
        "s3",
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{made.region}.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=[tables["az1"].id, tables["az2"].id],
    )
    group = own(aws.ec2.SecurityGroup, "clients", vpc_id=vpc.id)
    own(
        aws.vpc.SecurityGroupIngressRule,
        "clients-vpc",
        security_group_id=group.id,
        cidr_ipv4="10.0.0.0/16",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
    )
    own(
        aws.ec2.VpcEndpoint,
        "eks",
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{made.region}.eks",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=[subnets["private-az1"].id, subnets["private-az2"].id],
        security_group_ids=[group.id],
    )
    share = own(aws.ram.ResourceShare, "share", allow_external_principals=False)
    for name, subnet in subnets.items():
        own(aws.ram.ResourceAssociation, f"share-{name}", resource_share_arn=share.arn, resource_arn=subnet.arn)
    own(aws.ram.PrincipalAssociation, "share-participant", resource_share_arn=share.arn, principal=PARTICIPANT)


def _cluster(made: World) -> None:
    network = made.everything()

    def own(kind: Any, name: str, /, *waits: Any, **inputs: Any) -> Any:
        return made.make(kind, name, after(made.participant, *waits), **inputs)

    for tier, role in (("public", "kubernetes.io/role/elb"), ("private", "kubernetes.io/role/internal-elb")):
        for zone in ("az1", "az2"):
            own(aws.ec2.Tag, f"tag-{tier}-{zone}", *network, resource_id=made[f"{tier}-{zone}"].id, key=role, value="1")
    own(aws.cloudwatch.LogGroup, "logs", name="/aws/eks/pay/cluster", retention_in_days=90)
    role = own(aws.iam.Role, "control", assume_role_policy=trust("eks.amazonaws.com"))
    policy = own(
        aws.iam.RolePolicyAttachment,
        "control-cluster",
        role=role.name,
        policy_arn=f"{AWS_POLICY}/AmazonEKSClusterPolicy",
    )
    cluster = own(
        aws.eks.Cluster,
        "cluster",
        policy,
        *network,
        name="pay",
        version="1.33",
        role_arn=role.arn,
        vpc_config=vpc_config()(made),
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        bootstrap_self_managed_addons=False,
        enabled_cluster_log_types=["audit"],
        kubernetes_network_config={"ip_family": "ipv4", "service_ipv4_cidr": "172.20.0.0/16"},
    )
    admin = f"arn:aws:iam::{PARTICIPANT}:role/admin"
    own(aws.eks.AccessEntry, "admin", cluster_name=cluster.name, principal_arn=admin)
    own(
        aws.eks.AccessPolicyAssociation,
        "admin-policy",
        cluster_name=cluster.name,
        principal_arn=admin,
        policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope={"type": "cluster"},
    )

    def addon(name: str, *waits: Any) -> Any:
        version = "v1.0.0-eksbuild.1"
        return own(aws.eks.Addon, name, *waits, cluster_name=cluster.name, addon_name=name, addon_version=version)

    addons = [addon(name) for name in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")]
    nodes = own(aws.iam.Role, "worker", assume_role_policy=trust("ec2.amazonaws.com"))
    attachments = [
        own(aws.iam.RolePolicyAttachment, f"worker-{label}", role=nodes.name, policy_arn=f"{AWS_POLICY}/{name}")
        for label, name in (
            ("node", "AmazonEKSWorkerNodePolicy"),
            ("registry", "AmazonEC2ContainerRegistryPullOnly"),
            ("cni", "AmazonEKS_CNI_Policy"),
        )
    ]
    template = own(
        aws.ec2.LaunchTemplate,
        "template",
        vpc_security_group_ids=[cluster.vpc_config.cluster_security_group_id],
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 50, "encrypted": "true"}}],
    )
    group = own(
        aws.eks.NodeGroup,
        "nodes",
        *attachments,
        *addons,
        *network,
        cluster_name=cluster.name,
        node_role_arn=nodes.arn,
        subnet_ids=[made["private-az1"].id, made["private-az2"].id],
        scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
        ami_type="AL2023_x86_64_STANDARD",
        launch_template={"id": template.id, "version": "1"},
    )
    addon("coredns", group)
    pods = own(
        aws.iam.Role, "pods", assume_role_policy=trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")
    )
    own(
        aws.eks.PodIdentityAssociation,
        "identity",
        cluster_name=cluster.name,
        namespace="pay",
        service_account="ledger",
        role_arn=pods.arn,
    )


def vpc_config(*subnets: str, **changes: Any) -> Callable[[World], Any]:
    """The cluster's vpc_config, on these subnets or on its own, with changes; a change may ask the world."""

    def made(world_: World) -> Any:
        right = {
            "subnet_ids": [world_[name].id for name in subnets or ("cluster-az1", "cluster-az2")],
            "endpoint_private_access": True,
            "endpoint_public_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        }
        asked = {key: value(world_) if callable(value) else value for key, value in changes.items()}
        return {key: value for key, value in {**right, **asked}.items() if value is not None}

    return made


def ids(*names: str) -> Callable[[World], list[Any]]:
    """Ids of resources of the world."""
    return lambda made: [made[name].id for name in names]


@cache
def healthy() -> Graph:
    """The world as it is, recorded once."""
    return world()()


def wrong(rule: Rule, title: str, graph: Callable[[], Graph], *found: str) -> Case:
    """A case in which a rule finds these resources."""
    return Case(rule.id, title, graph, found)


def right(rule: Rule, title: str, graph: Callable[[], Graph]) -> Case:
    """A case in which a rule finds nothing, although it looks closely."""
    return Case(rule.id, title, graph)


def complying(rules: Iterable[Rule]) -> list[Case]:
    """That the world as it is satisfies each rule."""
    return [Case(rule.id, "the world as it is", healthy) for rule in rules]


def findings(case: Case) -> tuple[Graph, list[Finding]]:
    """What the case's rule finds in its graph."""
    graph = case.graph()
    return graph, list(RULES[case.rule].findings(graph))


def label(case: Case) -> str:
    """How a case is called."""
    return f"{case.rule}: {case.title}"


def assert_found(case: Case) -> None:
    """The rule finds what it is for, says so of the right resources, and says what to do."""
    graph, found = findings(case)
    assert sorted({graph.resources[each.where].name for each in found}) == sorted(case.found)
    rule = RULES[case.rule]
    for each in found:
        assert (each.id, each.level, each.facts) == (rule.id, rule.level, rule.facts)
        assert graph.resources[each.where].name.split("-")[0] in each.message, "naming the resource"
        assert each.fix, "and what to do"


def assert_left_alone(case: Case) -> None:
    """The rule has something to look at, and nothing to say."""
    graph, found = findings(case)
    assert len(graph) > 3, "otherwise the rule had nothing to look at"
    assert [each.message for each in found] == []


def assert_covered(cases: Iterable[Case], rules: Iterable[Rule]) -> None:
    """Every rule has a case that violates it and one that complies."""
    covered = {(case.rule, bool(case.found)) for case in cases}
    assert covered == {(rule.id, violating) for rule in rules for violating in (True, False)}
