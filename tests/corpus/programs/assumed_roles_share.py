"""The style of a landing zone: a provider for each account, bound by the role that it assumes and by nothing else.

Healthy: the role's ARN names the account, so there is no need of ``allowed_account_ids``. The network account shares two
subnets through RAM inside the organization; the workload account's cluster waits for the share.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin", "shared-subnets-untagged"))

NETWORK, WORKLOAD = "111111111111", "222222222222"


def assuming(name: str, account: str) -> aws.Provider:
    return aws.Provider(
        name,
        region="us-west-2",
        assume_roles=[
            aws.ProviderAssumeRoleArgs(
                role_arn=f"arn:aws:iam::{account}:role/PulumiDeployer", session_name="pulumi", external_id="pulumi"
            )
        ],
        default_tags={"tags": {"managed-by": "pulumi"}},
    )


def program() -> None:
    network = assuming("network", NETWORK)
    workload = assuming("workload", WORKLOAD)
    opts = pulumi.ResourceOptions(provider=network)
    vpc = aws.ec2.Vpc("shared", cidr_block="10.128.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("shared", vpc_id=vpc.id, opts=opts)
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    share = aws.ram.ResourceShare("apps", name="apps", allow_external_principals=False, opts=opts)
    granted: list[pulumi.Resource] = [
        aws.ram.PrincipalAssociation("workload", principal=WORKLOAD, resource_share_arn=share.arn, opts=opts)
    ]
    shared = []
    for n, zone in enumerate(("usw2-az1", "usw2-az2")):
        public = aws.ec2.Subnet(
            f"public-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.128.{n}.0/24",
            availability_zone_id=zone,
            opts=opts,
        )
        at_edge = aws.ec2.RouteTableAssociation(
            f"public-{zone}", subnet_id=public.id, route_table_id=public_table.id, opts=opts
        )
        eip = aws.ec2.Eip(f"nat-{zone}", domain="vpc", opts=opts)
        nat = aws.ec2.NatGateway(
            f"nat-{zone}",
            subnet_id=public.id,
            allocation_id=eip.id,
            opts=pulumi.ResourceOptions(provider=network, depends_on=[igw, at_edge]),
        )
        table = aws.ec2.RouteTable(
            f"apps-{zone}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        subnet = aws.ec2.Subnet(
            f"apps-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.128.{64 * (n + 1)}.0/18",
            availability_zone_id=zone,
            opts=opts,
        )
        granted += [
            aws.ec2.RouteTableAssociation(f"apps-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=opts),
            aws.ram.ResourceAssociation(
                f"apps-{zone}", resource_arn=subnet.arn, resource_share_arn=share.arn, opts=opts
            ),
        ]
        shared.append(subnet.id)
    after = pulumi.ResourceOptions(provider=workload, depends_on=granted)
    cluster = aws.eks.Cluster(
        "apps",
        role_arn=f"arn:aws:iam::{WORKLOAD}:role/apps-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": shared, "endpoint_private_access": True},
        opts=after,
    )
    aws.eks.NodeGroup(
        "apps",
        cluster_name=cluster.name,
        node_role_arn=f"arn:aws:iam::{WORKLOAD}:role/apps-nodes",
        subnet_ids=shared,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 8},
        opts=after,
    )
