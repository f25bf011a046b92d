"""The style of IRSA by hand: an OIDC provider from the cluster's issuer, trust policies by ``json.dumps`` in an apply.

Healthy: the provider's URL is the issuer, the trust names issuer, audience and subject, and the add-on for volumes gets
its role by ``service_account_role_arn``. CoreDNS is an add-on created beside the nodes, and heals when they come.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    proved=True,
    warnings=("addon-unpinned", "api-open-to-the-world", "coredns-before-nodes", "creator-is-admin"),
)


def trust(values: list[str], subject: str) -> str:
    arn, url = values
    issuer = url.removeprefix("https://")
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": arn},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {
                            f"{issuer}:aud": "sts.amazonaws.com",
                            f"{issuer}:sub": f"system:serviceaccount:{subject}",
                        }
                    },
                }
            ],
        }
    )


def program() -> None:
    provider = aws.Provider("irsa", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("irsa", cidr_block="10.6.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("irsa", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    edge = aws.ec2.Subnet("edge", vpc_id=vpc.id, cidr_block="10.6.0.0/24", availability_zone_id="usw2-az1", opts=opts)
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("edge", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
    eip = aws.ec2.Eip("edge", domain="vpc", opts=waits)
    nat = aws.ec2.NatGateway("edge", subnet_id=edge.id, allocation_id=eip.id, opts=waits)
    table = aws.ec2.RouteTable(
        "irsa", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    subnets, joined = [], []
    for n in (1, 2):
        subnet = aws.ec2.Subnet(
            f"irsa-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.6.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        joined.append(
            aws.ec2.RouteTableAssociation(f"irsa-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    cluster = aws.eks.Cluster(
        "irsa",
        role_arn="arn:aws:iam::111111111111:role/irsa-cluster",
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    issuer = cluster.identities[0].oidcs[0].issuer.apply(str)
    oidc = aws.iam.OpenIdConnectProvider("irsa", url=issuer, client_id_lists=["sts.amazonaws.com"], opts=opts)
    role = aws.iam.Role(
        "ebs-csi",
        assume_role_policy=pulumi.Output.all(oidc.arn, issuer).apply(
            lambda values: trust(values, "kube-system:ebs-csi-controller-sa")
        ),
        opts=opts,
    )
    allowed = aws.iam.RolePolicyAttachment(
        "ebs-csi",
        role=role.name,
        policy_arn="arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy",
        opts=opts,
    )
    nodes = aws.eks.NodeGroup(
        "irsa",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/irsa-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=opts,
    )
    aws.eks.Addon(
        "coredns", cluster_name=cluster.name, addon_name="coredns", resolve_conflicts_on_create="OVERWRITE", opts=opts
    )
    aws.eks.Addon(
        "ebs-csi",
        cluster_name=cluster.name,
        addon_name="aws-ebs-csi-driver",
        service_account_role_arn=role.arn,
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[nodes, allowed]),
    )
