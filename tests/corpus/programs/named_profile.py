"""The style of a developer with profiles in ``~/.aws/config``: the provider names one, and no account id.

Healthy: which account a profile leads to is written on the developer's machine, so the account has to be called unknown;
all that the program declares is in that one account all the same.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "config-map-authentication", "creator-is-admin"))


def program() -> None:
    sandbox = aws.Provider("sandbox", profile="sandbox", region="us-east-2", skip_metadata_api_check=True)
    vpc = aws.ec2.Vpc(
        "sandbox",
        cidr_block="10.111.0.0/20",
        enable_dns_hostnames=True,
        opts=pulumi.ResourceOptions(provider=sandbox),
    )
    # Children take their parent's provider.
    child = pulumi.ResourceOptions(parent=vpc)
    igw = aws.ec2.InternetGateway("sandbox", vpc_id=vpc.id, opts=child)
    public_rt = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=child
    )
    public = aws.ec2.Subnet(
        "public", vpc_id=vpc.id, cidr_block="10.111.0.0/24", availability_zone="us-east-2a", opts=child
    )
    aws.ec2.RouteTableAssociation(
        "public", subnet_id=public.id, route_table_id=public_rt.id, opts=pulumi.ResourceOptions(parent=public)
    )
    after = pulumi.ResourceOptions(parent=vpc, depends_on=[igw])
    eip = aws.ec2.Eip("nat", domain="vpc", opts=after)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=after)
    private_rt = aws.ec2.RouteTable(
        "private", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=child
    )
    private, joined = [], []
    for letter, third in zip("abc", (4, 8, 12), strict=True):
        subnet = aws.ec2.Subnet(
            f"private-{letter}",
            vpc_id=vpc.id,
            cidr_block=f"10.111.{third}.0/22",
            availability_zone=f"us-east-2{letter}",
            opts=child,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(
                f"private-{letter}",
                subnet_id=subnet.id,
                route_table_id=private_rt.id,
                opts=pulumi.ResourceOptions(parent=subnet),
            )
        )
        private.append(subnet.id)
    cluster = aws.eks.Cluster(
        "sandbox",
        role_arn="arn:aws:iam::111111111111:role/sandbox-cluster",
        vpc_config={"subnet_ids": private, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=sandbox, depends_on=joined),
    )
    aws.eks.NodeGroup(
        "sandbox",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/sandbox-nodes",
        subnet_ids=private,
        instance_types=["t3.large"],
        scaling_config={"desired_size": 1, "min_size": 1, "max_size": 3},
        opts=pulumi.ResourceOptions(parent=cluster),
    )
