"""The network contract with the ids of what was deployed, as the stack exports it."""

from typing import Any

from eks_shared_vpc import PrivateLinkEndpoints, SharedVpc
from eks_shared_vpc.network.contract import NetworkContract

__all__ = ["deployed_contract"]


def deployed_contract(
    planned: NetworkContract, vpc: SharedVpc, endpoints: PrivateLinkEndpoints | None
) -> dict[str, Any]:
    """The document that other stacks read; its form is :class:`NetworkContract`."""
    document = planned.model_dump(mode="json")
    secondary = [str(block) for block in vpc.blocks]
    return {
        **document,
        "vpc_id": vpc.vpc_id,
        "vpc_cidrs": [vpc.cidr_block, *secondary],
        "nat_public_ips": vpc.egress_ips,
        "endpoints": {service: each.id for service, each in endpoints.endpoints.items()} if endpoints else {},
        "tiers": {
            name: {
                **document["tiers"][name],
                "subnets": {
                    zone: {
                        "id": each.id,
                        "arn": each.arn,
                        "cidr": each.cidr_block,
                        "route_table_id": vpc.route_table_of(name, zone).id,
                    }
                    for zone, each in row.items()
                },
            }
            for name, row in vpc.subnets.items()
        },
    }
