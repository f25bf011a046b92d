"""From a plan to components: which accounts' providers, which networks, which clusters on them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import ExistingVpc, PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.existing import ExistingVpcSpec
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec
from eks_shared_vpc.spec import handed_on
from stacks.deployed import deployed_network
from stacks.plan import Network, StackPlan
from stacks.settings import SHORT, AccountSettings, ClusterSettings, StackSettings
from stacks.uses import uses_of

__all__ = ["compose"]

Providers = Mapping[str, aws.Provider]


@dataclass(frozen=True)
class Ready:
    """A network that clusters can be on.

    Attributes:
        contract: What it promises, with its ids.
        after: What has to be in place before anything is created in its subnets; nothing if another stack did that.
    """

    contract: NetworkContract
    after: tuple[pulumi.Resource, ...] = ()


def compose(plan: StackPlan) -> None:
    """Declare everything that ``plan`` has, and export what other stacks and people need of it."""
    providers = _providers(plan)
    for network in plan.networks.values():
        ready = _ready(plan, network, providers)
        clusters = plan.clusters_on(network)
        for account in dict.fromkeys(cluster.account for cluster in clusters.values()):
            if plan.settings.accounts[account].id != network.contract.owner_account:
                _tag_shared_subnets(account, clusters, network, ready, providers[account])
        for name, cluster in clusters.items():
            _cluster(name, cluster, plan.settings, ready, providers[cluster.account])


def _providers(plan: StackPlan) -> Providers:
    """One explicit provider for each account that the stack uses; the default one is switched off in every stack file."""
    settings = plan.settings
    used = {cluster.account for cluster in settings.clusters.values()}
    used |= {network.account for network in plan.networks.values() if network.is_used_by_its_owner}
    everywhere = {"pulumi-project": pulumi.get_project(), "pulumi-stack": pulumi.get_stack(), **settings.tags}
    return {
        name: _provider(name, account, settings.region, everywhere)
        for name, account in settings.accounts.items()
        if name in used
    }


def _provider(name: str, account: AccountSettings, region: str, everywhere: Mapping[str, str]) -> aws.Provider:
    # The Args class, not a dict: the provider reads its keys as they come (engine-facts 1).
    role = (
        [aws.ProviderAssumeRoleArgs(role_arn=account.role_arn, session_name="eks-shared-vpc")]
        if account.role_arn
        else None
    )
    return aws.Provider(
        name,
        region=region,
        allowed_account_ids=[account.id],
        assume_roles=role,
        default_tags=aws.ProviderDefaultTagsArgs(tags=dict(everywhere)),
    )


def _ready(plan: StackPlan, network: Network, providers: Providers) -> Ready:
    """A network with its ids: declared here, or another stack's."""
    if network.reference is not None:
        return Ready(deployed_network(network.path, network.reference, network.contract, uses_of(plan, network)))
    # An account that this stack creates nothing in needs no provider: a VPC that exists there is only described.
    opts = pulumi.ResourceOptions(provider=providers.get(network.account))
    vpc = _vpc(network, opts)
    contract = vpc.network.model_copy(update={"owner_account": network.contract.owner_account})
    after: list[pulumi.Resource] = [vpc]
    if network.endpoints is not None:
        spec = handed_on(network.endpoints, PrivateLinkEndpointsSpec, region=plan.settings.region, network=contract)
        endpoints = PrivateLinkEndpoints(network.named("endpoints"), spec.as_args(), opts)
        contract = endpoints.network
        after.append(endpoints)
    if network.sharing is not None:
        share = SubnetShare(
            network.named("share"),
            {
                "network": contract.as_args(),
                "principals": network.sharing.principals,
                "tiers": network.sharing.tiers,
            },
            opts,
        )
        contract = share.network
        after.append(share)
    pulumi.export(network.output, contract.document())
    return Ready(contract, tuple(after))


def _vpc(network: Network, opts: pulumi.ResourceOptions) -> SharedVpc | ExistingVpc:
    match network.vpc:
        case SharedVpcSpec():
            return SharedVpc(network.name, network.vpc.as_args(), opts)
        case ExistingVpcSpec():
            return ExistingVpc(network.name, network.vpc.as_args(), opts)
        case None:
            raise TypeError(f"the network {network.name} is another stack's")


def _tag_shared_subnets(
    account: str, clusters: Mapping[str, ClusterSettings], network: Network, ready: Ready, provider: aws.Provider
) -> None:
    discovery = next(
        (name for name, each in clusters.items() if each.account == account and each.karpenter_discovery), ""
    )
    name = f"{account}-subnets" if network.path == SHORT else f"{account}-{network.name}-subnets"
    SharedSubnetTags(
        name,
        {"network": ready.contract.as_args(), **({"karpenter_discovery": discovery} if discovery else {})},
        pulumi.ResourceOptions(provider=provider, depends_on=list(ready.after)),
    )


def _cluster(name: str, settings: ClusterSettings, stack: StackSettings, ready: Ready, provider: aws.Provider) -> None:
    from eks_shared_vpc import EksCluster  # a stack without clusters does not pay for importing what they need

    spec = handed_on(
        settings,
        EksClusterSpec,
        region=stack.region,
        network=ready.contract,
        kubeconfig_role_arn=_kubeconfig_role(settings, stack),
    )
    cluster = EksCluster(name, spec.as_args(), pulumi.ResourceOptions(provider=provider, depends_on=list(ready.after)))
    pulumi.export(
        f"cluster-{name}",
        {
            "name": cluster.cluster_name,
            "endpoint": cluster.endpoint,
            "oidc_issuer": cluster.oidc_issuer,
            "security_group_id": cluster.cluster_security_group_id,
            "kubeconfig": cluster.kubeconfig,
        },
    )


def _kubeconfig_role(settings: ClusterSettings, stack: StackSettings) -> str | None:
    """The role that was asked for; or the account's, if it administers the cluster; or else the first role that does."""
    role = stack.accounts[settings.account].role_arn
    roles = [arn for arn in settings.admins if ":role/" in arn]
    return settings.kubeconfig_role or (role if role in roles else next(iter(roles), role))
