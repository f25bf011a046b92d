"""What is known after deployment only means nothing by itself: it may be what is there already."""

from typing import Any

import pytest

from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.meaning import Meaning, meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.graph import UNKNOWN
from tests.catalogue.planting import GONE, Plant, The, added, ignoring, with_inputs, without
from tests.catalogue.sides import Between, bare, change, in_world, stack, world

ROUTE = "Route network-private-az2-internet"
RULE = "SecurityGroupIngressRule endpoints-vpc"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def said(between: Between, *ids: str) -> list[Meaning]:
    """What some rules report of a difference."""
    return list(meanings_of([each for each in ALL_MEANINGS if each.id in ids], between.difference()))


def planted(*plants: Plant) -> Between:
    """The resources of the stack ``staging`` change."""
    return Between(bare("staging"), bare("staging", *plants))


@pytest.mark.parametrize(
    "plant",
    [
        with_inputs(ROUTE, destinationCidrBlock=UNKNOWN),
        with_inputs(ROUTE, natGatewayId=UNKNOWN),
        with_inputs("RouteTableAssociation network-private-az2", routeTableId="rtb-0123456789abcdef0"),
        with_inputs("RouteTableAssociation network-private-az2", routeTableId=UNKNOWN),
        with_inputs("RouteTable network-private-az2", routes=UNKNOWN),
        with_inputs("NatGateway network-nat-az2", connectivityType=UNKNOWN),
    ],
)
def test_a_zone_whose_default_route_is_not_known_does_not_lose_the_internet(plant: Plant) -> None:
    assert said(planted(plant), "egress-lost") == []


def test_a_zone_without_a_default_route_loses_the_internet():
    found = said(planted(without(ROUTE)), "egress-lost")
    assert [each.message for each in found] == ["usw2-az2 will have no route to the internet"]


@pytest.mark.parametrize("inputs", [{"allocationId": UNKNOWN}, {"secondaryAllocationIds": UNKNOWN}])
def test_egress_by_addresses_that_are_not_known_does_not_change(inputs: dict[str, Any]) -> None:
    plant = with_inputs("NatGateway network-nat-az2", **inputs)
    assert said(planted(plant), "egress-address-changed", "egress-address-added") == []


def test_egress_by_a_further_address_that_is_not_known_does_not_change():
    second = with_inputs("NatGateway network-nat-az2", secondaryAllocationIds=[The("Eip network-nat-az3")])
    unknown = with_inputs("NatGateway network-nat-az2", secondaryAllocationIds=UNKNOWN)
    assert said(Between(bare("staging", second), bare("staging", unknown)), "egress-address-changed") == []
    assert len(said(Between(bare("staging", second), bare("staging")), "egress-address-changed")) == 1


def test_a_zone_whose_default_route_becomes_known_may_have_had_the_same_one_before():
    unknown = [
        with_inputs(f"Route network-private-{zone}-internet", destinationCidrBlock=UNKNOWN) for zone in ("az1", "az2")
    ]
    crossing = with_inputs(ROUTE, natGatewayId=The("NatGateway network-nat-az1"))
    ids = ("egress-address-added", "egress-address-changed", "egress-crosses-zones")
    assert said(Between(bare("staging", *unknown), bare("staging", crossing)), *ids) == []
    known = said(planted(crossing), *ids)
    assert {each.id for each in known} == {"egress-address-changed", "egress-crosses-zones"}


def test_an_unknown_principal_of_a_share_is_named_as_such():
    unit = added(
        "aws:ram/principalAssociation:PrincipalAssociation",
        "later",
        "PrincipalAssociation share-participant",
        resourceShareArn=The("ResourceShare share", "arn"),
        principal=UNKNOWN,
    )
    found = said(in_world(unit), "subnet-shared")
    assert found[0].message.startswith("a principal that is known after deployment gains access to")


def test_a_rule_that_allows_the_address_of_a_nat_gateway_is_named_by_its_elastic_ip():
    nat = {"cidrIpv4": The("NatGateway network-nat-az1", "publicIp")}
    found = said(planted(with_inputs(RULE, **nat)), "security-group-opened")
    assert [each.message for each in found] == ["endpoints-vpc will allow the address of network-nat-az1 on tcp 443"]
    eip = {"cidrIpv4": The("Eip network-nat-az1", "publicIp")}
    same = Between(bare("staging", with_inputs(RULE, **nat)), bare("staging", with_inputs(RULE, **eip)))
    assert said(same, "security-group-opened", "security-group-closed") == []


def test_a_rule_whose_source_is_not_known_may_be_the_same():
    between = planted(with_inputs(RULE, cidrIpv4=UNKNOWN))
    assert said(between, "security-group-opened", "security-group-open-to-the-world") == []


