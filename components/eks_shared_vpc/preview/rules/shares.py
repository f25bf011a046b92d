"""Shares give away what AWS lets be shared, and participants do on shared subnets what they may, and what they have to."""

from collections.abc import Iterator, Mapping
from typing import Any

from eks_shared_vpc import tags
from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.accounts import name_of
from eks_shared_vpc.preview.rules.lookups import (
    CLUSTER,
    FARGATE,
    NODE_GROUP,
    SUBNET,
    VPC,
    entries,
    grouped,
    known,
    mapping,
    subnets_of,
    tags_are_known,
    visible_tags,
)

__all__ = ["RULES"]

UNSHAREABLE: Mapping[str, str] = {
    "aws:ec2/defaultSubnet:DefaultSubnet": "a default subnet",
    "aws:ec2/defaultVpc:DefaultVpc": "the default VPC",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "a default security group",
}
OWNER_CONNECTS = (
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",
    "aws:route53/resolverEndpoint:ResolverEndpoint",
    "aws:route53/zoneAssociation:ZoneAssociation",
    "aws:route53/zone:Zone",
)
ROLES = (tags.ELB_ROLE, tags.INTERNAL_ELB_ROLE)


@rule(Level.WARNING, "facts 6.1, 6.6")
def external_principals(graph: Graph) -> Iterator[Violation]:
    """A resource share admits accounts outside the organization unless it says otherwise, and subnets cannot be shared with those anyway."""
    for share in graph.of_type("aws:ram/resourceShare:ResourceShare"):
        external = share.inputs.get("allowExternalPrincipals")
        if external is not False and known(external):
            yield Violation(
                share,
                f"{share.name} allows principals outside the organization",
                "allow_external_principals: false",
            )


@rule(Level.NOTICE, "facts 6.3, from memory")
def share_needs_no_accepter(graph: Graph) -> Iterator[Violation]:
    """Inside the organization a share is active at once; an accepter waits for an invitation that never comes (from memory)."""
    for each in graph.of_type("aws:ram/resourceShareAccepter:ResourceShareAccepter"):
        yield Violation(each, f"{each.name} accepts a share that needs no acceptance in the organization", "remove it")


@rule(Level.ERROR, "facts 6.4, 6.20")
def unshareable(graph: Graph) -> Iterator[Violation]:
    """Default subnets, subnets of the default VPC and default security groups cannot be shared."""
    for share in graph.of_type("aws:ram/resourceAssociation:ResourceAssociation"):
        resource = graph.find(share.inputs.get("resourceArn"))
        vpc = graph.find(resource.inputs.get("vpcId")) if resource is not None else None
        for each in (resource, vpc):
            if each is not None and each.type in UNSHAREABLE:
                yield Violation(
                    share,
                    f"{share.name} shares {UNSHAREABLE[each.type]}, {each.name}, or something in it",
                    "share subnets of a VPC of your own",
                )


@rule(Level.ERROR, "facts 6.10, 6.13")
def foreign_flow_log(graph: Graph) -> Iterator[Violation]:
    """A participant makes flow logs of its own interfaces only; those of the VPC and its subnets are the owner's."""
    for each in graph.of_type("aws:ec2/flowLog:FlowLog"):
        place = graph.find(each.inputs.get("vpcId")) or graph.find(each.inputs.get("subnetId"))
        if place is not None and each.account and place.account and each.account != place.account:
            yield Violation(
                each,
                f"{each.name} in {name_of(graph, each.account)} logs the {place.kind} {place.name} of {name_of(graph, place.account)}",
                f"declare it with the provider of {name_of(graph, place.account)}",
            )


@rule(Level.ERROR, "facts 6.9, 6.12, 6.25, 6.41")
def foreign_connection(graph: Graph) -> Iterator[Violation]:
    """Peering, transit gateway attachments, VPN gateways, Resolver endpoints and private zones are attached to a VPC by its owner only."""
    for each in graph.of_type(*OWNER_CONNECTS):
        owner = next((place for place in _places(graph, each) if _differ(place, each)), None)
        if owner is not None:
            yield Violation(
                each,
                f"{each.kind} {each.name} in {name_of(graph, each.account)} is attached to the {owner.kind} {owner.name} of {name_of(graph, owner.account)}",
                f"declare it with the provider of {name_of(graph, owner.account)}",
            )


