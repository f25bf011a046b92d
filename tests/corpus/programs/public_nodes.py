"""The style of a demo account: public subnets only, nodes with public addresses, no NAT gateway to pay for.

Healthy: every subnet maps public addresses, its table leads to the internet gateway, and the API server is open. The
default route table carries the route, so no subnet needs an association.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("api-open-to-the-world", "creator-is-admin"))


def program() -> None:
    opts = pulumi.ResourceOptions(
        provider=aws.Provider("demo", region="us-west-2", allowed_account_ids=["111111111111"])
    )
    vpc = aws.ec2.Vpc(
        "demo", aws.ec2.VpcArgs(cidr_block="10.99.0.0/16", enable_dns_hostnames=True, enable_dns_support=True), opts
    )
    gateway = aws.ec2.InternetGateway("demo", aws.ec2.InternetGatewayArgs(vpc_id=vpc.id), opts)
    main = aws.ec2.DefaultRouteTable(
        "demo",
        aws.ec2.DefaultRouteTableArgs(
            default_route_table_id=vpc.default_route_table_id,
            routes=[aws.ec2.DefaultRouteTableRouteArgs(cidr_block="0.0.0.0/0", gateway_id=gateway.id)],
            tags={"Name": "demo-main"},
        ),
        opts,
    )
    subnets = [
        aws.ec2.Subnet(
            f"demo-{zone}",
            aws.ec2.SubnetArgs(
                vpc_id=vpc.id,
                cidr_block=f"10.99.{16 * number}.0/20",
                availability_zone_id=zone,
                map_public_ip_on_launch=True,
                tags={"Name": f"demo-{zone}", "kubernetes.io/role/elb": "1"},
            ),
            opts,
        )
        for number, zone in enumerate(("usw2-az1", "usw2-az2", "usw2-az3"))
    ]
    trust = aws.iam.Role(
        "demo-cluster",
        aws.iam.RoleArgs(
            assume_role_policy="""{
              "Version": "2012-10-17",
              "Statement": [{
                "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Principal": {"Service": "eks.amazonaws.com"}
              }]
            }"""
        ),
        opts,
    )
    allowed = aws.iam.RolePolicyAttachment(
        "demo-cluster",
        aws.iam.RolePolicyAttachmentArgs(
            role=trust.id, policy_arn=aws.iam.ManagedPolicy.AMAZON_EKS_CLUSTER_POLICY.value
        ),
        opts,
    )
    cluster = aws.eks.Cluster(
        "demo",
        aws.eks.ClusterArgs(
            role_arn=trust.arn,
            access_config=aws.eks.ClusterAccessConfigArgs(authentication_mode="API_AND_CONFIG_MAP"),
            vpc_config=aws.eks.ClusterVpcConfigArgs(
                subnet_ids=[subnet.id for subnet in subnets], public_access_cidrs=["0.0.0.0/0"]
            ),
        ),
        pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[allowed, main])),
    )
    aws.eks.NodeGroup(
        "demo",
        aws.eks.NodeGroupArgs(
            cluster_name=cluster.name,
            node_role_arn="arn:aws:iam::111111111111:role/demo-nodes",
            subnet_ids=[subnet.id for subnet in subnets],
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, min_size=2, max_size=4),
        ),
        opts,
    )
