"""One provider, two regions: since version 7 of the provider each resource may name its region by `region=`.

Healthy: everything of a site has the same region, whatever the provider's; IAM has none. Each site has its own VPC with the same
addresses, which is fine as nothing connects them.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

SITES = {"eu-west-1": ("euw1-az1", "euw1-az2"), "ap-southeast-2": ("apse2-az1", "apse2-az2")}


def site(region: str, zones: tuple[str, ...], roles: dict[str, aws.iam.Role], opts: pulumi.ResourceOptions) -> None:
    vpc = aws.ec2.Vpc(
        region, region=region, cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True, opts=opts
    )
    igw = aws.ec2.InternetGateway(region, region=region, vpc_id=vpc.id, opts=opts)
    after = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[igw]))
    public = aws.ec2.RouteTable(
        f"{region}-public",
        region=region,
        vpc_id=vpc.id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}],
        opts=opts,
    )
    nodes, links = [], []
    for index, zone in enumerate(zones):
        front, back = (
            aws.ec2.Subnet(
                f"{kind}-{zone}",
                region=region,
                vpc_id=vpc.id,
                availability_zone_id=zone,
                cidr_block=f"10.0.{start + 32 * index}.0/20",
                opts=opts,
            )
            for kind, start in (("public", 0), ("nodes", 128))
        )
        eip = aws.ec2.Eip(zone, region=region, domain="vpc", opts=after)
        nat = aws.ec2.NatGateway(zone, region=region, subnet_id=front.id, allocation_id=eip.id, opts=after)
        private = aws.ec2.RouteTable(
            f"nodes-{zone}",
            region=region,
            vpc_id=vpc.id,
            routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}],
            opts=opts,
        )
        links += [
            aws.ec2.RouteTableAssociation(
                f"{kind}-{zone}", region=region, subnet_id=subnet.id, route_table_id=table.id, opts=opts
            )
            for kind, subnet, table in (("public", front, public), ("nodes", back, private))
        ]
        nodes.append(back.id)
    cluster = aws.eks.Cluster(
        region,
        region=region,
        role_arn=roles["eks"].arn,
        version="1.36",
        vpc_config={"subnet_ids": nodes, "endpoint_private_access": True, "public_access_cidrs": ["52.94.76.0/24"]},
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=links)),
    )
    aws.eks.NodeGroup(
        region,
        region=region,
        cluster_name=cluster.name,
        node_role_arn=roles["ec2"].arn,
        subnet_ids=nodes,
        scaling_config={"min_size": 1, "desired_size": 2, "max_size": 3},
        opts=opts,
    )


def program() -> None:
    provider = aws.Provider("worldwide", region="us-east-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    roles = {}
    for service, policies in {
        "eks": ["AmazonEKSClusterPolicy"],
        "ec2": ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
    }.items():
        trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        roles[service] = aws.iam.Role(
            service,
            assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            managed_policy_arns=[f"arn:aws:iam::aws:policy/{policy}" for policy in policies],
            opts=opts,
        )
    for region, zones in SITES.items():
        site(region, zones, roles, opts)
