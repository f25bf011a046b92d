"""What an EksCluster declares of its nodes, after packaged components are expanded, and what else can stand on its core."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pytest

from eks_shared_vpc import EksCluster
from eks_shared_vpc.preview.graph import Graph
from tests.support import PARTICIPANT, cluster_args, graph_of, in_account, names, only, provider, recorded

NODES = "aws:eks/nodeGroup:NodeGroup"
PACKAGED = "eks:index:ManagedNodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ALL_SUBNETS = ["subnet-nodes-usw2-az1", "subnet-nodes-usw2-az2", "subnet-nodes-usw2-az3"]


def cluster(**changes: Any) -> Graph:
    return graph_of(lambda: EksCluster("pay", cluster_args(**changes), in_account("payments", PARTICIPANT)))


def with_group(**group: Any) -> Graph:
    """A cluster with one node group."""
    return cluster(node_groups={"main": {"instance_types": ["m7i.large"], **group}})


def test_a_node_group_says_everything_that_has_another_default():
    graph = cluster(tags={"team": "pay"})
    group = only(graph, NODES)
    assert group.inputs == {
        "clusterName": "test/cluster/pay",
        "nodeRoleArn": "test/role/pay-node#arn",
        "subnetIds": ALL_SUBNETS,
        "instanceTypes": ["m7i.large"],
        "amiType": "AL2023_x86_64_STANDARD",
        "capacityType": "ON_DEMAND",
        "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 2},
        "launchTemplate": {"id": only(graph, TEMPLATE).id, "version": "test/launchTemplate/pay-default#latestVersion"},
        "labels": {},
        "taints": [],
        "tags": {"team": "pay", "Name": "pay-default"},
    }
    assert (group.name, group.modelled, group.account) == ("pay-default", True, PARTICIPANT)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"min": 0, "max": 9, "desired": 4}, {"scalingConfig": {"minSize": 0, "maxSize": 9, "desiredSize": 4}}),
        ({"min": 1, "max": 2}, {"scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 1}}),
        ({}, {"scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 1}}),
        ({"capacity_type": "SPOT"}, {"capacityType": "SPOT"}),
        ({"instance_types": ["m7i.large", "m7a.large"]}, {"instanceTypes": ["m7i.large", "m7a.large"]}),
        ({"zones": ["usw2-az3", "usw2-az1"]}, {"subnetIds": ["subnet-nodes-usw2-az3", "subnet-nodes-usw2-az1"]}),
        ({"labels": {"workload": "batch"}}, {"labels": {"workload": "batch"}}),
        (
            {"taints": [{"key": "a", "value": "b", "effect": "NO_SCHEDULE"}, {"key": "c", "effect": "NO_EXECUTE"}]},
            {
                "taints": [
                    {"key": "a", "value": "b", "effect": "NO_SCHEDULE"},
                    {"key": "c", "value": "", "effect": "NO_EXECUTE"},
                ]
            },
        ),
        ({"release_version": "1.33.0-20260101"}, {"releaseVersion": "1.33.0-20260101"}),
        ({"instance_types": ["m7g.large"]}, {"amiType": "AL2023_ARM_64_STANDARD"}),
        ({"instance_types": ["c7gn.large"]}, {"amiType": "AL2023_ARM_64_STANDARD"}),
        ({"instance_types": ["g5.xlarge"]}, {"amiType": "AL2023_x86_64_STANDARD"}),
        ({"ami_type": "BOTTLEROCKET_x86_64"}, {"amiType": "BOTTLEROCKET_x86_64"}),
    ],
)
def test_an_argument_reaches_the_node_group_that_is_made(group, expected):
    inputs = only(with_group(**group), NODES).inputs
    assert {key: inputs[key] for key in expected} == expected


def test_the_packaged_component_leaves_the_desired_size_to_the_autoscaler():
    assert only(cluster(), PACKAGED).inputs["ignoreScalingChanges"] is True


@pytest.mark.parametrize(
    ("group", "device"),
    [
        ({}, "/dev/xvda"),
        ({"ami_type": "AL2_x86_64"}, "/dev/xvda"),
        ({"ami_type": "BOTTLEROCKET_x86_64"}, "/dev/xvdb"),
        ({"instance_types": ["m7g.large"], "ami_type": "BOTTLEROCKET_ARM_64"}, "/dev/xvdb"),
    ],
)
def test_the_disk_that_holds_images_is_encrypted_and_of_the_size_asked_for(group, device):
    assert only(with_group(disk_gib=80, **group), TEMPLATE).inputs["blockDeviceMappings"] == [
        {
            "deviceName": device,
            "ebs": {"volumeSize": 80, "volumeType": "gp3", "encrypted": "true", "deleteOnTermination": "true"},
        }
    ], "Bottlerocket keeps images and containers on its second disk"


def test_nodes_answer_the_metadata_service_by_session_only_and_not_from_pods():
    assert only(cluster(), TEMPLATE).inputs["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }


def test_a_launch_template_names_the_clusters_security_group_and_the_nodes_further_ones():
    def program() -> None:
        further = ["sg-1", pulumi.Output.from_input("sg-2")]
        EksCluster("pay", cluster_args(node_security_group_ids=further), in_account("payments", PARTICIPANT))

    assert only(graph_of(program), TEMPLATE).inputs["vpcSecurityGroupIds"] == [
        "test/cluster/pay#clusterSecurityGroupId",
        "sg-1",
        "sg-2",
    ], "groups in a template replace the cluster's own, so that one has to be among them"


def test_everything_that_a_node_group_starts_is_tagged():
    inputs = only(cluster(tags={"team": "pay"}), TEMPLATE).inputs
    tags = {"team": "pay", "Name": "pay-default"}
    assert inputs["tagSpecifications"] == [
        {"resourceType": kind, "tags": tags} for kind in ("instance", "volume", "network-interface")
    ]
    assert (inputs["tags"], inputs["updateDefaultVersion"]) == (tags, True)


def test_each_node_group_has_a_launch_template_of_its_own():
    graph = cluster(node_groups={"a": {"instance_types": ["m7i.large"]}, "b": {"instance_types": ["m7g.large"]}})
    assert names(graph, TEMPLATE) == ["pay-a", "pay-b"]
    assert [(each.name, each.inputs["launchTemplate"]["id"]) for each in graph.of_type(NODES)] == [
        ("pay-a", "test/launchTemplate/pay-a"),
        ("pay-b", "test/launchTemplate/pay-b"),
    ]


def test_nodes_wait_for_their_roles_policies_and_their_template():
    graph = cluster()
    before = [
        *(each for each in graph.of_type(ATTACHMENT) if each.name.startswith("pay-node-")),
        only(graph, TEMPLATE),
        only(graph, "aws:eks/cluster:Cluster"),
    ]
    assert len(before) == 5
    assert [each.name for each in before if not graph.waits_for(only(graph, NODES), each)] == []


def test_a_clusters_core_carries_a_users_own_managed_node_group():
    def program() -> None:
        account = provider("payments", PARTICIPANT)
        made = EksCluster("pay", cluster_args(node_groups={}), pulumi.ResourceOptions(provider=account))
        role = aws.iam.Role("mine", assume_role_policy="{}", opts=pulumi.ResourceOptions(provider=account))
        eks.ManagedNodeGroup(
            "mine", cluster=made.core, node_role=role, opts=pulumi.ResourceOptions(providers=[account])
        )

    recording = recorded(program)
    group = only(recording.graph, NODES)
    assert {key: group.inputs[key] for key in ("clusterName", "subnetIds", "scalingConfig")} == {
        "clusterName": "test/cluster/pay",
        "subnetIds": ALL_SUBNETS,
        "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2},
    }, "the core's subnets and the plugin's own defaults"
    assert (group.account, recording.opaque) == (PARTICIPANT, ())
    assert recording.graph.waits_for(group, only(recording.graph, "aws:eks/cluster:Cluster"))


def test_a_clusters_core_carries_a_users_own_self_managed_group_which_the_preview_says_it_cannot_see_into():
    def program() -> None:
        account = provider("payments", PARTICIPANT)
        made = EksCluster("pay", cluster_args(), pulumi.ResourceOptions(provider=account))
        eks.NodeGroupV2(
            "mine", cluster=made.core, instance_type="m7i.large", opts=pulumi.ResourceOptions(provider=account)
        )

    recording = recorded(program)
    group = only(recording.graph, "eks:index:NodeGroupV2")
    assert recording.opaque == (group.urn,)
    assert {key: group.inputs["cluster"][key] for key in ("cluster", "vpcId", "subnetIds", "clusterIamRole")} == {
        "cluster": "test/cluster/pay",
        "vpcId": "vpc-1",
        "subnetIds": ALL_SUBNETS,
        "clusterIamRole": "test/role/pay-cluster",
    }
    assert group.account == PARTICIPANT
