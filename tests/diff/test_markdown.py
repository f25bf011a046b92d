"""Reports of comparisons as Markdown: a comment on a pull request, which is well-formed and fits."""

import re
from dataclasses import replace
from functools import cache

import pytest

from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.report import difference_report, headline
from eks_shared_vpc.preview.forms.markdown import LIMIT, fitted, markdown, table
from eks_shared_vpc.preview.graph import Graph
from eks_shared_vpc.preview.markdown_text import code, escaped
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.project import RecordedStack
from eks_shared_vpc.preview.record import Recording
from eks_shared_vpc.preview.report import preview_report
from tests.catalogue.meanings.egress import SINGLE
from tests.catalogue.meanings.subnets import MORE_SLOTS
from tests.diff.comparisons import (
    EACH,
    NASTY,
    NEW,
    REFUSED,
    by_hand,
    changed,
    huge,
    real,
    red,
    resource,
    unchanged,
    under,
)
from tests.support import preview_of

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
    text = markdown(difference_report([comparison()]))
    assert_well_formed(text)
    assert len(text) < 60_000
    assert text.endswith("\n")


def test_a_comment_begins_with_a_table_of_all_stacks():
    text = markdown(difference_report([real(SINGLE), REFUSED, unchanged(), real(NEW)]))
    assert text.startswith("### 3 of 4 stacks changed against main\n\n#### Stacks\n\n")
    rows = tables(text)[0]
    assert rows[0] == "| stack | level | changes | what it means |"
    assert rows[2].startswith("| `prod-network` | 🔴 red |")
    assert rows[3] == "| `broken` | 🔴 refused | - | 1 problem in the input |"
    assert rows[4].startswith("| `dev` | ⚪ note |")
    assert rows[5] == "| `dev` | - | no changes |  |"


def test_an_id_stands_once_in_the_table_of_stacks():
    assert real(MORE_SLOTS).meanings[-1].id == "node-group-replaced"
    row = tables(markdown(difference_report([real(MORE_SLOTS), REFUSED])))[0][2]
    assert row.count("node-group-replaced") == 1


def test_what_is_red_is_open_and_the_rest_is_folded():
    text = markdown(difference_report([real(SINGLE), real(NEW), REFUSED]))
    assert f"<details open><summary>{headline(real(SINGLE))}</summary>" in text
    assert f"<details><summary>{headline(real(NEW))}</summary>" in text
    assert "<details open><summary>broken" in text


def test_a_stack_alone_is_not_folded():
    text = markdown(difference_report([real(NEW)]))
    assert text.startswith(f"### {escaped(headline(real(NEW)))}\n\n#### What it means\n\n| level |")
    assert text.count("<summary>") == text.count("<summary>", text.index("Preview: dev")) + 1


def test_a_comment_has_the_preview_of_each_stack_that_changes_below_everything_else():
    text = markdown(difference_report([real(SINGLE), unchanged()]))
    assert "<details><summary>Preview: prod-network · " in text
    assert "Preview: dev" not in text


def test_nothing_to_compare_and_nothing_changed_make_a_short_comment():
    assert markdown(difference_report([])) == "### 0 of 0 stacks changed\n"
    assert markdown(difference_report([unchanged()])) == "### dev · against main · no changes\n"


def test_a_comment_has_what_it_means_for_stacks_that_depend_on_it():
    text = markdown(difference_report([under()]))
    _, _, below = text.partition("#### Stacks that depend on it\n\n")
    assert below.startswith("**prod-payments · breaks · no resource changes · 1 red**\n\n| level |")
    assert [line for line in tables(below)[0] if "subnet-unshared-in-use" in line]


def test_a_huge_difference_fits_into_a_comment_which_says_what_is_left_out():
    text = markdown(difference_report([huge()]))
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
    text = markdown(difference_report(stacks))
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
    text = markdown(
        difference_report([by_hand((changed(Kind.DELETE, resource("one")),), tuple(meanings), dependents=others)])
    )
    assert "the stack itself breaks" in text


def test_special_characters_are_nothing_but_text():
    change = changed(Kind.UPDATE, resource(NASTY, account=None), "a|b")
    text = markdown(difference_report([by_hand((change,), (red(NASTY, name=NASTY),))]))
    assert "<script" not in text
    assert text.count("</details>") == text.count("<details")
    assert "a&#124;b &lt;script&gt;" in text
    assert not re.search(r"@\w", text)


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
        "`code` that ends",
    ],
)
@pytest.mark.parametrize("form", [escaped, code])
def test_no_text_breaks_a_table(form, text):
    lines = re.split(r"\r\n|\n|\r", table(("one", "other"), [(form(text), "b")]))
    assert len(lines) == 3
    assert {bars(line) for line in lines} == {3}


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
    text = markdown(preview_report(preview))
    assert len(text) < 60_000
    assert_well_formed(text)
    assert re.search(r"^\| … \d+ more \|", text, re.MULTILINE)
    assert re.search(r"^… \d+ more$", text, re.MULTILINE), "accounts"


@pytest.mark.parametrize("name", ["staging", "prod-payments", "public-only"])
def test_the_preview_of_a_stack_is_well_formed(name):
    text = markdown(preview_report(preview_of(name)))
    assert_well_formed(text)
    assert "left out here" not in text
