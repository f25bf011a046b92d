"""What has to be there first is waited for, by edges and not by luck; destroying goes the same edges in reverse."""

from collections.abc import Iterator, Sequence

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.addon import Addon
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.share import admissions_of, shares_of
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.subnet_users import network_not_waited_for, participants
from eks_shared_vpc.preview.fixes import Fix, StopWaiting, WaitFor, advice, fix
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

Nodes = NodeGroup | FargateProfile
BEFORE_NODES = ("vpc-cni", "kube-proxy")
"""Add-ons without which no node becomes ready (facts 11.11)."""


@rule(Level.ERROR, "facts 6.8c; engine-facts 11.2")
def share_not_waited_for(model: Model) -> Iterator[Remark]:
    """The id of a subnet is known before the subnet is shared: what a participant creates in it has to wait for the associations of the subnet and of the principal."""
    for each, subnets in participants(model):
        missing = list(dict.fromkeys(row for subnet in subnets for row in _unshared(each, subnet)))
        if missing:
            message = f"{each.kind} {each.name} does not wait for {missing[0].kind} {missing[0].name}{_more(missing)}"
            yield Remark(each, message, fix(WaitFor(each, tuple(missing))))


@rule(Level.NOTICE, "facts 2.8, 2.17; design rule 8")
def cluster_before_network(model: Model) -> Iterator[Remark]:
    """Nodes cannot join while routes or endpoints of their subnets are missing. AWS creates these in less time than a cluster, but without an edge they are deleted before the nodes."""
    for cluster in model.all(Cluster):
        reported: set[View] = set()  # what the cluster does not wait for is not reported again of its nodes
        users: list[tuple[View, Sequence[Subnet]]] = [(cluster, cluster.subnets.declared)]
        users += [(each, each.subnets.declared) for each in _nodes(cluster)]
        for each, subnets in users:
            rows = network_not_waited_for(each, subnets)
            missing = [row for row in rows if row not in reported and _could_wait(each, row)]
            reported.update(missing)
            if missing:
                message = f"{each.name} does not wait for {missing[0].kind} {missing[0].name}{_more(missing)}"
                yield Remark(each, message, fix(WaitFor(each, tuple(missing))))


@rule(Level.ERROR, "facts 11.11; design rule 8")
def nodes_before_addons(model: Model) -> Iterator[Remark]:
    """Nodes become ready only with the VPC CNI and kube-proxy; a cluster that begins without them gets them from its add-ons."""
    for cluster in model.all(Cluster):
        if cluster.begins_with_addons is not False:
            continue
        addons = [each for each in cluster.of(Addon) if each.addon_name in BEFORE_NODES and each.stack == cluster.stack]
        for nodes in _nodes(cluster):
            missing = [each for each in addons if not nodes.waits_for(each)]
            if missing:
                names = " and ".join(str(each.addon_name) for each in missing)
                message = f"the nodes of {nodes.name} do not wait for the add-on {names}"
                yield Remark(nodes, message, _waiting_for(nodes, missing))


@rule(Level.WARNING, "facts 11.11; design rule 8")
def coredns_before_nodes(model: Model) -> Iterator[Remark]:
    """The add-on CoreDNS becomes active when a node runs it: without one it is degraded, and its creation fails after twenty minutes."""
    for cluster in model.all(Cluster):
        usable = [each for each in _nodes(cluster) if _runs_coredns(each)]
        for addon in cluster.of(Addon) if cluster.is_auto_mode is False else ():
            if addon.addon_name != "coredns" or not usable or any(map(addon.waits_for, usable)):
                continue
            how = _after_nodes(addon, usable)
            if how is not None:
                yield Remark(addon, f"{addon.name}, the add-on coredns of {cluster.name}, waits for no nodes", how)


def _nodes(cluster: Cluster) -> list[Nodes]:
    """The node groups and Fargate profiles of a cluster that its own program declares."""
    rows: list[Nodes] = [*cluster.of(NodeGroup), *cluster.of(FargateProfile)]
    return [each for each in rows if each.stack == cluster.stack]


def _unshared(user: View, subnet: Subnet) -> Iterator[View]:
    """What shares a subnet with the account of its user, and is not waited for."""
    if not user.is_foreign_to(subnet) or user.stack != subnet.stack:
        return
    for share in shares_of(subnet):
        yield from (row for row in (share, *admissions_of(share, user.account)) if _could_wait(user, row))


def _could_wait(user: View, row: View) -> bool:
    """Whether a resource does not wait for another one of its stack, and could: that one does not wait for it."""
    return user.stack == row.stack and not user.waits_for(row) and not row.waits_for(user) and user is not row


def _waiting_for(nodes: Nodes, addons: Sequence[Addon]) -> Fix:
    """Nodes after add-ons, which then do not wait for the nodes."""
    first = [each for each in addons if not each.waits_for(nodes)]
    turned = [each for each in addons if nodes.urn in each.resource.dependencies]
    if len(first) + len(turned) < len(addons):
        return advice("create the add-ons without edges to the nodes, and let the nodes wait for them")
    return fix(*(StopWaiting(each, nodes) for each in turned), WaitFor(nodes, (*first, *turned)))


def _runs_coredns(nodes: Nodes) -> bool:
    return isinstance(nodes, FargateProfile) or not (nodes.is_tainted or nodes.is_windows)


def _after_nodes(addon: Addon, usable: Sequence[Nodes]) -> Fix | None:
    """The add-on after nodes; none where the add-on is a component's, and its nodes are declared beside the component."""
    component = addon.model.graph.resources.get(addon.resource.parent)
    inside = set(addon.model.graph.descendants(component)) if component is not None and component.parent else None
    near = [each for each in usable if inside is None or each.resource in inside]
    free = [each for each in near if not each.waits_for(addon)]
    if free:
        return fix(WaitFor(addon, tuple(free)))
    turned = [each for each in near if addon.urn in each.resource.dependencies]
    return fix(*(StopWaiting(each, addon) for each in turned), WaitFor(addon, tuple(turned))) if turned else None


def _more(rows: Sequence[View]) -> str:
    return f" and {len(rows) - 1} more" if len(rows) > 1 else ""


RULES: tuple[Rule[Model, Level], ...] = (
    share_not_waited_for,
    cluster_before_network,
    nodes_before_addons,
    coredns_before_nodes,
)
