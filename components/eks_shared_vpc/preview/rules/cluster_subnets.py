"""The subnets of control planes, nodes and Fargate pods are ones that EKS accepts, with room for what is in them."""

from collections.abc import Iterator, Sequence

from eks_shared_vpc.cluster.on_network import MIN_CONTROL_PLANE_ZONES, UNSUPPORTED_CONTROL_PLANE_ZONES
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.free_blocks import free_blocks, taken_blocks
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.subnet_users import control_planes, users_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, advice, fix
from eks_shared_vpc.preview.remedies import added, another_subnet, larger, moved
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

NEEDED, ADVISED = 6, 16
"""Free addresses of a subnet of the control plane (facts 2.2)."""
NODE_PREFIX = 24
"""Size of the IPv4 block that a fix gives to a subnet without one."""
Nodes = NodeGroup | FargateProfile


@rule(Level.ERROR, "facts 2.1, 2.24")
def cluster_in_one_zone(model: Model) -> Iterator[Remark]:
    """EKS rejects a cluster whose subnets are in fewer than two zones, and the provider does not check it before."""
    for cluster in model.all(Cluster):
        refs = cluster.subnets
        zones = {each.zone for each in refs}
        seen = refs.all_declared and "" not in zones and len(zones) < MIN_CONTROL_PLANE_ZONES
        if refs and not cluster.is_on_an_outpost and (seen or (refs.complete and len(refs) == 1)):
            message = f"{cluster.name} has subnets in {', '.join(sorted(zones - {''})) or 'one zone'} only"
            yield Remark(cluster, message, _in_a_second_zone(cluster, [*refs]))


@rule(Level.ERROR, "facts 2.1, 2.11, 6.27")
def cluster_in_several_vpcs(model: Model) -> Iterator[Remark]:
    """All subnets of a cluster, those of its nodes and Fargate pods included, are in one VPC: EKS accepts no others."""
    for cluster in model.all(Cluster):
        users: list[Cluster | Nodes] = [cluster, *_nodes(cluster)]
        vpcs = {each.vpc for user in users for each in user.subnets if each.vpc is not None}
        if len(vpcs) > 1 and cluster.vpc is not None:
            names = ", ".join(sorted(each.name for each in vpcs))
            message = f"{cluster.name} has subnets in several VPCs: {names}"
            yield Remark(cluster, message, _in_one_vpc(cluster, cluster.vpc, users))


@rule(Level.ERROR, "facts 2.6")
def cluster_zone_unsupported(model: Model) -> Iterator[Remark]:
    """EKS accepts no control-plane subnets in some zones; nodes may run there."""
    for cluster in model.all(Cluster):
        for subnet in cluster.subnets:
            if subnet.zone in UNSUPPORTED_CONTROL_PLANE_ZONES:
                message = f"{cluster.name} names {subnet.name} in {subnet.zone}, where EKS accepts no control plane"
                yield Remark(cluster, message, _without(cluster, _unsupported(cluster)))


@rule(Level.ERROR, "facts 2.9")
def cluster_subnet_kind(model: Model) -> Iterator[Remark]:
    """A control plane's interfaces are in no Outpost, Local Zone or Wavelength Zone, and neither they nor nodes in IPv6-only subnets."""
    for cluster in model.all(Cluster):
        for subnet in () if cluster.is_on_an_outpost else cluster.subnets:
            if subnet.is_at_the_edge:
                message = f"{cluster.name} names {subnet.name}, on an Outpost or in the zone {subnet.zone}, for its control plane"
                yield Remark(
                    cluster, message, _without(cluster, [each for each in cluster.subnets if each.is_at_the_edge])
                )
        nodes = [subnet for each in cluster.of(NodeGroup) for subnet in each.subnets]
        alone = [each for each in dict.fromkeys([*cluster.subnets, *nodes]) if each.is_ipv6_only]
        for subnet in alone:
            message = f"{cluster.name} uses {subnet.name}, which has IPv6 addresses only"
            yield Remark(cluster, message, fix(*(change for each in alone for change in _with_ipv4(each))))


