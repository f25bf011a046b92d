"""Our network in a company's hub: subnets of the user's own beside the component's, an attachment, routes to other VPCs.

Healthy: each zone has an attachment subnet in the slot that the address plan keeps free, the company's networks go to the
transit gateway, and the internet still goes through the component's NAT gateways.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION = "eu-central-1"
ATTACHMENT_BLOCKS = {"euc1-az1": "10.86.255.0/28", "euc1-az2": "10.86.255.16/28", "euc1-az3": "10.86.255.32/28"}


def program() -> None:
    provider = aws.Provider("erp", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    zones = list(ATTACHMENT_BLOCKS)
    network = SharedVpc("erp", {"region": REGION, "cidr": "10.86.0.0/16", "zones": zones}, opts)

    table = aws.ec2.RouteTable("attachment", vpc_id=network.vpc_id, opts=opts)
    subnets = []
    for zone, block in ATTACHMENT_BLOCKS.items():
        subnet = aws.ec2.Subnet(
            f"attachment-{zone}", vpc_id=network.vpc_id, cidr_block=block, availability_zone_id=zone, opts=opts
        )
        aws.ec2.RouteTableAssociation(f"attachment-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        subnets.append(subnet.id)
    attachment = aws.ec2transitgateway.VpcAttachment(
        "company",
        transit_gateway_id=pulumi.Config().get("transitGateway") or "tgw-0a1b2c3d4e5f60718",
        vpc_id=network.vpc_id,
        subnet_ids=subnets,
        tags={"Name": "erp"},
        opts=opts,
    )
    routes = [
        aws.ec2.Route(
            f"{zone}-{name}",
            route_table_id=network.route_table_of("private", zone).id,
            destination_cidr_block=block,
            transit_gateway_id=attachment.transit_gateway_id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[attachment]),
        )
        for zone in zones
        for name, block in {"offices": "172.16.0.0/12", "data-centre": "192.168.0.0/16"}.items()
    ]
    EksCluster(
        "erp",
        {
            "region": REGION,
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"], "private_cidrs": {"offices": "172.16.0.0/12"}},
            "admins": ["arn:aws:iam::111111111111:role/erp-admin"],
            "service_cidr": "10.200.0.0/16",
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network, *routes]),
    )
