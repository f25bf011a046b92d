"""The rules between the sections of a stack file: each receives what it needs and yields the problems that it finds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from eks_shared_vpc.cluster.on_network import Words, check_on_network, check_shared
from eks_shared_vpc.errors import InputError, Problem, nearest, problem
from eks_shared_vpc.network.existing import ExistingVpcSpec
from eks_shared_vpc.network.sharing import check_shared_tiers, is_principal
from eks_shared_vpc.privatelink.on_network import check_on_network as check_endpoints_on_network
from eks_shared_vpc.privatelink.spec import EndpointsSpec
from eks_shared_vpc.spec import read
from stacks.networks import ExistingNetworkSettings, NetworkSettings
from stacks.plan import Network
from stacks.settings import SHORT, AccountSettings, ClusterSettings

__all__ = [
    "check_account_names",
    "check_cluster",
    "check_clusters_together",
    "check_endpoints",
    "check_network_name",
    "check_region",
    "check_share_tiers",
    "check_sharing",
]

Accounts = Mapping[str, AccountSettings]


def check_account_names(path: str, name: str, accounts: Sequence[str]) -> Iterator[Problem]:
    """An account that is named has to be declared."""
    if name not in accounts:
        guess = nearest(name, list(accounts))
        yield problem(
            "undeclared-account",
            f"{path}.account",
            f"no account is called {name!r} in this stack",
            name,
            ", ".join(accounts) or "an account of the section accounts",
            f"write {guess}" if guess else f"add {name} to accounts",
        )


def check_network_name(path: str, name: str | None, networks: Sequence[str]) -> Iterator[Problem]:
    """A cluster names its network where there are several, and one that there is."""
    if name is None and len(networks) > 1:
        message = "this stack has several networks, and this cluster names none of them"
        yield problem(
            "missing-key", f"{path}.network", message, None, ", ".join(networks), f"add network: {networks[0]}"
        )
    elif name is not None and networks and name not in networks:
        known = [each for each in networks if each != SHORT]
        fix = f"write {nearest(name, known) or known[0]}" if known else "remove it: the only network has no name"
        message = f"no network is called {name!r} in this stack"
        yield problem("unknown-network", f"{path}.network", message, name, ", ".join(known) or "nothing", fix)


def check_region(network: Network, region: str) -> Iterator[Problem]:
    """A stack has one region, and clusters are where their subnets are."""
    there = network.contract.region
    if there != region:
        yield problem(
            "network-region",
            "region",
            f"the network is in {there}, and clusters are where their subnets are",
            region,
            there,
            f"write {there}, or name a network of {region}",
        )


def check_sharing(
    path: str, settings: NetworkSettings, accounts: Accounts, account_names: Sequence[str]
) -> Iterator[Problem]:
    """Subnets are shared with others, and with each of them once."""
    owner = accounts[settings.account].id if settings.account in accounts else None
    seen: dict[str, str] = {}
    lists = {f"{path}.share_with": settings.share_with}
    if isinstance(settings, ExistingNetworkSettings):
        lists = {f"{path}.existing.shared_with": settings.existing.shared_with, **lists}
    for where, principals in lists.items():
        for index, principal in enumerate(principals):
            meant = accounts[principal].id if principal in accounts else principal
            yield from _check_principal(f"{where}[{index}]", principal, meant, owner, account_names, seen)
            seen.setdefault(meant, principal)


def _check_principal(
    path: str, principal: str, meant: str, owner: str | None, account_names: Sequence[str], seen: Mapping[str, str]
) -> Iterator[Problem]:
    if meant == owner:
        yield problem(
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
        yield problem(
            "principal",
            path,
            "this is neither an account of this stack nor a principal that subnets can be shared with (facts 6.5)",
            principal,
            ", ".join(names),
            f"write {guess}" if guess else "correct it, or add the account to accounts",
        )
    elif meant in seen:
        yield problem(
            "duplicate",
            path,
            f"this is the same account as {seen[meant]}",
            principal,
            "each principal once",
            "remove one of the two",
        )


def check_endpoints(network: Network, settings: NetworkSettings) -> Iterator[Problem]:
    """The endpoints suit the network; and the region has those that ``private-cluster`` derives."""
    path = f"{network.path}.endpoints"
    if network.endpoints is None or settings.endpoints is None or network.vpc is None:
        return
    if settings.endpoints.private_cluster:
        derived = {"services": network.endpoints.services, "assume_available": network.endpoints.assume_available}
        try:
            read(EndpointsSpec, derived, region=network.contract.region)
        except InputError as error:
            yield from (replace(each, where=path) for each in error.problems)
    for each in check_endpoints_on_network(network.endpoints, network.vpc.contract):
        yield replace(each, where=f"{path}.{each.where}")


def check_share_tiers(network: Network, settings: NetworkSettings) -> Iterator[Problem]:
    """The tiers that are shared are there."""
    for each in check_shared_tiers(settings.share_tiers, network.contract):
        yield replace(each, where=f"{network.path}.share_{each.where}")


def check_cluster(name: str, cluster: ClusterSettings, network: Network, accounts: Accounts) -> Iterator[Problem]:
    """What a cluster needs of the network that it is on."""
    path = f"clusters.{name}"
    contract = network.contract
    yield from check_on_network(cluster, contract, {}, _words(path, name, network))
    if cluster.account in accounts and accounts[cluster.account].id != contract.owner_account:
        shared = check_shared(cluster, contract, accounts[cluster.account].id, network.path)
        yield from (replace(each, where=f"{path}.{each.where}") for each in shared)


def _words(path: str, name: str, network: Network) -> Words:
    if network.reference is not None:
        return Words(
            path,
            f"{network.path}.stack",
            f"{network.path}.stack",
            called=f"the cluster {name}",
            add_zone=f"append a zone to the network of {network.reference.stack}",
            add_ipv6=f"add ipv6: true to the network of {network.reference.stack}",
            add_egress="a network with NAT gateways",
        )
    exists = isinstance(network.vpc, ExistingVpcSpec)
    zones = f"{network.path}.existing.tiers" if exists else f"{network.path}.zones"
    return Words(
        path,
        zones,
        zones,
        called=f"the cluster {name}",
        add_zone="describe subnets in another zone" if exists else f"append a zone to {zones}",
        add_ipv6=f"add ipv6: true to {network.path}{'.existing' if exists else ''}",
        add_egress="a network with NAT gateways whose addresses are known",
    )


def check_clusters_together(clusters: Mapping[str, ClusterSettings]) -> Iterator[Problem]:
    """One tag of a subnet has one value in one account."""
    owners: dict[tuple[str, str | None], str] = {}
    for name, cluster in clusters.items():
        if cluster.karpenter_discovery:
            other = owners.setdefault((cluster.account, cluster.network), name)
            if other != name:
                yield problem(
                    "karpenter-discovery",
                    f"clusters.{name}.karpenter_discovery",
                    f"the account {cluster.account} already tags its subnets for {other}, and a tag has one value",
                    True,
                    "one cluster of each account",
                    "remove it, and select subnets by id in this cluster's node classes",
                )
