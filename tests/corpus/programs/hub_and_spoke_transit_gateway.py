"""Hub and spoke in one program: spokes have no way out of their own, a hub VPC holds the NAT gateways for all of them.

Healthy: the spokes' default route goes to the transit gateway, whose table sends it to the hub; the hub's NAT gateway and
its public subnets know the way back. What the transit gateway's own tables do is beyond the spoke: unknown. The API server is
in the spoke itself.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("config-map-authentication", "creator-is-admin")
)

ZONES = ("use1-az1", "use1-az2")


def rows(name: str, vpc: aws.ec2.Vpc, second: int, third: int) -> list[aws.ec2.Subnet]:
    return [
        aws.ec2.Subnet(
            f"{name}-{zone}",
            vpc_id=vpc.id,
            availability_zone_id=zone,
            cidr_block=f"10.{second}.{third + 16 * index}.0/20",
            tags={"Name": f"{name}-{zone}"},
        )
        for index, zone in enumerate(ZONES)
    ]


def routed(name: str, vpc: aws.ec2.Vpc, subnets: list[aws.ec2.Subnet]) -> aws.ec2.RouteTable:
    table = aws.ec2.RouteTable(name, vpc_id=vpc.id)
    for index, subnet in enumerate(subnets):
        aws.ec2.RouteTableAssociation(f"{name}-{index}", subnet_id=subnet.id, route_table_id=table.id)
    return table


def assumed_by(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def program() -> None:
    tgw = aws.ec2transitgateway.TransitGateway("hub", description="hub and spoke", amazon_side_asn=64532)
    hub = aws.ec2.Vpc("hub", cidr_block="10.0.0.0/16")
    spoke = aws.ec2.Vpc("spoke", cidr_block="10.1.0.0/16", enable_dns_hostnames=True)
    igw = aws.ec2.InternetGateway("hub", vpc_id=hub.id)
    front, middle = rows("hub-public", hub, 0, 0), rows("hub-attachment", hub, 0, 64)
    nodes = rows("spoke-nodes", spoke, 1, 0)

    attachments = {
        name: aws.ec2transitgateway.VpcAttachment(
            name, transit_gateway_id=tgw.id, vpc_id=vpc.id, subnet_ids=[each.id for each in subnets]
        )
        for name, vpc, subnets in (("hub", hub, middle), ("spoke", spoke, nodes))
    }
    eip = aws.ec2.Eip("hub", domain="vpc")
    nat = aws.ec2.NatGateway(
        "hub", subnet_id=front[0].id, allocation_id=eip.id, opts=pulumi.ResourceOptions(depends_on=[igw])
    )
    public, inner = routed("hub-public", hub, front), routed("hub-attachment", hub, middle)
    outer = routed("spoke", spoke, nodes)
    everything = "0.0.0.0/0"
    aws.ec2.Route("hub-public", route_table_id=public.id, destination_cidr_block=everything, gateway_id=igw.id)
    aws.ec2.Route("hub-attachment", route_table_id=inner.id, destination_cidr_block=everything, nat_gateway_id=nat.id)
    aws.ec2.Route(
        "spoke",
        route_table_id=outer.id,
        destination_cidr_block=everything,
        transit_gateway_id=attachments["spoke"].transit_gateway_id,
        opts=pulumi.ResourceOptions(depends_on=[attachments["spoke"]]),
    )
    aws.ec2.Route(
        "hub-return",
        route_table_id=public.id,
        destination_cidr_block=spoke.cidr_block,
        transit_gateway_id=tgw.id,
        opts=pulumi.ResourceOptions(depends_on=[attachments["hub"]]),
    )
    aws.ec2transitgateway.Route(
        "internet",
        destination_cidr_block="0.0.0.0/0",
        transit_gateway_attachment_id=attachments["hub"].id,
        transit_gateway_route_table_id=tgw.association_default_route_table_id,
    )

    cluster = aws.eks.Cluster(
        "spoke",
        role_arn=aws.iam.Role(
            "spoke-cluster",
            assume_role_policy=assumed_by("eks.amazonaws.com"),
            managed_policy_arns=["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
        ).arn,
        version="1.35",
        vpc_config={
            "subnet_ids": [each.id for each in nodes],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
    )
    node_role = aws.iam.Role(
        "spoke-node",
        assume_role_policy=assumed_by("ec2.amazonaws.com"),
        managed_policy_arns=[
            f"arn:aws:iam::aws:policy/{policy}"
            for policy in ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")
        ],
    )
    aws.eks.NodeGroup(
        "spoke",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=[each.id for each in nodes],
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
    )
