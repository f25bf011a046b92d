"""The plan of a cluster: policies, add-ons around the nodes, node groups."""

from collections.abc import Mapping
from typing import Any

import pytest

from eks_shared_vpc.cluster.addons import BEFORE_NODES, DEFAULT_ADDONS, PINNED
from eks_shared_vpc.cluster.nodes import NodeGroupSpec
from eks_shared_vpc.cluster.plan import AddonPlan, ClusterPlan, NodeGroupPlan
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.spec import read

ADMIN = "arn:aws:iam::222222222222:role/platform-admin"
ZONES = ("usw2-az1", "usw2-az2", "usw2-az3")


def plan(**changes: Any) -> ClusterPlan:
    right = {
        "region": "us-west-2",
        "cluster_name": "payments",
        "version": "1.33",
        "admins": [ADMIN],
        "endpoint": {"mode": "private"},
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": dict.fromkeys(ZONES, "subnet-1"),
        "node_subnet_ids": dict.fromkeys(ZONES, "subnet-1"),
    }
    data = {**right, **changes}
    return read(EksClusterSpec, data, "c", str(data["region"])).plan


def addon(
    name: str, version: str, configuration: Mapping[str, Any] | None = None, role: str | None = None
) -> AddonPlan:
    return AddonPlan(name, version, configuration or {}, role)


def test_the_plain_cluster_is_this_and_nothing_else():
    assert plan() == ClusterPlan(
        admins={"platform-admin": ADMIN},
        cluster_policies={"cluster": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"},
        node_policies={
            "worker": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            "registry": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
            "cni": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        },
        node_statements=(),
        admin_policy="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        addons_before_nodes=(
            addon("vpc-cni", PINNED["1.33"]["vpc-cni"]),
            addon("kube-proxy", PINNED["1.33"]["kube-proxy"]),
            addon("eks-pod-identity-agent", PINNED["1.33"]["eks-pod-identity-agent"]),
        ),
        addons_after_nodes=(addon("coredns", PINNED["1.33"]["coredns"]),),
        node_groups=(),
        pod_identities={},
    )


@pytest.mark.parametrize(
    ("region", "prefix"),
    [("cn-north-1", "arn:aws-cn:"), ("us-gov-west-1", "arn:aws-us-gov:"), ("eu-west-1", "arn:aws:")],
)
def test_facts_8_6_every_policy_is_of_the_regions_partition(region, prefix):
    planned = plan(region=region)
    arns = [*planned.cluster_policies.values(), *planned.node_policies.values(), planned.admin_policy]
    assert [arn for arn in arns if not arn.startswith(prefix)] == []
    assert len(arns) == 5


def test_facts_8_3_nodes_of_an_ipv6_cluster_may_assign_ipv6_addresses():
    assert plan(region="us-gov-west-1", ip_family="ipv6").node_statements == (
        {
            "Effect": "Allow",
            "Action": [
                "ec2:AssignIpv6Addresses",
                "ec2:DescribeInstances",
                "ec2:DescribeTags",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeInstanceTypes",
            ],
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Action": "ec2:CreateTags",
            "Resource": "arn:aws-us-gov:ec2:*:*:network-interface/*",
        },
    )


def test_admins_are_keyed_by_their_names_so_that_their_order_does_not_matter():
    other = "arn:aws:iam::222222222222:user/ops/jo"
    assert plan(admins=[ADMIN, other]).admins == {"platform-admin": ADMIN, "jo": other}
    assert plan(admins=[other, ADMIN]).admins == plan(admins=[ADMIN, other]).admins


# Add-ons.


def test_the_users_word_about_a_default_addon_is_taken_and_its_place_stays():
    role = "arn:aws:iam::222222222222:role/cni"
    given = {"version": "v1.20.0-eksbuild.1", "configuration": {"env": {"A": "1"}}, "service_account_role_arn": role}
    assert plan(addons={"vpc-cni": given}).addons_before_nodes == (
        addon("vpc-cni", "v1.20.0-eksbuild.1", {"env": {"A": "1"}}, role),
        addon("kube-proxy", PINNED["1.33"]["kube-proxy"]),
        addon("eks-pod-identity-agent", PINNED["1.33"]["eks-pod-identity-agent"]),
    )