@rule(Level.ERROR, "facts 2.2")
def cluster_subnet_full(model: Model) -> Iterator[Remark]:
    """EKS needs six free addresses in each subnet of the control plane; NAT gateways and endpoints use some of a small one."""
    for subnet in control_planes(model):
        free = subnet.free
        if free is not None and free < NEEDED:
            message = f"{subnet.name} has at most {max(free, 0)} free addresses, and a control plane needs {NEEDED}"
            yield Remark(subnet, message, _emptier(subnet, NEEDED - free))


@rule(Level.WARNING, "facts 2.2, 2.23")
def control_planes_crowd_subnet(model: Model) -> Iterator[Remark]:
    """Each control plane may have an interface in each of its subnets, and the next one still needs six free addresses."""
    for subnet, clusters in control_planes(model).items():
        free = subnet.free
        if free is not None and free >= NEEDED and free - (len(clusters) - 1) < NEEDED:
            message = (
                f"{subnet.name} is used by the control planes of {len(clusters)} clusters and may run out of addresses"
            )
            yield Remark(subnet, message, _elsewhere(subnet, clusters[free - NEEDED + 1 :]))


@rule(Level.NOTICE, "facts 2.2, 2.5")
def cluster_subnet_small(model: Model) -> Iterator[Remark]:
    """AWS recommends sixteen free addresses for control planes; a smaller subnet is enough where nothing else is in it."""
    for subnet in control_planes(model):
        free, users = subnet.free, users_of(subnet)
        if users and free is not None and NEEDED <= free < ADVISED:
            message = f"{subnet.name} has {free} free addresses for control planes and {users[0].kind} {users[0].name}"
            yield Remark(subnet, message, _alone(subnet))


@rule(Level.NOTICE, "facts 2.4, 2.5")
def nodes_in_cluster_subnet(model: Model) -> Iterator[Remark]:
    """Nodes and pods in the control plane's subnets can use up the addresses that an upgrade of the cluster needs."""
    for subnet, clusters in control_planes(model).items():
        user = next((each for each in users_of(subnet) if isinstance(each, Nodes)), None)
        if user is not None:
            message = f"{subnet.name} has a control plane's interfaces and {user.kind} {user.name}"
            yield Remark(subnet, message, _elsewhere(subnet, clusters))


@rule(Level.ERROR, "facts 2.16")
def fargate_in_public_subnet(model: Model) -> Iterator[Remark]:
    """Fargate profiles accept private subnets only."""
    for profile in model.all(FargateProfile):
        public = [each for each in profile.subnets if each.is_public() is True]
        for subnet in public:
            message = f"{profile.name} names {subnet.name}, whose route leads to an internet gateway"
            yield Remark(profile, message, _private(profile, public))


def _nodes(cluster: Cluster) -> list[Nodes]:
    return [*cluster.of(NodeGroup), *cluster.of(FargateProfile)]


def _unsupported(cluster: Cluster) -> list[Subnet]:
    return [each for each in cluster.subnets if each.zone in UNSUPPORTED_CONTROL_PLANE_ZONES]


def _for_control_planes(subnet: Subnet) -> bool:
    """Whether a subnet accepts one more control plane."""
    free = subnet.free
    right = subnet.zone not in UNSUPPORTED_CONTROL_PLANE_ZONES and not subnet.is_at_the_edge
    return right and (free is None or free - len(control_planes(subnet.model).get(subnet, ())) >= NEEDED)


def _in_a_second_zone(cluster: Cluster, subnets: Sequence[Subnet]) -> Fix:
    other = _other_zone(cluster, subnets)
    return fix(*added(cluster, other)) if other is not None else advice("name a subnet in a second zone")


def _other_zone(cluster: Cluster, subnets: Sequence[Subnet]) -> Subnet | None:
    """A subnet for the control plane in another zone than those that it has: one that nodes do not use, if there is one."""
    if not subnets:
        return None

    def unused(each: Subnet) -> bool:
        return _for_control_planes(each) and not users_of(each)

    first = another_subnet(subnets[0], cluster, unused, same_zone=False)
    return first or another_subnet(subnets[0], cluster, _for_control_planes, same_zone=False)