def test_a_group_whose_list_of_rules_is_not_known_may_allow_what_it_allowed():
    listed = with_inputs("SecurityGroup clients", ingress=[{"protocol": "-1", "cidrBlocks": ["192.0.2.0/24"]}])
    unknown = with_inputs("SecurityGroup clients", ingress=UNKNOWN)
    between = Between(world(listed), world(unknown))
    assert said(between, "security-group-opened", "security-group-closed") == []
    assert said(between.back(), "security-group-opened", "security-group-closed") == []
    other = with_inputs("SecurityGroup clients", ingress=[{"protocol": "-1", "cidrBlocks": ["198.51.100.0/24"]}])
    gone = Between(world(listed), world(other))
    assert [each.message for each in said(gone, "security-group-closed")] == [
        "clients will no longer allow 192.0.2.0/24 on all ports"
    ]


def test_a_rule_in_a_group_that_is_not_known_is_compared_with_itself():
    unplaced = with_inputs("SecurityGroupIngressRule clients-vpc", securityGroupId=UNKNOWN)
    wider = with_inputs("SecurityGroupIngressRule clients-vpc", cidrIpv4="10.0.0.0/8")
    assert said(Between(world(unplaced), world(unplaced, wider)), "security-group-opened") != []
    assert said(Between(world(unplaced, wider), world(unplaced)), "security-group-opened") == []
    ports = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
    more = added(INGRESS, "more", "SecurityGroupIngressRule clients-vpc", securityGroupId=UNKNOWN, **ports)
    before = world(unplaced, more, with_inputs("SecurityGroupIngressRule more", cidrIpv4="192.0.2.0/24"))
    after = world(unplaced, more, with_inputs("SecurityGroupIngressRule more", cidrIpv4="10.0.0.0/24"))
    found = said(Between(before, after), "security-group-opened")
    assert [each.where.rsplit("::", 1)[-1] for each in found] == ["more"]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}, "icmp 8/0"),
        ({"ipProtocol": "icmp", "fromPort": -1, "toPort": -1}, "icmp"),
        ({"ipProtocol": "1", "fromPort": GONE, "toPort": GONE}, "icmp"),
        ({"ipProtocol": "50", "fromPort": GONE, "toPort": GONE}, "50"),
        ({"ipProtocol": "tcp", "fromPort": GONE, "toPort": GONE}, "tcp 0-65535"),
        ({"ipProtocol": UNKNOWN}, "a protocol that is known after deployment"),
        ({"fromPort": UNKNOWN}, "tcp ports that are known after deployment"),
    ],
)
def test_a_new_rule_is_reported_with_its_protocol_and_ports(inputs: dict[str, Any], expected: str) -> None:
    rule = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, **inputs}
    given = {key: value for key, value in rule.items() if value is not GONE}
    more = added(INGRESS, "more", "SecurityGroupIngressRule clients-vpc", cidrIpv4="192.0.2.0/24", **given)
    placed = with_inputs("SecurityGroupIngressRule more", securityGroupId=The("SecurityGroup clients"))
    found = said(in_world(more, placed), "security-group-opened")
    assert [each.message for each in found] == [f"more will allow 192.0.2.0/24 on {expected}"]


def test_a_narrower_type_of_icmp_is_within_all_of_it():
    def rule(**inputs: Any) -> Plant:
        given = {"ipProtocol": "icmp", "fromPort": -1, "toPort": -1, **inputs}
        return with_inputs("SecurityGroupIngressRule clients-vpc", **given)

    between = Between(world(rule()), world(rule(fromPort=8, toPort=0)))
    assert said(between, "security-group-opened") == []
    assert len(said(between.back(), "security-group-opened")) == 1


# The two sides as models.


def test_the_models_of_a_difference_are_built_once():
    difference = change("staging", {"network.nat": "single"}).difference()
    before = Model.built
    meanings_of(ALL_MEANINGS, difference)
    meanings_of(ALL_MEANINGS, difference)
    assert Model.built - before <= 3


def test_of_a_stack_that_does_not_change_what_is_settled_is_what_is_declared():
    difference = Between(stack("dev"), stack("dev")).difference()
    assert difference.settled is difference.after.model


def test_what_the_engine_ignores_is_settled_as_it_was():
    ignored = ignoring("Cluster cluster", "version")
    difference = Between(world(ignored), world(ignored, with_inputs("Cluster cluster", version="1.99"))).difference()
    [(before, after)] = difference.kept(Cluster)
    assert (before.version, after.version) == ("1.33", "1.99")
    assert difference.settled_form(after).version == "1.33"
    assert difference.former(after) is before
    assert difference.later(before) is after


def test_the_cluster_of_a_node_group_is_found_as_long_as_it_remains():
    gone = in_world(without("Cluster cluster"), without("NodeGroup nodes")).difference()
    [change_] = gone.of(NodeGroup)
    assert (change_.kind, gone.cluster_of(change_.view)) == (Kind.DELETE, None)
    kept = in_world(without("NodeGroup nodes")).difference()
    [change_] = kept.of(NodeGroup, Kind.DELETE)
    cluster = kept.cluster_of(change_.view)
    assert cluster is not None
    assert cluster.model is kept.after.model
    assert list(kept.of(NodeGroup, Kind.REPLACE)) == []


def test_what_is_replaced_is_kept_and_does_not_remain():
    difference = change("dev", {"network.cidr": "10.61.0.0/16"}).difference()
    [(before, _)] = difference.kept(Vpc)
    assert not difference.remains(before)
    assert list(difference.remaining(Vpc)) == []
