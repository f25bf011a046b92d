"""Inspection in the path: the nodes' default route goes to a Gateway Load Balancer endpoint in their own zone.

Healthy: the firewall service belongs to a security team (its name is a literal); behind the endpoint lie the NAT gateways of its
own subnets, whose way back leads through the same endpoint. What the appliances let through is unknown.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("creator-is-admin",))

FIREWALL = "com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef0"
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Zone:
    """One zone: nodes, whose traffic goes to the endpoint; inspection, whose traffic goes to NAT; public, with the NAT."""

    def __init__(self, vpc: aws.ec2.Vpc, igw: aws.ec2.InternetGateway, number: int) -> None:
        zone = f"usw2-az{number + 1}"
        self.nodes, self.inspection, self.public = (
            aws.ec2.Subnet(f"{kind}-{zone}", vpc_id=vpc.id, availability_zone_id=zone, cidr_block=block)
            for kind, block in (
                ("nodes", f"10.50.{32 * number}.0/19"),
                ("inspection", f"10.50.{200 + number}.0/28"),
                ("public", f"10.50.{210 + number}.0/28"),
            )
        )
        endpoint = aws.ec2.VpcEndpoint(
            f"firewall-{zone}",
            vpc_id=vpc.id,
            service_name=FIREWALL,
            vpc_endpoint_type="GatewayLoadBalancer",
            subnet_ids=[self.inspection.id],
        )
        eip = aws.ec2.Eip(f"nat-{zone}", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[igw]))
        nat = aws.ec2.NatGateway(
            f"nat-{zone}",
            subnet_id=self.public.id,
            allocation_id=eip.id,
            opts=pulumi.ResourceOptions(depends_on=[igw]),
        )
        self.ready: list[pulumi.Resource] = []
        to_nodes = aws.ec2.RouteTableRouteArgs(cidr_block=f"10.50.{32 * number}.0/19", vpc_endpoint_id=endpoint.id)
        inspected = aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", vpc_endpoint_id=endpoint.id)
        translated = aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", nat_gateway_id=nat.id)
        internet = aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=igw.id)
        for kind, subnet, routes in (
            ("nodes", self.nodes, [inspected]),
            ("inspection", self.inspection, [translated]),
            ("public", self.public, [internet, to_nodes]),
        ):
            table = aws.ec2.RouteTable(f"{kind}-{zone}", vpc_id=vpc.id, routes=routes)
            self.ready.append(
                aws.ec2.RouteTableAssociation(f"{kind}-{zone}", subnet_id=subnet.id, route_table_id=table.id)
            )


def program() -> None:
    vpc = aws.ec2.Vpc("inspected", cidr_block="10.50.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
    igw = aws.ec2.InternetGateway("inspected", vpc_id=vpc.id)
    zones = [Zone(vpc, igw, number) for number in range(2)]
    nodes = [zone.nodes.id for zone in zones]

    cluster_role = aws.iam.Role("cluster", assume_role_policy=trust("eks.amazonaws.com"))
    cluster_policy = aws.iam.RolePolicyAttachment(
        "cluster", role=cluster_role.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    )
    cluster = aws.eks.Cluster(
        "inspected",
        role_arn=cluster_role.arn,
        version="1.36",
        vpc_config={"subnet_ids": nodes, "endpoint_private_access": True, "endpoint_public_access": False},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(depends_on=[cluster_policy, *(each for zone in zones for each in zone.ready)]),
    )
    node_role = aws.iam.Role("node", assume_role_policy=trust("ec2.amazonaws.com"))
    attached = [
        aws.iam.RolePolicyAttachment(policy, role=node_role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}")
        for policy in NODE_POLICIES
    ]
    aws.eks.NodeGroup(
        "inspected",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=nodes,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(depends_on=attached),
    )
