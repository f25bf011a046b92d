"""However a command ends: with ``--format json`` one document on standard output, a sentence in it, and an exit status."""

import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eks_shared_vpc.preview import cli
from eks_shared_vpc.preview.cli import app
from eks_shared_vpc.preview.forms.json import document as document_of
from eks_shared_vpc.preview.preview import preview_stack
from eks_shared_vpc.preview.report import preview_report
from tests.stacks.documents import document, write_project

FULL = Path("/dev/full")
"""A device on which there is never room."""
PREVIEW = ("preview", "--stack", "trial")
DIFF = ("diff", "--stack", "trial", "--from", "saved.json")
EACH = pytest.mark.parametrize("command", [PREVIEW, DIFF])


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """The current folder: a project that previews well, with a saved preview of its stack."""
    found = write_project(tmp_path / "project", {"trial": document("public-only")})
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(found.root)
    return found


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A saved preview."""
    found = write_project(tmp_path_factory.mktemp("saved"), {"trial": document("public-only")})
    return json.dumps(document_of(preview_report(preview_stack(found, "trial"))))


@pytest.fixture(autouse=True)
def _with_saved_preview(project, saved):
    (project.root / "saved.json").write_text(saved)


def run(*arguments, form="json"):
    ran = CliRunner().invoke(app, [*map(str, arguments), "--format", form])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran


def program(project, text):
    """Give a project a program of its own."""
    write_project(project.root, {}, main=".")
    (project.root / "__main__.py").write_text(text)


def findings(text):
    """The findings of the one document that a text is, of whichever command."""
    whole = json.loads(text)
    return whole["findings"] if "findings" in whole else [each for row in whole["stacks"] for each in row["refused"]]


@EACH
def test_what_goes_well_is_one_document(command):
    ran = run(*command)
    assert (ran.exit_code, ran.stderr, findings(ran.stdout)) == (0, "", [])


@EACH
@pytest.mark.parametrize(
    ("arguments", "id_", "says"),
    [
        (("--out", "nowhere/report"), "unwritable", "there is no folder nowhere"),
        (("--out", "."), "unwritable", "this is a folder"),
        (("--out", FULL), "unwritable", "no space left on device"),
        (("--answers", "Pulumi.yaml"), "not-json", "this is not JSON"),
        (("--project", "n" * 5000), "no-project", "there is no such folder"),
        (("--out", "n" * 5000), "unwritable", "file name too long"),
        (("--answers", "n" * 5000), None, "file name too long"),
        (("--project", "nowhere"), "no-project", "there is no such folder"),
        (("--project", "Pulumi.yaml"), "no-project", "there is no such folder"),
        (("--project", "/"), "no-project", "there is no Pulumi.yaml"),
    ],
)
def test_what_cannot_be_done_is_one_document_with_a_sentence(command, arguments, id_, says):
    ran = run(*command, *arguments)
    [found] = findings(ran.stdout)
    assert (ran.exit_code, ran.stderr) == (2, "")
    assert id_ in (found["id"], None)
    assert says in found["message"]
    assert len(found["message"]) < 500


@pytest.mark.parametrize(
    ("command", "id_"),
    [
        (("preview", "--stack", "trail"), "unknown-stack"),
        (("diff", "--stack", "trail", "--from", "saved.json"), "other-stack"),
    ],
)
def test_a_stack_that_there_is_not_is_one_document(command, id_):
    ran = run(*command)
    assert (ran.exit_code, ran.stderr, [each["id"] for each in findings(ran.stdout)]) == (2, "", [id_])


@EACH
def test_a_file_without_permission_is_refused_before_any_work(monkeypatch, command):
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(cli, "_answers", None)
    ran = run(*command, "--out", "report")
    [found] = findings(ran.stdout)
    assert (ran.exit_code, found["id"]) == (2, "unwritable")
    assert "there is no permission to write it" in found["message"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_unwritable_report_is_a_sentence_in_every_form(form):
    ran = run(*PREVIEW, "--out", "nowhere/report", form=form)
    assert ran.exit_code == 2
    assert "nowhere/report cannot be written: there is no folder nowhere" in ran.stdout


def test_a_need_that_there_is_not_is_refused_with_those_that_there_are():
    ran = run(*PREVIEW, "--explain", "sandbox/usw2-az1/ec")
    [found] = findings(ran.stdout)
    assert (ran.exit_code, found["id"], found["where"]) == (2, "unknown-need", "--explain")
    assert "/ec2" in found["message"]
    assert found["fix"].startswith("write --explain ")


BROKEN = "def broken():\n    return 1 / 0\n\n\nbroken()\n"


@EACH
def test_a_program_that_breaks_is_one_document_with_file_and_line(project, command):
    program(project, BROKEN)
    ran = run(*command)
    [found] = findings(ran.stdout)
    assert (ran.exit_code, ran.stderr) == (2, "")
    assert (found["id"], found["level"], found["place"]) == ("program-failed", "error", "__main__.py:2")
    assert found["message"] == "the program stopped with ZeroDivisionError: division by zero"


def test_a_program_that_breaks_is_reported_to_the_file_that_is_named(project):
    program(project, "raise SystemExit(3)")
    ran = run(*PREVIEW, "--out", "report")
    assert (ran.exit_code, ran.output) == (2, "")
    [found] = findings(Path("report").read_text())
    assert found["message"] == "the program stopped with SystemExit: 3"


def test_a_judgement_that_breaks_is_a_failure_and_not_an_error_that_the_preview_finds(monkeypatch):
    def broken(*_):
        raise KeyError("zone")

    monkeypatch.setattr("eks_shared_vpc.preview.preview.apply_rules", broken)
    ran = run(*PREVIEW)
    assert (ran.exit_code, [each["id"] for each in findings(ran.stdout)]) == (2, ["program-failed"])


def test_what_a_program_prints_is_not_part_of_the_report(project):
    program(project, "print('hello')\nimport pulumi\npulumi.export('a', 1)\n")
    ran = run(*PREVIEW)
    assert (ran.exit_code, ran.stderr, findings(ran.stdout)) == (0, "hello\n", [])


def test_an_interrupted_command_says_nothing(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "preview_stack", interrupted)
    ran = run(*PREVIEW)
    assert (ran.exit_code, ran.output) == (130, "")
