"""Reports of comparisons: what a terminal, a comment on a pull request and a machine get of them."""

import io
import json
import re
from dataclasses import replace
from functools import cache

import pytest
from rich.console import Console

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.document import SCHEMA, difference_document
from eks_shared_vpc.preview.diff.markdown import differences_markdown
from eks_shared_vpc.preview.diff.meaning import Meaning, MeaningLevel, meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.properties import PropertyChange
from eks_shared_vpc.preview.diff.snapshot import EMPTY, Snapshot
from eks_shared_vpc.preview.diff.summary import change_counts, change_rows, dependent_summary, headline, meaning_counts
from eks_shared_vpc.preview.diff.text import print_differences
from eks_shared_vpc.preview.document import to_json
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.markdown import preview_markdown
from eks_shared_vpc.preview.markdown_parts import LIMIT, escaped, fitted, folded, table
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.record import Recording
from tests.diff.catalogue.egress import SINGLE
from tests.diff.catalogue.subnets import MORE_SLOTS
from tests.diff.sides import Between, nothing, plant, stack
from tests.faults.planting import together, with_inputs, with_provider, without
from tests.support import preview_of

NASTY = "a|b <script>alert(1)</script>\nnext line `code` </details> @team"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def resource(name: str, *, account: str | None = "111111111111", own: str = "huge", type_: str = GROUP) -> Resource:
    """A resource of a stack that is made by hand."""
    return Resource(
        urn=f"urn:pulumi:{own}::test::{type_}::{name}",
        type=type_,
        name=name,
        stack=own,
        parent="",
        id=name,
        account=account,
    )


def changed(kind: Kind, one: Resource, *paths: str) -> Change:
    """A change of a resource, which is the same on both sides."""
    properties = tuple(PropertyChange(path, "a", "b") for path in paths)
    return Change(
        kind,
        None if kind is Kind.CREATE else one,
        None if kind is Kind.DELETE else one,
        properties,
        paths if kind is Kind.REPLACE else (),
    )


def by_hand(
    changes: tuple[Change, ...] = (),
    meanings: tuple[Meaning, ...] = (),
    *,
    name: str = "huge",
    dependents: tuple[str, ...] = (),
    preview: Preview | None = None,
) -> Compared:
    """A comparison with these changes and meanings."""
    before = Snapshot(name, Graph([resource("there", own=name)]))
    difference = Difference(name, before, Snapshot(name, Graph(())), dependents, steps=changes)
    return Compared(name, "main", difference, meanings, preview)


def red(message: str, *, own: str = "huge", level: MeaningLevel = MeaningLevel.RED, name: str = "one") -> Meaning:
    """Something to say."""
    return Meaning("something-breaks", level, resource(name, own=own).urn, message, "mend it", "facts 1.1")


@cache
def real(between: Between) -> Compared:
    """The comparison of two real sides."""
    difference = between.difference()
    preview = preview_of(difference.stack)
    return Compared(difference.stack, "main", difference, meanings_of(ALL_MEANINGS, difference), preview)


@cache
def unchanged(name: str = "dev") -> Compared:
    """A stack that does not differ."""
    return real(Between(stack(name), stack(name)))


REFUSED = Compared(
    "broken",
    "main",
    None,
    refused=(Finding("zone-name", Level.ERROR, "network.zones[2]", "this is a zone's name", "write the zone's id"),),
)
NEW = Between(nothing, stack("dev"))
MOVED = plant(
    "staging", with_provider("Eip network-nat-az1", "aws payments"), with_inputs("Vpc network", tags={"a": "b"})
)
LOST = plant(
    "prod-payments",
    together(without("ResourceAssociation share-cluster-az1"), without("Route network-private-az1-internet")),
)


@cache
def under() -> Compared:
    """A network's stack, and one that stands on it."""
    return real(replace(LOST, dependents=("prod-payments",), before=network(LOST.before), after=network(LOST.after)))


def network(side):
    """The same resources, seen from the network's stack."""
    return cache(lambda: replace(side(), stack="prod-network"))


