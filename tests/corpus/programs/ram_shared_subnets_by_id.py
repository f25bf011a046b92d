"""A participant's stack on subnets that another account shared by RAM long ago, known here by their ids.

Healthy: the participant makes its own security group in the owner's VPC, tags the shared subnets with tags of its own, and runs
cluster and nodes there. Routes and NAT gateways are the owner's and cannot be described from here: unknown.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("creator-is-admin",))

VPC = "vpc-0f102132435460001"
SHARED = {"usw2-az1": "subnet-0f102132435460011", "usw2-az2": "subnet-0f102132435460012"}
CNI = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"


def program() -> None:
    tenant = aws.Provider(
        "tenant",
        region="us-west-2",
        allowed_account_ids=["222222222222"],
        assume_roles=[{"role_arn": "arn:aws:iam::222222222222:role/deploy"}],
    )
    opts = pulumi.ResourceOptions(provider=tenant)
    for zone, subnet in SHARED.items():
        aws.ec2.Tag(
            f"internal-elb-{zone}", resource_id=subnet, key="kubernetes.io/role/internal-elb", value="1", opts=opts
        )

    roles, waits = {}, {}
    for name, service, policies in (
        ("cluster", "eks", ["AmazonEKSClusterPolicy"]),
        ("node", "ec2", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"]),
    ):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        roles[name] = aws.iam.Role(
            name, assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}), opts=opts
        )
        waits[name] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}", role=roles[name].name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=opts
            )
            for policy in policies
        ]
    waits["node"].append(aws.iam.RolePolicyAttachment("node-cni", role=roles["node"].name, policy_arn=CNI, opts=opts))

    extra = aws.ec2.SecurityGroup("vpn-clients", vpc_id=VPC, description="From the VPN to the API server", opts=opts)
    aws.vpc.SecurityGroupIngressRule(
        "vpn-clients",
        security_group_id=extra.id,
        cidr_ipv4="10.250.0.0/16",
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "tenant",
        role_arn=roles["cluster"].arn,
        version="1.36",
        vpc_config={
            "subnet_ids": list(SHARED.values()),
            "security_group_ids": [extra.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": True},
        opts=pulumi.ResourceOptions(provider=tenant, depends_on=waits["cluster"]),
    )
    for zone, subnet in SHARED.items():
        aws.eks.NodeGroup(
            f"general-{zone}",
            cluster_name=cluster.name,
            node_role_arn=roles["node"].arn,
            subnet_ids=[subnet],
            instance_types=["m7i.large"],
            scaling_config={"min_size": 1, "max_size": 5, "desired_size": 1},
            opts=pulumi.ResourceOptions(
                provider=tenant, depends_on=waits["node"], ignore_changes=["scalingConfig.desiredSize"]
            ),
        )
