"""The style of blue and green: a function that creates a whole environment, called twice, and a peering in between.

Healthy: each environment has its VPC, its NAT gateway and its cluster; the two blocks do not overlap, and routes lead
through the peering both ways. Nothing that one cluster needs is in the other VPC.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

ROLES = "arn:aws:iam::111111111111:role"


@dataclass
class Environment:
    """What an environment hands out."""

    color: str
    vpc: aws.ec2.Vpc
    table: aws.ec2.RouteTable


def environment(color: str, second: int, provider: aws.Provider) -> Environment:
    def opts(*after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(provider=provider, depends_on=list(after))

    vpc = aws.ec2.Vpc(color, cidr_block=f"10.{second}.0.0/16", enable_dns_hostnames=True, opts=opts())
    igw = aws.ec2.InternetGateway(color, vpc_id=vpc.id, opts=opts())
    public = aws.ec2.Subnet(
        f"{color}-public",
        vpc_id=vpc.id,
        cidr_block=f"10.{second}.255.0/24",
        availability_zone_id="usw2-az1",
        opts=opts(),
    )
    public_table = aws.ec2.RouteTable(
        f"{color}-public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts()
    )
    aws.ec2.RouteTableAssociation(f"{color}-public", subnet_id=public.id, route_table_id=public_table.id, opts=opts())
    eip = aws.ec2.Eip(color, domain="vpc", opts=opts(igw))
    nat = aws.ec2.NatGateway(color, subnet_id=public.id, allocation_id=eip.id, opts=opts(igw))
    table = aws.ec2.RouteTable(color, vpc_id=vpc.id, opts=opts())
    ready: list[pulumi.Resource] = [
        aws.ec2.Route(
            color, route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id, opts=opts()
        )
    ]
    subnets = []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"{color}-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.{second}.{n * 16}.0/20",
            availability_zone_id=f"usw2-az{n}",
            opts=opts(),
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"{color}-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts())
        )
        subnets.append(subnet.id)
    cluster = aws.eks.Cluster(
        color,
        name=f"shop-{color}",
        role_arn=f"{ROLES}/shop-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=opts(*ready),
    )
    aws.eks.NodeGroup(
        color,
        cluster_name=cluster.name,
        node_role_arn=f"{ROLES}/shop-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 9},
        opts=opts(),
    )
    return Environment(color, vpc, table)


def program() -> None:
    provider = aws.Provider("shop", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    blue, green = environment("blue", 10, provider), environment("green", 11, provider)
    peering = aws.ec2.VpcPeeringConnection(
        "blue-green", vpc_id=blue.vpc.id, peer_vpc_id=green.vpc.id, auto_accept=True, opts=opts
    )
    for here, there in ((blue, green), (green, blue)):
        aws.ec2.Route(
            f"{here.color}-to-{there.color}",
            route_table_id=here.table.id,
            destination_cidr_block=there.vpc.cidr_block,
            vpc_peering_connection_id=peering.id,
            opts=opts,
        )
