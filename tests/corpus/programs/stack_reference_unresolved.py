"""A cluster stack on a network stack that was never deployed, or whose outputs are not at hand: all of it is unknown.

Healthy: each output is an unknown value, also the list of subnets, so there is not even a count. The stack's name is put
together from the organization and the stack.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("unresolved-reference",))


def trusting(service: str) -> str:
    statement = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": [service]}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def program() -> None:
    reference = pulumi.StackReference(f"{pulumi.get_organization()}/landing-zone/{pulumi.get_stack()}")
    network = reference.get_output("network")
    subnets = network.apply(lambda each: each["subnets"]["private"])

    cluster_role = aws.iam.Role("cluster", assume_role_policy=trusting("eks.amazonaws.com"))
    cluster_policy = aws.iam.RolePolicyAttachment(
        "cluster", role=cluster_role.name, policy_arn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    )
    cluster = aws.eks.Cluster(
        "cluster",
        role_arn=cluster_role.arn,
        vpc_config=aws.eks.ClusterVpcConfigArgs(
            subnet_ids=subnets,
            endpoint_private_access=True,
            endpoint_public_access=True,
            public_access_cidrs=network.apply(lambda each: each["officeCidrs"]),
        ),
        access_config=aws.eks.ClusterAccessConfigArgs(
            authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
        ),
        opts=pulumi.ResourceOptions(depends_on=[cluster_policy]),
    )
    admin = aws.eks.AccessEntry(
        "admin", cluster_name=cluster.name, principal_arn=reference.get_output("adminRoleArn"), type="STANDARD"
    )
    aws.eks.AccessPolicyAssociation(
        "admin",
        cluster_name=cluster.name,
        principal_arn=admin.principal_arn,
        policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
    )
    node_role = aws.iam.Role("node", assume_role_policy=trusting("ec2.amazonaws.com"))
    node_policies = [
        aws.iam.RolePolicyAttachment(policy, role=node_role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}")
        for policy in ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
    ]
    aws.eks.NodeGroup(
        "node",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=subnets,
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, min_size=2, max_size=4),
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