@rule(Level.WARNING, "facts 6.18, 6.19, 10.1, 10.11")
def shared_subnets_untagged(graph: Graph) -> Iterator[Violation]:
    """A participant does not see the owner's tags, so a controller of its cluster finds subnets for load balancers only by tags of its own account."""
    if not tags_are_known(graph):
        return
    seen = visible_tags(graph)
    tagged = {
        (account, str(graph.resources[urn].inputs.get("vpcId")))
        for (account, urn), row in seen.items()
        if any(role in row for role in ROLES)
    }
    for cluster in graph.of_type(CLUSTER):
        subnets = subnets_of(graph, cluster.block("vpcConfig").get("subnetIds"))
        foreign = next((subnet for subnet in subnets if _differ(subnet, cluster)), None)
        if foreign is None:
            continue
        vpc = str(foreign.inputs.get("vpcId"))
        if (cluster.account, vpc) not in tagged:
            owner = f"; the tags of {name_of(graph, foreign.account)} are not seen there"
            yield Violation(
                cluster,
                f"{cluster.name} stands on shared subnets, and {name_of(graph, cluster.account)} has tagged none of them for load balancers"
                + (owner if (foreign.account, vpc) in tagged else ""),
                "add SharedSubnetTags with the participant's provider",
            )


@rule(Level.ERROR, "facts 6.5, 6.27")
def subnet_not_shared(graph: Graph) -> Iterator[Violation]:
    """A cluster and its nodes stand in another account's subnets only if a share gives those to their account, or to a unit that may contain it."""
    admissions = graph.of_type("aws:ram/principalAssociation:PrincipalAssociation")
    associations = graph.of_type("aws:ram/resourceAssociation:ResourceAssociation")
    if not all(known(each.inputs) for each in (*admissions, *associations)):
        return
    principals = grouped(admissions, lambda each: str(each.inputs.get("resourceShareArn")))
    given: dict[str, set[str]] = {}
    for each in associations:
        subnet = graph.find(each.inputs.get("resourceArn"))
        if subnet is not None:
            rows = principals.get(str(each.inputs.get("resourceShareArn")), ())
            given.setdefault(subnet.urn, set()).update(str(row.inputs.get("principal")) for row in rows)
    missing: set[tuple[str, str | None]] = set()
    for user in graph.of_type(CLUSTER, NODE_GROUP, FARGATE):
        for subnet in subnets_of(graph, [user.block("vpcConfig").get("subnetIds"), user.inputs.get("subnetIds")]):
            admitted = any(each == user.account or not each.isdigit() for each in given.get(subnet.urn, ()))
            if _differ(subnet, user) and not admitted and (subnet.urn, user.account) not in missing:
                missing.add((subnet.urn, user.account))
                yield Violation(
                    subnet,
                    f"{subnet.name} is not shared with {name_of(graph, user.account)}, whose {user.kind} {user.name} is to stand in it",
                    "add the tier to share_tiers and the account to share_with",
                )


@rule(Level.WARNING, "facts 6.14; design rule 10")
def launch_template_without_groups(graph: Graph) -> Iterator[Violation]:
    """On shared subnets a participant may use no security group but its own, and the VPC's default one is the owner's: name the groups (inferred)."""
    for nodes in graph.of_type(NODE_GROUP):
        template = graph.find(nodes.block("launchTemplate").get("id"))
        foreign = any(_differ(subnet, nodes) for subnet in subnets_of(graph, nodes.inputs.get("subnetIds")))
        if template is None or not foreign or template.inputs.get("vpcSecurityGroupIds"):
            continue
        if not any(mapping(each).get("securityGroups") for each in entries(template.inputs.get("networkInterfaces"))):
            yield Violation(
                template,
                f"{template.name} of {nodes.name}, on shared subnets, names no security group",
                "name the cluster's own security group in vpc_security_group_ids",
            )


def _places(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """The VPCs and subnets that a resource is attached to; of a peering, the requester's side."""
    inputs = resource.inputs
    values: list[Any] = [inputs.get("vpcId"), inputs.get("subnetIds")]
    values += [mapping(each).get("subnetId") for each in entries(inputs.get("ipAddresses"))]
    values += [mapping(each).get("vpcId") for each in entries(inputs.get("vpcs"))]
    for each in graph.referred(values):
        if each.type in (VPC, SUBNET):
            yield each


def _differ(one: Resource, other: Resource) -> bool:
    return bool(one.account and other.account and one.account != other.account)


RULES: tuple[Rule, ...] = (
    external_principals,
    share_needs_no_accepter,
    unshareable,
    foreign_flow_log,
    foreign_connection,
    shared_subnets_untagged,
    subnet_not_shared,
    launch_template_without_groups,
)
