"""VPC endpoints are what AWS accepts, and leave nothing to defaults that surprise. Whether nodes reach them is the proof's business."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.proof.topology import Topology
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    ENDPOINT,
    SUBNET,
    grouped,
    is_interface,
    known,
    subnets_of,
)
from eks_shared_vpc.privatelink.policies import POLICY_LIMIT
from eks_shared_vpc.privatelink.services import MISSING_IN, ONLY_IN
from eks_shared_vpc.regions import service_name

__all__ = ["RULES"]

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Services that have gateway endpoints; all others have interface endpoints only."""


@rule(Level.NOTICE, "facts 5.17, from memory")
def service_twice(graph: Graph) -> Iterator[Violation]:
    """Two endpoints of a service with private DNS would both own its name in the VPC, and AWS refuses the second (from memory)."""
    resolving = [
        each for each in graph.of_type(ENDPOINT) if is_interface(each) and each.inputs.get("privateDnsEnabled")
    ]
    rows = grouped(resolving, lambda each: (str(each.inputs.get("vpcId")), str(each.inputs.get("serviceName"))))
    for (_, service), (first, *more) in rows.items():
        for each in more:
            yield Violation(each, f"{each.name} is a second endpoint of {service}, beside {first.name}", "remove one")


@rule(Level.ERROR, "facts 5.14")
def endpoint_twice_in_zone(graph: Graph) -> Iterator[Violation]:
    """An interface endpoint takes one subnet of each zone."""
    for each in graph.of_type(ENDPOINT):
        subnets = subnets_of(graph, each.inputs.get("subnetIds"))
        zones = grouped(subnets, lambda subnet: subnet.inputs.get("availabilityZoneId"))
        for zone, (first, *more) in zones.items():
            if more:
                yield Violation(
                    each, f"{each.name} has {first.name} and {more[0].name}, both in {zone}", "keep one of the two"
                )


@rule(Level.WARNING, "facts 5.15")
def endpoint_type_by_default(graph: Graph) -> Iterator[Violation]:
    """Without a type an endpoint is a gateway, which only S3 and DynamoDB have."""
    for each in graph.of_type(ENDPOINT):
        service = str(each.inputs.get("serviceName"))
        if each.inputs.get("vpcEndpointType") is None and service.rsplit(".", 1)[-1] not in GATEWAY_SERVICES:
            yield Violation(
                each, f"{each.name} of {service} has no type, so it is a gateway", "vpc_endpoint_type: Interface"
            )


@rule(Level.WARNING, "facts 5.15")
def private_dns_by_default(graph: Graph) -> Iterator[Violation]:
    """The console turns private DNS on and the provider leaves it off; without it clients never find the endpoint."""
    for each in graph.of_type(ENDPOINT):
        ours = ".vpce." not in str(each.inputs.get("serviceName"))
        if is_interface(each) and ours and each.inputs.get("privateDnsEnabled") is None:
            yield Violation(
                each,
                f"{each.name} does not say whether it has private DNS, so it has none",
                "private_dns_enabled: true",
            )


@rule(Level.ERROR, "facts 1.40, 5.16")
def private_dns_without_vpc_dns(graph: Graph) -> Iterator[Violation]:
    """Private DNS of an endpoint needs both DNS attributes of its VPC; EC2 turns hostnames off unless asked."""
    for each in graph.of_type(ENDPOINT):
        vpc = graph.find(each.inputs.get("vpcId"))
        if not each.inputs.get("privateDnsEnabled") or vpc is None:
            continue
        if not vpc.inputs.get("enableDnsSupport", True) or not vpc.inputs.get("enableDnsHostnames", False):
            yield Violation(
                each,
                f"{each.name} has private DNS on, and {vpc.name} has not both DNS attributes on",
                "enable_dns_support and enable_dns_hostnames: both true",
            )


@rule(Level.WARNING, "facts 5.18")
def endpoint_in_default_group(graph: Graph) -> Iterator[Violation]:
    """An interface endpoint without security groups gets the VPC's default one, which lets nobody in but itself."""
    for each in graph.of_type(ENDPOINT):
        if is_interface(each) and not each.inputs.get("securityGroupIds"):
            yield Violation(
                each,
                f"{each.name} has no security group of its own",
                "give it one that lets its clients in on 443",
            )


@rule(Level.ERROR, "facts 5.13")
def endpoint_address_type(graph: Graph) -> Iterator[Violation]:
    """A dual-stack endpoint needs IPv6 in every subnet, an IPv6 endpoint IPv6-only subnets, and an IPv4 endpoint IPv4."""
    for each in graph.of_type(ENDPOINT):
        kind = each.inputs.get("ipAddressType") or "ipv4"
        for subnet in subnets_of(graph, each.inputs.get("subnetIds")):
            native = bool(subnet.inputs.get("ipv6Native"))
            six = native or bool(subnet.inputs.get("ipv6CidrBlock") or subnet.inputs.get("ipv6NetmaskLength"))
            fits = {"ipv4": not native, "dualstack": six and not native, "ipv6": native}.get(str(kind), True)
            if is_interface(each) and not fits:
                yield Violation(
                    each,
                    f"{each.name} is {kind}, and {subnet.name} is not",
                    "choose the type that all its subnets have",
                )


