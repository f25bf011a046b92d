"""The style of a hub: private DNS of the endpoints is off, and private hosted zones of one's own answer for the services.

Healthy: a zone for each service, with an alias to the endpoint at its apex and, where ECR puts the registry's account in
front, a wildcard. Zones can be associated with more VPCs than an endpoint's own DNS can, which is why hubs do this.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

REGION = "eu-west-1"
ZONES = {
    "ec2": f"ec2.{REGION}.amazonaws.com",
    "ecr.api": f"api.ecr.{REGION}.amazonaws.com",
    "ecr.dkr": f"dkr.ecr.{REGION}.amazonaws.com",
    "sts": f"sts.{REGION}.amazonaws.com",
}


def program() -> None:
    provider = aws.Provider("hub", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("hub", cidr_block="10.72.0.0/16", enable_dns_hostnames=True, opts=opts)
    table = aws.ec2.RouteTable("hub", vpc_id=vpc.id, opts=opts)
    subnets: list[pulumi.Output[str]] = []
    ready: list[pulumi.Resource] = []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"hub-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.72.{n * 32}.0/19",
            availability_zone_id=f"euw1-az{n}",
            opts=opts,
        )
        ready.append(aws.ec2.RouteTableAssociation(f"hub-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts))
        subnets.append(subnet.id)
    group = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}],
        opts=opts,
    )
    for service, domain in ZONES.items():
        endpoint = aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=False,
            subnet_ids=subnets,
            security_group_ids=[group.id],
            opts=opts,
        )
        zone = aws.route53.Zone(service, name=domain, vpcs=[{"vpc_id": vpc.id}], opts=opts)
        entry = endpoint.dns_entries[0]
        alias: Any = {
            "name": entry.dns_name.apply(str),
            "zone_id": entry.hosted_zone_id.apply(str),
            "evaluate_target_health": False,
        }
        ready += [
            aws.route53.Record(
                name, zone_id=zone.zone_id, name=name, type=aws.route53.RecordType.A, aliases=[alias], opts=opts
            )
            for name in ((domain, f"*.{domain}") if service == "ecr.dkr" else (domain,))
        ]
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3", vpc_id=vpc.id, service_name=f"com.amazonaws.{REGION}.s3", route_table_ids=[table.id], opts=opts
        )
    )
    cluster = aws.eks.Cluster(
        "hub",
        role_arn="arn:aws:iam::111111111111:role/hub-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "hub",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/hub-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
