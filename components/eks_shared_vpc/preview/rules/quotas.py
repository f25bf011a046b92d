"""Default quotas that the recorded stacks alone exceed. Most can be raised, but not while a deployment waits.

Only what is recorded is counted: whatever else is in an account counts too, so that the real margin is smaller.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.elastic_ip import ElasticIp
from eks_shared_vpc.preview.aws.internet_gateway import EgressOnlyGateway
from eks_shared_vpc.preview.aws.launch_template import LaunchTemplate
from eks_shared_vpc.preview.aws.model import Model, View, grouped
from eks_shared_vpc.preview.aws.nat_gateway import NatGateway
from eks_shared_vpc.preview.aws.network_acl import DeclaredAcl, declared_acls
from eks_shared_vpc.preview.aws.oidc_provider import OidcProvider
from eks_shared_vpc.preview.aws.prefix_list import PrefixList
from eks_shared_vpc.preview.aws.route_table import DeclaredRouteTable, route_tables_of
from eks_shared_vpc.preview.aws.security_group import DeclaredGroup, GroupRule, PeerGroup, PeerList, group_rules
from eks_shared_vpc.preview.aws.share import PrincipalAssociation, SharedResource
from eks_shared_vpc.preview.aws.subnet import subnets_of
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc, every_vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint, every_endpoint_of
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.quotas import default_quota
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

RAISE = advice("request a higher quota before deploying, or declare fewer")
"""No program raises a quota in time: AWS has to be asked, and what to leave out is a decision."""
V = TypeVar("V", bound=View)


@rule(Level.NOTICE, "facts 1.50")
def vpc_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 VPCs per region and account; that of internet gateways follows it."""
    yield from _in_region(model.all(Vpc), "vpcs", "VPCs")


@rule(Level.NOTICE, "facts 1.51")
def subnet_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 200 subnets per VPC."""
    yield from _in_vpc(model, subnets_of, "subnets", "subnets")


@rule(Level.NOTICE, "facts 1.4")
def vpc_block_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 blocks of each address family per VPC, the primary one included; 50 at most."""
    for vpc in every_vpc(model):
        yield from _exceeds(vpc, 1 + len(vpc.secondary), "vpc_blocks", "IPv4 blocks")
        yield from _exceeds(vpc, vpc.has_own_ipv6_block + len(vpc.ipv6_associations), "vpc_blocks", "IPv6 blocks")


@rule(Level.NOTICE, "facts 1.52")
def elastic_ip_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 Elastic IPs per region and account; the NAT gateways of two VPCs in three zones need six."""
    yield from _in_region(model.all(ElasticIp), "elastic_ips", "Elastic IPs")


@rule(Level.NOTICE, "facts 1.53")
def nat_gateway_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 NAT gateways per zone and account."""
    rows = grouped(
        model.all(NatGateway), lambda each: (each.account, each.zone) if each.account and each.zone else None
    )
    for (account, zone), found in rows.items():
        yield from _beyond(found, "nat_gateways_in_zone", f"NAT gateways of {model.account_name(account)} in {zone}")


@rule(Level.NOTICE, "facts 1.54, 1.55, 1.83")
def nat_address_quota(model: Model) -> Iterator[Remark]:
    """Default quotas: 2 Elastic IPs per zonal NAT gateway (8 at most), 8 addresses per private one, 32 per zone of a regional one."""
    for each in model.all(NatGateway):
        yield from _exceeds(each, 1 + len(each.secondary_allocations), "nat_addresses", "Elastic IPs")
        yield from _exceeds(each, 1 + len(each.secondary_private_addresses), "private_nat_addresses", "addresses")
        for zone in () if each.zone_addresses is UNKNOWN else each.zone_addresses:
            yield from _exceeds(each, len(zone.allocations), "regional_nat_addresses", "Elastic IPs in one zone")


@rule(Level.NOTICE, "facts 1.57")
def egress_only_gateway_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 egress-only internet gateways per region and account."""
    yield from _in_region(model.all(EgressOnlyGateway), "egress_only_gateways", "egress-only internet gateways")


@rule(Level.NOTICE, "facts 1.58")
def route_table_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 200 route tables per VPC, the main one included."""

    def tables(vpc: Vpc) -> Sequence[View]:
        declared = [each.declared for each in route_tables_of(vpc)]
        return [vpc, *(each for each in declared if isinstance(each, DeclaredRouteTable) and not each.is_main)]

    yield from _in_vpc(model, tables, "route_tables", "route tables")


@rule(Level.NOTICE, "facts 1.59")
def route_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 500 routes of each address family per route table."""
    for vpc in every_vpc(model):
        for table in route_tables_of(vpc):
            families = Counter(getattr(route.destination, "version", 4) for route in table.routes)
            for family, count in families.items():
                yield from _exceeds(table.declared or vpc, count, "routes", f"IPv{family} routes")


@rule(Level.NOTICE, "facts 1.61")
def network_acl_quota(model: Model) -> Iterator[Remark]:
    """Default quotas: 200 network ACLs per VPC, 20 rules per ACL and direction (40 at most)."""
    acls = grouped(model.all(DeclaredAcl), lambda each: each.vpc)
    yield from _in_vpc(model, lambda vpc: acls.get(vpc, ()), "network_acls", "network ACLs")
    for acl in declared_acls(model):
        for direction in ("ingress", "egress"):
            yield from _exceeds(acl, len(acl.acl.rules(direction)), "acl_rules", f"{direction} rules")


@rule(Level.NOTICE, "facts 1.63")
def security_group_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 2,500 security groups per region and account."""
    yield from _in_region(model.all(DeclaredGroup), "security_groups", "security groups")


