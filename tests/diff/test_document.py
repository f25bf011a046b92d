"""The document of a comparison has the fields that docs/diff-json.md describes, and its example those that are produced."""

import json
import re
from typing import Any

import pytest

from eks_shared_vpc.preview.diff.compared import Compared
from eks_shared_vpc.preview.diff.meaning import meanings_of
from eks_shared_vpc.preview.diff.meanings import ALL_MEANINGS
from eks_shared_vpc.preview.diff.report import SCHEMA, difference_report
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.forms.json import document
from tests.catalogue.meanings.egress import SINGLE
from tests.catalogue.sides import Between
from tests.support import ROOT, preview_of

PAGE = (ROOT / "docs" / "diff-json.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[0])
VALUES = ("before", "after")
"""Fields that hold values of properties, whatever they are."""


@pytest.fixture(scope="module")
def produced() -> dict[str, Any]:
    """A comparison with changes, meanings and dependents, and one whose input is refused."""
    difference = Between(SINGLE.before, SINGLE.after, ("prod-payments",)).difference()
    compared = Compared(
        difference.stack, "main", difference, meanings_of(ALL_MEANINGS, difference), preview_of(difference.stack)
    )
    problem = Finding(
        "zone-name",
        Level.ERROR,
        "network.zones[2]",
        "this is a zone's name",
        "write the zone's id",
        place="stacks/Pulumi.broken.yaml:9",
    )
    return document(difference_report([compared, Compared("broken", "main", None, refused=(problem,))]))


def fields(value: Any, path: str = "") -> set[str]:
    """Paths of all fields of a document, those of a list's entries taken together."""
    if isinstance(value, dict):
        return {found for key, each in value.items() for found in ({f"{path}.{key}"} | inner(key, each, path))}
    if isinstance(value, list):
        return {found for each in value for found in fields(each, path)}
    return set()


def inner(key: str, value: Any, path: str) -> set[str]:
    return set() if key in VALUES else fields(value, f"{path}.{key}")


def documented(heading: str) -> list[str]:
    """The fields in the table under a heading; of the page itself where there is none."""
    part = PAGE.split(f"## `{heading}`\n")[1] if heading else PAGE
    return re.findall(r"^\| `(\w+)` \|", part.split("\n## ")[0], flags=re.MULTILINE)


def test_the_example_has_the_fields_that_are_produced(produced):
    entries = fields(produced)
    dependents = {f for f in entries if f.startswith((".stacks.dependents.changes.", ".stacks.dependents.meaning."))}
    assert fields(EXAMPLE) == entries - dependents, "those of a dependent's changes and meanings are described once"


def test_the_example_holds_what_the_comparison_says(produced):
    wanted, real = EXAMPLE["stacks"], produced["stacks"]
    assert EXAMPLE["schema"] == SCHEMA == produced["schema"]
    assert wanted[1] == real[1]
    assert all(change in real[0]["changes"] for change in wanted[0]["changes"])
    assert {_judgement(each) for each in wanted[0]["meaning"]} <= {_judgement(each) for each in real[0]["meaning"]}


def _judgement(meaning: dict[str, str]) -> tuple[str, ...]:
    """A meaning without its wording."""
    return tuple(meaning[key] for key in ("id", "level", "where", "facts"))


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("", ""),
        ("stacks", ".stacks"),
        ("changes", ".stacks.changes"),
        ("properties", ".stacks.changes.properties"),
        ("meaning", ".stacks.meaning"),
        ("dependents", ".stacks.dependents"),
        ("refused", ".stacks.refused"),
    ],
)
def test_every_field_is_described_once(produced, heading, path):
    found = {each.removeprefix(f"{path}.") for each in fields(produced) if each.startswith(f"{path}.")}
    assert sorted(documented(heading)) == sorted(each for each in found if "." not in each)
