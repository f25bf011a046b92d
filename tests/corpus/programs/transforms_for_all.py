"""The style of a policy by transformation: a stack transform tags everything, another one sets what a program forgets.

Healthy: the program itself leaves out DNS host names and the metadata options; transforms put them in before anything is
registered, so what reaches AWS is right. The transforms change arguments only.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))

TAGGED = ("aws:ec2/", "aws:eks/")
UNTAGGED = ("Association", "Route")


def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    if not args.type_.startswith(TAGGED) or args.type_.endswith(UNTAGGED):
        return None
    props: dict[str, Any] = {**args.props}
    props["tags"] = {"cost-center": "42", **(props.get("tags") or {})}
    return pulumi.ResourceTransformResult(props=props, opts=args.opts)


HARDENED: dict[str, dict[str, Any]] = {
    "aws:ec2/vpc:Vpc": {"enableDnsHostnames": True, "enableDnsSupport": True},
    "aws:ec2/launchTemplate:LaunchTemplate": {"metadataOptions": {"httpTokens": "required"}},
}


def harden(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    more = HARDENED.get(args.type_)
    return pulumi.ResourceTransformResult(props={**args.props, **more}, opts=args.opts) if more else None


def program() -> None:
    pulumi.runtime.register_resource_transform(tag)
    provider = aws.Provider("tagged", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    hardened = pulumi.ResourceOptions(provider=provider, transforms=[harden])
    vpc = aws.ec2.Vpc("tagged", cidr_block="10.91.0.0/16", opts=hardened)
    igw = aws.ec2.InternetGateway("tagged", vpc_id=vpc.id, opts=opts)
    edge = aws.ec2.Subnet("edge", vpc_id=vpc.id, cidr_block="10.91.0.0/24", availability_zone_id="usw2-az1", opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("edge", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
    eip = aws.ec2.Eip(
        "edge", domain="vpc", opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=True))
    )
    nat = aws.ec2.NatGateway(
        "edge",
        subnet_id=edge.id,
        allocation_id=eip.id,
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[igw]),
    )
    table = aws.ec2.RouteTable(
        "work", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    work, joined = [], []
    for n in (1, 2):
        subnet = aws.ec2.Subnet(
            f"work-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.91.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"work-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        work.append(subnet.id)
    cluster = aws.eks.Cluster(
        "tagged",
        role_arn="arn:aws:iam::111111111111:role/tagged-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": work, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    template = aws.ec2.LaunchTemplate(
        "tagged",
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 40, "encrypted": "true"}}],
        opts=hardened,
    )
    aws.eks.NodeGroup(
        "tagged",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/tagged-nodes",
        subnet_ids=work,
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
