"""The style of a shared-services account: Prometheus runs in its VPC and scrapes over a peering.

Healthy: the peering is requested by one account and accepted by the other, and only then a rule of the nodes' group names
the scraper's group as ``account/group``. The cluster itself leaves through a NAT gateway of its own.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

SERVICES = "222222222222"


def program() -> None:
    here = aws.Provider("apps", region="us-west-2", allowed_account_ids=["111111111111"])
    there = aws.Provider("services", region="us-west-2", allowed_account_ids=[SERVICES])
    opts, other = pulumi.ResourceOptions(provider=here), pulumi.ResourceOptions(provider=there)
    vpc = aws.ec2.Vpc("apps", cidr_block="10.1.0.0/16", enable_dns_hostnames=True, opts=opts)
    peer = aws.ec2.Vpc("services", cidr_block="10.2.0.0/16", enable_dns_hostnames=True, opts=other)
    scraper = aws.ec2.SecurityGroup("scraper", vpc_id=peer.id, opts=other)
    peering = aws.ec2.VpcPeeringConnection(
        "services", vpc_id=vpc.id, peer_vpc_id=peer.id, peer_owner_id=SERVICES, opts=opts
    )
    accepted = aws.ec2.VpcPeeringConnectionAccepter(
        "services", vpc_peering_connection_id=peering.id, auto_accept=True, opts=other
    )
    igw = aws.ec2.InternetGateway("apps", vpc_id=vpc.id, opts=opts)
    after_igw = pulumi.ResourceOptions(provider=here, depends_on=[igw])
    edge = aws.ec2.Subnet("edge", vpc_id=vpc.id, cidr_block="10.1.0.0/24", availability_zone_id="usw2-az3", opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("edge", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
    eip = aws.ec2.Eip("edge", domain="vpc", opts=after_igw)
    nat = aws.ec2.NatGateway("edge", subnet_id=edge.id, allocation_id=eip.id, opts=after_igw)
    table = aws.ec2.RouteTable(
        "apps",
        vpc_id=vpc.id,
        routes=[
            {"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id},
            {"cidr_block": "10.2.0.0/16", "vpc_peering_connection_id": accepted.id},
        ],
        opts=opts,
    )
    subnets = [
        aws.ec2.Subnet(
            f"apps-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.1.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        for n in (1, 2)
    ]
    joined = [
        aws.ec2.RouteTableAssociation(f"apps-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        for n, subnet in enumerate(subnets, 1)
    ]
    cluster = aws.eks.Cluster(
        "apps",
        role_arn="arn:aws:iam::111111111111:role/apps-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": [each.id for each in subnets], "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=here, depends_on=joined),
    )
    aws.ec2.SecurityGroupRule(
        "scraping",
        type="ingress",
        security_group_id=cluster.vpc_config.cluster_security_group_id.apply(str),
        source_security_group_id=scraper.id.apply(lambda group: f"{SERVICES}/{group}"),
        protocol="tcp",
        from_port=9100,
        to_port=9100,
        opts=pulumi.ResourceOptions(provider=here, depends_on=[accepted]),
    )
    aws.eks.NodeGroup(
        "apps",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/apps-nodes",
        subnet_ids=[each.id for each in subnets],
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
