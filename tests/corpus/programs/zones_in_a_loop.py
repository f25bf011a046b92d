"""The style of a platform team in Frankfurt: dictionaries and loops, a NAT gateway in each zone, routes of their own.

Healthy: the node group waits for the routes and their associations. The cluster does not, and has no need to: a control
plane in a subnet uses no route of it.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

AZS = {"a": 0, "b": 1, "c": 2}
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly")


def assumed_by(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": [service]}, "Action": ["sts:AssumeRole"]}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def program() -> None:
    frankfurt = aws.Provider("frankfurt", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=frankfurt)
    vpc = aws.ec2.Vpc("main", cidr_block="10.20.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("main", vpc_id=vpc.id, opts=opts)
    public_table = aws.ec2.RouteTable("public", vpc_id=vpc.id, opts=opts)
    out = {"destination_cidr_block": "0.0.0.0/0"}
    aws.ec2.Route("public", route_table_id=public_table.id, gateway_id=igw.id, **out, opts=opts)
    private: dict[str, aws.ec2.Subnet] = {}
    routing: list[pulumi.Resource] = []
    for az, number in AZS.items():
        zone = f"eu-central-1{az}"
        public = aws.ec2.Subnet(
            f"public-{az}", vpc_id=vpc.id, availability_zone=zone, cidr_block=f"10.20.{number}.0/24", opts=opts
        )
        reached = aws.ec2.RouteTableAssociation(
            f"public-{az}", subnet_id=public.id, route_table_id=public_table.id, opts=opts
        )
        private[az] = aws.ec2.Subnet(
            f"private-{az}",
            vpc_id=vpc.id,
            availability_zone=zone,
            cidr_block=f"10.20.{64 + number * 32}.0/19",
            tags={"kubernetes.io/role/internal-elb": "1"},
            opts=opts,
        )
        eip = aws.ec2.Eip(f"nat-{az}", domain="vpc", opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{az}",
            allocation_id=eip.allocation_id,
            subnet_id=public.id,
            opts=pulumi.ResourceOptions(provider=frankfurt, depends_on=[igw, reached]),
        )
        table = aws.ec2.RouteTable(f"private-{az}", vpc_id=vpc.id, opts=opts)
        routing += [
            aws.ec2.Route(f"private-{az}", route_table_id=table.id, nat_gateway_id=nat.id, **out, opts=opts),
            aws.ec2.RouteTableAssociation(
                f"private-{az}", subnet_id=private[az].id, route_table_id=table.id, opts=opts
            ),
        ]
    cluster_role = aws.iam.Role(
        "cluster",
        assume_role_policy=assumed_by("eks.amazonaws.com"),
        managed_policy_arns=["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
        opts=opts,
    )
    node_role = aws.iam.Role(
        "nodes",
        assume_role_policy=assumed_by("ec2.amazonaws.com"),
        managed_policy_arns=[f"arn:aws:iam::aws:policy/{policy}" for policy in NODE_POLICIES],
        opts=opts,
    )
    subnet_ids = [subnet.id for subnet in private.values()]
    cluster = aws.eks.Cluster(
        "main",
        name="main",
        version="1.35",
        role_arn=cluster_role.arn,
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnet_ids, "endpoint_private_access": True},
        opts=opts,
    )
    aws.eks.NodeGroup(
        "workers",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=subnet_ids,
        ami_type="AL2023_ARM_64_STANDARD",
        instance_types=["m7g.large"],
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 9},
        opts=pulumi.ResourceOptions(provider=frankfurt, depends_on=routing),
    )
