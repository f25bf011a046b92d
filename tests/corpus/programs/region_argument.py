"""The style of pulumi-aws 7: one provider for the account, and the region as an argument of each resource.

Healthy: the provider's region is us-east-1, but everything says ``region="eu-west-3"``, zones included, so all of it is in
Paris; the endpoint's service is Paris's too.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

PARIS = "eu-west-3"


def program() -> None:
    account = aws.Provider("account", region="us-east-1", allowed_account_ids=["111111111111"])
    here: dict[str, Any] = {"region": PARIS, "opts": pulumi.ResourceOptions(provider=account)}

    def after(*resources: pulumi.Resource) -> dict[str, Any]:
        return {**here, "opts": pulumi.ResourceOptions(provider=account, depends_on=[*resources])}

    vpc = aws.ec2.Vpc("paris", cidr_block="10.33.0.0/16", enable_dns_hostnames=True, **here)
    igw = aws.ec2.InternetGateway("paris", vpc_id=vpc.id, **here)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], **here
    )
    ready: list[pulumi.Resource] = []
    tables, subnets = [], []
    for n in (1, 2, 3):
        zone = f"euw3-az{n}"
        edge = aws.ec2.Subnet(
            f"edge-{n}", vpc_id=vpc.id, cidr_block=f"10.33.{n}.0/24", availability_zone_id=zone, **here
        )
        at_edge = aws.ec2.RouteTableAssociation(f"edge-{n}", subnet_id=edge.id, route_table_id=edge_table.id, **here)
        eip = aws.ec2.Eip(f"nat-{n}", domain="vpc", **here)
        nat = aws.ec2.NatGateway(f"nat-{n}", subnet_id=edge.id, allocation_id=eip.id, **after(igw, at_edge))
        table = aws.ec2.RouteTable(
            f"work-{n}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], **here
        )
        subnet = aws.ec2.Subnet(
            f"work-{n}", vpc_id=vpc.id, cidr_block=f"10.33.{n * 32}.0/19", availability_zone_id=zone, **here
        )
        ready.append(aws.ec2.RouteTableAssociation(f"work-{n}", subnet_id=subnet.id, route_table_id=table.id, **here))
        tables.append(table.id)
        subnets.append(subnet.id)
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3", vpc_id=vpc.id, service_name=f"com.amazonaws.{PARIS}.s3", route_table_ids=tables, **here
        )
    )
    cluster = aws.eks.Cluster(
        "paris",
        role_arn="arn:aws:iam::111111111111:role/paris-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        **after(*ready),
    )
    aws.eks.NodeGroup(
        "paris",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/paris-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        **here,
    )
