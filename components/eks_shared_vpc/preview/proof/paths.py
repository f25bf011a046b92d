"""How traffic from a node gets to where it has to go, hop by hop, or what stops it.

The order is that of the real thing: DNS decides first (private DNS of an endpoint leaves no other way), then the route
table, then what lies beyond the route's target. Security groups and network ACLs are part of every hop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network

from eks_shared_vpc.needs import Need
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.proof.filters import EPHEMERAL, EVERYWHERE, Filters, Peer, policy_allows
from eks_shared_vpc.preview.proof.topology import Route, Topology
from eks_shared_vpc.regions import arn_prefix

__all__ = ["Blocked", "Path", "Paths", "Source", "Via"]

HTTPS = 443
KUBELET = 10250

Network = IPv4Network | IPv6Network


class Via(str, Enum):
    """What serves a path in the end."""

    PRIVATE_API = "private API endpoint"
    PUBLIC_API = "public API endpoint"
    INTERFACE = "interface endpoint"
    GATEWAY = "gateway endpoint"
    NAT = "NAT gateway"
    INTERNET = "internet gateway"
    EGRESS_ONLY = "egress-only gateway"
    BEYOND = "beyond this graph"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stops a path: a stable id, the resource or subnet that looked closest, what is wrong, and the smallest mend."""

    id: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Path:
    """The way from a subnet to a destination.

    Attributes:
        via: What serves it; ``none`` if it is blocked.
        hops: What it passes, in order; of a blocked path, how far it got.
        blocked: What stops it.
        leaves_zone: Why it leaves the source's zone; empty if it does not.
    """

    via: Via
    hops: tuple[str, ...]
    blocked: Blocked | None = None
    leaves_zone: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where traffic starts.

    Attributes:
        subnet: The subnet.
        groups: Security groups of the interfaces.
        public_address: Whether the interfaces have a public address.
    """

    subnet: Resource
    groups: tuple[str, ...]
    public_address: bool = False


class Paths:
    """Finds paths in a graph; what many paths share is worked out once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.topology = Topology(graph)
        self.filters = Filters(graph)
        self._egress: dict[Source, Path] = {}

    def to_service(self, source: Source, need: Need) -> Path:
        """The way to an AWS service."""
        vpc = self.topology.vpc(source.subnet)
        if vpc is None:
            return _vpc_unknown(source)
        endpoints = self.topology.endpoints(vpc, need.destination)
        interfaces = [each for each in endpoints if each.inputs.get("vpcEndpointType") == "Interface"]
        gateways = [each for each in endpoints if each.inputs.get("vpcEndpointType", "Gateway") == "Gateway"]
        resolving = [each for each in interfaces if each.inputs.get("privateDnsEnabled")]
        if resolving and _dns_on(vpc):
            return self._through_interface(source, resolving[0], need)
        on_table = next((each for each in gateways if self.topology.gateway_endpoint_on(each, source.subnet)), None)
        if on_table is not None:
            return self._through_gateway(source, on_table, need)
        path = self.to_internet(source)
        if path.blocked is None:
            return path
        return Path(Via.NONE, path.hops, _closest(source, vpc, interfaces, gateways) or path.blocked)

    def to_api_server(self, source: Source, cluster: Resource) -> Path:
        """The way to a cluster's API server, and the way back from it to the kubelet."""
        config = cluster.block("vpcConfig")
        if config.get("endpointPrivateAccess"):
            return self._private_api(source, cluster)
        if not config.get("endpointPublicAccess", True):
            return _none(
                (source.subnet.name,),
                "no-api-endpoint",
                f"{cluster.name} has neither a private nor a public endpoint",
                "endpoint: {mode: public-and-private}",
            )
        path = self.to_internet(source)
        if path.blocked is not None:
            return path
        listed = config.get("publicAccessCidrs") or [str(EVERYWHERE[4])]
        refusal = self._unlisted(source, cluster, listed)
        return (
            Path(Via.NONE, path.hops, refusal)
            if refusal
            else Path(
                Via.PUBLIC_API,
                (*path.hops, f"the API server of {cluster.name} on the internet"),
                leaves_zone=path.leaves_zone,
            )
        )

    def to_internet(self, source: Source) -> Path:
        """The way to any public IPv4 address."""
        known = self._egress.get(source)
        if known is None:
            known = self._egress[source] = self._find_egress(source)
        return known

    def to_internet_ipv6(self, source: Source) -> Path:
        """The way to any public IPv6 address: egress-only from private subnets, both ways from public ones (facts 9.10, 9.16)."""
        subnet, vpc = source.subnet, self.topology.vpc(source.subnet)
        table, route = self.topology.table(subnet), self.topology.default_route(subnet, family=6)
        hops = (subnet.name, f"route table {table.name}" if table else "the VPC's main route table")
        if self.topology.cidr(subnet, family=6) is None:
            return _none(hops, "no-route", f"{subnet.name} has no IPv6 block", "network: {ipv6: true}")
        if route is None:
            return _none(hops, "no-route", f"{hops[1]} has no IPv6 route to the internet", "network: {ipv6: true}")
        if not self.filters.releases(source.groups, Peer((EVERYWHERE[6],)), HTTPS):
            message = f"no security group of the nodes in {subnet.name} lets them out on 443 over IPv6"
            return _none(hops, "node-egress-closed", message, "add an egress rule for TCP 443 to ::/0 (facts 7.4)")
        if route.target is None:
            message = f"the IPv6 default route of {subnet.name} names a gateway that is not there: {route.target_id}"
            return _none(hops, "route-to-nothing", message, "point the route at a gateway of this VPC")
        if route.kind == "egressOnlyGatewayId":
            return Path(Via.EGRESS_ONLY, (*hops, f"egress-only gateway {route.target.name}"))
        if self.topology.has_internet_gateway(vpc, route.target):
            return Path(Via.INTERNET, (*hops, f"internet gateway {route.target.name}"))
        return Path(Via.BEYOND, (*hops, f"{route.kind.removesuffix('Id')} {route.target.name}"))

    def _find_egress(self, source: Source) -> Path:
        subnet = source.subnet
        table = self.topology.table(subnet)
        route = self.topology.default_route(subnet)
        hops = (subnet.name, f"route table {table.name}" if table else "the VPC's main route table")
        if route is None:
            return _none(hops, "no-route", f"{hops[1]} has no route to the internet", "network: {nat: per-zone}")
        if not self.filters.releases(source.groups, Peer((EVERYWHERE[4],)), HTTPS):
            return _none(
                hops,
                "node-egress-closed",
                f"no security group of the nodes in {subnet.name} lets them out on 443",
                "add an egress rule for TCP 443 to 0.0.0.0/0 to a security group of the nodes",
            )
        if not self._acl_open(subnet, None):
            return _none(
                hops,
                "network-acl",
                f"the network ACL of {subnet.name} stops TCP 443 to the internet, or its answers",
                "let TCP 443 out and TCP 1024-65535 in",
            )
        if route.kind == "natGatewayId":
            return self._through_nat(source, route, hops)
        if route.kind == "gatewayId":
            return self._through_internet_gateway(source, route, hops)
        return Path(
            Via.BEYOND,
            (*hops, f"{route.kind.removesuffix('Id')} {route.target_id}, whose far side is not in this graph"),
        )

    def _through_nat(self, source: Source, route: Route, hops: tuple[str, ...]) -> Path:
        gateway, vpc = route.target, self.topology.vpc(source.subnet)
        if gateway is None:
            return _none(
                hops,
                "route-to-nothing",
                f"the default route of {source.subnet.name} names a NAT gateway that is not there: {route.target_id}",
                "point the route at a NAT gateway of this VPC",
            )
        hops = (*hops, f"NAT gateway {gateway.name}")
        if gateway.inputs.get("connectivityType", "public") != "public":
            return _none(
                hops,
                "nat-without-internet",
                f"the NAT gateway {gateway.name} is private: an internet gateway drops its traffic (facts 1.86)",
                "make it public, with an Elastic IP",
            )
        if gateway.inputs.get("availabilityMode") == "regional":
            attached = any(
                self.topology.has_internet_gateway(vpc, each)
                for each in self.graph.of_type("aws:ec2/internetGateway:InternetGateway")
            )
            return (
                Path(Via.NAT, hops)
                if attached
                else _none(
                    hops,
                    "nat-without-internet",
                    f"the VPC of {gateway.name} has no internet gateway",
                    "attach an internet gateway to the VPC",
                )
            )
        place = self.graph.find(gateway.inputs.get("subnetId"))
        beyond = self.topology.default_route(place) if place else None
        if place is None or self.topology.vpc(place) != vpc:
            return _none(
                hops,
                "nat-without-internet",
                f"the NAT gateway {gateway.name} stands in another VPC",
                "point the route at a NAT gateway of this VPC",
            )
        if beyond is None or beyond.kind != "gatewayId" or not self.topology.has_internet_gateway(vpc, beyond.target):
            return _none(
                hops,
                "nat-without-internet",
                f"the NAT gateway {gateway.name} stands in {place.name}, which has no route to an internet gateway",
                "put it into a public subnet",
            )
        if not (self._acl_open(place, source.subnet) and self._acl_open(place, None)):
            return _none(
                hops,
                "network-acl",
                f"the network ACL of {place.name}, where {gateway.name} stands, stops TCP 443 or its answers",
                "let TCP 443 and TCP 1024-65535 in and out",
            )
        zone = self.topology.zone(place)
        leaves = f"through {gateway.name} in {zone}" if zone != self.topology.zone(source.subnet) else ""
        return Path(
            Via.NAT, (*hops, f"internet gateway {beyond.target.name if beyond.target else ''}"), leaves_zone=leaves
        )

    def _through_internet_gateway(self, source: Source, route: Route, hops: tuple[str, ...]) -> Path:
        if not self.topology.has_internet_gateway(self.topology.vpc(source.subnet), route.target):
            return _none(
                hops,
                "route-to-nothing",
                f"the default route of {source.subnet.name} names an internet gateway that is not attached to its VPC",
                "point the route at the VPC's internet gateway",
            )
        if not source.public_address:
            return _none(
                hops,
                "no-public-address",
                f"{source.subnet.name} is public, but its nodes get no public address (facts 2.14)",
                "set map_public_ip_on_launch on the subnet, or move the nodes to a private tier",
            )
        return Path(Via.INTERNET, (*hops, f"internet gateway {route.target.name if route.target else ''}"))

    def _through_interface(self, source: Source, endpoint: Resource, need: Need) -> Path:
        places = list(self.graph.referred(endpoint.inputs.get("subnetIds")))
        hops = (source.subnet.name, f"private DNS of {need.destination}", f"interface endpoint {endpoint.name}")
        if not places:
            return _none(
                hops,
                "endpoint-without-subnets",
                f"the endpoint {endpoint.name} has no interface in any subnet",
                "give it a subnet in each zone",
            )
        groups = tuple(str(each) for each in endpoint.inputs.get("securityGroupIds") or ())
        mine, theirs = self._peer(source), self._peers(places, groups)
        if not groups:
            return _none(
                hops,
                "endpoint-closed",
                f"the endpoint {endpoint.name} has no security group, so it is in the VPC's default one, which lets nobody in (facts 5.18)",
                "give it a security group that lets the nodes in on 443",
            )
        if not self.filters.admits(groups, mine, HTTPS):
            return _none(
                hops,
                "endpoint-closed",
                f"no security group of the endpoint {endpoint.name} lets {_blocks(mine)} of {source.subnet.name} in on 443",
                f"add an ingress rule for TCP 443 from {_blocks(mine)} to the endpoint's security group",
            )
        if not self.filters.releases(source.groups, theirs, HTTPS):
            return _none(
                hops,
                "node-egress-closed",
                f"no security group of the nodes in {source.subnet.name} lets them out to the endpoint {endpoint.name} on 443",
                "add an egress rule for TCP 443 to a security group of the nodes",
            )
        if not all(self._acl_open(source.subnet, place) and self._acl_open(place, source.subnet) for place in places):
            return _none(
                hops,
                "network-acl",
                f"a network ACL between {source.subnet.name} and the endpoint {endpoint.name} stops TCP 443 or its answers",
                "let TCP 443 and TCP 1024-65535 through both ways",
            )
        if not policy_allows(endpoint.inputs.get("policy"), need.actions):
            return _none(
                hops,
                "endpoint-policy",
                f"the policy of the endpoint {endpoint.name} does not allow {', '.join(need.actions)}",
                f"allow {', '.join(need.actions)} in the endpoint's policy",
            )
        zones = sorted({self.topology.zone(place) for place in places})
        outside = self.topology.zone(source.subnet) not in zones
        return Path(
            Via.INTERFACE,
            hops,
            leaves_zone=f"to the endpoint {endpoint.name}, which has interfaces in {', '.join(zones)} only"
            if outside
            else "",
        )

    def _through_gateway(self, source: Source, endpoint: Resource, need: Need) -> Path:
        region = endpoint.region or ""
        hops = (
            source.subnet.name,
            f"route table {getattr(self.topology.table(source.subnet), 'name', '')}",
            f"gateway endpoint {endpoint.name}",
        )
        layers = f"{arn_prefix(region)}:s3:::prod-{region}-starport-layer-bucket/layer"
        if not self.filters.releases(source.groups, Peer((EVERYWHERE[4],)), HTTPS):
            return _none(
                hops,
                "node-egress-closed",
                f"no security group of the nodes in {source.subnet.name} lets them out to S3 on 443",
                "add an egress rule for TCP 443 to 0.0.0.0/0, or to the service's prefix list",
            )
        if not self._acl_open(source.subnet, None):
            return _none(
                hops,
                "network-acl",
                f"the network ACL of {source.subnet.name} stops TCP 443 to S3, or its answers",
                "let TCP 443 out and TCP 1024-65535 in",
            )
        if need.destination == "s3" and not policy_allows(endpoint.inputs.get("policy"), need.actions, layers):
            return _none(
                hops,
                "endpoint-policy",
                f"the policy of {endpoint.name} does not allow s3:GetObject of the bucket of ECR's image layers (facts 4.32)",
                f"allow s3:GetObject on {layers.removesuffix('layer')}*",
            )
        return Path(Via.GATEWAY, hops)

    def _private_api(self, source: Source, cluster: Resource) -> Path:
        config = cluster.block("vpcConfig")
        places = list(self.graph.referred(config.get("subnetIds")))
        vpc = self.topology.vpc(source.subnet)
        hops = (source.subnet.name, f"private API endpoint of {cluster.name}")
        if vpc is None:
            return _vpc_unknown(source)
        if any(self.topology.vpc(place) != vpc for place in places):
            return _none(
                hops,
                "cluster-in-another-vpc",
                f"{source.subnet.name} is not in the VPC of {cluster.name} (facts 2.1)",
                "choose node subnets of the cluster's VPC",
            )
        if not _dns_on(vpc):
            return _none(
                hops,
                "vpc-dns-off",
                f"the VPC {vpc.name} has not both DNS attributes on, so the private endpoint's name does not resolve (facts 2.8)",
                "enable_dns_support and enable_dns_hostnames: both true",
            )
        groups = (f"{cluster.id}#clusterSecurityGroupId", *(str(each) for each in config.get("securityGroupIds") or ()))
        mine, theirs = self._peer(source), self._peers(places, groups)
        if not self.filters.admits(groups, mine, HTTPS) or not self.filters.releases(source.groups, theirs, HTTPS):
            return _none(
                hops,
                "api-server-closed",
                f"no security group lets the nodes in {source.subnet.name} reach the control plane of {cluster.name} on 443 (facts 7.3)",
                "put the cluster's security group on the nodes, or add rules for TCP 443 to it",
            )
        if not self.filters.admits(source.groups, theirs, KUBELET):
            return _none(
                hops,
                "kubelet-closed",
                f"no security group lets the control plane of {cluster.name} reach the nodes in {source.subnet.name} on {KUBELET} (facts 7.3)",
                "put the cluster's security group on the nodes, or add a rule for TCP 10250 from it",
            )
        if not all(self._acl_open(source.subnet, place) and self._acl_open(place, source.subnet) for place in places):
            return _none(
                hops,
                "network-acl",
                f"a network ACL between {source.subnet.name} and the control plane's subnets stops TCP 443 or its answers",
                "let TCP 443, 10250 and 1024-65535 through both ways",
            )
        return Path(Via.PRIVATE_API, hops)

    def _unlisted(self, source: Source, cluster: Resource, listed: Sequence[str]) -> Blocked | None:
        """Why the addresses of this egress may not reach a public endpoint (facts 3.6)."""
        if str(EVERYWHERE[4]) in listed:
            return None
        route = self.topology.default_route(source.subnet)
        gateway = route.target if route and route.kind == "natGatewayId" else None
        fix = "endpoint: {mode: public-and-private}"
        if gateway is None or (
            gateway.inputs.get("availabilityMode") == "regional"
            and gateway.inputs.get("availabilityZoneAddresses") in (None, [], UNKNOWN)
        ):
            return Blocked(
                "egress-address-unknown",
                f"the addresses that nodes in {source.subnet.name} come from are not known in advance, so they cannot be on the list of {cluster.name} (facts 1.85, 3.6)",
                fix,
            )
        if gateway.inputs.get("availabilityMode") == "regional":
            # A zone's traffic leaves by its own addresses, by any of them (facts 1.82).
            rows = gateway.inputs["availabilityZoneAddresses"]
            zone = self.topology.zone(source.subnet)
            own = [row for row in rows if row.get("availabilityZoneId") == zone] or rows
            addresses = [each.id for each in self.graph.referred(own)]
            all_listed = bool(addresses) and all(f"{address}#publicIp/32" in listed for address in addresses)
        else:
            addresses = [gateway.id, *(each.id for each in self.graph.referred(gateway.inputs.get("allocationId")))]
            all_listed = any(f"{address}#publicIp/32" in listed for address in addresses)  # two names of one address
        if all_listed:
            return None
        return Blocked(
            "egress-address-not-listed",
            f"nodes in {source.subnet.name} come from the address of {gateway.name}, which is not on the public list of {cluster.name} (facts 3.6)",
            f"add it to public_cidrs, or {fix}",
        )

    def _acl_open(self, subnet: Resource, peer: Resource | None) -> bool:
        """Whether a subnet's network ACL lets HTTPS and its answers through, both ways, with a peer or with the internet."""
        acl = self.topology.acl(subnet)
        if acl is None:
            return True
        block = self.topology.cidr(peer) if peer else EVERYWHERE[4]
        blocks = [block] if block else []
        out = self.filters.acl_lets(acl, "egress", blocks, (HTTPS, HTTPS)) and self.filters.acl_lets(
            acl, "ingress", blocks, EPHEMERAL
        )
        into = self.filters.acl_lets(acl, "ingress", blocks, (HTTPS, HTTPS)) and self.filters.acl_lets(
            acl, "egress", blocks, EPHEMERAL
        )
        return out if peer is None else out or into

    def _peer(self, source: Source) -> Peer:
        return self._peers([source.subnet], source.groups)

    def _peers(self, subnets: Sequence[Resource], groups: tuple[str, ...]) -> Peer:
        return Peer(tuple(block for block in map(self.topology.cidr, subnets) if block), groups)


