"""The style of many small groups: an interface endpoint carries two, and what one does not admit the other does.

Healthy: rules of several groups add up. The nodes' template names a group whose egress is narrow: to the endpoints' group,
to the S3 prefix list, to the cluster's own group and to itself; ingress comes from the cluster's group and from itself.
"""

from typing import Any

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))


def program() -> None:
    provider = aws.Provider("narrow", region="us-west-2", allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("narrow", cidr_block="10.40.0.0/16", enable_dns_hostnames=True, opts=opts)
    table = aws.ec2.RouteTable("narrow", vpc_id=vpc.id, opts=opts)
    subnets, ready = [], []
    for n in (1, 2):
        subnet = aws.ec2.Subnet(
            f"narrow-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.40.{n * 64}.0/18",
            availability_zone_id=f"usw2-az{n}",
            opts=opts,
        )
        ready.append(
            aws.ec2.RouteTableAssociation(f"narrow-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts)
        )
        subnets.append(subnet.id)
    bastion = aws.ec2.SecurityGroup("endpoints-for-bastions", vpc_id=vpc.id, opts=opts)
    for_nodes = aws.ec2.SecurityGroup("endpoints-for-nodes", vpc_id=vpc.id, opts=opts)
    nodes = aws.ec2.SecurityGroup("nodes", vpc_id=vpc.id, opts=opts)
    endpoints = [
        aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.us-west-2.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=subnets,
            security_group_ids=[bastion.id, for_nodes.id],
            opts=opts,
        )
        for service in ("ec2", "ecr.api", "ecr.dkr", "sts")
    ]
    s3 = aws.ec2.VpcEndpoint(
        "s3", vpc_id=vpc.id, service_name="com.amazonaws.us-west-2.s3", route_table_ids=[table.id], opts=opts
    )
    cluster = aws.eks.Cluster(
        "narrow",
        role_arn="arn:aws:iam::111111111111:role/narrow-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={"subnet_ids": subnets, "endpoint_private_access": True, "endpoint_public_access": False},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[*ready, *endpoints, s3]),
    )
    own = cluster.vpc_config.cluster_security_group_id.apply(str)

    def let(name: str, group: Any, way: str, port: int, protocol: str = "tcp", **peer: Any) -> pulumi.Resource:
        kind: Any = aws.vpc.SecurityGroupIngressRule if way == "in" else aws.vpc.SecurityGroupEgressRule
        ports = {} if protocol == "-1" else {"from_port": port, "to_port": port}
        made: pulumi.Resource = kind(name, security_group_id=group, ip_protocol=protocol, **ports, **peer, opts=opts)
        return made

    rules = [
        let("bastions", bastion.id, "in", 443, cidr_ipv4="10.40.255.0/28"),
        let("nodes-in", for_nodes.id, "in", 443, referenced_security_group_id=nodes.id),
        let("nodes-to-endpoints", nodes.id, "out", 443, referenced_security_group_id=for_nodes.id),
        let("nodes-to-s3", nodes.id, "out", 443, prefix_list_id=s3.prefix_list_id),
        let("nodes-to-api", nodes.id, "out", 443, referenced_security_group_id=own),
        let("api-from-nodes", own, "in", 443, referenced_security_group_id=nodes.id),
        let("kubelet", nodes.id, "in", 10250, referenced_security_group_id=own),
        let("webhooks", nodes.id, "in", 9443, referenced_security_group_id=own),
        let("among-nodes-in", nodes.id, "in", 0, "-1", referenced_security_group_id=nodes.id),
        let("among-nodes-out", nodes.id, "out", 0, "-1", referenced_security_group_id=nodes.id),
    ]
    template = aws.ec2.LaunchTemplate(
        "narrow",
        network_interfaces=[{"device_index": 0, "security_groups": [nodes.id], "delete_on_termination": "true"}],
        metadata_options={"http_tokens": "required"},
        block_device_mappings=[{"device_name": "/dev/xvda", "ebs": {"volume_size": 40, "encrypted": "true"}}],
        opts=opts,
    )
    aws.eks.NodeGroup(
        "narrow",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/narrow-nodes",
        subnet_ids=subnets,
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        scaling_config={"desired_size": 2, "min_size": 2, "max_size": 4},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=rules),
    )
