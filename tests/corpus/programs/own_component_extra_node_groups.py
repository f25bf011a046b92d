"""A team on our components that adds a node group of its own, with `aws.eks.NodeGroup`, and a Fargate profile.

Healthy: both use the cluster's private subnets, have roles of their own with the policies they need, and wait for the cluster,
whose `vpc-cni` and `kube-proxy` come first. EKS makes the access entries of managed node groups and Fargate profiles.
"""

import json

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ZONES = ["usw2-az1", "usw2-az2", "usw2-az3"]
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def program() -> None:
    provider = aws.Provider("platform", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc("network", {"region": "us-west-2", "cidr": "10.80.0.0/16", "zones": ZONES}, opts)
    cluster = EksCluster(
        "platform",
        {
            "region": "us-west-2",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/platform-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"], "min": 2, "max": 6}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    private = [subnet.id for subnet in network.subnets["private"].values()]

    batch = aws.iam.Role("batch", assume_role_policy=trust("ec2.amazonaws.com"), opts=opts)
    attached = [
        aws.iam.RolePolicyAttachment(
            f"batch-{policy}", role=batch.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=opts
        )
        for policy in NODE_POLICIES
    ]
    aws.eks.NodeGroup(
        "batch",
        cluster_name=cluster.cluster_name,
        node_role_arn=batch.arn,
        subnet_ids=private,
        instance_types=["c7i.2xlarge", "c7a.2xlarge"],
        capacity_type="SPOT",
        scaling_config={"min_size": 0, "max_size": 20, "desired_size": 0},
        labels={"workload": "batch"},
        taints=[{"key": "workload", "value": "batch", "effect": "NO_SCHEDULE"}],
        opts=pulumi.ResourceOptions(
            provider=provider, depends_on=[cluster, *attached], ignore_changes=["scalingConfig.desiredSize"]
        ),
    )

    fargate = aws.iam.Role("fargate", assume_role_policy=trust("eks-fargate-pods.amazonaws.com"), opts=opts)
    execution = aws.iam.RolePolicyAttachment(
        "fargate-execution",
        role=fargate.name,
        policy_arn="arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy",
        opts=opts,
    )
    aws.eks.FargateProfile(
        "jobs",
        cluster_name=cluster.cluster_name,
        pod_execution_role_arn=fargate.arn,
        subnet_ids=private,
        selectors=[{"namespace": "jobs"}, {"namespace": "reports", "labels": {"compute": "fargate"}}],
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cluster, execution]),
    )
