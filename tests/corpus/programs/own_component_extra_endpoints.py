"""Our network with endpoints declared beside its own: interface endpoints in a loop, DynamoDB's gateway endpoint, a policy.

Healthy: each service has one interface endpoint with private DNS, in subnets of different zones, behind a group that lets
the VPC in on 443; the S3 gateway endpoint is the component's.
"""

import json

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, PrivateLinkEndpoints, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ZONES = ["use2-az1", "use2-az2", "use2-az3"]
OWN_ACCOUNT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": "111111111111"}},
        }
    ],
}


def program() -> None:
    provider = aws.Provider("ledger", region="us-east-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc("ledger", {"region": "us-east-2", "cidr": "10.83.0.0/16", "zones": ZONES}, opts)
    private = {zone: each.id for zone, each in network.subnets["private"].items()}
    endpoints = PrivateLinkEndpoints(
        "endpoints",
        {
            "region": "us-east-2",
            "vpc_id": network.vpc_id,
            "subnet_ids": private,
            "client_cidrs": {"vpc": network.cidr_block},
        },
        opts,
    )

    group = aws.ec2.SecurityGroup(
        "workload-endpoints", vpc_id=network.vpc_id, description="Workload endpoints", opts=opts
    )
    aws.vpc.SecurityGroupIngressRule(
        "workload-endpoints",
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        cidr_ipv4=network.cidr_block,
        opts=opts,
    )
    for service in ("sqs", "secretsmanager", "kms"):
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=network.vpc_id,
            service_name=f"com.amazonaws.us-east-2.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=list(private.values()),
            security_group_ids=[group.id],
            policy=json.dumps(OWN_ACCOUNT),
            opts=opts,
        )
    aws.ec2.VpcEndpoint(
        "dynamodb",
        vpc_id=network.vpc_id,
        service_name="com.amazonaws.us-east-2.dynamodb",
        vpc_endpoint_type="Gateway",
        route_table_ids=[network.route_table_of("private", zone).id for zone in ZONES],
        opts=opts,
    )
    EksCluster(
        "ledger",
        {
            "region": "us-east-2",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": private,
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/ledger-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
            "workload_services": ["sqs", "secretsmanager", "kms", "dynamodb"],
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network, endpoints]),
    )
