"""Gateways."""

from typing import Any

from tests.catalogue.bases import world_in
from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import GONE, Plant, The, added, together, waiting, with_inputs, without_waiting

INTERNET = "aws:ec2/internetGateway:InternetGateway"
EGRESS_ONLY = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
NAT = "NatGateway nat-az1"


def more(type_: str, *names: str) -> Plant:
    return together(*(added(type_, name, "Vpc vpc", vpcId=The("Vpc vpc")) for name in names))


def regional(**changes: Any) -> Plant:
    shape = {"vpcId": The("Vpc vpc"), "availabilityMode": "regional", "subnetId": GONE, "allocationId": GONE}
    return with_inputs(NAT, **{**shape, **changes})


def six(**target: Any) -> Plant:
    """A private subnet has an IPv6 block, and a route for it."""
    return together(
        with_inputs("Vpc vpc", assignGeneratedIpv6CidrBlock=True),
        with_inputs("Subnet private-az1", ipv6CidrBlock="2001:db8::/64"),
        added(
            "aws:ec2/route:Route",
            "six",
            "Vpc vpc",
            routeTableId=The("RouteTable table-az1"),
            destinationIpv6CidrBlock="::/0",
            **target,
        ),
    )


CASES = (
    found("second-gateway", "two internet gateways more", on("world", more(INTERNET, "one", "two")), "one", "two"),
    found("second-gateway", "two egress-only gateways", on("world", more(EGRESS_ONLY, "one", "two")), "two"),
    clean("second-gateway", "one egress-only gateway", on("world", more(EGRESS_ONLY, "one"))),
    found(
        "nat-gateway-shape",
        "a zonal one without an address",
        on("world", with_inputs(NAT, allocationId=GONE)),
        "nat-az1",
    ),
    found("nat-gateway-shape", "a zonal one without a subnet", on("world", with_inputs(NAT, subnetId=GONE)), "nat-az1"),
    found(
        "nat-gateway-shape",
        "a regional one with an address",
        on("world", regional(allocationId=The("Eip eip-az1"))),
        "nat-az1",
    ),
    clean("nat-gateway-shape", "a regional one", on("world", regional())),
    clean(
        "nat-gateway-shape",
        "a private one needs no address",
        on("world", with_inputs(NAT, connectivityType="private", allocationId=GONE)),
    ),
    found("nat-before-internet-gateway", "it waits for nothing", on("world", without_waiting(NAT)), "nat-az1"),
    clean(
        "nat-before-internet-gateway",
        "it waits for the route to the internet gateway",
        on("world", without_waiting(NAT), waiting(NAT, "Route route-public")),
    ),
    found("regional-nat-outside-commercial-regions", "in China", on(world_in("cn-north-1"), regional()), "nat-az1"),
    clean("regional-nat-outside-commercial-regions", "elsewhere", on("world", regional())),
    found(
        "ipv6-open-in-private-subnet",
        "IPv6 leads to the internet gateway",
        on("world", six(gatewayId=The("InternetGateway igw"))),
        "cluster-az1",
        "private-az1",
    ),
    clean(
        "ipv6-open-in-private-subnet",
        "IPv6 leaves, and nothing enters",
        on("world", more(EGRESS_ONLY, "eigw"), six(egressOnlyGatewayId=The("EgressOnlyInternetGateway eigw"))),
    ),
)
