"""Route tables, their routes, and which subnet uses which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from ipaddress import ip_network
from typing import Any

from eks_shared_vpc.preview.aws.internet_gateway import InternetGateway
from eks_shared_vpc.preview.aws.model import Model, View, grouped, indexed
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Network, Unknown, is_known, is_stand_in
from eks_shared_vpc.preview.aws.vpc import Vpc, every_vpc

__all__ = [
    "DeclaredRouteTable",
    "Route",
    "RouteResource",
    "RouteTable",
    "RouteTarget",
    "TableAssociation",
    "associations_of",
    "route_table_of",
    "route_tables_of",
    "routes_through",
    "separate_routes",
]


HALVES: Mapping[int, tuple[Network, ...]] = {
    4: tuple(map(ip_network, ("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"))),
    6: tuple(map(ip_network, ("::/0", "::/1", "8000::/1"))),
}
"""All addresses of a family, and the two halves that a table may have in its place."""


class RouteTarget(str, Enum):
    """What a route leads to."""

    LOCAL = "local"
    INTERNET_GATEWAY = "internet gateway"
    NAT_GATEWAY = "NAT gateway"
    EGRESS_ONLY_GATEWAY = "egress-only internet gateway"
    TRANSIT_GATEWAY = "transit gateway"
    VPC_PEERING = "VPC peering connection"
    VPN_GATEWAY = "virtual private gateway"
    GATEWAY_ENDPOINT = "gateway endpoint"
    GATEWAY_LOAD_BALANCER_ENDPOINT = "Gateway Load Balancer endpoint"
    NETWORK_INTERFACE = "network interface"
    CORE_NETWORK = "Cloud WAN core network"
    LOCAL_GATEWAY = "local gateway"
    CARRIER_GATEWAY = "carrier gateway"
    UNKNOWN = "target that is known after deployment"


_TARGETS: Mapping[str, RouteTarget] = {
    "gatewayId": RouteTarget.INTERNET_GATEWAY,
    "natGatewayId": RouteTarget.NAT_GATEWAY,
    "egressOnlyGatewayId": RouteTarget.EGRESS_ONLY_GATEWAY,
    "transitGatewayId": RouteTarget.TRANSIT_GATEWAY,
    "vpcPeeringConnectionId": RouteTarget.VPC_PEERING,
    "networkInterfaceId": RouteTarget.NETWORK_INTERFACE,
    "vpcEndpointId": RouteTarget.GATEWAY_LOAD_BALANCER_ENDPOINT,
    "coreNetworkArn": RouteTarget.CORE_NETWORK,
    "localGatewayId": RouteTarget.LOCAL_GATEWAY,
    "carrierGatewayId": RouteTarget.CARRIER_GATEWAY,
}
"""What each input of a route leads to; ``gatewayId`` accepts several kinds of gateway."""
_PREFIXES = {
    "igw-": RouteTarget.INTERNET_GATEWAY,
    "vgw-": RouteTarget.VPN_GATEWAY,
    "vpce-": RouteTarget.GATEWAY_ENDPOINT,
}
"""What ids begin with that ``gatewayId`` accepts."""


@dataclass(frozen=True)
class Route:
    """A route.

    Attributes:
        table: Id of its table.
        declared: The resource that declares it: a route, or the table that it is an inline route of.
        destination: The block that it is for; the id of a prefix list; or unknown.
        target: What kind of thing it leads to.
        through: What it leads to, if that is declared.
        target_id: The id of what it leads to.
        where: The input that says what it leads to, as Pulumi for Python spells it: ``routes.0.gateway_id``.
    """

    table: str
    declared: View | None
    destination: Network | str | Unknown
    target: RouteTarget
    through: View | None = None
    target_id: str | Unknown = UNKNOWN
    where: str = ""

    def leads_elsewhere_by(self, name: str) -> str:
        """The input beside ``where`` that leads to something of another kind: ``routes.0.nat_gateway_id``."""
        return f"{self.where.rpartition('.')[0]}.{name}".lstrip(".")

    @property
    def is_dangling(self) -> bool:
        """Whether it leads to another resource of this graph that is not there."""
        return self.through is None and is_stand_in(self.target_id)

    @property
    def label(self) -> str:
        """What it leads to, in words: ``NAT gateway network-nat-az1``."""
        if self.target is RouteTarget.LOCAL:
            return "local"
        named = self.through.name if self.through is not None else self.target_id
        return f"{self.target.value}" if named is UNKNOWN else f"{self.target.value} {named}"


class RouteTable:
    """A route table: one that is declared, or the main one of a VPC, which is there with the VPC.

    Attributes:
        id: What routes and associations refer to it by.
        name: Its name, for readers.
        declared: The resource that declares it; ``None`` for a main table that no program manages.
        vpc: Its VPC, if that is declared.
        routes: Its routes, those to gateway endpoints and the local one not among them.
        complete: Whether these are all routes that it has.
    """

    def __init__(self, model: Model, id_: str, name: str, declared: View | None, vpc: Vpc | None) -> None:
        self._model = model
        self.id, self.name, self.declared, self.vpc = id_, name, declared, vpc

    def __repr__(self) -> str:
        return f"RouteTable({self.name})"

    @property
    def called(self) -> str:
        """What to call it in a sentence."""
        return f"route table {self.name}" if self.declared is not None else f"the {self.name}"

    @cached_property
    def routes(self) -> Sequence[Route]:
        """Its routes, inline ones and separate ones."""
        inline = _inline(self._model, self.declared, self.id) if self.declared is not None else ()
        return (*inline, *separate_routes(self._model).get(self.id, ()))

    @cached_property
    def complete(self) -> bool:
        """Whether all of its routes are known, as far as recorded programs declare them."""
        listed = self.declared.inputs.items("routes").complete if self.declared is not None else True
        adopted = self.declared is None and self.vpc is not None and self.vpc.is_default
        return (
            listed and not adopted and not self.takes_routes_of_a_vpn and not separate_routes(self._model).get(UNPLACED)
        )

    @cached_property
    def takes_routes_of_a_vpn(self) -> bool:
        """Whether a virtual private gateway propagates routes into it."""
        own = self.declared is not None and self.declared.inputs.says("propagatingVgws")
        return own or self.id in _propagated(self._model)

    def default_route(self, family: int = 4) -> Route | None:
        """The route for all addresses that no other route is for; of two halves of the internet, the first one."""
        whole = {
            each.destination: each for each in reversed(self.routes) if not isinstance(each.destination, str | Unknown)
        }
        parts = HALVES[family]
        if all(half in whole for half in parts[1:]):
            return whole[parts[0]] if parts[0] in whole else whole[parts[1]]
        return whole.get(parts[0])

    def leads_to_the_internet_gateway(self, family: int | None = None) -> bool | Unknown:
        """Whether a route leads to an internet gateway, for one address family or for any."""
        doubtful = not self.complete
        for route in self.routes:
            of_family = family is None or (
                not isinstance(route.destination, str | Unknown) and route.destination.version == family
            )
            if of_family and route.target is RouteTarget.INTERNET_GATEWAY:
                return True
            doubtful = doubtful or route.target is RouteTarget.UNKNOWN
        return UNKNOWN if doubtful else False


class DeclaredRouteTable(View):
    """A route table that a program declares."""

    types = ("aws:ec2/routeTable:RouteTable",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def table(self) -> RouteTable:
        """It with its routes."""
        return RouteTable(self.model, self.id, self.name, self, self.vpc)

    @property
    def is_main(self) -> bool:
        """Whether it adopts the main table of its VPC, rather than adding one."""
        return isinstance(self, AdoptedMainTable)


class AdoptedMainTable(DeclaredRouteTable):
    """The main route table of a VPC, adopted."""

    types = ("aws:ec2/defaultRouteTable:DefaultRouteTable",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC whose main table this is: it is named by an output of the VPC."""
        return self.model.find(self.inputs.raw("defaultRouteTableId"), Vpc) or self.model.find(
            self.inputs.raw("vpcId"), Vpc
        )


