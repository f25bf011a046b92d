"""Who can reach what from outside, and what a single failure would take away."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph

__all__ = ["RULES"]

EVERYBODY = frozenset({"0.0.0.0/0", "::/0"})


@rule(Level.WARNING, "facts 3.3, 3.9")
def api_open_to_the_world(graph: Graph) -> Iterator[Violation]:
    """A public API endpoint without a list, or with 0.0.0.0/0 or ::/0 on it, answers everybody."""
    for cluster in graph.of_type("aws:eks/cluster:Cluster"):
        config = cluster.block("vpcConfig")
        if not config:
            continue  # not known before deployment
        listed = config.get("publicAccessCidrs") or ["0.0.0.0/0"]
        if config.get("endpointPublicAccess", True) and not EVERYBODY.isdisjoint(map(str, listed)):
            yield Violation(
                cluster,
                f"the API server of {cluster.name} answers the whole internet",
                "list the blocks of known clients in public_cidrs",
            )


@rule(Level.NOTICE, "facts 9.1, 9.5")
def single_nat_gateway(graph: Graph) -> Iterator[Violation]:
    """With one NAT gateway for several zones, a failure of its zone takes the egress of all, and most traffic pays to cross zones."""
    for gateway in graph.of_type("aws:ec2/natGateway:NatGateway"):
        if gateway.inputs.get("availabilityMode") == "regional":
            continue
        tables = {
            route.inputs.get("routeTableId")
            for route in graph.of_type("aws:ec2/route:Route")
            if graph.find(route.inputs.get("natGatewayId")) == gateway
        }
        if len(tables) > 1:
            yield Violation(
                gateway,
                f"{gateway.name} carries the egress of {len(tables)} zones: if its zone fails, all of them lose it",
                "nat: per-zone, where availability matters more than about 36.50 USD per zone and month",
            )


RULES: tuple[Rule, ...] = (api_open_to_the_world, single_nat_gateway)
