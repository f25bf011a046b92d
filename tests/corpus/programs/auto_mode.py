"""The style of EKS Auto Mode: no node groups and no add-ons, AWS starts the nodes in the cluster's subnets.

Healthy: compute, storage and load balancing are switched on together, the roles have the policies that Auto Mode wants,
the control plane's session may be tagged, and the subnets are private, wide and tagged for load balancers.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(warnings=("api-open-to-the-world", "creator-is-admin"))

CLUSTER_POLICIES = (
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
NODE_POLICIES = ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly")


def program() -> None:
    provider = aws.Provider("auto", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)

    def role(name: str, service: str, actions: list[str], policies: tuple[str, ...]) -> aws.iam.Role:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}
        return aws.iam.Role(
            name,
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": statement}),
            managed_policy_arns=[f"arn:aws:iam::aws:policy/{policy}" for policy in policies],
            opts=opts,
        )

    vpc = aws.ec2.Vpc("auto", cidr_block="10.7.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("auto", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    subnets, joined = [], []
    for n in (1, 2, 3):
        zone = f"usw2-az{n}"
        edge = aws.ec2.Subnet(
            f"edge-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.7.{n}.0/24",
            availability_zone_id=zone,
            tags={"kubernetes.io/role/elb": "1"},
            opts=opts,
        )
        aws.ec2.RouteTableAssociation(f"edge-{n}", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
        eip = aws.ec2.Eip(f"nat-{n}", domain="vpc", opts=waits)
        nat = aws.ec2.NatGateway(f"nat-{n}", subnet_id=edge.id, allocation_id=eip.id, opts=waits)
        table = aws.ec2.RouteTable(
            f"work-{n}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        work = aws.ec2.Subnet(
            f"work-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.7.{n * 32}.0/19",
            availability_zone_id=zone,
            tags={"kubernetes.io/role/internal-elb": "1"},
            opts=opts,
        )
        joined.append(aws.ec2.RouteTableAssociation(f"work-{n}", subnet_id=work.id, route_table_id=table.id, opts=opts))
        subnets.append(work.id)
    control = role("auto-cluster", "eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], CLUSTER_POLICIES)
    nodes = role("auto-nodes", "ec2.amazonaws.com", ["sts:AssumeRole"], NODE_POLICIES)
    aws.eks.Cluster(
        "auto",
        name="auto",
        role_arn=control.arn,
        bootstrap_self_managed_addons=False,
        access_config={"authentication_mode": "API"},
        compute_config={"enabled": True, "node_pools": ["general-purpose", "system"], "node_role_arn": nodes.arn},
        kubernetes_network_config={"elastic_load_balancing": {"enabled": True}},
        storage_config={"block_storage": {"enabled": True}},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
