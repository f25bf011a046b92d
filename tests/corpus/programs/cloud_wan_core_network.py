"""Cloud WAN: the private default route goes to a core network, by its ARN, after the VPC is attached to it.

Healthy: the attachment is a subnet in each zone and the route waits for it. Which segment the attachment is in, and where the
core network sends the internet's traffic, is its policy's business: unknown. ECR's layers come by the S3 gateway endpoint.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2", "ecr.api", "ecr.dkr"), warnings=("creator-is-admin",))

CORE_NETWORK = "core-network-0fedcba9876543210"
CORE_NETWORK_ARN = f"arn:aws:networkmanager::444444444444:core-network/{CORE_NETWORK}"
LAYOUT = {
    "use1-az4": {"nodes": "10.90.0.0/18", "core": "10.90.192.0/28"},
    "use1-az6": {"nodes": "10.90.64.0/18", "core": "10.90.192.16/28"},
}


def policy_arns(*names: str) -> list[str]:
    return [f"arn:aws:iam::aws:policy/{name}" for name in names]


def trusted_by(service: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
        }
    )


def program() -> None:
    vpc = aws.ec2.Vpc("branch", cidr_block="10.90.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    subnets = {
        (zone, use): aws.ec2.Subnet(
            f"{use}-{zone}", vpc_id=vpc.id, availability_zone_id=zone, cidr_block=block, tags={"use": use}
        )
        for zone, blocks in LAYOUT.items()
        for use, block in blocks.items()
    }
    attachment = aws.networkmanager.VpcAttachment(
        "branch",
        core_network_id=CORE_NETWORK,
        vpc_arn=vpc.arn,
        subnet_arns=[subnet.arn for (_, use), subnet in subnets.items() if use == "core"],
        tags={"segment": "production"},
    )
    table = aws.ec2.RouteTable("nodes", vpc_id=vpc.id)
    default = aws.ec2.Route(
        "default",
        route_table_id=table.id,
        destination_cidr_block="0.0.0.0/0",
        core_network_arn=CORE_NETWORK_ARN,
        opts=pulumi.ResourceOptions(depends_on=[attachment]),
    )
    links = [
        aws.ec2.RouteTableAssociation(f"nodes-{zone}", subnet_id=subnet.id, route_table_id=table.id)
        for (zone, use), subnet in subnets.items()
        if use == "nodes"
    ]
    s3 = aws.ec2.VpcEndpoint("s3", vpc_id=vpc.id, service_name="com.amazonaws.us-east-1.s3", route_table_ids=[table.id])

    nodes = [subnet.id for (_, use), subnet in subnets.items() if use == "nodes"]
    cluster_role = aws.iam.Role(
        "cluster",
        assume_role_policy=trusted_by("eks.amazonaws.com"),
        managed_policy_arns=policy_arns("AmazonEKSClusterPolicy"),
    )
    cluster = aws.eks.Cluster(
        "branch",
        role_arn=cluster_role.arn,
        version="1.36",
        vpc_config={"subnet_ids": nodes, "endpoint_private_access": True, "endpoint_public_access": False},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(depends_on=[default, s3, *links]),
    )
    node_role = aws.iam.Role(
        "node",
        assume_role_policy=trusted_by("ec2.amazonaws.com"),
        managed_policy_arns=policy_arns(
            "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"
        ),
    )
    aws.eks.NodeGroup(
        "branch",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=nodes,
        instance_types=["m6a.large", "m6i.large"],
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 8},
    )