class RouteResource(View):
    """A route as a resource of its own."""

    types = ("aws:ec2/route:Route",)


class RoutePropagation(View):
    """The propagation of a virtual private gateway's routes into a table."""

    types = ("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",)


class TableAssociation(View):
    """A subnet's or a gateway's association with a route table."""

    types = ("aws:ec2/routeTableAssociation:RouteTableAssociation",)

    @cached_property
    def subnet(self) -> Subnet | None:
        """The subnet."""
        return self.model.find(self.inputs.raw("subnetId"), Subnet)

    @cached_property
    def table(self) -> RouteTable | None:
        """The table; ``None`` if it is not known which."""
        return table_called(self.model, self.inputs.raw("routeTableId"))


class MainTableAssociation(View):
    """The choice of another main route table for a VPC."""

    types = ("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",)


def table_called(model: Model, value: Any) -> RouteTable | None:
    """The route table that an input names: a declared one, the main one of a declared VPC, or one that is not known."""
    declared = model.find(value, DeclaredRouteTable)
    if declared is not None:
        return declared.table
    vpc = model.find(value, Vpc)  # by one of its outputs: its main table
    return None if vpc is None else main_table_of(vpc)


def main_table_of(vpc: Vpc) -> RouteTable | None:
    """The main route table of a VPC; ``None`` if it is not known which."""
    return _main_tables(vpc.model).get(vpc)


def route_table_of(subnet: Subnet) -> RouteTable | None:
    """The route table of a subnet; ``None`` if it is not known which."""
    index = _associated(subnet.model)
    if subnet in index:
        return index[subnet]
    if subnet.vpc is None or not _associations_are_known(subnet.model):
        return None
    return main_table_of(subnet.vpc)


def route_tables_of(vpc: Vpc) -> Sequence[RouteTable]:
    """The declared route tables of a VPC."""
    return [each.table for each in _by_vpc(vpc.model).get(vpc, ())]


def associations_of(subnet: Subnet) -> Sequence[TableAssociation]:
    """The associations of a subnet."""
    return _associations(subnet.model).get(subnet, ())


