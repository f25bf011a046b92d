"""Whether a deployed network still keeps what a stack was planned for: it may have grown, and what the stack uses is there.

A contract grows: a zone, a tier, a block, an endpoint or a principal more disturbs no one. So only what a stack uses has
to be in the deployed contract, and to be the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eks_shared_vpc.errors import Problem, problem
from eks_shared_vpc.network.contract import NetworkContract

__all__ = ["Uses", "disagreements"]

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Uses:
    """What a stack uses of a network that it does not own, besides its region, its owner and its blocks.

    Attributes:
        subnets: Zone ids of the subnets, by tier.
        egress_zones: Zones whose egress addresses it names.
        endpoints: Services whose endpoints it relies on.
        principals: The principals of the share that it relies on, by which it uses the tiers of ``subnets``.
        ipv6: Whether it needs the subnets' IPv6 blocks.
    """

    subnets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    egress_zones: Sequence[str] = ()
    endpoints: Sequence[str] = ()
    principals: Sequence[str] = ()
    ipv6: bool = False

    def of(self, contract: NetworkContract) -> Mapping[str, Any]:
        """The part of a contract that is used, in the contract's own form; ``None`` is a value that may be any."""
        tiers = {
            tier: {
                "kind": contract.tiers[tier].kind.value,
                "use": contract.tiers[tier].use.value,
                "subnets": {zone: {"cidr": contract.tiers[tier].subnets[zone].cidr} for zone in zones},
            }
            for tier, zones in self.subnets.items()
        }
        return {
            "region": contract.region,
            "owner_account": contract.owner_account,
            "vpc_cidrs": contract.vpc_cidrs,
            "tiers": tiers,
            "nat_public_ips": dict.fromkeys(self.egress_zones),
            "endpoints": dict.fromkeys(self.endpoints),
            "shared_with": self.principals,
            "shared_tiers": tuple(self.subnets) if self.principals else (),
            "ipv6": True if self.ipv6 else None,
        }


def disagreements(
    planned: NetworkContract, deployed: NetworkContract, used: Uses, path: str = "network"
) -> Iterator[Problem]:
    """Where a deployed network does not have, or has otherwise, what a stack uses of the network that it was planned for.

    Args:
        planned: The contract that the stack was planned with.
        deployed: The contract as the network's program exports it.
        used: What the stack uses.
        path: What the deployed contract is called: the beginning of each problem's path.
    """
    for where, ours, theirs in _apart(used.of(planned), deployed.model_dump(mode="json"), path):
        if theirs is _ABSENT:
            message = "the deployed network does not have this, which the stack was planned to use"
        else:
            message = f"the deployed network has {_shown(theirs)} where this stack was planned for {_shown(ours)}"
        yield problem(
            "contract-mismatch",
            where,
            message,
            None if theirs is _ABSENT else theirs,
            _shown(ours),
            "deploy the network's stack first, or bring its stack file or saved contract here up to date",
        )


def _apart(ours: Any, theirs: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Where one document does not hold another: every key and every item of ours, at any depth.

    Nothing on either side says nothing: it contradicts no value.
    """
    if theirs is _ABSENT:
        yield path, ours, theirs
    elif isinstance(ours, Mapping):
        for key, each in ours.items():
            yield from _apart(each, theirs.get(key, _ABSENT), f"{path}.{key}")
    elif isinstance(ours, tuple | list):
        if not set(ours) <= set(theirs):
            yield path, ours, theirs
    elif None not in (ours, theirs) and ours != theirs:
        yield path, ours, theirs


def _shown(value: Any) -> str:
    if value is None or isinstance(value, Mapping):
        return "what this stack was planned for"
    return (", ".join(map(str, value)) or "nothing") if isinstance(value, list | tuple) else str(value)
