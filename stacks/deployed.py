"""Another stack's network as it is deployed: held against the contract that this stack was planned with, and then used."""

from collections.abc import Mapping
from typing import Any

import pulumi

from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.errors import ContractMismatch, Problem, problem
from eks_shared_vpc.network.agreement import Uses, disagreements
from eks_shared_vpc.network.contract import NetworkContract, SubnetContract
from eks_shared_vpc.spec import read
from stacks.networks import NetworkReference
from stacks.plan import output_of

__all__ = ["deployed_network"]


class _Mismatch(ContractMismatch, Refused):
    """A contract mismatch that Pulumi prints without a traceback."""


def deployed_network(path: str, reference: NetworkReference, planned: NetworkContract, used: Uses) -> NetworkContract:
    """The planned contract with ids that are known once the other stack's outputs are.

    Args:
        path: Where the reference is in the stack file.
        reference: The reference.
        planned: The contract that this stack is planned with.
        used: What this stack uses of it: nothing else has an id.
    """
    stack = reference.stack
    full = stack if "/" in stack else f"{pulumi.get_organization()}/{pulumi.get_project()}/{stack}"
    output = output_of(reference.network)

    def agreeing(document: Any) -> NetworkContract:
        if document is None:
            raise _Mismatch([_not_up(path, full, output)])
        deployed = read(NetworkContract, document, f"{full}:{output}")
        problems = list(disagreements(planned, deployed, used, f"{full}:{output}"))
        if problems:
            raise _Mismatch(problems)
        return deployed

    # Every id passes through the comparison, so a network that is not the planned one stops the deployment.
    deployed = pulumi.StackReference(full).get_output(output).apply(agreeing)
    tiers = {
        name: tier.model_copy(update={"subnets": _subnets(name, tier.subnets, used, deployed)})
        for name, tier in planned.tiers.items()
    }
    return planned.model_copy(
        update={
            "vpc_id": deployed.apply(lambda network: network.vpc_id),
            "tiers": tiers,
            "nat_public_ips": {zone: _nat_public_ip(deployed, zone) for zone in used.egress_zones},
        }
    )


def _subnets(
    tier: str, planned: Mapping[str, SubnetContract], used: Uses, deployed: pulumi.Output[NetworkContract]
) -> Mapping[str, SubnetContract]:
    zones = used.subnets.get(tier, ())
    return {
        zone: each.model_copy(update={"id": _subnet_id(deployed, tier, zone) if zone in zones else None})
        for zone, each in planned.items()
    }


def _subnet_id(deployed: pulumi.Output[NetworkContract], tier: str, zone: str) -> pulumi.Output[str]:
    return deployed.apply(lambda network: str(network.tiers[tier].subnets[zone].id))


def _nat_public_ip(deployed: pulumi.Output[NetworkContract], zone: str) -> pulumi.Output[str]:
    return deployed.apply(lambda network: str(network.nat_public_ips[zone]))


def _not_up(path: str, stack: str, output: str) -> Problem:
    return problem(
        "network-not-up",
        f"{path}.stack",
        f"this stack has no output called {output}, so its network is not deployed yet",
        stack,
        "a stack that has its network up",
        f"pulumi up --stack {stack}, and then this stack",
    )
