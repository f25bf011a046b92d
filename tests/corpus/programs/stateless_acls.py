"""The style of a bank: a network ACL for each tier, written by hand, on top of security groups.

Healthy: ACLs are stateless, so each tier lets HTTPS out and the answers, to ephemeral ports, back in; the public tier,
where the NAT gateway is, does the same on both of its sides. Inside the VPC everything passes. Protocols are spelled by
name, by number and as -1.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

VPC = "10.12.0.0/16"
WORLD = "0.0.0.0/0"


def rule(number: int, cidr: str, first: int, last: int, protocol: str = "tcp") -> Any:
    return {
        "rule_no": number,
        "action": "allow",
        "protocol": protocol,
        "cidr_block": cidr,
        "from_port": first,
        "to_port": last,
    }


def program() -> None:
    bank = aws.Provider("bank", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=bank)
    vpc = aws.ec2.Vpc("bank", cidr_block=VPC, enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("bank", vpc_id=vpc.id, opts=opts)
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": WORLD, "gateway_id": igw.id}], opts=opts
    )
    public, private, joined = [], [], []
    for index in range(2):
        zone = f"euc1-az{index + 2}"
        outer = aws.ec2.Subnet(
            f"public-{index}", vpc_id=vpc.id, cidr_block=f"10.12.{index}.0/24", availability_zone_id=zone, opts=opts
        )
        aws.ec2.RouteTableAssociation(f"public-{index}", subnet_id=outer.id, route_table_id=public_table.id, opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{index}",
            subnet_id=outer.id,
            allocation_id=aws.ec2.Eip(f"nat-{index}", domain="vpc", opts=opts).allocation_id,
            opts=pulumi.ResourceOptions(provider=bank, depends_on=[igw]),
        )
        inner = aws.ec2.Subnet(
            f"private-{index}",
            vpc_id=vpc.id,
            cidr_block=f"10.12.{128 + 32 * index}.0/19",
            availability_zone_id=zone,
            opts=opts,
        )
        table = aws.ec2.RouteTable(
            f"private-{index}", vpc_id=vpc.id, routes=[{"cidr_block": WORLD, "nat_gateway_id": nat.id}], opts=opts
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"private-{index}", subnet_id=inner.id, route_table_id=table.id, opts=opts)
        )
        public.append(outer.id)
        private.append(inner.id)
    public_acl = aws.ec2.NetworkAcl(
        "public",
        vpc_id=vpc.id,
        subnet_ids=public,
        ingress=[rule(100, VPC, 443, 443), rule(110, VPC, 80, 80), rule(120, WORLD, 1024, 65535)],
        egress=[rule(100, WORLD, 443, 443, "6"), rule(110, WORLD, 80, 80, "6"), rule(120, VPC, 1024, 65535, "6")],
        opts=opts,
    )
    private_acl = aws.ec2.NetworkAcl("private", vpc_id=vpc.id, subnet_ids=private, opts=opts)
    rules = [
        aws.ec2.NetworkAclRule(
            f"private-{'out' if egress else 'in'}-{number}",
            network_acl_id=private_acl.id,
            egress=egress,
            rule_number=number,
            rule_action=action,
            protocol=protocol,
            cidr_block=cidr,
            from_port=first,
            to_port=last,
            opts=opts,
        )
        for egress, number, action, protocol, cidr, first, last in (
            (False, 100, "allow", "-1", VPC, 0, 0),
            (False, 200, "allow", "tcp", WORLD, 1024, 65535),
            (True, 100, "allow", "-1", VPC, 0, 0),
            (True, 200, "allow", "tcp", WORLD, 443, 443),
        )
    ]
    cluster = aws.eks.Cluster(
        "bank",
        role_arn="arn:aws:iam::111111111111:role/bank-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": private, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=bank, depends_on=[*joined, public_acl, *rules]),
    )
    aws.eks.NodeGroup(
        "bank",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/bank-nodes",
        subnet_ids=private,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 8},
        opts=opts,
    )
