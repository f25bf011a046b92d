"""The style of separate resources for everything: endpoints get subnets, groups and tables by associations.

Healthy: an endpoint starts in one subnet and in the default group; associations add the other subnets and replace the
group, and the cluster waits for all of them. The network ACL is associated in the same way.
"""

import pulumi
import pulumi_aws as aws

from tests.corpus.expectation import Expectation

EXPECT = Expectation(proved=True, warnings=("creator-is-admin",))

REGION = "eu-west-1"
SERVICES = ("ec2", "ecr.api", "ecr.dkr", "sts")


def program() -> None:
    provider = aws.Provider("apart", region=REGION, allowed_account_ids=["111111111111"])
    opts = pulumi.ResourceOptions(provider=provider)
    vpc = aws.ec2.Vpc("apart", cidr_block="10.71.0.0/16", enable_dns_hostnames=True, opts=opts)
    dhcp = aws.ec2.VpcDhcpOptions(
        "apart", domain_name="apart.internal", domain_name_servers=["AmazonProvidedDNS"], opts=opts
    )
    ready: list[pulumi.Resource] = [
        aws.ec2.VpcDhcpOptionsAssociation("apart", vpc_id=vpc.id, dhcp_options_id=dhcp.id, opts=opts)
    ]
    table = aws.ec2.RouteTable("apart", vpc_id=vpc.id, opts=opts)
    acl = aws.ec2.NetworkAcl("apart", vpc_id=vpc.id, opts=opts)
    ready += [
        aws.ec2.NetworkAclRule(
            f"all-{'out' if egress else 'in'}",
            network_acl_id=acl.id,
            egress=egress,
            rule_number=100,
            rule_action="allow",
            protocol="-1",
            cidr_block="0.0.0.0/0",
            opts=opts,
        )
        for egress in (False, True)
    ]
    subnets = [
        aws.ec2.Subnet(
            f"apart-{n}",
            vpc_id=vpc.id,
            cidr_block=f"10.71.{n * 32}.0/19",
            availability_zone_id=f"euw1-az{n}",
            opts=opts,
        )
        for n in (1, 2, 3)
    ]
    for n, subnet in enumerate(subnets, 1):
        ready += [
            aws.ec2.RouteTableAssociation(f"apart-{n}", subnet_id=subnet.id, route_table_id=table.id, opts=opts),
            aws.ec2.NetworkAclAssociation(f"apart-{n}", subnet_id=subnet.id, network_acl_id=acl.id, opts=opts),
        ]
    group = aws.ec2.SecurityGroup("endpoints", vpc_id=vpc.id, opts=opts)
    ready.append(
        aws.vpc.SecurityGroupIngressRule(
            "endpoints",
            security_group_id=group.id,
            cidr_ipv4=vpc.cidr_block,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            opts=opts,
        )
    )
    for service in SERVICES:
        endpoint = aws.ec2.VpcEndpoint(
            service,
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{REGION}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=[subnets[0].id],
            opts=pulumi.ResourceOptions(provider=provider, ignore_changes=["subnetIds", "securityGroupIds"]),
        )
        ready.append(
            aws.ec2.SecurityGroupAssociation(
                service,
                vpc_endpoint_id=endpoint.id,
                security_group_id=group.id,
                replace_default_association=True,
                opts=opts,
            )
        )
        ready += [
            aws.ec2.VpcEndpointSubnetAssociation(
                f"{service}-{n}", vpc_endpoint_id=endpoint.id, subnet_id=subnet.id, opts=opts
            )
            for n, subnet in enumerate(subnets[1:], 2)
        ]
    s3 = aws.ec2.VpcEndpoint("s3", vpc_id=vpc.id, service_name=f"com.amazonaws.{REGION}.s3", opts=opts)
    ready.append(
        aws.ec2.VpcEndpointRouteTableAssociation("s3", vpc_endpoint_id=s3.id, route_table_id=table.id, opts=opts)
    )
    cluster = aws.eks.Cluster(
        "apart",
        role_arn="arn:aws:iam::111111111111:role/apart-cluster",
        access_config={"authentication_mode": "API"},
        vpc_config={
            "subnet_ids": [subnet.id for subnet in subnets],
            "endpoint_private_access": True,
            "endpoint_public_access": False,
        },
        opts=pulumi.ResourceOptions(provider=provider, depends_on=ready),
    )
    aws.eks.NodeGroup(
        "apart",
        cluster_name=cluster.name,
        node_role_arn="arn:aws:iam::111111111111:role/apart-nodes",
        subnet_ids=[subnet.id for subnet in subnets],
        scaling_config={"desired_size": 3, "min_size": 3, "max_size": 6},
        opts=opts,
    )
