"""Every form shows every section: what a section has to say is said once, and drawn by whoever can draw its shapes."""

import ast
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from typing import Any

import pytest
from rich.console import Console

from eks_shared_vpc.judgement import Judgement, Level, Severity
from eks_shared_vpc.preview.diff.report import difference_report
from eks_shared_vpc.preview.diff.sections import ALL_SECTIONS as OF_COMPARISONS
from eks_shared_vpc.preview.explanation import explanation_report
from eks_shared_vpc.preview.forms import FORMS
from eks_shared_vpc.preview.forms import json as json_form
from eks_shared_vpc.preview.forms import markdown as markdown_form
from eks_shared_vpc.preview.forms import text as text_form
from eks_shared_vpc.preview.report import Report, preview_report, refusal_report
from eks_shared_vpc.preview.section import (
    Cell,
    Column,
    Content,
    Judgements,
    Part,
    Section,
    SectionKind,
    Table,
    Tree,
    kinds_in,
    row,
    section,
)
from eks_shared_vpc.preview.sections import ALL_SECTIONS
from tests.contract.declared import PACKAGE
from tests.diff.comparisons import COMPARISONS, NASTY, REFUSED
from tests.support import ROOT, STACKS, preview_of

PREVIEW = PACKAGE / "preview"
PAGE = (ROOT / "docs" / "preview-json.md").read_text(encoding="utf-8")
FIT_WHOLE = {name: each for name, each in COMPARISONS.items() if name != "huge"}


def everything() -> Report:
    """A report with a section of every shape, in which everything is said that can be."""
    columns = (Column("name", is_code=True), Column("number", is_number=True), Column("judged"))
    rows = (row("one", "1", Cell("bad", Level.ERROR)), row(NASTY, "2,000", "", is_muted=True))
    leaf = Tree("Eip", count=3, names="nat-{az1,az2,az3}")
    said: tuple[Judgement[Severity], ...] = (
        Judgement(
            "bad-thing", Level.ERROR, "urn::one", NASTY, "fix it", "facts 1.1", place="stacks/Pulumi.dev.yaml:12"
        ),
        Judgement("good-to-know", Level.NOTICE, "network.zones[1]", "it is so"),
    )
    sections = (
        Section("A table", Content({"table": ["one"]}, (Table(columns, rows, "of VPC a"), Table(columns, rows[:1])), ("a note",))),
        Section("A tree", Content({"tree": ["one"]}, (Tree("1. top", (Tree("- branch", (leaf,)),)),)), folds=True),
        Section("Judgements", Content({"judged": [each.message for each in said]}, (Judgements(said, "of one"), Judgements(())))),
    )  # fmt: skip
    return Report("everything · at once", sections, {"schema": "test/1"})


def of_stack(stack: str) -> Report:
    return preview_report(preview_of(stack))


def of_comparison(name: str) -> Report:
    return difference_report([FIT_WHOLE[name]()])


def reports() -> dict[str, Callable[[], Report]]:
    """How each report is made that the tests draw."""
    return {
        **{f"preview of {stack}": partial(of_stack, stack) for stack in STACKS},
        **{f"diff, {name}": partial(of_comparison, name) for name in FIT_WHOLE},
        "diff of several": lambda: difference_report([one() for one in FIT_WHOLE.values()]),
        "refusal": lambda: refusal_report("broken", REFUSED.refused),
        "explanation": lambda: explanation_report(preview_of("dev"), preview_of("dev").proofs),
        "everything": everything,
    }


EACH = pytest.mark.parametrize("report", [pytest.param(cache(make), id=name) for name, make in reports().items()])


def of_all(report: Report) -> Iterator[Section]:
    """The sections of a report and of those that it is made of."""
    yield from report.shown
    for rows in report.reports.values():
        for each in rows:
            yield from of_all(each)


def texts(part: Part) -> Iterator[str]:
    """All that a part says."""
    match part:
        case Table():
            yield part.title
            yield from (each.heading for each in part.columns)
            yield from (cell.text for each in part.rows for cell in each.cells)
        case Tree():
            yield part.label
            yield part.names
            yield "" if part.count is None else str(part.count)
            for each in part.branches:
                yield from texts(each)
        case Judgements():
            yield part.title
            for one in part.rows:
                yield from (one.level.value, one.id, one.about, one.place, one.message, one.fix)


def plain(text: str) -> str:
    """A text as words alone, whatever a form draws around them or breaks them with."""
    return " ".join(re.sub(r"[`*_│├└─]", "", text).split())


def drawn(report: Report, form: str) -> str:
    """What a reader of a form sees: text at a terminal that is wide enough, or else what is left without markup."""
    if form == "text":
        return drawn_as_text(report)
    file = io.StringIO()
    import_module(f"eks_shared_vpc.preview.forms.{form}").write(report, file)
    return html.unescape(re.sub(r"<[^>]+>", " ", file.getvalue())).replace("\u200b", "").replace("\\", "")


def drawn_as_text(report: Report, width: int = 5000) -> str:
    file = io.StringIO()
    text_form.draw(report, Console(file=file, width=width, highlight=False, emoji=False, markup=False))
    return file.getvalue()


@EACH
@pytest.mark.parametrize("form", [each for each in FORMS if each != "json"])
def test_a_form_for_people_shows_all_that_each_section_says(report, form):
    seen = plain(drawn(report(), form))
    assert plain(report().heading) in seen
    said = [
        text
        for each in of_all(report())
        for text in (each.title, *each.content.notes, *(text for part in each.content.parts for text in texts(part)))
    ]
    assert [text for text in said if plain(text) not in seen] == []


