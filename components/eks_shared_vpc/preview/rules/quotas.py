"""Default quotas that a stack alone goes beyond. Most can be raised, but not while a deployment waits.

Only what is recorded is counted; what else is in an account is not seen here, so the real margin is smaller.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.accounts import name_of
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    ENDPOINT,
    SUBNET,
    VPC,
    entries,
    group_rules,
    grouped,
    is_interface,
    mapping,
)

__all__ = ["RULES"]

VPCS = 5  # facts 1.50
SUBNETS = 200  # facts 1.51
ELASTIC_IPS = 5  # facts 1.52
NAT_GATEWAYS_IN_ZONE = 5  # facts 1.53
NAT_ADDRESSES = 2  # facts 1.54
PRIVATE_NAT_ADDRESSES = 8  # facts 1.55
REGIONAL_NAT_ADDRESSES = 32  # facts 1.83
EGRESS_ONLY_GATEWAYS = 5  # facts 1.57
VPC_BLOCKS = 5  # facts 1.4
ROUTE_TABLES = 200  # facts 1.58, the main one included
ROUTES = 500  # facts 1.59
ACLS, ACL_RULES = 200, 20  # facts 1.61
SECURITY_GROUPS = 2_500  # facts 1.63
GROUP_RULES = 60  # facts 1.64
INTERFACE_GROUPS = 5  # facts 1.65
CLUSTER_GROUPS = 4  # facts 7.9
PARTICIPANTS = 100  # facts 1.66
SHARED_SUBNETS = 100  # facts 1.67
INTERFACE_ENDPOINTS = 50  # facts 1.69
GATEWAY_ENDPOINTS = 20  # facts 1.70
OIDC_PROVIDERS = 100  # facts 8.21

RAISE = "ask for a higher quota before deploying, or for fewer of them"


@rule(Level.NOTICE, "facts 1.50")
def vpc_quota(graph: Graph) -> Iterator[Violation]:
    """A region gives an account five VPCs until more are asked for; internet gateways follow the same number."""
    yield from _in_region(graph, graph.of_type(VPC), VPCS, "VPCs")


@rule(Level.NOTICE, "facts 1.51")
def subnet_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes 200 subnets until more are asked for."""
    yield from _in_vpc(graph, graph.of_type(SUBNET), SUBNETS, "subnets")


