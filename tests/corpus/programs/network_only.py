"""The style of a network stack in Sydney: everything that clusters of other stacks use, and no cluster.

Healthy: three tiers in three zones, one NAT gateway for all, gateway endpoints on the private tables, flow logs to a
bucket. Without nodes or pods there is nothing to prove, and a preview has to say that.
"""

import ipaddress

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)

REGION = "ap-southeast-2"
BLOCK = ipaddress.ip_network("10.160.0.0/16")


def program() -> None:
    provider = aws.Provider(
        "network", region=REGION, allowed_account_ids=["111111111111"], default_tags={"tags": {"team": "network"}}
    )
    vpc = aws.ec2.Vpc(
        "network",
        cidr_block=str(BLOCK),
        enable_dns_hostnames=True,
        opts=pulumi.ResourceOptions(provider=provider, protect=True),
    )
    opts = pulumi.ResourceOptions(parent=vpc)
    igw = aws.ec2.InternetGateway("network", vpc_id=vpc.id, opts=opts)
    wide, narrow = list(BLOCK.subnets(new_prefix=19)), list(BLOCK.subnets(new_prefix=24))
    tiers = {"private": wide[:3], "public": narrow[96:99], "data": narrow[128:131]}
    tables = {tier: aws.ec2.RouteTable(tier, vpc_id=vpc.id, tags={"tier": tier}, opts=opts) for tier in tiers}
    aws.ec2.Route(
        "public",
        route_table_id=tables["public"].id,
        destination_cidr_block="0.0.0.0/0",
        gateway_id=igw.id,
        opts=pulumi.ResourceOptions(parent=tables["public"]),
    )
    subnets: dict[str, list[aws.ec2.Subnet]] = {tier: [] for tier in tiers}
    for tier, blocks in tiers.items():
        for number, block in enumerate(blocks, 1):
            subnet = aws.ec2.Subnet(
                f"{tier}-{number}",
                vpc_id=vpc.id,
                cidr_block=str(block),
                availability_zone_id=f"apse2-az{number}",
                map_public_ip_on_launch=tier == "public",
                tags={"tier": tier},
                opts=opts,
            )
            aws.ec2.RouteTableAssociation(
                f"{tier}-{number}",
                subnet_id=subnet.id,
                route_table_id=tables[tier].id,
                opts=pulumi.ResourceOptions(parent=subnet),
            )
            subnets[tier].append(subnet)
    after = pulumi.ResourceOptions(parent=vpc, depends_on=[igw])
    eip = aws.ec2.Eip("nat", domain="vpc", opts=after)
    nat = aws.ec2.NatGateway("nat", subnet_id=subnets["public"][0].id, allocation_id=eip.id, opts=after)
    aws.ec2.Route(
        "private",
        route_table_id=tables["private"].id,
        destination_cidr_block="0.0.0.0/0",
        nat_gateway_id=nat.id,
        opts=pulumi.ResourceOptions(parent=tables["private"]),
    )
    for service in ("s3", "dynamodb"):
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Gateway",
            route_table_ids=[tables["private"].id, tables["data"].id],
            opts=opts,
        )
    aws.ec2.FlowLog(
        "all",
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="s3",
        log_destination="arn:aws:s3:::flow-logs-of-the-security-account",
        opts=opts,
    )
    pulumi.export("vpcId", vpc.id)
    pulumi.export("privateSubnetIds", [subnet.id for subnet in subnets["private"]])
