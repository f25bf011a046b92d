"""Subnets are what their tags and users take them for: classified by their route table, and fit for what stands in them."""

import re
from collections.abc import Iterator, Mapping

from eks_shared_vpc import tags
from eks_shared_vpc.cluster.spec import MIN_CONTROL_PLANE_ZONES, UNSUPPORTED_CONTROL_PLANE_ZONES
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.accounts import name_of
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    ENDPOINT,
    FARGATE,
    NODE_GROUP,
    SUBNET,
    OfClusters,
    Reach,
    Room,
    entries,
    is_interface,
    known,
    network,
    subnets_of,
    tags_are_known,
    visible_tags,
)

__all__ = ["RULES"]

NEEDED, ADVISED = 6, 16
"""Free addresses of a subnet of the control plane (facts 2.2)."""
LOAD_BALANCER_NEEDS = 8
"""Free addresses of a subnet that the load balancer controller chooses (facts 10.3)."""
CLUSTER_TAG = "kubernetes.io/cluster/"
NAT64 = "64:ff9b::/96"
ZONE_OF_A_REGION = re.compile(r"[a-z]+\d-az\d")


@rule(Level.WARNING, "facts 6.24")
def zone_names(graph: Graph) -> Iterator[Violation]:
    """A zone's name means another place in another account; its id means the same in all of them."""
    for subnet in graph.of_type(SUBNET):
        name = subnet.inputs.get("availabilityZone")
        if name and not subnet.inputs.get("availabilityZoneId") and known(name):
            yield Violation(
                subnet,
                f"{subnet.name} is placed by the zone name {name}",
                "pass availability_zone_id, such as usw2-az1",
            )


@rule(Level.WARNING, "facts 1.24, 10.1, 10.5")
def public_subnet_without_internet(graph: Graph) -> Iterator[Violation]:
    """Only a route to an internet gateway makes a subnet public. What is tagged for internet-facing load balancers, or hands out public addresses, and has none, answers nobody."""
    reach = Reach(graph)
    facing = {urn for (_, urn), row in visible_tags(graph).items() if tags.ELB_ROLE in row}
    for subnet in graph.of_type(SUBNET):
        signs = {
            f"is tagged {tags.ELB_ROLE}": subnet.urn in facing,
            "hands out public addresses": bool(subnet.inputs.get("mapPublicIpOnLaunch")),
            "is of the tier public": subnet.tags.get(tags.TIER) == "public",
        }
        sign = next((each for each, holds in signs.items() if holds), None)
        if sign and reach.is_known(subnet) and not reach.is_public(subnet):
            yield Violation(
                subnet,
                f"{subnet.name} {sign}, and has no route to an internet gateway",
                "add the route, or take it off",
            )


@rule(Level.NOTICE, "facts 1.24, 10.1")
def internal_load_balancers_in_public_subnet(graph: Graph) -> Iterator[Violation]:
    """Internal load balancers work in a public subnet, but a tag for them there is mostly a mistaken one."""
    reach = Reach(graph)
    inside = {urn for (_, urn), row in visible_tags(graph).items() if tags.INTERNAL_ELB_ROLE in row}
    for subnet in graph.of_type(SUBNET):
        if subnet.urn in inside and reach.is_public(subnet):
            yield Violation(
                subnet,
                f"{subnet.name} is tagged {tags.INTERNAL_ELB_ROLE}, and its route leads to an internet gateway",
                f"tag it {tags.ELB_ROLE}, or tag private subnets",
            )


@rule(Level.WARNING, "facts 10.4")
def load_balancers_in_one_zone(graph: Graph) -> Iterator[Violation]:
    """An application load balancer needs subnets in two zones; with tags in one zone only, its creation fails."""
    zones: dict[tuple[str | None, str, str], dict[str, Resource]] = {}
    for (account, urn), row in visible_tags(graph).items() if tags_are_known(graph) else ():
        subnet = graph.resources[urn]
        for role in (tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE):
            if role in row:
                zones.setdefault((account, str(subnet.inputs.get("vpcId")), role), {})[_zone(subnet)] = subnet
    for (account, _, role), found in zones.items():
        if len(found) == 1:
            (zone, subnet), *_ = found.items()
            yield Violation(
                subnet,
                f"{subnet.name} is in {zone}, the only zone that {name_of(graph, account)} has tagged {role}",
                "tag a subnet in a second zone",
            )


@rule(Level.WARNING, "facts 10.3")
def load_balancer_subnet_full(graph: Graph) -> Iterator[Violation]:
    """The load balancer controller passes over subnets with fewer than eight free addresses."""
    room = Room(graph)
    tagged = {
        urn for (_, urn), row in visible_tags(graph).items() if {tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE} & row.keys()
    }
    for subnet in graph.of_type(SUBNET):
        free = room.free(subnet)
        if subnet.urn in tagged and free is not None and free < LOAD_BALANCER_NEEDS:
            yield Violation(
                subnet,
                f"{subnet.name} is for load balancers and has {max(free, 0)} free addresses at most",
                "give load balancers a larger tier, or move the endpoints elsewhere",
            )


