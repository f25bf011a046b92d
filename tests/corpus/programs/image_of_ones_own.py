"""The style of a security department that bakes its images: a launch template with image and user data.

Healthy: EKS leaves the user data of such a group alone, so the program writes it, from the cluster's outputs: name,
endpoint, certificate and service block. The template names no group, so the nodes get the cluster's own.
"""

import base64

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

NODE_CONFIG = """MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="BOUNDARY"

--BOUNDARY
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: {0}
    apiServerEndpoint: {1}
    certificateAuthority: {2}
    cidr: 10.100.0.0/16
  kubelet:
    flags: ["--node-labels=image=hardened"]

--BOUNDARY--
"""


def program() -> None:
    provider = aws.Provider("hardened", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("hardened", cidr_block="10.44.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("hardened", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    outer = aws.ec2.Subnet(
        "outer", vpc_id=vpc.id, cidr_block="10.44.0.0/24", availability_zone_id="euc1-az1", opts=opts
    )
    outer_table = aws.ec2.RouteTable(
        "outer", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("outer", subnet_id=outer.id, route_table_id=outer_table.id, opts=opts)
    eip = aws.ec2.Eip("outer", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("outer", subnet_id=outer.id, allocation_id=eip.id, opts=waits)
    inner_table = aws.ec2.RouteTable(
        "inner", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    inner = [
        aws.ec2.Subnet(
            f"inner-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.44.{n * 16}.0/20",
            availability_zone_id=f"euc1-az{n}",
            opts=opts,
        )
        for n in (1, 2, 3)
    ]
    joined = [
        aws.ec2.RouteTableAssociation(f"inner-{n}", subnet_id=subnet.id, route_table_id=inner_table.id, opts=opts)
        for n, subnet in enumerate(inner, 1)
    ]
    cluster = aws.eks.Cluster(
        "hardened",
        role_arn="arn:aws:iam::111111111111:role/hardened-cluster",
        access_config={"authentication_mode": "API"},
        kubernetes_network_config={"service_ipv4_cidr": "10.100.0.0/16"},
        vpc_config={
            "subnet_ids": [subnet.id for subnet in inner],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    text = pulumi.Output.format(NODE_CONFIG, cluster.name, cluster.endpoint, cluster.certificate_authority.data)
    template = aws.ec2.LaunchTemplate(
        "hardened",
        image_id="ami-0a1b2c3d4e5f60718",
        instance_type="m7i.large",
        user_data=text.apply(lambda plain: base64.b64encode(plain.encode()).decode()),
        metadata_options={"http_tokens": "required"},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 80, "encrypted": "true"}}],
        opts=opts,
    )
    aws.eks.NodeGroup(
        "hardened",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/hardened-nodes",
        subnet_ids=[subnet.id for subnet in inner],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 9},
        opts=opts,
    )
