"""The style of a dual-stack tutorial: the /64 blocks are cut off the VPC's /56 by replacing text in it.

Healthy: an Amazon-provided block ends in ``00::/56``, so the replacement yields 256 blocks. The cluster is an IPv6 one: its
subnets assign IPv6 addresses, the nodes' role may do so too, and IPv6 leaves through an egress-only gateway.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "api-open-to-the-world", "creator-is-admin"))

CNI_ACTIONS = [
    "ec2:AssignIpv6Addresses",
    "ec2:DescribeInstances",
    "ec2:DescribeTags",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
]


def document(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def program() -> None:
    provider = aws.Provider("six", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc(
        "six",
        cidr_block="10.66.0.0/16",
        assign_generated_ipv6_cidr_block=True,
        enable_dns_hostnames=True,
        opts=opts,
    )
    igw = aws.ec2.InternetGateway("six", vpc_id=vpc.id, opts=opts)
    eigw = aws.ec2.EgressOnlyInternetGateway("six", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])

    def subnet(name: str, index: int, cidr: str) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            name,
            vpc_id=vpc.id,
            cidr_block=cidr,
            ipv6_cidr_block=vpc.ipv6_cidr_block.apply(lambda block: block.replace("00::/56", f"0{index}::/64")),
            assign_ipv6_address_on_creation=True,
            availability_zone_id=f"usw2-az{index % 3 + 1}",
            opts=opts,
        )

    public = subnet("public", 0, "10.66.0.0/24")
    public_table = aws.ec2.RouteTable(
        "public",
        vpc_id=vpc.id,
        routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}, {"ipv6_cidr_block": "::/0", "gateway_id": igw.id}],
        opts=opts,
    )
    aws.ec2.RouteTableAssociation("public", subnet_id=public.id, route_table_id=public_table.id, opts=opts)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=waits)
    table = aws.ec2.RouteTable(
        "private",
        vpc_id=vpc.id,
        routes=[
            {"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id},
            {"ipv6_cidr_block": "::/0", "egress_only_gateway_id": eigw.id},
        ],
        opts=opts,
    )
    private, ready = [], []
    for index in (1, 2, 3):
        made = subnet(f"private-{index}", index, f"10.66.{index * 32}.0/19")
        ready.append(
            aws.ec2.RouteTableAssociation(f"private-{index}", subnet_id=made.id, route_table_id=table.id, opts=opts)
        )
        private.append(made.id)
    role = aws.iam.Role(
        "nodes",
        assume_role_policy=document(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole"),
        inline_policies=[
            {"name": "cni-ipv6", "policy": document(Action=CNI_ACTIONS, Resource="*")},
            {
                "name": "cni-tags",
                "policy": document(Action="ec2:CreateTags", Resource="arn:aws:ec2:*:*:network-interface/*"),
            },
        ],
        opts=opts,
    )
    allowed = [
        aws.iam.RolePolicyAttachment(policy, role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=opts)
        for policy in ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
    ]
    cluster = aws.eks.Cluster(
        "six",
        role_arn="arn:aws:iam::111111111111:role/six-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"ip_family": "ipv6"},
        vpc_config={"subnet_ids": private, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    cni = aws.eks.Addon(
        "cni",
        cluster_name=cluster.name,
        addon_name="vpc-cni",
        resolve_conflicts_on_create="OVERWRITE",
        opts=opts,
    )
    aws.eks.NodeGroup(
        "six",
        cluster_name=cluster.name,
        node_role_arn=role.arn,
        subnet_ids=private,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cni, *allowed]),
    )
