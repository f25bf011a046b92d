"""What can stop a path: the ids of the proof's findings, with why each matters."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CAUSES", "Cause"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A kind of obstacle.

    Attributes:
        why: What goes wrong because of it.
        facts: What the judgement rests on.
    """

    why: str
    facts: str


CAUSES: Mapping[str, Cause] = {
    "api-server-closed": Cause(
        "The security groups between nodes and control plane do not let TCP 443 through, so nodes never register.",
        "facts 7.3, 7.6",
    ),
    "cluster-in-another-vpc": Cause(
        "Nodes have to be in the VPC of their cluster: EKS has no cluster over several VPCs.", "facts 2.1, 6.27"
    ),
    "egress-address-not-listed": Cause(
        "With a public endpoint only, the address that nodes come from has to be on its list, or they never join.",
        "facts 3.6",
    ),
    "egress-address-unknown": Cause(
        "With a public endpoint only, the addresses that nodes come from have to be on its list, and here nobody knows them in advance.",
        "facts 1.85, 3.6",
    ),
    "endpoint-closed": Cause(
        "The endpoint's security groups do not let these clients in on 443. With private DNS on there is no other way: a NAT gateway does not help.",
        "facts 4.37, 5.18",
    ),
    "endpoint-policy": Cause(
        "The endpoint's policy does not allow what nodes or pods have to do through it.", "facts 4.32, 5.19"
    ),
    "endpoint-without-private-dns": Cause(
        "Clients ask for the service's public name; without private DNS that does not lead to the endpoint.",
        "facts 5.15, 5.16",
    ),
    "endpoint-without-subnets": Cause("An interface endpoint without a subnet has no address.", "facts 5.14"),
    "gateway-endpoint-not-on-route-table": Cause(
        "A gateway endpoint serves the subnets of the route tables that it is on, and no others.", "facts 4.33"
    ),
    "kubelet-closed": Cause(
        "The control plane cannot reach the kubelets on 10250: logs, exec and webhooks fail.", "facts 7.3"
    ),
    "nat-without-internet": Cause(
        "A NAT gateway is a way out only if its own subnet has a route to the VPC's internet gateway.",
        "facts 1.24, 1.80, 1.87",
    ),
    "network-acl": Cause(
        "A network ACL has no memory: it has to let the answers through as well, on ports 1024 to 65535.", "facts 1.61"
    ),
    "no-api-endpoint": Cause("A cluster without an API endpoint is refused.", "facts 3.5"),
    "no-public-address": Cause(
        "A route to an internet gateway serves only interfaces that have a public address.", "facts 2.14, 3.2"
    ),
    "no-route": Cause("There is neither an endpoint of the service nor a route to the internet.", "facts 2.17, 4.28"),
    "node-egress-closed": Cause(
        "The nodes' security groups do not let them open connections on 443. A group made by Pulumi lets nothing out unless it says so.",
        "facts 7.3, 7.14",
    ),
    "route-to-nothing": Cause("The route names a gateway that is not there or not attached to this VPC.", "facts 1.87"),
    "vpc-dns-off": Cause(
        "Without both DNS attributes neither the private API endpoint nor private DNS of endpoints resolves.",
        "facts 1.40, 2.8, 5.16",
    ),
    "vpc-unknown": Cause(
        "The VPC of these subnets is not in the graph, so nothing can be proved about it.", "design section 5"
    ),
}
"""Every obstacle, by the id of its finding."""
