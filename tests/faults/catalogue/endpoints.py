"""Faults of VPC endpoints, of DNS and of who may use an endpoint."""

import json
from collections.abc import Sequence

from tests.faults.planting import GONE, Fault, The, added, together, with_fewer, with_inputs, without

PRIVATE = "network-private-az2"
PRIVATE_SUBNETS = tuple(The(f"Subnet network-private-az{number}") for number in (1, 2, 3))


def allowing(actions: Sequence[str], resource: str = "*") -> str:
    return json.dumps(
        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": resource}]}
    )


FAULTS = (
    Fault(
        "the S3 endpoint is not on a zone's route table",
        "isolated",
        "gateway-endpoint-not-on-route-table",
        PRIVATE,
        with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az2")),
    ),
    Fault(
        "the S3 endpoint is on no route table",
        "isolated",
        "gateway-endpoint-not-on-route-table",
        "network-private-az1",
        with_inputs("VpcEndpoint network-s3", routeTableIds=GONE),
    ),
    Fault(
        "the S3 endpoint is missing where there is no NAT",
        "isolated",
        "no-route",
        "network-private-az1",
        without("VpcEndpoint network-s3"),
    ),
    Fault(
        "the endpoint of ecr.api is missing",
        "isolated",
        "no-route",
        "network-private-az3",
        without("VpcEndpoint endpoints-ecr.api"),
    ),
    Fault(
        "the endpoint of eks-auth is missing",
        "isolated",
        "no-route",
        "network-private-az1",
        without("VpcEndpoint endpoints-eks-auth"),
    ),
    Fault(
        "an endpoint has the service name of another region",
        "isolated",
        "no-route",
        PRIVATE,
        with_inputs("VpcEndpoint endpoints-ec2", serviceName="com.amazonaws.eu-west-1.ec2"),
    ),
    Fault(
        "an endpoint has no interface in a zone",
        "isolated",
        "path-leaves-zone",
        "vault",
        with_fewer("VpcEndpoint endpoints-ec2", "subnetIds", The("Subnet network-private-az2")),
    ),
    Fault(
        "the shared endpoint of eks-auth has no interface in a zone",
        "prod-payments",
        "path-leaves-zone",
        "payments",
        with_fewer("VpcEndpoint endpoints-eks-auth", "subnetIds", The("Subnet network-private-az3")),
    ),
    Fault(
        "an endpoint has no interface at all",
        "isolated",
        "endpoint-without-subnets",
        "network-private-az1",
        with_fewer("VpcEndpoint endpoints-ecr.dkr", "subnetIds", *PRIVATE_SUBNETS),
    ),
    Fault(
        "an endpoint's interfaces are gone, and NAT does not help",
        "staging",
        "endpoint-without-subnets",
        "network-private-az1",
        with_inputs("VpcEndpoint endpoints-eks-auth", subnetIds=GONE),
    ),
    Fault(
        "an endpoint has private DNS off",
        "isolated",
        "endpoint-without-private-dns",
        "network-private-az1",
        with_inputs("VpcEndpoint endpoints-eks-auth", privateDnsEnabled=False),
    ),
    Fault(
        "an endpoint leaves private DNS to the default, which is off",
        "isolated",
        "endpoint-without-private-dns",
        PRIVATE,
        with_inputs("VpcEndpoint endpoints-logs", privateDnsEnabled=GONE),
        also=("private-dns-by-default",),
    ),
    Fault(
        "the VPC has DNS host names off",
        "isolated",
        "vpc-dns-off",
        "network-private-az1",
        with_inputs("Vpc network", enableDnsHostnames=False),
        also=("private-dns-without-vpc-dns",),
    ),
    Fault(
        "the VPC leaves DNS host names to the default, which is off",
        "prod-payments",
        "vpc-dns-off",
        "network-private-az1",
        with_inputs("Vpc network", enableDnsHostnames=GONE),
        also=("private-dns-without-vpc-dns",),
    ),
    Fault(
        "the VPC has DNS support off",
        "public-only",
        "vpc-dns-off",
        "network-public-az1",
        with_inputs("Vpc network", enableDnsSupport=False),
    ),
    Fault(
        "the endpoints' group lets one zone in only",
        "staging",
        "endpoint-closed",
        PRIVATE,
        with_inputs("SecurityGroupIngressRule endpoints-vpc", cidrIpv4="10.62.0.0/18"),
    ),
    Fault(
        "the endpoints' group lets another port in",
        "prod-payments",
        "endpoint-closed",
        "network-private-az1",
        with_inputs("SecurityGroupIngressRule endpoints-vpc", fromPort=80, toPort=80),
    ),
    Fault(
        "the endpoints' group lets UDP in",
        "dual-stack",
        "endpoint-closed",
        "network-private-az1",
        together(
            with_inputs("SecurityGroupIngressRule endpoints-vpc", ipProtocol="udp"),
            # Something has to need an endpoint of this stack: pods with credentials of their own.
            added(
                "aws:eks/podIdentityAssociation:PodIdentityAssociation",
                "pod",
                "Cluster media",
                clusterName="media",
                roleArn="arn:aws:iam::111111111111:role/pod",
            ),
        ),
    ),
    Fault(
        "the endpoints' group has no rule",
        "isolated",
        "endpoint-closed",
        "network-private-az1",
        without("SecurityGroupIngressRule endpoints-vpc"),
    ),
    Fault(
        "an endpoint has no group, so it takes the VPC's default one",
        "isolated",
        "endpoint-closed",
        "network-private-az3",
        with_inputs("VpcEndpoint endpoints-ec2", securityGroupIds=GONE),
        also=("endpoint-in-default-group",),
    ),
    Fault(
        "nodes are in a second block that the endpoints' group does not know",
        "isolated",
        "endpoint-closed",
        PRIVATE,
        together(
            added(
                "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
                "network-100",
                "Vpc network",
                "Subnet network-private-az2",
                vpcId=The("Vpc network"),
                cidrBlock="100.64.0.0/16",
            ),
            with_inputs("Subnet network-private-az2", cidrBlock="100.64.0.0/19"),
        ),
    ),
    Fault(
        "the S3 endpoint's policy leaves out ECR's layer bucket",
        "dev",
        "endpoint-policy",
        "network-private-az1",
        with_inputs(
            "VpcEndpoint network-s3", policy=allowing(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::our-artifacts/*")
        ),
    ),
    Fault(
        "the S3 endpoint's policy allows listing only",
        "staging",
        "endpoint-policy",
        "network-private-az3",
        with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:ListBucket"])),
    ),
    Fault(
        "the policy of ecr.api allows a token but no pull",
        "isolated",
        "endpoint-policy",
        "network-private-az1",
        with_inputs("VpcEndpoint endpoints-ecr.api", policy=allowing(["ecr:GetAuthorizationToken"])),
    ),
    Fault(
        "the policy of eks-auth denies what pods ask for",
        "staging",
        "endpoint-policy",
        "network-private-az1",
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
    Fault(
        "an endpoint with private DNS leaves it to the default",
        "staging",
        "private-dns-by-default",
        "endpoints-eks",
        with_inputs("VpcEndpoint endpoints-eks", privateDnsEnabled=GONE),
    ),
    Fault(
        "endpoints have private DNS in a VPC without DNS support",
        "staging",
        "private-dns-without-vpc-dns",
        "endpoints-eks",
        with_inputs("Vpc network", enableDnsSupport=False),
        also=("vpc-dns-off",),
    ),
    Fault(
        "an endpoint leaves its type to the default, and is a gateway",
        "dual-stack",
        "endpoint-type-by-default",
        "endpoints-eks",
        with_inputs("VpcEndpoint endpoints-eks", vpcEndpointType=GONE),
    ),
    Fault(
        "an endpoint is in the VPC's default group",
        "dual-stack",
        "endpoint-in-default-group",
        "endpoints-eks-auth",
        with_inputs("VpcEndpoint endpoints-eks-auth", securityGroupIds=[]),
    ),
    Fault(
        "an endpoint has two subnets of a zone",
        "prod-network",
        "endpoint-twice-in-zone",
        "endpoints-eks",
        with_inputs(
            "VpcEndpoint endpoints-eks",
            subnetIds=[The("Subnet network-private-az1"), The("Subnet network-public-az1")],
        ),
    ),
    Fault(
        "a dual-stack endpoint is in IPv4 subnets",
        "prod-network",
        "endpoint-address-type",
        "endpoints-eks",
        with_inputs("VpcEndpoint endpoints-eks", ipAddressType="dualstack"),
    ),
    Fault(
        "image layers go through NAT, for the S3 endpoint is not on a table",
        "regional-nat",
        "s3-endpoint-not-on-table",
        "network-s3",
        with_fewer("VpcEndpoint network-s3", "routeTableIds", The("RouteTable network-private-az3")),
    ),
    Fault(
        "image layers go through NAT, for there is no S3 endpoint",
        "staging",
        "s3-through-nat",
        "network",
        without("VpcEndpoint network-s3"),
    ),
    Fault(
        "a service has two endpoints",
        "prod-network",
        "service-twice",
        "endpoints-eks",
        added(
            "aws:ec2/vpcEndpoint:VpcEndpoint",
            "endpoints-second",
            "VpcEndpoint endpoints-eks",
            vpcId=The("Vpc network"),
            serviceName="com.amazonaws.us-west-2.eks",
            vpcEndpointType="Interface",
            privateDnsEnabled=True,
            subnetIds=[The("Subnet network-private-az1")],
            securityGroupIds=[The("SecurityGroup endpoints")],
        ),
    ),
    Fault(
        "an endpoint's policy is too long",
        "prod-network",
        "endpoint-policy-too-long",
        "network-s3",
        with_inputs("VpcEndpoint network-s3", policy=allowing(["s3:GetObject"]) + " " * 20480),
    ),
)
