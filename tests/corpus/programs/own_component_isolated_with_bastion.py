"""Our isolated network and cluster, with an administration host beside it that comes in through Session Manager.

Healthy: nodes have every endpoint that they need and no way to the internet. The host needs no inbound rule; the cluster's
security group lets it in on 443, by a rule declared beside the component.
"""

import json

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedVpc
from eks_shared_vpc.cluster import EndpointMode
from eks_shared_vpc.network import Layout
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION = "us-west-2"
SERVICES = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "ssm", "ssmmessages", "ec2messages", "sts"]
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}


def program() -> None:
    provider = aws.Provider("vault", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc(
        "vault",
        {
            "region": REGION,
            "cidr": "10.85.0.0/16",
            "zones": ["usw2-az1", "usw2-az2", "usw2-az3"],
            "layout": Layout.PRIVATE_ONLY,
        },
        opts,
    )
    private = {zone: each.id for zone, each in network.subnets["private"].items()}
    endpoints = PrivateLinkEndpoints(
        "endpoints",
        {
            "region": REGION,
            "vpc_id": network.vpc_id,
            "subnet_ids": private,
            "services": SERVICES,
            "client_cidrs": {"vpc": network.cidr_block},
        },
        opts,
    )
    cluster = EksCluster(
        "vault",
        {
            "region": REGION,
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": private,
            "node_subnet_ids": private,
            "endpoint": {"mode": EndpointMode.PRIVATE},
            "admins": ["arn:aws:iam::111111111111:role/vault-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"], "min": 3, "max": 6}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network, endpoints]),
    )

    role = aws.iam.Role(
        "bastion",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [TRUST]}),
        managed_policy_arns=["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
        opts=opts,
    )
    profile = aws.iam.InstanceProfile("bastion", role=role.name, opts=opts)
    group = aws.ec2.SecurityGroup(
        "bastion",
        vpc_id=network.vpc_id,
        description="Administration host",
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=opts,
    )
    aws.vpc.SecurityGroupIngressRule(
        "bastion-to-api",
        security_group_id=cluster.cluster_security_group_id,
        referenced_security_group_id=group.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts,
    )
    aws.ec2.Instance(
        "bastion",
        ami=pulumi.Config().get("bastionImage") or "ami-0a1b2c3d4e5f60718",
        instance_type="t3.micro",
        subnet_id=private["usw2-az1"],
        iam_instance_profile=profile.name,
        vpc_security_group_ids=[group.id],
        metadata_options={"http_tokens": "required"},
        opts=opts,
    )
