"""The recorded network as routing and DNS see it: subnets, route tables, gateways, endpoints.

Indexes of the graph, built once. Everything is looked up by the ids that resources refer to each other with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.privatelink.services import short_name
from eks_shared_vpc.regions import service_name

__all__ = ["Route", "Topology"]

Network = IPv4Network | IPv6Network

_TARGETS = (
    "gatewayId",
    "natGatewayId",
    "egressOnlyGatewayId",
    "transitGatewayId",
    "vpcPeeringConnectionId",
    "networkInterfaceId",
    "vpcEndpointId",
    "localGatewayId",
    "carrierGatewayId",
)


@dataclass(frozen=True, slots=True)
class Route:
    """A route: where to, through which kind of target, and which one.

    Attributes:
        destination: The block that it serves.
        kind: The input that names its target: ``natGatewayId``, ``gatewayId``, ….
        target: The target, if it is in the graph.
        target_id: What the input says.
    """

    destination: Network
    kind: str
    target: Resource | None
    target_id: str


class Topology:
    """The network of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._tables = self._index_tables()
        self._main_tables = self._index_main_tables()
        self._routes = self._index_routes()
        self._endpoints = self._index_endpoints()
        self._gateways = self._index_internet_gateways()
        self._acls = self._index_acls()

    def vpc(self, subnet: Resource) -> Resource | None:
        """The VPC that a subnet is in."""
        return self.graph.find(subnet.inputs.get("vpcId"))

    def zone(self, subnet: Resource) -> str:
        """The zone that a subnet is in."""
        return str(subnet.inputs.get("availabilityZoneId") or subnet.inputs.get("availabilityZone") or "")

    def cidr(self, subnet: Resource, family: int = 4) -> Network | None:
        """A subnet's block of an address family, if it is known."""
        text = subnet.inputs.get("cidrBlock" if family == 4 else "ipv6CidrBlock")  # noqa: PLR2004  # the family's name
        return _block(text)

    def table(self, subnet: Resource) -> Resource | None:
        """The route table that a subnet is associated with, or else its VPC's main one, if that was declared."""
        own = self._tables.get(subnet.urn)
        vpc = self.vpc(subnet)
        return own if own is not None or vpc is None else self._main_tables.get(vpc.urn)

    def routes(self, subnet: Resource) -> Sequence[Route]:
        """The routes of a subnet's table; those inside the VPC and to gateway endpoints are not among them."""
        table = self.table(subnet)
        return self._routes.get(table.urn, ()) if table is not None else ()

    def default_route(self, subnet: Resource, family: int = 4) -> Route | None:
        """The route that internet addresses take, by longest prefix."""
        # An address of no special range, so that a route more special than the default one counts only if it covers it.
        probe = ip_network("52.95.0.1/32" if family == 4 else "2600:1f00::1/128")  # noqa: PLR2004
        fitting = [route for route in self.routes(subnet) if _inside(probe, route.destination)]
        return max(fitting, key=lambda route: route.destination.prefixlen, default=None)

    def has_internet_gateway(self, vpc: Resource | None, gateway: Resource | None) -> bool:
        """Whether an internet gateway is attached to a VPC."""
        return vpc is not None and gateway is not None and self._gateways.get(gateway.urn) == vpc.urn

    def endpoints(self, vpc: Resource, service: str) -> Sequence[Resource]:
        """The VPC endpoints of a service in a VPC."""
        name = service_name(service, vpc.region or "")
        return self._endpoints.get((vpc.urn, name), ())

    def interface_services(self, subnet: Resource) -> tuple[str, ...]:
        """Short names of the services that a subnet's VPC has interface endpoints of, in the order of their names."""
        vpc = self.vpc(subnet)
        if vpc is None:
            return ()
        names = [name for (urn, name), each in self._endpoints.items() if urn == vpc.urn and _is_interface(each)]
        return tuple(sorted(short_name(name, vpc.region or "") for name in names))

    def gateway_endpoint_on(self, endpoint: Resource, subnet: Resource) -> bool:
        """Whether a gateway endpoint is on the route table of a subnet."""
        table = self.table(subnet)
        return table is not None and table.urn in self._gateway_tables(endpoint)

    def acl(self, subnet: Resource) -> Resource | None:
        """The network ACL that was declared for a subnet; without one it has the VPC's, which lets everything through."""
        return self._acls.get(subnet.urn)

    def _index_tables(self) -> Mapping[str, Resource]:
        tables: dict[str, Resource] = {}
        for each in self.graph.of_type("aws:ec2/routeTableAssociation:RouteTableAssociation"):
            subnet, table = (
                self.graph.find(each.inputs.get("subnetId")),
                self.graph.find(each.inputs.get("routeTableId")),
            )
            if subnet is not None and table is not None:
                tables[subnet.urn] = table
        return tables

    def _index_main_tables(self) -> Mapping[str, Resource]:
        tables: dict[str, Resource] = {}
        for each in self.graph.of_type("aws:ec2/defaultRouteTable:DefaultRouteTable"):
            vpc = self.graph.find(each.inputs.get("defaultRouteTableId"))
            if vpc is not None:
                tables[vpc.urn] = each
        for each in self.graph.of_type("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"):
            vpc, table = self.graph.find(each.inputs.get("vpcId")), self.graph.find(each.inputs.get("routeTableId"))
            if vpc is not None and table is not None:
                tables[vpc.urn] = table
        return tables

    def _index_routes(self) -> Mapping[str, Sequence[Route]]:
        routes: dict[str, list[Route]] = {}
        for each in self.graph.of_type("aws:ec2/route:Route"):
            table = self.graph.find(each.inputs.get("routeTableId"))
            if table is not None:
                routes.setdefault(table.urn, []).extend(
                    self._route(each.inputs, "destinationCidrBlock", "destinationIpv6CidrBlock")
                )
        for table in self.graph.of_type("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"):
            for inline in table.inputs.get("routes") or ():
                routes.setdefault(table.urn, []).extend(self._route(inline, "cidrBlock", "ipv6CidrBlock"))
        return routes

    def _route(self, inputs: Mapping[str, Any], *destinations: str) -> Iterable[Route]:
        destination = next((inputs[key] for key in destinations if inputs.get(key)), None)
        kind = next((key for key in _TARGETS if inputs.get(key)), None)
        # A destination that is known after deployment only counts as the default one, as an unknown policy counts as open.
        block = _block(destination if destination != UNKNOWN else "0.0.0.0/0")
        if block is not None and kind:
            yield Route(block, kind, self.graph.find(inputs[kind]), str(inputs[kind]))

    def _index_endpoints(self) -> Mapping[tuple[str, str], Sequence[Resource]]:
        endpoints: dict[tuple[str, str], list[Resource]] = {}
        for each in self.graph.of_type("aws:ec2/vpcEndpoint:VpcEndpoint"):
            vpc = self.graph.find(each.inputs.get("vpcId"))
            if vpc is not None:
                endpoints.setdefault((vpc.urn, str(each.inputs.get("serviceName"))), []).append(each)
        return endpoints

    def _gateway_tables(self, endpoint: Resource) -> set[str]:
        tables = {table.urn for table in self.graph.referred(endpoint.inputs.get("routeTableIds"))}
        for each in self.graph.of_type("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"):
            table = self.graph.find(each.inputs.get("routeTableId"))
            if table is not None and self.graph.find(each.inputs.get("vpcEndpointId")) == endpoint:
                tables.add(table.urn)
        return tables

    def _index_internet_gateways(self) -> Mapping[str, str]:
        attached: dict[str, str] = {}
        for each in self.graph.of_type(
            "aws:ec2/internetGateway:InternetGateway", "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
        ):
            gateway = self.graph.find(each.inputs.get("internetGatewayId")) or each
            vpc = self.graph.find(each.inputs.get("vpcId"))
            if vpc is not None:
                attached[gateway.urn] = vpc.urn
        return attached

    def _index_acls(self) -> Mapping[str, Resource]:
        return {
            subnet.urn: acl
            for acl in self.graph.of_type("aws:ec2/networkAcl:NetworkAcl")
            for subnet in self.graph.referred(acl.inputs.get("subnetIds"))
        } | {
            subnet.urn: acl
            for each in self.graph.of_type("aws:ec2/networkAclAssociation:NetworkAclAssociation")
            if (subnet := self.graph.find(each.inputs.get("subnetId"))) is not None
            and (acl := self.graph.find(each.inputs.get("networkAclId"))) is not None
        }


def _is_interface(endpoints: Sequence[Resource]) -> bool:
    return any(each.inputs.get("vpcEndpointType") == "Interface" for each in endpoints)


def _block(text: Any) -> Network | None:
    """A block, if it is known."""
    try:
        return ip_network(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _inside(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]
