"""The style of a user who uses this package's cluster component and adds a GPU node group beside it.

Healthy: the further group names the component's cluster and depends on the component, so on its add-ons too. It uses the
component's subnets and its node role, so that no access entry has to be made.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ZONES = ("usw2-az1", "usw2-az2", "usw2-az3")


def program() -> None:
    provider = aws.Provider("ml", region="us-west-2", allowed_account_ids=["222222222222"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("ml", cidr_block="10.70.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("ml", vpc_id=vpc.id, opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    control: dict[str, pulumi.Output[str]] = {}
    nodes: dict[str, pulumi.Output[str]] = {}
    joined: list[pulumi.Resource] = []
    for n, zone in enumerate(ZONES):

        def subnet(role: str, cidr: str, zone: str = zone) -> aws.ec2.Subnet:
            return aws.ec2.Subnet(
                f"{role}-{zone}", vpc_id=vpc.id, cidr_block=cidr, availability_zone_id=zone, opts=opts
            )

        edge = subnet("edge", f"10.70.0.{n * 32}/27")
        aws.ec2.RouteTableAssociation(f"edge-{zone}", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
        eip = aws.ec2.Eip(zone, domain="vpc", opts=opts)
        nat = aws.ec2.NatGateway(
            zone,
            subnet_id=edge.id,
            allocation_id=eip.id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[igw]),
        )
        table = aws.ec2.RouteTable(
            zone, vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        for role, cidr, made in (
            ("control", f"10.70.1.{n * 32}/27", control),
            ("nodes", f"10.70.{64 * (n + 1)}.0/18", nodes),
        ):
            made[zone] = subnet(role, cidr).id
            joined.append(
                aws.ec2.RouteTableAssociation(
                    f"{role}-{zone}", subnet_id=made[zone], route_table_id=table.id, opts=opts
                )
            )
    ml = EksCluster(
        "ml",
        {
            "region": "us-west-2",
            "version": "1.33",
            "vpc_id": vpc.id,
            "cluster_subnet_ids": control,
            "node_subnet_ids": nodes,
            "admins": ["arn:aws:iam::222222222222:role/platform-admin"],
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "node_groups": {"default": {"instance_types": ["m7i.large"], "min": 2, "max": 6}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    after = pulumi.ResourceOptions(provider=provider, depends_on=[ml])
    aws.eks.NodeGroup(
        "gpu",
        cluster_name=ml.cluster_name,
        node_group_name="gpu",
        node_role_arn=ml.node_role_arns[0],
        subnet_ids=list(nodes.values()),
        ami_type="AL2023_x86_64_NVIDIA",
        instance_types=["g6.xlarge"],
        taints=[{"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}],
        scaling_config={"desired_size": 0, "min_size": 0, "max_size": 4},
        opts=after,
    )