@rule(Level.WARNING, "facts 10.2")
def tagged_for_other_clusters(graph: Graph) -> Iterator[Violation]:
    """The load balancer controller leaves out subnets that carry the tags of other clusters only."""
    clusters: dict[tuple[str | None, str], set[str]] = {}
    for cluster in graph.of_type(CLUSTER):
        for subnet in _of_control_plane(graph, cluster):
            key = (cluster.account, str(subnet.inputs.get("vpcId")))
            clusters.setdefault(key, set()).add(str(cluster.inputs.get("name")))
    for (account, urn), row in visible_tags(graph).items():
        subnet = graph.resources[urn]
        named = {key.removeprefix(CLUSTER_TAG) for key in row if key.startswith(CLUSTER_TAG)}
        here = clusters.get((account, str(subnet.inputs.get("vpcId"))), set())
        if {tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE} & row.keys() and named and here and not named & here:
            yield Violation(
                subnet,
                f"{subnet.name} is tagged for {', '.join(sorted(named))} only, and {', '.join(sorted(here))} is to use it",
                f"remove the tag {CLUSTER_TAG}{min(named)}, or add one for {min(here)}",
            )


@rule(Level.WARNING, "facts 9.12")
def dns64_without_nat64(graph: Graph) -> Iterator[Violation]:
    """DNS64 answers with addresses of 64:ff9b::/96, which only a route to a NAT gateway serves."""
    reach = Reach(graph)
    for subnet in graph.of_type(SUBNET):
        routes = {str(route.destination) for route in reach.topology.routes(subnet) if route.kind == "natGatewayId"}
        if subnet.inputs.get("enableDns64") and reach.is_known(subnet) and NAT64 not in routes:
            yield Violation(
                subnet,
                f"{subnet.name} has DNS64 on, and no route for {NAT64} to a NAT gateway",
                "add the route, or turn enable_dns64 off",
            )


@rule(Level.ERROR, "facts 2.1, 2.24")
def cluster_in_one_zone(graph: Graph) -> Iterator[Violation]:
    """EKS refuses a cluster whose subnets are in fewer than two zones, and the provider does not check it before."""
    for cluster in graph.of_type(CLUSTER):
        named = entries(cluster.block("vpcConfig").get("subnetIds"))
        subnets = _of_control_plane(graph, cluster)
        zones = {_zone(subnet) for subnet in subnets}
        all_seen = len(subnets) == len(named) and "" not in zones
        if named and ((all_seen and len(zones) < MIN_CONTROL_PLANE_ZONES) or (known(named) and len(set(named)) == 1)):
            yield Violation(
                cluster,
                f"{cluster.name} has subnets in {', '.join(sorted(zones - {''})) or 'one place'} only",
                "add a subnet in a second zone",
            )


@rule(Level.ERROR, "facts 2.1, 2.11, 6.27")
def cluster_in_several_vpcs(graph: Graph) -> Iterator[Violation]:
    """A cluster's subnets, those of its Fargate pods included, are in one VPC: EKS has no cluster over several."""
    profiles = OfClusters(graph, FARGATE, NODE_GROUP)
    for cluster in graph.of_type(CLUSTER):
        subnets = [
            *_of_control_plane(graph, cluster),
            *(subnet for each in profiles[cluster] for subnet in subnets_of(graph, each.inputs.get("subnetIds"))),
        ]
        vpcs = {vpc.name for subnet in subnets if (vpc := graph.find(subnet.inputs.get("vpcId"))) is not None}
        if len(vpcs) > 1:
            yield Violation(
                cluster,
                f"{cluster.name} has subnets in several VPCs: {', '.join(sorted(vpcs))}",
                "choose subnets of one VPC",
            )


@rule(Level.ERROR, "facts 2.6")
def cluster_zone_unsupported(graph: Graph) -> Iterator[Violation]:
    """EKS takes no control-plane subnets in some zones; nodes may run there."""
    for cluster in graph.of_type(CLUSTER):
        for subnet in _of_control_plane(graph, cluster):
            if _zone(subnet) in UNSUPPORTED_CONTROL_PLANE_ZONES:
                yield Violation(
                    cluster,
                    f"{cluster.name} names {subnet.name} in {_zone(subnet)}, where EKS takes no control plane",
                    "leave that subnet out",
                )


