"""Every fault, by what it is about."""

from tests.faults.catalogue import access, accounts, clusters, components, endpoints, order, routes, tiers
from tests.faults.planting import Fault

FAULTS: tuple[Fault, ...] = (
    *routes.FAULTS,
    *tiers.FAULTS,
    *endpoints.FAULTS,
    *access.FAULTS,
    *clusters.FAULTS,
    *accounts.FAULTS,
    *order.FAULTS,
    *components.FAULTS,
)
