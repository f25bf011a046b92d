"""The style of a Bottlerocket shop without internet: settings in TOML, the cluster's DNS address among them.

Healthy: with ``cluster-dns-ip`` in the user data a Bottlerocket node has nothing to ask EKS for, so no endpoint of eks is
needed. The other endpoints are there, private DNS on, in a group that admits the VPC.
"""

import base64

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

CIDR = "10.50.0.0/16"
SETTINGS = """
[settings.kubernetes]
cluster-dns-ip = "172.20.0.10"
max-pods = 58

[settings.kernel]
lockdown = "integrity"
"""


def program() -> None:
    provider = aws.Provider("rocket", region="eu-west-1", allowed_account_ids=["111111111111"])

    def opts(*after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(provider=provider, depends_on=[*after])

    vpc = aws.ec2.Vpc("rocket", cidr_block=CIDR, enable_dns_hostnames=True, opts=opts())
    table = aws.ec2.RouteTable("rocket", vpc_id=vpc.id, opts=opts())
    subnets = [
        aws.ec2.Subnet(
            f"rocket-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.50.{n * 32}.0/19",
            availability_zone_id=f"euw1-az{n}",
            opts=opts(),
        )
        for n in (1, 2, 3)
    ]
    ready: list[pulumi.Resource] = [
        aws.ec2.RouteTableAssociation(f"rocket-{n}", subnet_id=each.id, route_table_id=table.id, opts=opts())
        for n, each in enumerate(subnets, 1)
    ]
    group = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [CIDR]}],
        opts=opts(),
    )
    ready += [
        aws.ec2.VpcEndpoint(
            f"endpoint-{service}",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.eu-west-1.{service}",
            vpc_endpoint_type="Interface",
            subnet_ids=[each.id for each in subnets],
            security_group_ids=[group.id],
            private_dns_enabled=True,
            opts=opts(),
        )
        for service in ("ec2", "ecr.api", "ecr.dkr")
    ]
    ready.append(
        aws.ec2.VpcEndpoint(
            "endpoint-s3",
            vpc_id=vpc.id,
            service_name="com.amazonaws.eu-west-1.s3",
            route_table_ids=[table.id],
            opts=opts(),
        )
    )
    cluster = aws.eks.Cluster(
        "rocket",
        name="rocket",
        role_arn="arn:aws:iam::111111111111:role/rocket-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        vpc_config={
            "subnet_ids": [each.id for each in subnets],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=opts(*ready),
    )
    template = aws.ec2.LaunchTemplate(
        "rocket",
        user_data=base64.b64encode(SETTINGS.encode()).decode(),
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 4, "encrypted": "true"}},
            {"device_name": "/dev/xvdb", "ebs": {"volume_size": 60, "volume_type": "gp3", "encrypted": "true"}},
        ],
        opts=opts(),
    )
    aws.eks.NodeGroup(
        "rocket",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/rocket-nodes",
        subnet_ids=[each.id for each in subnets],
        ami_type="BOTTLEROCKET_x86_64",
        instance_types=["m7i.2xlarge"],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts(),
    )