@cache
def huge() -> Compared:
    """Thousands of changes and meanings of every kind."""
    kinds = list(Kind)
    changes = tuple(
        changed(
            kinds[number % len(kinds)],
            resource(f"thing-{number}-with-a-long-name", account=f"{number % 7:012d}"),
            f"path{number % 11}",
        )
        for number in range(4000)
    )
    levels = list(MeaningLevel)
    meanings = tuple(
        red(
            f"thing {number} breaks, and this takes some words to say: {NASTY}",
            level=levels[number % 3],
            name=f"thing-{number}",
        )
        for number in range(2000)
    )
    return by_hand(changes, tuple(sorted(meanings, key=lambda each: levels.index(each.level))))


COMPARISONS = {
    "one NAT gateway": lambda: real(SINGLE),
    "replaced subnets": lambda: real(MORE_SLOTS),
    "a new stack": lambda: real(NEW),
    "moved": lambda: real(MOVED),
    "with a dependent": under,
    "unchanged": unchanged,
    "refused": lambda: REFUSED,
    "huge": huge,
    "nasty": lambda: by_hand((changed(Kind.UPDATE, resource(NASTY, account=None), "a|b"),), (red(NASTY, name=NASTY),)),
}
EACH = pytest.mark.parametrize("comparison", [pytest.param(each, id=name) for name, each in COMPARISONS.items()])


def printed(*results: Compared, width: int = 100) -> str:
    """What a terminal of some width shows, without colour."""
    file = io.StringIO()
    print_differences(results, Console(file=file, width=width, highlight=False, emoji=False, markup=False))
    return file.getvalue()


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
    assert "- delete   2 Eip: network-nat-{az2,az3}" in lines
    assert any(line.startswith("do: ") for line in lines)


def test_each_kind_of_change_has_a_sign_and_a_word():
    signs = {Kind.REPLACE: "±", Kind.DELETE: "-", Kind.MOVE: ">", Kind.CREATE: "+", Kind.UPDATE: "~"}
    for kind, sign in signs.items():
        text = printed(by_hand((changed(kind, resource("one"), "cidrBlock"),)))
        assert f"    {sign} {kind.value:<7}  1 SecurityGroup: one" in text


def test_changes_that_are_alike_are_on_one_line():
    names = [f"nodes-az{number}" for number in (1, 2, 3)]
    text = printed(by_hand(tuple(changed(Kind.UPDATE, resource(name), "tags") for name in names)))
    assert "~ update   3 SecurityGroup: nodes-{az1,az2,az3}: tags" in text
    other = changed(Kind.UPDATE, resource("other"), "description")
    text = printed(by_hand((changed(Kind.UPDATE, resource("one"), "tags"), other)))
    assert "1 SecurityGroup: one: tags" in text
    assert "1 SecurityGroup: other: description" in text


def test_of_a_replacement_it_is_said_what_forces_it_and_of_a_move_where_it_goes():
    assert "SecurityGroup: one: because of vpcId" in printed(
        by_hand((changed(Kind.REPLACE, resource("one"), "vpcId"),))
    )
    assert "Eip: network-nat-az1: from 111111111111 to 222222222222" in printed(real(MOVED))


def test_what_is_not_known_to_replace_is_marked():
    change = replace(changed(Kind.UPDATE, resource("one"), "newThing"), unmeasured=("newThing",))
    assert "newThing (not known whether it replaces)" in printed(by_hand((change,)))


def test_a_stack_in_which_nothing_has_to_be_known_says_so():
    text = printed(by_hand((changed(Kind.UPDATE, resource("one"), "tags"),)))
    assert "What it means\n  nothing that somebody has to know\n" in text


def test_unchanged_stacks_are_one_line_each_and_others_stand_apart():
    text = printed(unchanged("dev"), unchanged("isolated"), real(SINGLE), unchanged("dev"))
    assert text.startswith("dev · against main · no changes\nisolated · against main · no changes\n\nprod-network ")
    assert text.endswith("\n\ndev · against main · no changes\n")


def test_a_refused_stack_says_why_and_a_next_one_is_shown_all_the_same():
    text = printed(REFUSED, unchanged())
    assert "broken · refused: 1 problem in the input" in text
    assert "error  zone-name  network.zones[2]" in text
    assert text.endswith("\n\ndev · against main · no changes\n")


