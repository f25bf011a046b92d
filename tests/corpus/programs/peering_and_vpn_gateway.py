"""NAT for the internet, and beside it a peering to another VPC and a VPN gateway that propagates routes to the data centre.

Healthy: all three kinds of routes are in the same private tables and none hides another. Needs are proved through NAT. The API
server is reached from both networks by the private endpoint and a group that admits them.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

ZONE_IDS = ["euw2-az1", "euw2-az2", "euw2-az3"]
SHARED_SERVICES = "10.10.0.0/16"
DATA_CENTRE = "192.168.0.0/16"


def service_role(name: str, service: str, policies: list[str]) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
    statement = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = aws.iam.Role(name, assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    attached: list[pulumi.Resource] = [
        aws.iam.RolePolicyAttachment(f"{name}-{each}", role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{each}")
        for each in policies
    ]
    return role, attached


def program() -> None:
    vpc = aws.ec2.Vpc("main", cidr_block="10.61.0.0/16", enable_dns_support=True, enable_dns_hostnames=True)
    igw = aws.ec2.InternetGateway("main", vpc_id=vpc.id)
    vgw = aws.ec2.VpnGateway("data-centre", vpc_id=vpc.id, amazon_side_asn="64620")
    customer = aws.ec2.CustomerGateway("data-centre", bgp_asn="65010", ip_address="52.94.76.1", type="ipsec.1")
    aws.ec2.VpnConnection("data-centre", vpn_gateway_id=vgw.id, customer_gateway_id=customer.id, type="ipsec.1")
    peering = aws.ec2.VpcPeeringConnection(
        "shared-services", vpc_id=vpc.id, peer_vpc_id="vpc-0aa1bb2cc3dd4ee50", auto_accept=True
    )

    public_table = aws.ec2.RouteTable("public", vpc_id=vpc.id)
    aws.ec2.Route("public", route_table_id=public_table.id, destination_cidr_block="0.0.0.0/0", gateway_id=igw.id)
    nodes: list[pulumi.Output[str]] = []
    ready: list[pulumi.Resource] = []
    for index, zone in enumerate(ZONE_IDS):
        front = aws.ec2.Subnet(
            f"public-{zone}", vpc_id=vpc.id, availability_zone_id=zone, cidr_block=f"10.61.{index}.0/24"
        )
        aws.ec2.RouteTableAssociation(f"public-{zone}", subnet_id=front.id, route_table_id=public_table.id)
        eip = aws.ec2.Eip(f"nat-{zone}", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[igw]))
        nat = aws.ec2.NatGateway(
            f"nat-{zone}", subnet_id=front.id, allocation_id=eip.id, opts=pulumi.ResourceOptions(depends_on=[igw])
        )
        back = aws.ec2.Subnet(
            f"private-{zone}", vpc_id=vpc.id, availability_zone_id=zone, cidr_block=f"10.61.{64 + 32 * index}.0/19"
        )
        table = aws.ec2.RouteTable(f"private-{zone}", vpc_id=vpc.id)
        aws.ec2.VpnGatewayRoutePropagation(f"private-{zone}", route_table_id=table.id, vpn_gateway_id=vgw.id)
        ready += [
            aws.ec2.Route(
                f"private-{zone}", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
            ),
            aws.ec2.Route(
                f"shared-{zone}",
                route_table_id=table.id,
                destination_cidr_block=SHARED_SERVICES,
                vpc_peering_connection_id=peering.id,
            ),
            aws.ec2.RouteTableAssociation(f"private-{zone}", subnet_id=back.id, route_table_id=table.id),
        ]
        nodes.append(back.id)

    clients = aws.ec2.SecurityGroup("api-clients", vpc_id=vpc.id, description="Networks that reach the API server")
    for name, block in {"shared-services": SHARED_SERVICES, "data-centre": DATA_CENTRE}.items():
        aws.vpc.SecurityGroupIngressRule(
            name, security_group_id=clients.id, cidr_ipv4=block, ip_protocol="tcp", from_port=443, to_port=443
        )
    cluster_role, cluster_policies = service_role("cluster", "eks", ["AmazonEKSClusterPolicy"])
    cluster = aws.eks.Cluster(
        "main",
        role_arn=cluster_role.arn,
        version="1.35",
        vpc_config={
            "subnet_ids": nodes,
            "security_group_ids": [clients.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        opts=pulumi.ResourceOptions(depends_on=[*cluster_policies, *ready]),
    )
    node_role, node_policies = service_role(
        "node", "ec2", ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"]
    )
    aws.eks.NodeGroup(
        "main",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=nodes,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
