"""The VPC, its zones and its subnets: what stands on them goes with them."""

from collections.abc import Iterable, Iterator

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import UNKNOWN, Graph, Resource

__all__ = ["MEANINGS", "zone_of"]

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"


@meaning(MeaningLevel.RED, "facts 1.1, 2.11, 6.17")
def vpc_replaced(difference: Difference) -> Iterator[Consequence]:
    """Everything in a VPC is made anew with it, and AWS deletes none in which something is left."""
    for each in difference.of(VPC, Kind.REPLACE, Kind.DELETE):
        what = "is deleted" if each.kind is Kind.DELETE else f"is replaced, because of {', '.join(each.because)}"
        yield Consequence(
            each.resource,
            f"VPC {each.resource.name} {what}: with it goes everything that stands in it, and no cluster moves to another",
        )


@meaning(MeaningLevel.RED, "facts 1.20, 6.17")
def subnet_replaced(difference: Difference) -> Iterator[Consequence]:
    """A subnet's block and zone cannot be changed: it is made anew, and all that has an address in it has to leave first."""
    replaced = [each for each in difference.of(SUBNET, Kind.REPLACE) if each.own and _vpc_remains(difference, each)]
    for (because, vpc), rows in _by_vpc(difference, replaced).items():
        standing = _standing(difference.before.graph, [row.before for row in rows if row.before])
        moves = ", ".join(f"{row.resource.name} ({_block(row.before)} to {_block(row.after)})" for row in rows)
        yield Consequence(
            vpc or rows[0].resource,
            f"{_counted(len(rows), 'subnet')} replaced, because of {because}: {moves}{standing}",
            "append to the plan instead: zones, tiers and secondary blocks can be added without moving a block",
        )


@meaning(MeaningLevel.RED, "facts 6.17, 1.20")
def subnet_deleted(difference: Difference) -> Iterator[Consequence]:
    """AWS refuses to delete a subnet while anything has an address in it, in whichever account."""
    lost = {(vpc.urn, zone) for vpc, _, zone in _lost_zones(difference)}
    deleted = [
        each
        for each in difference.of(SUBNET, Kind.DELETE)
        if _vpc_remains(difference, each)
        and not ((vpc := _vpc(difference, each)) is not None and (vpc.urn, zone_of(each.resource)) in lost)
    ]
    for (_, vpc), rows in _by_vpc(difference, deleted).items():
        names = ", ".join(row.resource.name for row in rows)
        standing = _standing(difference.before.graph, [row.resource for row in rows])
        yield Consequence(
            vpc or rows[0].resource,
            f"{_counted(len(rows), 'subnet')} deleted: {names}{standing}",
            "first move what has addresses there",
        )


@meaning(MeaningLevel.RED, "facts 6.17, 9.1")
def zone_lost(difference: Difference) -> Iterator[Consequence]:
    """All that runs in a zone has to leave it before its subnets can be deleted, and the other zones have to bear it."""
    for before, after, zone in _lost_zones(difference):
        subnets = [each for each in _subnets(difference.before.graph, before) if zone_of(each) == zone]
        names = ", ".join(each.name for each in subnets)
        yield Consequence(
            after,
            f"{zone} is lost: {names} {'goes' if len(subnets) == 1 else 'go'}{_standing(difference.before.graph, subnets)}",
            "first empty it: take the zone out of the node groups that name it, in every stack on this network",
        )


@meaning(MeaningLevel.NOTE, "facts 2.11")
def zone_added(difference: Difference) -> Iterator[Consequence]:
    """Control planes take no subnets in a zone that they were not created with; nodes can use it at once."""
    for before, after in _remaining(difference):
        for zone in sorted(_zones(difference.after.graph, after) - _zones(difference.before.graph, before)):
            yield Consequence(after, f"{zone} is added; what is there in other zones stays where it is")


def zone_of(subnet: Resource | None) -> str:
    """The zone that a subnet is in; an empty text if that is not known here."""
    inputs = subnet.inputs if subnet is not None else {}
    zone = str(inputs.get("availabilityZoneId") or inputs.get("availabilityZone") or "")
    return "" if UNKNOWN in zone else zone


def _remaining(difference: Difference) -> Iterator[tuple[Resource, Resource]]:
    """The VPCs that stay; of one that is made anew everything is said already."""
    return ((before, after) for before, after in difference.kept(VPC) if difference.remains(before))


def _lost_zones(difference: Difference) -> Iterator[tuple[Resource, Resource, str]]:
    """The zones that VPCs have no subnets in any more: the VPC before and after, and the zone."""
    for before, after in _remaining(difference):
        for zone in sorted(_zones(difference.before.graph, before) - _zones(difference.after.graph, after)):
            yield before, after, zone


def _zones(graph: Graph, vpc: Resource) -> frozenset[str]:
    return frozenset(zone_of(each) for each in _subnets(graph, vpc)) - {""}


def _subnets(graph: Graph, vpc: Resource) -> Iterator[Resource]:
    return (each for each in graph.of_type(SUBNET) if graph.find(each.inputs.get("vpcId")) == vpc)


def _vpc(difference: Difference, change: Change) -> Resource | None:
    """The VPC of a subnet, if it is declared."""
    return difference.before.graph.find(change.before.inputs.get("vpcId")) if change.before is not None else None


def _vpc_remains(difference: Difference, change: Change) -> bool:
    """Whether the VPC of a subnet stays; one that is known by its id only is not touched."""
    vpc = _vpc(difference, change)
    return vpc is None or difference.remains(vpc)


def _block(subnet: Resource | None) -> str:
    return str(subnet.inputs.get("cidrBlock", "")) if subnet is not None else ""


def _by_vpc(difference: Difference, changes: Iterable[Change]) -> dict[tuple[str, Resource | None], list[Change]]:
    found: dict[tuple[str, Resource | None], list[Change]] = {}
    for each in changes:
        found.setdefault((", ".join(each.because), _vpc(difference, each)), []).append(each)
    return found


def _standing(graph: Graph, subnets: Iterable[Resource]) -> str:
    """What is known to stand in some subnets, as the end of a sentence."""
    wanted = set(subnets)
    found = [
        each
        for each in (
            *graph.of_type("aws:eks/cluster:Cluster"),
            *graph.of_type("aws:eks/nodeGroup:NodeGroup"),
            *graph.of_type("aws:ec2/natGateway:NatGateway"),
        )
        if wanted & {*graph.referred(each.block("vpcConfig").get("subnetIds") or each.inputs.get("subnetIds"))}
        or graph.find(each.inputs.get("subnetId")) in wanted
    ]
    words = {"Cluster": "cluster", "NodeGroup": "node group", "NatGateway": "NAT gateway"}
    return f"; there stand {', '.join(f'{words[each.kind]} {each.name}' for each in found)}" if found else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"


MEANINGS: tuple[MeaningRule, ...] = (vpc_replaced, subnet_replaced, subnet_deleted, zone_lost, zone_added)
