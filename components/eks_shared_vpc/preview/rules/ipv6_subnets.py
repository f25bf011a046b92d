"""The subnets of IPv6 clusters have addresses of both families, and ways out for both."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.free_blocks import free_blocks, taken_blocks
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.fixes import Change, Fix, Set, Setting, advice, fix
from eks_shared_vpc.preview.remedies import egress_only, route
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

EVERYWHERE = "::/0"
SUBNET_PREFIX = 64
DUAL_STACK = Setting("network.ipv6", True, "SharedVpc")


@rule(Level.ERROR, "facts 2.10, 2.15")
def subnet_without_ipv6(model: Model) -> Iterator[Remark]:
    """Every subnet of an IPv6 cluster has blocks of both families, and those of nodes assign addresses of both: otherwise the node group fails with Ec2SubnetMissingIpv6Assignment."""
    for cluster in _ipv6_clusters(model):
        of_nodes = set(_node_subnets(cluster))
        for subnet in dict.fromkeys([*cluster.subnets, *_node_subnets(cluster)]):
            if subnet.block(4) is None:
                continue  # its kind is not known, or another rule's
            if not subnet.has_ipv6:
                message = f"{subnet.name} of the IPv6 cluster {cluster.name} has no IPv6 block"
                yield Remark(subnet, message, _with_block(subnet, assigns=subnet in of_nodes))
            elif subnet in of_nodes and subnet.assigns_ipv6 is False:
                message = f"{subnet.name} has nodes of the IPv6 cluster {cluster.name} and assigns no IPv6 addresses"
                yield Remark(subnet, message, fix(_assigning(subnet), setting=DUAL_STACK))


@rule(Level.WARNING, "facts 9.13")
def dns64_under_ipv6_pods(model: Model) -> Iterator[Remark]:
    """Pods of an IPv6 cluster reach IPv4 by their node; DNS64 sends them through a NAT gateway."""
    for cluster in _ipv6_clusters(model):
        for subnet in _node_subnets(cluster):
            if subnet.has_dns64 is True:
                message = f"{subnet.name} has DNS64 enabled, for pods of the IPv6 cluster {cluster.name}"
                yield Remark(subnet, message, fix(Set(subnet, "enable_dns64", False)))


@rule(Level.NOTICE, "facts 9.10, 9.16")
def ipv6_pods_without_egress(model: Model) -> Iterator[Remark]:
    """Pods with IPv6 addresses leave over IPv6: where only IPv4 has a route out, they do not reach what answers over IPv6 alone."""
    for cluster in _ipv6_clusters(model):
        for subnet in _node_subnets(cluster):
            table = subnet.route_table
            if table is None or not table.complete or subnet.block(4) is None:
                continue
            if table.default_route(4) is not None and table.default_route(6) is None:
                message = (
                    f"{subnet.name} of the IPv6 cluster {cluster.name} has a default route for IPv4 and none for IPv6"
                )
                yield Remark(subnet, message, _with_egress(subnet))


def _ipv6_clusters(model: Model) -> Iterator[Cluster]:
    return (each for each in model.all(Cluster) if each.is_ipv6 is True)


def _node_subnets(cluster: Cluster) -> list[Subnet]:
    users: list[NodeGroup | FargateProfile] = [*cluster.of(NodeGroup), *cluster.of(FargateProfile)]
    return list(dict.fromkeys(subnet for each in users for subnet in each.subnets))


def _assigning(subnet: Subnet) -> Change:
    return Set(subnet, "assign_ipv6_address_on_creation", True)


def _with_block(subnet: Subnet, *, assigns: bool) -> Fix:
    """With a free /64 of its VPC's block, which the VPC gets if it has none."""
    vpc = subnet.vpc
    if vpc is None:
        return advice("give the subnet an IPv6 block")
    changes: list[Change] = []
    found = None
    if vpc.ipv6_block is not None:
        taken = [each for each in taken_blocks(vpc, 6) if each.version == 6]  # noqa: PLR2004  # the family's name
        found = next(free_blocks([vpc.ipv6_block], taken, SUBNET_PREFIX), None)
    else:
        changes.append(Set(vpc, "assign_generated_ipv6_cidr_block", True))
    block = str(found) if found is not None else f"{vpc.id}#ipv6CidrBlock"
    words = "" if vpc.knows_ipv6_block and found is not None else f"<a free /64 of {vpc.name}.ipv6_cidr_block>"
    changes.append(Set(subnet, "ipv6_cidr_block", block, words))
    return fix(*changes, *([_assigning(subnet)] if assigns else []), setting=DUAL_STACK)


def _with_egress(subnet: Subnet) -> Fix:
    table = subnet.route_table
    if table is None or subnet.vpc is None or table.declared is None:
        return advice("route ::/0 to an egress-only internet gateway")
    if subnet.is_public(4) is True:
        default = table.default_route(4)
        through = default.through if default is not None else None
        added = route(table, subnet, EVERYWHERE, "gateway_id", through) if through is not None else None
        return fix(added) if added is not None else advice("route ::/0 to the internet gateway")
    changes, gateway = egress_only(subnet.vpc)
    last = route(table, subnet, EVERYWHERE, "egress_only_gateway_id", gateway)
    return fix(*changes, *([last] if last is not None else []))


RULES: tuple[Rule[Model, Level], ...] = (subnet_without_ipv6, dns64_under_ipv6_pods, ipv6_pods_without_egress)
