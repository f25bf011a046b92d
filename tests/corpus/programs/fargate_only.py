"""The style of a team without nodes: Fargate profiles for everything, CoreDNS included.

Healthy: private subnets behind a NAT gateway, a pod execution role that Fargate assumes, and a CoreDNS add-on configured
to run on Fargate after the profile of kube-system. Profiles are created one after another, as EKS allows one at a time.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "api-open-to-the-world", "creator-is-admin"))


def program() -> None:
    provider = aws.Provider("serverless", region="ap-southeast-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("serverless", cidr_block="10.9.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("serverless", vpc_id=vpc.id, opts=opts)
    after_igw = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    public = aws.ec2.Subnet(
        "public", vpc_id=vpc.id, cidr_block="10.9.0.0/24", availability_zone_id="apse2-az1", opts=opts
    )
    public_table = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("public", subnet_id=public.id, route_table_id=public_table.id, opts=opts)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=after_igw)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=after_igw)
    table = aws.ec2.RouteTable(
        "pods", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    pods: list[pulumi.Output[str]] = []
    joined: list[pulumi.Resource] = []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"pods-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.9.{n * 32}.0/19",
            availability_zone_id=f"apse2-az{n}",
            opts=opts,
        )
        pods.append(subnet.id)
        joined.append(
            aws.ec2.RouteTableAssociation(f"pods-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
    execution = aws.iam.Role(
        "pod-execution",
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "eks-fargate-pods.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        ),
        opts=opts,
    )
    allowed = aws.iam.RolePolicyAttachment(
        "pod-execution",
        role=execution.name,
        policy_arn="arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy",
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "serverless",
        name="serverless",
        role_arn="arn:aws:iam::111111111111:role/serverless-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        vpc_config={"subnet_ids": pods, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    before: list[pulumi.Resource] = [allowed]
    for namespace in ("kube-system", "default", "shop"):
        profile = aws.eks.FargateProfile(
            namespace,
            cluster_name=cluster.name,
            fargate_profile_name=namespace,
            pod_execution_role_arn=execution.arn,
            subnet_ids=pods,
            selectors=[{"namespace": namespace}],
            opts=pulumi.ResourceOptions(provider=provider, depends_on=before),
        )
        before = [profile]
    aws.eks.Addon(
        "coredns",
        cluster_name=cluster.name,
        addon_name="coredns",
        configuration_values=json.dumps({"computeType": "Fargate"}),
        resolve_conflicts_on_create="OVERWRITE",
        opts=pulumi.ResourceOptions(provider=provider, depends_on=before),
    )
