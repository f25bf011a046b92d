"""The style of a company in China: partition aws-cn, names of zones, EC2's principal with its own suffix.

Healthy: ARNs are those of the partition, nodes are assumed by ``ec2.amazonaws.com.cn``, and the network is an ordinary one
with a NAT gateway in each zone. The provider is bound to the account.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

PARTITION, REGION, SUFFIX = "aws-cn", "cn-north-1", "amazonaws.com.cn"


def program() -> None:
    provider = aws.Provider("beijing", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)

    def role(name: str, principal: str, *policies: str) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        made = aws.iam.Role(
            name,
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}],
                }
            ),
            opts=opts,
        )
        return made, [
            aws.iam.RolePolicyAttachment(
                policy, role=made.name, policy_arn=f"arn:{PARTITION}:iam::aws:policy/{policy}", opts=opts
            )
            for policy in policies
        ]

    vpc = aws.ec2.Vpc("beijing", cidr_block="10.86.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("beijing", vpc_id=vpc.id, opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    subnets: list[pulumi.Output[str]] = []
    joined: list[pulumi.Resource] = []
    for n, letter in enumerate("ab"):
        zone = f"{REGION}{letter}"
        edge = aws.ec2.Subnet(
            f"edge-{letter}", vpc_id=vpc.id, cidr_block=f"10.86.{n}.0/24", availability_zone=zone, opts=opts
        )
        aws.ec2.RouteTableAssociation(f"edge-{letter}", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
        eip = aws.ec2.Eip(f"nat-{letter}", domain="vpc", opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{letter}",
            subnet_id=edge.id,
            allocation_id=eip.id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[igw]),
        )
        table = aws.ec2.RouteTable(
            f"work-{letter}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        work = aws.ec2.Subnet(
            f"work-{letter}",
            vpc_id=vpc.id,
            cidr_block=f"10.86.{64 * (n + 1)}.0/18",
            availability_zone=zone,
            opts=opts,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"work-{letter}", subnet_id=work.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(work.id)
    cluster_role, cluster_policies = role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
    node_role, node_policies = role(
        "nodes",
        f"ec2.{SUFFIX}",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonEC2ContainerRegistryReadOnly",
    )
    cluster = aws.eks.Cluster(
        "beijing",
        role_arn=cluster_role.arn,
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[*cluster_policies, *joined]),
    )
    aws.eks.NodeGroup(
        "beijing",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=node_policies),
    )
