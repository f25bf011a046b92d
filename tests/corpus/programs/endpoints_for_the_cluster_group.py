"""The style of least privilege: the endpoints admit the cluster's own security group only.

Healthy: EKS creates that group with the cluster, so the rule for it can only come after the cluster, and the endpoints cannot
be waited for with all their rules before it. It is the node group that waits for the rule.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True)

ACCOUNT = "arn:aws:iam::111111111111"


def program() -> None:
    provider = aws.Provider("quiet", region="us-east-1", allowed_account_ids=["111111111111"])

    def opts(*after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(provider=provider, depends_on=[*after])

    vpc = aws.ec2.Vpc("quiet", cidr_block="10.5.0.0/16", enable_dns_hostnames=True, opts=opts())
    table = aws.ec2.RouteTable("quiet", vpc_id=vpc.id, opts=opts())
    subnets: list[pulumi.Output[str]] = []
    joined: list[pulumi.Resource] = []
    for index, zone in enumerate(("use1-az4", "use1-az6")):
        subnet = aws.ec2.Subnet(
            f"quiet-{zone}",
            vpc_id=vpc.id,
            cidr_block=f"10.5.{index * 64}.0/18",
            availability_zone_id=zone,
            opts=opts(),
        )
        subnets.append(subnet.id)
        joined.append(
            aws.ec2.RouteTableAssociation(f"quiet-{zone}", subnet_id=subnet.id, route_table_id=table.id, opts=opts())
        )
    group = aws.ec2.SecurityGroup("endpoints", vpc_id=vpc.id, opts=opts())

    def interface(service: str) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.us-east-1.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=subnets,
            security_group_ids=[group.id],
            opts=opts(),
        )

    endpoints = [interface(service) for service in ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts")]
    endpoints.append(
        aws.ec2.VpcEndpoint(
            "s3",
            vpc_id=vpc.id,
            service_name="com.amazonaws.us-east-1.s3",
            route_table_ids=[table.id],
            opts=opts(),
        )
    )
    cluster = aws.eks.Cluster(
        "quiet",
        name="quiet",
        role_arn=f"{ACCOUNT}:role/quiet-cluster",
        access_config={"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=opts(*joined),
    )
    admin = aws.eks.AccessEntry(
        "admin", cluster_name=cluster.name, principal_arn=f"{ACCOUNT}:role/platform", opts=opts()
    )
    aws.eks.AccessPolicyAssociation(
        "admin",
        cluster_name=cluster.name,
        principal_arn=admin.principal_arn,
        policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        access_scope={"type": "cluster"},
        opts=opts(),
    )
    admitted = aws.vpc.SecurityGroupIngressRule(
        "endpoints-from-the-cluster",
        security_group_id=group.id,
        referenced_security_group_id=cluster.vpc_config.cluster_security_group_id.apply(str),
        ip_protocol="tcp",
        from_port=443,
        to_port=443,
        opts=opts(),
    )
    aws.eks.NodeGroup(
        "quiet",
        cluster_name=cluster.name,
        node_role_arn=f"{ACCOUNT}:role/quiet-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts(admitted, *endpoints),
    )
