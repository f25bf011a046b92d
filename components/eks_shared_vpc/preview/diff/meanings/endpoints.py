"""Endpoints that are deleted, and what reached their service through them."""

from collections.abc import Iterator

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Changed, Difference
from eks_shared_vpc.preview.diff.snapshot import Reach
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []

_THROUGH_AN_ENDPOINT = ("interface endpoint", "gateway endpoint")


@rule(MeaningLevel.RED, "facts 4.1-4.8")
def endpoint_needed_removed(difference: Difference) -> Iterator[Remark]:
    """Nodes or pods reach the service through this endpoint, and have no other path to it."""
    for change, service, broken, _ in _removed(difference):
        if broken:
            yield Remark(
                change.view, f"{_who(broken)} will not reach {service}", advice(f"keep {service} among the endpoints")
            )


@rule(MeaningLevel.AMBER, "facts 6.11, 12.3, 12.7")
def endpoint_removed(difference: Difference) -> Iterator[Remark]:
    """Traffic uses another path, usually a NAT gateway that AWS charges by the GB; accounts not declared here may have none."""
    for change, service, broken, moved in _removed(difference):
        if not broken:
            how = f"{_who(moved)} will reach it by {moved[0].via}" if moved else "no declared cluster uses it"
            yield Remark(change.view, f"the endpoint of {service} is deleted: {how}")


def _removed(difference: Difference) -> Iterator[tuple[Changed[VpcEndpoint], str, list[Reach], list[Reach]]]:
    """Endpoints that are deleted; of what used each: what has no path any more, and what has another one."""
    after = {(each.cluster, each.subnet, each.who, each.need): each for each in difference.after.reaches}
    there = {_serves(each) for each in difference.after.model.all(VpcEndpoint)}
    deleted_vpcs = {each.view.urn for each in difference.of(Vpc, Kind.DELETE)}
    for change in difference.of(VpcEndpoint, Kind.DELETE, Kind.MOVE):
        endpoint = change.before
        if endpoint is None or _serves(endpoint) in there or _vpc_of(endpoint) in deleted_vpcs:
            continue
        used = [each for each in difference.before.reaches if _is_through(difference, each, endpoint)]
        now = [found for each in used if (found := after.get((each.cluster, each.subnet, each.who, each.need)))]
        broken = [each for each in now if each.is_blocked]
        yield change, endpoint.service, broken, [each for each in now if not each.is_blocked]


def _serves(endpoint: VpcEndpoint) -> tuple[str, str]:
    """What distinguishes endpoints: the VPC and the service."""
    return _vpc_of(endpoint), str(endpoint.service_name)


def _vpc_of(view: VpcEndpoint | Subnet) -> str:
    """The VPC of something, by its URN or else its id."""
    return view.vpc.urn if view.vpc is not None else str(view.vpc_id)


def _is_through(difference: Difference, reach: Reach, endpoint: VpcEndpoint) -> bool:
    """Whether something reaches a service through an endpoint."""
    if reach.need != endpoint.service or reach.via not in _THROUGH_AN_ENDPOINT:
        return False
    subnet = difference.before.graph.resources.get(reach.subnet)
    return subnet is not None and _vpc_of(difference.before.model.view(subnet, Subnet)) == _vpc_of(endpoint)


def _who(reaches: list[Reach]) -> str:
    clusters = sorted({each.cluster for each in reaches})
    return f"cluster {clusters[0]}" if len(clusters) == 1 else f"clusters {', '.join(clusters)}"
