"""Own subnets in a VPC of another team: VPC, NAT gateways and prefix list by literal ids, route tables of this program.

Healthy: each private table sends the internet's traffic to its zone's NAT gateway and a managed prefix list's to the transit
gateway. The NAT gateways exist, but whether theirs are public and have a way out is not in the program: unknown.
"""

import json

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(unknown=("kubernetes-api", "ec2", "ecr.api", "ecr.dkr", "s3"), warnings=("creator-is-admin",))

VPC = "vpc-0aabbccddeeff0011"
NAT_GATEWAYS = {"apne1-az1": "nat-0aabbccddeeff0021", "apne1-az4": "nat-0aabbccddeeff0024"}
OFFICES = "pl-0aabbccddeeff0031"
TRANSIT_GATEWAY = "tgw-0aabbccddeeff0041"


def program() -> None:
    nodes, ready = [], []
    for index, (zone, gateway) in enumerate(NAT_GATEWAYS.items()):
        subnet = aws.ec2.Subnet(
            f"apps-{zone}", vpc_id=VPC, cidr_block=f"10.33.{16 * index}.0/20", availability_zone_id=zone
        )
        table = aws.ec2.RouteTable(
            f"apps-{zone}",
            vpc_id=VPC,
            routes=[
                aws.ec2.RouteTableRouteArgs(cidr_block="0.0.0.0/0", nat_gateway_id=gateway),
                aws.ec2.RouteTableRouteArgs(destination_prefix_list_id=OFFICES, transit_gateway_id=TRANSIT_GATEWAY),
            ],
        )
        ready.append(aws.ec2.RouteTableAssociation(f"apps-{zone}", subnet_id=subnet.id, route_table_id=table.id))
        nodes.append(subnet.id)

    roles = {
        name: aws.iam.Role(
            f"apps-{name}",
            assume_role_policy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": f"{name}.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            ),
        )
        for name in ("eks", "ec2")
    }
    policies = {
        "eks": ["AmazonEKSClusterPolicy"],
        "ec2": ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
    }
    attached = {
        name: [
            aws.iam.RolePolicyAttachment(
                f"apps-{policy}", role=roles[name].name, policy_arn=f"arn:aws:iam::aws:policy/{policy}"
            )
            for policy in names
        ]
        for name, names in policies.items()
    }
    group = aws.ec2.SecurityGroup("apps-api", vpc_id=VPC, description="Offices to the API server")
    aws.vpc.SecurityGroupIngressRule(
        "apps-api", security_group_id=group.id, prefix_list_id=OFFICES, ip_protocol="tcp", from_port=443, to_port=443
    )
    cluster = aws.eks.Cluster(
        "apps",
        role_arn=roles["eks"].arn,
        version="1.35",
        vpc_config=aws.eks.ClusterVpcConfigArgs(
            subnet_ids=nodes,
            security_group_ids=[group.id],
            endpoint_private_access=True,
            endpoint_public_access=False,
        ),
        access_config=aws.eks.ClusterAccessConfigArgs(authentication_mode="API_AND_CONFIG_MAP"),
        opts=pulumi.ResourceOptions(depends_on=[*attached["eks"], *ready]),
    )
    aws.eks.NodeGroup(
        "apps",
        cluster_name=cluster.name,
        node_role_arn=roles["ec2"].arn,
        subnet_ids=nodes,
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(desired_size=2, min_size=2, max_size=5),
        opts=pulumi.ResourceOptions(depends_on=attached["ec2"]),
    )
