"""The rules that every recorded graph is held against, by what they are about."""

from eks_shared_vpc.preview.findings import Rule
from eks_shared_vpc.preview.rules import (
    accounts,
    addresses,
    blocks,
    clusters,
    endpoints,
    exposure,
    gateways,
    groups,
    nodes,
    order,
    quotas,
    roles,
    shares,
    subnets,
)

__all__ = ["ALL_RULES"]

ALL_RULES: tuple[Rule, ...] = (
    *accounts.RULES,
    *addresses.RULES,
    *blocks.RULES,
    *clusters.RULES,
    *endpoints.RULES,
    *exposure.RULES,
    *gateways.RULES,
    *groups.RULES,
    *nodes.RULES,
    *order.RULES,
    *quotas.RULES,
    *roles.RULES,
    *shares.RULES,
    *subnets.RULES,
)
"""Every rule."""