@EACH
def test_the_form_for_machines_has_the_rows_of_each_section_under_its_keys(report):
    def check(one: Report, document: dict[str, Any]) -> None:
        for each in one.sections:
            assert {key: document[key] for key in each.content.data} == each.content.data
        for key, rows in one.reports.items():
            for inner, its in zip(rows, document[key], strict=True):
                check(inner, its)

    check(report(), json_form.document(report()))


@EACH
def test_what_people_see_is_among_the_rows_for_machines(report):
    if report().heading.startswith("everything"):
        return
    whole = json_form.document(report())
    for each in of_all(report()):
        document = json.dumps(each.content.data or whole, ensure_ascii=False)
        for part in each.content.parts:
            names = [one.cells[0].text.split()[-1].strip("-") for one in part.rows] if isinstance(part, Table) else []
            messages = [one.message for one in part.rows] if isinstance(part, Judgements) else []
            said = [json.dumps(text, ensure_ascii=False) for text in (*names, *messages)]
            assert [text for text in said if text not in document] == [], each.title


@pytest.mark.parametrize("kinds", [ALL_SECTIONS, OF_COMPARISONS])
def test_sections_have_places_and_keys_of_their_own(kinds: tuple[SectionKind[Any], ...]) -> None:
    assert len({each.order for each in kinds}) == len(kinds)
    keys = [key for each in kinds for key in each.keys]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("kinds", "subjects"),
    [
        (ALL_SECTIONS, lambda: [preview_of(stack) for stack in STACKS]),
        (OF_COMPARISONS, lambda: [one() for one in FIT_WHOLE.values()]),
    ],
)
def test_a_section_fills_the_keys_that_it_declares_for_every_subject(
    kinds: tuple[SectionKind[Any], ...], subjects: Callable[[], list[Any]]
) -> None:
    wrong = [each.title for each in kinds for one in subjects() if tuple(each.of(one).content.data) != each.keys]
    assert wrong == []


def test_a_refused_stack_has_the_fields_of_every_section_and_problems_only():
    document = json_form.document(refusal_report("broken", REFUSED.refused))
    assert document.keys() == json_form.document(preview_report(preview_of("dev"))).keys()
    assert [key for key, value in document.items() if value and key not in ("schema", "stack")] == ["findings"]


def test_only_the_file_of_a_section_knows_its_title_and_no_form_knows_a_section():
    texts_of = {path: _strings(path) for path in PREVIEW.rglob("*.py")}
    kinds: tuple[SectionKind[Any], ...] = (*ALL_SECTIONS, *OF_COMPARISONS)
    for each in kinds:
        if each.title:
            assert len([path for path, found in texts_of.items() if each.title in found]) == 1, each.title
    forms = [path.read_text(encoding="utf-8") for path in (PREVIEW / "forms").glob("*.py")]
    assert [text for text in forms if re.search(r"import.*\bsections?\.|preview\.sections|diff\.", text)] == []


def _strings(path: Any) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_a_section_is_found_by_being_there(tmp_path, monkeypatch):
    folder = tmp_path / "more_sections"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, order in (("b", 1), ("a", 2)):
        (folder / f"{name}.py").write_text(
            "from eks_shared_vpc.preview.section import Content, section\n\n\n"
            f"@section('{name}', '{name}', order={order})\n"
            f"def {name}(subject): return Content({{'{name}': [subject]}})\n"
        )
    monkeypatch.syspath_prepend(tmp_path)
    found = kinds_in("more_sections", [str(folder)])
    assert [each.title for each in found] == ["b", "a"]
    assert found[0].of("it").content.data == {"b": ["it"]}


def test_the_forms_are_the_files_of_their_folder():
    assert {"json", "markdown", "text"} <= set(FORMS)
    assert list(FORMS) == sorted(path.stem for path in (PREVIEW / "forms").glob("[!_]*.py"))


def test_a_section_that_judges_knows_the_worst_of_it_and_is_then_not_folded():
    @section("Judged", "judged", order=1)
    def judged(level: Level) -> Content:
        return Content({"judged": []}, (Table((Column("a"),), (row(Cell("b", level)), row("c"))),))

    kind: SectionKind[Level] = judged
    assert [kind.of(level).worst for level in Level] == list(Level)
    folded = ["<details>" in markdown_form.markdown(Report("one", (kind.of(level),))) for level in Level]
    assert folded == [False, True, True]


@pytest.mark.parametrize("width", [80, 100])
@EACH
def test_no_line_of_text_is_wider_than_the_terminal(report, width):
    lines = drawn_as_text(report(), width).splitlines()
    assert [line for line in lines if len(line) > width] == []


# docs/preview-json.md


def documented(heading: str) -> set[str]:
    """The fields in the table under a heading; of the page itself where there is none."""
    part = PAGE.split(f"## `{heading}`\n")[1] if heading else PAGE
    return set(re.findall(r"^\| `(\w+)` \|", part.split("\n## ")[0], flags=re.MULTILINE))


def test_every_field_of_the_document_is_described():
    wholes = [json_form.document(preview_report(preview_of(stack))) for stack in STACKS]
    assert documented("") == wholes[0].keys()
    for key in (key for each in ALL_SECTIONS for key in each.keys):
        rows = [one for whole in wholes for one in whole[key]]
        assert rows, key
        described = documented("resources" if key == "referenced_resources" else key)
        assert {field for one in rows for field in one} == described, key
