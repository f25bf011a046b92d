"""A VPC's blocks and addresses."""

from ipaddress import ip_network

from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import Plant, The, added, protected, together, with_inputs, without

BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
UNPROTECTED = protected("Eip eip-az1", protect=False)
SHARES = tuple(
    f"ResourceAssociation share-{tier}-{zone}" for tier in ("public", "private", "cluster") for zone in ("az1", "az2")
)


def second(cidr: str, *waiting: str) -> Plant:
    return added(BLOCK, "block", "Vpc vpc", *waiting, vpcId=The("Vpc vpc"), cidrBlock=cidr)


def used(cidr: str, *, waits: bool = True) -> Plant:
    """A second block, and a subnet in it."""
    inside = str(next(ip_network(cidr).subnets(new_prefix=24)))
    return together(
        added("aws:ec2/subnet:Subnet", "pods", "Vpc vpc", vpcId=The("Vpc vpc"), cidrBlock=inside),
        second(cidr, *(["Subnet pods"] if waits else [])),
    )


def routed(to: str) -> Plant:
    """A second block, and a route."""
    return together(
        second("100.64.0.0/16"),
        added(
            "aws:ec2/route:Route",
            "far",
            "Vpc vpc",
            routeTableId=The("RouteTable table-az1"),
            destinationCidrBlock=to,
            transitGatewayId="tgw-1",
        ),
    )


def first(cidr: str) -> Plant:
    return with_inputs("Vpc vpc", cidrBlock=cidr)


CASES = (
    found("block-not-beside", "172.16/12 beside 10/8", on("world", used("172.16.0.0/16")), "block"),
    found("block-not-beside", "an overlap", on("world", used("10.0.0.0/20")), "block"),
    clean("block-not-beside", "100.64/10 goes beside all", on("world", used("100.64.0.0/16"))),
    found("subnet-before-block", "the subnet does not wait", on("world", used("100.64.0.0/16", waits=False)), "pods"),
    clean("subnet-before-block", "it waits", on("world", used("100.64.0.0/16"))),
    found("block-over-route", "a route lies inside the block", on("world", routed("100.64.8.0/24")), "block"),
    clean("block-over-route", "a route lies elsewhere", on("world", routed("100.70.0.0/16"))),
    found("docker-block", "Docker's block", on("world", first("172.17.0.0/16")), "vpc"),
    clean("docker-block", "the block beside Docker's", on("world", first("172.18.0.0/16"))),
    found("carrier-grade-primary", "100.64/10 comes first", on("world", first("100.64.0.0/16")), "vpc"),
    clean("carrier-grade-primary", "a public block beside 100.64/10 comes first", on("world", first("100.128.0.0/16"))),
    found("egress-address-unprotected", "one address is not protected", on("world", UNPROTECTED), "eip-az1"),
    clean("egress-address-unprotected", "the network is not shared", on("world", UNPROTECTED, without(*SHARES))),
)
