"""Reports of comparisons: what a terminal and a machine get of them."""

import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.counts import change_counts, meaning_counts
from eks_shared_vpc.preview.diff.report import SCHEMA, difference_report, headline
from eks_shared_vpc.preview.diff.snapshot import EMPTY
from eks_shared_vpc.preview.forms.json import document, write
from eks_shared_vpc.preview.report import preview_report
from tests.catalogue.meanings.egress import SINGLE
from tests.catalogue.meanings.subnets import MORE_SLOTS
from tests.diff.comparisons import (
    EACH,
    MOVED,
    NEW,
    REFUSED,
    by_hand,
    changed,
    printed,
    real,
    red,
    resource,
    unchanged,
    under,
)
from tests.support import preview_of

# Text.


@EACH
@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal(comparison, width):
    text = printed(comparison(), width=width)
    assert [line for line in text.splitlines() if len(line) > width] == []
    assert "\x1b" not in text


def test_a_comparison_is_readable_without_colour():
    text = printed(real(SINGLE))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0].startswith("prod-network · against main · ")
    assert lines.index("What it means") < lines.index("Changes")
    assert "red  egress-address-lost  network" in lines
    assert "amber  egress-crosses-zones  network" in lines
    assert "network (111111111111)" in lines
    assert "- delete   2 Eip          network-nat-{az2,az3}" in lines
    assert any(line.startswith("fix: ") for line in lines)


def test_each_kind_of_change_has_a_sign_and_a_word():
    signs = {Kind.REPLACE: "±", Kind.DELETE: "-", Kind.MOVE: ">", Kind.CREATE: "+", Kind.UPDATE: "~"}
    for kind, sign in signs.items():
        text = printed(by_hand((changed(kind, resource("one"), "cidrBlock"),)))
        assert re.search(rf"^  {re.escape(sign)} {kind.value} +1 SecurityGroup +one ", text, re.MULTILINE)


def test_changes_that_are_alike_are_on_one_line():
    names = [f"nodes-az{number}" for number in (1, 2, 3)]
    text = printed(by_hand(tuple(changed(Kind.UPDATE, resource(name), "tags") for name in names)))
    assert "~ update   3 SecurityGroup   nodes-{az1,az2,az3}   tags" in text
    other = changed(Kind.UPDATE, resource("other"), "description")
    text = printed(by_hand((changed(Kind.UPDATE, resource("one"), "tags"), other)))
    assert "1 SecurityGroup   one     tags" in text
    assert "1 SecurityGroup   other   description" in text


def test_of_a_replacement_it_is_said_what_forces_it_and_of_a_move_where_it_goes():
    assert "SecurityGroup   one     because of vpcId" in printed(
        by_hand((changed(Kind.REPLACE, resource("one"), "vpcId"),))
    )
    assert "Eip       network-nat-az1   from 111111111111 to 222222222222" in printed(real(MOVED))


def test_what_is_not_known_to_replace_is_marked():
    change = replace(changed(Kind.UPDATE, resource("one"), "newThing"), unmeasured=("newThing",))
    assert "newThing (not known whether it replaces)" in printed(by_hand((change,)))


def test_a_stack_in_which_nothing_has_to_be_known_says_so():
    text = printed(by_hand((changed(Kind.UPDATE, resource("one"), "tags"),)))
    assert "What it means\n  no consequences\n" in text


def test_several_stacks_have_an_overview_in_which_unchanged_ones_share_a_row():
    text = printed(unchanged("dev"), unchanged("isolated"), real(SINGLE))
    assert text.startswith("1 of 3 stacks changed against main\n\nStacks\n")
    rows = [re.split(r" {3,}", line.strip()) for line in text.split("\n\n")[1].splitlines()[3:]]
    assert rows[0][:2] == ["prod-network", "red"]
    assert rows[-1] == ["dev, isolated", "-", "no changes"]
    assert text.count("against main") == 2, "of unchanged stacks the overview says all"


def test_a_stack_alone_has_no_overview():
    assert printed(unchanged("dev")) == "dev · against main · no changes\n"
    assert "Stacks\n" not in printed(real(SINGLE))


def test_a_refused_stack_says_why_and_a_next_one_is_shown_all_the_same():
    text = printed(REFUSED, unchanged())
    assert "broken · refused: 1 problem in the input" in text
    assert "error  zone-name  network.zones[2]" in text
    assert re.search(r"^  dev +- +no changes", text, re.MULTILINE)


def test_stacks_that_depend_on_it_are_shown_with_what_it_means_for_them():
    text = printed(under())
    _, _, below = text.partition("Stacks that depend on it\n")
    assert re.match(r"  prod-payments · breaks · no resource changes · 1 red *\n", below)
    assert "    red  subnet-unshared-in-use  payments" in below
    assert "egress-lost" in text
    assert "egress-lost" not in below


def test_a_stack_that_depends_on_it_and_does_not_change_says_so():
    calm = by_hand((changed(Kind.UPDATE, resource("one"), "tags"),), dependents=("other",))
    assert re.search(r"Stacks that depend on it\n  other · unchanged *\n$", printed(calm))


def test_a_stack_that_depends_on_it_breaks_or_only_changes():
    change = changed(Kind.UPDATE, resource("one", own="other"), "tags")
    note = red("good to know", own="other", level=MeaningLevel.NOTE)
    changes = by_hand((change,), (note,), dependents=("other",))
    assert "  other · changes · 1 updated · 1 note" in printed(changes)
    assert "  other · breaks · " in printed(by_hand((), (red("bad", own="other"),), dependents=("other",)))


# Headlines.


def test_the_headline_of_a_stack_that_does_not_change():
    assert headline(unchanged()) == "dev · against main · no changes"


