"""The network contract: what one stack exports of its network, and what another needs to put clusters on it.

One document, twice: *planned*, with all that shapes the graph and no ids, worked out of the stack file; and *deployed*,
with the ids, as the network's stack exports it. A participant may describe neither NAT gateways nor endpoints and sees
none of the owner's tags (facts 6.11, 6.18), so everything that it needs has to be in here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from eks_shared_vpc.errors import Problem
from eks_shared_vpc.network.plan import PRIMARY, NetworkPlan
from eks_shared_vpc.network.tiers import TierKind, TierUse
from eks_shared_vpc.spec import Spec
from stacks.settings import NetworkSettings

__all__ = ["NetworkContract", "SubnetContract", "TierContract", "disagreements", "planned_contract"]


class SubnetContract(Spec):
    """One subnet. What is known only after deployment is ``None`` in a planned contract."""

    cidr: str | None = None
    id: str | None = None
    arn: str | None = None
    route_table_id: str | None = None


class TierContract(Spec):
    """One tier, its subnets by zone id."""

    kind: TierKind
    use: TierUse
    subnets: Mapping[str, SubnetContract]


class NetworkContract(Spec):
    """A network, as those see it who put clusters on it.

    Attributes:
        version: Of this document's form; a reader refuses one that it does not know.
        region: The network's region.
        owner_account: Id of the account that owns it.
        vpc_id: The VPC.
        vpc_cidrs: Its IPv4 blocks, the primary one first; a block that IPAM allocates is known after deployment only.
        zones: The zone ids in use.
        tier_order: Names of the tiers in the order in which they were declared, which JSON's mappings do not keep.
        tiers: The tiers, by name.
        nat_public_ips: Where egress comes from, by zone id.
        ipv6: Whether every subnet has an IPv6 block too.
        endpoints: Interface endpoints, by service.
        shared_with: The principals that the subnets are shared with.
        shared_tiers: The tiers that are shared.
    """

    version: Literal[1] = 1
    region: str
    owner_account: str
    vpc_id: str | None = None
    vpc_cidrs: tuple[str, ...]
    zones: tuple[str, ...]
    tier_order: tuple[str, ...]
    tiers: Mapping[str, TierContract]
    nat_public_ips: Mapping[str, str | None]
    ipv6: bool = False
    endpoints: Mapping[str, str | None]
    shared_with: tuple[str, ...]
    shared_tiers: tuple[str, ...]

    def tier_for(self, use: TierUse, wanted: str | None = None) -> str | None:
        """The tier of that name, or else the first for that use; control planes fall back on the nodes' tier."""
        if wanted is not None:
            return wanted if wanted in self.tiers else None
        found = next((name for name in self.tier_order if self.tiers[name].use is use), None)
        return self.tier_for(TierUse.NODES) if found is None and use is TierUse.CLUSTER else found


def planned_contract(
    network: NetworkSettings, endpoints: Iterable[str], region: str, account_ids: Mapping[str, str]
) -> NetworkContract:
    """What is known of a network before it is deployed."""
    plan = network.plan
    blocks = {block.key: block.cidr for block in plan.blocks}
    tiers = {
        name: TierContract(
            kind=next(iter(row.values())).kind,
            use=next(iter(row.values())).use,
            subnets={
                zone: SubnetContract(
                    cidr=str(each.within(blocks[each.block] or "0.0.0.0/0"))
                    if blocks[each.block] or each.cidr
                    else None
                )
                for zone, each in row.items()
            },
        )
        for name, row in plan.subnets.items()
    }
    return NetworkContract(
        region=region,
        owner_account=account_ids[network.account],
        vpc_cidrs=tuple(str(block.cidr) for block in plan.blocks if block.cidr or block.key != PRIMARY),
        zones=tuple(next(iter(plan.subnets.values()))),
        tier_order=tuple(tiers),
        tiers=tiers,
        nat_public_ips=dict.fromkeys(_known_egress(network, plan)),
        ipv6=network.ipv6,
        endpoints=dict.fromkeys(endpoints),
        shared_with=tuple(account_ids.get(principal, principal) for principal in network.share_with),
        shared_tiers=shared_tiers(network, plan),
    )


def _known_egress(network: NetworkSettings, plan: NetworkPlan) -> list[str]:
    """Zones whose egress address is known once it is deployed; of an adopted one only a zonal gateway shows it."""
    return [zone for zone in plan.eip_zones if plan.nat_zones or zone not in network.eip_allocation_ids]


def shared_tiers(network: NetworkSettings, plan: NetworkPlan) -> tuple[str, ...]:
    """The tiers that are shared: those asked for, or else all but the public ones; none when there is no principal."""
    if not network.share_with:
        return ()
    closed = tuple(name for name, row in plan.subnets.items() if next(iter(row.values())).kind is not TierKind.PUBLIC)
    return closed if network.share_tiers is None else network.share_tiers


def disagreements(planned: NetworkContract, deployed: NetworkContract, stack: str) -> Iterator[Problem]:
    """Where a deployed network is not the one that this stack was planned for.

    Endpoints and sharing may have grown meanwhile; all else shaped this stack's resources and has to be the same.
    """
    for path, ours, theirs in _compared(planned, deployed):
        if ours != theirs:
            yield Problem(
                "contract-mismatch",
                f"{stack}:network.{path}",
                f"the deployed network has {_shown(theirs)} where this stack was planned for {_shown(ours)}",
                theirs,
                _shown(ours),
                "deploy the network's stack first, or bring its stack file or saved contract here up to date",
            )


def _compared(planned: NetworkContract, deployed: NetworkContract) -> Iterator[tuple[str, object, object]]:
    for name in ("region", "owner_account", "zones", "ipv6"):
        yield name, getattr(planned, name), getattr(deployed, name)
    cidrs = planned.vpc_cidrs
    yield "vpc_cidrs", cidrs, deployed.vpc_cidrs[-len(cidrs) :] if cidrs else ()  # an IPAM block is not among ours
    yield "tiers", sorted(planned.tiers), sorted(deployed.tiers)
    for name in sorted(planned.tiers.keys() & deployed.tiers.keys()):
        mine, other = planned.tiers[name], deployed.tiers[name]
        yield f"tiers.{name}.kind", mine.kind.value, other.kind.value
        yield f"tiers.{name}.use", mine.use.value, other.use.value
        yield f"tiers.{name}.zones", sorted(mine.subnets), sorted(other.subnets)
        for zone in sorted(mine.subnets.keys() & other.subnets.keys()):
            if mine.subnets[zone].cidr:
                yield f"tiers.{name}.{zone}.cidr", mine.subnets[zone].cidr, other.subnets[zone].cidr
    yield "nat_public_ips", sorted(planned.nat_public_ips), sorted(deployed.nat_public_ips)
    for name, ours, theirs in (
        ("endpoints", list(planned.endpoints), list(deployed.endpoints)),
        ("shared_with", list(planned.shared_with), list(deployed.shared_with)),
        ("shared_tiers", list(planned.shared_tiers), list(deployed.shared_tiers)),
    ):
        yield name, sorted(ours), sorted(theirs if not set(ours) <= set(theirs) else ours)  # more than planned is fine


def _shown(value: object) -> str:
    return (", ".join(map(str, value)) or "nothing") if isinstance(value, list | tuple) else str(value)
