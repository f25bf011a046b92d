"""Changes that are right: other ways to say or to build the same, which healthy twins are made of."""

from typing import Any

from eks_shared_vpc.preview.graph import Graph
from tests.catalogue.planting import (
    GONE,
    Plant,
    The,
    added,
    copied,
    named,
    protected,
    together,
    waiting,
    with_inputs,
    with_provider,
    without,
    without_edges,
)

ROUTE, TABLE = "aws:ec2/route:Route", "aws:ec2/routeTable:RouteTable"
ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
ON_TABLE = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
IN_SUBNET = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation"
HALVES = {"0.0.0.0/0": ("0.0.0.0/1", "128.0.0.0/1"), "::/0": ("::/1", "8000::/1")}
TRANSIT = "tgw-0a1b2c3d4e5f60718"


def split(route: str) -> Plant:
    """A default route is declared as its two halves; what waits for it waits for both."""

    def plant(graph: Graph) -> Graph:
        whole = named(graph, f"Route {route}")
        key = next(key for key in ("destinationCidrBlock", "destinationIpv6CidrBlock") if key in whole.inputs)
        first, second = HALVES[whole.inputs[key]]
        other = copied(f"Route {route}", f"{route}-upper", **{key: second})(graph)
        return with_inputs(f"Route {route}", **{key: first})(other)

    return plant


def inline(route: str, table: str) -> Plant:
    """A route is declared among the inputs of its table."""

    def plant(graph: Graph) -> Graph:
        found = named(graph, f"Route {route}")
        keys = {"destinationCidrBlock": "cidrBlock", "destinationIpv6CidrBlock": "ipv6CidrBlock"}
        row = {keys.get(key, key): value for key, value in found.inputs.items() if key != "routeTableId"}
        rows = [*named(graph, f"RouteTable {table}").inputs.get("routes", ()), row]
        return without(f"Route {route}")(with_inputs(f"RouteTable {table}", routes=rows)(graph))

    return plant


def swapped(zone: str, other: str) -> Plant:
    """The private subnets of two zones use each other's route table, and each table's route the other NAT gateway."""
    return together(
        *(
            together(
                with_inputs(
                    f"RouteTableAssociation network-private-{one}",
                    routeTableId=The(f"RouteTable network-private-{two}"),
                ),
                with_inputs(f"Route network-private-{one}-internet", natGatewayId=The(f"NatGateway network-nat-{two}")),
            )
            for one, two in ((zone, other), (other, zone))
        )
    )


def attached(*waits: str) -> Plant:
    """The internet gateway is attached by a resource of its own."""
    gateway = "InternetGateway network"
    return together(
        with_inputs(gateway, vpcId=GONE),
        added(ATTACHMENT, "attached", gateway, *waits, internetGatewayId=The(gateway), vpcId=The("Vpc network")),
    )


def second_nat(zone: str) -> Plant:
    """A zone has a second NAT gateway, ``second``, with a protected address of its own."""
    return together(
        added("aws:ec2/eip:Eip", "second", "Vpc network", domain="vpc"),
        protected("Eip second"),
        added(
            "aws:ec2/natGateway:NatGateway",
            "second",
            "Vpc network",
            connectivityType="public",
            allocationId=The("Eip second"),
            subnetId=The(f"Subnet network-public-{zone}"),
        ),
        waiting("NatGateway second", "InternetGateway network"),
    )


def through_second_nat(zone: str) -> Plant:
    """A zone's default route leads to the zone's second NAT gateway."""
    return together(
        second_nat(zone),
        with_inputs(f"Route network-private-{zone}-internet", natGatewayId=The("NatGateway second")),
    )


def table_of_its_own(subnet: str, /, *waits: str, **target: Any) -> Plant:
    """A subnet is on a route table of its own, with a default route to the same kind of target."""
    return together(
        added(TABLE, "own", "Vpc network", vpcId=The("Vpc network")),
        added(
            ROUTE,
            "own-internet",
            "Vpc network",
            *waits,
            routeTableId=The("RouteTable own"),
            destinationCidrBlock="0.0.0.0/0",
            **target,
        ),
        with_inputs(f"RouteTableAssociation {subnet}", routeTableId=The("RouteTable own")),
    )


def on_main_table(subnet: str, *waits: str) -> Plant:
    """A subnet has no association; its route table is the VPC's main one."""
    return together(
        without(f"RouteTableAssociation {subnet}"),
        added(
            "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
            "main",
            "Vpc network",
            *waits,
            vpcId=The("Vpc network"),
            routeTableId=The(f"RouteTable {subnet}"),
        ),
    )


def put_on_tables(endpoint: str, tables: tuple[str, ...], *waits: str) -> Plant:
    """An endpoint is put on route tables by resources of their own."""
    return together(
        *(
            added(
                ON_TABLE,
                f"on-{table}",
                "Vpc network",
                *waits,
                vpcEndpointId=The(f"VpcEndpoint {endpoint}"),
                routeTableId=The(f"RouteTable {table}"),
            )
            for table in tables
        )
    )


def put_in_subnets(endpoint: str, subnets: tuple[str, ...], *waits: str) -> Plant:
    """An endpoint has no subnets of its own, and gets its interfaces by other resources."""
    return together(
        with_inputs(f"VpcEndpoint {endpoint}", subnetIds=GONE),
        *(
            added(
                IN_SUBNET,
                f"in-{subnet}",
                "Vpc network",
                *waits,
                vpcEndpointId=The(f"VpcEndpoint {endpoint}"),
                subnetId=The(f"Subnet {subnet}"),
            )
            for subnet in subnets
        ),
    )


def inline_rule(cidr: str) -> Plant:
    """The endpoints' group lets the VPC in by a rule among its inputs."""
    return together(
        without("SecurityGroupIngressRule endpoints-vpc"),
        with_inputs(
            "SecurityGroup endpoints",
            ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [cidr]}],
        ),
    )


def to_office(block: str, *waits: str) -> Plant:
    """A private table has a route to a connected network."""
    table = "RouteTable network-private-az1"
    return added(
        ROUTE, "to-office", table, *waits, routeTableId=The(table), destinationCidrBlock=block, transitGatewayId=TRANSIT
    )


def second_provider(resource: str, provider: str, *more: str) -> Plant:
    """Resources are declared with a second provider, of the same account."""
    return together(
        copied(f"aws {provider}", "second"), *(with_provider(each, "aws second") for each in (resource, *more))
    )


def detour(resource: str, other: str, through: str) -> Plant:
    """A resource does not wait for another by an edge of its own, but through a third one, which it waits for anyway."""

    def plant(graph: Graph) -> Graph:
        if named(graph, through).urn not in graph.upstream(named(graph, resource)):
            raise LookupError(f"{resource} does not wait for {through}")
        return together(without_edges(resource, other), waiting(through, other))(graph)

    return plant


def turned_round(resource: str, key: str) -> Plant:
    """A list among a resource's inputs has another order."""

    def plant(graph: Graph) -> Graph:
        return with_inputs(resource, **{key: list(reversed(named(graph, resource).inputs[key]))})(graph)

    return plant
