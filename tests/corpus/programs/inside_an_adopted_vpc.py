"""The style of growing into what is there: VPC, internet gateway and NAT gateway are read by id with ``get``.

Healthy: the new subnets are of a free part of the VPC, and their table leads to the NAT gateway that has been there for
years. Where that gateway is and whether the VPC has its DNS attributes on, AWS knows and no preview without it.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"),
    warnings=("api-open-to-the-world", "creator-is-admin"),
)


def program() -> None:
    provider = aws.Provider("old", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc.get("old", "vpc-0a1b2c3d4e5f60718", opts=opts)
    nat = aws.ec2.NatGateway.get("old", "nat-0a1b2c3d4e5f60718", opts=opts)
    role = aws.iam.Role.get("nodes", "eks-nodes", opts=opts)
    table = aws.ec2.RouteTable(
        "eks", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    subnets, joined = [], []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"eks-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{128 + n * 16}.0/20",
            availability_zone_id=f"usw2-az{n}",
            tags={"Name": f"eks-{n}", "kubernetes.io/role/internal-elb": "1"},
            opts=opts,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"eks-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    cluster = aws.eks.Cluster(
        "eks",
        role_arn="arn:aws:iam::111111111111:role/eks-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    aws.eks.NodeGroup(
        "eks",
        cluster_name=cluster.name,
        node_role_arn=role.arn,
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
