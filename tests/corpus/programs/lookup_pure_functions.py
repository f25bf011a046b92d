"""GovCloud by portable code: partition, region, service principals, ARNs and policy documents by functions, none written out.

Healthy: the ARNs are of the partition aws-us-gov because `get_partition` says so. All these functions can be computed from the
provider's region, so no answers are needed.
"""

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import EksCluster, SharedVpc
from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ADMIN = "arn:aws-us-gov:iam::111111111111:role/gov-admin"
POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")


def may_assume(service: str) -> aws.iam.GetPolicyDocumentStatementArgs:
    principal = aws.iam.GetPolicyDocumentStatementPrincipalArgs(type="Service", identifiers=[service])
    return aws.iam.GetPolicyDocumentStatementArgs(actions=["sts:AssumeRole"], principals=[principal])


def may_write(log_group: str) -> aws.iam.GetPolicyDocumentStatementArgs:
    return aws.iam.GetPolicyDocumentStatementArgs(
        sid="Logs", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group]
    )


def program() -> None:
    provider = aws.Provider("gov", region="us-gov-west-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    asking = pulumi.InvokeOptions(provider=provider)
    partition = aws.get_partition_output(opts=asking)
    region = aws.get_region_output(opts=asking)
    ec2 = aws.get_service_principal_output(service_name="ec2", opts=asking)
    account = aws.get_arn_output(arn=ADMIN, opts=asking).account

    network = SharedVpc(
        "gov", {"region": "us-gov-west-1", "cidr": "10.94.0.0/16", "zones": ["usgw1-az1", "usgw1-az2"]}, opts
    )
    private = {zone: each.id for zone, each in network.subnets["private"].items()}
    cluster = EksCluster(
        "gov",
        {
            "region": "us-gov-west-1",
            "version": "1.34",
            "vpc_id": network.vpc_id,
            "cluster_subnet_ids": {zone: each.id for zone, each in network.subnets["cluster"].items()},
            "node_subnet_ids": private,
            "endpoint": {"public_cidrs": ["52.94.76.0/24"]},
            "admins": [ADMIN],
            "node_groups": {"default": {"instance_types": ["m6i.large"]}},
        },
        pulumi.ResourceOptions(provider=provider, depends_on=[network]),
    )

    trust = aws.iam.get_policy_document_output(statements=ec2.name.apply(lambda name: [may_assume(name)]), opts=asking)
    role = aws.iam.Role("gov-batch", assume_role_policy=trust.json, opts=opts)
    attached = [
        aws.iam.RolePolicyAttachment(
            f"gov-batch-{policy}",
            role=role.name,
            policy_arn=pulumi.Output.format("arn:{0}:iam::aws:policy/{1}", partition.partition, policy),
            opts=opts,
        )
        for policy in POLICIES
    ]
    group = pulumi.Output.concat(
        "arn:", partition.partition, ":logs:", region.region, ":", account, ":log-group:/gov/*"
    )
    logs = aws.iam.get_policy_document_output(statements=group.apply(lambda arn: [may_write(arn)]), opts=asking)
    aws.iam.RolePolicy("gov-batch-logs", role=role.id, policy=logs.json, opts=opts)
    aws.eks.NodeGroup(
        "gov-batch",
        cluster_name=cluster.cluster_name,
        node_role_arn=role.arn,
        subnet_ids=list(private.values()),
        instance_types=["c6i.xlarge"],
        scaling_config={"min_size": 0, "max_size": 10, "desired_size": 0},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cluster, *attached]),
    )
