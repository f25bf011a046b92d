"""The style of Karpenter's getting-started guide, as a program: all that the controller finds when it is installed.

Healthy: discovery tags on private subnets, an interruption queue that EventBridge may write to, a node role with an access
entry, a controller role by Pod Identity with the agent add-on, and a small group of nodes that the controller runs on.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "api-open-to-the-world", "creator-is-admin"))

NAME = "karpenter-demo"
ROLES = "arn:aws:iam::111111111111:role"
EVENTS = {
    "spot": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "rebalance": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "health": ("aws.health", "AWS Health Event"),
}


def program() -> None:
    provider = aws.Provider("demo", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, opts=opts)
    igw = aws.ec2.InternetGateway("igw", vpc_id=vpc.id, opts=opts)
    after = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    public = aws.ec2.Subnet(
        "public", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone_id="usw2-az1", opts=opts
    )
    front = aws.ec2.RouteTable(
        "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    aws.ec2.RouteTableAssociation("public", subnet_id=public.id, route_table_id=front.id, opts=opts)
    eip = aws.ec2.Eip("nat", domain="vpc", opts=after)
    nat = aws.ec2.NatGateway("nat", subnet_id=public.id, allocation_id=eip.id, opts=after)
    back = aws.ec2.RouteTable(
        "private", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
    )
    subnets, joined = [], []
    for n in (1, 2, 3):
        subnet = aws.ec2.Subnet(
            f"private-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.0.{n * 32}.0/19",
            availability_zone_id=f"usw2-az{n}",
            tags={"karpenter.sh/discovery": NAME},
            opts=opts,
        )
        subnets.append(subnet.id)
        joined.append(
            aws.ec2.RouteTableAssociation(f"private-{n}", subnet_id=subnet.id, route_table_id=back.id, opts=opts)
        )
    cluster = aws.eks.Cluster(
        "cluster",
        name=NAME,
        role_arn=f"{ROLES}/{NAME}-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=joined),
    )
    queue = aws.sqs.Queue(NAME, name=NAME, message_retention_seconds=300, sqs_managed_sse_enabled=True, opts=opts)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "sqs.amazonaws.com"]},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
    }
    aws.sqs.QueuePolicy(
        NAME,
        queue_url=queue.url,
        policy=pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]}),
        opts=opts,
    )
    for event, (source, detail) in EVENTS.items():
        rule = aws.cloudwatch.EventRule(
            event, event_pattern=json.dumps({"source": [source], "detail-type": [detail]}), opts=opts
        )
        aws.cloudwatch.EventTarget(event, rule=rule.name, arn=queue.arn, opts=opts)
    aws.eks.AccessEntry(
        "karpenter-nodes",
        cluster_name=cluster.name,
        principal_arn=f"{ROLES}/KarpenterNodeRole-{NAME}",
        type="EC2_LINUX",
        opts=opts,
    )
    system = aws.eks.NodeGroup(
        "system",
        cluster_name=cluster.name,
        node_role_arn=f"{ROLES}/{NAME}-system",
        subnet_ids=subnets,
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 2},
        opts=opts,
    )
    agent = aws.eks.Addon(
        "agent",
        cluster_name=cluster.name,
        addon_name="eks-pod-identity-agent",
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[system]),
    )
    aws.eks.PodIdentityAssociation(
        "karpenter",
        cluster_name=cluster.name,
        namespace="kube-system",
        service_account="karpenter",
        role_arn=f"{ROLES}/KarpenterController-{NAME}",
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[agent]),
    )
