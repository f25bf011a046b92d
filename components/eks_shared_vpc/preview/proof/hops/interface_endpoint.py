"""Interface endpoints as hops: with private DNS there is no other way to their service."""

from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.fixes import Change, Set, fix
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import Flow, Port, Source
from eks_shared_vpc.preview.proof.hops import security_group
from eks_shared_vpc.preview.proof.hops.leaving import admission, leave
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, Via, refuted, unknown
from eks_shared_vpc.preview.proof.policies import policy_allows
from eks_shared_vpc.preview.proof.walk import Walk, ends_of

__all__ = ["by_interface"]

CLOSED = cause(
    "endpoint-closed",
    "The endpoint's security groups do not let these clients in on the service's port, 443 as a rule. With private DNS there is no other way: a NAT gateway does not help.",
    "facts 4.37, 5.18",
)
POLICY = cause(
    "endpoint-policy", "The endpoint's policy does not allow what nodes or pods do through it.", "facts 4.32, 5.19"
)
WITHOUT_SUBNETS = cause(
    "endpoint-without-subnets", "An interface endpoint without a subnet has no address.", "facts 5.14"
)


def by_interface(
    walk: Walk,
    source: Source,
    subnet: Subnet,
    endpoint: VpcEndpoint,
    service: str,
    actions: tuple[str, ...],
    port: Port,
) -> Path:
    """To a service through an interface endpoint whose private DNS answers for it."""
    hops = (source.name, f"private DNS of {service}", f"interface endpoint {endpoint.name}")
    if not endpoint.subnets:
        message = f"the endpoint {endpoint.name} has no interface in any subnet"
        return refuted(WITHOUT_SUBNETS, message, fix(Set(endpoint, "subnet_ids", [subnet])), hops)
    key = (
        "interface",
        source,
        port,
        endpoint.all_group_ids,
        endpoint.says_groups,
        endpoint.groups_are_known,
        endpoint.subnets,
    )
    reached = walk.once(key, lambda: _reach(walk, source, subnet, endpoint, port))
    path = Path(
        Via.INTERFACE if reached.outcome is not Outcome.REFUTED else Via.NONE, hops, _renamed(reached.stopped, endpoint)
    )
    path = path.barred(*_policy(endpoint, actions))
    return Path(
        path.via, path.hops, path.stopped, _leaving(subnet, endpoint) if path.is_proved else "", reached.rests_on
    )


_ENDPOINT = "\0"
"""Stands for the endpoint's name in messages that all endpoints with the same groups and subnets share."""


def _renamed(stop: Stop | None, endpoint: VpcEndpoint) -> Stop | None:
    return (
        None if stop is None else Stop(stop.outcome, stop.id, stop.message.replace(_ENDPOINT, endpoint.name), stop.fix)
    )


def _reach(walk: Walk, source: Source, subnet: Subnet, endpoint: VpcEndpoint, port: Port) -> Path:
    """To the interfaces of endpoints that have these groups and subnets."""
    groups = endpoint.all_group_ids
    places = ends_of(endpoint.subnets, 4, groups)
    if places.knows_addresses and endpoint.subnets.all_declared:
        path = leave(walk, Flow(source, places.addresses, port, groups, label=f"the endpoint {_ENDPOINT}"))
    else:
        message = f"where the interfaces of the endpoint {_ENDPOINT} are is not known here"
        path = unknown("endpoint-unknown", message)
    return path.barred(_admitted(walk, source, subnet, endpoint, port))


def _admitted(walk: Walk, source: Source, subnet: Subnet, endpoint: VpcEndpoint, port: Port) -> Stop | None:
    groups = endpoint.all_group_ids
    mine = ends_of([subnet], 4, source.groups, knows_groups=source.knows_groups)
    called = mine.addresses.called()
    client = [called] if mine.knows_addresses else ["0.0.0.0/0"]
    lets = security_group.admits(walk, groups, mine, port)
    if lets is True:
        return None
    if not endpoint.says_groups and lets is False:
        message = f"the endpoint {_ENDPOINT} has no security group, so AWS uses the VPC's default group, which does not let {called} in"
        return Stop(Outcome.REFUTED, CLOSED, message, fix(*_own_group(endpoint, client, port)))
    if lets is UNKNOWN or not endpoint.groups_are_known:
        message = (
            f"whether a security group of the endpoint {_ENDPOINT} lets {called} of {source.name} in is not known here"
        )
        return Stop(Outcome.UNKNOWN, "security-group-unknown", message)
    message = f"no security group of the endpoint {_ENDPOINT} lets {called} of {source.name} in on {port}"
    return Stop(Outcome.REFUTED, CLOSED, message, admission(walk, groups, client, port))


def _own_group(endpoint: VpcEndpoint, client: list[str], port: Port) -> list[Change]:
    from eks_shared_vpc.preview.aws.security_group import DeclaredGroup  # noqa: PLC0415  # for this fix only
    from eks_shared_vpc.preview.fixes import Declare  # noqa: PLC0415

    rule = {"protocol": port.protocol, "from_port": port.number, "to_port": port.number, "cidr_blocks": client}
    group = Declare(
        DeclaredGroup, f"{endpoint.name}-clients", endpoint, {"vpc_id": endpoint.vpc, "ingress": [rule]}, (endpoint,)
    )
    return [group, Set(endpoint, "security_group_ids", [group.id])]


def _policy(endpoint: VpcEndpoint, actions: tuple[str, ...]) -> list[Stop]:
    lets = policy_allows(endpoint.policy, actions)
    if lets is True:
        return []
    if lets is UNKNOWN:
        message = f"the policy of the endpoint {endpoint.name} is known after deployment"
        return [Stop(Outcome.UNKNOWN, "endpoint-policy-unknown", message)]
    message = f"the policy of the endpoint {endpoint.name} does not allow {', '.join(actions)}"
    return [Stop(Outcome.REFUTED, POLICY, message, endpoint.allowing(actions))]


def _leaving(subnet: Subnet, endpoint: VpcEndpoint) -> str:
    zones = sorted({place.zone for place in endpoint.subnets})
    if subnet.zone in zones:
        return ""
    return f"to the endpoint {endpoint.name}, which has interfaces in {', '.join(zones)} only"
