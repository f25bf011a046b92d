"""Every resource is in the account where it belongs."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import PROVIDER, Graph, Resource

__all__ = ["RULES"]

OWNER_ONLY = frozenset(  # facts 6.9
    {
        "aws:ec2/subnet:Subnet",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/route:Route",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",
        "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
        "aws:ram/resourceAssociation:ResourceAssociation",
    }
)
SHAREABLE = frozenset({"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup"})
"""What a resource of another account may refer to, because a share or a rule makes it visible (facts 6.10, 6.15)."""

CLUSTER = "aws:eks/cluster:Cluster"
PUBLIC_ADDRESSES = frozenset({"aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway"})
"""What a cluster's public list may name: it admits their addresses, and uses neither."""


def name_of(graph: Graph, account: str | None) -> str:
    """An account as a reader knows it: its name in the program, and its id."""
    if account is None:
        return "an unknown account"
    name = graph.account_names.get(account)
    return f"{name} ({account})" if name else account


@rule(Level.ERROR, "design rule 3")
def default_provider(graph: Graph) -> Iterator[Violation]:
    """A resource that names no provider lands in whatever account the ambient credentials are of, silently."""
    for each in graph:
        if each.custom and each.type.startswith("aws:") and not each.provider:
            yield Violation(
                each,
                f"{each.name} names no provider, so ambient credentials decide its account",
                "pass opts=ResourceOptions(provider=…) to it or to its component",
            )


@rule(Level.ERROR, "design rule 3")
def provider_without_account(graph: Graph) -> Iterator[Violation]:
    """A provider that is not bound to one account works in whichever account its credentials happen to be of."""
    for each in graph.of_type(PROVIDER):
        if each.account is None:
            yield Violation(
                each,
                f"the provider {each.name} is not bound to one account",
                "set allowed_account_ids to the one account id",
            )


@rule(Level.ERROR, "design rule 3")
def component_in_two_accounts(graph: Graph) -> Iterator[Violation]:
    """One instance of a component belongs to one account; two are two instances."""
    for each in graph:
        if each.custom or each.type == "pulumi:pulumi:Stack":
            continue
        accounts = sorted({child.account for child in graph.descendants(each) if child.account})
        if len(accounts) > 1 and each.type.startswith("eks-shared-vpc:"):
            yield Violation(
                each,
                f"{each.name} has resources in {' and '.join(name_of(graph, account) for account in accounts)}",
                "give each account an instance of its own",
            )


@rule(Level.ERROR, "facts 6.9, 6.11")
def network_outside_owner(graph: Graph) -> Iterator[Violation]:
    """Subnets, routes, gateways and endpoints can be made by the VPC's owner only; AWS refuses them from a participant."""
    for each in graph.of_type(*sorted(OWNER_ONLY)):
        owner = _owner(graph, each)
        if owner is not None and each.account and owner.account and each.account != owner.account:
            yield Violation(
                each,
                f"{each.kind} {each.name} is in {name_of(graph, each.account)}, but its {owner.kind} is in {name_of(graph, owner.account)}",
                f"declare it with the provider of {name_of(graph, owner.account)}",
            )


@rule(Level.ERROR, "facts 6.10, 6.14, 6.28")
def foreign_reference(graph: Graph) -> Iterator[Violation]:
    """A resource can use another account's VPC and subnets when they are shared, and hardly anything else of it."""
    for each in graph:
        if not each.custom or not each.account or each.type in OWNER_ONLY or not each.type.startswith("aws:"):
            continue
        for other in dict.fromkeys(graph.referred(each.inputs)):
            lists_its_address = each.type == CLUSTER and other.type in PUBLIC_ADDRESSES
            if (
                other.account
                and other.account != each.account
                and other.type not in SHAREABLE
                and not lists_its_address
            ):
                yield Violation(
                    each,
                    f"{each.kind} {each.name} in {name_of(graph, each.account)} uses the {other.kind} {other.name} of {name_of(graph, other.account)}",
                    "make both in one account",
                )


@rule(Level.ERROR, "facts 6.14")
def foreign_security_group(graph: Graph) -> Iterator[Violation]:
    """A participant may put no security group on its interfaces but its own."""
    for each in graph.of_type(
        "aws:ec2/launchTemplate:LaunchTemplate", "aws:eks/cluster:Cluster", "aws:ec2/vpcEndpoint:VpcEndpoint"
    ):
        for other in dict.fromkeys(graph.referred(each.inputs)):
            if (
                other.type == "aws:ec2/securityGroup:SecurityGroup"
                and each.account
                and other.account
                and other.account != each.account
            ):
                yield Violation(
                    each,
                    f"{each.kind} {each.name} takes the security group {other.name} of {name_of(graph, other.account)}",
                    f"make a group in {name_of(graph, each.account)}",
                )


def _owner(graph: Graph, resource: Resource) -> Resource | None:
    """The VPC-level resource whose account decides: what it is part of."""
    for key in ("vpcId", "routeTableId", "subnetId", "vpcEndpointId", "defaultRouteTableId", "resourceArn"):
        found = graph.find(resource.inputs.get(key))
        if found is not None:
            return found
    return None


RULES: tuple[Rule, ...] = (
    default_provider,
    provider_without_account,
    component_in_two_accounts,
    network_outside_owner,
    foreign_reference,
    foreign_security_group,
)