@rule(Level.NOTICE, "facts 1.4")
def vpc_block_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes five blocks of each address family, the first included, until more are asked for; fifty at most."""
    for family in ("Ipv4", "Ipv6"):
        associations = graph.of_type(f"aws:ec2/vpc{family}CidrBlockAssociation:Vpc{family}CidrBlockAssociation")
        for vpc, rows in _by_vpc(graph, associations).items():
            first = family == "Ipv4" or bool(
                vpc.inputs.get("assignGeneratedIpv6CidrBlock") or vpc.inputs.get("ipv6NetmaskLength")
            )
            if len(rows) + first > VPC_BLOCKS:
                yield Violation(vpc, f"{vpc.name} has {len(rows) + first} {family} blocks, of {VPC_BLOCKS}", RAISE)


@rule(Level.NOTICE, "facts 1.52")
def elastic_ip_quota(graph: Graph) -> Iterator[Violation]:
    """A region gives an account five Elastic IPs until more are asked for: the NAT gateways of two VPCs need six."""
    yield from _in_region(graph, graph.of_type("aws:ec2/eip:Eip"), ELASTIC_IPS, "Elastic IPs")


@rule(Level.NOTICE, "facts 1.53")
def nat_gateway_quota(graph: Graph) -> Iterator[Violation]:
    """A zone takes five NAT gateways of an account until more are asked for."""
    rows: dict[tuple[str, str], list[Resource]] = {}
    for each in graph.of_type("aws:ec2/natGateway:NatGateway"):
        subnet = graph.find(each.inputs.get("subnetId"))
        zone = subnet.inputs.get("availabilityZoneId", subnet.inputs.get("availabilityZone")) if subnet else None
        if zone and each.account:
            rows.setdefault((each.account, str(zone)), []).append(each)
    for (account, zone), gateways in rows.items():
        yield from _beyond(
            gateways, NAT_GATEWAYS_IN_ZONE, f"NAT gateways of {name_of(graph, account)} in {zone}", gateways
        )


@rule(Level.NOTICE, "facts 1.54, 1.55, 1.83")
def nat_address_quota(graph: Graph) -> Iterator[Violation]:
    """A zonal NAT gateway takes two Elastic IPs until more are asked for (eight at most), a private one eight addresses, a regional one 32 in each zone."""
    for each in graph.of_type("aws:ec2/natGateway:NatGateway"):
        for limit, count in (
            (NAT_ADDRESSES, 1 + len(entries(each.inputs.get("secondaryAllocationIds")))),
            (PRIVATE_NAT_ADDRESSES, 1 + len(entries(each.inputs.get("secondaryPrivateIpAddresses")))),
            *(
                (REGIONAL_NAT_ADDRESSES, len(entries(mapping(zone).get("allocationIds"))))
                for zone in entries(each.inputs.get("availabilityZoneAddresses"))
            ),
        ):
            if count > limit:
                yield Violation(each, f"{each.name} has {count} addresses, of {limit}", RAISE)


@rule(Level.NOTICE, "facts 1.57")
def egress_only_gateway_quota(graph: Graph) -> Iterator[Violation]:
    """A region gives an account five egress-only gateways until more are asked for."""
    gateways = graph.of_type("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway")
    yield from _in_region(graph, gateways, EGRESS_ONLY_GATEWAYS, "egress-only gateways")


@rule(Level.NOTICE, "facts 1.58")
def route_table_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes 200 route tables, its main one included, until more are asked for."""
    yield from _in_vpc(graph, graph.of_type("aws:ec2/routeTable:RouteTable"), ROUTE_TABLES - 1, "route tables")


@rule(Level.NOTICE, "facts 1.59")
def route_quota(graph: Graph) -> Iterator[Violation]:
    """A route table takes 500 routes of each address family until more are asked for."""
    counts: Counter[tuple[str, int]] = Counter()
    for each in graph.of_type("aws:ec2/route:Route"):
        table = graph.find(each.inputs.get("routeTableId"))
        if table is not None:
            counts[table.urn, 6 if each.inputs.get("destinationIpv6CidrBlock") else 4] += 1
    for table in graph.of_type("aws:ec2/routeTable:RouteTable"):
        for inline in entries(table.inputs.get("routes")):
            counts[table.urn, 6 if mapping(inline).get("ipv6CidrBlock") else 4] += 1
    for (urn, family), count in counts.items():
        if count > ROUTES:
            table = graph.resources[urn]
            yield Violation(table, f"{table.name} has {count} IPv{family} routes, of {ROUTES}", RAISE)


