"""What an EksCluster declares beside its nodes: control plane, access, roles, add-ons, pod identities, kubeconfig."""

import json
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import EksCluster, SharedVpc
from eks_shared_vpc.cluster.outputs import cluster_security_group_id
from eks_shared_vpc.preview.graph import UNKNOWN, Graph
from tests.support import (
    OWNER,
    PARTICIPANT,
    ZONES,
    cluster_args,
    graph_of,
    in_account,
    names,
    only,
    provider,
    recorded,
    vpc_args,
)

CLUSTER = "aws:eks/cluster:Cluster"
ADDON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
POD = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
NODES = "aws:eks/nodeGroup:NodeGroup"
COMPONENT = "eks-shared-vpc:index:EksCluster"
DEFAULT_CONTROL_PLANE: dict[str, Any] = {
    "name": "pay",
    "version": "1.33",
    "roleArn": "test/role/pay-cluster#arn",
    "vpcConfig": {
        "subnetIds": ["subnet-cluster-usw2-az1", "subnet-cluster-usw2-az2", "subnet-cluster-usw2-az3"],
        "securityGroupIds": [],
        "endpointPrivateAccess": True,
        "endpointPublicAccess": True,
        "publicAccessCidrs": ["52.94.76.0/24"],
    },
    "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
    "bootstrapSelfManagedAddons": False,
    "kubernetesNetworkConfig": {"ipFamily": "ipv4"},
    "enabledClusterLogTypes": ["api", "audit", "authenticator"],
    "deletionProtection": True,
    "upgradePolicy": {"supportType": "EXTENDED"},
    "zonalShiftConfig": {"enabled": False},
    "tags": {"Name": "pay"},
}


def cluster(**changes: Any) -> Graph:
    """A cluster with these arguments; one with an Output in it is a function, since Outputs are made in a program."""

    def program() -> None:
        made = {key: value() if callable(value) else value for key, value in changes.items()}
        EksCluster("pay", cluster_args(**made), in_account("payments", PARTICIPANT))

    return graph_of(program)


def test_the_control_plane_says_everything_that_has_another_default():
    assert only(cluster(), CLUSTER).inputs == DEFAULT_CONTROL_PLANE


@pytest.mark.parametrize(
    ("argument", "value", "key", "expected"),
    [
        ("cluster_name", "payments-1", "name", "payments-1"),
        ("version", "1.34", "version", "1.34"),
        ("deletion_protection", False, "deletionProtection", False),
        ("support_type", "STANDARD", "upgradePolicy", {"supportType": "STANDARD"}),
        ("zonal_shift", True, "zonalShiftConfig", {"enabled": True}),
        ("log_types", ["scheduler"], "enabledClusterLogTypes", ["scheduler"]),
        ("log_types", [], "enabledClusterLogTypes", []),
        ("tags", {"team": "pay"}, "tags", {"team": "pay", "Name": "pay"}),
        (
            "service_cidr",
            "172.20.0.0/16",
            "kubernetesNetworkConfig",
            {"ipFamily": "ipv4", "serviceIpv4Cidr": "172.20.0.0/16"},
        ),
        (
            "kms_key_arn",
            lambda: pulumi.Output.from_input("arn:aws:kms:key"),
            "encryptionConfig",
            {"provider": {"keyArn": "arn:aws:kms:key"}, "resources": ["secrets"]},
        ),
        (
            "security_group_ids",
            lambda: ["sg-1", pulumi.Output.from_input("sg-2")],
            "vpcConfig",
            {**DEFAULT_CONTROL_PLANE["vpcConfig"], "securityGroupIds": ["sg-1", "sg-2"]},
        ),
        (
            "cluster_subnet_ids",
            lambda: {"usw2-az1": "subnet-a", "usw2-az2": pulumi.Output.from_input("subnet-b")},
            "vpcConfig",
            {**DEFAULT_CONTROL_PLANE["vpcConfig"], "subnetIds": ["subnet-a", "subnet-b"]},
        ),
    ],
)
def test_an_argument_changes_its_input_of_the_control_plane_and_no_other(argument, value, key, expected):
    inputs = only(cluster(**{argument: value}), CLUSTER).inputs
    assert inputs == {**DEFAULT_CONTROL_PLANE, key: expected}


