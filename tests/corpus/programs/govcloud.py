"""The style of an agency: partition aws-us-gov, FIPS endpoints of the provider, no public API server.

Healthy: every ARN names the partition, the endpoints of services are in the region, with private DNS, in a group that
admits the VPC's block, and no route leads out. The control plane's log group is created before the cluster.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION, ACCOUNT = "us-gov-west-1", "111111111111"
IAM = f"arn:aws-us-gov:iam::{ACCOUNT}:role"


def program() -> None:
    agency = aws.Provider("agency", region=REGION, allowed_account_ids=[ACCOUNT], use_fips_endpoint=True)
    opts = pulumi.ResourceOptions(provider=agency)
    vpc = aws.ec2.Vpc("agency", cidr_block="10.17.0.0/16", enable_dns_hostnames=True, opts=opts)
    table = aws.ec2.RouteTable("agency", vpc_id=vpc.id, opts=opts)
    group = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [vpc.cidr_block]}],
        opts=opts,
    )
    subnets: list[pulumi.Output[str]] = []
    ready: list[pulumi.Resource] = []
    for n, letter in enumerate("abc"):
        subnet = aws.ec2.Subnet(
            f"agency-{letter}",
            vpc_id=vpc.id,
            cidr_block=f"10.17.{n * 32}.0/19",
            availability_zone=f"{REGION}{letter}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"agency-{letter}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    ready += [
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            security_group_ids=[group.id],
            subnet_ids=subnets,
            opts=opts,
        )
        for service in ("ec2", "ecr.api", "ecr.dkr", "logs", "sts")
    ]
    ready.append(
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id],
            opts=opts,
        )
    )
    logs = aws.cloudwatch.LogGroup("agency", name="/aws/eks/agency/cluster", retention_in_days=400, opts=opts)
    cluster = aws.eks.Cluster(
        "agency",
        name="agency",
        role_arn=f"{IAM}/agency-cluster",
        enabled_cluster_log_types=["api", "audit", "authenticator", "controllerManager", "scheduler"],
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=agency, depends_on=[*ready, logs]),
    )
    entry = aws.eks.AccessEntry("operators", cluster_name=cluster.name, principal_arn=f"{IAM}/operators", opts=opts)
    aws.eks.AccessPolicyAssociation(
        "operators",
        cluster_name=cluster.name,
        principal_arn=entry.principal_arn,
        policy_arn="arn:aws-us-gov:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope={"type": "cluster"},
        opts=opts,
    )
    aws.eks.NodeGroup(
        "agency",
        cluster_name=cluster.name,
        node_role_arn=f"{IAM}/agency-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
