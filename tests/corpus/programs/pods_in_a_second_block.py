"""The style of scarce addresses: nodes in 10/8, pods by custom networking in 100.64/16, ENIConfigs named by zone name.

Healthy: the second block is associated before its subnets are made, every zone with nodes has an ENIConfig of that zone,
the label names zones by name and so do the configs, and pods leave through the same NAT gateways as nodes.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("addon-unpinned", "api-open-to-the-world", "creator-is-admin"))

REGION = "eu-west-1"


def program() -> None:
    provider = aws.Provider("dense", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("dense", cidr_block="10.250.0.0/20", enable_dns_hostnames=True, opts=opts)
    second = aws.ec2.VpcIpv4CidrBlockAssociation("pods", vpc_id=vpc.id, cidr_block="100.64.0.0/16", opts=opts)
    igw = aws.ec2.InternetGateway("dense", vpc_id=vpc.id, opts=opts)
    waits = pulumi.ResourceOptions(provider=provider, depends_on=[igw])
    edge_table = aws.ec2.RouteTable(
        "edge", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], opts=opts
    )
    nodes: list[pulumi.Output[str]] = []
    pods: dict[str, pulumi.Output[str]] = {}
    ready: list[pulumi.Resource] = []
    for n, letter in enumerate("abc"):
        zone = f"{REGION}{letter}"
        edge = aws.ec2.Subnet(
            f"edge-{letter}", vpc_id=vpc.id, cidr_block=f"10.250.0.{n * 32}/27", availability_zone=zone, opts=opts
        )
        aws.ec2.RouteTableAssociation(f"edge-{letter}", subnet_id=edge.id, route_table_id=edge_table.id, opts=opts)
        eip = aws.ec2.Eip(f"nat-{letter}", domain="vpc", opts=waits)
        nat = aws.ec2.NatGateway(f"nat-{letter}", subnet_id=edge.id, allocation_id=eip.id, opts=waits)
        table = aws.ec2.RouteTable(
            f"inner-{letter}", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "nat_gateway_id": nat.id}], opts=opts
        )
        node = aws.ec2.Subnet(
            f"nodes-{letter}", vpc_id=vpc.id, cidr_block=f"10.250.{n + 4}.0/24", availability_zone=zone, opts=opts
        )
        pod = aws.ec2.Subnet(
            f"pods-{letter}",
            vpc_id=second.vpc_id,
            cidr_block=f"100.64.{n * 64}.0/18",
            availability_zone=zone,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[second]),
        )
        ready += [
            aws.ec2.RouteTableAssociation(f"{tier}-{letter}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
            for tier, subnet in (("nodes", node), ("pods", pod))
        ]
        nodes.append(node.id)
        pods[zone] = pod.id
    cluster = aws.eks.Cluster(
        "dense",
        role_arn="arn:aws:iam::111111111111:role/dense-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": nodes, "endpoint_private_access": True},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    group = cluster.vpc_config.cluster_security_group_id
    cni = aws.eks.Addon(
        "cni",
        cluster_name=cluster.name,
        addon_name="vpc-cni",
        resolve_conflicts_on_create="OVERWRITE",
        configuration_values=pulumi.Output.json_dumps(
            {
                "env": {
                    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
                    "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
                },
                "eniConfig": {
                    "create": True,
                    "region": REGION,
                    "subnets": {zone: {"id": subnet, "securityGroups": [group]} for zone, subnet in pods.items()},
                },
            }
        ),
        opts=opts,
    )
    aws.eks.NodeGroup(
        "dense",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/dense-nodes",
        subnet_ids=nodes,
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 30},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[cni]),
    )