EGRESS = {"usw2-az1": "35.160.0.1", "usw2-az2": "35.160.0.2"}
ENDPOINT_CASES = [
    pytest.param(
        {"mode": "private"}, EGRESS, {"endpointPrivateAccess": True, "endpointPublicAccess": False}, id="private"
    ),
    pytest.param(
        {"public_cidrs": ["52.94.76.0/24", "35.10.0.1/32"]},
        EGRESS,
        {
            "endpointPrivateAccess": True,
            "endpointPublicAccess": True,
            "publicAccessCidrs": ["52.94.76.0/24", "35.10.0.1/32"],
        },
        id="both: nodes use the private one",
    ),
    pytest.param(
        {"mode": "public", "public_cidrs": ["52.94.76.0/24"]},
        EGRESS,
        {
            "endpointPrivateAccess": False,
            "endpointPublicAccess": True,
            "publicAccessCidrs": ["52.94.76.0/24", "35.160.0.1/32", "35.160.0.2/32"],
        },
        id="public only: nodes come from their NAT gateways",
    ),
    pytest.param(
        {"mode": "public", "public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True},
        EGRESS,
        {"endpointPrivateAccess": False, "endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]},
        id="open: the nodes are among the world",
    ),
]


@pytest.mark.parametrize(("endpoint", "egress_ips", "expected"), ENDPOINT_CASES)
def test_the_endpoint_mode_decides_who_reaches_the_api_server(endpoint, egress_ips, expected):
    def later() -> dict[str, Any]:
        return {zone: pulumi.Output.from_input(address) for zone, address in egress_ips.items()}

    config = only(cluster(endpoint=endpoint, egress_ips=later), CLUSTER).inputs["vpcConfig"]
    assert {key: value for key, value in config.items() if "ccess" in key} == expected


def test_the_control_plane_stands_in_a_log_group_of_ours_with_a_retention():
    graph = cluster(cluster_name="payments-1", log_retention_days=30)
    group = only(graph, LOG_GROUP)
    assert (group.name, group.inputs["name"], group.inputs["retentionInDays"]) == (
        "pay-control-plane",
        "/aws/eks/payments-1/cluster",
        30,
    ), "EKS makes one that keeps logs for ever otherwise"


def test_the_control_plane_waits_for_its_logs_and_its_roles_policies():
    graph = cluster()
    made = only(graph, CLUSTER)
    before = [only(graph, LOG_GROUP), only(graph, ATTACHMENT, "pay-cluster-cluster"), only(graph, ROLE, "pay-cluster")]
    assert [each.name for each in before if not graph.waits_for(made, each)] == []


def test_admins_are_admins_by_an_access_entry_each():
    admins = [f"arn:aws:iam::{PARTICIPANT}:role/platform-admin", f"arn:aws:iam::{PARTICIPANT}:user/path/ada"]
    graph = cluster(admins=admins)
    assert [(each.name, dict(each.inputs)) for each in graph.of_type(ENTRY)] == [
        (name, {"clusterName": "pay", "principalArn": arn, "type": "STANDARD", "tags": {"Name": name}})
        for name, arn in (("pay-admin-ada", admins[1]), ("pay-admin-platform-admin", admins[0]))
    ]
    assert [(each.name, dict(each.inputs)) for each in graph.of_type(ACCESS_POLICY)] == [
        (
            name,
            {
                "clusterName": "pay",
                "principalArn": arn,
                "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                "accessScope": {"type": "cluster"},
            },
        )
        for name, arn in (("pay-admin-ada", admins[1]), ("pay-admin-platform-admin", admins[0]))
    ]
    for each in graph.of_type(ACCESS_POLICY):
        assert graph.waits_for(each, only(graph, ENTRY, each.name)), "a policy needs its entry first"


@pytest.mark.parametrize(
    ("region", "arn", "ec2"),
    [
        ("us-west-2", "arn:aws", "ec2.amazonaws.com"),
        ("us-gov-west-1", "arn:aws-us-gov", "ec2.amazonaws.com"),
        ("cn-north-1", "arn:aws-cn", "ec2.amazonaws.com.cn"),
    ],
)
def test_roles_policies_and_principals_are_those_of_the_partition(region, arn, ec2):
    graph = cluster(region=region)
    assert {each.name: each.inputs["policyArn"] for each in graph.of_type(ATTACHMENT)} == {
        "pay-cluster-cluster": f"{arn}:iam::aws:policy/AmazonEKSClusterPolicy",
        "pay-node-cni": f"{arn}:iam::aws:policy/AmazonEKS_CNI_Policy",
        "pay-node-registry": f"{arn}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
        "pay-node-worker": f"{arn}:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    }
    assert [each.inputs["policyArn"] for each in graph.of_type(ACCESS_POLICY)] == [
        f"{arn}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    ]
    trusts = {each.name: json.loads(each.inputs["assumeRolePolicy"])["Statement"] for each in graph.of_type(ROLE)}
    assert trusts == {
        name: [{"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole"]}]
        for name, service in (("pay-cluster", "eks.amazonaws.com"), ("pay-node", ec2))
    }


def test_each_policy_is_attached_to_its_own_role():
    graph = cluster()
    attached = {each.name: graph.find(each.inputs["role"]) for each in graph.of_type(ATTACHMENT)}
    assert {name: role and role.name for name, role in attached.items()} == {
        "pay-cluster-cluster": "pay-cluster",
        "pay-node-cni": "pay-node",
        "pay-node-registry": "pay-node",
        "pay-node-worker": "pay-node",
    }


@pytest.mark.parametrize(
    ("version", "pinned"),
    [
        (
            "1.33",
            {
                "coredns": "v1.12.1-eksbuild.2",
                "eks-pod-identity-agent": "v1.3.8-eksbuild.2",
                "kube-proxy": "v1.33.0-eksbuild.2",
                "vpc-cni": "v1.19.5-eksbuild.1",
            },
        ),
        (
            "1.34",
            {
                "coredns": "v1.12.3-eksbuild.1",
                "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
                "kube-proxy": "v1.34.0-eksbuild.2",
                "vpc-cni": "v1.20.4-eksbuild.2",
            },
        ),
    ],
)
def test_the_default_addons_are_there_at_the_versions_pinned_for_kubernetes(version, pinned):
    assert [dict(each.inputs) for each in cluster(version=version).of_type(ADDON)] == [
        {
            "clusterName": "pay",
            "addonName": name,
            "addonVersion": addon,
            "resolveConflictsOnCreate": "OVERWRITE",
            "resolveConflictsOnUpdate": "PRESERVE",
            "tags": {"Name": f"pay-{name}"},
        }
        for name, addon in pinned.items()
    ]


def test_an_addon_takes_version_configuration_and_role_from_the_arguments():
    def addons() -> dict[str, Any]:
        return {
            "vpc-cni": {"configuration": {"env": {"ENABLE_PREFIX_DELEGATION": "true"}, "a": 1}},
            "aws-ebs-csi-driver": {
                "version": "v1.44.0-eksbuild.1",
                "service_account_role_arn": pulumi.Output.from_input("arn:aws:iam::222222222222:role/ebs"),
            },
        }

    graph = cluster(addons=addons)
    assert names(graph, ADDON) == [
        "pay-aws-ebs-csi-driver",
        "pay-coredns",
        "pay-eks-pod-identity-agent",
        "pay-kube-proxy",
        "pay-vpc-cni",
    ]
    cni, ebs = only(graph, ADDON, "pay-vpc-cni").inputs, only(graph, ADDON, "pay-aws-ebs-csi-driver").inputs
    assert cni["configurationValues"] == '{"a": 1, "env": {"ENABLE_PREFIX_DELEGATION": "true"}}', (
        "sorted, so that the same configuration is always the same text"
    )
    assert cni["addonVersion"] == "v1.19.5-eksbuild.1", "the pin still holds"
    assert (ebs["addonVersion"], ebs["serviceAccountRoleArn"], ebs.get("configurationValues")) == (
        "v1.44.0-eksbuild.1",
        "arn:aws:iam::222222222222:role/ebs",
        None,
    )


def test_addons_that_nodes_need_come_before_them_and_the_others_after():
    groups = {"one": {"instance_types": ["m7i.large"]}, "two": {"instance_types": ["m7g.large"]}}
    graph = cluster(node_groups=groups, addons={"aws-ebs-csi-driver": {"version": "v1.44.0-eksbuild.1"}})
    nodes = graph.of_type(NODES)
    assert [each.name for each in nodes] == ["pay-one", "pay-two"]
    addons = graph.of_type(ADDON)
    assert sorted({addon.name for addon in addons if all(graph.waits_for(node, addon) for node in nodes)}) == [
        "pay-eks-pod-identity-agent",
        "pay-kube-proxy",
        "pay-vpc-cni",
    ], "a node without them never becomes ready"
    assert sorted({addon.name for addon in addons if all(graph.waits_for(addon, node) for node in nodes)}) == [
        "pay-aws-ebs-csi-driver",
        "pay-coredns",
    ], "they need nodes to run on"
    assert all(graph.waits_for(each, only(graph, CLUSTER)) for each in (*addons, *nodes))


def test_without_node_groups_the_addons_still_come_in_order():
    graph = cluster(node_groups={})
    coredns = only(graph, ADDON, "pay-coredns")
    assert names(graph, NODES) == []
    assert graph.waits_for(coredns, only(graph, ADDON, "pay-vpc-cni"))


def test_pods_get_a_role_made_for_them_with_their_policies():
    policy = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
    pods = {"ledger": {"namespace": "pay", "service_account": "ledger", "policy_arns": [policy]}}
    graph = cluster(pod_identities=pods)
    role = only(graph, ROLE, "pay-pod-ledger")
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        }
    ]
    attachment = only(graph, ATTACHMENT, "pay-pod-ledger-AmazonSQSFullAccess")
    assert (graph.find(attachment.inputs["role"]), attachment.inputs["policyArn"]) == (role, policy)
    assert only(graph, POD).inputs == {
        "clusterName": "pay",
        "namespace": "pay",
        "serviceAccount": "ledger",
        "roleArn": f"{role.id}#arn",
        "tags": {"Name": "pay-pod-ledger"},
    }


def test_pods_with_a_given_role_get_that_one_and_none_is_made():
    arn, target = f"arn:aws:iam::{PARTICIPANT}:role/ledger", f"arn:aws:iam::{OWNER}:role/bucket"

    def pods() -> dict[str, Any]:
        identity = {"namespace": "pay", "service_account": "ledger", "target_role_arn": target}
        return {"ledger": {**identity, "role_arn": pulumi.Output.from_input(arn)}}

    graph = cluster(pod_identities=pods)
    assert names(graph, ROLE) == ["pay-cluster", "pay-node"]
    inputs = only(graph, POD).inputs
    assert (inputs["roleArn"], inputs["targetRoleArn"]) == (arn, target)


def test_there_is_no_oidc_provider_without_being_asked_for_and_no_thumbprint_in_it():
    type_ = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    assert names(cluster(), type_) == []
    assert only(cluster(oidc_provider=True), type_).inputs == {
        "url": "https://test/cluster/pay#issuer",
        "clientIdLists": ["sts.amazonaws.com"],
        "tags": {"Name": "pay"},
    }, "fetching a thumbprint fails wherever an endpoint of eks hides the issuer"


@pytest.mark.parametrize("role", [None, f"arn:aws:iam::{PARTICIPANT}:role/pulumi"])
def test_the_kubeconfig_gets_a_token_with_the_accounts_role_and_holds_no_secret(role):
    graph = cluster(cluster_name="payments-1", kubeconfig_role_arn=role)
    config = json.loads(only(graph, COMPONENT).outputs["kubeconfig"])
    assert config == {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "payments-1",
        "clusters": [
            {
                "name": "payments-1",
                "cluster": {
                    "server": "test/cluster/pay#endpoint",
                    "certificate-authority-data": "test/cluster/pay#certificateAuthority",
                },
            }
        ],
        "contexts": [{"name": "payments-1", "context": {"cluster": "payments-1", "user": "payments-1"}}],
        "users": [
            {
                "name": "payments-1",
                "user": {
                    "exec": {
                        "apiVersion": "client.authentication.k8s.io/v1beta1",
                        "command": "aws",
                        "args": [
                            *("--region", "us-west-2", "eks", "get-token"),
                            *("--cluster-name", "payments-1", "--output", "json"),
                            *(("--role-arn", role) if role else ()),
                        ],
                        "interactiveMode": "Never",
                    }
                },
            }
        ],
    }


def test_what_others_need_of_a_cluster_is_an_output():
    outputs = only(cluster(cluster_name="payments-1"), COMPONENT).outputs
    expected = {
        "cluster_name": "payments-1",
        "endpoint": "test/cluster/pay#endpoint",
        "certificate_authority": "test/cluster/pay#certificateAuthority",
        "oidc_issuer": "https://test/cluster/pay#issuer",
        "cluster_security_group_id": "test/cluster/pay#clusterSecurityGroupId",
        "node_role_arns": ["test/role/pay-node#arn"],
    }
    assert {key: outputs.get(key) for key in expected} == expected


def test_in_a_first_preview_a_clusters_own_outputs_are_unknown_and_its_name_is_not():
    graph = graph_of(
        lambda: EksCluster("pay", cluster_args(), in_account("payments", PARTICIPANT)),
        known_ids=False,
    )
    outputs = only(graph, COMPONENT).outputs
    assert outputs["cluster_name"] == "pay"
    assert {outputs[key] for key in ("endpoint", "kubeconfig", "cluster_security_group_id")} == {UNKNOWN}


def test_a_clusters_security_group_stays_known_where_a_change_leaves_its_subnets_unknown():
    """Else every change of subnets would show launch templates and node groups as changed, too."""

    def program() -> None:
        subnets: Any = [pulumi.UNKNOWN]
        config = aws.eks.outputs.ClusterVpcConfig(cluster_security_group_id="sg-1", subnet_ids=subnets)
        deployed: Any = SimpleNamespace(vpc_config=pulumi.Output.from_input(0).apply(lambda _: config))
        pulumi.export("group", cluster_security_group_id(deployed))

    assert recorded(program).outputs == {"group": "sg-1"}


@pytest.mark.parametrize("form", ["list", "one resource", "output"])
def test_the_control_plane_waits_for_what_its_component_waits_for(form):
    def program() -> None:
        account = provider("payments", PARTICIPANT)
        vpc = SharedVpc("net", vpc_args(), pulumi.ResourceOptions(provider=account))
        depends_on: Any = {"list": [vpc], "one resource": vpc, "output": pulumi.Output.from_input([vpc])}[form]
        EksCluster("pay", cluster_args(), pulumi.ResourceOptions(provider=account, depends_on=depends_on))

    graph = graph_of(program)
    made = only(graph, CLUSTER)
    network = [each for each in graph.descendants(only(graph, "eks-shared-vpc:index:SharedVpc")) if each.custom]
    assert len(network) > 20, "otherwise there is nothing to wait for"
    assert [each.urn for each in network if not graph.waits_for(made, each)] == [], (
        "routes and endpoints have to be there before nodes start, and until they are gone"
    )
    assert graph.waits_for(made, only(graph, ATTACHMENT, "pay-cluster-cluster")), "its own edges stay"


def test_a_cluster_in_some_zones_only_takes_the_subnets_that_it_is_given():
    graph = cluster(cluster_subnet_ids={zone: f"subnet-{zone}" for zone in ZONES[:2]})
    assert only(graph, CLUSTER).inputs["vpcConfig"]["subnetIds"] == ["subnet-usw2-az1", "subnet-usw2-az2"]
