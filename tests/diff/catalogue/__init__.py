"""Every meaning with the differences that give it, and the closest ones that do not, by what it is about."""

from tests.diff.catalogue import clusters, egress, endpoints, exposure, findings, nodes, resources, sharing, subnets
from tests.diff.catalogue.cases import Case

CASES: tuple[Case, ...] = (
    *subnets.CASES,
    *egress.CASES,
    *exposure.CASES,
    *sharing.CASES,
    *clusters.CASES,
    *nodes.CASES,
    *endpoints.CASES,
    *resources.CASES,
    *findings.CASES,
)
