"""The style of a small team that uses the VPC's default security group for all there is.

Healthy: the default group is taken over and admits HTTPS from the VPC and everything from itself. One endpoint names it,
the others name no group, and an endpoint without a group gets the default one.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    proved=True,
    warnings=(
        "endpoint-in-default-group",
        "creator-is-admin",
    ),
)

REGION = "us-west-2"


def program() -> None:
    provider = aws.Provider("simple", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("simple", cidr_block="10.18.0.0/16", enable_dns_hostnames=True, opts=opts)
    default = aws.ec2.DefaultSecurityGroup(
        "simple",
        vpc_id=vpc.id,
        ingress=[
            {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True},
            {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [vpc.cidr_block]},
        ],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=opts,
    )
    table = aws.ec2.DefaultRouteTable("simple", default_route_table_id=vpc.default_route_table_id, routes=[], opts=opts)
    subnets = [
        aws.ec2.Subnet(
            f"simple-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.18.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        ).id
        for n in (1, 2)
    ]
    ready: list[pulumi.Resource] = [
        default,
        aws.ec2.VpcEndpoint(
            "ec2",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.ec2",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=subnets,
            security_group_ids=[default.id],
            opts=opts,
        ),
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.s3",
            route_table_ids=[table.id],
            opts=opts,
        ),
    ]
    ready += [
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=subnets,
            opts=opts,
        )
        for service in ("ecr.api", "ecr.dkr", "sts")
    ]
    cluster = aws.eks.Cluster(
        "simple",
        role_arn="arn:aws:iam::111111111111:role/simple-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "simple",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/simple-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
