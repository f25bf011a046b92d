"""A tutorial's network: zones by `get_availability_zones`, policies by `get_policy_document`, the account by its identity.

Healthy: the look-ups give three zones that all serve EKS, and each has a NAT gateway. What the functions compute is as good as
written out; what they ask AWS is answered by the answers below.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(
    proved=True,
    warnings=("creator-is-admin",),
    answers=(
        {
            "token": "aws:index/getAvailabilityZones:getAvailabilityZones",
            "args": {"state": "available"},
            "result": {
                "id": "eu-north-1",
                "region": "eu-north-1",
                "state": "available",
                "groupNames": ["eu-north-1-zg-1"],
                "names": ["eu-north-1a", "eu-north-1b", "eu-north-1c"],
                "zoneIds": ["eun1-az1", "eun1-az2", "eun1-az3"],
            },
        },
        {
            "token": "aws:index/getCallerIdentity:getCallerIdentity",
            "args": {},
            "result": {
                "id": "111111111111",
                "accountId": "111111111111",
                "arn": "arn:aws:sts::111111111111:assumed-role/deploy/ci",
                "userId": "AROAEXAMPLEEXAMPLE:ci",
            },
        },
    ),
)


def assumed_by(*services: str) -> pulumi.Output[str]:
    return aws.iam.get_policy_document_output(
        statements=[{"actions": ["sts:AssumeRole"], "principals": [{"type": "Service", "identifiers": list(services)}]}]
    ).json


def with_policies(name: str, service: str, *policies: str) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
    role = aws.iam.Role(name, assume_role_policy=assumed_by(service))
    return role, [
        aws.iam.RolePolicyAttachment(f"{name}-{policy}", role=role.name, policy_arn=f"arn:aws:iam::aws:policy/{policy}")
        for policy in policies
    ]


def program() -> None:
    zones = aws.get_availability_zones_output(state="available")
    account = aws.get_caller_identity()
    vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, tags={"account": account.account_id})
    igw = aws.ec2.InternetGateway("igw", vpc_id=vpc.id)
    public_table = aws.ec2.RouteTable("public", vpc_id=vpc.id)
    aws.ec2.Route("public", route_table_id=public_table.id, destination_cidr_block="0.0.0.0/0", gateway_id=igw.id)

    private: list[aws.ec2.Subnet] = []
    ready: list[pulumi.Resource] = []
    for index in range(3):
        front, back = (
            aws.ec2.Subnet(f"{kind}-{index}", vpc_id=vpc.id, cidr_block=block, availability_zone=zones.names[index])
            for kind, block in (("public", f"10.0.{index}.0/24"), ("private", f"10.0.{64 + 32 * index}.0/19"))
        )
        eip = aws.ec2.Eip(f"nat-{index}", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[igw]))
        nat = aws.ec2.NatGateway(
            f"nat-{index}", subnet_id=front.id, allocation_id=eip.id, opts=pulumi.ResourceOptions(depends_on=[igw])
        )
        table = aws.ec2.RouteTable(f"private-{index}", vpc_id=vpc.id)
        ready += [
            aws.ec2.Route(
                f"private-{index}", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
            ),
            aws.ec2.RouteTableAssociation(f"public-{index}", subnet_id=front.id, route_table_id=public_table.id),
            aws.ec2.RouteTableAssociation(f"private-{index}", subnet_id=back.id, route_table_id=table.id),
        ]
        private.append(back)

    cluster_role, cluster_policies = with_policies("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
    node_role, node_policies = with_policies(
        "node",
        "ec2.amazonaws.com",
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonEC2ContainerRegistryReadOnly",
    )
    nodes = [subnet.id for subnet in private]
    cluster = aws.eks.Cluster(
        "cluster",
        role_arn=cluster_role.arn,
        version="1.35",
        vpc_config={
            "subnet_ids": nodes,
            "endpoint_private_access": True,
            "endpoint_public_access": True,
            "public_access_cidrs": ["52.94.76.0/24"],
        },
        access_config={"authentication_mode": "API_AND_CONFIG_MAP"},
        opts=pulumi.ResourceOptions(depends_on=[*cluster_policies, *ready]),
    )
    aws.eks.NodeGroup(
        "nodes",
        cluster_name=cluster.name,
        node_role_arn=node_role.arn,
        subnet_ids=nodes,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=pulumi.ResourceOptions(depends_on=node_policies),
    )
