"""A spoke whose only way out is the company's transit gateway, given by a literal id: central egress elsewhere.

Healthy: the endpoints that save traffic (ECR, S3) are in the VPC, everything else leaves through the transit gateway, of
which this account sees its attachment only: unknown. Zones with nodes have attachment subnets of their own.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("ec2",), warnings=("creator-is-admin",))

TRANSIT_GATEWAY = "tgw-01122334455667788"
REGION = "eu-central-1"
WORKERS = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")


def program() -> None:
    provider = aws.Provider("spoke", region=REGION, allowed_account_ids=["444444444444"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("spoke", cidr_block="10.44.0.0/16", enable_dns_support=True, enable_dns_hostnames=True, opts=opts)
    table = aws.ec2.RouteTable("spoke", vpc_id=vpc.id, opts=opts)
    subnets: dict[str, list[aws.ec2.Subnet]] = {"nodes": [], "transit": []}
    links = []
    for number, zone in enumerate(("euc1-az1", "euc1-az2", "euc1-az3")):
        blocks = {"nodes": f"10.44.{64 * number}.0/18", "transit": f"10.44.{192 + number}.0/28"}
        for kind, block in blocks.items():
            subnet = aws.ec2.Subnet(
                f"{kind}-{zone}", vpc_id=vpc.id, cidr_block=block, availability_zone_id=zone, opts=opts
            )
            links.append(
                aws.ec2.RouteTableAssociation(f"{kind}-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
            )
            subnets[kind].append(subnet)
    attachment = aws.ec2transitgateway.VpcAttachment(
        "spoke",
        transit_gateway_id=TRANSIT_GATEWAY,
        vpc_id=vpc.id,
        subnet_ids=[each.id for each in subnets["transit"]],
        opts=opts,
    )
    default = aws.ec2.Route(
        "default",
        route_table_id=table.id,
        destination_cidr_block="0.0.0.0/0",
        transit_gateway_id=TRANSIT_GATEWAY,
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[attachment]),
    )
    endpoints = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [vpc.cidr_block]}],
        opts=opts,
    )
    ready: list[pulumi.Resource] = [default, *links]
    ready += [
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=[each.id for each in subnets["nodes"]],
            security_group_ids=[endpoints.id],
            private_dns_enabled=True,
            opts=opts,
        )
        for service in ("ecr.api", "ecr.dkr")
    ]
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3", vpc_id=vpc.id, service_name=f"com.amazonaws.{REGION}.s3", route_table_ids=[table.id], opts=opts
        )
    )

    roles = {}
    for name, policies in {"eks": ("AmazonEKSClusterPolicy",), "ec2": WORKERS}.items():
        trust = {"Effect": "Allow", "Principal": {"Service": f"{name}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        roles[name] = aws.iam.Role(f"spoke-{name}", assume_role_policy=document, opts=opts)
        for policy in policies:
            arn = f"arn:aws:iam::aws:policy/{policy}"
            ready.append(
                aws.iam.RolePolicyAttachment(f"spoke-{policy}", role=roles[name].name, policy_arn=arn, opts=opts)
            )
    nodes = [each.id for each in subnets["nodes"]]
    cluster = aws.eks.Cluster(
        "spoke",
        role_arn=roles["eks"].arn,
        version="1.36",
        vpc_config={"subnet_ids": nodes, "endpoint_private_access": True, "endpoint_public_access": False},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "spoke",
        cluster_name=cluster.name,
        node_role_arn=roles["ec2"].arn,
        subnet_ids=nodes,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
