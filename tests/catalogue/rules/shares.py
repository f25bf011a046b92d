"""Shares, and what participants do on shared subnets."""

from typing import Any

from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import GONE, The, added, together, with_inputs, without

LIKE = {"owner": "Vpc vpc", "participant": "Cluster cluster"}
VPC = The("Vpc vpc")
TAGS = tuple(f"Tag tag-{tier}-{zone}" for tier in ("public", "private") for zone in ("az1", "az2"))
OWNERS_TAGS = with_inputs("Subnet public-az1", tags={"eks-shared-vpc:tier": GONE, "kubernetes.io/role/elb": "1"})
LOG = {"vpcId": VPC, "trafficType": "ALL", "logDestination": "arn:aws:s3:::b", "logDestinationType": "s3"}
ATTACHMENT = {"transitGatewayId": "tgw-1", "vpcId": VPC, "subnetIds": [The("Subnet private-az1")]}
ZONE = {"name": "inner.example", "vpcs": [{"vpcId": VPC}]}
RESOLVER = {
    "direction": "INBOUND",
    "securityGroupIds": ["sg-1"],
    "ipAddresses": [{"subnetId": The("Subnet private-az1")}, {"subnetId": The("Subnet private-az2")}],
}
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
TRANSIT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
ORGANIZATION = "arn:aws:organizations::444444444444:organization/o-exampleorg1"
PRINCIPAL = "PrincipalAssociation share-participant"
SHARED_DEFAULT = together(
    added("aws:ec2/defaultSubnet:DefaultSubnet", "first", "Vpc vpc", availabilityZone="us-west-2a"),
    added(
        "aws:ram/resourceAssociation:ResourceAssociation",
        "it",
        "Vpc vpc",
        resourceShareArn=The("ResourceShare share", "arn"),
        resourceArn=The("DefaultSubnet first", "arn"),
    ),
)
SHARED_OTHER = together(
    added("aws:ec2/subnet:Subnet", "first", "Vpc vpc", vpcId=VPC, cidrBlock="10.0.99.0/24"),
    added(
        "aws:ram/resourceAssociation:ResourceAssociation",
        "it",
        "Vpc vpc",
        resourceShareArn=The("ResourceShare share", "arn"),
        resourceArn=The("Subnet first", "arn"),
    ),
)


def it(type_: str, account: str, **inputs: Any) -> Planted:
    """One more resource, ``it``, of the owner or of the participant."""
    return on("world", added(type_, "it", LIKE[account], **inputs))


CASES = (
    found(
        "external-principals",
        "left to the default",
        on("world", with_inputs("ResourceShare share", allowExternalPrincipals=GONE)),
        "share",
    ),
    found(
        "external-principals",
        "allowed",
        on("world", with_inputs("ResourceShare share", allowExternalPrincipals=True)),
        "share",
    ),
    clean(
        "external-principals", "a share of another name", on("world", with_inputs("ResourceShare share", name="other"))
    ),
    found(
        "share-needs-no-accepter",
        "an accepter",
        it(
            "aws:ram/resourceShareAccepter:ResourceShareAccepter",
            "participant",
            shareArn="arn:aws:ram:us-west-2:1:share/a",
        ),
        "it",
    ),
    clean(
        "share-needs-no-accepter",
        "one more share",
        it("aws:ram/resourceShare:ResourceShare", "owner", allowExternalPrincipals=False),
    ),
    found("unshareable", "a default subnet", on("world", SHARED_DEFAULT), "it"),
    clean("unshareable", "any other subnet", on("world", SHARED_OTHER)),
    found("foreign-flow-log", "a participant logs the VPC", it(FLOW_LOG, "participant", **LOG), "it"),
    clean("foreign-flow-log", "the owner does", it(FLOW_LOG, "owner", **LOG)),
    found(
        "foreign-connection", "a participant attaches a transit gateway", it(TRANSIT, "participant", **ATTACHMENT), "it"
    ),
    found(
        "foreign-connection",
        "a participant attaches a private zone",
        it("aws:route53/zone:Zone", "participant", **ZONE),
        "it",
    ),
    found(
        "foreign-connection",
        "a participant creates a Resolver endpoint",
        it("aws:route53/resolverEndpoint:ResolverEndpoint", "participant", **RESOLVER),
        "it",
    ),
    clean("foreign-connection", "the owner attaches a transit gateway", it(TRANSIT, "owner", **ATTACHMENT)),
    found("shared-subnets-untagged", "no tag at all", on("world", without(*TAGS)), "cluster"),
    found("shared-subnets-untagged", "tags of the owner only", on("world", without(*TAGS), OWNERS_TAGS), "cluster"),
    clean("shared-subnets-untagged", "tags of the public subnets only", on("world", without(*TAGS[2:]))),
    found(
        "subnet-not-shared",
        "one subnet is in no share",
        on("world", without("ResourceAssociation share-private-az1")),
        "private-az1",
    ),
    found(
        "subnet-not-shared",
        "the participant is no principal",
        on("world", with_inputs(PRINCIPAL, principal="999999999999")),
        "cluster-az1",
        "cluster-az2",
        "private-az1",
        "private-az2",
    ),
    clean(
        "subnet-not-shared",
        "the whole organization is",
        on("world", with_inputs(PRINCIPAL, principal=ORGANIZATION)),
    ),
    found(
        "launch-template-without-groups",
        "no group is named",
        on("world", with_inputs("LaunchTemplate template", vpcSecurityGroupIds=GONE)),
        "template",
    ),
    clean(
        "launch-template-without-groups",
        "it names one that the preview has no id of",
        on("world", with_inputs("LaunchTemplate template", vpcSecurityGroupIds=[None])),
    ),
    clean(
        "launch-template-without-groups",
        "its interface names one",
        on(
            "world",
            with_inputs(
                "LaunchTemplate template",
                vpcSecurityGroupIds=GONE,
                networkInterfaces=[{"securityGroups": ["sg-1"]}],
            ),
        ),
    ),
)
