"""The style of pulumi_eks: its cluster component on a VPC of raw resources, and a managed node group of one's own.

Healthy: the component creates cluster, groups and add-ons by a plugin, so a preview without a cloud does not see them, and
has to say so. What it can see is the network.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api",))

POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly")


def program() -> None:
    provider = aws.Provider("dev", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("dev", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("dev", vpc_id=vpc.id, opts=opts)
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    public, private = [], []
    for n in (1, 2):
        outer = aws.ec2.Subnet(
            f"public-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{n}.0/24",
            availability_zone_id=f"usw2-az{n}",
            map_public_ip_on_launch=True,
            opts=opts,
        )
        aws.ec2.RouteTableAssociation(f"public-{n}", subnet_id=outer.id, route_table_id=public_table.id, opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{n}",
            subnet_id=outer.id,
            allocation_id=aws.ec2.Eip(f"nat-{n}", domain="vpc", opts=opts).id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[igw]),
        )
        inner = aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        table = aws.ec2.RouteTable(
            f"private-{n}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        aws.ec2.RouteTableAssociation(f"private-{n}", subnet_id=inner.id, route_table_id=table.id, opts=opts)
        public.append(outer.id)
        private.append(inner.id)
    role = aws.iam.Role(
        "nodes",
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            }
        ),
        opts=opts,
    )
    for policy in POLICIES:
        aws.iam.RolePolicyAttachment(policy, role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=opts)
    cluster = eks.Cluster(
        "dev",
        vpc_id=vpc.id,
        public_subnet_ids=public,
        private_subnet_ids=private,
        node_associate_public_ip_address=False,
        authentication_mode=eks.AuthenticationMode.API,
        skip_default_node_group=True,
        instance_roles=[role],
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    eks.ManagedNodeGroup(
        "spot",
        cluster=cluster.core,
        node_role_arn=role.arn,
        subnet_ids=private,
        capacity_type="SPOT",
        instance_types=["m7i.large", "m6i.large"],
        scaling_config={"desired_size": 2, "min_size": 1, "max_size": 5},
        opts=pulumi.ResourceOptions(providers=[provider]),
    )
    pulumi.export("kubeconfig", cluster.kubeconfig)
