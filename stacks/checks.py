"""The rules between the sections of a stack file: each receives what it needs and yields the problems that it finds."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network

from eks_shared_vpc.cluster.on_network import MIN_CONTROL_PLANE_ZONES, UNSUPPORTED_CONTROL_PLANE_ZONES
from eks_shared_vpc.cluster.pods import IpFamily
from eks_shared_vpc.cluster.public_access import ANYWHERE, MAX_PUBLIC_CIDRS
from eks_shared_vpc.errors import Problem, nearest
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.sharing import is_principal
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.privatelink.spec import EndpointAddresses
from stacks.settings import AccountSettings, ClusterSettings, NetworkSettings

__all__ = [
    "check_account_names",
    "check_cluster_on_network",
    "check_clusters_together",
    "check_sharing",
    "control_plane_zones",
]

Accounts = Mapping[str, AccountSettings]


def check_account_names(path: str, name: str, accounts: Sequence[str]) -> Iterator[Problem]:
    """An account that is named has to be declared."""
    if name not in accounts:
        guess = nearest(name, list(accounts))
        yield Problem(
            "undeclared-account",
            f"{path}.account",
            f"no account is called {name!r} in this stack",
            name,
            ", ".join(accounts) or "an account of the section accounts",
            f"write {guess}" if guess else f"add {name} to accounts",
        )


def check_sharing(network: NetworkSettings, accounts: Accounts, account_names: Sequence[str]) -> Iterator[Problem]:
    """Subnets are shared with others, and only tiers that exist."""
    owner = accounts[network.account].id if network.account in accounts else None
    seen: dict[str, str] = {}
    for index, principal in enumerate(network.share_with):
        path = f"network.share_with[{index}]"
        meant = accounts[principal].id if principal in accounts else principal
        if meant == owner:
            yield Problem(
                "shared-with-owner",
                path,
                "the network's own account needs no share",
                principal,
                "other accounts",
                "remove it",
            )
        elif principal not in account_names and not is_principal(principal):
            guess = nearest(principal, account_names)
            names = [
                *account_names,
                "an account id of 12 digits",
                "the ARN of an organizational unit or of the organization",
            ]
            yield Problem(
                "principal",
                path,
                "this is neither an account of this stack nor a principal that subnets can be shared with (facts 6.5)",
                principal,
                ", ".join(names),
                f"write {guess}" if guess else "correct it, or add the account to accounts",
            )
        elif meant in seen:
            yield Problem(
                "duplicate",
                path,
                f"this is the same account as {seen[meant]}",
                principal,
                "each principal once",
                "remove one of the two",
            )
        seen.setdefault(meant, principal)
    if network.endpoint_addresses is not EndpointAddresses.IPV4 and not network.ipv6:
        yield Problem(
            "endpoint-addresses",
            "network.endpoint_addresses",
            "the subnets have no IPv6 blocks for the endpoints' interfaces (facts 5.13)",
            network.endpoint_addresses.value,
            "ipv4, or a network with ipv6: true",
            "add ipv6: true, or remove endpoint_addresses",
        )
    names = [tier.name for tier in network.tiers]
    for index, tier in enumerate(network.share_tiers or ()):
        if tier not in names:
            yield _unknown_tier(f"network.share_tiers[{index}]", tier, names)


def check_cluster_on_network(
    name: str, cluster: ClusterSettings, network: NetworkContract, accounts: Accounts
) -> Iterator[Problem]:
    """What a cluster needs of the network that it uses."""
    path = f"clusters.{name}"
    node_tier = network.tier_for(TierUse.NODES, cluster.node_tier)
    cluster_tier = network.tier_for(TierUse.CLUSTER, cluster.cluster_tier)
    if node_tier is None:
        yield _unknown_tier(f"{path}.node_tier", cluster.node_tier, list(network.tiers))
    if cluster_tier is None and node_tier is not None:
        yield _unknown_tier(f"{path}.cluster_tier", cluster.cluster_tier, list(network.tiers))
    yield from _check_zones(path, cluster, network)
    yield from _check_service_cidr(path, cluster, network)
    if cluster.ip_family is IpFamily.IPV6 and not network.ipv6:
        yield Problem(
            "ipv6-network",
            f"{path}.ip_family",
            "an IPv6 cluster needs IPv6 blocks on its VPC and on every subnet that it uses (facts 2.10)",
            cluster.ip_family.value,
            "ipv4, or a network with ipv6: true",
            "add ipv6: true to the network",
        )
    yield from _check_egress(path, cluster, network, node_tier)
    if cluster.account in accounts and accounts[cluster.account].id != network.owner_account:
        yield from _check_shared(
            path, accounts[cluster.account].id, network, [tier for tier in (node_tier, cluster_tier) if tier]
        )


def control_plane_zones(cluster: ClusterSettings, network: NetworkContract) -> list[str]:
    """The zones of a cluster's control-plane subnets: those asked for, or else all of the network that EKS supports.

    A cluster keeps the zones that it was created in (facts 2.11), so naming them is what lets a network grow by a zone.
    """
    wanted = cluster.control_plane_zones or network.zones
    return [zone for zone in network.zones if zone in wanted and zone not in UNSUPPORTED_CONTROL_PLANE_ZONES]


def check_clusters_together(clusters: Mapping[str, ClusterSettings]) -> Iterator[Problem]:
    """One tag of a subnet has one value in one account."""
    owners: dict[str, str] = {}
    for name, cluster in clusters.items():
        if cluster.karpenter_discovery:
            other = owners.setdefault(cluster.account, name)
            if other != name:
                yield Problem(
                    "karpenter-discovery",
                    f"clusters.{name}.karpenter_discovery",
                    f"the account {cluster.account} already tags its subnets for {other}, and a tag has one value",
                    True,
                    "one cluster of each account",
                    "remove it, and select subnets by id in this cluster's node classes",
                )


def _unknown_tier(path: str, tier: str | None, names: list[str]) -> Problem:
    if tier is None:
        return Problem(
            "unknown-tier",
            path,
            "the network has no tier for nodes",
            None,
            ", ".join(names),
            "name one of the tiers, or give one the use nodes",
        )
    guess = nearest(tier, names)
    return Problem(
        "unknown-tier",
        path,
        f"the network has no tier {tier!r}",
        tier,
        ", ".join(names),
        f"write {guess or 'one of them'}",
    )


def _check_zones(path: str, cluster: ClusterSettings, network: NetworkContract) -> Iterator[Problem]:
    usable = control_plane_zones(cluster, network)
    for index, zone in enumerate(cluster.control_plane_zones):
        if zone not in network.zones:
            yield Problem(
                "unknown-zone",
                f"{path}.control_plane_zones[{index}]",
                "the network has no subnets in this zone",
                zone,
                ", ".join(network.zones),
                f"write {nearest(zone, network.zones) or 'one of them'}",
            )
    if len(usable) < MIN_CONTROL_PLANE_ZONES:
        unsupported = [zone for zone in network.zones if zone not in usable]
        why = f"; EKS accepts no control plane in {', '.join(unsupported)} (facts 2.6)" if unsupported else ""
        yield Problem(
            "control-plane-zones",
            "network.zones",
            f"the cluster {cluster_name(path)} needs subnets in two zones (facts 2.1), and the network has {len(usable)} for it{why}",
            list(network.zones),
            "two zones or more that EKS supports",
            "append a zone to network.zones",
        )
    for group, spec in cluster.node_groups.items():
        for index, zone in enumerate(spec.zones):
            if zone not in network.zones:
                guess = nearest(zone, network.zones)
                yield Problem(
                    "node-group-zone",
                    f"{path}.node_groups.{group}.zones[{index}]",
                    "the network has no subnets in this zone",
                    zone,
                    ", ".join(network.zones),
                    f"write {guess}" if guess else "choose one of them",
                )


def _check_service_cidr(path: str, cluster: ClusterSettings, network: NetworkContract) -> Iterator[Problem]:
    block = cluster.service_cidr
    clash = next((cidr for cidr in network.vpc_cidrs if block and block.overlaps(IPv4Network(cidr))), None)
    if clash:
        yield Problem(
            "service-cidr-overlap",
            f"{path}.service_cidr",
            f"service addresses may not overlap the VPC's block {clash} (facts 2.18)",
            str(block),
            "/12 to /24 of RFC 1918 outside the VPC's blocks",
            "choose another block, or leave it out",
        )


def _check_egress(
    path: str, cluster: ClusterSettings, network: NetworkContract, node_tier: str | None
) -> Iterator[Problem]:
    endpoint = cluster.endpoint
    if endpoint.is_private or ANYWHERE in endpoint.public_cidrs or node_tier is None:
        return
    if network.tiers[node_tier].kind is not TierKind.PRIVATE or not network.nat_public_ips:
        yield Problem(
            "public-only-egress",
            f"{path}.endpoint.mode",
            "with a public endpoint only, nodes have to come from addresses that are on its list, and without NAT gateways those are not known (facts 3.6)",
            endpoint.mode.value,
            "private, public-and-private, or a network with NAT gateways",
            "write mode: public-and-private",
        )
    elif len(endpoint.public_cidrs) + len(network.nat_public_ips) > MAX_PUBLIC_CIDRS:
        yield Problem(
            "too-many-public-cidrs",
            f"{path}.endpoint.public_cidrs",
            f"with the {len(network.nat_public_ips)} addresses of NAT gateways the list is too long (facts 3.8)",
            len(endpoint.public_cidrs),
            f"{MAX_PUBLIC_CIDRS} blocks in all",
            "join neighbouring blocks",
        )


def _check_shared(path: str, account_id: str, network: NetworkContract, tiers: list[str]) -> Iterator[Problem]:
    units = [
        principal for principal in network.shared_with if principal.startswith("arn:")
    ]  # may well contain the account
    if account_id not in network.shared_with and not units:
        yield Problem(
            "not-shared",
            f"{path}.account",
            "the network is not shared with this account, so it sees none of its subnets (facts 6.27)",
            account_id,
            ", ".join(network.shared_with) or "an account of network.share_with",
            "add the account to network.share_with",
        )
    for tier in dict.fromkeys(tiers):
        if network.shared_with and tier not in network.shared_tiers:
            yield Problem(
                "tier-not-shared",
                f"{path}.account",
                f"the tier {tier} that this cluster uses is not shared",
                tier,
                ", ".join(network.shared_tiers) or "a shared tier",
                f"add {tier} to network.share_tiers",
            )


def cluster_name(path: str) -> str:
    """The cluster that a path is about."""
    return path.split(".")[1]