def test_stacks_that_depend_on_it_are_shown_with_what_it_means_for_them():
    text = printed(under())
    _, _, below = text.partition("Stacks that depend on it\n")
    assert below.startswith("  prod-payments · breaks · no resource changes · 1 red\n")
    assert "    red  subnet-unshared-in-use  payments" in below
    assert "egress-lost" in text
    assert "egress-lost" not in below


def test_a_stack_that_depends_on_it_and_does_not_change_says_so():
    calm = by_hand((changed(Kind.UPDATE, resource("one"), "tags"),), dependents=("other",))
    assert "Stacks that depend on it\n  other · unchanged\n" in printed(calm)
    assert dependent_summary(calm, "other") == "unchanged"


def test_a_stack_that_depends_on_it_breaks_or_only_changes():
    change = changed(Kind.UPDATE, resource("one", own="other"), "tags")
    note = red("good to know", own="other", level=MeaningLevel.NOTE)
    assert (
        dependent_summary(by_hand((change,), (note,), dependents=("other",)), "other") == "changes · 1 updated · 1 note"
    )
    assert dependent_summary(by_hand((), (red("bad", own="other"),), dependents=("other",)), "other").startswith(
        "breaks · "
    )


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
    assert list(change_rows(REFUSED)) == []


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
    return preview_markdown(preview_of(name)).splitlines()[0]


# Markdown.


def tables(text: str) -> list[list[str]]:
    """The tables of a text, each as its lines."""
    found: list[list[str]] = []
    inside = False
    for line in text.split("\n"):
        if line.startswith("|"):
            if not inside:
                found.append([])
            found[-1].append(line)
        inside = line.startswith("|")
    return found


def bars(line: str) -> int:
    """The bars of a line that divide its cells."""
    return re.sub(r"\\.", "", line).count("|")


def assert_well_formed(text: str) -> None:
    """Every table is whole, and every folded part is closed."""
    for lines in tables(text):
        assert len(lines) > 2, "a head, a line below it, and a row"
        assert len({bars(line) for line in lines}) == 1, lines
        assert set(lines[1]) == {"|", " ", "-"}
    opened = 0
    for tag in re.findall(r"</?details", text):
        opened += 1 if tag == "<details" else -1
        assert opened in (0, 1, 2)
    assert opened == 0
    assert text.count("<summary>") == text.count("</summary>") == text.count("<details")
    assert "\n\n\n" not in text


@EACH
def test_a_comment_is_well_formed(comparison):
    text = differences_markdown([comparison()])
    assert_well_formed(text)
    assert len(text) < 60_000
    assert text.endswith("\n")


def test_a_comment_begins_with_a_table_of_all_stacks_that_change():
    text = differences_markdown([real(SINGLE), REFUSED, unchanged(), real(NEW)])
    assert text.startswith("### 3 of 4 stacks changed against main\n")
    rows = tables(text)[0]
    assert rows[0] == "| stack | level | changes | what it means |"
    assert rows[2].startswith("| **prod-network** | 🔴 red |")
    assert rows[3] == "| **broken** | ❌ refused | – | 1 problem in the input |"
    assert rows[4].startswith("| **dev** | ⚪ note |")
    assert "\nUnchanged: dev.\n" in text


def test_an_id_stands_once_in_the_table_of_stacks():
    assert real(MORE_SLOTS).meanings[-1].id == "node-group-replaced"
    row = tables(differences_markdown([real(MORE_SLOTS)]))[0][2]
    assert row.count("`node-group-replaced`") == 1


def test_what_is_red_is_open_and_the_rest_is_folded():
    text = differences_markdown([real(SINGLE), real(NEW)])
    assert f"<details open><summary>{headline(real(SINGLE))}</summary>" in text
    assert f"<details><summary>{headline(real(NEW))}</summary>" in text
    assert "<details open><summary>broken" in differences_markdown([REFUSED])


def test_a_comment_has_the_preview_of_each_stack_that_changes_below_everything_else():
    text = differences_markdown([real(SINGLE), unchanged()])
    assert "<details><summary>Preview: prod-network · " in text
    assert "Preview: dev" not in text


