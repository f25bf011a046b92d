"""What a cluster needs of its network: where it is placed, and every rule between the two, whoever wrote them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eks_shared_vpc.cluster.pods import IpFamily
from eks_shared_vpc.cluster.public_access import MAX_PUBLIC_CIDRS
from eks_shared_vpc.errors import Problem, nearest, problem
from eks_shared_vpc.network.contract import NetworkContract, SubnetContract, TierContract, TierKind, TierUse
from eks_shared_vpc.spec import join

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.spec import ClusterSpec

__all__ = [
    "MIN_CONTROL_PLANE_ZONES",
    "UNSUPPORTED_CONTROL_PLANE_ZONES",
    "Placement",
    "Words",
    "check_on_network",
    "check_shared",
    "control_plane_zones",
    "network_of_ids",
    "placement",
    "tiers_of",
]

UNSUPPORTED_CONTROL_PLANE_ZONES = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})
"""Zones in which EKS accepts no control-plane subnets (facts 2.6)."""
MIN_CONTROL_PLANE_ZONES = 2
"""Zones that the control plane's subnets are in, at least (facts 2.1)."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a cluster is.

    Attributes:
        vpc_id: The VPC.
        cluster_subnets: Ids of the control plane's subnets, by zone id.
        node_subnets: Ids of the nodes' subnets, by zone id.
        egress_ips: Public addresses that nodes come from, by zone id.
    """

    vpc_id: Any
    cluster_subnets: Mapping[str, Any]
    node_subnets: Mapping[str, Any]
    egress_ips: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Where a cluster and its network are written, and what helps there.

    Attributes:
        cluster: Path of the cluster.
        zones: Path of the network's zones, or of the control plane's subnets.
        nodes: Path of the nodes' subnets.
        called: What to call the cluster.
        add_zone: How a zone is added.
        add_ipv6: How the network gets IPv6 blocks.
        add_egress: A network whose nodes come from known addresses.
    """

    cluster: str = ""
    zones: str = "network"
    nodes: str = "network"
    called: str = "a cluster"
    add_zone: str = "pass a network with two zones or more that EKS supports"
    add_ipv6: str = "pass a network with ipv6"
    add_egress: str = "egress_ips by zone id, or a network with NAT gateways"


def network_of_ids(region: str, vpc_id: Any, control: Mapping[str, Any], nodes: Mapping[str, Any]) -> NetworkContract:
    """What single ids say of a network: the control plane's and the nodes' subnets; of anything else they say nothing."""

    def tier(use: TierUse, ids: Mapping[str, Any]) -> TierContract:
        # Other languages' mappings have no order, so zones have one of their own.
        subnets = {zone: SubnetContract(id=ids[zone]) for zone in sorted(ids)}
        return TierContract(kind=TierKind.PRIVATE, use=use, subnets=subnets)

    return NetworkContract(
        region=region,
        vpc_id=vpc_id,
        vpc_cidrs=(),
        zones=tuple(sorted({*control, *nodes})),
        tier_order=("nodes", "cluster"),
        tiers={"nodes": tier(TierUse.NODES, nodes), "cluster": tier(TierUse.CLUSTER, control)},
        ipv6=True,  # as far as is known
    )


def tiers_of(cluster: "ClusterSpec", network: NetworkContract) -> tuple[str | None, str | None]:
    """The tiers of a cluster's nodes and of its control plane; ``None`` where the network has none."""
    return (
        network.tier_for(TierUse.NODES, cluster.node_tier),
        network.tier_for(TierUse.CLUSTER, cluster.cluster_tier) or network.tier_for(TierUse.NODES, cluster.node_tier),
    )


def control_plane_zones(cluster: "ClusterSpec", network: NetworkContract) -> Sequence[str]:
    """The zones of a cluster's control-plane subnets: those asked for, or else all of the tier that EKS supports.

    A cluster keeps the zones that it was created in (facts 2.11), so naming them is what lets a network grow by a zone.
    """
    tier = tiers_of(cluster, network)[1]
    there = network.tiers[tier].subnets if tier else {}
    wanted = list(cluster.named_zones.values()) or [
        zone for zone in there if zone not in UNSUPPORTED_CONTROL_PLANE_ZONES
    ]
    return [zone for zone in network.zones if zone in wanted and zone in there]


