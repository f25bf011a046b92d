"""Accounts and providers."""

from dataclasses import replace

from eks_shared_vpc.preview.graph import Graph
from tests.catalogue.bases import program
from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import Plant
from tests.catalogue.rules import programs
from tests.catalogue.rules.programs import Ours
from tests.support import PARTICIPANT


def participants(type_: str) -> Plant:
    """All resources of a type are in the participant's account."""
    return lambda graph: Graph(replace(each, account=PARTICIPANT) if each.type == type_ else each for each in graph)


FOREIGN = {
    # With a subnet go what is in it and what shares it, with a table its routes and associations.
    "aws:ec2/subnet:Subnet": (
        *(f"net-{tier}-az{zone}" for tier in ("pods", "private", "public", "nat") for zone in "123"),
        "share-private-az1",
    ),
    "aws:ec2/routeTable:RouteTable": (
        *(f"net-{tier}-az{zone}" for tier in ("isolated", "pods", "private", "public") for zone in "123"),
        *(f"net-private-az{zone}-internet" for zone in "123"),
        *("net-public", "net-public-internet"),
    ),
    "aws:ec2/internetGateway:InternetGateway": ("net",),
    "aws:ec2/natGateway:NatGateway": tuple(f"net-nat-az{zone}" for zone in "123"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("net-s3",),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ("net-100.64.0.0-16",),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ("net-default",),
    "aws:ec2/route:Route": (*(f"net-private-az{zone}-internet" for zone in "123"), "net-public-internet"),
    "aws:ram/resourceAssociation:ResourceAssociation": ("share-private-az1",),
}
"""What only the owner of a network may create, and what is found where a participant does."""

CASES = (
    found("default-provider", "a resource names no provider", on(programs.NO_PROVIDER), "lonely"),
    clean("default-provider", "every resource has one", on(programs.A_PROVIDER_EACH)),
    found("account-not-stated", "credentials decide", on(programs.NO_ACCOUNT), "lonely", "profile"),
    clean("account-not-stated", "one account is allowed", on(programs.ONE_ACCOUNT)),
    found(
        "provider-without-account",
        "one is bound to none and one to two",
        on(programs.PROVIDERS_OF_NO_ACCOUNT),
        "anywhere",
        "either",
    ),
    clean("provider-without-account", "each is bound to one", on(programs.A_PROVIDER_EACH)),
    found("component-in-two-accounts", "a component of ours has children in two", on(program(Ours)), "ours"),
    clean("component-in-two-accounts", "both in one", on(program(lambda owner, _participant: Ours(owner, owner)))),
    clean(
        "component-in-two-accounts",
        "a component of another package may",
        on(program(lambda owner, participant: Ours(owner, participant, type_="other:index:Theirs"))),
    ),
    *(
        found(
            "network-outside-owner",
            f"a {type_.rsplit(':', 1)[1]} of a participant",
            on(programs.NETWORK, participants(type_)),
            *names,
        )
        for type_, names in FOREIGN.items()
    ),
    clean("network-outside-owner", "all of a network is its owner's", on(programs.NETWORK)),
    found("foreign-reference", "a role of another account", on(programs.ROLE_OF_ANOTHER_ACCOUNT), "it"),
    clean("foreign-reference", "a shared subnet is what shares are for", on(programs.SHARED_SUBNET)),
    found(
        "foreign-security-group",
        "a participant uses the owner's group",
        on(programs.security_groups("owner")),
        "cluster",
        "template",
    ),
    clean("foreign-security-group", "a participant uses its own", on(programs.security_groups("participant"))),
)
