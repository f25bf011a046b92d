"""The style of a team that spells rules one by one, each generation of the provider in its own resource.

Healthy: nodes carry two groups of the template; what one does not say the other does. Rules name a group, the group
itself, a block and a prefix list; protocols are ``tcp``, ``6``, ``-1`` and ``all``.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))


def program() -> None:
    provider = aws.Provider("rules", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("rules", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("rules", vpc_id=vpc.id, opts=opts)
    edge = aws.ec2.Subnet("edge", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone_id="usw2-az2", opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("edge", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
    nat = aws.ec2.NatGateway(
        "edge",
        subnet_id=edge.id,
        allocation_id=aws.ec2.Eip("edge", domain="vpc", opts=opts).id,
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[igw]),
    )
    table = aws.ec2.RouteTable(
        "inner", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    s3 = aws.ec2.VpcEndpoint(
        "s3", vpc_id=vpc.id, service_name="com.amazonaws.us-west-2.s3", route_table_ids=[table.id], opts=opts
    )
    subnet_ids, ready = [], []
    for n in (1, 2):
        subnet = aws.ec2.Subnet(
            f"inner-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{n * 32}.0/19",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"inner-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnet_ids.append(subnet.id)
    cluster = aws.eks.Cluster(
        "rules",
        role_arn="arn:aws:iam::111111111111:role/rules-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnet_ids, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[*ready, s3]),
    )
    own = cluster.vpc_config.cluster_security_group_id.apply(str)
    base = aws.ec2.SecurityGroup("base", vpc_id=vpc.id, opts=opts)
    egress = aws.ec2.SecurityGroup("egress", vpc_id=vpc.id, opts=opts)
    new = aws.vpc.SecurityGroupIngressRule

    def rule(
        name: str, group: aws.ec2.SecurityGroup, way: str, protocol: str, port: int, **peer: Any
    ) -> pulumi.Resource:
        return aws.ec2.SecurityGroupRule(
            name,
            security_group_id=group.id,
            type=way,
            protocol=protocol,
            from_port=port,
            to_port=port,
            **peer,
            opts=opts,
        )

    https: dict[str, Any] = {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}
    rules = [
        rule("among-nodes", base, "ingress", "all", 0, self=True),
        rule("out", egress, "egress", "6", 443, cidr_blocks=["0.0.0.0/0"]),
        rule("out-vpc", egress, "egress", "-1", 0, cidr_blocks=["10.0.0.0/16"]),
        rule("out-s3", egress, "egress", "tcp", 443, prefix_list_ids=[s3.prefix_list_id]),
        new("api", security_group_id=own, referenced_security_group_id=base.id, **https, opts=opts),
        new("webhooks", security_group_id=base.id, referenced_security_group_id=own, **https, opts=opts),
        new(
            "kubelet",
            security_group_id=base.id,
            referenced_security_group_id=own,
            ip_protocol="6",
            from_port=1025,
            to_port=65535,
            opts=opts,
        ),
    ]
    template = aws.ec2.LaunchTemplate(
        "nodes",
        vpc_security_group_ids=[base.id, egress.id],
        metadata_options={"http_tokens": "required"},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 50, "encrypted": "true"}}],
        opts=opts,
    )
    aws.eks.NodeGroup(
        "nodes",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/rules-nodes",
        subnet_ids=subnet_ids,
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=rules),
    )
