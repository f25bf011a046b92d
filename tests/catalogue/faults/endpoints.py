"""Faults of VPC endpoints, of DNS and of who may use an endpoint."""

import json
from collections.abc import Sequence
from typing import Any

from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import inline_rule, put_in_subnets, put_on_tables, turned_round
from tests.catalogue.planting import (
    GONE,
    Plant,
    The,
    added,
    renamed,
    together,
    with_fewer,
    with_inputs,
    with_more,
    without,
)

PRIVATE = "network-private-az2"
PRIVATE_SUBNETS = tuple(The(f"Subnet network-private-az{number}") for number in (1, 2, 3))

PRIVATE_NAMES = tuple(f"network-private-az{number}" for number in (1, 2, 3))
# Something has to need an endpoint of this stack: pods with credentials of their own.
POD = added(
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "pod",
    "Cluster media",
    clusterName="media",
    namespace="media",
    serviceAccount="pod",
    roleArn="arn:aws:iam::111111111111:role/pod",
)
SECOND_BLOCK = together(
    added(
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        "network-100",
        "Vpc network",
        "Subnet network-private-az2",
        vpcId=The("Vpc network"),
        cidrBlock="100.64.0.0/16",
    ),
    with_inputs("Subnet network-private-az2", cidrBlock="100.64.0.0/19"),
)


def second_endpoint(**changes: Any) -> Plant:
    inputs = {
        "vpcId": The("Vpc network"),
        "serviceName": "com.amazonaws.us-west-2.eks",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "subnetIds": [The("Subnet network-private-az1")],
        "securityGroupIds": [The("SecurityGroup endpoints")],
        **changes,
    }
    return added("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoints-second", "VpcEndpoint endpoints-eks", **inputs)


def allowing(actions: Sequence[str], resource: str = "*") -> str:
    return json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": resource}]}
    )


