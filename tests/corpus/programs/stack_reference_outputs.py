"""The style of one stack per layer: the network's ids come out of another stack by a stack reference.

Healthy, as far as anybody can see from here: the ids are real ones, of a stack that was deployed before, whose program is
not part of this preview. So the way of the nodes to everything but what is in this program has to be called unknown.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"),
    warnings=("creator-is-admin",),
    references={
        "acme/network/prod": {
            "vpcId": "vpc-0123456789abcdef0",
            "privateSubnetIds": [
                "subnet-0123456789abcdef1",
                "subnet-0123456789abcdef2",
                "subnet-0123456789abcdef3",
            ],
            "officeCidrs": ["10.200.0.0/16", "10.201.0.0/16"],
        }
    },
)


def program() -> None:
    network = pulumi.StackReference("network", stack_name="acme/network/prod")
    vpc_id = network.require_output("vpcId")
    subnet_ids = network.require_output("privateSubnetIds")
    provider = aws.Provider("prod", region="eu-west-1", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    group = aws.ec2.SecurityGroup(
        "api",
        vpc_id=vpc_id,
        description="Who may talk to the API server",
        ingress=[
            {
                "protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "cidr_blocks": network.require_output("officeCidrs"),
            }
        ],
        opts=opts,
    )
    cluster = aws.eks.Cluster(
        "prod",
        name="prod",
        role_arn="arn:aws:iam::111111111111:role/prod-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={
            "subnet_ids": subnet_ids,
            "security_group_ids": [group.id],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=opts,
    )
    # One group in each subnet, so that volumes and nodes grow in the same zone.
    for index in range(3):
        aws.eks.NodeGroup(
            f"prod-{index}",
            cluster_name=cluster.name,
            node_role_arn="arn:aws:iam::111111111111:role/prod-nodes",
            subnet_ids=[subnet_ids[index]],
            scaling_config={"desired_size": 1, "min_size": 1, "max_size": 10},
            opts=opts,
        )
    pulumi.export("clusterName", cluster.name)
