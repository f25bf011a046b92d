"""Our cluster with `pulumi_eks.ManagedNodeGroup` on its `core`, one with a launch template and one without.

Healthy: a node group without groups of its own gets the cluster's security group from EKS, and the one with a launch
template names that group itself. The node role is the cluster's.
"""

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ZONES = ["euc1-az1", "euc1-az2", "euc1-az3"]


def program() -> None:
    provider = aws.Provider("shop", region="eu-central-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    network = SharedVpc("shop", {"region": "eu-central-1", "cidr": "10.81.0.0/16", "zones": ZONES}, opts)
    cluster = EksCluster(
        "shop",
        {
            "region": "eu-central-1",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/shop-admin"],
            "node_groups": {"default": {"instance_types": ["m7g.large"], "min": 2, "max": 4}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    node_role = cluster.node_role_arns.apply(lambda arns: arns[0])
    later = pulumi.ResourceOptions(provider=provider, depends_on=[cluster])

    eks.ManagedNodeGroup(
        "web",
        cluster=cluster.core,
        node_role_arn=node_role,
        instance_types=["m7g.xlarge"],
        ami_type="AL2023_ARM_64_STANDARD",
        scaling_config={"min_size": 1, "max_size": 5, "desired_size": 2},
        labels={"tier": "web"},
        opts=later,
    )

    template = aws.ec2.LaunchTemplate(
        "search",
        vpc_security_group_ids=[cluster.cluster_security_group_id],
        metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 1, "http_endpoint": "enabled"},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 200, "volume_type": "gp3", "encrypted": "true"}}
        ],
        opts=opts,
    )
    eks.ManagedNodeGroup(
        "search",
        cluster=cluster.core,
        node_role_arn=node_role,
        subnet_ids=[network.subnets["private"][zone].id for zone in ZONES[:2]],
        instance_types=["r7g.2xlarge"],
        ami_type="AL2023_ARM_64_STANDARD",
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"min_size": 2, "max_size": 2, "desired_size": 2},
        opts=later,
    )
    pulumi.export("kubeconfig", pulumi.Output.secret(cluster.kubeconfig))
