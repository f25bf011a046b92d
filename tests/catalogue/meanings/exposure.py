"""Who reaches API servers and what is in security groups."""

from typing import Any

from eks_shared_vpc.preview.graph import UNKNOWN
from tests.catalogue.case import Case, clean, found
from tests.catalogue.meanings.subnets import OTHER_BLOCK
from tests.catalogue.planting import GONE, Plant, The, added, ignoring, renamed, with_inputs, without
from tests.catalogue.sides import (
    Between,
    Side,
    bare,
    change,
    in_world,
    nothing,
    plant,
    stack,
    world,
)

CLIENT = "52.94.76.0/24"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "SecurityGroupIngressRule clients-vpc"
NAT_LISTED = "regional-nat"


def endpoint(name: str, /, **settings: Any) -> Between:
    """A cluster of staging has another API endpoint."""
    return change("staging", {f"clusters.{name}.endpoint": settings})


def lists(*blocks: Any) -> Plant:
    """The public list of the small world's API server."""
    return with_inputs("Cluster cluster", vpcConfig={"publicAccessCidrs": list(blocks)})


def config(**changes: Any) -> Plant:
    """The small world's control plane is configured otherwise."""
    return with_inputs("Cluster cluster", vpcConfig=changes)


OPEN = in_world(lists("0.0.0.0/0"))
WIDER = in_world(lists("52.94.0.0/16"))
NARROWER = in_world(lists("52.94.76.0/25"))
PRIVATE = in_world(config(endpointPublicAccess=False))
MADE_PUBLIC = PRIVATE.back()
HALVES = in_world(lists("52.94.76.0/25", "52.94.76.128/25"))
UNKNOWN_LIST = in_world(config(publicAccessCidrs=UNKNOWN))
NO_LIST = in_world(config(publicAccessCidrs=GONE))
PASSED_OVER = ignoring("Cluster cluster", "vpcConfig.publicAccessCidrs")
IGNORED = Between(world(PASSED_OVER), world(PASSED_OVER, lists("0.0.0.0/0")))
IGNORED_CLOSED = Between(world(PASSED_OVER, lists(CLIENT, "198.51.101.0/24")), world(PASSED_OVER))
OTHER_NAT = change(NAT_LISTED, {"network.nat": "per-zone", "network.nat_addresses": "automatic"})
PUBLIC_ONLY = endpoint("payments", mode="public", public_cidrs=[CLIENT])
SECOND_CLUSTER = added(
    "aws:eks/cluster:Cluster",
    "third",
    "Cluster cluster",
    name="third",
    vpcConfig={"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]},
)

API: tuple[Case, ...] = (
    found("api-open-to-the-world", "the list holds the world", OPEN, "cluster", says="the whole internet"),
    found(
        "api-open-to-the-world",
        "the list holds the world of IPv6",
        in_world(lists("52.94.76.0/24", "::/0")),
        "cluster",
    ),
    found(
        "api-open-to-the-world",
        "it is made public without a list",
        Between(
            world(config(endpointPublicAccess=False, publicAccessCidrs=GONE)),
            world(config(endpointPublicAccess=True, publicAccessCidrs=GONE)),
        ),
        "cluster",
    ),
    found(
        "api-open-to-the-world",
        "a new cluster is open",
        in_world(SECOND_CLUSTER),
        "third",
    ),
    clean("api-open-to-the-world", "it is closed again", OPEN.back()),
    clean("api-open-to-the-world", "the list is wider", WIDER),
    clean(
        "api-open-to-the-world",
        "it was open before",
        Between(world(lists("0.0.0.0/0")), world(lists("0.0.0.0/0", "52.94.76.0/24"))),
    ),
    clean("api-open-to-the-world", "the list is there and unused", in_world(config(endpointPublicAccess=False))),
    clean(
        "api-open-to-the-world",
        "it was open before, under another name",
        Between(world(lists("0.0.0.0/0")), world(lists("0.0.0.0/0"), renamed("Cluster cluster", "core"))),
    ),
    clean("api-open-to-the-world", "its list is left out, and so stays as it is", NO_LIST),
    clean("api-open-to-the-world", "the engine passes its list over", IGNORED),
    found(
        "api-made-public",
        "it was private",
        MADE_PUBLIC,
        "cluster",
        says=f"will be reachable on the internet, from {CLIENT}",
    ),
    found(
        "api-made-public",
        "it says nothing any more, and public is what AWS does then",
        Between(world(config(endpointPublicAccess=False)), world(config(endpointPublicAccess=GONE))),
        "cluster",
    ),
    clean("api-made-public", "it is made private", PRIVATE),
    clean("api-made-public", "it is public already, for others", WIDER),
    clean(
        "api-made-public",
        "it is opened to the world, which another rule says",
        Between(world(config(endpointPublicAccess=False)), world(lists("0.0.0.0/0"))),
    ),
    clean("api-made-public", "a new stack", Between(nothing, stack("dev"))),
    found("api-private-access-lost", "public only", PUBLIC_ONLY, "payments", says="inside the VPC"),
    clean("api-private-access-lost", "private only", PRIVATE),
    clean("api-private-access-lost", "private as well", PUBLIC_ONLY.back()),
    clean("api-private-access-lost", "never private", OTHER_NAT),
    found("api-opened-wider", "a wider block", WIDER, "cluster", says="will also be reachable from 52.94.0.0/16"),
    found(
        "api-opened-wider",
        "two more blocks",
        in_world(lists(CLIENT, "203.0.114.0/24", "198.51.101.0/24")),
        "cluster",
        says="will also be reachable from 198.51.101.0/24, 203.0.114.0/24",
        unsaid=CLIENT,
    ),
    found(
        "api-opened-wider",
        "the addresses of NAT gateways",
        PUBLIC_ONLY,
        "payments",
        says="network-nat-az1",
        unsaid="#publicIp",
    ),
    clean("api-opened-wider", "narrower", NARROWER),
    clean("api-opened-wider", "the same in halves", HALVES),
    clean("api-opened-wider", "halves as one", HALVES.back()),
    clean(
        "api-opened-wider",
        "the same in another order",
        Between(world(lists(CLIENT, "1.2.3.0/24")), world(lists("1.2.3.0/24", CLIENT))),
    ),
    clean("api-opened-wider", "made public, which another rule says", MADE_PUBLIC),
    clean(
        "api-opened-wider",
        "the same Elastic IPs on other NAT gateways",
        OTHER_NAT,
    ),
    clean(
        "api-opened-wider",
        "a list that is not known before deployment",
        UNKNOWN_LIST,
    ),
    found(
        "api-closed-to-some",
        "one block of two",
        Between(world(lists(CLIENT, "198.51.101.0/24")), world()),
        "cluster",
        says="will no longer be reachable from 198.51.101.0/24",
    ),
    found(
        "api-closed-to-some",
        "private only",
        PRIVATE,
        "cluster",
        says="will no longer be reachable from the internet",
    ),
    found(
        "api-closed-to-some",
        "a block gets smaller",
        NARROWER,
        "cluster",
        says="52.94.76.128/25",
        unsaid="52.94.76.0/24",
    ),
    found(
        "api-closed-to-some",
        "the world, but for one block",
        OPEN.back(),
        "cluster",
        unsaid="reachable from 0.0.0.0/0",
    ),
    clean("api-closed-to-some", "wider", WIDER),
    clean("api-closed-to-some", "the same in halves", HALVES),
    clean("api-closed-to-some", "open to the world", OPEN),
    clean(
        "api-closed-to-some",
        "the same Elastic IPs on other NAT gateways",
        OTHER_NAT,
    ),
    clean(
        "api-closed-to-some",
        "a list that is not known before deployment",
        UNKNOWN_LIST,
    ),
    clean("api-closed-to-some", "the engine passes its list over", IGNORED_CLOSED),
)


# Security groups.


def rule(**inputs: Any) -> Between:
    """The rule of the small world's endpoint clients is another one."""
    return in_world(with_inputs(RULE, **inputs))


def one_more(name: str = "more", **inputs: Any) -> Plant:
    """One more rule in the same group."""
    right = {"securityGroupId": The("SecurityGroup clients"), "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
    return added(INGRESS, name, RULE, **{**right, **inputs})


def inline(*blocks: str, **changes: Any) -> Side:
    """The rules of the group stand in the group itself."""
    rule_ = {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [*blocks], **changes}
    return world(with_inputs("SecurityGroup clients", ingress=[rule_]))


def of_default_group(*blocks: str) -> Side:
    """The rules of the VPC's own group."""
    rules_ = [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": [*blocks]}] if blocks else []
    own = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
    return world(added(own, "own", "SecurityGroup clients", vpcId=The("Vpc vpc"), ingress=rules_))


OLDER = added(
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "older",
    RULE,
    type="ingress",
    securityGroupId=The("SecurityGroup clients"),
    protocol="tcp",
    fromPort=443,
    toPort=443,
    cidrBlocks=["0.0.0.0/0"],
)
WORLD = "0.0.0.0/0"
INSIDE = "10.0.0.0/16"
HALF_WORLDS = in_world(one_more("low", cidrIpv4="0.0.0.0/1"), one_more("high", cidrIpv4="128.0.0.0/1"))
NEW_GROUP = in_world(
    added(GROUP, "edge", "SecurityGroup clients", vpcId=The("Vpc vpc")),
    one_more("edge-world", securityGroupId=The("SecurityGroup edge"), cidrIpv4=WORLD),
)
ELSEWHERE = one_more("elsewhere", securityGroupId="sg-0123456789abcdef0", cidrIpv4="192.0.2.0/24")
RELABELLED = Between(
    world(), world(one_more("renamed", cidrIpv4=INSIDE), without(RULE))
)  # the same rule under another name
RELABELLED_WORLD = Between(world(one_more("old", cidrIpv4=WORLD)), world(one_more("new", cidrIpv4=WORLD)))
FIRST_CLIENT = endpoint("payments", public_cidrs=[CLIENT], private_cidrs={"vpn": "10.250.0.0/16"})
NO_CLIENT = endpoint("search", mode="private")
UNKNOWN_PORTS = Between(
    bare("staging", with_inputs("SecurityGroupIngressRule endpoints-vpc", fromPort=UNKNOWN)),
    bare("staging", with_inputs("SecurityGroupIngressRule endpoints-vpc", fromPort=UNKNOWN, cidrIpv4="10.0.0.0/8")),
)

GROUPS: tuple[Case, ...] = (
    found(
        "security-group-open-to-the-world",
        "a rule admits everyone",
        rule(cidrIpv4=WORLD),
        "clients-vpc",
        says="clients-vpc will allow 0.0.0.0/0 on tcp 443",
    ),
    found(
        "security-group-open-to-the-world",
        "a new rule admits everyone on IPv6",
        in_world(one_more(cidrIpv6="::/0")),
        "more",
        says="::/0",
    ),
    found(
        "security-group-open-to-the-world",
        "a rule that admits everyone, on more ports",
        Between(world(one_more(cidrIpv4=WORLD)), world(one_more(cidrIpv4=WORLD, fromPort=0, toPort=65535))),
        "more",
        says="tcp 0-65535",
    ),
    found(
        "security-group-open-to-the-world",
        "an inline rule admits everyone",
        Between(inline(INSIDE), inline(INSIDE, WORLD)),
        "clients",
        says="clients will allow 0.0.0.0/0 on tcp 443",
    ),
    found(
        "security-group-open-to-the-world",
        "the world in two halves",
        HALF_WORLDS,
        "high",
        "low",
    ),
    found(
        "security-group-open-to-the-world",
        "a new group admits everyone",
        NEW_GROUP,
        "edge-world",
    ),
    found(
        "security-group-open-to-the-world",
        "a rule of the older kind",
        in_world(OLDER),
        "older",
    ),
    found(
        "security-group-open-to-the-world",
        "the VPC's default group",
        Between(of_default_group(), of_default_group(WORLD)),
        "own",
    ),
    clean("security-group-open-to-the-world", "more of the inside", rule(cidrIpv4="10.0.0.0/8")),
    clean(
        "security-group-open-to-the-world",
        "it was open before, and says so in other words",
        Between(world(one_more(cidrIpv4=WORLD)), world(one_more(cidrIpv4=WORLD, description="everyone"))),
    ),
    clean(
        "security-group-open-to-the-world",
        "it was open before, on more ports",
        Between(world(one_more(cidrIpv4=WORLD, fromPort=0)), world(one_more(cidrIpv4=WORLD))),
    ),
    clean(
        "security-group-open-to-the-world",
        "it was open before, under another name",
        RELABELLED_WORLD,
    ),
    clean(
        "security-group-open-to-the-world",
        "an inline rule that is open admits fewer beside",
        Between(inline(WORLD, INSIDE), inline(WORLD)),
    ),
    clean(
        "security-group-open-to-the-world",
        "an inline rule that is open is described",
        Between(inline(WORLD), inline(WORLD, description="everyone")),
    ),
    found(
        "security-group-opened",
        "another client of the endpoints",
        change(
            "staging",
            {"network.endpoints": {"services": ["eks", "eks-auth"], "client_cidrs": {"vpn": "10.250.0.0/16"}}},
        ),
        "endpoints-vpn",
        says="10.250.0.0/16 on tcp 443",
    ),
    found(
        "security-group-opened",
        "a wider block",
        rule(cidrIpv4="10.0.0.0/8"),
        "clients-vpc",
        says="10.0.0.0/8",
    ),
    found("security-group-opened", "more ports", rule(fromPort=80), "clients-vpc", says="on tcp 80-443"),
    found(
        "security-group-opened",
        "more ports above",
        rule(toPort=8443),
        "clients-vpc",
        says="on tcp 443-8443",
    ),
    found("security-group-opened", "any protocol", rule(ipProtocol="-1"), "clients-vpc", says="on all ports"),
    found(
        "security-group-opened",
        "another protocol",
        rule(ipProtocol="udp"),
        "clients-vpc",
        says="10.0.0.0/16 on udp 443",
    ),
    found(
        "security-group-opened",
        "another group",
        in_world(one_more(referencedSecurityGroupId="sg-0123456789abcdef0")),
        "more",
        says="sg-0123456789abcdef0",
    ),
    found(
        "security-group-opened",
        "a rule in a group that no stack declares",
        in_world(ELSEWHERE),
        "elsewhere",
    ),
    found(
        "security-group-opened",
        "one more source inline",
        Between(inline(INSIDE), inline(INSIDE, "192.0.2.0/24")),
        "clients",
        says="192.0.2.0/24",
    ),
    found(
        "security-group-opened",
        "the first client of a control plane's private endpoint, in a group that comes with it",
        FIRST_CLIENT,
        "payments-api-clients-vpn",
    ),
    found(
        "security-group-opened",
        "ports that are not known before deployment",
        UNKNOWN_PORTS,
        "endpoints-vpc",
    ),
    clean("security-group-opened", "narrower", rule(cidrIpv4="10.0.0.0/24")),
    clean("security-group-opened", "fewer ports", Between(world(with_inputs(RULE, fromPort=80)), world())),
    clean("security-group-opened", "open to the world, which another rule says", rule(cidrIpv4=WORLD)),
    clean("security-group-opened", "described in other words", rule(description="endpoints")),
    clean("security-group-opened", "its group is replaced with the VPC", OTHER_BLOCK),
    clean("security-group-opened", "a new stack", Between(nothing, stack("isolated"))),
    clean("security-group-opened", "a rule goes", in_world(ELSEWHERE).back()),
    clean("security-group-opened", "the same rule under another name", RELABELLED),
    clean(
        "security-group-opened",
        "one source fewer inline",
        Between(inline(INSIDE, "192.0.2.0/24"), inline(INSIDE)),
    ),
    found(
        "security-group-closed",
        "a rule goes",
        in_world(one_more(cidrIpv4="192.0.2.0/24")).back(),
        "more",
        says="more will no longer allow 192.0.2.0/24 on tcp 443",
    ),
    found(
        "security-group-closed",
        "the last client of a control plane's private endpoint goes, and its group with it",
        NO_CLIENT,
        "search-api-clients-vpn",
        says="10.250.0.0/16",
    ),
    found(
        "security-group-closed",
        "a rule of a group that no stack declares",
        in_world(ELSEWHERE).back(),
        "elsewhere",
    ),
    found(
        "security-group-closed",
        "a rule admits less",
        rule(cidrIpv4="10.0.0.0/24"),
        "clients-vpc",
    ),
    found(
        "security-group-closed",
        "an inline rule admits less",
        Between(inline(INSIDE, "192.0.2.0/24"), inline(INSIDE)),
        "clients",
    ),
    clean("security-group-closed", "a rule comes", in_world(one_more(cidrIpv4="192.0.2.0/24"))),
    clean("security-group-closed", "a rule admits more", rule(cidrIpv4="10.0.0.0/8")),
    clean(
        "security-group-closed",
        "the cluster goes too",
        plant(
            "isolated",
            without("Cluster vault"),
            without("SecurityGroup vault-api-clients"),
            without("SecurityGroupIngressRule vault-api-clients-vpn"),
        ),
    ),
    clean("security-group-closed", "the whole stack goes", Between(stack("isolated"), nothing)),
    clean("security-group-closed", "the same rule under another name", RELABELLED),
)

CASES = (*API, *GROUPS)
