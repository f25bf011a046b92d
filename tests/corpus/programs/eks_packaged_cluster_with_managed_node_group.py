"""`pulumi_eks.Cluster` and a `ManagedNodeGroup` on it, by `cluster=`: the form of Pulumi's own guides.

Healthy: the cluster skips its default group and trusts the node role; the node group's subnets are given by ids. What a
preview sees is a node group on a cluster and a network that it does not see.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"))

MANAGED = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")


def program() -> None:
    role = aws.iam.Role(
        "managed",
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
                ],
            }
        ),
    )
    attached = [
        aws.iam.RolePolicyAttachment(f"managed-{index}", role=role.id, policy_arn=f"arn:aws:iam::aws:policy/{policy}")
        for index, policy in enumerate(MANAGED)
    ]
    subnets = ["subnet-0c1d2e3f405160001", "subnet-0c1d2e3f405160002"]
    cluster = eks.Cluster(
        "guide",
        vpc_id="vpc-0c1d2e3f405160000",
        private_subnet_ids=subnets,
        skip_default_node_group=True,
        authentication_mode=eks.AuthenticationMode.API,
        instance_roles=[role],
    )
    eks.ManagedNodeGroup(
        "guide",
        cluster=cluster,
        node_role=role,
        subnet_ids=subnets,
        instance_types=["t3.large"],
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, min_size=1, max_size=3),
        labels={"ondemand": "true"},
        opts=pulumi.ResourceOptions(parent=cluster, depends_on=attached),
    )
