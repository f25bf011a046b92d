"""The VPC, its zones and its subnets: what is in them has to be recreated with them."""

from collections.abc import Iterable, Iterator

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.subnet import Subnet, subnets_of
from eks_shared_vpc.preview.aws.usage import users_of
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Changed, Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []


@rule(MeaningLevel.RED, "facts 1.1, 2.11, 6.17")
def vpc_replaced(difference: Difference) -> Iterator[Remark]:
    """Everything in a VPC is recreated with it, and AWS deletes no VPC that still has resources in it."""
    for each in difference.of(Vpc, Kind.REPLACE, Kind.DELETE):
        what = "is deleted" if each.kind is Kind.DELETE else f"is replaced, because of {each.because}"
        yield Remark(
            each.view,
            f"VPC {each.name} {what}: everything in it has to be deleted first, and a cluster cannot move to another VPC",
        )


@rule(MeaningLevel.RED, "facts 1.20, 6.17")
def subnet_replaced(difference: Difference) -> Iterator[Remark]:
    """A subnet's block and zone cannot change: the subnet is replaced, and all network interfaces in it are deleted first."""
    replaced = [
        each for each in difference.of(Subnet, Kind.REPLACE) if each.change.own and _vpc_remains(difference, each)
    ]
    for (because, vpc), rows in _by_vpc(replaced).items():
        used = _in_use(difference, [row.before for row in rows if row.before])
        moves = ", ".join(f"{row.name} ({_block(row.before)} to {_block(row.after)})" for row in rows)
        yield Remark(
            vpc or rows[0].view,
            f"{_counted(len(rows), 'subnet')} replaced, because of {because}: {moves}{used}",
            advice("append to the plan instead: zones, tiers and secondary blocks can be added without moving a block"),
        )


@rule(MeaningLevel.RED, "facts 6.17, 1.20")
def subnet_deleted(difference: Difference) -> Iterator[Remark]:
    """AWS rejects the deletion of a subnet while a network interface is in it, in whichever account."""
    lost = {(vpc, zone) for vpc, _, zone in _lost_zones(difference)}
    deleted = [
        each
        for each in difference.of(Subnet, Kind.DELETE)
        if _vpc_remains(difference, each) and (each.view.vpc, each.view.zone) not in lost
    ]
    for (_, vpc), rows in _by_vpc(deleted).items():
        names = ", ".join(row.name for row in rows)
        used = _in_use(difference, [row.view for row in rows])
        yield Remark(
            vpc or rows[0].view,
            f"{_counted(len(rows), 'subnet')} deleted: {names}{used}",
            advice("first move what has addresses in them"),
        )


@rule(MeaningLevel.RED, "facts 6.17, 9.1")
def zone_lost(difference: Difference) -> Iterator[Remark]:
    """All that runs in a zone is deleted before its subnets are, and the other zones have to carry its load."""
    for before, after, zone in _lost_zones(difference):
        subnets = [each for each in subnets_of(before) if each.zone == zone]
        names = ", ".join(each.name for each in subnets)
        are = "is" if len(subnets) == 1 else "are"
        yield Remark(
            after,
            f"{zone} has no subnets any more: {names} {are} deleted{_in_use(difference, subnets)}",
            advice("first empty it: remove the zone from the node groups that name it, in every stack on this network"),
        )


@rule(MeaningLevel.NOTE, "facts 2.11")
def zone_added(difference: Difference) -> Iterator[Remark]:
    """A control plane accepts no subnets in a zone that it was not created in; nodes can use the zone at once."""
    for before, after in difference.remaining(Vpc):
        for zone in sorted(_zones(after) - _zones(before)):
            yield Remark(after, f"{zone} is added; subnets in other zones keep their blocks")


def _lost_zones(difference: Difference) -> Iterator[tuple[Vpc, Vpc, str]]:
    """The zones in which a VPC that remains has no subnets any more: the VPC before and after, and the zone."""
    for before, after in difference.remaining(Vpc):
        for zone in sorted(_zones(before) - _zones(after)):
            yield before, after, zone


def _zones(vpc: Vpc) -> frozenset[str]:
    return frozenset(each.zone for each in subnets_of(vpc)) - {""}


def _vpc_remains(difference: Difference, change: Changed[Subnet]) -> bool:
    """Whether the VPC of a subnet remains; one that is known by its id only is not touched."""
    vpc = change.before.vpc if change.before is not None else None
    return vpc is None or difference.remains(vpc)


def _block(subnet: Subnet | None) -> str:
    block = subnet.ipv4 if subnet is not None else None
    return "known after deployment" if block is UNKNOWN else str(block or "")


def _by_vpc(changes: Iterable[Changed[Subnet]]) -> dict[tuple[str, Vpc | None], list[Changed[Subnet]]]:
    found: dict[tuple[str, Vpc | None], list[Changed[Subnet]]] = {}
    for each in changes:
        found.setdefault((each.because, each.before.vpc if each.before else None), []).append(each)
    return found


def _in_use(difference: Difference, subnets: list[Subnet]) -> str:
    """What is known to be in some subnets before the change, as the end of a sentence."""
    found = list(users_of(difference.before.model, subnets))
    return f"; in use by {', '.join(found)}" if found else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun} is" if number == 1 else f"{number} {noun}s are"