@rule(Level.ERROR, "facts 2.9")
def cluster_subnet_kind(graph: Graph) -> Iterator[Violation]:
    """A control plane's interfaces stand in no Outpost, Local Zone or Wavelength Zone, and neither they nor nodes in IPv6-only subnets."""
    nodes = OfClusters(graph, NODE_GROUP)
    for cluster in graph.of_type(CLUSTER):
        outpost = bool(cluster.inputs.get("outpostConfig"))
        for subnet in _of_control_plane(graph, cluster):
            edge = bool(_zone(subnet)) and "-az" in _zone(subnet) and not ZONE_OF_A_REGION.fullmatch(_zone(subnet))
            if not outpost and (subnet.inputs.get("outpostArn") or edge):
                where = f"in {_zone(subnet)}" if edge else "on an Outpost"
                yield Violation(
                    cluster,
                    f"{cluster.name} names {subnet.name}, {where}, for its control plane",
                    "name subnets in zones of the region itself",
                )
        users = [subnet for each in nodes[cluster] for subnet in subnets_of(graph, each.inputs.get("subnetIds"))]
        for subnet in dict.fromkeys([*_of_control_plane(graph, cluster), *users]):
            if subnet.inputs.get("ipv6Native"):
                yield Violation(
                    cluster,
                    f"{cluster.name} uses {subnet.name}, which has IPv6 addresses only",
                    "give the subnet an IPv4 block too",
                )


@rule(Level.ERROR, "facts 2.2")
def cluster_subnet_full(graph: Graph) -> Iterator[Violation]:
    """EKS wants six free addresses in each subnet of the control plane; NAT gateways and endpoints take some of a small one."""
    room = Room(graph)
    for subnet in _control_planes(graph):
        free = room.free(subnet)
        if free is not None and free < NEEDED:
            yield Violation(
                subnet,
                f"{subnet.name} has {max(free, 0)} free addresses at most, and a control plane wants {NEEDED}",
                "move NAT gateways and endpoints to another tier, or enlarge this one",
            )


@rule(Level.WARNING, "facts 2.2, 2.23")
def control_planes_crowd_subnet(graph: Graph) -> Iterator[Violation]:
    """Every control plane may have an interface in each of its subnets, and the next one still wants six free addresses."""
    room = Room(graph)
    for subnet, clusters in _control_planes(graph).items():
        free = room.free(subnet)
        if free is not None and free >= NEEDED and free - (len(clusters) - 1) < NEEDED:
            yield Violation(
                subnet,
                f"{subnet.name} is shared by the control planes of {len(clusters)} clusters and may run out of addresses",
                "give some of them a tier of their own",
            )


@rule(Level.NOTICE, "facts 2.2, 2.5")
def cluster_subnet_small(graph: Graph) -> Iterator[Violation]:
    """Sixteen free addresses are advised for control planes; a smaller subnet does where nothing else is in it."""
    room, users = Room(graph), _other_users(graph)
    for subnet in _control_planes(graph):
        free, user = room.free(subnet), users.get(subnet.urn)
        if user and free is not None and NEEDED <= free < ADVISED:
            yield Violation(
                subnet,
                f"{subnet.name} has {free} free addresses for control planes and for {user.kind} {user.name}",
                "give the control plane a tier of its own, use: cluster",
            )


@rule(Level.NOTICE, "facts 2.4, 2.5")
def nodes_in_cluster_subnet(graph: Graph) -> Iterator[Violation]:
    """Nodes and pods in the control plane's subnets can take the addresses that an upgrade of the cluster needs."""
    users = _other_users(graph)
    for subnet in _control_planes(graph):
        user = users.get(subnet.urn)
        if user is not None and user.type in (NODE_GROUP, FARGATE):
            yield Violation(
                subnet,
                f"{subnet.name} holds a control plane's interfaces and {user.kind} {user.name}",
                "give the control plane a tier of its own, use: cluster",
            )


@rule(Level.ERROR, "facts 2.16")
def fargate_in_public_subnet(graph: Graph) -> Iterator[Violation]:
    """Fargate profiles take private subnets only."""
    reach = Reach(graph)
    for profile in graph.of_type(FARGATE):
        for subnet in subnets_of(graph, profile.inputs.get("subnetIds")):
            if reach.is_public(subnet):
                yield Violation(
                    profile,
                    f"{profile.name} names {subnet.name}, whose route leads to an internet gateway",
                    "name private subnets",
                )


@rule(Level.ERROR, "facts 2.10, 2.15")
def subnet_without_ipv6(graph: Graph) -> Iterator[Violation]:
    """Every subnet of an IPv6 cluster has blocks of both families, and those of nodes assign addresses of both: otherwise the group fails with Ec2SubnetMissingIpv6Assignment."""
    with_nodes = {(cluster.urn, subnet.urn) for cluster, subnet in _ipv6_subnets(graph, control_plane=False)}
    for cluster, subnet in _ipv6_subnets(graph, control_plane=True):
        assigns = subnet.inputs.get("assignIpv6AddressOnCreation") or (cluster.urn, subnet.urn) not in with_nodes
        if not _has_ipv6(subnet):
            yield Violation(
                subnet, f"{subnet.name} of the IPv6 cluster {cluster.name} has no IPv6 block", "network: {ipv6: true}"
            )
        elif not assigns:
            yield Violation(
                subnet,
                f"{subnet.name} has nodes of the IPv6 cluster {cluster.name} and assigns no IPv6 addresses",
                "assign_ipv6_address_on_creation: true",
            )


