"""Shares give away what AWS RAM shares, and participants create on shared subnets what they may, and what they have to."""

from collections.abc import Iterator

from eks_shared_vpc import tags
from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.connections import Connection, connections
from eks_shared_vpc.preview.aws.fargate_profile import FargateProfile
from eks_shared_vpc.preview.aws.flow_log import FlowLog
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.security_group import AdoptedDefaultGroup
from eks_shared_vpc.preview.aws.share import (
    PrincipalAssociation,
    ResourceShare,
    ShareAccepter,
    SharedResource,
    is_shared_with,
    share_beside,
    shares_of,
)
from eks_shared_vpc.preview.aws.subnet import DefaultSubnet, Subnet, tags_are_known, visible_tags
from eks_shared_vpc.preview.aws.subnet_users import participants_in
from eks_shared_vpc.preview.aws.vpc import DefaultVpc
from eks_shared_vpc.preview.fixes import Change, Declare, Delete, Fix, InAccount, Output, Set, advice, fix
from eks_shared_vpc.preview.remedies import tagged
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]

ROLES = frozenset({tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE})


@rule(Level.WARNING, "facts 6.1, 6.6")
def external_principals(model: Model) -> Iterator[Remark]:
    """By default a resource share admits accounts outside the organization, and subnets cannot be shared with those anyway."""
    for share in model.all(ResourceShare):
        if share.admits_external_principals is True:
            message = f"{share.name} allows principals outside the organization"
            yield Remark(share, message, fix(Set(share, "allow_external_principals", False)))


@rule(Level.NOTICE, "facts 6.3, from memory")
def share_needs_no_accepter(model: Model) -> Iterator[Remark]:
    """A share within the organization is active at once; an accepter waits for an invitation that is not sent (from memory)."""
    for each in model.all(ShareAccepter):
        message = f"{each.name} accepts a share, which needs no acceptance within the organization"
        yield Remark(each, message, fix(Delete(each)))


@rule(Level.ERROR, "facts 6.4, 6.20")
def unshareable(model: Model) -> Iterator[Remark]:
    """AWS does not share default subnets, subnets of the default VPC and default security groups."""
    for share in model.all(SharedResource):
        vpc = getattr(share.shared, "vpc", None)
        for each in (share.shared, vpc):
            if isinstance(each, DefaultSubnet | DefaultVpc | AdoptedDefaultGroup):
                message = f"{share.name} shares {each.kind} {each.name}, or something in it, which AWS does not share"
                yield Remark(share, message, fix(Delete(share)))


@rule(Level.ERROR, "facts 6.10, 6.13")
def foreign_flow_log(model: Model) -> Iterator[Remark]:
    """A participant creates flow logs of its own interfaces only; those of the VPC and its subnets are the owner's."""
    for each in model.all(FlowLog):
        place = each.place
        if place is not None and each.is_foreign_to(place):
            message = f"{each.name} in {model.account_name(each.account)} logs the {place.kind} {place.name} of {model.account_name(place.account)}"
            yield Remark(each, message, fix(InAccount(each, place)))


@rule(Level.ERROR, "facts 6.9, 6.12, 6.25, 6.41")
def foreign_connection(model: Model) -> Iterator[Remark]:
    """The owner of a VPC alone attaches peerings, transit gateways, VPN gateways, Resolver endpoints and private zones to it."""
    for each in connections(model):
        owner = _foreign_place(each)
        if owner is not None:
            message = f"{each.kind} {each.name} in {model.account_name(each.account)} is attached to the {owner.kind} {owner.name} of {model.account_name(owner.account)}"
            yield Remark(each, message, fix(InAccount(each, owner)))


@rule(Level.WARNING, "facts 6.18, 6.19, 10.1, 10.11")
def shared_subnets_untagged(model: Model) -> Iterator[Remark]:
    """A participant does not see the owner's tags: controllers of its cluster find subnets for load balancers by tags of its own account only."""
    if not tags_are_known(model):
        return
    rows = visible_tags(model).items()
    seen = {(account, subnet.vpc_id) for (account, subnet), row in rows if ROLES & row.keys()}
    for cluster in model.all(Cluster):
        foreign = [each for each in cluster.subnets if each.is_foreign_to(cluster)]
        if not foreign or (cluster.account, foreign[0].vpc_id) in seen:
            continue
        here, owner = model.account_name(cluster.account), model.account_name(foreign[0].account)
        more = f"; the tags of {owner} are not visible there" if (foreign[0].account, foreign[0].vpc_id) in seen else ""
        message = f"{cluster.name} uses shared subnets, and {here} has tagged none of them for load balancers{more}"
        yield Remark(cluster, message, fix(*_role_tags(cluster, foreign)))


