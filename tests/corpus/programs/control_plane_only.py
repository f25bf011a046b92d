"""The style of one stack per concern: this one has the control plane, its access entries and its logs, and no nodes.

Healthy: nodes come from another stack, by Karpenter or from a pipeline, and names of subnets by configuration. Without
nodes or pods in it nothing can be proved.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)

ACCOUNT = "222222222222"
SUBNETS = ["subnet-0f1e2d3c4b5a69781", "subnet-0f1e2d3c4b5a69782"]
PEOPLE = {"platform": "AmazonEKSClusterAdminPolicy", "developers": "AmazonEKSViewPolicy"}


class ControlPlane(pulumi.ComponentResource):
    """A control plane with its log group and those who may enter it."""

    def __init__(self, name: str, subnet_ids: list[str], opts: pulumi.ResourceOptions) -> None:
        super().__init__("acme:eks:ControlPlane", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs", name=f"/aws/eks/{name}/cluster", retention_in_days=90, opts=child
        )
        key = aws.kms.Key(f"{name}-secrets", enable_key_rotation=True, deletion_window_in_days=30, opts=child)
        self.cluster = aws.eks.Cluster(
            name,
            name=name,
            role_arn=f"arn:aws:iam::{ACCOUNT}:role/{name}-cluster",
            version="1.35",
            upgrade_policy={"support_type": "STANDARD"},
            deletion_protection=True,
            enabled_cluster_log_types=["audit", "authenticator"],
            encryption_config={"provider": {"key_arn": key.arn}, "resources": ["secrets"]},
            access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
            vpc_config={
                "subnet_ids": subnet_ids,
                "endpoint_private_access": True,
                "public_access_cidrs": ["52.94.76.0/24"],
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[logs]),
        )
        for person, policy in PEOPLE.items():
            entry = aws.eks.AccessEntry(
                f"{name}-{person}",
                cluster_name=self.cluster.name,
                principal_arn=f"arn:aws:iam::{ACCOUNT}:role/{person}",
                opts=child,
            )
            aws.eks.AccessPolicyAssociation(
                f"{name}-{person}",
                cluster_name=self.cluster.name,
                principal_arn=entry.principal_arn,
                policy_arn=f"arn:aws:eks::aws:cluster-access-policy/{policy}",
                access_scope={"type": "cluster"},
                opts=pulumi.ResourceOptions(parent=entry),
            )
        self.register_outputs({"endpoint": self.cluster.endpoint})


def program() -> None:
    provider = aws.Provider("team", region="us-west-2", allowed_account_ids=[ACCOUNT])
    plane = ControlPlane("orders", SUBNETS, pulumi.ResourceOptions(providers={"aws": provider}))
    pulumi.export("clusterSecurityGroup", plane.cluster.vpc_config.cluster_security_group_id)
