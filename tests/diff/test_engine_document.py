"""What pulumi preview --json --show-sames prints, read as a difference: real ids, unknown values, steps of the engine.

Documents are written by hand here, in the form that the engine gives them. tests/engine holds real ones against the
offline diff.
"""

import json
from typing import Any

import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.engine.read import read_engine_preview
from eks_shared_vpc.preview.diff.meaning import meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.graph import UNKNOWN
from tests.support import OWNER, PARTICIPANT

STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:aws"
VPC, SUBNET, EIP = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/eip:Eip"
CLUSTER = "aws:eks/cluster:Cluster"
LATER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

State = dict[str, Any]


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:live::test::{type_}::{name}"


def state(type_: str, name: str, id_: str, inputs: State, account: str = "owner", **more: Any) -> State:
    """A resource as the engine keeps it; ``account`` is the name of its provider."""
    provider = "" if type_ in (STACK, PROVIDER) else f"{urn(PROVIDER, account)}::11111111-2222"
    outputs = {**inputs, "arn": f"arn:aws:made-up:{id_}"} if id_ else {}
    return {
        "urn": urn(type_, name),
        "type": type_,
        "id": id_,
        "custom": type_ != STACK,
        "provider": provider,
        "inputs": inputs,
        "outputs": outputs,
        **more,
    }


def same(old: State) -> State:
    return {"op": "same", "urn": old["urn"], "oldState": old, "newState": {**old, "id": ""}}


def step(op: str, old: State | None, new: State | None, **more: Any) -> State:
    there = new or old
    assert there
    return {"op": op, "urn": there["urn"], "oldState": old, "newState": new, **more}


OWN = state(PROVIDER, "owner", "p-1", {"allowedAccountIds": f'["{OWNER}"]', "region": "us-west-2"})
OTHER = state(PROVIDER, "other", "p-2", {"allowedAccountIds": f'["{PARTICIPANT}"]', "region": "us-west-2"})
NETWORK = state(VPC, "network", "vpc-0aaa", {"cidrBlock": "10.0.0.0/16"})
PLACE = state(
    SUBNET,
    "place",
    "subnet-0bbb",
    {"vpcId": "vpc-0aaa", "cidrBlock": "10.0.0.0/24", "availabilityZoneId": "usw2-az1"},
    propertyDependencies={"vpcId": [NETWORK["urn"]]},
)


def changed(old: State, **inputs: Any) -> State:
    return {**old, "id": "", "inputs": {**old["inputs"], **inputs}, "outputs": {}}


@pytest.fixture
def read(tmp_path):
    def reading(*steps: State, summary: dict[str, int] | None = None, diagnostics: tuple[State, ...] = ()) -> Any:
        unchanged = {"same": sum(each["op"] == "same" for each in steps)}
        path = tmp_path / "engine.json"
        document = {"steps": steps, "changeSummary": summary or unchanged, "diagnostics": diagnostics}
        path.write_text(json.dumps(document))
        return read_engine_preview(path)[0]

    return reading


def said(difference: Difference) -> list[tuple[str, str]]:
    return [(each.id, each.where.rsplit("::", 1)[-1]) for each in meanings_of(ALL_MEANINGS, difference)]


def test_real_ids_become_the_stand_ins_of_a_recording(read):
    difference = read(same(OWN), same(NETWORK), same(PLACE))
    place = difference.before.graph.resources[PLACE["urn"]]
    assert (place.id, place.inputs["vpcId"]) == ("live/subnet/place", "live/vpc/network")
    assert (place.account, place.region, place.stack) == (OWNER, "us-west-2", "live")
    assert difference.changes == ()


def test_an_id_that_is_a_name_stays_in_the_inputs_of_others(read):
    cluster = state(CLUSTER, "pay", "payments", {"name": "payments", "version": "1.33"})
    addon = state("aws:eks/addon:Addon", "dns", "payments:coredns", {"clusterName": "payments", "addonName": "coredns"})
    difference = read(same(OWN), same(cluster), same(addon))
    assert difference.after.graph.resources[addon["urn"]].inputs["clusterName"] == "payments"


def test_what_the_engine_does_is_told_once_for_each_resource(read):
    new = changed(PLACE, cidrBlock="10.0.1.0/24")
    difference = read(
        same(OWN),
        same(NETWORK),
        step("create-replacement", PLACE, new, replaceReasons=["cidrBlock"], diffReasons=["cidrBlock"]),
        step("replace", PLACE, new, replaceReasons=["cidrBlock"]),
        step("delete-replaced", PLACE, None),
    )
    [change] = difference.changes
    assert (change.kind, change.because, change.own) == (Kind.REPLACE, ("cidrBlock",), True)
    assert said(difference) == [("subnet-replaced", "network")]