@rule(Level.NOTICE, "facts 1.61")
def network_acl_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes 200 network ACLs, and an ACL 20 rules in each direction (40 at most), until more are asked for."""
    acls = graph.of_type("aws:ec2/networkAcl:NetworkAcl")
    yield from _in_vpc(graph, acls, ACLS, "network ACLs")
    counts: Counter[tuple[str, str]] = Counter()
    for acl in acls:
        for direction in ("ingress", "egress"):
            counts[acl.urn, direction] += len(entries(acl.inputs.get(direction)))
    for each in graph.of_type("aws:ec2/networkAclRule:NetworkAclRule"):
        found = graph.find(each.inputs.get("networkAclId"))
        if found is not None:
            counts[found.urn, "egress" if each.inputs.get("egress") else "ingress"] += 1
    for (urn, direction), count in counts.items():
        if count > ACL_RULES:
            acl = graph.resources[urn]
            yield Violation(acl, f"{acl.name} has {count} {direction} rules, of {ACL_RULES}", RAISE)


@rule(Level.NOTICE, "facts 1.63")
def security_group_quota(graph: Graph) -> Iterator[Violation]:
    """A region gives an account 2,500 security groups until more are asked for."""
    groups = graph.of_type("aws:ec2/securityGroup:SecurityGroup")
    yield from _in_region(graph, groups, SECURITY_GROUPS, "security groups")


@rule(Level.NOTICE, "facts 1.64, 7.13")
def security_group_rule_quota(graph: Graph) -> Iterator[Violation]:
    """A security group takes 60 rules in each direction and address family until more are asked for; a prefix list counts with all the entries that it may have."""
    counts: Counter[tuple[str, str, int]] = Counter()
    for each in group_rules(graph):
        for family in each.families:
            counts[each.group, each.direction, family] += each.weight
    groups = {each.id: each for each in graph.of_type("aws:ec2/securityGroup:SecurityGroup")}
    for (id_, direction, family), count in counts.items():
        if count > GROUP_RULES and id_ in groups:
            group = groups[id_]
            yield Violation(
                group, f"{group.name} has {count} {direction} rules for IPv{family}, of {GROUP_RULES}", RAISE
            )


@rule(Level.NOTICE, "facts 1.65")
def interface_group_quota(graph: Graph) -> Iterator[Violation]:
    """An interface takes five security groups until more are asked for (16 at most); the control plane's have the cluster's own besides."""
    for each in graph.of_type("aws:ec2/launchTemplate:LaunchTemplate", ENDPOINT):
        inputs = each.inputs
        sets = [
            entries(inputs.get("vpcSecurityGroupIds")),
            entries(inputs.get("securityGroupIds")),
            *(entries(mapping(one).get("securityGroups")) for one in entries(inputs.get("networkInterfaces"))),
        ]
        most = max(len(set(map(str, row))) for row in sets)
        if most > INTERFACE_GROUPS:
            yield Violation(
                each, f"{each.name} puts {most} security groups on an interface, of {INTERFACE_GROUPS}", RAISE
            )


@rule(Level.WARNING, "facts 7.9")
def cluster_group_quota(graph: Graph) -> Iterator[Violation]:
    """EKS takes four security groups besides the cluster's own. The quota cannot be raised; one page of AWS speaks of five."""
    for cluster in graph.of_type(CLUSTER):
        groups = entries(cluster.block("vpcConfig").get("securityGroupIds"))
        if len(groups) > CLUSTER_GROUPS:
            yield Violation(
                cluster,
                f"{cluster.name} names {len(groups)} security groups for its control plane, of {CLUSTER_GROUPS}",
                "join their rules into fewer groups",
            )