@rule(Level.ERROR, "facts 6.5, 6.27")
def subnet_not_shared(model: Model) -> Iterator[Remark]:
    """Clusters and nodes run in another account's subnets only if these are shared with their account, or with a unit that may contain it."""
    users: list[Cluster | NodeGroup | FargateProfile] = [*model.all(Cluster), *model.all(NodeGroup)]
    reported: set[tuple[Subnet, str | None]] = set()
    for user in (*users, *model.all(FargateProfile)):
        for subnet in user.subnets:
            key = (subnet, user.account)
            if key in reported or not subnet.is_foreign_to(user) or is_shared_with(subnet, user.account) is not False:
                continue
            reported.add(key)
            message = f"{subnet.name} is not shared with {model.account_name(user.account)}, whose {user.kind} {user.name} uses it"
            yield Remark(subnet, message, _shared(subnet, user))


@rule(Level.WARNING, "facts 6.14; design rule 10")
def launch_template_without_groups(model: Model) -> Iterator[Remark]:
    """On shared subnets a participant uses its own security groups, and the VPC's default one is the owner's: a launch template has to name some (inferred)."""
    for nodes in model.all(NodeGroup):
        template = nodes.launch_template
        foreign = any(each.is_foreign_to(nodes) for each in nodes.subnets)
        if template is None or not foreign or template.group_ids or not template.groups_are_known:
            continue
        message = f"{template.name} of {nodes.name}, on shared subnets, names no security group"
        yield Remark(template, message, _cluster_group(nodes))


def _foreign_place(connection: Connection) -> View | None:
    return next((each for each in connection.places if each.is_foreign_to(connection)), None)


def _role_tags(cluster: Cluster, subnets: list[Subnet]) -> Iterator[Change]:
    """The cluster's account tags each of its shared subnets by what it is."""
    used = [each for nodes in cluster.of(NodeGroup) for each in nodes.subnets if each.is_foreign_to(cluster)]
    for each in dict.fromkeys([*subnets, *used]):
        role = tags.ELB_ROLE if each.is_public() is True else tags.INTERNAL_ELB_ROLE
        yield tagged(each, cluster, role, "1")


def _shared(subnet: Subnet, user: View) -> Fix:
    """The subnet in a share, and the user's account among the share's principals; those who use it wait for both."""
    own = next(iter(shares_of(subnet)), None)
    share = own.share if own is not None else share_beside(subnet)
    if share is None:
        return advice(f"share {subnet.name} with {subnet.model.account_name(user.account)}")
    arn, changes = Output(share, "arn"), list[Change]()
    later = tuple(each for each in participants_in(subnet) if each.account == user.account)
    if own is None:
        inputs = {"resource_share_arn": arn, "resource_arn": Output(subnet, "arn")}
        everyone = tuple(each for each in participants_in(subnet) if each.is_foreign_to(subnet))
        changes.append(Declare(SharedResource, f"{share.name}-{subnet.name}", share, inputs, everyone))
    if not any(each.may_admit(user.account) for each in share.principals):
        shared = [each for row in share.resources if row.subnet is not None for each in participants_in(row.subnet)]
        waiting = tuple(dict.fromkeys([*later, *(each for each in shared if each.account == user.account)]))
        principal = {"resource_share_arn": arn, "principal": user.account}
        changes.append(Declare(PrincipalAssociation, f"{share.name}-{user.account}", share, principal, waiting))
    return fix(*changes)


def _cluster_group(nodes: NodeGroup) -> Fix:
    template, cluster = nodes.launch_template, nodes.cluster
    if template is None or cluster is None:
        return advice("name the cluster's security group in vpc_security_group_ids")
    path = "network_interfaces.0.security_groups" if template.interfaces else "vpc_security_group_ids"
    group = Output(cluster, "vpc_config.cluster_security_group_id")
    return fix(Set(template, path, [group]))


RULES: tuple[Rule[Model, Level], ...] = (
    external_principals,
    share_needs_no_accepter,
    unshareable,
    foreign_flow_log,
    foreign_connection,
    shared_subnets_untagged,
    subnet_not_shared,
    launch_template_without_groups,
)
