"""What SubnetShare and SharedSubnetTags declare."""

from typing import Any

import pulumi
import pytest

from eks_shared_vpc import SharedSubnetTags, SubnetShare
from eks_shared_vpc.preview.graph import Graph
from tests.support import OWNER, PARTICIPANT, graph_of, in_account, only, provider

SHARE = "aws:ram/resourceShare:ResourceShare"
OU = "arn:aws:organizations::444444444444:ou/o-exampleorg1/ou-exam-workload1"
ORGANIZATION = "arn:aws:organizations::444444444444:organization/o-exampleorg1"
ARNS = {"private": {"usw2-az1": "arn:1", "usw2-az2": "arn:2"}, "cluster": {"usw2-az1": "arn:3"}}
IDS = {"private": {"usw2-az1": "subnet-1", "usw2-az2": "subnet-2"}, "public": {"usw2-az1": "subnet-3"}}


def share(**changes: Any) -> Graph:
    args: Any = {"subnet_arns": ARNS, "principals": [PARTICIPANT], **changes}
    return graph_of(lambda: SubnetShare("share", args, in_account("owner", OWNER)))


def test_a_share_is_for_the_organization_only():
    assert only(share(), SHARE).inputs == {
        "name": "share",
        "allowExternalPrincipals": False,
        "tags": {"Name": "share"},
    }, "subnets cannot be shared outside the organization"


def test_a_share_takes_its_name_and_tags_from_the_arguments():
    inputs = only(share(share_name="prod subnets", tags={"team": "network"}), SHARE).inputs
    assert (inputs["name"], inputs["tags"]) == ("prod subnets", {"team": "network", "Name": "share"})


def test_every_subnet_is_associated_with_the_share():
    graph = share()
    rows = graph.of_type("aws:ram/resourceAssociation:ResourceAssociation")
    assert [(row.name, row.inputs["resourceArn"]) for row in rows] == [
        ("share-cluster-az1", "arn:3"),
        ("share-private-az1", "arn:1"),
        ("share-private-az2", "arn:2"),
    ]
    assert {graph.find(row.inputs["resourceShareArn"]) for row in rows} == {only(graph, SHARE)}


def test_every_principal_is_associated_with_the_share_under_a_short_name():
    graph = share(principals=[PARTICIPANT, OU, ORGANIZATION])
    rows = graph.of_type("aws:ram/principalAssociation:PrincipalAssociation")
    assert [(row.name, row.inputs["principal"]) for row in rows] == [
        (f"share-{PARTICIPANT}", PARTICIPANT),
        ("share-o-exampleorg1", ORGANIZATION),
        ("share-ou-exam-workload1", OU),
    ]
    assert {graph.find(row.inputs["resourceShareArn"]) for row in rows} == {only(graph, SHARE)}


def test_the_shares_arn_is_an_output():
    graph = share()
    assert only(graph, "eks-shared-vpc:index:SubnetShare").outputs == {"share_arn": f"{only(graph, SHARE).id}#arn"}


def test_each_shared_subnet_gets_each_tag_of_its_tier():
    tier_tags = {
        "private": {"kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": "search"},
        "public": {"kubernetes.io/role/elb": "1"},
    }

    def program() -> None:
        SharedSubnetTags("tags", {"subnet_ids": IDS, "tier_tags": tier_tags}, in_account("search", PARTICIPANT))

    rows = graph_of(program).of_type("aws:ec2/tag:Tag")
    assert [(row.name, row.inputs["resourceId"], row.inputs["key"], row.inputs["value"]) for row in rows] == [
        ("tags-private-az1-karpenter.sh-discovery", "subnet-1", "karpenter.sh/discovery", "search"),
        ("tags-private-az1-kubernetes.io-role-internal-elb", "subnet-1", "kubernetes.io/role/internal-elb", "1"),
        ("tags-private-az2-karpenter.sh-discovery", "subnet-2", "karpenter.sh/discovery", "search"),
        ("tags-private-az2-kubernetes.io-role-internal-elb", "subnet-2", "kubernetes.io/role/internal-elb", "1"),
        ("tags-public-az1-kubernetes.io-role-elb", "subnet-3", "kubernetes.io/role/elb", "1"),
    ]
    assert {row.account for row in rows} == {PARTICIPANT}, "a participant sees its own tags only"


@pytest.mark.parametrize("form", ["list", "one resource", "output"])
def test_tags_wait_for_what_their_component_waits_for(form):
    def program() -> None:
        owner, participant = provider("owner", OWNER), provider("payments", PARTICIPANT)
        args: Any = {"subnet_arns": ARNS, "principals": [PARTICIPANT]}
        made = SubnetShare("share", args, pulumi.ResourceOptions(provider=owner))
        depends_on: Any = {"list": [made], "one resource": made, "output": pulumi.Output.from_input([made])}[form]
        SharedSubnetTags(
            "tags",
            {"subnet_ids": IDS, "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1"}}},
            pulumi.ResourceOptions(provider=participant, depends_on=depends_on),
        )

    graph = graph_of(program)
    made = [
        *graph.of_type("aws:ram/resourceAssociation:ResourceAssociation"),
        *graph.of_type("aws:ram/principalAssociation:PrincipalAssociation"),
    ]
    tags = graph.of_type("aws:ec2/tag:Tag")
    assert (len(tags), len(made)) == (2, 4)
    missing = [(tag.name, each.name) for tag in tags for each in made if not graph.waits_for(tag, each)]
    assert missing == [], "without the share the participant sees no subnet to tag"