def test_a_configured_default_addon_keeps_the_version_that_is_pinned_here():
    planned = plan(addons={"coredns": {"configuration": {"replicaCount": 3}}})
    assert planned.addons_after_nodes == (addon("coredns", PINNED["1.33"]["coredns"], {"replicaCount": 3}),)


def test_further_addons_wait_for_nodes():
    planned = plan(addons={"aws-ebs-csi-driver": {"version": "v1.40.0-eksbuild.1"}})
    assert planned.addons_after_nodes == (
        addon("coredns", PINNED["1.33"]["coredns"]),
        addon("aws-ebs-csi-driver", "v1.40.0-eksbuild.1"),
    )
    assert planned.addons_before_nodes == plan().addons_before_nodes


@pytest.mark.parametrize("version", sorted(PINNED))
def test_a_kubernetes_version_that_is_pinned_pins_every_default_addon_in_a_form_that_users_may_write(version):
    pins = PINNED[version]
    assert set(pins) == set(DEFAULT_ADDONS)
    written = {name: {"version": pin} for name, pin in pins.items()}
    planned = plan(version=version, addons=written)
    assert {each.name: each.version for each in (*planned.addons_before_nodes, *planned.addons_after_nodes)} == pins
    assert pins["kube-proxy"].startswith(f"v{version}."), "kube-proxy goes with its Kubernetes version"


def test_facts_11_11_what_nodes_need_to_become_ready_is_there_by_default():
    assert set(BEFORE_NODES) - set(DEFAULT_ADDONS) == set()
    assert set(DEFAULT_ADDONS) - set(BEFORE_NODES) == {"coredns"}, "pods of CoreDNS need nodes to run on"


# Node groups.


@pytest.mark.parametrize(
    ("given", "zones", "ami_type", "desired", "data_device"),
    [
        pytest.param({}, ZONES, "AL2023_x86_64_STANDARD", 1, "/dev/xvda", id="by default"),
        pytest.param({"instance_types": ["m7g.large"]}, ZONES, "AL2023_ARM_64_STANDARD", 1, "/dev/xvda", id="Graviton"),
        pytest.param(
            {"ami_type": "BOTTLEROCKET_x86_64"},
            ZONES,
            "BOTTLEROCKET_x86_64",
            1,
            "/dev/xvdb",
            id="images on a second disk",
        ),
        pytest.param({"min": 2}, ZONES, "AL2023_x86_64_STANDARD", 2, "/dev/xvda", id="as few nodes as allowed"),
        pytest.param({"min": 0}, ZONES, "AL2023_x86_64_STANDARD", 0, "/dev/xvda", id="none if allowed"),
        pytest.param(
            {"min": 0, "desired": 2}, ZONES, "AL2023_x86_64_STANDARD", 2, "/dev/xvda", id="as many as desired"
        ),
        pytest.param(
            {"zones": ["usw2-az3"]}, ("usw2-az3",), "AL2023_x86_64_STANDARD", 1, "/dev/xvda", id="in zones of choice"
        ),
    ],
)
def test_a_node_group_is_completed_by_what_its_instances_are(given, zones, ami_type, desired, data_device):
    group = {"instance_types": ["m7i.large"], **given}
    (planned,) = plan(node_groups={"default": group}).node_groups
    expected = read(NodeGroupSpec, group)
    assert planned == NodeGroupPlan("default", expected, zones, ami_type, desired, data_device)


def test_node_groups_stay_in_the_order_in_which_they_are_written():
    group = {"instance_types": ["m7i.large"]}
    assert [each.name for each in plan(node_groups={"b": group, "a": group}).node_groups] == ["b", "a"]
