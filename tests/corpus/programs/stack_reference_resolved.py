"""A cluster stack on a network stack's outputs, by `StackReference`, in the form that most tutorials have.

Healthy: the outputs are known from the network stack's last deployment. They are ids of subnets that this program does not declare,
so what those reach is unknown.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"),
    warnings=("creator-is-admin",),
    references={
        "acme/network/prod": {
            "vpcId": "vpc-0e1f203142536000a",
            "vpcCidr": "10.40.0.0/16",
            "privateSubnetIds": ["subnet-0e1f203142536000b", "subnet-0e1f203142536000c", "subnet-0e1f203142536000d"],
            "publicSubnetIds": ["subnet-0e1f203142536000e", "subnet-0e1f203142536000f", "subnet-0e1f2031425360010"],
        }
    },
)


def program() -> None:
    network = pulumi.StackReference("acme/network/prod")
    vpc_id = network.require_output("vpcId")
    private = network.require_output("privateSubnetIds")
    public = network.get_output("publicSubnetIds")
    everywhere = pulumi.Output.all(private, public).apply(lambda both: [*both[0], *(both[1] or [])])

    cluster_role = aws.iam.Role(
        "eks",
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Action": "sts:AssumeRole",
                    "Effect": "Allow",
                    "Principal": {"Service": "eks.amazonaws.com"},
                },
            }
        ),
        managed_policy_arns=["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
    )
    group = aws.ec2.SecurityGroup(
        "eks",
        vpc_id=vpc_id,
        ingress=[
            {
                "protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "cidr_blocks": [network.require_output("vpcCidr")],
            }
        ],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
    )
    cluster = aws.eks.Cluster(
        "eks",
        role_arn=cluster_role.arn,
        version="1.35",
        vpc_config={
            "subnet_ids": everywhere,
            "security_group_ids": [group.id],
            "endpoint_private_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
    )
    node_role = aws.iam.Role(
        "eks-node",
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Action": "sts:AssumeRole",
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                },
            }
        ),
        managed_policy_arns=[
            "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
            "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
        ],
    )
    aws.eks.NodeGroup(
        "eks",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=private,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 9},
    )
    pulumi.export("clusterName", cluster.name)
