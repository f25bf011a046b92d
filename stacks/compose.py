"""From settings to components: which accounts' providers, which network, which clusters on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from eks_shared_vpc import PrivateLinkEndpoints, SharedSubnetTags, SharedVpc, SubnetShare, tags
from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.errors import ContractMismatch, Problem
from eks_shared_vpc.network.agreement import Uses, disagreements
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.network.spec import NetworkSpec
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.privatelink.spec import EndpointAddresses
from eks_shared_vpc.spec import read
from stacks.checks import control_plane_zones
from stacks.outputs import deployed_contract
from stacks.planned import uses_of
from stacks.settings import AccountSettings, ClusterSettings, NetworkReference, NetworkSettings, StackSettings

__all__ = ["compose"]

Zonal = Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True)
class Network:
    """The network as clusters need it, whoever owns it.

    Attributes:
        plan: Its plain shape.
        vpc_id: The VPC.
        subnet_ids: Subnet ids, by tier and zone id.
        nat_public_ips: Egress addresses, by zone id.
        ready: What has to be in place before anything is created in its subnets; nothing if another stack did that.
    """

    plan: NetworkContract
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, Zonal]
    nat_public_ips: Zonal
    ready: tuple[pulumi.Resource, ...] = ()


def compose(settings: StackSettings, contract: NetworkContract) -> None:
    """Declare everything that ``settings`` describe, and export what other stacks and people need of it."""
    providers = _providers(settings)
    if isinstance(settings.network, NetworkReference):
        network = _referenced_network(settings.network, contract, uses_of(settings, contract))
    else:
        network = _own_network(
            settings.network,
            settings.region,
            contract,
            pulumi.ResourceOptions(provider=providers[settings.network.account]),
        )
    participants = dict.fromkeys(cluster.account for cluster in settings.clusters.values())
    for account in participants:
        if settings.accounts[account].id != contract.owner_account:
            _tag_shared_subnets(account, settings, network, providers[account])
    for name, cluster in settings.clusters.items():
        _cluster(name, cluster, settings, network, providers[cluster.account])


def _providers(settings: StackSettings) -> dict[str, aws.Provider]:
    """One explicit provider for each account that the stack uses; the default one is switched off in every stack file."""
    used = {cluster.account for cluster in settings.clusters.values()}
    if isinstance(settings.network, NetworkSettings):
        used.add(settings.network.account)
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


def _own_network(
    settings: NetworkSettings, region: str, contract: NetworkContract, opts: pulumi.ResourceOptions
) -> Network:
    rules = settings.model_dump(mode="json", include=set(NetworkSpec.model_fields), exclude_none=True)
    vpc = SharedVpc(
        "network",
        cast("Any", {**rules, "region": region}),
        opts,
    )
    ready: list[pulumi.Resource] = [vpc]
    endpoints: PrivateLinkEndpoints | None = None
    if contract.endpoints:
        tier = _tier_for_endpoints(contract)
        endpoints = PrivateLinkEndpoints(
            "endpoints",
            cast(
                "Any",
                {
                    "region": region,
                    "vpc_id": vpc.vpc_id,
                    "subnet_ids": {zone: each.id for zone, each in vpc.subnets[tier].items()},
                    "services": list(contract.endpoints),
                    "assume_available": settings.assume_available,
                    "client_cidrs": {
                        "vpc": vpc.cidr_block,
                        **{f"vpc-{cidr.network_address}": str(cidr) for cidr in settings.secondary_cidrs},
                        **{name: str(cidr) for name, cidr in settings.endpoint_clients.items()},
                    },
                    "ip_address_type": settings.endpoint_addresses,
                    "organization_id": settings.organization_id,
                    "client_ipv6_cidrs": {"vpc": vpc.vpc.ipv6_cidr_block}
                    if settings.endpoint_addresses is not EndpointAddresses.IPV4
                    else None,
                },
            ),
            opts,
        )
        ready.append(endpoints)
    subnet_ids: dict[str, dict[str, pulumi.Input[str]]] = {
        tier: {zone: each.id for zone, each in row.items()} for tier, row in vpc.subnets.items()
    }
    if contract.shared_with:
        arns = {tier: {zone: each.arn for zone, each in vpc.subnets[tier].items()} for tier in contract.shared_tiers}
        share = SubnetShare("share", {"subnet_arns": arns, "principals": contract.shared_with}, opts)
        ready.append(share)
        for tier, row in share.associations.items():
            subnet_ids[tier] = {zone: _shared_id(vpc.subnets[tier][zone], each) for zone, each in row.items()}
    pulumi.export("network", deployed_contract(contract, vpc, endpoints))
    return Network(
        plan=contract,
        vpc_id=vpc.vpc_id,
        subnet_ids=subnet_ids,
        nat_public_ips=vpc.egress_ips,
        ready=tuple(ready),
    )


def _shared_id(subnet: aws.ec2.Subnet, association: aws.ram.ResourceAssociation) -> pulumi.Output[str]:
    """A subnet's id, as long as it is shared: whoever uses it leaves the subnet before that is unshared (facts 6.17).

    The engine orders deletions by such edges only. That a component waits for the share does not reach what its children
    leave when a zone is retired.
    """
    return pulumi.Output.all(subnet.id, association.id).apply(lambda ids: cast(str, ids[0]))


def _tier_for_endpoints(contract: NetworkContract) -> str:
    """The first tier that is neither public nor the control plane's; where there is none, the nodes'."""
    inside = (
        name
        for name, each in contract.tiers.items()
        if each.kind is not TierKind.PUBLIC and each.use is not TierUse.CLUSTER
    )
    return next(inside, contract.tier_for(TierUse.NODES) or next(iter(contract.tiers)))


def _referenced_network(settings: NetworkReference, contract: NetworkContract, used: Uses) -> Network:
    stack = (
        settings.stack
        if "/" in settings.stack
        else f"{pulumi.get_organization()}/{pulumi.get_project()}/{settings.stack}"
    )

    def agreeing(document: Any) -> dict[str, Any]:
        if document is None:
            raise _Mismatch([_not_up(stack)])
        problems = list(
            disagreements(contract, read(NetworkContract, document, f"{stack}:network"), used, f"{stack}:network")
        )
        if problems:
            raise _Mismatch(problems)
        return cast(dict[str, Any], document)

    # Every id passes through the comparison, so a network that is not the planned one stops the deployment.
    deployed = pulumi.StackReference(stack).get_output("network").apply(agreeing)
    return Network(
        plan=contract,
        vpc_id=deployed.apply(lambda network: network["vpc_id"]),
        subnet_ids={
            # In the order of zones, which the mappings of a saved contract do not keep.
            tier: {zone: _subnet_id(deployed, tier, zone) for zone in zones}
            for tier, zones in used.subnets.items()
        },
        nat_public_ips={zone: _nat_public_ip(deployed, zone) for zone in used.egress_zones},
    )


def _not_up(stack: str) -> Problem:
    return Problem(
        "network-not-up",
        "network.stack",
        "this stack has no output called network, so its network is not deployed yet",
        stack,
        "a stack that has its network up",
        f"pulumi up --stack {stack}, and then this stack",
    )


class _Mismatch(ContractMismatch, Refused):
    """A contract mismatch that Pulumi prints without a traceback."""


def _subnet_id(deployed: pulumi.Output[dict[str, Any]], tier: str, zone: str) -> pulumi.Output[str]:
    return deployed.apply(lambda network: cast(str, network["tiers"][tier]["subnets"][zone]["id"]))


def _nat_public_ip(deployed: pulumi.Output[dict[str, Any]], zone: str) -> pulumi.Output[str]:
    return deployed.apply(lambda network: cast(str, network["nat_public_ips"][zone]))


def _tag_shared_subnets(account: str, settings: StackSettings, network: Network, provider: aws.Provider) -> None:
    discovery = next(
        (
            name
            for name, cluster in settings.clusters.items()
            if cluster.account == account and cluster.karpenter_discovery
        ),
        None,
    )
    shared = [tier for tier in _tiers(network.plan) if tier[0] in network.plan.shared_tiers]
    SharedSubnetTags(
        f"{account}-subnets",
        {
            "subnet_ids": {name: network.subnet_ids[name] for name, _, _ in shared},
            "tier_tags": tags.role_tags(shared, discovery),
        },
        pulumi.ResourceOptions(provider=provider, depends_on=list(network.ready)),
    )


def _cluster(
    name: str, settings: ClusterSettings, stack: StackSettings, network: Network, provider: aws.Provider
) -> None:
    from eks_shared_vpc import EksCluster  # a stack without clusters does not pay for importing what they need

    # Both are there: the settings were held against the network when they were loaded.
    node_tier = cast("str", network.plan.tier_for(TierUse.NODES, settings.node_tier))
    cluster_tier = cast("str", network.plan.tier_for(TierUse.CLUSTER, settings.cluster_tier))
    rules = settings.model_dump(
        mode="json",
        exclude={
            "account",
            "node_tier",
            "cluster_tier",
            "control_plane_zones",
            "kubeconfig_role",
            "karpenter_discovery",
        },
        exclude_none=True,
    )
    cluster = EksCluster(
        name,
        cast(
            Any,
            {
                **rules,
                "region": stack.region,
                "vpc_id": network.vpc_id,
                "cluster_subnet_ids": {
                    zone: each
                    for zone, each in network.subnet_ids[cluster_tier].items()
                    if zone in control_plane_zones(settings, network.plan)
                },
                "node_subnet_ids": network.subnet_ids[node_tier],
                "egress_ips": network.nat_public_ips,
                "kubeconfig_role_arn": _kubeconfig_role(settings, stack),
            },
        ),
        pulumi.ResourceOptions(provider=provider, depends_on=list(network.ready)),
    )
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


def _tiers(network: NetworkContract) -> list[tuple[str, str, str]]:
    return [(name, network.tiers[name].kind.value, network.tiers[name].use.value) for name in network.tier_order]
