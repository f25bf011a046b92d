"""The style of the common Terraform module: a map of add-ons, and all of them after the node group.

Healthy: EKS puts copies of CNI, kube-proxy and CoreDNS into every new cluster, so the nodes become ready with those, and
the managed add-ons take them over afterwards. The default route is written as two halves, which lead to the same gateway.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "api-open-to-the-world", "creator-is-admin"))

ADDONS = ("vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent")
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def program() -> None:
    provider = aws.Provider("module", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("module", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("module", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    public = aws.ec2.Subnet(
        "public", vpc_id=vpc.id, cidr_block="10.0.48.0/24", availability_zone_id="usw2-az1", opts=opts
    )
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": half, "gateway_id": igw.id} for half in HALVES], opts=opts
    )
    aws.ec2.RouteTableAssociation("public", subnet_id=public.id, route_table_id=public_table.id, opts=opts)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=waits)
    table = aws.ec2.RouteTable("private", vpc_id=vpc.id, opts=opts)
    ready: list[pulumi.Resource] = [
        aws.ec2.Route(
            f"private-{number}",
            route_table_id=table.id,
            destination_cidr_block=half,
            nat_gateway_id=nat.id,
            opts=opts,
        )
        for number, half in enumerate(HALVES)
    ]
    subnets = []
    for n in range(3):
        subnet = aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{n * 16}.0/20",
            availability_zone_id=f"usw2-az{n + 1}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"private-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    cluster = aws.eks.Cluster(
        "module",
        name="module",
        role_arn="arn:aws:iam::111111111111:role/module-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    nodes = aws.eks.NodeGroup(
        "module",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/module-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 1, "max_size": 3},
        opts=opts,
    )
    for name in ADDONS:
        aws.eks.Addon(
            name,
            cluster_name=cluster.name,
            addon_name=name,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="PRESERVE",
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[nodes]),
        )