@rule(Level.NOTICE, "facts 1.64, 7.13")
def security_group_rule_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 60 rules per security group, direction and address family; a prefix list counts with its maximum number of entries."""
    counts: Counter[tuple[str, str, int]] = Counter()
    for each in group_rules(model):
        for family, weight in _weights(model, each):
            counts[each.group, each.direction, family] += weight
    for (id_, direction, family), count in counts.items():
        group = model.find(id_, DeclaredGroup)
        if group is not None:
            yield from _exceeds(group, count, "group_rules", f"{direction} rules for IPv{family}")


@rule(Level.NOTICE, "facts 1.65")
def interface_group_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 5 security groups per network interface (16 at most)."""
    for template in model.all(LaunchTemplate):
        most = template.most_groups_on_an_interface
        yield from _exceeds(template, most, "interface_groups", "security groups on an interface")
    for endpoint in model.all(VpcEndpoint):
        most = len(set(endpoint.all_group_ids))
        yield from _exceeds(endpoint, most, "interface_groups", "security groups on an interface")


@rule(Level.WARNING, "facts 7.9")
def cluster_group_quota(model: Model) -> Iterator[Remark]:
    """Quota: 4 security groups per cluster besides the one that EKS creates. It cannot be raised; one page of AWS says 5."""
    for cluster in model.all(Cluster):
        for found in _exceeds(cluster, len(cluster.extra_groups), "cluster_groups", "security groups of its own"):
            yield Remark(found.where, found.message, advice("join their rules into fewer security groups"))


@rule(Level.NOTICE, "facts 1.66")
def participant_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 100 participant accounts per VPC; those of organizational units are not counted here."""
    principals = grouped(model.all(PrincipalAssociation), lambda each: str(each.share_arn))
    shares: dict[Vpc, set[str]] = {}
    for each in model.all(SharedResource):
        if each.subnet is not None and each.subnet.vpc is not None:
            shares.setdefault(each.subnet.vpc, set()).add(str(each.share_arn))
    for vpc, arns in shares.items():
        rows = (str(row.principal) for arn in arns for row in principals.get(arn, ()))
        yield from _exceeds(vpc, len({each for each in rows if each.isdigit()}), "participants", "participants")


@rule(Level.NOTICE, "facts 1.67")
def shared_subnet_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 100 subnets that are shared with one account."""
    rows = grouped(model.all(SharedResource), lambda each: str(each.share_arn))
    given: dict[str, set[str]] = {}
    first: dict[str, PrincipalAssociation] = {}
    for each in model.all(PrincipalAssociation):
        first.setdefault(str(each.principal), each)
        shared = (row for row in rows.get(str(each.share_arn), ()) if row.subnet is not None or row.names_a_subnet)
        given.setdefault(str(each.principal), set()).update(str(row.shared_id) for row in shared)
    for principal, subnets in given.items():
        yield from _exceeds(
            first[principal], len(subnets), "shared_subnets", f"subnets that are shared with {principal}"
        )


@rule(Level.NOTICE, "facts 1.69")
def interface_endpoint_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 50 interface endpoints per VPC."""

    def interfaces(vpc: Vpc) -> Sequence[View]:
        return [each for each in every_endpoint_of(vpc) if each.is_interface]

    yield from _in_vpc(model, interfaces, "interface_endpoints", "interface endpoints")


@rule(Level.NOTICE, "facts 1.70")
def gateway_endpoint_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 20 gateway endpoints per region and account."""
    gateways = [each for each in model.all(VpcEndpoint) if each.is_gateway]
    yield from _in_region(gateways, "gateway_endpoints", "gateway endpoints")


@rule(Level.NOTICE, "facts 8.21")
def oidc_provider_quota(model: Model) -> Iterator[Remark]:
    """Default quota: 100 OIDC providers per account; each cluster with IAM roles for service accounts has one."""
    for account, rows in grouped(model.all(OidcProvider), lambda each: each.account).items():
        yield from _beyond(rows, "oidc_providers", f"OIDC providers of {model.account_name(account)}")


def _in_region(rows: Iterable[V], quota: str, what: str) -> Iterator[Remark]:
    by_place = grouped(rows, lambda each: (each.account, each.region) if each.account else None)
    for (account, region), found in by_place.items():
        name = found[0].model.account_name(account)
        yield from _beyond(found, quota, f"{what} of {name} in {region or 'one region'}")


def _in_vpc(model: Model, rows: Callable[[Vpc], Sequence[View]], quota: str, what: str) -> Iterator[Remark]:
    for vpc in every_vpc(model):
        yield from _exceeds(vpc, len(rows(vpc)), quota, what)


def _beyond(rows: Sequence[View], quota: str, what: str) -> Iterator[Remark]:
    """One violation, at the first resource that exceeds the quota."""
    limit = default_quota(quota)
    if len(rows) > limit:
        message = f"{rows[limit].name} exceeds a quota: there are {len(rows)} {what}. Default quota: {limit:,}"
        yield Remark(rows[limit], message, RAISE)


def _exceeds(where: View, count: int, quota: str, what: str) -> Iterator[Remark]:
    limit = default_quota(quota)
    if count > limit:
        yield Remark(where, f"{where.name} has {count} {what}. Default quota: {limit:,}", RAISE)


def _weights(model: Model, each: GroupRule) -> Iterator[tuple[int, int]]:
    """The address families that a rule counts for, and with how much."""
    peer = each.peer
    if isinstance(peer, PeerGroup):
        yield from ((4, 1), (6, 1))
    elif isinstance(peer, PeerList):
        listed = model.find(peer.id, PrefixList)
        most = listed.most_entries if listed is not None else None
        yield (listed.family if listed is not None else 4, most if isinstance(most, int) else 1)
    elif peer is not UNKNOWN:
        yield peer.version, 1


RULES: tuple[Rule[Model, Level], ...] = (
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
