"""The style of the other way round: the VPC's default table is the public one, written to by ``default_route_table_id``.

Healthy: public subnets are associated with the default table by its id, or left to it; private ones have a table of their
own. The S3 gateway endpoint is on both, one of them by ``main_route_table_id``, which is the same table.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))


def program() -> None:
    provider = aws.Provider("reverse", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("reverse", cidr_block="10.52.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("reverse", vpc_id=vpc.id, opts=opts)
    to_internet = aws.ec2.Route(
        "default-to-internet",
        route_table_id=vpc.default_route_table_id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=igw.id,
        opts=opts,
    )
    public = [
        aws.ec2.Subnet(
            f"public-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.52.{n}.0/24",
            availability_zone_id=f"euc1-az{n}",
            map_public_ip_on_launch=True,
            tags={"kubernetes.io/role/elb": "1"},
            opts=opts,
        )
        for n in (1, 2)
    ]
    # The second public subnet is in the default table because it is in no other.
    aws.ec2.RouteTableAssociation(
        "public-1", subnet_id=public[0].id, route_table_id=vpc.default_route_table_id, opts=opts
    )
    after = pulumi.ResourceOptions(provider=provider, depends_on=[to_internet])
    ready: list[pulumi.Resource] = []
    private, tables = [], []
    for n in (1, 2):
        eip = aws.ec2.Eip(f"nat-{n}", domain="vpc", opts=after)
        nat = aws.ec2.NatGateway(f"nat-{n}", subnet_id=public[n - 1].id, allocation_id=eip.id, opts=after)
        table = aws.ec2.RouteTable(
            f"private-{n}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        subnet = aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.52.{n * 64}.0/18",
            availability_zone_id=f"euc1-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"private-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        tables.append(table.id)
        private.append(subnet.id)
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name="com.amazonaws.eu-central-1.s3",
            route_table_ids=[*tables, vpc.main_route_table_id],
            opts=opts,
        )
    )
    cluster = aws.eks.Cluster(
        "reverse",
        role_arn="arn:aws:iam::111111111111:role/reverse-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": private, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "reverse",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/reverse-nodes",
        subnet_ids=private,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
