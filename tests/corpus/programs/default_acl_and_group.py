"""The style of a compliance baseline: the default network ACL, security group and route table are all taken over.

Healthy: the default ACL is managed with rules that let everything through, the default group is emptied, the default
table has no routes, and everything that is used has a table and a group of its own.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))


def program() -> None:
    provider = aws.Provider("baseline", region="eu-west-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("baseline", cidr_block="10.30.0.0/16", enable_dns_hostnames=True, opts=opts)
    aws.ec2.DefaultRouteTable("unused", default_route_table_id=vpc.default_route_table_id, routes=[], opts=opts)
    aws.ec2.DefaultSecurityGroup("closed", vpc_id=vpc.id, ingress=[], egress=[], opts=opts)
    aws.ec2.DefaultNetworkAcl(
        "open",
        default_network_acl_id=vpc.default_network_acl_id,
        ingress=[
            aws.ec2.DefaultNetworkAclIngressArgs(
                protocol="-1", from_port=0, to_port=0, action="allow", rule_no=100, cidr_block="0.0.0.0/0"
            )
        ],
        egress=[
            aws.ec2.DefaultNetworkAclEgressArgs(
                protocol="-1", from_port=0, to_port=0, action="allow", rule_no=100, cidr_block="0.0.0.0/0"
            )
        ],
        # Subnets come and go by themselves; to manage them here shows a diff with every new one.
        opts=pulumi.ResourceOptions(provider=provider, ignore_changes=["subnetIds"]),
    )
    igw = aws.ec2.InternetGateway("baseline", vpc_id=vpc.id, opts=opts)
    edge = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    core, waits = [], []
    for index, zone in enumerate(("euw1-az1", "euw1-az2", "euw1-az3")):
        outer = aws.ec2.Subnet(
            f"edge-{index}", vpc_id=vpc.id, cidr_block=f"10.30.{index}.0/26", availability_zone_id=zone, opts=opts
        )
        on_edge = aws.ec2.RouteTableAssociation(f"edge-{index}", subnet_id=outer.id, route_table_id=edge.id, opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{index}",
            subnet_id=outer.id,
            allocation_id=aws.ec2.Eip(f"nat-{index}", domain="vpc", opts=opts).id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[on_edge]),
        )
        inner = aws.ec2.Subnet(
            f"core-{index}",
            vpc_id=vpc.id,
            cidr_block=f"10.30.{(index + 1) * 32}.0/19",
            availability_zone_id=zone,
            opts=opts,
        )
        table = aws.ec2.RouteTable(
            f"core-{index}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        waits.append(
            aws.ec2.RouteTableAssociation(f"core-{index}", subnet_id=inner.id, route_table_id=table.id, opts=opts)
        )
        core.append(inner.id)
    cluster = aws.eks.Cluster(
        "baseline",
        role_arn="arn:aws:iam::111111111111:role/baseline-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": core, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=waits),
    )
    aws.eks.NodeGroup(
        "baseline",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/baseline-nodes",
        subnet_ids=core,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 12},
        opts=opts,
    )