@rule(Level.NOTICE, "facts 1.66")
def participant_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes 100 participant accounts until more are asked for; those of organizational units are not counted here."""
    for vpc, shares in _shares(graph).items():
        participants = {
            principal
            for row in graph.of_type("aws:ram/principalAssociation:PrincipalAssociation")
            if str(row.inputs.get("resourceShareArn")) in shares
            and (principal := str(row.inputs.get("principal"))).isdigit()
        }
        if len(participants) > PARTICIPANTS:
            yield Violation(vpc, f"{vpc.name} is shared with {len(participants)} accounts, of {PARTICIPANTS}", RAISE)


@rule(Level.NOTICE, "facts 1.67")
def shared_subnet_quota(graph: Graph) -> Iterator[Violation]:
    """An account can be given 100 shared subnets until more are asked for."""
    rows = grouped(
        graph.of_type("aws:ram/resourceAssociation:ResourceAssociation"),
        lambda each: str(each.inputs.get("resourceShareArn")),
    )
    given: dict[str, set[str]] = {}
    for each in graph.of_type("aws:ram/principalAssociation:PrincipalAssociation"):
        subnets = rows.get(str(each.inputs.get("resourceShareArn")), [])
        given.setdefault(str(each.inputs.get("principal")), set()).update(
            str(row.inputs.get("resourceArn")) for row in subnets
        )
    for each in graph.of_type("aws:ram/principalAssociation:PrincipalAssociation"):
        subnets_given = given.pop(str(each.inputs.get("principal")), set())
        if len(subnets_given) > SHARED_SUBNETS:
            yield Violation(
                each,
                f"{each.name} gives {each.inputs.get('principal')} one of {len(subnets_given)} subnets, of {SHARED_SUBNETS}",
                RAISE,
            )


@rule(Level.NOTICE, "facts 1.69")
def interface_endpoint_quota(graph: Graph) -> Iterator[Violation]:
    """A VPC takes 50 interface endpoints until more are asked for."""
    interfaces = [each for each in graph.of_type(ENDPOINT) if is_interface(each)]
    yield from _in_vpc(graph, interfaces, INTERFACE_ENDPOINTS, "interface endpoints")


@rule(Level.NOTICE, "facts 1.70")
def gateway_endpoint_quota(graph: Graph) -> Iterator[Violation]:
    """A region gives an account 20 gateway endpoints until more are asked for."""
    gateways = [each for each in graph.of_type(ENDPOINT) if each.inputs.get("vpcEndpointType", "Gateway") == "Gateway"]
    yield from _in_region(graph, gateways, GATEWAY_ENDPOINTS, "gateway endpoints")


@rule(Level.NOTICE, "facts 8.21")
def oidc_provider_quota(graph: Graph) -> Iterator[Violation]:
    """An account takes 100 OIDC providers, and each cluster with roles for service accounts is one."""
    providers = graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    for account, rows in grouped(providers, lambda each: each.account).items():
        yield from _beyond(rows, OIDC_PROVIDERS, f"OIDC providers of {name_of(graph, account)}", rows)


def _in_region(graph: Graph, rows: Iterable[Resource], limit: int, what: str) -> Iterator[Violation]:
    by_place = grouped(rows, lambda each: (each.account, each.region) if each.account else None)
    for (account, region), found in by_place.items():
        yield from _beyond(found, limit, f"{what} of {name_of(graph, account)} in {region}", found)


def _in_vpc(graph: Graph, rows: Iterable[Resource], limit: int, what: str) -> Iterator[Violation]:
    for vpc, found in _by_vpc(graph, rows).items():
        yield from _beyond(found, limit, f"{what} of {vpc.name}", [vpc] * len(found))


def _by_vpc(graph: Graph, rows: Iterable[Resource]) -> Mapping[Resource, Sequence[Resource]]:
    return grouped(rows, lambda each: graph.find(each.inputs.get("vpcId")))


def _beyond(rows: Sequence[Resource], limit: int, what: str, where: Sequence[Resource]) -> Iterator[Violation]:
    """One violation, at the first resource that is too many."""
    if len(rows) > limit:
        place = where[limit]
        yield Violation(place, f"{rows[limit].name} is beyond a quota: there are {len(rows)} {what}, of {limit}", RAISE)


def _shares(graph: Graph) -> Mapping[Resource, set[str]]:
    """The resource shares of each VPC's subnets."""
    shares: dict[Resource, set[str]] = {}
    for each in graph.of_type("aws:ram/resourceAssociation:ResourceAssociation"):
        subnet = graph.find(each.inputs.get("resourceArn"))
        vpc = graph.find(subnet.inputs.get("vpcId")) if subnet is not None else None
        if vpc is not None:
            shares.setdefault(vpc, set()).add(str(each.inputs.get("resourceShareArn")))
    return shares


RULES: tuple[Rule, ...] = (
    vpc_quota,
    subnet_quota,
    vpc_block_quota,
    elastic_ip_quota,
    nat_gateway_quota,
    nat_address_quota,
    egress_only_gateway_quota,
    route_table_quota,
    route_quota,
    network_acl_quota,
    security_group_quota,
    security_group_rule_quota,
    interface_group_quota,
    cluster_group_quota,
    participant_quota,
    shared_subnet_quota,
    interface_endpoint_quota,
    gateway_endpoint_quota,
    oidc_provider_quota,
)
