"""Blocks go together in a VPC, are there before their subnets, and do not clash with what else uses their addresses."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.network.blocks import why_not_beside
from eks_shared_vpc.preview.addresses import vpc_blocks, vpc_subnets
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.lookups import VPC, entries, grouped, mapping, network

__all__ = ["RULES"]

BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
DOCKER = IPv4Network("172.17.0.0/16")
CARRIER_GRADE = IPv4Network("100.64.0.0/10")


@rule(Level.ERROR, "facts 1.5, 1.10-1.15")
def block_not_beside(graph: Graph) -> Iterator[Violation]:
    """Which blocks a VPC takes depends on those that it has: AWS refuses an overlap, and most pairs of private ranges."""
    for vpc, rows in _secondary(graph).items():
        primary = network(vpc.inputs.get("cidrBlock"))
        held = [primary] if isinstance(primary, IPv4Network) else []
        for each, block in rows:
            reason = why_not_beside(block, held)
            if reason:
                yield Violation(each, f"{each.name} adds {block} to {vpc.name}: {reason}", "choose another block")
            held.append(block)


@rule(Level.ERROR, "facts 1.6, 1.17")
def subnet_before_block(graph: Graph) -> Iterator[Violation]:
    """A subnet can be cut from a secondary block only once that is associated, and nothing in its inputs waits for that."""
    for vpc, rows in _secondary(graph).items():
        for subnet, cidr in vpc_subnets(graph, vpc):
            home = next((each for each, block in rows if cidr.subnet_of(block)), None)
            if home is not None and home.stack == subnet.stack and not graph.waits_for(subnet, home):
                yield Violation(
                    subnet,
                    f"{subnet.name} has {cidr} of {home.name}, and does not wait for it",
                    "give it depends_on=[the block's association]",
                )


@rule(Level.WARNING, "facts 1.5")
def block_over_route(graph: Graph) -> Iterator[Violation]:
    """A block cannot be added while a route table of the VPC has a destination that is the same or lies inside it."""
    tables = grouped(graph.of_type("aws:ec2/routeTable:RouteTable"), lambda each: graph.find(each.inputs.get("vpcId")))
    routes = grouped(graph.of_type("aws:ec2/route:Route"), lambda each: graph.find(each.inputs.get("routeTableId")))
    for vpc, rows in _secondary(graph).items():
        texts = [
            (table, text)
            for table in tables.get(vpc, ())
            for text in (
                *(each.inputs.get("destinationCidrBlock") for each in routes.get(table, ())),
                *(mapping(inline).get("cidrBlock") for inline in entries(table.inputs.get("routes"))),
            )
        ]
        destinations = [(table, block) for table, text in texts if isinstance(block := network(text), IPv4Network)]
        for each, block in rows:
            clash = next(((table, to) for table, to in destinations if to.subnet_of(block)), None)
            if clash is not None:
                yield Violation(
                    each,
                    f"{each.name} adds {block}, and {clash[0].name} has a route to {clash[1]} inside it",
                    "choose another block, or remove the route first",
                )


@rule(Level.NOTICE, "facts 1.8")
def docker_block(graph: Graph) -> Iterator[Violation]:
    """172.17.0.0/16 is Docker's own bridge network, and services such as Cloud9 and SageMaker clash with it."""
    for vpc in graph.of_type(VPC):
        for block in vpc_blocks(graph, vpc):
            if block.overlaps(DOCKER):
                yield Violation(
                    vpc, f"{vpc.name} has {block}, where Docker has its bridge network", "choose another block"
                )


@rule(Level.NOTICE, "facts 1.14, 1.16")
def carrier_grade_primary(graph: Graph) -> Iterator[Violation]:
    """A VPC whose first block is in 100.64.0.0/10 never takes an RFC 1918 block, and the first block can never go."""
    for vpc in graph.of_type(VPC):
        primary = network(vpc.inputs.get("cidrBlock"))
        if isinstance(primary, IPv4Network) and primary.subnet_of(CARRIER_GRADE):
            yield Violation(
                vpc,
                f"{vpc.name} begins with {primary}, so it takes no RFC 1918 block, ever",
                "begin with an RFC 1918 block and add this one",
            )


@rule(Level.NOTICE, "design rule 5")
def egress_address_unprotected(graph: Graph) -> Iterator[Violation]:
    """Others put the addresses that a shared VPC's traffic comes from on their lists; one that is deleted never comes back."""
    shared = {
        subnet.inputs.get("vpcId")
        for each in graph.of_type("aws:ram/resourceAssociation:ResourceAssociation")
        if (subnet := graph.find(each.inputs.get("resourceArn"))) is not None
    }
    for gateway in graph.of_type("aws:ec2/natGateway:NatGateway"):
        subnet = graph.find(gateway.inputs.get("subnetId"))
        vpc = (subnet or gateway).inputs.get("vpcId")
        keys = ("allocationId", "secondaryAllocationIds", "availabilityZoneAddresses")
        for eip in graph.referred([gateway.inputs.get(key) for key in keys]):
            if vpc in shared and eip.type == "aws:ec2/eip:Eip" and not eip.protect:
                yield Violation(
                    eip,
                    f"{eip.name} is an egress address of a shared VPC, and not protected",
                    "protect_egress_ips: true",
                )


def _secondary(graph: Graph) -> dict[Resource, list[tuple[Resource, IPv4Network]]]:
    """The blocks that are added to each VPC, as far as they are known."""
    rows = grouped(graph.of_type(BLOCK), lambda each: graph.find(each.inputs.get("vpcId")))
    return {
        vpc: [
            (each, block) for each in found if isinstance(block := network(each.inputs.get("cidrBlock")), IPv4Network)
        ]
        for vpc, found in rows.items()
    }


RULES: tuple[Rule, ...] = (
    block_not_beside,
    subnet_before_block,
    block_over_route,
    docker_block,
    carrier_grade_primary,
    egress_address_unprotected,
)
