"""The style of inspected egress: nodes, then a network firewall's endpoint, then the NAT gateway, and back the same way.

Healthy: routes are symmetric, as the NAT gateway's subnet sends the nodes' blocks back to the firewall. What the firewall's
rules let through another team decides, so every way through it has to be called unknown; S3 goes past it.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2", "ecr.api", "ecr.dkr"), warnings=("creator-is-admin",))

REGION = "us-west-2"
RULES = f"arn:aws:network-firewall:{REGION}:111111111111:firewall-policy/egress"
NODES = {"usw2-az1": "10.25.64.0/18", "usw2-az2": "10.25.128.0/18"}


def endpoint_of(statuses: Any) -> str:
    return str(statuses[0].sync_states[0].attachments[0].endpoint_id)


def program() -> None:
    provider = aws.Provider("inspected", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("inspected", cidr_block="10.25.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("inspected", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])

    def subnet(name: str, cidr: str, zone: str) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(name, vpc_id=vpc.id, cidr_block=cidr, availability_zone_id=zone, opts=opts)

    inspection = subnet("inspection", "10.25.0.0/28", "usw2-az1")
    public = subnet("public", "10.25.1.0/24", "usw2-az1")
    firewall = aws.networkfirewall.Firewall(
        "egress",
        vpc_id=vpc.id,
        firewall_policy_arn=RULES,
        subnet_mappings=[{"subnet_id": inspection.id}],
        opts=opts,
    )
    endpoint = firewall.firewall_statuses.apply(endpoint_of)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=waits)
    back: list[Any] = [{"cidr_block": cidr, "vpc_endpoint_id": endpoint} for cidr in NODES.values()]
    tables = {
        "public": aws.ec2.RouteTable(
            "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}, *back], opts=opts
        ),
        "inspection": aws.ec2.RouteTable(
            "inspection", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        ),
        "nodes": aws.ec2.RouteTable(
            "nodes", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "vpc_endpoint_id": endpoint}], opts=opts
        ),
    }
    nodes = [subnet(f"nodes-{zone}", cidr, zone) for zone, cidr in NODES.items()]
    joined: list[pulumi.Resource] = []
    for tier, members in {"public": [public], "inspection": [inspection], "nodes": nodes}.items():
        joined += [
            aws.ec2.RouteTableAssociation(
                f"{tier}-{number}", subnet_id=member.id, route_table_id=tables[tier].id, opts=opts
            )
            for number, member in enumerate(members)
        ]
    s3 = aws.ec2.VpcEndpoint(
        "s3",
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{REGION}.s3",
        route_table_ids=[tables["nodes"].id],
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "inspected",
        role_arn="arn:aws:iam::111111111111:role/inspected-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={
            "subnet_ids": [each.id for each in nodes],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[*joined, s3]),
    )
    aws.eks.NodeGroup(
        "inspected",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/inspected-nodes",
        subnet_ids=[each.id for each in nodes],
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 6},
        opts=opts,
    )
