"""The style of a regulated company: the key belongs to the security account, the data to another one.

Healthy: EKS encrypts secrets with a key of another account whose policy lets the deployer use it, and the nodes' disks
likewise. A pod's role chains, by Pod Identity's target role, into the account with the data; its policy allows that.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "creator-is-admin"))

REGION, SECURITY, DATA, HERE = "us-west-2", "333333333333", "444444444444", "222222222222"
KEY = f"arn:aws:kms:{REGION}:{SECURITY}:key/01234567-89ab-cdef-0123-456789abcdef"
TARGET = f"arn:aws:iam::{DATA}:role/ledger-reader"
AUTO_SCALING = "AWSServiceRoleForAutoScaling"
ASSUME = ["sts:AssumeRole", "sts:TagSession"]


def document(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def program() -> None:
    provider = aws.Provider("ledger", region=REGION, allowed_account_ids=[HERE])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("ledger", cidr_block="10.88.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("ledger", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    edge = aws.ec2.Subnet("edge", vpc_id=vpc.id, cidr_block="10.88.0.0/24", availability_zone_id="usw2-az1", opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("edge", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
    eip = aws.ec2.Eip("edge", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("edge", subnet_id=edge.id, allocation_id=eip.id, opts=waits)
    table = aws.ec2.RouteTable(
        "ledger", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    subnets, ready = [], []
    for n in (1, 2):
        subnet = aws.ec2.Subnet(
            f"ledger-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.88.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"ledger-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    cluster = aws.eks.Cluster(
        "ledger",
        name="ledger",
        role_arn=f"arn:aws:iam::{HERE}:role/ledger-cluster",
        access_config={"authentication_mode": "API"},
        encryption_config={"provider": {"key_arn": KEY}, "resources": ["secrets"]},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    template = aws.ec2.LaunchTemplate(
        "ledger",
        metadata_options={"http_tokens": "required"},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 50, "encrypted": "true", "kms_key_id": KEY}}
        ],
        opts=opts,
    )
    # The service role of EC2 Auto Scaling starts the nodes, so it needs a grant for a key of another account.
    grant = aws.kms.Grant(
        "nodes",
        key_id=KEY,
        grantee_principal=f"arn:aws:iam::{HERE}:role/aws-service-role/autoscaling.amazonaws.com/{AUTO_SCALING}",
        operations=[
            "Encrypt",
            "Decrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GenerateDataKeyWithoutPlaintext",
            "CreateGrant",
        ],
        opts=opts,
    )
    nodes = aws.eks.NodeGroup(
        "ledger",
        cluster_name=cluster.name,
        node_role_arn=f"arn:aws:iam::{HERE}:role/ledger-nodes",
        subnet_ids=subnets,
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[grant]),
    )
    after = pulumi.ResourceOptions(provider=provider, depends_on=[nodes])
    aws.eks.Addon("agent", cluster_name=cluster.name, addon_name="eks-pod-identity-agent", opts=after)
    role = aws.iam.Role(
        "pod",
        assume_role_policy=document(Principal={"Service": "pods.eks.amazonaws.com"}, Action=ASSUME),
        inline_policies=[{"name": "chain", "policy": document(Action=ASSUME, Resource=TARGET)}],
        opts=opts,
    )
    aws.eks.PodIdentityAssociation(
        "ledger",
        cluster_name=cluster.name,
        namespace="ledger",
        service_account="reader",
        role_arn=role.arn,
        target_role_arn=TARGET,
        opts=opts,
    )
