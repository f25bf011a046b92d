"""The style of an operations team whose private route table is the VPC's main one.

Healthy: with the association, a subnet that is in no table of its own leads to the NAT gateway and is private; the two
public subnets are associated by hand. The routes are inside the tables.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

ROLE = "arn:aws:iam::111111111111:role/"


def program() -> None:
    account = aws.Provider("ops", region="us-east-2", allowed_account_ids=["111111111111"])
    here = pulumi.ResourceOptions(provider=account)
    vpc = aws.ec2.Vpc("ops", cidr_block="192.168.0.0/16", enable_dns_hostnames=True, opts=here)
    igw = aws.ec2.InternetGateway("ops", opts=here)
    attached = aws.ec2.InternetGatewayAttachment("ops", vpc_id=vpc.id, internet_gateway_id=igw.id, opts=here)
    public_table = aws.ec2.RouteTable(
        "public",
        vpc_id=vpc.id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}],
        opts=pulumi.ResourceOptions(provider=account, depends_on=[attached]),
    )
    public = [
        aws.ec2.Subnet(
            f"public-{n}",
            vpc_id=vpc.id,
            cidr_block=f"192.168.{n}.0/24",
            availability_zone_id=f"use2-az{n}",
            opts=here,
        )
        for n in (1, 2)
    ]
    for n, subnet in enumerate(public, 1):
        aws.ec2.RouteTableAssociation(f"public-{n}", subnet_id=subnet.id, route_table_id=public_table.id, opts=here)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=here)
    nat = aws.ec2.NatGateway(
        "nat",
        subnet_id=public[0].id,
        allocation_id=eip.id,
        opts=pulumi.ResourceOptions(provider=account, depends_on=[attached, public_table]),
    )
    private_table = aws.ec2.RouteTable(
        "private", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=here
    )
    main = aws.ec2.MainRouteTableAssociation("main", vpc_id=vpc.id, route_table_id=private_table.id, opts=here)
    private = [
        aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"192.168.{n * 64}.0/18",
            availability_zone_id=f"use2-az{n}",
            opts=here,
        )
        for n in (1, 2, 3)
    ]
    cluster = aws.eks.Cluster(
        "ops",
        role_arn=f"{ROLE}ops-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "172.31.0.0/16"},
        vpc_config={"subnet_ids": [s.id for s in private]},
        opts=here,
    )
    aws.eks.NodeGroup(
        "ops",
        cluster_name=cluster.name,
        node_role_arn=f"{ROLE}ops-nodes",
        subnet_ids=[s.id for s in private],
        scaling_config={"desired_size": 2, "min_size": 1, "max_size": 10},
        opts=pulumi.ResourceOptions(provider=account, depends_on=[main]),
    )