@rule(Level.WARNING, "facts 9.13")
def dns64_under_ipv6_pods(graph: Graph) -> Iterator[Violation]:
    """Pods of an IPv6 cluster reach IPv4 through their node; DNS64 sends them the long way round."""
    for cluster, subnet in _ipv6_subnets(graph, control_plane=False):
        if subnet.inputs.get("enableDns64"):
            yield Violation(
                subnet,
                f"{subnet.name} has DNS64 on, under pods of the IPv6 cluster {cluster.name}",
                "enable_dns64: false",
            )


@rule(Level.NOTICE, "facts 9.10, 9.16")
def ipv6_pods_without_egress(graph: Graph) -> Iterator[Violation]:
    """Pods with IPv6 addresses leave over IPv6; where only IPv4 has a way out, what answers over IPv6 alone is out of reach."""
    reach = Reach(graph)
    for cluster, subnet in _ipv6_subnets(graph, control_plane=False):
        four, six = (reach.topology.default_route(subnet, family) for family in (4, 6))
        if four is not None and six is None:
            yield Violation(
                subnet,
                f"{subnet.name} of the IPv6 cluster {cluster.name} has a way out for IPv4 and none for IPv6",
                "route ::/0 to an egress-only gateway",
            )


def _zone(subnet: Resource) -> str:
    return str(subnet.inputs.get("availabilityZoneId") or subnet.inputs.get("availabilityZone") or "")


def _has_ipv6(subnet: Resource) -> bool:
    return any(subnet.inputs.get(key) for key in ("ipv6CidrBlock", "ipv6NetmaskLength", "ipv6Native"))


def _of_control_plane(graph: Graph, cluster: Resource) -> list[Resource]:
    return subnets_of(graph, cluster.block("vpcConfig").get("subnetIds"))


def _control_planes(graph: Graph) -> Mapping[Resource, list[Resource]]:
    """The clusters whose control planes have interfaces in each subnet."""
    found: dict[Resource, list[Resource]] = {}
    for cluster in graph.of_type(CLUSTER):
        for subnet in dict.fromkeys(_of_control_plane(graph, cluster)):
            found.setdefault(subnet, []).append(cluster)
    return found


def _other_users(graph: Graph) -> Mapping[str, Resource]:
    """One resource besides control planes that takes addresses of each subnet, by the subnet's URN; nodes first."""
    users: dict[str, Resource] = {}
    endpoints = [each for each in graph.of_type(ENDPOINT) if is_interface(each)]
    for each in (*graph.of_type(NODE_GROUP, FARGATE), *endpoints, *graph.of_type("aws:ec2/natGateway:NatGateway")):
        for subnet in subnets_of(graph, each.inputs.get("subnetIds") or each.inputs.get("subnetId")):
            users.setdefault(subnet.urn, each)
    return users


def _ipv6_subnets(graph: Graph, *, control_plane: bool) -> Iterator[tuple[Resource, Resource]]:
    """Each IPv6 cluster with each of its subnets whose block is known."""
    nodes = OfClusters(graph, NODE_GROUP, FARGATE)
    for cluster in graph.of_type(CLUSTER):
        if cluster.block("kubernetesNetworkConfig").get("ipFamily") != "ipv6":
            continue
        subnets = _of_control_plane(graph, cluster) if control_plane else []
        subnets += [subnet for each in nodes[cluster] for subnet in subnets_of(graph, each.inputs.get("subnetIds"))]
        for subnet in dict.fromkeys(subnets):
            if network(subnet.inputs.get("cidrBlock")) is not None:
                yield cluster, subnet


RULES: tuple[Rule, ...] = (
    zone_names,
    public_subnet_without_internet,
    internal_load_balancers_in_public_subnet,
    load_balancers_in_one_zone,
    load_balancer_subnet_full,
    tagged_for_other_clusters,
    dns64_without_nat64,
    cluster_in_one_zone,
    cluster_in_several_vpcs,
    cluster_zone_unsupported,
    cluster_subnet_kind,
    cluster_subnet_full,
    control_planes_crowd_subnet,
    cluster_subnet_small,
    nodes_in_cluster_subnet,
    fargate_in_public_subnet,
    subnet_without_ipv6,
    dns64_under_ipv6_pods,
    ipv6_pods_without_egress,
)