@rule(Level.NOTICE, "facts 5.6")
def eks_endpoint_hides_issuer(graph: Graph) -> Iterator[Violation]:
    """An endpoint of eks with private DNS hides oidc.eks.<region>.amazonaws.com from its VPC: STS is not affected, but whoever verifies tokens or fetches the issuer there fails."""
    resolving = [
        each for each in graph.of_type(ENDPOINT) if is_interface(each) and each.inputs.get("privateDnsEnabled")
    ]
    by_vpc = grouped(resolving, lambda each: graph.find(each.inputs.get("vpcId")))
    trusted = [
        str(row.inputs.get("url")) for row in graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    ]
    used = {
        subnet.inputs.get("vpcId")
        for cluster in graph.of_type(CLUSTER)
        if any(cluster.id in url for url in trusted)
        for subnet in subnets_of(graph, cluster.block("vpcConfig").get("subnetIds"))
    }
    for vpc, rows in by_vpc.items():
        services = {str(each.inputs.get("serviceName")): each for each in rows}
        eks, oidc = (service_name(each, vpc.region or "") for each in ("eks", "oidc-eks"))
        if eks in services and oidc not in services and vpc.id in used:
            yield Violation(
                services[eks],
                f"{services[eks].name} hides the OIDC issuers of the clusters in {vpc.name} from what runs in it",
                "add oidc-eks to network.endpoints, if anything there fetches the issuer",
            )


@rule(Level.WARNING, "facts 4.33, 9.6")
def s3_endpoint_not_on_table(graph: Graph) -> Iterator[Violation]:
    """A gateway endpoint is free and serves only the tables that it is on; from the others S3, and so every image layer, goes through a NAT gateway that is paid by the GB."""
    topology = Topology(graph)
    gateways = _s3_gateways(graph)
    for subnet in _through_nat(graph, topology).values():
        endpoint = gateways.get(str(subnet.inputs.get("vpcId")))
        table = topology.table(subnet)
        told = endpoint is not None and known(endpoint.inputs.get("routeTableIds"))
        if endpoint is not None and told and table is not None and not topology.gateway_endpoint_on(endpoint, subnet):
            yield Violation(
                endpoint,
                f"{endpoint.name} is not on {table.name}, so that {subnet.name} reaches S3 through a NAT gateway",
                "list that route table in the endpoint's route_table_ids",
            )


@rule(Level.NOTICE, "facts 9.6")
def s3_through_nat(graph: Graph) -> Iterator[Violation]:
    """The S3 gateway endpoint costs nothing and takes the largest part of the traffic of nodes off the NAT gateways."""
    gateways = _s3_gateways(graph)
    keys = ("serviceName", "vpcEndpointType", "vpcId")
    if not all(known([each.inputs.get(key) for key in keys]) for each in graph.of_type(ENDPOINT)):
        return
    through = grouped(_through_nat(graph, Topology(graph)).values(), lambda each: graph.find(each.inputs.get("vpcId")))
    for vpc in through:
        if vpc.id not in gateways:
            yield Violation(
                vpc,
                f"{vpc.name} has NAT gateways and no gateway endpoint of S3",
                "network: {s3_gateway_endpoint: true}",
            )


@rule(Level.ERROR, "facts 1.71")
def endpoint_policy_too_long(graph: Graph) -> Iterator[Violation]:
    """An endpoint policy has 20,480 characters at most, white space included."""
    for each in graph.of_type(ENDPOINT, "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"):
        policy = each.inputs.get("policy")
        if isinstance(policy, str) and known(policy) and len(policy) > POLICY_LIMIT:
            yield Violation(
                each,
                f"{each.name} has a policy of {len(policy)} characters, of {POLICY_LIMIT}",
                "write it without white space, or with fewer statements",
            )


@rule(Level.NOTICE, "facts 5.4, 5.7, 5.8, 6.38")
def service_missing_in_region(graph: Graph) -> Iterator[Violation]:
    """Some services had no endpoint in some regions when this was written. A stack file has to say assume_available to get here."""
    for each in graph.of_type(ENDPOINT):
        region = each.region or ""
        gaps = [
            *(service for service, missing in MISSING_IN.items() if region in missing),
            *(service for service, only in ONLY_IN.items() if region and region not in only),
        ]
        for service in gaps:
            if each.inputs.get("serviceName") == service_name(service, region):
                yield Violation(
                    each,
                    f"{each.name}: {service} had no endpoint in {region}",
                    f"ask aws ec2 describe-vpc-endpoint-services --region {region}",
                )


def _s3_gateways(graph: Graph) -> Mapping[str, Resource]:
    """The S3 gateway endpoint of each VPC, by the VPC's id."""
    return {
        str(each.inputs.get("vpcId")): each
        for each in graph.of_type(ENDPOINT)
        if each.inputs.get("vpcEndpointType", "Gateway") == "Gateway"
        and str(each.inputs.get("serviceName")).endswith(".s3")
    }


def _through_nat(graph: Graph, topology: Topology) -> Mapping[str, Resource]:
    """One subnet of each route table whose default route leads to a NAT gateway, by the table's URN."""
    found: dict[str, Resource] = {}
    for subnet in graph.of_type(SUBNET):
        table, route = topology.table(subnet), topology.default_route(subnet)
        if table is not None and route is not None and route.kind == "natGatewayId":
            found.setdefault(table.urn, subnet)
    return found


RULES: tuple[Rule, ...] = (
    service_twice,
    endpoint_twice_in_zone,
    endpoint_type_by_default,
    private_dns_by_default,
    private_dns_without_vpc_dns,
    endpoint_in_default_group,
    endpoint_address_type,
    eks_endpoint_hides_issuer,
    s3_endpoint_not_on_table,
    s3_through_nat,
    endpoint_policy_too_long,
    service_missing_in_region,
)
