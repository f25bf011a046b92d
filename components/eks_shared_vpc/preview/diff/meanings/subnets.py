"""The VPC, its zones and its subnets: what stands on them goes with them."""

from collections.abc import Iterable, Iterator

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import Graph, Resource

__all__ = ["MEANINGS", "zones_of"]

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
    replaced = [
        each
        for each in difference.of(SUBNET, Kind.REPLACE)
        if each.own and difference.remains(difference.before.graph.find(_vpc_id(each.before)))
    ]
    for (because, vpc), rows in _by_vpc(difference.before.graph, replaced).items():
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
    zones = {vpc.urn: zones_of(difference.after.graph, vpc) for vpc in difference.after.graph.of_type(VPC)}
    deleted = [
        each
        for each in difference.of(SUBNET, Kind.DELETE)
        if (vpc := difference.before.graph.find(each.resource.inputs.get("vpcId"))) is not None
        and _zone(each.resource) in zones.get(vpc.urn, ())
    ]
    for (_, vpc), rows in _by_vpc(difference.before.graph, deleted).items():
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
    for before, after in difference.kept(VPC):
        for zone in sorted(zones_of(difference.before.graph, before) - zones_of(difference.after.graph, after)):
            subnets = [each for each in _subnets(difference.before.graph, before) if _zone(each) == zone]
            names = ", ".join(each.name for each in subnets)
            yield Consequence(
                after,
                f"{zone} is lost: {names} {'goes' if len(subnets) == 1 else 'go'}{_standing(difference.before.graph, subnets)}",
                "first empty it: take the zone out of the node groups that name it, in every stack on this network",
            )


@meaning(MeaningLevel.NOTE, "facts 2.11")
def zone_added(difference: Difference) -> Iterator[Consequence]:
    """Control planes take no subnets in a zone that they were not created with; nodes can use it at once."""
    for before, after in difference.kept(VPC):
        if difference.remains(before):
            for zone in sorted(zones_of(difference.after.graph, after) - zones_of(difference.before.graph, before)):
                yield Consequence(after, f"{zone} is added; what is there in other zones stays where it is")


def zones_of(graph: Graph, vpc: Resource) -> frozenset[str]:
    """The zones that a VPC has subnets in."""
    return frozenset(_zone(each) for each in _subnets(graph, vpc))


def _subnets(graph: Graph, vpc: Resource) -> Iterator[Resource]:
    return (each for each in graph.of_type(SUBNET) if graph.find(each.inputs.get("vpcId")) == vpc)


def _zone(subnet: Resource) -> str:
    return str(subnet.inputs.get("availabilityZoneId") or subnet.inputs.get("availabilityZone") or "")


def _vpc_id(subnet: Resource | None) -> object:
    return subnet.inputs.get("vpcId") if subnet is not None else None


def _block(subnet: Resource | None) -> str:
    return str(subnet.inputs.get("cidrBlock", "")) if subnet is not None else ""


def _by_vpc(graph: Graph, changes: Iterable[Change]) -> dict[tuple[str, Resource | None], list[Change]]:
    found: dict[tuple[str, Resource | None], list[Change]] = {}
    for each in changes:
        vpc = graph.find(_vpc_id(each.before))
        found.setdefault((", ".join(each.because), vpc), []).append(each)
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