def placement(cluster: "ClusterSpec", network: NetworkContract, egress_ips: Mapping[str, Any]) -> Placement:
    """Where a cluster is on a network that suits it; ``egress_ips`` replace those of the network if there are some."""
    node_tier, cluster_tier = tiers_of(cluster, network)
    nodes = network.tiers[node_tier].subnets if node_tier else {}
    control = network.tiers[cluster_tier].subnets if cluster_tier else {}
    return Placement(
        vpc_id=network.vpc_id,
        cluster_subnets={zone: control[zone].id for zone in control_plane_zones(cluster, network)},
        node_subnets={zone: nodes[zone].id for zone in network.zones if zone in nodes},
        egress_ips=_egress(network, node_tier, egress_ips),
    )


def check_on_network(
    cluster: "ClusterSpec", network: NetworkContract, egress_ips: Mapping[str, Any], words: Words
) -> Iterator[Problem]:
    """What a cluster needs of the network that it is placed on."""
    for each in _problems(cluster, network, egress_ips, words):
        own = each.where in (words.zones, words.nodes)
        yield each if own else replace(each, where=join(words.cluster, each.where))


def _problems(
    cluster: "ClusterSpec", network: NetworkContract, egress_ips: Mapping[str, Any], words: Words
) -> Iterator[Problem]:
    """The problems, by paths that begin at the cluster or are those of the words."""
    node_tier, cluster_tier = tiers_of(cluster, network)
    if cluster.node_tier is not None or cluster.node_groups or cluster_tier is None:
        yield from _check_tier("node_tier", cluster.node_tier, network, TierUse.NODES)
    if cluster.cluster_tier is not None:
        yield from _check_tier("cluster_tier", cluster.cluster_tier, network, TierUse.CLUSTER)
    if cluster_tier is not None:
        yield from _check_control_plane_zones(cluster, network, cluster_tier, words)
    if node_tier is not None:
        yield from _check_node_groups(cluster, list(network.tiers[node_tier].subnets), words)
    yield from _check_service_cidr(cluster, network)
    if cluster.ip_family is IpFamily.IPV6 and not network.ipv6:
        yield problem(
            "ipv6-network",
            "ip_family",
            "an IPv6 cluster needs IPv6 blocks on its VPC and on every subnet that it uses (facts 2.10)",
            cluster.ip_family.value,
            "ipv4, or a network with ipv6: true",
            words.add_ipv6,
        )
    if node_tier is not None:
        yield from _check_egress(cluster, _egress(network, node_tier, egress_ips), words)


def check_shared(
    cluster: "ClusterSpec", network: NetworkContract, account: str, share_with: str = "network"
) -> Iterator[Problem]:
    """What a cluster in another account than the network's needs: that the network is shared with it.

    Args:
        cluster: The cluster.
        network: The network.
        account: Id of the cluster's account.
        share_with: What the section is called that says whom the network is shared with.
    """
    # An organizational unit or an organization may well contain the account.
    units = [principal for principal in network.shared_with if principal.startswith("arn:")]
    if account not in network.shared_with and not units:
        yield problem(
            "not-shared",
            "account",
            "the network is not shared with this account, so it sees none of its subnets (facts 6.27)",
            account,
            ", ".join(network.shared_with) or f"an account of {share_with}.share_with",
            f"add the account to {share_with}.share_with",
        )
    for tier in dict.fromkeys(each for each in tiers_of(cluster, network) if each):
        if network.shared_with and tier not in network.shared_tiers:
            yield problem(
                "tier-not-shared",
                "account",
                f"the tier {tier} that this cluster uses is not shared",
                tier,
                ", ".join(network.shared_tiers) or "a shared tier",
                f"add {tier} to {share_with}.share_tiers",
            )