def test_nothing_to_compare_and_nothing_changed_make_a_short_comment():
    assert differences_markdown([]) == "### 0 of 0 stacks changed\n"
    assert differences_markdown([unchanged()]) == "### 0 of 1 stack changed against main\n\nUnchanged: dev.\n"


def test_a_comment_has_what_it_means_for_stacks_that_depend_on_it():
    text = differences_markdown([under()])
    assert "prod-payments depends on prod-network · breaks · no resource changes · 1 red" in text
    rows = [line for lines in tables(text) for line in lines if "subnet-unshared-in-use" in line]
    assert len(rows) == 2, "in the table of stacks, and in that of the dependent stack"


def test_a_huge_difference_fits_into_a_comment_which_says_what_is_left_out():
    text = differences_markdown([huge()])
    assert len(text) < 60_000
    assert re.search(r"^\| … \d+ more \|( +\|)+$", text, re.MULTILINE)
    assert_well_formed(text)


def test_many_huge_differences_fit_as_well_and_the_parts_that_are_left_out_are_counted():
    stacks = [
        replace(
            huge(),
            stack=f"huge-{number}",
            meanings=tuple(replace(each, where=f"huge-{number}") for each in huge().meanings),
        )
        for number in range(40)
    ]
    text = differences_markdown(stacks)
    assert len(text) < 60_000
    assert_well_formed(text)
    kept = text.count("<details")
    assert text.endswith(
        f"_{40 - kept} more parts are left out here: this would be too long for a comment. The command prints all of it._\n"
    )
    assert 0 < kept < 40
    assert len(tables(text)[0]) == 42, "the table of stacks is whole"


def test_a_stack_with_many_dependents_keeps_its_own_meaning():
    others = tuple(f"other-{number}" for number in range(12))
    meanings = [red("the stack itself breaks")]
    meanings += [
        red(f"{number} breaks as well: {'word ' * 20}", own=other) for other in others for number in range(100)
    ]
    text = differences_markdown([by_hand((changed(Kind.DELETE, resource("one")),), tuple(meanings), dependents=others)])
    assert "the stack itself breaks" in text


def test_special_characters_are_nothing_but_text():
    text = differences_markdown(
        [by_hand((changed(Kind.UPDATE, resource(NASTY, account=None), "a|b"),), (red(NASTY, name=NASTY),))]
    )
    assert "<script" not in text
    assert text.count("</details>") == text.count("<details")
    assert "a\\|b &lt;script>" in text


@pytest.mark.parametrize(
    "text",
    [
        "a|b",
        "two\nlines",
        "<details>",
        "| leading and trailing |",
        "a backslash before a bar \\|",
        "a backslash \\ in the middle",
        "two\rlines",
    ],
)
def test_no_text_breaks_a_table(text):
    lines = re.split(r"\r\n|\n|\r", table(("one", "other"), [(text, "b")]))
    assert len(lines) == 3
    assert {bars(line) for line in lines} == {3}
    assert "<details" not in escaped(text)


def test_a_table_that_is_too_long_says_how_many_rows_it_leaves_out():
    lines = table(("one", "other"), [(f"{number:04d} " + "x" * 100, "") for number in range(500)]).split("\n")
    assert sum(len(line) for line in lines) < 13_000
    shown = len(lines) - 3
    assert lines[-1] == f"| … {500 - shown} more |  |"
    assert lines[2].startswith("| 0000 ")


def test_parts_are_kept_whole_as_long_as_they_fit():
    assert fitted(["a", "b"]) == "a\n\nb\n"
    text = fitted(["short", "x" * LIMIT, "short as well"])
    assert text.startswith("short\n\n_2 more parts are left out here")
    assert len(fitted(["x" * 500] * 1000)) < LIMIT
    assert "_1 more part is left out here" in fitted(["short", "x" * LIMIT])


def test_a_folded_part_has_no_empty_ones():
    assert folded("a <b>", "", "body", "") == "<details><summary>a &lt;b></summary>\n\nbody\n\n</details>"
    assert folded("a", "body", opened=True).startswith("<details open><summary>a</summary>")


# Markdown of a preview.


