"""Reading one side of a comparison from a preview document: what is refused, and what is taken."""

import copy
import json

import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.diff.changes import changes_between
from eks_shared_vpc.preview.diff.snapshot import EMPTY, Reach, Snapshot, read_snapshot, snapshot_of
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.forms.json import document as document_of
from eks_shared_vpc.preview.graph import STACK, Graph
from eks_shared_vpc.preview.report import preview_report, refusal_report
from tests.support import STACKS, only, preview_of

NEWER = ("property_dependencies", "aliases", "ignore_changes")


def document(name="dev"):
    """A preview document as it is read from a file."""
    return json.loads(json.dumps(document_of(preview_report(preview_of(name)))))


def changed(path, value, name="dev"):
    """A document with something else at a path; ``...`` takes it out."""
    whole = copy.deepcopy(document(name))
    *above, key = path.split(".")
    section = whole
    for step in above:
        section = section[int(step) if step.isdigit() else step]
    if value is ...:
        del section[key]
    else:
        section[key] = value
    return whole


def said(snapshot):
    """All that a snapshot holds, as values that can be compared."""
    return snapshot.stack, snapshot.graph.resources, snapshot.findings, snapshot.reaches, snapshot.refused


def refusal(whole, source="saved.json"):
    with pytest.raises(InputError) as refused:
        read_snapshot(whole, source)
    (problem,) = refused.value.problems
    assert problem.id == "no-preview-document"
    assert problem.where == source
    assert problem.fix
    assert "eks-shared-vpc preview --format json" in problem.allowed
    return problem.message


# What is no such document.


@pytest.mark.parametrize("whole", [None, [], "text", 3, True, [{"schema": "eks-shared-vpc/preview/1"}]])
def test_what_is_no_mapping_is_refused(whole):
    assert refusal(whole).startswith("this is not a saved preview: the document: ")


def test_an_empty_mapping_is_refused_for_its_schema():
    assert "schema" in refusal({})


@pytest.mark.parametrize("schema", ["eks-shared-vpc/preview/2", "eks-shared-vpc/diff/1", "", None, 1])
def test_another_schema_is_refused(schema):
    assert "schema: " in refusal(changed("schema", schema))


@pytest.mark.parametrize("field", ["stack", "resources", "proof", "findings", "schema"])
def test_a_document_that_lacks_a_field_is_refused_and_the_field_named(field):
    assert f": {field}: Field required" in refusal(changed(field, ...))


@pytest.mark.parametrize(
    "field", ["urn", "type", "name", "id", "account", "inputs", "dependencies", "protect", "component", "modelled"]
)
def test_a_resource_that_lacks_a_field_is_refused_and_the_field_named(field):
    assert f": resources[0].{field}: Field required" in refusal(changed(f"resources.0.{field}", ...))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("resources", {}),
        ("resources", "none"),
        ("resources.0", []),
        ("resources.0.urn", None),
        ("resources.0.inputs", []),
        ("resources.0.dependencies", "urn"),
        ("resources.0.protect", "maybe"),
        ("resources.0.property_dependencies", []),
        ("resources.0.aliases", {}),
        ("proof", None),
        ("proof.0.cluster", None),
        ("stack", 3),
    ],
)
def test_a_field_of_another_kind_is_refused_and_named(path, value):
    whole = changed(path.rsplit(".0", 1)[0], [value]) if path == "resources.0" else changed(path, value)
    assert path.replace(".0", "[0]") in refusal(whole)


def test_a_level_that_there_is_not_is_refused():
    finding = {"id": "a", "level": "fatal", "where": "b", "message": "c", "fix": "d", "facts": "e"}
    assert ": findings[0].level: " in refusal(changed("findings", [finding]))


def test_a_refusal_says_where_the_document_is_from():
    refusal({}, "main:staging")


# What is taken.


@pytest.mark.parametrize("name", STACKS)
def test_a_snapshot_has_all_that_the_preview_has(name):
    preview = preview_of(name)
    snapshot = read_snapshot(document(name), "saved.json")
    assert snapshot.stack == name
    assert set(snapshot.graph.resources) == {each.urn for each in preview.graph if each.type != STACK}
    assert changes_between(preview.graph, snapshot.graph) == ()
    assert [each.id for each in snapshot.findings] == [each.id for each in preview.findings]
    assert len(snapshot.reaches) == len(preview.proofs)
    assert not snapshot.refused
    assert said(snapshot) == said(snapshot_of(preview))


