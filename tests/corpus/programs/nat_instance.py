"""The style of a thrifty start-up: a NAT instance instead of a gateway, its interface as the route's target.

Healthy: the instance forwards (no source check, NAT image), admits the VPC and has a public address. What is inside its
image no preview can know, so everything that leaves through it has to be called unknown. The API server is private.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("api-open-to-the-world", "creator-is-admin")
)

NAT_IMAGE = "ami-0123456789abcdef0"


def program() -> None:
    here = aws.Provider("ireland", region="eu-west-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=here)
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.60.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("igw", vpc_id=vpc.id, opts=opts)
    front = aws.ec2.Subnet(
        "front", vpc_id=vpc.id, cidr_block="10.60.0.0/24", availability_zone_id="euw1-az1", opts=opts
    )
    front_table = aws.ec2.RouteTable(
        "front", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("front", subnet_id=front.id, route_table_id=front_table.id, opts=opts)

    group = aws.ec2.SecurityGroup(
        "nat",
        vpc_id=vpc.id,
        ingress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [vpc.cidr_block]}],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=opts,
    )
    instance = aws.ec2.Instance(
        "nat",
        ami=NAT_IMAGE,
        instance_type="t4g.nano",
        subnet_id=front.id,
        vpc_security_group_ids=[group.id],
        source_dest_check=False,
        metadata_options={"http_tokens": "required"},
        opts=opts,
    )
    aws.ec2.Eip("nat", instance=instance.id, domain="vpc", opts=pulumi.ResourceOptions(provider=here, depends_on=[igw]))
    back_table = aws.ec2.RouteTable("back", vpc_id=vpc.id, opts=opts)
    out = aws.ec2.Route(
        "out",
        route_table_id=back_table.id,
        destination_cidr_block="0.0.0.0/0",
        network_interface_id=instance.primary_network_interface_id,
        opts=opts,
    )
    back = []
    joined: list[pulumi.Resource] = [out]
    for index, zone in enumerate(["euw1-az1", "euw1-az2"], start=1):
        subnet = aws.ec2.Subnet(
            f"back-{index}",
            vpc_id=vpc.id,
            cidr_block=f"10.60.{index * 16}.0/20",
            availability_zone_id=zone,
            opts=opts,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"back-{index}", subnet_id=subnet.id, route_table_id=back_table.id, opts=opts)
        )
        back.append(subnet.id)

    cluster = aws.eks.Cluster(
        "small",
        role_arn="arn:aws:iam::111111111111:role/eks-control-plane",
        vpc_config={"subnet_ids": back, "endpoint_private_access": True},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(provider=here, depends_on=joined),
    )
    aws.eks.NodeGroup(
        "small",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/eks-nodes",
        subnet_ids=back,
        capacity_type="SPOT",
        instance_types=["t4g.large"],
        ami_type="AL2023_ARM_64_STANDARD",
        scaling_config={"desired_size": 1, "min_size": 1, "max_size": 3},
        opts=opts,
    )
