"""A hand-made network in the owner's account, shared by our `SubnetShare`, with the participant's cluster from `aws.eks`.

Healthy: both providers get into their accounts by a role, which says which account that is. The cluster waits for the share, so the
subnets are there when it is created; routes and NAT gateways stay with the owner.
"""

import json

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import SharedSubnetTags, SubnetShare
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

REGION = "eu-west-1"
ZONES = ("euw1-az1", "euw1-az2", "euw1-az3")
ORDERS = "222222222222"


def by_role(name: str, account: str) -> aws.Provider:
    return aws.Provider(name, region=REGION, assume_roles=[{"role_arn": f"arn:aws:iam::{account}:role/pulumi"}])


def program() -> None:
    owner, tenant = by_role("network", "111111111111"), by_role("orders", ORDERS)
    there, here = pulumi.ResourceOptions(provider=owner), pulumi.ResourceOptions(provider=tenant)

    vpc = aws.ec2.Vpc("shared", cidr_block="10.14.0.0/16", enable_dns_hostnames=True, opts=there)
    igw = aws.ec2.InternetGateway("shared", vpc_id=vpc.id, opts=there)
    after = pulumi.ResourceOptions(provider=owner, depends_on=[igw])
    public_table = aws.ec2.RouteTable("public", vpc_id=vpc.id, opts=there)
    aws.ec2.Route(
        "public", route_table_id=public_table.id, destination_cidr_block="0.0.0.0/0", gateway_id=igw.id, opts=there
    )
    private: dict[str, aws.ec2.Subnet] = {}
    ready: list[pulumi.Resource] = []
    for index, zone in enumerate(ZONES):
        front, private[zone] = (
            aws.ec2.Subnet(f"{kind}-{zone}", vpc_id=vpc.id, availability_zone_id=zone, cidr_block=block, opts=there)
            for kind, block in (("public", f"10.14.{index}.0/24"), ("private", f"10.14.{64 + 32 * index}.0/19"))
        )
        eip = aws.ec2.Eip(zone, domain="vpc", opts=after)
        nat = aws.ec2.NatGateway(zone, subnet_id=front.id, allocation_id=eip.id, opts=after)
        table = aws.ec2.RouteTable(f"private-{zone}", vpc_id=vpc.id, opts=there)
        to_nat = aws.ec2.RouteArgs(route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id)
        ready.append(aws.ec2.Route(f"private-{zone}", to_nat, there))
        for kind, subnet, routes in (("public", front, public_table), ("private", private[zone], table)):
            ready.append(
                aws.ec2.RouteTableAssociation(
                    f"{kind}-{zone}", subnet_id=subnet.id, route_table_id=routes.id, opts=there
                )
            )
    share = SubnetShare(
        "orders",
        {
            "subnet_arns": {"private": {zone: subnet.arn for zone, subnet in private.items()}},
            "principals": [ORDERS],
        },
        there,
    )
    shared = {zone: subnet.id for zone, subnet in private.items()}
    SharedSubnetTags(
        "orders",
        {"subnet_ids": {"private": shared}, "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}}},
        pulumi.ResourceOptions(provider=tenant, depends_on=[share]),
    )

    roles = {}
    for service, policies in {
        "eks": ["AmazonEKSClusterPolicy"],
        "ec2": ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
    }.items():
        trust = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        roles[service] = aws.iam.Role(f"orders-{service}", assume_role_policy=document, opts=here)
        ready += [
            aws.iam.RolePolicyAttachment(
                policy, role=roles[service].name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=here
            )
            for policy in policies
        ]
    cluster = aws.eks.Cluster(
        "orders",
        name="orders",
        role_arn=roles["eks"].arn,
        version="1.35",
        vpc_config={
            "subnet_ids": list(shared.values()),
            "endpoint_private_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(provider=tenant, depends_on=[share, *ready]),
    )
    aws.eks.NodeGroup(
        "orders",
        cluster_name=cluster.name,
        node_role_arn=roles["ec2"].arn,
        subnet_ids=list(shared.values()),
        scaling_config={"min_size": 3, "desired_size": 3, "max_size": 9},
        opts=pulumi.ResourceOptions(provider=tenant, depends_on=[share, *ready]),
    )