def _vpc_unknown(source: Source) -> Path:
    return _none(
        (source.subnet.name,),
        "vpc-unknown",
        f"the VPC of {source.subnet.name} is not in the graph",
        "preview it together with the network's stack",
    )


def _dns_on(vpc: Resource) -> bool:
    return bool(vpc.inputs.get("enableDnsSupport", True)) and bool(
        vpc.inputs.get("enableDnsHostnames", False)
    )  # facts 1.40


def _closest(
    source: Source, vpc: Resource, interfaces: Sequence[Resource], gateways: Sequence[Resource]
) -> Blocked | None:
    """The endpoint that nearly would have served."""
    if interfaces and not _dns_on(vpc):
        return Blocked(
            "vpc-dns-off",
            f"the VPC {vpc.name} has not both DNS attributes on, so the names of {interfaces[0].name} do not resolve to it (facts 5.16)",
            "enable_dns_support and enable_dns_hostnames: both true",
        )
    if interfaces:
        return Blocked(
            "endpoint-without-private-dns",
            f"the endpoint {interfaces[0].name} has private DNS off, so clients do not find it (facts 5.15)",
            "private_dns_enabled: true on the endpoint",
        )
    if gateways:
        return Blocked(
            "gateway-endpoint-not-on-route-table",
            f"the gateway endpoint {gateways[0].name} is not on the route table of {source.subnet.name} (facts 4.33)",
            "list that route table in the endpoint's route_table_ids",
        )
    return None


def _none(hops: tuple[str, ...], id_: str, message: str, fix: str) -> Path:
    return Path(Via.NONE, hops, Blocked(id_, message, fix))


def _blocks(peer: Peer) -> str:
    return ", ".join(map(str, peer.blocks)) or "the addresses"
