"""A script without components: everything in loops over configuration, glued by `all`, `apply`, `concat` and `format`.

Healthy: subnets, names and rules are values that come out of outputs, some of them known after deployment only. Security
groups have inline rules, and the node group's launch template has both the cluster's group and one of the program.
"""

import ipaddress
from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

DEFAULTS: dict[str, Any] = {
    "cidr": "10.77.0.0/16",
    "zones": ["usw2-az1", "usw2-az2", "usw2-az3"],
    "clients": ["52.94.76.0/24"],
}
POLICIES = {
    "eks": ["AmazonEKSClusterPolicy"],
    "ec2": ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
}


def program() -> None:
    settings = pulumi.Config("platform").get_object("settings") or DEFAULTS
    stem = f"{pulumi.get_project()}-{pulumi.get_stack()}"
    blocks = list(ipaddress.ip_network(settings["cidr"]).subnets(new_prefix=20))

    vpc = aws.ec2.Vpc(stem, cidr_block=settings["cidr"], enable_dns_support=True, enable_dns_hostnames=True)
    igw = aws.ec2.InternetGateway(stem, vpc_id=vpc.id, tags={"Name": pulumi.Output.concat(stem, "-", vpc.id)})
    tables = {"public": aws.ec2.RouteTable(f"{stem}-public", vpc_id=vpc.id)}
    to_internet = aws.ec2.RouteArgs(
        route_table_id=tables["public"].id, destination_cidr_block="0.0.0.0/0", gateway_id=igw.id
    )
    routes = [aws.ec2.Route(f"{stem}-public", to_internet)]
    subnets: dict[str, dict[str, aws.ec2.Subnet]] = {"public": {}, "private": {}}
    links = []
    for index, zone in enumerate(settings["zones"]):
        for offset, kind in enumerate(subnets):
            subnets[kind][zone] = aws.ec2.Subnet(
                f"{stem}-{kind}-{zone}",
                vpc_id=vpc.id,
                availability_zone_id=zone,
                cidr_block=str(blocks[2 * index + offset]),
                tags={"Name": pulumi.Output.format("{0}-{1}-{2}", stem, kind, zone)},
            )
        eip = aws.ec2.Eip(f"{stem}-{zone}", domain="vpc", opts=pulumi.ResourceOptions(depends_on=[igw]))
        nat = aws.ec2.NatGateway(
            f"{stem}-{zone}",
            allocation_id=eip.id,
            subnet_id=subnets["public"][zone].id,
            opts=pulumi.ResourceOptions(depends_on=routes[:1]),
        )
        tables[zone] = aws.ec2.RouteTable(f"{stem}-{zone}", vpc_id=vpc.id)
        to_nat = aws.ec2.RouteArgs(
            route_table_id=tables[zone].id, destination_cidr_block="0.0.0.0/0", nat_gateway_id=nat.id
        )
        routes.append(aws.ec2.Route(f"{stem}-{zone}", to_nat))
        links += [
            aws.ec2.RouteTableAssociation(
                f"{stem}-{kind}-{zone}",
                subnet_id=subnets[kind][zone].id,
                route_table_id=tables["public" if kind == "public" else zone].id,
            )
            for kind in subnets
        ]

    roles, ready = {}, [*routes, *links]
    for service, names in POLICIES.items():
        principal = {"Service": pulumi.Output.concat(service, ".amazonaws.com")}
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        trust = pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})
        roles[service] = aws.iam.Role(f"{stem}-{service}", assume_role_policy=trust)
        ready += [
            aws.iam.RolePolicyAttachment(
                f"{stem}-{name}", role=roles[service].name, policy_arn=f"arn:aws:iam::aws:policy/{name}"
            )
            for name in names
        ]
    private = pulumi.Output.all(*(subnet.id for subnet in subnets["private"].values()))
    cluster = aws.eks.Cluster(
        stem,
        role_arn=roles["eks"].arn,
        version="1.36",
        vpc_config=aws.eks.ClusterVpcConfigArgs(
            subnet_ids=private, endpoint_private_access=True, public_access_cidrs=settings["clients"]
        ),
        access_config={"authentication_mode": "API"},
        opts=pulumi.ResourceOptions(depends_on=ready),
    )
    own = aws.ec2.SecurityGroup(
        f"{stem}-workloads",
        vpc_id=vpc.id,
        ingress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
    )
    groups = pulumi.Output.all(cluster.vpc_config, own.id).apply(
        lambda both: [both[0]["cluster_security_group_id"], both[1]]
    )
    template = aws.ec2.LaunchTemplate(
        stem,
        vpc_security_group_ids=groups,
        metadata_options={"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 40, "encrypted": "true"}}],
    )
    aws.eks.NodeGroup(
        stem,
        cluster_name=cluster.id,
        node_role_arn=roles["ec2"].arn,
        subnet_ids=private,
        launch_template={"id": template.id, "version": pulumi.Output.format("{0}", template.latest_version)},
        scaling_config={"min_size": 3, "desired_size": 3, "max_size": 9},
    )
    pulumi.export("url", pulumi.Output.concat(cluster.endpoint, "/healthz"))
