"""What AWS RAM shares, and what it does not share any more."""

from tests.catalogue.case import clean, found
from tests.catalogue.meanings.subnets import APPENDED, MORE_SLOTS
from tests.catalogue.planting import The, added, renamed, with_inputs, without
from tests.catalogue.sides import Between, change, in_world, nothing, plant, stack, world

SHARE = "ResourceShare share"
ASSOCIATION = "aws:ram/resourceAssociation:ResourceAssociation"
PRINCIPAL = "aws:ram/principalAssociation:PrincipalAssociation"
UNIT = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"
TO_PARTICIPANT = "PrincipalAssociation share-participant"
PRIVATE = "ResourceAssociation share-private-az1"
PUBLIC = "ResourceAssociation share-public-az1"
SECOND = (
    added("aws:ram/resourceShare:ResourceShare", "second", SHARE),
    added(ASSOCIATION, "second-private", PRIVATE, resourceShareArn=The("ResourceShare second", "arn"), resourceArn=The("Subnet private-az1", "arn")),
    added(PRINCIPAL, "second-participant", TO_PARTICIPANT, resourceShareArn=The("ResourceShare second", "arn"), principal="222222222222"),
)  # fmt: skip
WITH_UNIT = added(PRINCIPAL, "unit", TO_PARTICIPANT, resourceShareArn=The(SHARE, "arn"), principal=UNIT)
WITHOUT_CLUSTER = (without("Cluster cluster"), without("NodeGroup nodes"))
FARGATE = (
    without("NodeGroup nodes"),
    added(
        "aws:eks/fargateProfile:FargateProfile",
        "pods",
        "Cluster cluster",
        clusterName="pay",
        subnetIds=[The("Subnet private-az1")],
    ),
)
PUBLIC_TOO = {"network.share_tiers": ["private", "cluster", "public"]}

CASES = (
    found(
        "subnet-unshared-in-use",
        "an account loses everything",
        in_world(without(TO_PARTICIPANT)),
        "cluster",
        says=(
            "will no longer be shared with its account 222222222222",
            "cluster-az1, cluster-az2, private-az1, private-az2",
        ),
        unsaid="public",
    ),
    found(
        "subnet-unshared-in-use",
        "one subnet of its nodes",
        in_world(without(PRIVATE)),
        "cluster",
        says=": private-az1",
    ),
    found(
        "subnet-unshared-in-use",
        "the cluster of a stack that depends on this one",
        plant("prod-payments", without("ResourceAssociation share-cluster-az1")),
        "payments",
        says="network-cluster-az1",
    ),
    found(
        "subnet-unshared-in-use",
        "the share is with another account",
        in_world(with_inputs(TO_PARTICIPANT, principal="333333333333")),
        "cluster",
    ),
    found(
        "subnet-unshared-in-use",
        "the unit that the account was reached through",
        Between(world(WITH_UNIT, without(TO_PARTICIPANT)), world(without(TO_PARTICIPANT))),
        "cluster",
    ),
    found(
        "subnet-unshared-in-use",
        "one subnet of its Fargate pods",
        Between(world(*FARGATE), world(*FARGATE, without(PRIVATE))),
        "cluster",
        says=": private-az1",
    ),
    clean("subnet-unshared-in-use", "a subnet that nothing stands in", in_world(without(PUBLIC))),
    clean(
        "subnet-unshared-in-use",
        "it is shared by another share as well",
        Between(world(*SECOND), world(*SECOND, without(PRIVATE))),
    ),
    clean(
        "subnet-unshared-in-use",
        "the account may still be reached through its unit",
        Between(world(WITH_UNIT), world(WITH_UNIT, without(TO_PARTICIPANT))),
    ),
    clean("subnet-unshared-in-use", "the subnets are replaced, and shared anew", MORE_SLOTS),
    clean("subnet-unshared-in-use", "a subnet is shared", in_world(without(PRIVATE)).back()),
    clean(
        "subnet-unshared-in-use",
        "the cluster goes in the same deployment, and before",
        in_world(without(TO_PARTICIPANT), *WITHOUT_CLUSTER),
    ),
    clean(
        "subnet-unshared-in-use",
        "a subnet is renamed with an alias",
        in_world(renamed("Subnet private-az1", "core")),
    ),
    found(
        "subnet-unshared",
        "a tier that no cluster stands in",
        change("staging", PUBLIC_TOO).back(),
        "share",
        "share",
        says=(
            "222222222222 loses access to network-public-az1, network-public-az2, network-public-az3",
            "333333333333 loses access to",
        ),
    ),
    found(
        "subnet-unshared",
        "an account that has no cluster here",
        plant("prod-network", without("PrincipalAssociation share-333333333333")),
        "share",
        says="333333333333 loses access to",
    ),
    found(
        "subnet-unshared",
        "a unit",
        Between(world(WITH_UNIT), world()),
        "share",
        says=UNIT,
    ),
    clean("subnet-unshared", "it is in use, which another rule says", in_world(without(PRIVATE))),
    clean("subnet-unshared", "a zone is appended", APPENDED),
    clean(
        "subnet-unshared",
        "it is shared by another share as well",
        Between(world(*SECOND), world(*SECOND, without(PRIVATE))),
    ),
    clean(
        "subnet-unshared",
        "somebody else loses a subnet of the network that this stack stands on",
        plant("prod-payments", without("PrincipalAssociation share-333333333333")),
    ),
    found(
        "subnet-shared",
        "one more tier",
        change("staging", PUBLIC_TOO),
        "share",
        "share",
        says="222222222222 gains access to network-public-az1",
    ),
    found(
        "subnet-shared",
        "one more account",
        in_world(WITH_UNIT),
        "share",
        says=f"{UNIT} gains access to cluster-az1",
    ),
    clean("subnet-shared", "a zone is appended: its subnets are new", APPENDED),
    clean("subnet-shared", "a new stack", Between(nothing, stack("staging"))),
    clean("subnet-shared", "by another share as well", in_world(*SECOND)),
    clean("subnet-shared", "a subnet is not shared any more", in_world(without(PUBLIC))),
)
