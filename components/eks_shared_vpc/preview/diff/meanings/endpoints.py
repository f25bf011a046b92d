"""Endpoints that go, and what reached its service through them."""

from collections.abc import Iterator

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.diff.snapshot import Reach
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.privatelink.services import short_name

__all__ = ["MEANINGS"]

VPC = "aws:ec2/vpc:Vpc"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_THROUGH_AN_ENDPOINT = ("interface endpoint", "gateway endpoint")


@meaning(MeaningLevel.RED, "facts 4.1-4.8")
def endpoint_needed_removed(difference: Difference) -> Iterator[Consequence]:
    """Nodes or pods reach the service through this endpoint, and have no other way."""
    for change, service, broken, _ in _removed(difference):
        if broken:
            yield Consequence(
                change.resource, f"{_who(broken)} will not reach {service}", f"keep {service} among the endpoints"
            )


@meaning(MeaningLevel.AMBER, "facts 6.11, 12.3, 12.7")
def endpoint_removed(difference: Difference) -> Iterator[Consequence]:
    """Traffic takes another way, usually a NAT gateway that charges by the GB; accounts not known here may have none."""
    for change, service, broken, moved in _removed(difference):
        if not broken:
            how = f"{_who(moved)} will reach it by {moved[0].via}" if moved else "nothing that is known here uses it"
            yield Consequence(change.resource, f"the endpoint of {service} goes: {how}")


def _removed(difference: Difference) -> Iterator[tuple[Change, str, list[Reach], list[Reach]]]:
    """Endpoints that go; of what used each: what has no way any more, and what has another."""
    after = {(each.cluster, each.subnet, each.who, each.need): each for each in difference.after.reaches}
    there = {_serves(difference.after.graph, each) for each in difference.after.graph.of_type(ENDPOINT)}
    for change in difference.of(ENDPOINT, Kind.DELETE, Kind.MOVE):
        vpc, name = _serves(difference.before.graph, change.before)
        if (vpc, name) in there or vpc in _deleted_vpcs(difference):
            continue
        service = short_name(name, change.resource.region or "")
        used = [
            each
            for each in difference.before.reaches
            if each.need == service and each.via in _THROUGH_AN_ENDPOINT and _vpc_of(difference, each) == vpc
        ]
        now = [found for each in used if (found := after.get((each.cluster, each.subnet, each.who, each.need)))]
        yield change, service, [each for each in now if each.blocked_by], [each for each in now if not each.blocked_by]


def _serves(graph: Graph, endpoint: Resource | None) -> tuple[str, str]:
    """What tells endpoints apart: the VPC, by its URN or else its id, and the service."""
    inputs = endpoint.inputs if endpoint is not None else {}
    vpc = graph.find(inputs.get("vpcId"))
    return vpc.urn if vpc is not None else str(inputs.get("vpcId")), str(inputs.get("serviceName"))


def _vpc_of(difference: Difference, reach: Reach) -> str:
    subnet = difference.before.graph.resources.get(reach.subnet)
    return _serves(difference.before.graph, subnet)[0]


def _deleted_vpcs(difference: Difference) -> set[str]:
    """Of these everything is said already, and nothing is left that could use an endpoint."""
    return {each.resource.urn for each in difference.of(VPC, Kind.DELETE)}


def _who(reaches: list[Reach]) -> str:
    clusters = sorted({each.cluster for each in reaches})
    return f"cluster {clusters[0]}" if len(clusters) == 1 else f"clusters {', '.join(clusters)}"


MEANINGS: tuple[MeaningRule, ...] = (endpoint_needed_removed, endpoint_removed)
