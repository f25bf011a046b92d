"""Owner and participant in one program; the participant adds an `aws.eks.NodeGroup` on the subnets that are shared with it.

Healthy: everything of the participant is declared with the participant's provider and waits for the share, and tags on
shared subnets are the participant's own. The node group's launch template uses the cluster's security group.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedSubnetTags, SharedVpc, SubnetShare
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

REGION = "us-west-2"
SHARED = ("private", "cluster")


def program() -> None:
    owner = aws.Provider("network", region=REGION, allowed_account_ids=["111111111111"])
    tenant = aws.Provider("payments", region=REGION, allowed_account_ids=["222222222222"])
    network = SharedVpc(
        "network",
        {"region": REGION, "cidr": "10.84.0.0/16", "zones": ["usw2-az1", "usw2-az2", "usw2-az3"]},
        pulumi.ResourceOptions(provider=owner),
    )
    share = SubnetShare(
        "share",
        {
            "subnet_arns": {tier: {zone: each.arn for zone, each in network.subnets[tier].items()} for tier in SHARED},
            "principals": ["222222222222"],
        },
        pulumi.ResourceOptions(provider=owner),
    )
    private = {zone: each.id for zone, each in network.subnets["private"].items()}
    SharedSubnetTags(
        "payments",
        {"subnet_ids": {"private": private}, "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}}},
        pulumi.ResourceOptions(provider=tenant, depends_on=[share]),
    )
    cluster = EksCluster(
        "payments",
        {
            "region": REGION,
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": private,
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::222222222222:role/payments-admin"],
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=tenant, depends_on=[network, share]),
    )
    template = aws.ec2.LaunchTemplate(
        "reports",
        name_prefix="payments-reports-",
        vpc_security_group_ids=[cluster.cluster_security_group_id],
        metadata_options={"http_tokens": "required", "http_endpoint": "enabled", "http_put_response_hop_limit": 1},
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": {"volume_size": 80, "volume_type": "gp3", "encrypted": "true"}}
        ],
        tag_specifications=[{"resource_type": "instance", "tags": {"team": "reports"}}],
        opts=pulumi.ResourceOptions(provider=tenant),
    )
    aws.eks.NodeGroup(
        "reports",
        cluster_name=cluster.cluster_name,
        node_group_name_prefix="reports-",
        node_role_arn=cluster.node_role_arns[0],
        subnet_ids=[private["usw2-az1"], private["usw2-az2"]],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        instance_types=["m7i.2xlarge"],
        scaling_config={"min_size": 1, "max_size": 4, "desired_size": 1},
        update_config={"max_unavailable_percentage": 50},
        opts=pulumi.ResourceOptions(provider=tenant, depends_on=[cluster, share], delete_before_replace=False),
    )
