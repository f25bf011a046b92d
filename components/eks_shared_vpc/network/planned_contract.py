"""The contract of a network before it is deployed: all that shapes resources, and no ids."""

from typing import TYPE_CHECKING

from eks_shared_vpc.network.contract import NetworkContract, SubnetContract, TierContract
from eks_shared_vpc.network.plan import PRIMARY, SubnetPlan

if TYPE_CHECKING:
    from eks_shared_vpc.network.spec import NetworkSpec  # which has its contract, and imports this module for it

__all__ = ["planned_contract"]


def planned_contract(spec: "NetworkSpec", region: str) -> NetworkContract:
    """What is known of a network before it is deployed; who owns it and whom it is shared with is not the network's to say."""
    plan = spec.plan
    blocks = {block.key: block.cidr for block in plan.blocks}

    def cidr(subnet: SubnetPlan) -> str | None:
        block = blocks[subnet.block]
        return str(subnet.within(block)) if block else str(subnet.cidr) if subnet.cidr else None

    tiers = {
        name: TierContract(
            kind=next(iter(row.values())).kind,
            use=next(iter(row.values())).use,
            subnets={zone: SubnetContract(cidr=cidr(each)) for zone, each in row.items()},
        )
        for name, row in plan.subnets.items()
    }
    return NetworkContract(
        region=region,
        vpc_cidrs=tuple(str(block.cidr) for block in plan.blocks if block.cidr or block.key != PRIMARY),
        zones=tuple(next(iter(plan.subnets.values()))),
        tier_order=tuple(tiers),
        tiers=tiers,
        nat_public_ips=dict.fromkeys(_known_egress(spec)),
        ipv6=spec.ipv6,
    )


def _known_egress(spec: "NetworkSpec") -> list[str]:
    """Zones whose egress address is known once it is deployed; of an adopted one only a zonal gateway shows it."""
    plan = spec.plan
    return [zone for zone in plan.eip_zones if plan.nat_zones or zone not in spec.eip_allocation_ids]
