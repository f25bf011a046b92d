"""What a stack consists of, decided before anything is declared: its networks with their contracts, and who is on which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.existing import ExistingVpcSpec
from eks_shared_vpc.network.sharing import shared_tiers
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.privatelink.spec import EndpointsSpec
from eks_shared_vpc.spec import handed_on
from stacks.endpoints import endpoints_of
from stacks.networks import ExistingNetworkSettings, NetworkReference, NetworkSettings, OwnNetworkSettings
from stacks.settings import SHORT, ClusterSettings, StackSettings

__all__ = ["Network", "Sharing", "StackPlan", "path_of", "plan_network", "plan_reference"]

S3 = "s3"
"""The one need that a gateway endpoint serves, free of charge (facts 4.4, 12.4)."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a stack shares of a network, and with whom.

    Attributes:
        principals: Account ids, and ARNs of organizational units or of the organization.
        tiers: The tiers.
    """

    principals: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """A network that clusters of a stack may be on.

    Attributes:
        name: Its name; ``network`` for the only one of a stack.
        path: Where it is in the stack file.
        contract: What it promises, as far as that is known before deployment.
        vpc: The VPC that the stack creates or that exists; nothing if it is another stack's.
        account: The name of the account that owns it; empty if it is another stack's.
        endpoints: The interface endpoints that the stack adds.
        sharing: What the stack shares of it.
        reference: Where another stack's network is found.
    """

    name: str
    path: str
    contract: NetworkContract
    vpc: SharedVpcSpec | ExistingVpcSpec | None = None
    account: str = ""
    endpoints: EndpointsSpec | None = None
    sharing: Sharing | None = None
    reference: NetworkReference | None = None

    def named(self, role: str) -> str:
        """The name of a component beside the VPC: ``endpoints``, or ``hub-endpoints`` where networks have names."""
        return role if self.path == SHORT else f"{self.name}-{role}"

    @property
    def output(self) -> str:
        """The stack's output that has its contract."""
        return output_of(None if self.path == SHORT else self.name)

    @property
    def is_used_by_its_owner(self) -> bool:
        """Whether this stack creates something in the account that owns it."""
        return isinstance(self.vpc, SharedVpcSpec) or self.endpoints is not None or self.sharing is not None


@dataclass(frozen=True)
class StackPlan:
    """A whole stack.

    Attributes:
        settings: What its file says.
        networks: Its networks, by name.
    """

    settings: StackSettings
    networks: Mapping[str, Network]

    def network_of(self, cluster: ClusterSettings) -> Network:
        """The network that a cluster is on."""
        return self.networks[cluster.network] if cluster.network else next(iter(self.networks.values()))

    def clusters_on(self, network: Network) -> Mapping[str, ClusterSettings]:
        """The clusters that are on a network, by name."""
        return {name: each for name, each in self.settings.clusters.items() if self.network_of(each) is network}


def path_of(name: str, *, short: bool) -> str:
    """Where a network is in a stack file."""
    return SHORT if short else f"networks.{name}"


def output_of(name: str | None) -> str:
    """The output of a stack that has a network's contract: ``network`` for its only one, ``network-hub`` for one that has a name."""
    return SHORT if name is None else f"{SHORT}-{name}"


def plan_network(
    name: str,
    path: str,
    settings: OwnNetworkSettings | ExistingNetworkSettings,
    clusters: Iterable[ClusterSettings],
    region: str,
    account_ids: Mapping[str, str],
) -> Network:
    """Decide what a stack declares of a network of its own, or of one that exists.

    Args:
        name: Its name.
        path: Where it is in the stack file.
        settings: What the stack file says of it.
        clusters: The clusters of the stack that are on it.
        region: The region.
        account_ids: Ids of the accounts, by name; the network's own account is one of them.
    """
    vpc = _vpc(settings, region, account_ids)
    contract = vpc.contract.model_copy(update={"owner_account": account_ids[settings.account]})
    endpoints = _endpoints(settings, clusters, contract)
    if endpoints is not None:
        contract = contract.with_endpoints(dict.fromkeys(endpoints.services))
    sharing = _sharing(settings, contract, account_ids)
    if sharing is not None:
        ids = {tier: contract.tiers[tier].ids for tier in sharing.tiers if tier in contract.tiers}
        contract = contract.shared(sharing.principals, ids)
    return Network(name, path, contract, vpc, settings.account, endpoints, sharing)


def plan_reference(name: str, path: str, reference: NetworkReference, contract: NetworkContract) -> Network:
    """A network of another stack, by its planned contract."""
    return Network(name, path, contract, reference=reference)


def _vpc(
    settings: OwnNetworkSettings | ExistingNetworkSettings, region: str, account_ids: Mapping[str, str]
) -> SharedVpcSpec | ExistingVpcSpec:
    if isinstance(settings, OwnNetworkSettings):
        return handed_on(settings, SharedVpcSpec, region=region)
    shared_with = tuple(account_ids.get(each, each) for each in settings.existing.shared_with)
    owner = account_ids[settings.account]
    return handed_on(settings.existing, ExistingVpcSpec, region=region, owner_account=owner, shared_with=shared_with)


def _endpoints(
    settings: NetworkSettings, clusters: Iterable[ClusterSettings], contract: NetworkContract
) -> EndpointsSpec | None:
    if settings.endpoints is None:
        return None
    by_gateway = [S3] if isinstance(settings, OwnNetworkSettings) and settings.s3_gateway_endpoint else []
    services = endpoints_of(settings.endpoints, clusters, {*contract.endpoints, *by_gateway})
    return handed_on(settings.endpoints, EndpointsSpec, services=services) if services else None


def _sharing(settings: NetworkSettings, contract: NetworkContract, account_ids: Mapping[str, str]) -> Sharing | None:
    if not settings.share_with:
        return None
    principals = tuple(account_ids.get(each, each) for each in settings.share_with)
    return Sharing(principals, tuple(shared_tiers(settings.share_tiers, contract)))
