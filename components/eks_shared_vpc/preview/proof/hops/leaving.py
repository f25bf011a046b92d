"""Leaving an interface: its security groups and its subnet's network ACL, then the subnet's routes."""

from eks_shared_vpc.preview.aws.security_group import (
    DeclaredGroup,
    SeparateEgressRule,
    SeparateIngressRule,
    group_called,
)
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.fixes import Add, Declare, Fix, Output, advice, fix
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import Flow, Port
from eks_shared_vpc.preview.proof.hops import network_acl, security_group
from eks_shared_vpc.preview.proof.hops.route_table import NO_ROUTE, by_routes
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Ends, Walk
from eks_shared_vpc.preview.proof.way_out import way_out

__all__ = ["admission", "barred_at_source", "leave"]

EGRESS_CLOSED = cause(
    "node-egress-closed",
    "The security groups of the nodes do not let them open connections. A group that Pulumi creates has no egress rule by default.",
    "facts 7.3, 7.14",
)


def leave(walk: Walk, flow: Flow) -> Path:
    """The way of a flow from its source on."""
    source = flow.source
    subnet = source.subnet
    if subnet is None:
        return unknown("subnet-unknown", f"{source.name} is known by its id only")
    family = flow.destination.family
    if family == 6 and not subnet.has_ipv6:  # noqa: PLR2004  # the family's name
        return refuted(NO_ROUTE, f"{subnet.name} has no IPv6 block", way_out(subnet, 6), hops=[subnet.name])
    path = by_routes(walk, flow, subnet).after(subnet.name)
    return barred_at_source(walk, flow, path)


def barred_at_source(walk: Walk, flow: Flow, path: Path) -> Path:
    """A path with what bars it where it starts: security groups, and the subnet's network ACL."""
    subnet = flow.source.subnet
    if subnet is None or path.outcome is Outcome.REFUTED:
        return path
    there = Ends(flow.destination, flow.groups, flow.lists, partly=flow.partly)
    return path.barred(_released(walk, flow, there), network_acl.out_of(walk, subnet, there, flow.port))


def _released(walk: Walk, flow: Flow, there: Ends) -> Stop | None:
    source = flow.source
    lets = security_group.releases(walk, source.groups, there, flow.port)
    if lets is True:
        return None
    if lets is UNKNOWN or not source.knows_groups:
        message = f"whether the security groups in {source.name} let {flow.port} out to {flow.label} is not known here"
        return Stop(Outcome.UNKNOWN, "security-group-unknown", message)
    message = f"no security group of the interfaces in {source.name} lets {flow.port} out to {flow.label}"
    everywhere = ["0.0.0.0/0"] if there.addresses.family == 4 else ["::/0"]  # noqa: PLR2004
    blocks = [str(each) for each in there.addresses.blocks()] if len(there.addresses.spans) == 1 else everywhere
    return Stop(Outcome.REFUTED, EGRESS_CLOSED, message, admission(walk, source.groups, blocks, flow.port, "egress"))


def admission(walk: Walk, groups: tuple[str, ...], blocks: list[str], port: Port, direction: str = "ingress") -> Fix:
    """Rules that admit some blocks to the first of some groups: in the way in which the group has its rules already."""
    group = next((found for each in groups if (found := group_called(walk.model, each)).is_known), None)
    if group is None:
        return advice(f"let {port} through a security group of theirs")
    changes: list[Add | Declare] = []
    for block in blocks:
        six = ":" in block
        if group.declared is not None and group.declared.inputs.says("ingress", "egress"):
            row = {"protocol": port.protocol, "from_port": port.number, "to_port": port.number}
            changes.append(
                Add(group.declared, direction, {**row, "ipv6_cidr_blocks" if six else "cidr_blocks": [block]})
            )
            continue
        owner = group.declared or group.owner
        if owner is None:
            continue
        kind = SeparateIngressRule if direction == "ingress" else SeparateEgressRule
        named = group.declared if isinstance(group.declared, DeclaredGroup) else Output(owner, group.output)
        row = {
            "security_group_id": named,
            "ip_protocol": port.protocol,
            "from_port": port.number,
            "to_port": port.number,
        }
        name = f"{owner.name}-{direction}-{port.number}-{block.replace('/', '-').replace(':', '-')}"
        changes.append(Declare(kind, name, owner, {**row, "cidr_ipv6" if six else "cidr_ipv4": block}))
    return fix(*changes)
