"""The style of a workload team in a shared VPC: the network team has mailed them the ids, and they are constants here.

Healthy, as far as anybody can see from here: zones, routes, endpoints and even the VPC are another program's. So nothing
that a node needs is proved or refuted; all of it has to be called unknown..
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"),
    warnings=("addon-unpinned",),
)

VPC = "vpc-0a1b2c3d4e5f60718"
SUBNETS = ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712", "subnet-0a1b2c3d4e5f60713"]
ACCOUNT = "222222222222"


def program() -> None:
    provider = aws.Provider("team", region="us-west-2", allowed_account_ids=[ACCOUNT])
    opts = pulumi.ResourceOptions(provider=provider)
    for number, subnet in enumerate(SUBNETS):
        aws.ec2.Tag(
            f"internal-elb-{number}", resource_id=subnet, key="kubernetes.io/role/internal-elb", value="1", opts=opts
        )
    extra = aws.ec2.SecurityGroup(
        "office",
        vpc_id=VPC,
        description="Administrators",
        ingress=[
            {
                "description": "VPN",
                "protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "prefix_list_ids": ["pl-0123456789abcdef0"],
            }
        ],
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "team",
        name="team",
        version="1.35",
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/team-cluster",
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        kubernetes_network_config={"service_ipv4_cidr": "172.20.0.0/16"},
        vpc_config={
            "subnet_ids": SUBNETS,
            "security_group_ids": [extra.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=opts,
    )
    admin = aws.eks.AccessEntry(
        "admin", cluster_name=cluster.name, principal_arn=f"arn:aws:iam::{ACCOUNT}:role/team-admin", opts=opts
    )
    aws.eks.AccessPolicyAssociation(
        "admin",
        cluster_name=cluster.name,
        principal_arn=admin.principal_arn,
        policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope={"type": "cluster"},
        opts=opts,
    )
    nodes = aws.eks.NodeGroup(
        "team",
        cluster_name=cluster.name,
        node_role_arn=f"arn:aws:iam::{ACCOUNT}:role/team-nodes",
        subnet_ids=SUBNETS,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 9},
        opts=opts,
    )
    aws.eks.Addon(
        "metrics-server",
        cluster_name=cluster.name,
        addon_name="metrics-server",
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[nodes]),
    )
