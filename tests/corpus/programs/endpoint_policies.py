"""The style of a data perimeter: every endpoint has a policy, with exceptions by NotAction and NotResource.

Healthy: what nodes do is allowed. ECR may be read but not written; S3 is denied for all buckets but those of the company
and the one of ECR's layers, and that one has no condition on the principal, as ECR itself signs for it.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

REGION, ORGANIZATION = "eu-central-1", "o-exampleorgid"
LAYERS = f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*"
OURS = ["arn:aws:s3:::acme-*", "arn:aws:s3:::acme-*/*"]
IN_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
READ_ONLY = ["ecr:Get*", "ecr:BatchGet*", "ecr:BatchCheck*", "ecr:Describe*", "ecr:List*"]


def policy(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Principal": "*", **each} for each in statements]})


ANYTHING: dict[str, object] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
POLICIES = {
    "ec2": policy({**ANYTHING, "Condition": IN_ORGANIZATION}),
    "ecr.api": policy(ANYTHING, {"Effect": "Deny", "NotAction": READ_ONLY, "Resource": "*"}),
    "ecr.dkr": policy(ANYTHING, {"Effect": "Deny", "NotAction": READ_ONLY, "Resource": "*"}),
    "sts": policy(
        {"Effect": "Allow", "Action": ["sts:AssumeRoleWithWebIdentity", "sts:GetCallerIdentity"], "Resource": "*"}
    ),
}
S3_POLICY = policy(
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": LAYERS},
    {"Effect": "Allow", "Action": "s3:*", "Resource": OURS, "Condition": IN_ORGANIZATION},
    {"Effect": "Deny", "Action": "s3:*", "NotResource": [LAYERS, *OURS]},
)


def program() -> None:
    provider = aws.Provider("perimeter", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("perimeter", cidr_block="10.23.0.0/16", enable_dns_hostnames=True, opts=opts)
    table = aws.ec2.RouteTable("perimeter", vpc_id=vpc.id, opts=opts)
    subnets: list[pulumi.Output[str]] = []
    ready: list[pulumi.Resource] = []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"perimeter-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.23.{n * 16}.0/20",
            availability_zone_id=f"euc1-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"perimeter-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    group = aws.ec2.SecurityGroup(
        "endpoints",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.23.0.0/16"]}],
        opts=opts,
    )
    ready += [
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            policy=text,
            subnet_ids=subnets,
            security_group_ids=[group.id],
            opts=opts,
        )
        for service, text in POLICIES.items()
    ]
    s3 = aws.ec2.VpcEndpoint(
        "s3", vpc_id=vpc.id, service_name=f"com.amazonaws.{REGION}.s3", route_table_ids=[table.id], opts=opts
    )
    ready.append(aws.ec2.VpcEndpointPolicy("s3", vpc_endpoint_id=s3.id, policy=S3_POLICY, opts=opts))
    cluster = aws.eks.Cluster(
        "perimeter",
        role_arn="arn:aws:iam::111111111111:role/perimeter-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "perimeter",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/perimeter-nodes",
        subnet_ids=subnets,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
