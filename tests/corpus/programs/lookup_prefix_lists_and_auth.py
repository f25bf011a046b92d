"""Prefix lists by name in security groups, and a Kubernetes provider whose token comes from `get_cluster_auth`.

Healthy: CloudFront's managed list may reach the load balancers' group; DynamoDB's list is in a node group's outbound rules, beside
the cluster's own group, which lets everything out. The Kubernetes objects need the API server and so the cluster.
"""

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    proved=True,
    answers=(
        {
            "token": "aws:ec2/getManagedPrefixList:getManagedPrefixList",
            "args": {"name": "com.amazonaws.global.cloudfront.origin-facing"},
            "result": {
                "id": "pl-0123456789abcdef0",
                "name": "com.amazonaws.global.cloudfront.origin-facing",
                "maxEntries": 55,
                "addressFamily": "IPv4",
            },
        },
        {
            "token": "aws:ec2/getPrefixList:getPrefixList",
            "args": {"name": "com.amazonaws.eu-west-1.dynamodb"},
            "result": {
                "id": "pl-0123456789abcdef1",
                "name": "com.amazonaws.eu-west-1.dynamodb",
                "cidrBlocks": ["52.94.24.0/23"],
            },
        },
        {
            "token": "aws:eks/getClusterAuth:getClusterAuth",
            "args": {"name": "edge"},
            "result": {"id": "edge", "name": "edge", "token": "k8s-aws-v1.example"},
        },
    ),
)


def program() -> None:
    provider = aws.Provider("edge", region="eu-west-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    asking = pulumi.InvokeOptions(provider=provider)
    cloudfront = aws.ec2.get_managed_prefix_list(name="com.amazonaws.global.cloudfront.origin-facing", opts=asking)
    dynamodb = aws.ec2.get_prefix_list_output(name="com.amazonaws.eu-west-1.dynamodb", opts=asking)

    network = SharedVpc(
        "edge", {"region": "eu-west-1", "cidr": "10.95.0.0/16", "zones": ["euw1-az1", "euw1-az2"]}, opts
    )
    balancers = aws.ec2.SecurityGroup("edge-balancers", vpc_id=network.vpc_id, description="Load balancers", opts=opts)
    aws.vpc.SecurityGroupIngressRule(
        "edge-balancers",
        security_group_id=balancers.id,
        prefix_list_id=cloudfront.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts,
    )
    workloads = aws.ec2.SecurityGroup("edge-workloads", vpc_id=network.vpc_id, description="Workloads", opts=opts)
    aws.vpc.SecurityGroupEgressRule(
        "edge-workloads",
        security_group_id=workloads.id,
        prefix_list_id=dynamodb.id,
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts,
    )
    cluster = EksCluster(
        "edge",
        {
            "region": "eu-west-1",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": {zone: each.id for zone, each in network.subnets["private"].items()},
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": ["arn:aws:iam::111111111111:role/edge-admin"],
            "node_security_group_ids": [workloads.id],
            "node_groups": {"default": {"instance_types": ["m7i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )
    token = aws.eks.get_cluster_auth_output(name=cluster.cluster_name, opts=asking).token
    kubernetes = k8s.Provider(
        "edge",
        kubeconfig=pulumi.Output.json_dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [
                    {
                        "name": "edge",
                        "cluster": {
                            "server": cluster.endpoint,
                            "certificate-authority-data": cluster.certificate_authority,
                        },
                    }
                ],
                "users": [{"name": "edge", "user": {"token": token}}],
                "contexts": [{"name": "edge", "context": {"cluster": "edge", "user": "edge"}}],
                "current-context": "edge",
            }
        ),
        opts=pulumi.ResourceOptions(depends_on=[cluster]),
    )
    for name in ("checkout", "catalogue"):
        k8s.core.v1.Namespace(name, metadata={"name": name}, opts=pulumi.ResourceOptions(provider=kubernetes))
