"""`pulumi_eks.Cluster` without its default group, and self-managed `NodeGroupV2`s with an instance profile of the user's.

Healthy: the instance role is among the cluster's `instance_roles`, so its nodes are admitted. Cluster and node groups are
packaged components, so a preview proves nothing of them.
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from tests.corpus.expectation import Expectation

EXPECT = Expectation(nothing=True)

SUBNETS = ["subnet-0b1c2d3e4f5060001", "subnet-0b1c2d3e4f5060002", "subnet-0b1c2d3e4f5060003"]
POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")


def program() -> None:
    provider = aws.Provider("ml", region="us-west-2", default_tags={"tags": {"owner": "ml"}})
    opts = pulumi.ResourceOptions(provider=provider)
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = aws.iam.Role(
        "ml-nodes", assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [trust]}), opts=opts
    )
    attached = [
        aws.iam.RolePolicyAttachment(
            f"ml-nodes-{policy}", role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}", opts=opts
        )
        for policy in POLICIES
    ]
    profile = aws.iam.InstanceProfile("ml-nodes", role=role.name, opts=opts)

    cluster = eks.Cluster(
        "ml",
        vpc_id="vpc-0b1c2d3e4f5060000",
        private_subnet_ids=SUBNETS,
        skip_default_node_group=True,
        authentication_mode=eks.AuthenticationMode.API_AND_CONFIG_MAP,
        instance_roles=[role],
        endpoint_private_access=True,
        public_access_cidrs=["52.94.76.0/24"],
        opts=pulumi.ResourceOptions(providers=[provider], depends_on=attached),
    )
    for name, kind, most in (("general", "m6i.xlarge", 5), ("memory", "r6i.2xlarge", 3)):
        eks.NodeGroupV2(
            f"ml-{name}",
            cluster=cluster,
            instance_profile=profile,
            instance_type=kind,
            operating_system=eks.OperatingSystem.AL2023,
            min_size=1,
            desired_capacity=1,
            max_size=most,
            node_root_volume_encrypted=True,
            labels={"pool": name},
            opts=pulumi.ResourceOptions(providers=[provider]),
        )
