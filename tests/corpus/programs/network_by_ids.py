"""A cluster in a network that the configuration gives by ids: VPC, subnets and a security group.

Healthy as far as anyone can see; whether its subnets reach anything is not in the program, so it is unknown.
"""

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("creator-is-admin",))

DEFAULTS: dict[str, Any] = {
    "vpc": "vpc-0d1e2f30415260000",
    "subnets": ["subnet-0d1e2f30415260001", "subnet-0d1e2f30415260002", "subnet-0d1e2f30415260003"],
    "clients": "sg-0d1e2f30415260009",
}


def assumed_by(service: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
        }
    )


def program() -> None:
    network = pulumi.Config().get_object("network") or DEFAULTS
    cluster_role = aws.iam.Role("control-plane", assume_role_policy=assumed_by("eks.amazonaws.com"))
    cluster_policy = aws.iam.RolePolicyAttachment(
        "control-plane", role=cluster_role.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    )
    group = aws.ec2.SecurityGroup("control-plane", vpc_id=network["vpc"], description="Clients of the API server")
    aws.ec2.SecurityGroupRule(
        "from-clients",
        type="ingress",
        security_group_id=group.id,
        source_security_group_id=network["clients"],
        protocol="tcp",
        from_port=443,
        to_port=443,
    )
    cluster = aws.eks.Cluster(
        "tools",
        name="tools",
        role_arn=cluster_role.arn,
        version="1.36",
        vpc_config=aws.eks.ClusterVpcConfigArgs(
            subnet_ids=network["subnets"],
            security_group_ids=[group.id],
            endpoint_private_access=True,
            endpoint_public_access=False,
        ),
        access_config=aws.eks.ClusterAccessConfigArgs(authentication_mode="API"),
        opts=pulumi.ResourceOptions(depends_on=[cluster_policy]),
    )
    node_role = aws.iam.Role("nodes", assume_role_policy=assumed_by("ec2.amazonaws.com"))
    node_policies = [
        aws.iam.RolePolicyAttachment(
            f"nodes-{policy}", role=node_role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}"
        )
        for policy in ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
    ]
    aws.eks.NodeGroup(
        "tools",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=network["subnets"],
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, max_size=4, min_size=2),
        instance_types=["m7i.large"],
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
