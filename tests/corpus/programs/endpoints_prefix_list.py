"""The style of a network team that keeps its blocks in a managed prefix list and refers to it everywhere.

Healthy: no way to the internet at all, but interface endpoints for what nodes need, with private DNS, in a group that
admits the prefix list; the list holds the VPC's blocks. S3 has a gateway endpoint on the nodes' table.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

REGION = "eu-west-1"
SERVICES = ("ec2", "ecr.api", "ecr.dkr", "sts", "logs")


def program() -> None:
    provider = aws.Provider("isolated", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc(
        "isolated", cidr_block="10.77.0.0/16", enable_dns_hostnames=True, enable_dns_support=True, opts=opts
    )
    corporate = aws.ec2.ManagedPrefixList(
        "corporate",
        address_family="IPv4",
        max_entries=10,
        entries=[
            {"cidr": vpc.cidr_block, "description": "this network"},
            {"cidr": "10.200.0.0/16", "description": "head office"},
        ],
        opts=opts,
    )
    table = aws.ec2.RouteTable("isolated", vpc_id=vpc.id, opts=opts)
    subnets = []
    ready: list[pulumi.Resource] = []
    for index, zone in enumerate(("euw1-az1", "euw1-az2", "euw1-az3")):
        subnet = aws.ec2.Subnet(
            f"isolated-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.77.{index * 16}.0/20",
            availability_zone_id=zone,
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"isolated-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    group = aws.ec2.SecurityGroup("endpoints", vpc_id=vpc.id, description="Interface endpoints", opts=opts)
    ready.append(
        aws.vpc.SecurityGroupIngressRule(
            "endpoints-from-corporate",
            security_group_id=group.id,
            prefix_list_id=corporate.id,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            opts=opts,
        )
    )
    ready += [
        aws.ec2.VpcEndpoint(
            service.replace(".", "-"),
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=subnets,
            security_group_ids=[group.id],
            private_dns_enabled=True,
            opts=opts,
        )
        for service in SERVICES
    ]
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id],
            opts=opts,
        )
    )
    cluster = aws.eks.Cluster(
        "isolated",
        role_arn="arn:aws:iam::111111111111:role/isolated-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "isolated",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/isolated-nodes",
        subnet_ids=subnets,
        ami_type="AL2023_x86_64_STANDARD",
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
