"""Gateways stand where they can work, and there are no more of them than a VPC takes."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.lookups import SUBNET, Reach, grouped
from eks_shared_vpc.regions import partition_of

__all__ = ["RULES"]

INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"


@rule(Level.ERROR, "facts 1.56, 1.57")
def second_gateway(graph: Graph) -> Iterator[Violation]:
    """A VPC takes one internet gateway and one egress-only gateway."""
    for type_ in (INTERNET_GATEWAY, "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"):
        by_vpc = grouped(graph.of_type(type_), lambda each: graph.find(each.inputs.get("vpcId")))
        for vpc, (first, *more) in by_vpc.items():
            for each in more:
                yield Violation(each, f"{each.name} is attached to {vpc.name}, which has {first.name}", "remove one")


@rule(Level.ERROR, "facts 1.81, 1.83, 1.88")
def nat_gateway_shape(graph: Graph) -> Iterator[Violation]:
    """A zonal NAT gateway has a subnet, and if it is public an Elastic IP; a regional one is public and has a VPC and neither."""
    for each in graph.of_type(NAT_GATEWAY):
        given = {key for key, value in each.inputs.items() if value is not None}
        public = each.inputs.get("connectivityType", "public") == "public"
        if each.inputs.get("availabilityMode") == "regional":
            if given & {"subnetId", "allocationId"} or "vpcId" not in given or not public:
                yield Violation(
                    each,
                    f"{each.name} is regional: it is public, takes vpc_id, and neither subnet_id nor allocation_id",
                    "pass vpc_id, and Elastic IPs in availability_zone_addresses",
                )
        elif "subnetId" not in given or (public and "allocationId" not in given):
            missing = "subnet_id" if "subnetId" not in given else "allocation_id"
            yield Violation(each, f"{each.name} is a zonal NAT gateway without {missing}", f"pass {missing}")


@rule(Level.ERROR, "facts 1.87")
def nat_before_internet_gateway(graph: Graph) -> Iterator[Violation]:
    """A public NAT gateway fails with Gateway.NotAttached while its VPC has no internet gateway, and nothing in its inputs waits for one."""
    gateways = {
        vpc.urn: rows[0]
        for vpc, rows in grouped(
            graph.of_type(INTERNET_GATEWAY), lambda each: graph.find(each.inputs.get("vpcId"))
        ).items()
    }
    for each in graph.of_type(NAT_GATEWAY):
        gateway = gateways.get(_vpc_urn(graph, each))
        public = each.inputs.get("connectivityType", "public") == "public"
        if gateway and public and gateway.stack == each.stack and not graph.waits_for(each, gateway):
            yield Violation(
                each, f"{each.name} does not wait for {gateway.name}", "give it depends_on=[the internet gateway]"
            )


@rule(Level.NOTICE, "facts 1.83")
def regional_nat_outside_commercial_regions(graph: Graph) -> Iterator[Violation]:
    """Regional NAT gateways were not offered in GovCloud and China when they came out; nothing newer is known here."""
    for each in graph.of_type(NAT_GATEWAY):
        regional = each.inputs.get("availabilityMode") == "regional"
        if regional and each.region and partition_of(each.region) in ("aws-cn", "aws-us-gov"):
            yield Violation(
                each, f"{each.name} is a regional NAT gateway in {each.region}", "ask AWS first, or use nat: per-zone"
            )


@rule(Level.WARNING, "facts 9.10, 9.15, 9.16")
def ipv6_open_in_private_subnet(graph: Graph) -> Iterator[Violation]:
    """Every IPv6 address is a public one: with a route for ::/0 to an internet gateway, what is private over IPv4 can be reached from outside over IPv6."""
    reach = Reach(graph)
    for subnet in graph.of_type(SUBNET):
        if reach.is_public(subnet, 6) and not reach.is_public(subnet, 4):
            yield Violation(
                subnet,
                f"{subnet.name} is private over IPv4, and its IPv6 route leads to an internet gateway",
                "route ::/0 to an egress-only gateway",
            )


def _vpc_urn(graph: Graph, gateway: Resource) -> str:
    subnet = graph.find(gateway.inputs.get("subnetId"))
    vpc = graph.find((subnet or gateway).inputs.get("vpcId"))
    return vpc.urn if vpc is not None else ""


RULES: tuple[Rule, ...] = (
    second_gateway,
    nat_gateway_shape,
    nat_before_internet_gateway,
    regional_nat_outside_commercial_regions,
    ipv6_open_in_private_subnet,
)
