"""The style of central egress: no NAT gateway here, everything leaves through a transit gateway of the network account.

Healthy: the gateway is shared with this account and its attachment is accepted by itself. What lies behind it, a NAT
gateway or a firewall, another program has made, so from here it has to be called unknown. S3 and the API server are here.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2", "ecr.api", "ecr.dkr"), warnings=("creator-is-admin",))

TRANSIT_GATEWAY = "tgw-0a1b2c3d4e5f60718"


def program() -> None:
    provider = aws.Provider("spoke", region="eu-west-1", allowed_account_ids=["222222222222"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("spoke", cidr_block="10.21.0.0/16", enable_dns_hostnames=True, opts=opts)
    transit, nodes = [], []
    for n in (1, 2, 3):
        zone = f"euw1-az{n}"
        transit.append(
            aws.ec2.Subnet(
                f"transit-{n}",
                vpc_id=vpc.id,
                cidr_block=f"10.21.0.{n * 16}/28",
                availability_zone_id=zone,
                opts=opts,
            )
        )
        nodes.append(
            aws.ec2.Subnet(
                f"nodes-{n}",
                vpc_id=vpc.id,
                cidr_block=f"10.21.{n * 64 - 32}.0/19",
                availability_zone_id=zone,
                opts=opts,
            )
        )
    attachment = aws.ec2transitgateway.VpcAttachment(
        "spoke",
        vpc_id=vpc.id,
        transit_gateway_id=TRANSIT_GATEWAY,
        subnet_ids=[each.id for each in transit],
        appliance_mode_support="enable",
        opts=opts,
    )
    table = aws.ec2.RouteTable("nodes", vpc_id=vpc.id, opts=opts)
    waits: list[pulumi.Resource] = [
        aws.ec2.Route(
            "out",
            route_table_id=table.id,
            destination_cidr_block="0.0.0.0/0",
            transit_gateway_id=TRANSIT_GATEWAY,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[attachment]),
        ),
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name="com.amazonaws.eu-west-1.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id],
            opts=opts,
        ),
    ]
    waits += [
        aws.ec2.RouteTableAssociation(f"nodes-{n}", subnet_id=each.id, route_table_id=table.id, opts=opts)
        for n, each in enumerate(nodes, 1)
    ]
    cluster = aws.eks.Cluster(
        "spoke",
        role_arn="arn:aws:iam::222222222222:role/spoke-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        vpc_config={
            "subnet_ids": [each.id for each in nodes],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=pulumi.ResourceOptions(provider=provider, depends_on=waits),
    )
    aws.eks.NodeGroup(
        "spoke",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::222222222222:role/spoke-nodes",
        subnet_ids=[each.id for each in nodes],
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
