"""The command ``eks-shared-vpc diff`` on real git repositories: what it compares with, and how it ends."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eks_shared_vpc.preview.cli import app
from tests.stacks.documents import document, write_project
from tests.support import COMPONENTS, EXAMPLES, ROOT

COMMAND = str(ROOT / ".venv" / "bin" / "eks-shared-vpc")
AUTHOR = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")


class Repository:
    """A project in a git repository, whose program is this repository's own."""

    def __init__(self, folder: Path, stack_files: dict[str, dict[str, Any]]) -> None:
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self._write(stack_files)
        shutil.copy(ROOT / "__main__.py", folder)
        for source in (ROOT / "stacks").glob("*.py"):
            shutil.copy(source, folder / "stacks")
        git(folder, "init", "--quiet", "--initial-branch=main")
        self.commit("as it is")

    def commit(self, message: str) -> None:
        git(self.folder, "add", "--all")
        git(self.folder, *AUTHOR, "commit", "--quiet", "--message", message)

    def write(self, stack: str, changes: dict[str, Any] | None = None) -> None:
        """Write a stack file anew, from the example and changes."""
        self._write({stack: document(stack, changes)})

    def _write(self, stack_files: dict[str, dict[str, Any]]) -> None:
        write_project(self.folder, stack_files, main=".")

    def diff(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the command says in here, in this process; the other revision has a process of its own all the same."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "path", list(sys.path))
            patch.setenv("PYTHONPATH", str(COMPONENTS))
            patch.chdir(self.folder)
            ran = CliRunner().invoke(app, ["diff", *arguments])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return subprocess.CompletedProcess(arguments, ran.exit_code, ran.stdout, ran.stderr)

    def run(self, *arguments: str, python_path: Path | None = None) -> subprocess.CompletedProcess[str]:
        """What the command itself says, in a process of its own."""
        environment = {**os.environ, "PYTHONPATH": str(python_path or COMPONENTS)}
        return subprocess.run(  # noqa: S603  # our own command
            [COMMAND, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def json(self, *arguments: str) -> list[dict[str, Any]]:
        done = self.diff("--format", "json", *arguments)
        document_ = json.loads(done.stdout)
        assert document_["schema"] == "eks-shared-vpc/diff/1"
        found: list[dict[str, Any]] = document_["stacks"]
        return found


def git(folder: Path, *command: str) -> str:
    return subprocess.run(  # noqa: S603  # git, with arguments of ours
        ["git", *command],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "project", {"isolated": document("isolated")})


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The preview of a stack as it is, saved."""
    path = tmp_path_factory.mktemp("saved") / "isolated.json"
    arguments = [
        "preview",
        "--stack",
        "isolated",
        "--project",
        str(EXAMPLES.root),
        "--format",
        "json",
        "--out",
        str(path),
    ]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    return path


SHUT = {"clusters.vault.log_types": ["audit"]}
AMBER = {"network.endpoints": {"private_cluster": True, "client_cidrs": {"vpn": "10.250.0.0/16"}}}
RED = {"network.retired_zones": ["usw2-az3"]}


def test_nothing_changed(repository):
    done = repository.diff("--stack", "isolated")
    assert (done.returncode, done.stdout) == (0, "isolated · against HEAD · no changes\n")


@pytest.mark.parametrize(
    ("changes", "options", "status"),
    [
        (SHUT, (), 0),
        (AMBER, (), 3),
        (AMBER, ("--fail-on", "red"), 0),
        (RED, (), 4),
        (RED, ("--fail-on", "red"), 4),
        (RED, ("--fail-on", "none"), 0),
        ({"network.cidr": "10.61.0.1/16"}, ("--fail-on", "none"), 2),
    ],
)
def test_the_exit_status_tells_the_level(saved, tmp_path, monkeypatch, changes, options, status):
    project = write_project(tmp_path / "project", {"isolated": document("isolated", changes)})
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(project.root)
    assert CliRunner().invoke(app, ["diff", "--from", str(saved), *options]).exit_code == status


def test_the_command_exits_with_the_status_of_the_level(repository):
    repository.write("isolated", AMBER)
    assert repository.run("diff").returncode == 3


def test_another_revision_is_compared_with_and_leaves_no_worktree_behind(repository):
    git(repository.folder, "tag", "then")
    repository.write("isolated", AMBER)
    repository.commit("opened")
    assert repository.json()[0]["changes"] == []
    [stack] = repository.json("--base", "then")
    assert (stack["base"], stack["level"]) == ("then", "amber")
    assert [each["id"] for each in stack["meaning"]] == ["security-group-opened"]
    assert [(each["kind"], each["name"]) for each in stack["changes"]] == [("create", "endpoints-vpn")]
    assert len(git(repository.folder, "worktree", "list").splitlines()) == 1


def test_hooks_of_the_repository_do_not_run(repository):
    hook = repository.folder / ".git" / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\ntouch hooked\nexit 1\n")
    hook.chmod(0o755)
    assert repository.diff().returncode == 0
    assert not (repository.folder / "hooked").exists()


def test_components_of_the_other_revision_are_its_own(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "components", folder / "components", ignore=shutil.ignore_patterns("__pycache__"))
    repository = Repository(folder, {"isolated": document("isolated")})
    vpc = folder / "components" / "eks_shared_vpc" / "network" / "vpc.py"
    vpc.write_text(vpc.read_text().replace("enable_dns_hostnames=True", "enable_dns_hostnames=False"))
    done = repository.run("diff", "--format", "json", python_path=folder / "components")
    [stack] = json.loads(done.stdout)["stacks"]
    assert [(each["name"], each["properties"][0]["path"]) for each in stack["changes"]] == [
        ("network", "enableDnsHostnames")
    ]
    assert {"new-error"} == {each["id"] for each in stack["meaning"] if each["level"] == "red"}
    assert done.returncode == 4


def test_a_stack_that_is_new_is_no_risk(repository):
    repository.write("dev")
    compared = {each["stack"]: each for each in repository.json()}
    assert compared["isolated"]["changes"] == []
    assert {each["kind"] for each in compared["dev"]["changes"]} == {"create"}
    assert [(each["id"], each["message"]) for each in compared["dev"]["meaning"]] == [
        ("nothing-to-compare-with", "the stack is new")
    ]


def test_a_stack_file_that_is_gone_deletes_nothing_and_is_red(repository):
    repository.write("dev")
    repository.commit("two stacks")
    (repository.folder / "stacks" / "Pulumi.dev.yaml").unlink()
    compared = {each["stack"]: each for each in repository.json()}
    assert compared["dev"]["changes"] == []
    assert [(each["id"], each["level"]) for each in compared["dev"]["meaning"]] == [("new-error", "red")]
    assert "stack-file-gone" in compared["dev"]["meaning"][0]["message"]


def test_a_stack_that_was_refused_before_has_nothing_to_be_compared_with(repository):
    repository.write("isolated", {"network.cidr": "10.61.0.1/16"})
    repository.commit("broken")
    repository.write("isolated")
    [stack] = repository.json()
    meant = [(each["id"], each["message"]) for each in stack["meaning"] if each["id"] != "mended"]
    assert meant == [("nothing-to-compare-with", "the stack could not be previewed before: its input was refused")]


def test_a_stack_that_is_refused_now_says_why_and_the_others_are_compared(repository):
    repository.write("dev", {"network.cidr": "10.60.0.1/16"})
    done = repository.diff()
    assert done.returncode == 2
    assert re.search(r"^  isolated +- +no changes", done.stdout, re.MULTILINE)
    assert "host-bits  network.cidr" in done.stdout


def test_a_saved_preview_does_as_well(repository, tmp_path):
    saved = tmp_path / "saved.json"
    repository.run("preview", "--stack", "isolated", "--format", "json", "--out", str(saved))
    assert repository.diff("--from", str(saved)).stdout == "isolated · against saved.json · no changes\n"
    repository.write("isolated", AMBER)
    [stack] = repository.json("--from", str(saved))
    assert [each["id"] for each in stack["meaning"]] == ["security-group-opened"]


@pytest.mark.parametrize(
    ("arguments", "id_"),
    [
        (("--base", "nowhere"), "no-revision"),
        (("--base", "--help"), "no-revision"),
        (("--stack", "isolatd"), "unknown-stack"),
        (("--from", "nowhere.json"), "unreadable"),
        (("--from", "Pulumi.yaml"), "not-json"),
        (("--engine-json", "nowhere.json"), "unreadable"),
        (("--engine-json", "."), "unreadable"),
        (("--engine-json", "Pulumi.yaml"), "not-json"),
        (("--answers", "Pulumi.yaml"), "not-json"),
        (("--project", "nowhere"), "no-project"),
        (("--out", "nowhere/report"), "unwritable"),
        (("--out", "stacks"), "unwritable"),
    ],
)
def test_what_cannot_be_compared_is_said_without_a_traceback(repository, monkeypatch, arguments, id_):
    monkeypatch.chdir(repository.folder)
    for form in ("text", "markdown", "json"):
        ran = CliRunner().invoke(app, ["diff", *arguments, "--format", form])
        assert ran.exit_code == 2
        assert isinstance(ran.exception, SystemExit), "it said so itself"
        assert id_ in ran.stdout
        assert ran.stderr == ""


def test_what_cannot_be_compared_is_said_by_the_command_itself(repository):
    done = repository.run("diff", "--base", "nowhere")
    assert (done.returncode, done.stderr) == (2, "")
    assert "no-revision" in done.stdout


def test_outside_of_a_repository_a_saved_preview_is_proposed(tmp_path):
    repository = Repository(tmp_path / "project", {"isolated": document("isolated")})
    shutil.rmtree(repository.folder / ".git")
    done = repository.diff()
    assert done.returncode == 2
    assert "no-repository" in done.stdout
    assert "--from" in done.stdout


def test_a_revision_whose_program_does_not_run_is_said_with_its_reason(repository):
    program = repository.folder / "__main__.py"
    right = program.read_text()
    program.write_text("import nothing_of_that_name\n")
    repository.commit("broken program")
    program.write_text(right)
    done = repository.diff()
    assert done.returncode == 2
    assert "base-not-previewed" in done.stdout
    assert "nothing_of_that_name" in done.stdout
    assert len(git(repository.folder, "worktree", "list").splitlines()) == 1


def test_a_program_that_breaks_now_is_said_with_its_place(repository):
    (repository.folder / "__main__.py").write_text("raise RuntimeError('broken')\n")
    done = repository.diff()
    assert done.returncode == 2
    assert "The program stopped with RuntimeError: broken" in done.stderr
    assert "__main__.py:1" in done.stderr