def _egress(network: NetworkContract, node_tier: str | None, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The addresses that nodes come from: those given, or those of the NAT gateways that a private tier leaves by."""
    private = node_tier is not None and network.tiers[node_tier].kind is TierKind.PRIVATE
    return given or (network.nat_public_ips if private else {})


def _check_tier(key: str, wanted: str | None, network: NetworkContract, use: TierUse) -> Iterator[Problem]:
    names = list(network.tier_order)
    if network.tier_for(use, wanted) is not None:
        return
    if wanted is None:
        message, fix = "the network has no tier for nodes", "name one of the tiers, or give one the use nodes"
    else:
        message, fix = f"the network has no tier {wanted!r}", f"write {nearest(wanted, names) or 'one of them'}"
    yield problem("unknown-tier", key, message, wanted, ", ".join(names), fix)


def _check_control_plane_zones(
    cluster: "ClusterSpec", network: NetworkContract, tier: str, words: Words
) -> Iterator[Problem]:
    there = [zone for zone in network.zones if zone in network.tiers[tier].subnets]
    supported = [zone for zone in there if zone not in UNSUPPORTED_CONTROL_PLANE_ZONES]
    named = cluster.named_zones
    for path, zone in named.items():
        if zone not in there:
            yield _no_subnets(path, "unknown-zone", zone, there)
        elif zone not in supported:
            yield problem(
                "control-plane-zone",
                path,
                f"EKS accepts no control-plane subnets in {zone} (facts 2.6)",
                zone,
                ", ".join(supported) or "other zones of the region",
                "choose another zone for the cluster",
            )
    if len(supported) < MIN_CONTROL_PLANE_ZONES:
        unsupported = [zone for zone in there if zone not in supported]
        why = f"; EKS accepts no control plane in {', '.join(unsupported)} (facts 2.6)" if unsupported else ""
        yield problem(
            "control-plane-zones",
            words.zones,
            f"{words.called} needs subnets in two zones (facts 2.1), and the network has {len(supported)} for it{why}",
            there,
            "two zones or more that EKS supports",
            words.add_zone,
        )
    elif 0 < len(named) < MIN_CONTROL_PLANE_ZONES:
        yield problem(
            "control-plane-zones",
            "control_plane_zones",
            "a cluster needs subnets in two zones, here is one (facts 2.1)",
            list(named.values()),
            ", ".join(supported),
            "name a second zone, or none for all of them",
        )


def _check_node_groups(cluster: "ClusterSpec", zones: Sequence[str], words: Words) -> Iterator[Problem]:
    if cluster.node_groups and not zones:
        yield problem(
            "node-subnets-missing",
            words.nodes,
            "there are node groups and no subnets for them",
            None,
            "subnets by zone id",
            "pass subnets for nodes",
        )
        return
    for name, group in cluster.node_groups.items():
        for index, zone in enumerate(group.zones):
            if zone not in zones:
                yield _no_subnets(f"node_groups.{name}.zones[{index}]", "node-group-zone", zone, zones)


def _no_subnets(path: str, id_: str, zone: str, zones: Sequence[str]) -> Problem:
    guess = nearest(zone, zones)
    fix = f"write {guess}" if guess else "choose one of them"
    return problem(id_, path, "the network has no subnets in this zone", zone, ", ".join(zones), fix)


def _check_service_cidr(cluster: "ClusterSpec", network: NetworkContract) -> Iterator[Problem]:
    block = cluster.service_cidr
    clash = next((each for each in network.known_blocks if block and block.overlaps(each)), None)
    if clash:
        yield problem(
            "service-cidr-overlap",
            "service_cidr",
            f"service addresses may not overlap the VPC's block {clash} (facts 2.18)",
            str(block),
            "/12 to /24 of RFC 1918 outside the VPC's blocks",
            "choose another block, or leave it out",
        )


def _check_egress(cluster: "ClusterSpec", addresses: Mapping[str, Any], words: Words) -> Iterator[Problem]:
    endpoint = cluster.endpoint
    if not endpoint.lists_egress:
        return
    if not addresses:
        yield problem(
            "public-only-egress",
            "endpoint.mode",
            "with a public endpoint only, nodes have to come from addresses that are on its list, and those are not known (facts 3.6)",
            endpoint.mode.value,
            f"private, public-and-private, or {words.add_egress}",
            "write mode: public-and-private",
        )
    elif len(endpoint.public_cidrs) + len(addresses) > MAX_PUBLIC_CIDRS:
        yield problem(
            "too-many-public-cidrs",
            "endpoint.public_cidrs",
            f"with the {len(addresses)} addresses of NAT gateways the list has more than {MAX_PUBLIC_CIDRS} blocks (facts 3.8)",
            len(endpoint.public_cidrs),
            f"{MAX_PUBLIC_CIDRS} blocks in all",
            "join neighbouring blocks",
        )