def test_the_headline_of_a_stack_whose_input_is_refused():
    assert headline(REFUSED) == "broken · refused: 1 problem in the input"
    two = replace(REFUSED, refused=REFUSED.refused * 2)
    assert headline(two) == "broken · refused: 2 problems in the input"


def test_the_headline_of_a_new_stack():
    assert re.fullmatch(r"dev · against main · \d+ created · 1 note", headline(real(NEW)))


def test_the_headline_counts_changes_of_the_stack_itself_and_all_that_it_means():
    changes = tuple(changed(kind, resource(f"{kind.value}-{number}"), "a") for kind in Kind for number in (1, 2))
    other = changed(Kind.CREATE, resource("elsewhere", own="other"))
    meanings = (
        red("one"),
        red("two"),
        red("three", level=MeaningLevel.AMBER),
        red("four", own="other", level=MeaningLevel.NOTE),
    )
    result = by_hand((*changes, other), meanings, dependents=("other",))
    assert headline(result) == (
        "huge · against main · 2 replaced, 2 deleted, 2 moved, 2 created, 2 updated · 2 red, 1 amber, 1 note"
    )


def test_counts_of_nothing():
    assert change_counts([]) == "no resource changes"
    assert meaning_counts([]) == ""


def test_a_stack_whose_meaning_only_changes_is_not_unchanged():
    result = by_hand((), (red("the input of a dependent is refused"),))
    assert not result.is_unchanged
    assert headline(result) == "huge · against main · no resource changes · 1 red"


def test_a_new_stack_has_as_many_resources_as_its_preview_counts():
    created = re.search(r"(\d+) created", headline(real(NEW)))
    counted = re.search(r"(\d+) resources", printed_preview("dev"))
    assert created is not None
    assert counted is not None
    assert created[1] == counted[1]


def printed_preview(name: str) -> str:
    return preview_report(preview_of(name)).heading


# JSON.


def documented(*results: Compared) -> dict[str, Any]:
    return document(difference_report(results))


def as_text(*results: Compared) -> str:
    file = io.StringIO()
    write(difference_report(results), file)
    return file.getvalue()


@EACH
def test_a_document_of_a_comparison_survives_being_written_and_read(comparison):
    assert json.loads(as_text(comparison())) == documented(comparison())
    assert as_text(comparison()) == as_text(comparison())


def test_a_document_says_what_form_it_has_and_has_one_row_for_each_stack():
    whole = documented(real(SINGLE), REFUSED, unchanged())
    assert whole["schema"] == SCHEMA == "eks-shared-vpc/diff/1"
    assert [row["stack"] for row in whole["stacks"]] == ["prod-network", "broken", "dev"]
    assert [row["level"] for row in whole["stacks"]] == ["red", None, None]
    assert [row["base"] for row in whole["stacks"]] == ["main"] * 3
    fields = {"stack", "base", "level", "changes", "meaning", "dependents", "refused"}
    assert [row.keys() == fields for row in whole["stacks"]] == [True] * 3


def test_a_document_has_every_change_with_what_it_was():
    (row,) = documented(real(MOVED))["stacks"]
    moved = next(each for each in row["changes"] if each["kind"] == "move")
    assert (moved["type"], moved["name"]) == ("aws:ec2/eip:Eip", "network-nat-az1")
    assert (moved["account_before"], moved["account"]) == ("111111111111", "222222222222")
    updated = next(each for each in row["changes"] if each["name"] == "network" and each["kind"] == "update")
    assert [each["path"] for each in updated["properties"]]
    assert set(updated["properties"][0]) == {"path", "before", "after"}
    created = documented(real(NEW))["stacks"][0]["changes"][0]
    assert (created["kind"], created["account_before"]) == ("create", None)


def test_a_document_says_which_replacements_come_of_others():
    (row,) = documented(real(MORE_SLOTS))["stacks"]
    replaced = {each["name"]: each for each in row["changes"] if each["kind"] == "replace"}
    # A subnet and its association have one name.
    own = [
        each["because"]
        for each in row["changes"]
        if each["name"] == "network-private-az1" and not each["because_of_another"]
    ]
    assert own == [["cidrBlock"]]
    group = replaced["payments-default"]
    assert (group["because"], group["because_of_another"]) == (["subnetIds"], True)


def test_a_document_has_what_it_means_and_why():
    (row,) = documented(real(SINGLE))["stacks"]
    lost = next(each for each in row["meaning"] if each["id"] == "egress-address-lost")
    assert set(lost) == {"id", "level", "where", "place", "message", "fix", "facts"}
    assert lost["level"] == "red"
    assert lost["where"].startswith("urn:pulumi:prod-network::")
    assert lost["facts"]


def test_a_document_tells_a_stack_from_those_that_depend_on_it():
    (row,) = documented(under())["stacks"]
    (other,) = row["dependents"]
    assert other["stack"] == "prod-payments"
    assert [each["id"] for each in other["meaning"]] == ["subnet-unshared-in-use"]
    assert "subnet-unshared-in-use" not in [each["id"] for each in row["meaning"]]
    assert all("::prod-network::" not in each["urn"].replace("urn:pulumi:", "::") for each in other["changes"])


def test_a_document_says_why_an_input_is_refused():
    (row,) = documented(REFUSED)["stacks"]
    assert row["changes"] == row["meaning"] == row["dependents"] == []
    assert row["refused"] == [
        {
            "id": "zone-name",
            "level": "error",
            "where": "network.zones[2]",
            "place": None,
            "message": "this is a zone's name",
            "fix": "write the zone's id",
            "facts": "",
        }
    ]


def test_an_empty_document_is_one():
    assert documented() == {"schema": SCHEMA, "stacks": []}
    assert EMPTY.stack == ""
