"""Everything that a difference can mean, by what it is about."""

from eks_shared_vpc.preview.diff.meaning import MeaningRule
from eks_shared_vpc.preview.diff.meanings import (
    api_access,
    clusters,
    egress,
    endpoints,
    findings,
    nodes,
    resources,
    security_groups,
    sharing,
    subnets,
)

__all__ = ["ALL_MEANINGS"]

ALL_MEANINGS: tuple[MeaningRule, ...] = (
    *subnets.MEANINGS,
    *egress.MEANINGS,
    *api_access.MEANINGS,
    *security_groups.MEANINGS,
    *sharing.MEANINGS,
    *clusters.MEANINGS,
    *nodes.MEANINGS,
    *endpoints.MEANINGS,
    *resources.MEANINGS,
    *findings.MEANINGS,
)
