"""The style of a first tutorial: one flat file, zone names, one NAT gateway, routes inside the route tables.

Healthy: the account is the one of the default provider, so zone names mean one thing only. Nothing waits for the routes
by an edge, and nothing has to: nodes are started ten minutes later, when the control plane is there.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    proved=True,
    warnings=("api-open-to-the-world", "cluster-before-network", "config-map-authentication", "creator-is-admin"),
)


def program() -> None:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    igw = aws.ec2.InternetGateway("igw", vpc_id=vpc.id)
    public_a = aws.ec2.Subnet(
        "public-a",
        vpc_id=vpc.id,
        cidr_block="10.0.0.0/24",
        availability_zone="us-east-1a",
        map_public_ip_on_launch=True,
        tags={"kubernetes.io/role/elb": "1"},
    )
    public_b = aws.ec2.Subnet(
        "public-b",
        vpc_id=vpc.id,
        cidr_block="10.0.1.0/24",
        availability_zone="us-east-1b",
        map_public_ip_on_launch=True,
        tags={"kubernetes.io/role/elb": "1"},
    )
    private_a = aws.ec2.Subnet("private-a", vpc_id=vpc.id, cidr_block="10.0.10.0/24", availability_zone="us-east-1a")
    private_b = aws.ec2.Subnet("private-b", vpc_id=vpc.id, cidr_block="10.0.11.0/24", availability_zone="us-east-1b")
    eip = aws.ec2.Eip("nat-eip", domain="vpc")
    nat = aws.ec2.NatGateway(
        "nat", subnet_id=public_a.id, allocation_id=eip.id, opts=pulumi.ResourceOptions(depends_on=[igw])
    )
    public_rt = aws.ec2.RouteTable(
        "public-rt",
        vpc_id=vpc.id,
        routes=[aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=igw.id)],
    )
    private_rt = aws.ec2.RouteTable(
        "private-rt",
        vpc_id=vpc.id,
        routes=[aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", nat_gateway_id=nat.id)],
    )
    aws.ec2.RouteTableAssociation("public-a", subnet_id=public_a.id, route_table_id=public_rt.id)
    aws.ec2.RouteTableAssociation("public-b", subnet_id=public_b.id, route_table_id=public_rt.id)
    aws.ec2.RouteTableAssociation("private-a", subnet_id=private_a.id, route_table_id=private_rt.id)
    aws.ec2.RouteTableAssociation("private-b", subnet_id=private_b.id, route_table_id=private_rt.id)

    def role(name: str, service: str, policies: list[str]) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        made = aws.iam.Role(name, assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        attached: list[pulumi.Resource] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}", role=made.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}"
            )
            for policy in policies
        ]
        return made, attached

    cluster_role, cluster_policies = role("cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"])
    node_role, node_policies = role(
        "nodes",
        "ec2.amazonaws.com",
        ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
    )
    cluster = aws.eks.Cluster(
        "cluster",
        role_arn=cluster_role.arn,
        vpc_config=aws.eks.ClusterVpcConfigArgs(subnet_ids=[public_a.id, public_b.id, private_a.id, private_b.id]),
        opts=pulumi.ResourceOptions(depends_on=cluster_policies),
    )
    aws.eks.NodeGroup(
        "nodes",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=[private_a.id, private_b.id],
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, max_size=3, min_size=1),
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
    pulumi.export("endpoint", cluster.endpoint)
