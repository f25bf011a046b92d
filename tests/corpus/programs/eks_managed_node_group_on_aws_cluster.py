"""The plain provider for the control plane, `pulumi_eks.ManagedNodeGroup` for nodes: a common half-way style.

Healthy: the node group takes the cluster by its name, gets its own role with the three policies, and the private
endpoint serves nodes. CoreDNS and the others are those that EKS installs by itself.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

ZONES = ("us-west-2a", "us-west-2b")


def role(name: str, service: str, *policies: str) -> tuple[aws.iam.Role, list[aws.iam.RolePolicyAttachment]]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    made = aws.iam.Role(name, assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return made, [
        aws.iam.RolePolicyAttachment(f"{name}-{index}", role=made.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}")
        for index, policy in enumerate(policies)
    ]


def program() -> None:
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.20.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    igw = aws.ec2.InternetGateway("igw", vpc_id=vpc.id)
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}]
    )
    private = []
    for index, zone in enumerate(ZONES):
        front = aws.ec2.Subnet(
            f"public-{index}", vpc_id=vpc.id, availability_zone=zone, cidr_block=f"10.20.{index}.0/24"
        )
        aws.ec2.RouteTableAssociation(f"public-{index}", subnet_id=front.id, route_table_id=public_table.id)
        eip = aws.ec2.Eip(f"nat-{index}", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[igw]))
        nat = aws.ec2.NatGateway(
            f"nat-{index}",
            subnet_id=front.id,
            allocation_id=eip.id,
            opts=pulumi.ResourceOptions(depends_on=[igw]),
        )
        back = aws.ec2.Subnet(
            f"private-{index}", vpc_id=vpc.id, availability_zone=zone, cidr_block=f"10.20.{16 * (index + 1)}.0/20"
        )
        table = aws.ec2.RouteTable(
            f"private-{index}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}]
        )
        aws.ec2.RouteTableAssociation(f"private-{index}", subnet_id=back.id, route_table_id=table.id)
        private.append(back.id)

    cluster_role, cluster_policies = role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
    cluster = aws.eks.Cluster(
        "cluster",
        role_arn=cluster_role.arn,
        version="1.35",
        vpc_config={
            "subnet_ids": private,
            "endpoint_private_access": True,
            "endpoint_public_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        opts=pulumi.ResourceOptions(depends_on=cluster_policies),
    )
    node_role, node_policies = role(
        "node",
        "ec2.amazonaws.com",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryReadOnly",
        "AmazonEKS_CNI_Policy",
    )
    eks.ManagedNodeGroup(
        "workers",
        cluster=eks.CoreDataArgs(
            cluster=cluster,
            cluster_iam_role=cluster_role,
            endpoint=cluster.endpoint,
            instance_roles=[node_role],
            node_group_options=eks.ClusterNodeGroupOptionsArgs(),
            provider=None,  # type: ignore[arg-type]  # managed node groups need no Kubernetes provider
            subnet_ids=private,
            vpc_id=vpc.id,
        ),
        node_role_arn=node_role.arn,
        instance_types=["m6i.large"],
        scaling_config={"min_size": 2, "desired_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