CASES = (
    found(
        "gateway-endpoint-not-on-route-table",
        "the S3 endpoint is not on a zone's route table",
        on("isolated", with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az2"))),
        PRIVATE,
        twin=together(
            with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az2")),
            put_on_tables("network-s3", (PRIVATE,), "Cluster vault"),
        ),
    ),
    found(
        "gateway-endpoint-not-on-route-table",
        "the S3 endpoint is on no route table",
        on("isolated", with_inputs("VpcEndpoint network-s3", routeTableIds=GONE)),
        "network-private-az1",
        twin=together(
            with_inputs("VpcEndpoint network-s3", routeTableIds=GONE),
            put_on_tables("network-s3", PRIVATE_NAMES, "Cluster vault"),
        ),
    ),
    found(
        "no-route",
        "the S3 endpoint is missing where there is no NAT",
        on("isolated", without("VpcEndpoint network-s3")),
        "network-private-az1",
        twin=with_inputs("VpcEndpoint network-s3", vpcEndpointType=GONE),
    ),
    found(
        "no-route",
        "the endpoint of ecr.api is missing",
        on("isolated", without("VpcEndpoint endpoints-ecr.api")),
        "network-private-az3",
        twin=renamed("VpcEndpoint endpoints-ecr.api", "ecr-api"),
    ),
    found(
        "no-route",
        "the endpoint of eks-auth is missing",
        on("isolated", without("VpcEndpoint endpoints-eks-auth")),
        "network-private-az1",
        twin=with_inputs("VpcEndpoint endpoints-eks-auth", ipAddressType=GONE),
    ),
    found(
        "no-route",
        "an endpoint has the service name of another region",
        on("isolated", with_inputs("VpcEndpoint endpoints-ec2", serviceName="com.amazonaws.eu-west-1.ec2")),
        PRIVATE,
        twin=with_inputs("VpcEndpoint endpoints-ec2", serviceRegion="us-west-2"),
    ),
    found(
        "path-leaves-zone",
        "an endpoint has no interface in a zone",
        on("isolated", with_fewer("VpcEndpoint endpoints-ec2", "subnetIds", The("Subnet network-private-az2"))),
        "vault",
        twin=with_inputs(
            "VpcEndpoint endpoints-ec2",
            subnetIds=[PRIVATE_SUBNETS[0], The("Subnet network-cluster-az2"), PRIVATE_SUBNETS[2]],
        ),
    ),
    found(
        "path-leaves-zone",
        "the shared endpoint of eks-auth has no interface in a zone",
        on(
            "prod-payments",
            with_fewer("VpcEndpoint endpoints-eks-auth", "subnetIds", The("Subnet network-private-az3")),
        ),
        "payments",
        twin=turned_round("VpcEndpoint endpoints-eks-auth", "subnetIds"),
    ),
    found(
        "endpoint-without-subnets",
        "an endpoint has no interface at all",
        on("isolated", with_fewer("VpcEndpoint endpoints-ecr.dkr", "subnetIds", *PRIVATE_SUBNETS)),
        "network-private-az1",
        twin=put_in_subnets("endpoints-ecr.dkr", PRIVATE_NAMES, "Cluster vault"),
    ),
    found(
        "endpoint-without-subnets",
        "an endpoint's interfaces are gone, and NAT does not help",
        on("staging", with_inputs("VpcEndpoint endpoints-eks-auth", subnetIds=GONE)),
        "network-private-az1",
        twin=put_in_subnets("endpoints-eks-auth", PRIVATE_NAMES, "Cluster payments", "Cluster search"),
    ),
    found(
        "endpoint-without-private-dns",
        "an endpoint has private DNS off",
        on("isolated", with_inputs("VpcEndpoint endpoints-eks-auth", privateDnsEnabled=False)),
        "network-private-az1",
        twin=with_inputs("VpcEndpoint endpoints-eks-auth", dnsOptions={"dnsRecordIpType": "ipv4"}),
    ),
    found(
        "endpoint-without-private-dns",
        "an endpoint leaves private DNS to the default, which is off",
        on("isolated", with_inputs("VpcEndpoint endpoints-logs", privateDnsEnabled=GONE)),
        PRIVATE,
        also=("private-dns-by-default",),
        twin=renamed("VpcEndpoint endpoints-logs", "logs"),
    ),
    found(
        "vpc-dns-off",
        "the VPC has DNS host names off",
        on("isolated", with_inputs("Vpc network", enableDnsHostnames=False)),
        "network-private-az1",
        also=("private-dns-without-vpc-dns",),
        twin=with_inputs("Vpc network", enableDnsSupport=GONE),
    ),
    found(
        "vpc-dns-off",
        "the VPC leaves DNS host names to the default, which is off",
        on("prod-payments", with_inputs("Vpc network", enableDnsHostnames=GONE)),
        "network-private-az1",
        also=("private-dns-without-vpc-dns",),
        twin=with_inputs("Vpc network", enableDnsSupport=GONE),
    ),
    found(
        "vpc-dns-off",
        "the VPC has DNS support off",
        on("public-only", with_inputs("Vpc network", enableDnsSupport=False)),
        "network-public-az1",
        twin=with_inputs("Vpc network", enableDnsSupport=GONE),
    ),
    found(
        "endpoint-closed",
        "the endpoints' group lets one zone in only",
        on("staging", with_inputs("SecurityGroupIngressRule endpoints-vpc", cidrIpv4="10.62.0.0/18")),
        PRIVATE,
        twin=with_inputs("SecurityGroupIngressRule endpoints-vpc", cidrIpv4="10.0.0.0/8"),
    ),
    found(
        "endpoint-closed",
        "the endpoints' group lets another port in",
        on("prod-payments", with_inputs("SecurityGroupIngressRule endpoints-vpc", fromPort=80, toPort=80)),
        "network-private-az1",
        twin=with_inputs("SecurityGroupIngressRule endpoints-vpc", fromPort=0, toPort=65535),
    ),
    found(
        "endpoint-closed",
        "the endpoints' group lets UDP in",
        on(
            "dual-stack",
            together(
                with_inputs("SecurityGroupIngressRule endpoints-vpc", ipProtocol="udp"),
                POD,
            ),
        ),
        "network-private-az1",
        twin=together(
            with_inputs("SecurityGroupIngressRule endpoints-vpc", ipProtocol="6"),  # TCP, by its number
            POD,
        ),
    ),
    found(
        "endpoint-closed",
        "the endpoints' group has no rule",
        on("isolated", without("SecurityGroupIngressRule endpoints-vpc")),
        "network-private-az1",
        twin=inline_rule("10.66.0.0/16"),
    ),
    found(
        "endpoint-closed",
        "an endpoint has no group, so it takes the VPC's default one",
        on("isolated", with_inputs("VpcEndpoint endpoints-ec2", securityGroupIds=GONE)),
        "network-private-az3",
        also=("endpoint-in-default-group",),
        twin=with_more("VpcEndpoint endpoints-ec2", "securityGroupIds", "sg-0a1b2c3d4e5f60718"),
    ),
    found(
        "endpoint-closed",
        "nodes are in a second block that the endpoints' group does not know",
        on(
            "isolated",
            SECOND_BLOCK,
        ),
        PRIVATE,
        twin=together(
            SECOND_BLOCK,
            added(
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                "endpoints-second",
                "SecurityGroup endpoints",
                "Cluster vault",
                securityGroupId=The("SecurityGroup endpoints"),
                cidrIpv4="100.64.0.0/16",
                ipProtocol="tcp",
                fromPort=443,
                toPort=443,
            ),
        ),
    ),
    found(
        "endpoint-policy",
        "the S3 endpoint's policy leaves out ECR's layer bucket",
        on(
            "dev",
            with_inputs(
                "VpcEndpoint network-s3",
                policy=allowing(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::our-artifacts/*"),
            ),
        ),
        "network-private-az1",
        twin=with_inputs(
            "VpcEndpoint network-s3",
            policy=allowing(["s3:GetObject"], "arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*"),
        ),
    ),
    found(
        "endpoint-policy",
        "the S3 endpoint's policy allows listing only",
        on("staging", with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:ListBucket"]))),
        "network-private-az3",
        twin=with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:Get*", "s3:List*"])),
    ),
    found(
        "endpoint-policy",
        "the policy of ecr.api allows a token but no pull",
        on("isolated", with_inputs("VpcEndpoint endpoints-ecr.api", policy=allowing(["ecr:GetAuthorizationToken"]))),
        "network-private-az1",
        twin=with_inputs(
            "VpcEndpoint endpoints-ecr.api",
            policy=allowing(
                [
                    "ecr:GetAuthorizationToken",
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:GetDownloadUrlForLayer",
                    "ecr:BatchGetImage",
                ]
            ),
        ),
    ),
    found(
        "endpoint-policy",
        "the policy of eks-auth denies what pods ask for",
        on(
            "staging",
            with_inputs(
                "VpcEndpoint endpoints-eks-auth",
                policy=json.dumps(
                    {
                        "Statement": [
                            {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                            {"Effect": "Deny", "Principal": "*", "Action": "eks-auth:*", "Resource": "*"},
                        ]
                    }
                ),
            ),
        ),
        "network-private-az1",
        twin=with_inputs(
            "VpcEndpoint endpoints-eks-auth",
            policy=json.dumps(
                {
                    "Statement": [
                        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                        {"Effect": "Deny", "Principal": "*", "Action": "eks:*", "Resource": "*"},
                    ]
                }
            ),
        ),
    ),
    found(
        "private-dns-by-default",
        "an endpoint with private DNS leaves it to the default",
        on("staging", with_inputs("VpcEndpoint endpoints-eks", privateDnsEnabled=GONE)),
        "endpoints-eks",
        twin=with_inputs("VpcEndpoint endpoints-eks", privateDnsEnabled=False),
    ),
    found(
        "private-dns-without-vpc-dns",
        "endpoints have private DNS in a VPC without DNS support",
        on("staging", with_inputs("Vpc network", enableDnsSupport=False)),
        "endpoints-eks",
        also=("vpc-dns-off",),
        twin=with_inputs("Vpc network", enableDnsSupport=GONE),
    ),
    found(
        "endpoint-type-by-default",
        "an endpoint leaves its type to the default, and is a gateway",
        on("dual-stack", with_inputs("VpcEndpoint endpoints-eks", vpcEndpointType=GONE)),
        "endpoints-eks",
        twin=with_inputs("VpcEndpoint network-s3", vpcEndpointType=GONE),
    ),
    found(
        "endpoint-in-default-group",
        "an endpoint is in the VPC's default group",
        on("dual-stack", with_inputs("VpcEndpoint endpoints-eks-auth", securityGroupIds=[])),
        "endpoints-eks-auth",
        twin=with_more("VpcEndpoint endpoints-eks-auth", "securityGroupIds", "sg-0a1b2c3d4e5f60718"),
    ),
    found(
        "endpoint-twice-in-zone",
        "an endpoint has two subnets of a zone",
        on(
            "prod-network",
            with_inputs(
                "VpcEndpoint endpoints-eks",
                subnetIds=[The("Subnet network-private-az1"), The("Subnet network-public-az1")],
            ),
        ),
        "endpoints-eks",
        twin=with_inputs(
            "VpcEndpoint endpoints-eks",
            subnetIds=[The("Subnet network-private-az1"), The("Subnet network-public-az2")],
        ),
    ),
    found(
        "endpoint-address-type",
        "a dual-stack endpoint is in IPv4 subnets",
        on("prod-network", with_inputs("VpcEndpoint endpoints-eks", ipAddressType="dualstack")),
        "endpoints-eks",
        twin=with_inputs("VpcEndpoint endpoints-eks", ipAddressType=GONE),
    ),
    found(
        "s3-endpoint-not-on-table",
        "image layers go through NAT, for the S3 endpoint is not on a table",
        on(
            "regional-nat", with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az3"))
        ),
        "network-s3",
        twin=together(
            with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az3")),
            put_on_tables("network-s3", ("network-private-az3",), "Cluster shop"),
        ),
    ),
    found(
        "s3-through-nat",
        "image layers go through NAT, for there is no S3 endpoint",
        on("staging", without("VpcEndpoint network-s3")),
        "network",
        twin=renamed("VpcEndpoint network-s3", "s3"),
    ),
    found(
        "service-twice",
        "a service has two endpoints",
        on(
            "prod-network",
            second_endpoint(),
        ),
        "endpoints-eks",
        twin=second_endpoint(privateDnsEnabled=False),
    ),
    found(
        "endpoint-policy-too-long",
        "an endpoint's policy is too long",
        on("prod-network", with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:GetObject"]) + " " * 20480)),
        "network-s3",
        twin=with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:GetObject"]).ljust(20480)),
    ),
)
