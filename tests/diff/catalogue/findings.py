"""What the preview finds and did not find, and the other way round."""

from dataclasses import replace

from eks_shared_vpc.preview.diff.meanings import findings as rules
from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.sides import Between, Side, in_world, nothing, plant, renamed, stack, world
from tests.faults.planting import The, with_inputs, without

NO_ROUTE = plant("dev", without("Route network-private-az1-internet"))
NO_KUBE_PROXY = in_world(without("Addon kube-proxy"))
SPOT = in_world(with_inputs("NodeGroup nodes", capacityType="SPOT"))
BROKEN = without("RouteTableAssociation association-private-az1")
OPEN = in_world(with_inputs("Cluster cluster", vpcConfig={"publicAccessCidrs": ["0.0.0.0/0"]}))
CROSSING = plant(
    "staging", with_inputs("Route network-private-az2-internet", natGatewayId=The("NatGateway network-nat-az3"))
)


def refused() -> Snapshot:
    """The stack's input was refused."""
    return Snapshot("dev", Graph(()), (Finding("zone-name", Level.ERROR, "network.zones", "no"),), refused=True)


def also(level: Level, where: str = "dev") -> Side:
    """The stack ``dev`` with one finding more."""

    def side() -> Snapshot:
        there = stack("dev")()
        return replace(there, findings=(*there.findings, Finding("extra", level, where, "something", "mend it")))

    return side


CASES = (
    meant(
        rules.new_error,
        "a zone loses its route",
        NO_ROUTE,
        "network-private-az1",
        says="no-route: node group dev-default in usw2-az1",
    ),
    meant(
        rules.new_error, "in the stack's file", Between(stack("dev"), also(Level.ERROR)), "dev", says="extra: something"
    ),
    meant(
        rules.new_error,
        "another kind at the same place",
        Between(
            also(Level.ERROR),
            lambda: replace(also(Level.ERROR)(), findings=(Finding("other", Level.ERROR, "dev", "else"),)),
        ),
        "dev",
        says="other: else",
    ),
    left_alone(
        rules.new_error,
        "it was there before",
        Between(
            stack("dev", without("Route network-private-az1-internet")),
            stack("dev", without("Route network-private-az1-internet"), with_inputs("Vpc network", tags={"a": "b"})),
        ),
    ),
    left_alone(rules.new_error, "it is mended", NO_ROUTE.back()),
    left_alone(rules.new_error, "a warning", NO_KUBE_PROXY),
    left_alone(
        rules.new_error,
        "it was there before, at a resource that is renamed with an alias",
        Between(world(BROKEN), world(BROKEN, renamed("Subnet private-az1", "core"))),
    ),
    meant(rules.new_warning, "an add-on is missing", NO_KUBE_PROXY, "cluster", says="addon-missing"),
    meant(rules.new_warning, "any other", Between(stack("dev"), also(Level.WARNING)), "dev", says="extra: something"),
    left_alone(rules.new_warning, "a notice", Between(stack("dev"), also(Level.NOTICE))),
    left_alone(rules.new_warning, "an error", Between(stack("dev"), also(Level.ERROR))),
    left_alone(rules.new_warning, "it is mended", NO_KUBE_PROXY.back()),
    left_alone(rules.new_warning, "an open API server, which another rule says", OPEN),
    left_alone(rules.new_warning, "a path through another zone, which another rule says", CROSSING),
    meant(rules.mended, "a zone gets its route back", NO_ROUTE.back(), "dev", says="not found any more: no-route"),
    meant(rules.mended, "a warning", NO_KUBE_PROXY.back(), "test", says="addon-missing"),
    left_alone(rules.mended, "a new error", NO_ROUTE),
    left_alone(rules.mended, "a notice", Between(also(Level.NOTICE), stack("dev"))),
    left_alone(rules.mended, "the API server is closed, which another rule says", OPEN.back()),
    left_alone(rules.mended, "the input is refused now", Between(also(Level.ERROR), refused)),
    meant(rules.nothing_to_compare_with, "a new stack", Between(nothing, stack("dev")), "dev", says="is new"),
    meant(
        rules.nothing_to_compare_with,
        "it was refused before",
        Between(refused, stack("dev")),
        "dev",
        says="could not be previewed before: its input was refused",
    ),
    left_alone(rules.nothing_to_compare_with, "it was there", SPOT),
    left_alone(rules.nothing_to_compare_with, "it goes", Between(stack("dev"), nothing)),
)
