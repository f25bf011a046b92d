"""What the preview finds and did not find, and the other way round."""

from dataclasses import replace

from eks_shared_vpc.preview.diff.snapshot import Snapshot
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph
from tests.catalogue.case import clean, found
from tests.catalogue.planting import The, renamed, with_inputs, without
from tests.catalogue.sides import Between, Side, in_world, nothing, plant, stack, world

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
    found(
        "new-error",
        "a zone loses its route",
        NO_ROUTE,
        "network-private-az1",
        says="no-route: node group dev-default in usw2-az1",
    ),
    found("new-error", "in the stack's file", Between(stack("dev"), also(Level.ERROR)), "dev", says="extra: something"),
    found(
        "new-error",
        "another kind at the same place",
        Between(
            also(Level.ERROR),
            lambda: replace(also(Level.ERROR)(), findings=(Finding("other", Level.ERROR, "dev", "else"),)),
        ),
        "dev",
        says="other: else",
    ),
    clean(
        "new-error",
        "it was there before",
        Between(
            stack("dev", without("Route network-private-az1-internet")),
            stack("dev", without("Route network-private-az1-internet"), with_inputs("Vpc network", tags={"a": "b"})),
        ),
    ),
    clean("new-error", "it is mended", NO_ROUTE.back()),
    clean("new-error", "a warning", NO_KUBE_PROXY),
    clean(
        "new-error",
        "it was there before, at a resource that is renamed with an alias",
        Between(world(BROKEN), world(BROKEN, renamed("Subnet private-az1", "core"))),
    ),
    found("new-warning", "an add-on is missing", NO_KUBE_PROXY, "cluster", says="addon-missing"),
    found("new-warning", "any other", Between(stack("dev"), also(Level.WARNING)), "dev", says="extra: something"),
    clean("new-warning", "a notice", Between(stack("dev"), also(Level.NOTICE))),
    clean("new-warning", "an error", Between(stack("dev"), also(Level.ERROR))),
    clean("new-warning", "it is mended", NO_KUBE_PROXY.back()),
    clean("new-warning", "an open API server, which another rule says", OPEN),
    clean("new-warning", "a path through another zone, which another rule says", CROSSING),
    found("mended", "a zone gets its route back", NO_ROUTE.back(), "dev", says="no longer reported: no-route"),
    found("mended", "a warning", NO_KUBE_PROXY.back(), "test", says="addon-missing"),
    clean("mended", "a new error", NO_ROUTE),
    clean("mended", "a notice", Between(also(Level.NOTICE), stack("dev"))),
    clean("mended", "the API server is closed, which another rule says", OPEN.back()),
    clean("mended", "the input is refused now", Between(also(Level.ERROR), refused)),
    found("nothing-to-compare-with", "a new stack", Between(nothing, stack("dev")), "dev", says="is new"),
    found(
        "nothing-to-compare-with",
        "it was refused before",
        Between(refused, stack("dev")),
        "dev",
        says="could not be previewed before: its input was refused",
    ),
    clean("nothing-to-compare-with", "it was there", SPOT),
    clean("nothing-to-compare-with", "it goes", Between(stack("dev"), nothing)),
)
