"""The style of clusters of 2019, kept up: a control-plane group and a node group of one's own, rules in the groups.

Healthy: the launch template names the node group's security group only, so the rules have to let nodes and control plane
talk, and they do: 443 and 10250 between the two, everything among nodes by ``self``, everything out.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

ALL_OUT = [aws.ec2.SecurityGroupEgressArgs(protocol="-1", from_port=0, to_port=0, cidr_blocks=["0.0.0.0/0"])]


def program() -> None:
    legacy = aws.Provider("legacy", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=legacy)
    vpc = aws.ec2.Vpc("legacy", cidr_block="172.16.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("legacy", vpc_id=vpc.id, opts=opts)
    dmz = aws.ec2.Subnet("dmz", vpc_id=vpc.id, cidr_block="172.16.0.0/24", availability_zone_id="usw2-az1", opts=opts)
    dmz_table = aws.ec2.RouteTable(
        "dmz", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("dmz", subnet_id=dmz.id, route_table_id=dmz_table.id, opts=opts)
    nat = aws.ec2.NatGateway(
        "nat",
        subnet_id=dmz.id,
        allocation_id=aws.ec2.Eip("nat", domain="vpc", opts=opts).id,
        opts=pulumi.ResourceOptions(provider=legacy, depends_on=[igw]),
    )
    table = aws.ec2.RouteTable(
        "workers", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    workers = [
        aws.ec2.Subnet(
            f"workers-{n}",
            vpc_id=vpc.id,
            cidr_block=f"172.16.{n * 16}.0/20",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        for n in (1, 2)
    ]
    joined = [
        aws.ec2.RouteTableAssociation(f"workers-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        for n, subnet in enumerate(workers, 1)
    ]
    nodes = aws.ec2.SecurityGroup(
        "nodes",
        vpc_id=vpc.id,
        description="Nodes",
        ingress=[
            aws.ec2.SecurityGroupIngressArgs(protocol="-1", from_port=0, to_port=0, self=True),
            aws.ec2.SecurityGroupIngressArgs(
                protocol="tcp", from_port=443, to_port=443, cidr_blocks=["172.16.16.0/20", "172.16.32.0/20"]
            ),
            aws.ec2.SecurityGroupIngressArgs(
                protocol="tcp", from_port=1025, to_port=65535, cidr_blocks=["172.16.16.0/20", "172.16.32.0/20"]
            ),
        ],
        egress=ALL_OUT,
        opts=opts,
    )
    control_plane = aws.ec2.SecurityGroup(
        "control-plane",
        vpc_id=vpc.id,
        description="Control plane",
        ingress=[
            aws.ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=443, to_port=443, security_groups=[nodes.id])
        ],
        egress=ALL_OUT,
        opts=opts,
    )
    template = aws.ec2.LaunchTemplate(
        "workers",
        vpc_security_group_ids=[nodes.id],
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 80, "volume_type": "gp3", "encrypted": "true"}}
        ],
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "legacy",
        name="legacy",
        role_arn="arn:aws:iam::111111111111:role/legacy-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        vpc_config={
            "subnet_ids": [subnet.id for subnet in workers],
            "security_group_ids": [control_plane.id],
            "endpoint_private_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        opts=pulumi.ResourceOptions(provider=legacy, depends_on=joined),
    )
    aws.eks.NodeGroup(
        "workers",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/legacy-nodes",
        subnet_ids=[subnet.id for subnet in workers],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 5},
        opts=opts,
    )
