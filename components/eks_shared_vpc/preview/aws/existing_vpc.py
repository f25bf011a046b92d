"""VPCs that a program uses and does not create: what the component ``ExistingVpc`` says of one, as resources."""

from collections.abc import Iterator, Mapping
from typing import Any

from eks_shared_vpc import tags
from eks_shared_vpc.preview.aws.described import DescribedSubnet, DescribedVpc, described_network
from eks_shared_vpc.preview.aws.values import is_known
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource

__all__ = ["existing_networks"]

COMPONENT = "eks-shared-vpc:index:ExistingVpc"
WAYS_OUT = {"public": "internet", "private": "nat", "isolated": "none"}
"""The way out of a tier's subnets, by the tier's kind."""


def existing_networks(graph: Graph) -> Iterator[tuple[Resource, Resource]]:
    """Each component that describes a VPC, and a resource of that VPC; what a recorded program declares itself is left out."""
    for component in graph.of_type(COMPONENT):
        contract = component.outputs.get("contract")
        vpc_id = contract.get("vpc_id", UNKNOWN) if isinstance(contract, Mapping) else UNKNOWN
        if isinstance(contract, Mapping) and is_known(vpc_id) and graph.find(vpc_id) is None:
            described = described_network(_described(contract, component, graph))
            yield from ((component, each) for each in described if graph.find(each.id) is None)


def _described(contract: Mapping[str, Any], component: Resource, graph: Graph) -> DescribedVpc:
    egress = contract.get("nat_public_ips") or {}
    return DescribedVpc(
        id=str(contract["vpc_id"]),
        region=str(contract["region"]),
        cidrs=tuple(map(str, contract["vpc_cidrs"])),
        dns=True,
        endpoints=tuple(contract.get("endpoints") or ()),
        subnets=tuple(each for each in _subnets(contract) if graph.find(each.id) is None),
        account=contract.get("owner_account") or component.account,
        ipv6=contract.get("ipv6") is True,
        egress={zone: str(each) for zone, each in egress.items() if is_known(each)},
        may_have_more=True,
    )


def _subnets(contract: Mapping[str, Any]) -> Iterator[DescribedSubnet]:
    for name in contract["tier_order"]:
        tier = contract["tiers"][name]
        for zone, each in tier["subnets"].items():
            if is_known(each.get("id", UNKNOWN)):
                table = each.get("route_table_id")
                yield DescribedSubnet(
                    id=str(each["id"]),
                    zone=zone,
                    cidr=str(each["cidr"]),
                    way_out=WAYS_OUT[tier["kind"]],
                    route_table_id=str(table) if table is not None and is_known(table) else "",
                    tags={tags.TIER: name, tags.USE: tier["use"]},
                )
