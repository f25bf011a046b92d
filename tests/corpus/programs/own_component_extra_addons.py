"""Our cluster with add-ons declared beside it, by `aws.eks.Addon`: EBS with Pod Identity, metrics-server, snapshots.

Healthy: they wait for the cluster and so for its nodes. The EBS driver's role trusts Pod Identity, whose agent is one of
the component's own add-ons. Unversioned add-ons get EKS's default version.
"""

import json

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from eks_shared_vpc.network import NatMode
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned",))

POD_IDENTITY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        }
    ],
}


def program() -> None:
    account = aws.Provider("data", region="eu-west-1", allowed_account_ids=["333333333333"])
    opts = pulumi.ResourceOptions(provider=account)
    network = SharedVpc(
        "data",
        {
            "region": "eu-west-1",
            "cidr": "10.82.0.0/16",
            "zones": ["euw1-az1", "euw1-az2", "euw1-az3"],
            "nat": NatMode.SINGLE,
        },
        opts,
    )
    cluster = EksCluster(
        "data",
        {
            "region": "eu-west-1",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::333333333333:role/data-admin"],
            "node_groups": {"default": {"instance_types": ["r7i.large"], "min": 3, "max": 6}},
        },
        pulumi.ResourceOptions(provider=account, depends_on=[network]),
    )
    later = pulumi.ResourceOptions(provider=account, depends_on=[cluster])

    driver = aws.iam.Role("ebs-csi", assume_role_policy=json.dumps(POD_IDENTITY), opts=opts)
    policy = aws.iam.RolePolicyAttachment(
        "ebs-csi",
        role=driver.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
        opts=opts,
    )
    aws.eks.Addon(
        "ebs-csi",
        cluster_name=cluster.cluster_name,
        addon_name="aws-ebs-csi-driver",
        addon_version="v1.66.0-eksbuild.1",
        pod_identity_associations=[{"role_arn": driver.arn, "service_account": "ebs-csi-controller-sa"}],
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="PRESERVE",
        opts=pulumi.ResourceOptions(provider=account, depends_on=[cluster, policy]),
    )
    for name in ("metrics-server", "snapshot-controller", "eks-node-monitoring-agent"):
        aws.eks.Addon(name, cluster_name=cluster.cluster_name, addon_name=name, opts=later)