def _without(cluster: Cluster, subnets: Sequence[Subnet]) -> Fix:
    """The control plane without some subnets, in two zones all the same."""
    kept = [each for each in cluster.subnets if each not in subnets]
    changes: list[Change] = [Remove(cluster, "vpc_config.subnet_ids", each) for each in subnets]
    zones = {each.zone for each in kept}
    if len(zones) < MIN_CONTROL_PLANE_ZONES and cluster.subnets.all_declared:
        other = _other_zone(cluster, kept or list(subnets))
        if other is None or not kept:
            return advice("name subnets in two zones of the region itself that EKS supports")
        changes += added(cluster, other)
    return fix(*changes)


def _in_one_vpc(cluster: Cluster, vpc: Vpc, users: Sequence[Cluster | Nodes]) -> Fix:
    """Everything in the VPC of the control plane: nodes where other nodes of the cluster are, or in private subnets."""
    near = [each for nodes in _nodes(cluster) for each in nodes.subnets if each.vpc is vpc]
    private = [each for each in subnets_of(vpc) if each.is_public() is False and each not in cluster.subnets.declared]
    homes = list(dict.fromkeys(near)) or private or [each for each in cluster.subnets if each.vpc is vpc]
    changes: list[Change] = []
    for user in users:
        far = [each for each in user.subnets if each.vpc is not None and each.vpc is not vpc]
        changes += [change for each in far for change in moved(user, each, None)]
        if not isinstance(user, Cluster) and far and len(far) == len(user.subnets):
            changes += [change for home in homes for change in added(user, home)]
    return fix(*changes)


def _with_ipv4(subnet: Subnet) -> Iterator[Change]:
    yield Set(subnet, "ipv6_native", False)
    if subnet.block(4) is None and subnet.vpc is not None:
        taken = [each for each in taken_blocks(subnet.vpc, 4) if each.version == 4]  # noqa: PLR2004  # the family's name
        found = next(free_blocks(subnet.vpc.ipv4_blocks, taken, NODE_PREFIX), None)
        if found is not None:
            yield Set(subnet, "cidr_block", str(found))


def _emptier(subnet: Subnet, count: int) -> Fix:
    """Endpoints in other subnets of the zone, as many as it takes."""
    rows = [each for each in users_of(subnet) if isinstance(each, VpcEndpoint) and subnet.id in each.subnet_ids]
    to = another_subnet(subnet, rows[0], lambda each: (each.free or 0) > ADVISED + count) if rows else None
    if to is None or len(rows) < count:
        return larger(subnet, NEEDED) or advice("enlarge the tier of the control plane: its blocks are too small")
    return fix(*(change for each in rows[:count] for change in moved(each, subnet, to)))


def _elsewhere(subnet: Subnet, clusters: Sequence[Cluster]) -> Fix:
    """Control planes in another subnet of the zone, where no nodes are."""

    def suits(each: Subnet) -> bool:
        return _for_control_planes(each) and not any(isinstance(user, Nodes) for user in users_of(each))

    to = another_subnet(subnet, clusters[0], suits) if clusters else None
    if to is None:
        room = larger(subnet, NEEDED + len(control_planes(subnet.model)[subnet]))
        return room or advice("give the control plane a tier of its own")
    return fix(*(change for each in clusters for change in moved(each, subnet, to)))


def _alone(subnet: Subnet) -> Fix:
    """Nothing but control planes in a subnet."""
    changes: list[Change] = []
    for user in users_of(subnet):
        to = another_subnet(subnet, user, lambda each: not control_planes(each.model).get(each))
        changes += moved(user, subnet, to)
    return fix(*changes)


def _private(profile: FargateProfile, public: Sequence[Subnet]) -> Fix:
    changes: list[Change] = []
    for subnet in public:
        to = another_subnet(
            subnet, profile, lambda each: each.is_public() is False and not control_planes(each.model).get(each)
        )
        changes += moved(profile, subnet, to)
    return fix(*changes)


RULES: tuple[Rule[Model, Level], ...] = (
    cluster_in_one_zone,
    cluster_in_several_vpcs,
    cluster_zone_unsupported,
    cluster_subnet_kind,
    cluster_subnet_full,
    control_planes_crowd_subnet,
    cluster_subnet_small,
    nodes_in_cluster_subnet,
    fargate_in_public_subnet,
)
