"""What interface endpoints need of their network: where they are, whose addresses they let in, and what that excludes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eks_shared_vpc.errors import Problem, nearest, problem
from eks_shared_vpc.network.contract import NetworkContract, TierKind, TierUse
from eks_shared_vpc.regions import service_name

if TYPE_CHECKING:
    from eks_shared_vpc.privatelink.spec import EndpointsSpec

__all__ = ["Placement", "check_on_network", "placement", "tier_of"]

BY_GATEWAY = frozenset({"s3", "dynamodb"})
"""Services that have gateway endpoints too, beside which an interface endpoint may be."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where endpoints are, and the addresses that they let in.

    Attributes:
        vpc_id: The VPC.
        subnets: Ids of the subnets of their interfaces, by zone id.
        clients: IPv4 blocks, by a name for each.
        ipv6_clients: IPv6 blocks, by a name for each.
    """

    vpc_id: Any
    subnets: Mapping[str, Any]
    clients: Mapping[str, Any]
    ipv6_clients: Mapping[str, Any]


def tier_of(endpoints: "EndpointsSpec", network: NetworkContract) -> str | None:
    """The tier of the interfaces: that asked for, or the first one that is neither public nor the control plane's, or else the nodes'."""
    if endpoints.tier is not None:
        return endpoints.tier if endpoints.tier in network.tiers else None
    inside = (
        name
        for name in network.tier_order
        if network.tiers[name].kind is not TierKind.PUBLIC and network.tiers[name].use is not TierUse.CLUSTER
    )
    return next(inside, network.tier_for(TierUse.NODES) or next(iter(network.tier_order), None))


def placement(endpoints: "EndpointsSpec", network: NetworkContract) -> Placement:
    """Where endpoints are in a network that suits them: its own blocks are clients besides those that are listed."""
    tier = tier_of(endpoints, network)
    six = {"vpc": network.vpc_ipv6_cidr} if endpoints.has_ipv6 and network.vpc_ipv6_cidr is not None else {}
    return Placement(
        vpc_id=network.vpc_id,
        subnets=network.tiers[tier].ids if tier else {},
        clients={**network.blocks, **endpoints.client_cidrs},
        ipv6_clients={**six, **endpoints.client_ipv6_cidrs},
    )


def check_on_network(endpoints: "EndpointsSpec", network: NetworkContract) -> Iterator[Problem]:
    """What endpoints need of the network that they are in, by paths that begin at them."""
    names = list(network.tier_order)
    if endpoints.tier is not None and endpoints.tier not in names:
        fix = f"write {nearest(endpoints.tier, names) or 'one of them'}"
        message = f"the network has no tier {endpoints.tier!r}"
        yield problem("unknown-tier", "tier", message, endpoints.tier, ", ".join(names), fix)
    if endpoints.has_ipv6 and not network.ipv6:
        yield problem(
            "endpoint-addresses",
            "ip_address_type",
            "the subnets have no IPv6 blocks for the endpoints' interfaces (facts 5.13)",
            endpoints.ip_address_type.value,
            "ipv4, or a network with ipv6: true",
            "add ipv6: true to the network, or remove ip_address_type",
        )
    for label in endpoints.client_cidrs:
        if label in network.blocks:
            message = "this is the name of the VPC's own block, which is a client anyway, and a name names a rule"
            yield problem("duplicate", f"client_cidrs.{label}", message, label, "names that differ", "rename it")
    there = {service_name(each, network.region): each for each in network.endpoints if each not in BY_GATEWAY}
    for index, service in enumerate(endpoints.services):
        if service_name(service, network.region) in there:
            yield problem(
                "endpoint-exists",
                f"services[{index}]",
                f"the network has an endpoint of {service} already, and two with private DNS conflict (facts 5.17)",
                service,
                "services without an endpoint",
                "remove it",
            )
