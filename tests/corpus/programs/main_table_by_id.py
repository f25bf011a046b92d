"""The style of a user who writes into the VPC's own main route table, by ``vpc.main_route_table_id``.

Healthy: a VPC's main table is its default one until another one replaces it. It leads to the NAT gateway, so the private
subnets need no association; the public ones are associated with a table of their own.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))


def program() -> None:
    provider = aws.Provider("sydney", region="ap-southeast-2", allowed_account_ids=["111111111111"])

    def opts(*after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(provider=provider, depends_on=list(after))

    vpc = aws.ec2.Vpc("vpc", cidr_block="10.8.0.0/16", enable_dns_hostnames=True, opts=opts())
    internet = aws.ec2.InternetGateway("internet", vpc_id=vpc.id, opts=opts())
    public = aws.ec2.RouteTable("public", vpc_id=vpc.id, opts=opts())
    aws.ec2.Route(
        "public-default",
        route_table_id=public.id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=internet.id,
        opts=opts(),
    )
    publics, privates = [], []
    for index, zone in enumerate(("apse2-az1", "apse2-az2", "apse2-az3")):
        publics.append(
            aws.ec2.Subnet(
                f"public-{zone}",
                vpc_id=vpc.id,
                cidr_block=f"10.8.{index}.0/24",
                availability_zone_id=zone,
                opts=opts(),
            )
        )
        aws.ec2.RouteTableAssociation(f"public-{zone}", subnet_id=publics[-1].id, route_table_id=public.id, opts=opts())
        privates.append(
            aws.ec2.Subnet(
                f"private-{zone}",
                vpc_id=vpc.id,
                cidr_block=f"10.8.{100 + index}.0/24",
                availability_zone_id=zone,
                opts=opts(),
            )
        )
    address = aws.ec2.Eip("nat", domain="vpc", opts=opts(internet))
    nat = aws.ec2.NatGateway("nat", allocation_id=address.id, subnet_id=publics[0].id, opts=opts(internet))
    out = aws.ec2.Route(
        "main-default",
        route_table_id=vpc.main_route_table_id,
        destination_cidr_block="0.0.0.0/0",
        nat_gateway_id=nat.id,
        opts=opts(),
    )
    cluster = aws.eks.Cluster(
        "sydney",
        name="sydney",
        role_arn="arn:aws:iam::111111111111:role/eks/sydney-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        vpc_config={"subnet_ids": [each.id for each in privates], "endpoint_private_access": True},
        opts=opts(out),
    )
    aws.eks.NodeGroup(
        "general",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/eks/sydney-nodes",
        subnet_ids=[each.id for each in privates],
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts(),
    )