def test_a_resource_is_read_as_it_was_recorded_but_for_its_outputs():
    preview = preview_of("staging")
    snapshot = read_snapshot(document("staging"), "saved.json")
    for type_, name in (
        ("aws:eks/cluster:Cluster", "payments"),
        ("aws:ec2/eip:Eip", "network-nat-az1"),
        ("aws:eks/nodeGroup:NodeGroup", "payments-default"),
    ):
        recorded, read = only(preview.graph, type_, name), only(snapshot.graph, type_, name)
        assert read == recorded
    component = only(snapshot.graph, "eks-shared-vpc:index:SharedVpc")
    assert not component.custom
    assert component.outputs == {}
    node_group = only(snapshot.graph, "aws:eks/nodeGroup:NodeGroup", "payments-default")
    assert node_group.modelled
    assert node_group.ignore_changes == ("scalingConfig.desiredSize",)
    assert only(snapshot.graph, "aws:ec2/eip:Eip", "network-nat-az1").protect


def test_a_reach_is_one_need_of_one_place():
    reaches = read_snapshot(document("staging"), "saved.json").reaches
    found = [each for each in reaches if (each.zone, each.need, each.cluster) == ("usw2-az1", "s3", "payments")]
    assert [(each.who, each.via, each.blocked_by) for each in found] == [
        ("node group payments-default", "gateway endpoint", "")
    ]


def test_resources_of_other_stacks_are_there_too():
    snapshot = read_snapshot(document("prod-payments"), "saved.json")
    assert {each.stack for each in snapshot.graph} == {"prod-network", "prod-payments"}
    assert {each.stack for each in snapshot.without("prod-network").graph} == {"prod-payments"}


@pytest.mark.parametrize("path", ["", "resources.0.", "findings.0.", "proof.0."])
def test_fields_that_are_not_known_yet_are_passed_over(path):
    whole = document("dev")
    assert whole["findings"]
    assert whole["proof"]
    before = said(read_snapshot(whole, "saved.json"))
    section = whole
    for step in path.split(".")[:-1]:
        section = section[int(step) if step.isdigit() else step]
    section["something_new"] = {"a": [1, 2, 3]}
    assert said(read_snapshot(whole, "saved.json")) == before


def test_documents_without_the_newer_fields_are_taken():
    whole = document("prod-payments")
    del whole["referenced_resources"]
    for each in whole["resources"]:
        for field in NEWER:
            del each[field]
    snapshot = read_snapshot(whole, "saved.json")
    assert {each.stack for each in snapshot.graph} == {"prod-payments"}
    group = only(snapshot.graph, "aws:eks/nodeGroup:NodeGroup")
    assert (group.aliases, group.ignore_changes, group.property_dependencies) == ((), (), {})
    assert changes_between(snapshot.graph, snapshot.graph) == ()


def test_what_is_null_is_empty():
    snapshot = read_snapshot(document("dev"), "saved.json")
    provider = only(snapshot.graph, "pulumi:providers:aws")
    assert (provider.provider, provider.account) == ("", "111111111111")
    component = only(snapshot.graph, "eks-shared-vpc:index:SharedVpc")
    assert component.id == ""


def test_an_account_that_is_not_known_stays_so():
    whole = changed("resources.0.account", None)
    assert read_snapshot(whole, "saved.json").graph.resources[whole["resources"][0]["urn"]].account is None


# Refused stacks, and no stack.


def test_the_document_of_a_refusal_is_a_refused_snapshot():
    findings = [Finding("zone-name", Level.ERROR, "network.zones[0]", "no", "yes")]
    snapshot = read_snapshot(document_of(refusal_report("broken", findings)), "main:broken")
    assert said(snapshot) == said(Snapshot("broken", Graph(()), tuple(findings), (), refused=True))


def test_an_empty_stack_is_not_a_refused_one():
    whole = {**document_of(refusal_report("empty", [])), "findings": []}
    assert not read_snapshot(whole, "main:empty").refused
    warned = [Finding("a", Level.WARNING, "b", "c")]
    assert not read_snapshot(document_of(refusal_report("empty", warned)), "main:empty").refused


def test_no_stack_at_all_is_an_empty_snapshot():
    assert (EMPTY.stack, len(EMPTY.graph), EMPTY.findings, EMPTY.refused) == ("", 0, (), False)


# Several together.


def test_snapshots_are_joined_without_saying_anything_twice():
    network, payments = (snapshot_of(preview_of(name)) for name in ("prod-network", "prod-payments"))
    joined = network.joined([payments, payments])
    assert joined.stack == "prod-network"
    assert set(joined.graph.resources) == {*network.graph.resources, *payments.graph.resources}
    assert len(joined.reaches) == len(payments.reaches)
    assert list(joined.findings) == list(dict.fromkeys([*network.findings, *payments.findings]))
    assert network.joined([]).graph.resources == network.graph.resources


def test_a_reach_can_be_told_from_another_one():
    one = Reach("a", "z", "s", "w", "n", "v", "")
    assert one != Reach("a", "z", "s", "w", "n", "v", "no-route")
    assert len({one, Reach("a", "z", "s", "w", "n", "v", "")}) == 1
