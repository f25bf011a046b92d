"""What AWS RAM shares, and what it does not share any more."""

from eks_shared_vpc.preview.diff.meanings import sharing as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.catalogue.subnets import APPENDED, MORE_SLOTS
from tests.diff.sides import Between, change, in_world, nothing, plant, renamed, stack, world
from tests.faults.planting import The, added, with_inputs, without

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
    meant(
        rules.subnet_unshared_in_use,
        "an account loses everything",
        in_world(without(TO_PARTICIPANT)),
        "cluster",
        says=("will not be shared with its account 222222222222", "cluster-az1, cluster-az2, private-az1, private-az2"),
        unsaid="public",
    ),
    meant(
        rules.subnet_unshared_in_use,
        "one subnet of its nodes",
        in_world(without(PRIVATE)),
        "cluster",
        says=": private-az1",
    ),
    meant(
        rules.subnet_unshared_in_use,
        "the cluster of a stack that depends on this one",
        plant("prod-payments", without("ResourceAssociation share-cluster-az1")),
        "payments",
        says="network-cluster-az1",
    ),
    meant(
        rules.subnet_unshared_in_use,
        "the share is with another account",
        in_world(with_inputs(TO_PARTICIPANT, principal="333333333333")),
        "cluster",
    ),
    meant(
        rules.subnet_unshared_in_use,
        "the unit that the account was reached through",
        Between(world(WITH_UNIT, without(TO_PARTICIPANT)), world(without(TO_PARTICIPANT))),
        "cluster",
    ),
    meant(
        rules.subnet_unshared_in_use,
        "one subnet of its Fargate pods",
        Between(world(*FARGATE), world(*FARGATE, without(PRIVATE))),
        "cluster",
        says=": private-az1",
    ),
    left_alone(rules.subnet_unshared_in_use, "a subnet that nothing stands in", in_world(without(PUBLIC))),
    left_alone(
        rules.subnet_unshared_in_use,
        "it is shared by another share as well",
        Between(world(*SECOND), world(*SECOND, without(PRIVATE))),
    ),
    left_alone(
        rules.subnet_unshared_in_use,
        "the account may still be reached through its unit",
        Between(world(WITH_UNIT), world(WITH_UNIT, without(TO_PARTICIPANT))),
    ),
    left_alone(rules.subnet_unshared_in_use, "the subnets are replaced, and shared anew", MORE_SLOTS),
    left_alone(rules.subnet_unshared_in_use, "a subnet is shared", in_world(without(PRIVATE)).back()),
    left_alone(
        rules.subnet_unshared_in_use,
        "the cluster goes in the same deployment, and before",
        in_world(without(TO_PARTICIPANT), *WITHOUT_CLUSTER),
    ),
    left_alone(
        rules.subnet_unshared_in_use,
        "a subnet is renamed with an alias",
        in_world(renamed("Subnet private-az1", "core")),
    ),
    meant(
        rules.subnet_unshared,
        "a tier that no cluster stands in",
        change("staging", PUBLIC_TOO).back(),
        "share",
        "share",
        says=("222222222222 loses network-public-az1, network-public-az2, network-public-az3", "333333333333 loses"),
    ),
    meant(
        rules.subnet_unshared,
        "an account that has no cluster here",
        plant("prod-network", without("PrincipalAssociation share-333333333333")),
        "share",
        says="333333333333 loses",
    ),
    meant(
        rules.subnet_unshared,
        "a unit",
        Between(world(WITH_UNIT), world()),
        "share",
        says=UNIT,
    ),
    left_alone(rules.subnet_unshared, "it is in use, which another rule says", in_world(without(PRIVATE))),
    left_alone(rules.subnet_unshared, "a zone is appended", APPENDED),
    left_alone(
        rules.subnet_unshared,
        "it is shared by another share as well",
        Between(world(*SECOND), world(*SECOND, without(PRIVATE))),
    ),
    left_alone(
        rules.subnet_unshared,
        "somebody else loses a subnet of the network that this stack stands on",
        plant("prod-payments", without("PrincipalAssociation share-333333333333")),
    ),
    meant(
        rules.subnet_shared,
        "one more tier",
        change("staging", PUBLIC_TOO),
        "share",
        "share",
        says="222222222222 gets network-public-az1",
    ),
    meant(rules.subnet_shared, "one more account", in_world(WITH_UNIT), "share", says=f"{UNIT} gets cluster-az1"),
    left_alone(rules.subnet_shared, "a zone is appended: its subnets are new", APPENDED),
    left_alone(rules.subnet_shared, "a new stack", Between(nothing, stack("staging"))),
    left_alone(rules.subnet_shared, "by another share as well", in_world(*SECOND)),
    left_alone(rules.subnet_shared, "a subnet is not shared any more", in_world(without(PUBLIC))),
)
