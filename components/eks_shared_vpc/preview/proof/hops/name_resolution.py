"""The name of an AWS service as the first hop: what it resolves to in a VPC decides the path."""

from dataclasses import replace

from eks_shared_vpc.preview.aws.aws_ranges import service_ranges
from eks_shared_vpc.preview.aws.private_zone import is_named_by_a_zone, named_elsewhere
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint, endpoints_are_known, endpoints_of
from eks_shared_vpc.preview.fixes import Add, Output, Set, fix
from eks_shared_vpc.preview.proof.addresses import PUBLIC, AddressSet, of_blocks
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import HTTPS, Flow, Port, Source
from eks_shared_vpc.preview.proof.hops.gateway_endpoint import by_gateway_endpoint
from eks_shared_vpc.preview.proof.hops.interface_endpoint import POLICY, by_interface
from eks_shared_vpc.preview.proof.hops.leaving import EGRESS_CLOSED, leave
from eks_shared_vpc.preview.proof.hops.network_acl import NETWORK_ACL
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, unknown
from eks_shared_vpc.preview.proof.walk import Walk, ends_of

__all__ = ["to_internet", "to_public_addresses", "to_service"]

DNS_OFF = cause(
    "vpc-dns-off",
    "Without both DNS attributes of the VPC, neither the private API endpoint nor private DNS of endpoints resolves.",
    "facts 1.40, 2.8, 5.16",
)
WITHOUT_PRIVATE_DNS = cause(
    "endpoint-without-private-dns",
    "Clients resolve the service's public name; without private DNS it does not lead to the endpoint.",
    "facts 5.15, 5.16",
)
NOT_ON_TABLE = cause(
    "gateway-endpoint-not-on-route-table",
    "A gateway endpoint serves the subnets of the route tables that it is on, and no others.",
    "facts 4.33",
)

S3 = "s3"
PREFIX_LIST = "#prefixListId"


def to_service(walk: Walk, source: Source, service: str, actions: tuple[str, ...] = (), port: Port = HTTPS) -> Path:
    """The way to an AWS service: by private DNS of an interface endpoint, by a gateway endpoint, or to public addresses."""
    subnet = source.subnet
    if subnet is None:
        return unknown("subnet-unknown", f"{source.name} is known by its id only", hops=[source.name])
    vpc = subnet.vpc
    if vpc is None:
        return unknown("vpc-unknown", f"the VPC of {subnet.name} is known by its id only", hops=[subnet.name])
    endpoints = endpoints_of(vpc, service)
    interfaces = [each for each in endpoints if each.is_interface]
    resolving = next(
        (each for each in interfaces if each.private_dns is not False or is_named_by_a_zone(each, vpc)), None
    )
    if resolving is not None and vpc.dns_on is not False:
        path = by_interface(walk, source, subnet, resolving, service, actions, port)
        return path.barred(_in_doubt(resolving, vpc))
    elsewhere = named_elsewhere(vpc, service)
    if elsewhere is not None:
        return _to_another_vpc(walk, source, elsewhere, port)
    path = _to_addresses(walk, source, vpc, service, actions, port)
    return _explained(path, subnet, vpc, interfaces, [each for each in endpoints if each.is_gateway])


def to_internet(walk: Walk, source: Source, family: int = 4, port: Port = HTTPS) -> Path:
    """The way to any public address."""
    label = "the internet" if family == 4 else "the internet over IPv6"  # noqa: PLR2004  # the family's name
    key = ("internet", source, family, port)
    return walk.once(key, lambda: leave(walk, Flow(source, PUBLIC[family], port, label=label)))


def _to_another_vpc(walk: Walk, source: Source, endpoint: VpcEndpoint, port: Port) -> Path:
    """To the interfaces of an endpoint in another VPC, to which a private hosted zone leads."""
    there = ends_of(endpoint.subnets, 4)
    if not there.knows_addresses:
        return unknown("endpoint-unknown", f"where the interfaces of {endpoint.name} are is not known here")
    path = leave(walk, Flow(source, there.addresses, port, label=f"the endpoint {endpoint.name} in another VPC"))
    return path.after(f"private hosted zone of {endpoint.service}")


def to_public_addresses(walk: Walk, source: Source, service: str) -> Path:
    """The way to the public addresses at which a service of AWS answers, API servers of EKS among them."""
    vpc = source.subnet.vpc if source.subnet is not None else None
    return to_internet(walk, source) if vpc is None else _to_addresses(walk, source, vpc, service, (), HTTPS)


