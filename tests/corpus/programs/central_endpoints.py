"""Central endpoints: a hub VPC has the interface endpoints, private zones lead the spoke's names to them over a peering.

Healthy: the endpoints have private DNS off and the zones have alias records, for ECR also of all its hosts; S3 comes by the spoke's own
gateway endpoint. The spoke has no default route at all. That names and peering together serve a need is more than a preview
of one VPC can see: unknown, and no error.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2", "ecr.api", "ecr.dkr"), warnings=("creator-is-admin",))

REGION = "us-west-2"
ZONES = ("usw2-az1", "usw2-az2")
NAMES = {
    "ec2": (f"ec2.{REGION}.amazonaws.com", ("",)),
    "ecr.api": (f"api.ecr.{REGION}.amazonaws.com", ("",)),
    "ecr.dkr": (f"dkr.ecr.{REGION}.amazonaws.com", ("", "*")),
}
WORKERS = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly")


class Site:
    """A VPC with a subnet in each zone and one route table."""

    def __init__(self, name: str, second: int) -> None:
        self.vpc = aws.ec2.Vpc(
            name, cidr_block=f"10.{second}.0.0/16", enable_dns_hostnames=True, enable_dns_support=True
        )
        self.table = aws.ec2.RouteTable(name, vpc_id=self.vpc.id)
        self.subnets, self.links = [], []
        for index, zone in enumerate(ZONES):
            block = f"10.{second}.{32 * index}.0/19"
            subnet = aws.ec2.Subnet(f"{name}-{zone}", vpc_id=self.vpc.id, availability_zone_id=zone, cidr_block=block)
            self.subnets.append(subnet.id)
            self.links.append(
                aws.ec2.RouteTableAssociation(f"{name}-{zone}", subnet_id=subnet.id, route_table_id=self.table.id)
            )


def role(service: str, *policies: str) -> aws.iam.Role:
    trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return aws.iam.Role(
        f"spoke-{service}",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        managed_policy_arns=[f"arn:aws:iam::aws:policy/{policy}" for policy in policies],
    )


def program() -> None:
    hub, spoke = Site("hub", 8), Site("spoke", 9)
    peering = aws.ec2.VpcPeeringConnection("hub", vpc_id=spoke.vpc.id, peer_vpc_id=hub.vpc.id, auto_accept=True)
    ready: list[pulumi.Resource] = [
        *spoke.links,
        *(
            aws.ec2.Route(
                name,
                route_table_id=here.table.id,
                destination_cidr_block=there.vpc.cidr_block,
                vpc_peering_connection_id=peering.id,
            )
            for name, here, there in (("to-hub", spoke, hub), ("to-spoke", hub, spoke))
        ),
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=spoke.vpc.id,
            service_name=f"com.amazonaws.{REGION}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[spoke.table.id],
        ),
    ]
    group = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=hub.vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [spoke.vpc.cidr_block]}],
    )
    for service, (domain, hosts) in NAMES.items():
        endpoint = aws.ec2.VpcEndpoint(
            service,
            vpc_id=hub.vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=False,
            subnet_ids=hub.subnets,
            security_group_ids=[group.id],
        )
        zone = aws.route53.Zone(service, name=domain, vpcs=[{"vpc_id": hub.vpc.id}, {"vpc_id": spoke.vpc.id}])
        entry = endpoint.dns_entries[0]
        ready += [
            aws.route53.Record(
                f"{service}-{host or 'apex'}",
                zone_id=zone.zone_id,
                name=f"{host}.{domain}".removeprefix("."),
                type="A",
                aliases=[{"name": entry.dns_name, "zone_id": entry.hosted_zone_id, "evaluate_target_health": False}],
            )
            for host in hosts
        ]
    cluster = aws.eks.Cluster(
        "spoke",
        role_arn=role("eks", "AmazonEKSClusterPolicy").arn,
        version="1.36",
        vpc_config={"subnet_ids": spoke.subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(depends_on=ready),
    )
    aws.eks.NodeGroup(
        "spoke",
        cluster_name=cluster.name,
        node_role_arn=role("ec2", *WORKERS).arn,
        subnet_ids=spoke.subnets,
        scaling_config={"min_size": 2, "desired_size": 2, "max_size": 4},
    )