@cache
def large_preview() -> Preview:
    """A stack of thousands of resources in many accounts, with a finding of each."""
    types = [f"aws:ec2/thing{number}:Thing{number}" for number in range(20)]
    graph = Graph(
        resource(f"{NASTY.splitlines()[0]}-{number}", account=f"{number % 60:012d}", type_=types[number % 20])
        for number in range(3000)
    )
    return Preview(RecordedStack("large", Recording(graph, {}), {}, ()))


def test_the_preview_of_a_large_stack_fits_into_a_comment():
    preview = large_preview()
    assert len(preview.findings) >= 3000
    text = preview_markdown(preview)
    assert len(text) < 60_000
    assert_well_formed(text)
    assert "left out here" in text
    assert re.search(r"\| … \d+ more \|", text)


@pytest.mark.parametrize("name", ["staging", "prod-payments", "public-only"])
def test_the_preview_of_a_stack_is_well_formed(name):
    text = preview_markdown(preview_of(name))
    assert_well_formed(text)
    assert "left out here" not in text


# JSON.


@EACH
def test_a_document_of_a_comparison_survives_being_written_and_read(comparison):
    document = difference_document([comparison()])
    assert json.loads(to_json(document)) == document
    assert to_json(document) == to_json(difference_document([comparison()]))


def test_a_document_says_what_form_it_has_and_has_one_row_for_each_stack():
    document = difference_document([real(SINGLE), REFUSED, unchanged()])
    assert document["schema"] == SCHEMA == "eks-shared-vpc/diff/1"
    assert [row["stack"] for row in document["stacks"]] == ["prod-network", "broken", "dev"]
    assert [row["level"] for row in document["stacks"]] == ["red", None, None]
    assert [row["base"] for row in document["stacks"]] == ["main"] * 3
    assert {tuple(row) for row in document["stacks"]} == {
        ("stack", "base", "level", "changes", "meaning", "dependents", "refused")
    }


def test_a_document_has_every_change_with_what_it_was():
    (row,) = difference_document([real(MOVED)])["stacks"]
    moved = next(each for each in row["changes"] if each["kind"] == "move")
    assert (moved["type"], moved["name"]) == ("aws:ec2/eip:Eip", "network-nat-az1")
    assert (moved["account_before"], moved["account"]) == ("111111111111", "222222222222")
    updated = next(each for each in row["changes"] if each["name"] == "network" and each["kind"] == "update")
    assert [each["path"] for each in updated["properties"]]
    assert set(updated["properties"][0]) == {"path", "before", "after"}
    created = difference_document([real(NEW)])["stacks"][0]["changes"][0]
    assert (created["kind"], created["account_before"]) == ("create", None)


def test_a_document_says_which_replacements_come_of_others():
    (row,) = difference_document([real(MORE_SLOTS)])["stacks"]
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
    (row,) = difference_document([real(SINGLE)])["stacks"]
    lost = next(each for each in row["meaning"] if each["id"] == "egress-address-lost")
    assert set(lost) == {"id", "level", "where", "message", "do", "facts"}
    assert lost["level"] == "red"
    assert lost["where"].startswith("urn:pulumi:prod-network::")
    assert lost["facts"]


def test_a_document_tells_a_stack_from_those_that_depend_on_it():
    (row,) = difference_document([under()])["stacks"]
    (other,) = row["dependents"]
    assert other["stack"] == "prod-payments"
    assert [each["id"] for each in other["meaning"]] == ["subnet-unshared-in-use"]
    assert "subnet-unshared-in-use" not in [each["id"] for each in row["meaning"]]
    assert all("::prod-network::" not in each["urn"].replace("urn:pulumi:", "::") for each in other["changes"])


def test_a_document_says_why_an_input_is_refused():
    (row,) = difference_document([REFUSED])["stacks"]
    assert row["changes"] == row["meaning"] == row["dependents"] == []
    assert row["refused"] == [
        {
            "id": "zone-name",
            "level": "error",
            "where": "network.zones[2]",
            "message": "this is a zone's name",
            "fix": "write the zone's id",
            "facts": "",
        }
    ]


def test_an_empty_document_is_one():
    assert difference_document([]) == {"schema": SCHEMA, "stacks": []}
    assert EMPTY.stack == ""
