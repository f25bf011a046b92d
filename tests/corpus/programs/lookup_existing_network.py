"""A cluster in a VPC that is found by its tags: `get_vpc`, `get_subnets`, and each subnet's zone by `get_subnet`.

Healthy: the look-ups give subnets of two zones. Their routes are not asked for, so what they reach is unknown, also with answers.
"""

import json

import pulumi_aws as aws

from tests.corpus.expectation import Expectation

VPC = "vpc-0123456789abcdef0"
SUBNETS = {"subnet-0123456789abcde01": "usw2-az1", "subnet-0123456789abcde02": "usw2-az2"}
FILTERS = [{"name": "vpc-id", "values": [VPC]}, {"name": "tag:tier", "values": ["private"]}]
EXPECT = Expectation(
    unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"),
    warnings=("creator-is-admin",),
    answers=(
        {
            "token": "aws:ec2/getVpc:getVpc",
            "args": {"tags": {"Name": "platform"}},
            "result": {
                "id": VPC,
                "cidrBlock": "10.128.0.0/16",
                "enableDnsHostnames": True,
                "enableDnsSupport": True,
                "ownerId": "111111111111",
                "tags": {"Name": "platform"},
            },
        },
        {
            "token": "aws:ec2/getSubnets:getSubnets",
            "args": {"filters": FILTERS},
            "result": {"id": "us-west-2", "ids": list(SUBNETS), "filters": FILTERS},
        },
        *(
            {
                "token": "aws:ec2/getSubnet:getSubnet",
                "args": {"id": subnet},
                "result": {
                    "id": subnet,
                    "vpcId": VPC,
                    "availabilityZoneId": zone,
                    "cidrBlock": f"10.128.{32 * index}.0/19",
                    "mapPublicIpOnLaunch": False,
                },
            }
            for index, (subnet, zone) in enumerate(SUBNETS.items())
        ),
    ),
)


def role_of(name: str, *policies: str) -> aws.iam.Role:
    trust = {"Effect": "Allow", "Principal": {"Service": f"{name}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return aws.iam.Role(
        name,
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        managed_policy_arns=[f"arn:aws:iam::aws:policy/{policy}" for policy in policies],
    )


def program() -> None:
    vpc = aws.ec2.get_vpc(tags={"Name": "platform"})
    found = aws.ec2.get_subnets(
        filters=[
            aws.ec2.GetSubnetsFilterArgs(name="vpc-id", values=[vpc.id]),
            aws.ec2.GetSubnetsFilterArgs(name="tag:tier", values=["private"]),
        ]
    )
    zones = {subnet: aws.ec2.get_subnet(id=subnet).availability_zone_id for subnet in found.ids}
    group = aws.ec2.SecurityGroup(
        "api",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [vpc.cidr_block]}],
    )
    cluster = aws.eks.Cluster(
        "platform",
        role_arn=role_of("eks", "AmazonEKSClusterPolicy").arn,
        version="1.36",
        vpc_config={
            "subnet_ids": found.ids,
            "security_group_ids": [group.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        access_config={"authentication_mode": "API"},
    )
    nodes = role_of("ec2", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly")
    for subnet, zone in zones.items():
        aws.eks.NodeGroup(
            f"nodes-{zone}",
            cluster_name=cluster.name,
            node_role_arn=nodes.arn,
            subnet_ids=[subnet],
            scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
        )