_HUMP = re.compile(r"[A-Z]")
UNPLACED = "\n"
"""Stands for the table of routes of which it is not known whose they are."""


@indexed
def separate_routes(model: Model) -> Mapping[str, list[Route]]:
    """The routes that are resources of their own, by the id of their table."""
    found: dict[str, list[Route]] = {}
    for each in model.all(RouteResource):
        value = each.inputs.raw("routeTableId")
        table = table_called(model, value)
        id_ = table.id if table is not None else (str(value) if is_known(value) else UNPLACED)
        found.setdefault(id_, []).append(_route(model, each, id_, each.inputs))
    return found


@indexed
def _propagated(model: Model) -> frozenset[str]:
    tables = (table_called(model, each.inputs.raw("routeTableId")) for each in model.all(RoutePropagation))
    return frozenset(each.id for each in tables if each is not None)


@indexed
def _associations(model: Model) -> Mapping[Subnet, list[TableAssociation]]:
    return grouped(model.all(TableAssociation), lambda each: each.subnet)


@indexed
def _associated(model: Model) -> Mapping[Subnet, RouteTable | None]:
    return {subnet: rows[-1].table for subnet, rows in _associations(model).items()}


@indexed
def _associations_are_known(model: Model) -> bool:
    return all(is_known(each.inputs.raw("subnetId")) for each in model.all(TableAssociation))


@indexed
def _by_vpc(model: Model) -> Mapping[Vpc, list[DeclaredRouteTable]]:
    return grouped((*model.all(DeclaredRouteTable), *model.all(AdoptedMainTable)), lambda each: each.vpc)


@indexed
def _main_tables(model: Model) -> Mapping[Vpc, RouteTable | None]:
    """The main table of each declared VPC: the one that AWS creates with it, unless a program adopts or changes it."""
    tables: dict[Vpc, RouteTable | None] = {
        vpc: RouteTable(model, f"{vpc.id}#mainRouteTableId", f"main route table of {vpc.name}", None, vpc)
        for vpc in every_vpc(model)
    }
    for adopted in model.all(AdoptedMainTable):
        if adopted.vpc is not None:
            tables[adopted.vpc] = adopted.table
    for chosen in model.all(MainTableAssociation):
        chosen_for = model.find(chosen.inputs.raw("vpcId"), Vpc)
        if chosen_for is not None:
            declared = model.find(chosen.inputs.raw("routeTableId"), DeclaredRouteTable)
            tables[chosen_for] = declared.table if declared is not None else None
    return tables


@indexed
def routes_through(model: Model) -> Mapping[View, list[Route]]:
    """The routes that lead to each declared resource."""
    separate = [route for rows in separate_routes(model).values() for route in rows]
    tables = (*model.all(DeclaredRouteTable), *model.all(AdoptedMainTable))
    inline = [route for each in tables for route in _inline(model, each, each.id)]
    return grouped([*separate, *inline], lambda route: route.through)


def _inline(model: Model, declared: View, table: str) -> Iterator[Route]:
    for place, row in enumerate(declared.inputs.items("routes").blocks()):
        yield _route(model, declared, table, row, f"routes.{place}.")


def _route(model: Model, declared: View, table: str, inputs: Inputs, place: str = "") -> Route:
    """A route, whether it is a resource or an inline route of its table, where some inputs have shorter names."""
    destination = _destination(inputs)
    key = next((each for each in _TARGETS if inputs.says(each)), None)
    if key is None:
        return Route(table, declared, destination, RouteTarget.UNKNOWN)
    value = inputs.text(key)
    if not isinstance(value, str):
        return Route(table, declared, destination, _TARGETS[key] if key != "gatewayId" else RouteTarget.UNKNOWN)
    through = model.any_of(value)
    where = place + _HUMP.sub(lambda match: f"_{match[0].lower()}", key)
    return Route(table, declared, destination, _kind(key, value, through), through, value, where)


def _kind(key: str, value: str, through: View | None) -> RouteTarget:
    if key != "gatewayId" or isinstance(through, InternetGateway):
        return _TARGETS[key]
    if value == "local":
        return RouteTarget.LOCAL
    if through is not None:
        by_type = {"VpnGateway": RouteTarget.VPN_GATEWAY, "VpcEndpoint": RouteTarget.GATEWAY_ENDPOINT}
        return by_type.get(through.kind, RouteTarget.UNKNOWN)
    by_prefix = (target for prefix, target in _PREFIXES.items() if value.startswith(prefix))
    return next(by_prefix, RouteTarget.INTERNET_GATEWAY if "/internetGateway/" in value else RouteTarget.UNKNOWN)


def _destination(inputs: Inputs) -> Network | str | Unknown:
    for key in ("destinationCidrBlock", "cidrBlock", "destinationIpv6CidrBlock", "ipv6CidrBlock"):
        block = inputs.network(key)
        if block is not None:
            return block
    for key in ("destinationPrefixListId", "prefixListId"):
        listed = inputs.text(key)
        if listed is not None:
            return listed
    return UNKNOWN
