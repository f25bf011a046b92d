"""The style of a company with an office: a VPN gateway beside the NAT gateway, its routes partly by hand.

Healthy: a route's ``gateway_id`` may name a VPN gateway as well as an internet gateway. The office's blocks go there, by a
route and by propagation; everything else leaves through NAT. Administrators reach the private API server over the VPN.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

OFFICE = "192.168.0.0/16"


def program() -> None:
    provider = aws.Provider("office", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("office", cidr_block="10.14.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("office", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    vgw = aws.ec2.VpnGateway("office", vpc_id=vpc.id, opts=opts)
    customer = aws.ec2.CustomerGateway("office", bgp_asn="65000", ip_address="52.94.76.10", type="ipsec.1", opts=opts)
    aws.ec2.VpnConnection("office", customer_gateway_id=customer.id, vpn_gateway_id=vgw.id, type="ipsec.1", opts=opts)
    public = aws.ec2.Subnet(
        "public", vpc_id=vpc.id, cidr_block="10.14.0.0/24", availability_zone_id="euc1-az1", opts=opts
    )
    public_table = aws.ec2.RouteTable(
        "public",
        vpc_id=vpc.id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}, {"cidr_block": OFFICE, "gateway_id": vgw.id}],
        opts=opts,
    )
    aws.ec2.RouteTableAssociation("public", subnet_id=public.id, route_table_id=public_table.id, opts=opts)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=waits)
    table = aws.ec2.RouteTable("private", vpc_id=vpc.id, opts=opts)
    ready: list[pulumi.Resource] = [
        aws.ec2.Route(
            "out", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id, opts=opts
        ),
        aws.ec2.Route(
            "to-the-office", route_table_id=table.id, destination_cidr_block=OFFICE, gateway_id=vgw.id, opts=opts
        ),
        aws.ec2.VpnGatewayRoutePropagation("private", route_table_id=table.id, vpn_gateway_id=vgw.id, opts=opts),
    ]
    subnets = []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.14.{n * 32}.0/19",
            availability_zone_id=f"euc1-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"private-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    office = aws.ec2.SecurityGroup(
        "office",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [OFFICE]}],
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "office",
        role_arn="arn:aws:iam::111111111111:role/office-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        vpc_config={
            "subnet_ids": subnets,
            "security_group_ids": [office.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "office",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/office-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
