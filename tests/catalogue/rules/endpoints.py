"""VPC endpoints."""

from typing import Any

from tests.catalogue.bases import world_in
from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import GONE, Plant, The, added, together, with_inputs, without

ENDPOINT = "VpcEndpoint eks"
LONG = '{"Statement": []}' + " " * 20_480
TRUSTED = added(
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "issuer",
    "Cluster cluster",
    url="https://test/cluster/cluster#issuer",
    clientIdLists=["sts.amazonaws.com"],
)
DUAL = together(
    with_inputs("Vpc vpc", assignGeneratedIpv6CidrBlock=True),
    with_inputs("Subnet private-az1", ipv6CidrBlock="2001:db8::/64"),
    with_inputs("Subnet private-az2", ipv6CidrBlock="2001:db8:0:1::/64"),
)


def on_endpoint(*plants: Plant, **changes: Any) -> Planted:
    return on("world", *plants, with_inputs(ENDPOINT, **changes))


def second(service: str, **changes: Any) -> Plant:
    """One more endpoint, and the account trusts the cluster's issuer."""
    inputs = {
        "vpcId": The("Vpc vpc"),
        "serviceName": f"com.amazonaws.us-west-2.{service}",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "subnetIds": [The("Subnet private-az1")],
        "securityGroupIds": [The("SecurityGroup clients")],
        **changes,
    }
    return together(added("aws:ec2/vpcEndpoint:VpcEndpoint", "second", "Vpc vpc", **inputs), TRUSTED)


CASES = (
    found("service-twice", "eks twice", on("world", second("eks")), "second"),
    clean("service-twice", "one of them has no private DNS", on("world", second("eks", privateDnsEnabled=False))),
    found(
        "endpoint-twice-in-zone",
        "two subnets of a zone",
        on_endpoint(subnetIds=[The("Subnet private-az1"), The("Subnet cluster-az1")]),
        "eks",
    ),
    clean(
        "endpoint-twice-in-zone",
        "two subnets of two zones and tiers",
        on_endpoint(subnetIds=[The("Subnet private-az1"), The("Subnet cluster-az2")]),
    ),
    found("endpoint-type-by-default", "no type", on_endpoint(vpcEndpointType=GONE), "eks"),
    clean(
        "endpoint-type-by-default",
        "S3 is a gateway",
        on("world", with_inputs("VpcEndpoint s3", vpcEndpointType=GONE)),
    ),
    found("private-dns-by-default", "left to the default", on_endpoint(privateDnsEnabled=GONE), "eks"),
    clean("private-dns-by-default", "off on purpose", on_endpoint(privateDnsEnabled=False)),
    found(
        "private-dns-without-vpc-dns",
        "host names off",
        on("world", with_inputs("Vpc vpc", enableDnsHostnames=GONE)),
        "eks",
    ),
    found("private-dns-without-vpc-dns", "DNS off", on("world", with_inputs("Vpc vpc", enableDnsSupport=False)), "eks"),
    clean(
        "private-dns-without-vpc-dns",
        "DNS support by default",
        on("world", with_inputs("Vpc vpc", enableDnsSupport=GONE)),
    ),
    found("endpoint-in-default-group", "no group", on_endpoint(securityGroupIds=GONE), "eks"),
    clean("endpoint-in-default-group", "a group of another program", on_endpoint(securityGroupIds=["sg-1"])),
    found("endpoint-address-type", "dual-stack without IPv6", on_endpoint(ipAddressType="dualstack"), "eks"),
    found("endpoint-address-type", "IPv6 on dual-stack subnets", on_endpoint(DUAL, ipAddressType="ipv6"), "eks"),
    clean("endpoint-address-type", "dual-stack", on_endpoint(DUAL, ipAddressType="dualstack")),
    found("eks-endpoint-hides-issuer", "an issuer is trusted", on("world", TRUSTED), "eks"),
    clean("eks-endpoint-hides-issuer", "oidc-eks is there", on("world", second("oidc-eks"))),
    found(
        "s3-endpoint-not-on-table",
        "one private table is left out",
        on("world", with_inputs("VpcEndpoint s3", routeTableIds=[The("RouteTable table-az1")])),
        "s3",
    ),
    clean(
        "s3-endpoint-not-on-table",
        "the public table as well",
        on(
            "world",
            with_inputs(
                "VpcEndpoint s3",
                routeTableIds=[The(f"RouteTable table-{name}") for name in ("az1", "az2", "public")],
            ),
        ),
    ),
    found("s3-through-nat", "no endpoint of S3", on("world", without("VpcEndpoint s3")), "vpc"),
    clean(
        "s3-through-nat",
        "there is no NAT gateway either",
        on("world", without("VpcEndpoint s3", "Route route-az1", "Route route-az2")),
    ),
    found("endpoint-policy-too-long", "white space counts", on_endpoint(policy=LONG), "eks"),
    clean("endpoint-policy-too-long", "just short enough", on_endpoint(policy=LONG[:20_480])),
    found(
        "service-missing-in-region",
        "eks in Mexico",
        on(world_in("mx-central-1")),
        "eks",
    ),
    found(
        "service-missing-in-region",
        "eks-fips in Frankfurt",
        on(world_in("eu-central-1"), with_inputs(ENDPOINT, serviceName="com.amazonaws.eu-central-1.eks-fips")),
        "eks",
    ),
    clean("service-missing-in-region", "eks in Frankfurt", on(world_in("eu-central-1"))),
)