def test_the_engine_knows_better_than_the_table(read):
    """Whatever the table says of a property, the steps are the engine's."""
    difference = read(
        same(OWN),
        same(NETWORK),
        step("update", PLACE, changed(PLACE, cidrBlock="10.0.1.0/24"), diffReasons=["cidrBlock"]),
    )
    assert [each.kind for each in difference.changes] == [Kind.UPDATE]


def test_an_unknown_input_is_what_it_depends_on(read):
    new = state(SUBNET, "later", "", {"vpcId": LATER}, propertyDependencies={"vpcId": [NETWORK["urn"]]})
    difference = read(same(OWN), step("create", None, NETWORK), step("create", None, new))
    assert difference.after.graph.resources[new["urn"]].inputs["vpcId"] == "live/vpc/network"


def test_an_unknown_member_of_a_nested_list_is_the_one_that_is_missing_there(read):
    later = state(SUBNET, "later", "", {"vpcId": "vpc-0aaa"})
    cluster = state(
        CLUSTER,
        "pay",
        "",
        {"name": "payments", "vpcConfig": {"subnetIds": ["subnet-0bbb", LATER]}},
        propertyDependencies={"vpcConfig": [PLACE["urn"], later["urn"]]},
    )
    difference = read(same(OWN), same(NETWORK), same(PLACE), step("create", None, later), step("create", None, cluster))
    config = difference.after.graph.resources[cluster["urn"]].inputs["vpcConfig"]
    assert config == {"subnetIds": ["live/subnet/place", "live/subnet/later"]}


def test_what_is_unknown_only_because_its_source_is_updated_keeps_its_value(read):
    network = changed(NETWORK, enableDnsSupport=True)
    unknown = {**changed(PLACE, vpcId=LATER)}
    difference = read(
        same(OWN), step("update", NETWORK, network), step("update", PLACE, unknown, diffReasons=["vpcId"])
    )
    assert difference.after.graph.resources[PLACE["urn"]].inputs["vpcId"] == "live/vpc/network"


def test_what_cannot_be_told_stays_unknown(read):
    new = state(SUBNET, "later", "", {"cidrBlock": LATER}, propertyDependencies={"cidrBlock": []})
    difference = read(same(OWN), same(NETWORK), step("create", None, new))
    assert difference.after.graph.resources[new["urn"]].inputs["cidrBlock"] == UNKNOWN


def test_another_account_is_a_move_whatever_the_engine_calls_it(read):
    new = {**changed(NETWORK), "provider": f"{urn(PROVIDER, 'other')}::11111111-2222"}
    difference = read(same(OWN), same(OTHER), step("update", NETWORK, new))
    assert [each.kind for each in difference.changes if each.resource.type == VPC] == [Kind.MOVE]
    assert ("moved-between-accounts", "network") in said(difference)


def test_a_resource_under_a_new_name_is_still_the_same(read):
    new = {**changed(NETWORK), "urn": urn(VPC, "renamed")}
    difference = read(same(OWN), step("update", NETWORK, new, diffReasons=["tags"]))
    assert [(each.kind, each.resource.name) for each in difference.changes] == [(Kind.UPDATE, "renamed")]


def test_protected_resources_are_told_once_and_other_errors_as_they_are(read):
    address = state(EIP, "address", "eipalloc-0ccc", {"domain": "vpc"}, protect=True)
    refused = {
        "severity": "error",
        "urn": address["urn"],
        "message": "resource cannot be deleted\nbecause it is protected.",
    }
    broken = {"severity": "error", "message": "error: something\n  went wrong"}
    end = {"severity": "error", "message": "error: preview failed\n"}
    difference = read(same(OWN), step("delete", address, None), diagnostics=(refused, broken, end))
    assert said(difference) == [("protected-resource-deleted", "address"), ("new-error", "live")]
    message = next(each.message for each in meanings_of(ALL_MEANINGS, difference) if each.id == "new-error")
    assert message == "engine-error: something went wrong"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("", "not-json"),
        ("[]", "no-engine-preview"),
        ('{"steps": [{"op": "same"}]}', "no-engine-preview"),
        ('{"steps": []}', "unchanged-left-out"),
        (
            '{"steps": [{"op": "create", "urn": "urn:pulumi:a::b::c::d"}], "changeSummary": {"same": 3}}',
            "unchanged-left-out",
        ),
    ],
)
def test_what_is_no_such_document_is_refused(tmp_path, text, id_):
    path = tmp_path / "engine.json"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        read_engine_preview(path)
    assert [(each.id, each.where, each.place) for each in refused.value.problems] == [
        (id_, "--engine-json", f"{path}:1")
    ]