def _to_addresses(walk: Walk, source: Source, vpc: Vpc, service: str, actions: tuple[str, ...], port: Port) -> Path:
    """To the addresses of a service: those that are assumed, or public ones, first all and then those that AWS publishes."""
    assumptions = walk.model.assumptions
    assumed = assumptions.services.get(service)
    if assumed is not None:
        flow = Flow(source, of_blocks(4, assumed), port, label=service)
        return _by_addresses(walk, flow, service, actions).assuming(f"{service} ({assumptions.place(service)})")
    path = _by_addresses(walk, Flow(source, PUBLIC[4], port, partly=True, label=service), service, actions)
    if path.outcome is Outcome.UNKNOWN and (exact := _exact(service, vpc)) is not None:
        return _by_addresses(walk, Flow(source, exact, port, partly=True, label=service), service, actions)
    return path


def _by_addresses(walk: Walk, flow: Flow, service: str, actions: tuple[str, ...]) -> Path:
    """The way to the public addresses of a service."""
    subnet = flow.source.subnet
    table = subnet.route_table if subnet is not None else None
    vpc = subnet.vpc if subnet is not None else None
    for each in endpoints_of(vpc, service) if vpc is not None and subnet is not None and table is not None else ():
        if each.is_gateway and table is not None and subnet is not None and table in each.route_tables:
            on_list = replace(flow, lists=(f"{each.id}{PREFIX_LIST}",))
            return by_gateway_endpoint(walk, on_list, subnet, table, each, actions)
    key = ("addresses", flow.source, flow.destination, flow.port, flow.partly)
    return walk.once(key, lambda: leave(walk, replace(flow, label="the internet")))


def _exact(service: str, vpc: Vpc) -> AddressSet | None:
    """The addresses that AWS publishes for a service in a region, which are fewer than all: none but S3 answers in S3's."""
    ranges = service_ranges(service, vpc.region, 4)
    if not ranges:
        return None
    found = of_blocks(4, ranges)
    return found if service == S3 else found - of_blocks(4, service_ranges(S3, vpc.region, 4) or ())


def _in_doubt(endpoint: VpcEndpoint, vpc: Vpc) -> Stop | None:
    named = endpoint.private_dns is not UNKNOWN or is_named_by_a_zone(endpoint, vpc)
    if named and vpc.dns_on is not UNKNOWN:
        return None
    what = f"private DNS of {endpoint.name}" if endpoint.private_dns is UNKNOWN else f"DNS of {vpc.name}"
    return Stop(Outcome.UNKNOWN, "private-dns-unknown", f"whether {what} is on is known after deployment")


def _explained(
    path: Path, subnet: Subnet, vpc: Vpc, interfaces: list[VpcEndpoint], gateways: list[VpcEndpoint]
) -> Path:
    """A path that is refuted, with the endpoint that nearly would have served as the reason."""
    refusal = path.refusal
    if refusal is None or refusal.id in (POLICY, EGRESS_CLOSED, NETWORK_ACL):
        return path
    if not endpoints_are_known(vpc):
        message = f"an endpoint of {vpc.name} may serve it: not all of its endpoints are known here"
        return replace(path, stopped=Stop(Outcome.UNKNOWN, "endpoint-unknown", message))
    stop = _closest(subnet, vpc, interfaces, gateways)
    return path if stop is None else replace(path, stopped=stop)


def _closest(subnet: Subnet, vpc: Vpc, interfaces: list[VpcEndpoint], gateways: list[VpcEndpoint]) -> Stop | None:
    if interfaces and vpc.dns_on is False:
        message = f"{vpc.name} does not have both DNS attributes on, so the names of {interfaces[0].name} do not resolve to it"
        return Stop(Outcome.REFUTED, DNS_OFF, message, vpc.with_dns())
    if interfaces:
        message = f"the endpoint {interfaces[0].name} has private DNS off, so clients do not find it"
        repair = fix(Set(interfaces[0], "private_dns_enabled", value=True))
        return Stop(Outcome.REFUTED, WITHOUT_PRIVATE_DNS, message, repair)
    table = subnet.route_table
    if gateways and table is not None:
        message = f"the gateway endpoint {gateways[0].name} is not on {table.called} of {subnet.name}"
        if not gateways[0].route_tables_are_known:
            return Stop(
                Outcome.UNKNOWN,
                "endpoint-unknown",
                f"whether {gateways[0].name} is on {table.called} is not known here",
            )
        main = Output(vpc, "main_route_table_id")
        listed = fix(Add(gateways[0], "route_table_ids", main if table.declared is None else table.declared))
        return Stop(Outcome.REFUTED, NOT_ON_TABLE, message, listed)
    return None
