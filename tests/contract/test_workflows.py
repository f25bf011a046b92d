"""What runs in CI: pinned, with the least rights, nothing for forks, and with commands that exist.

``make check`` reads the workflows as well, with actionlint, shellcheck and zizmor. Here stands what those do not know.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from eks_shared_vpc.preview.cli import app
from tests.support import EXAMPLES, ROOT, STACKS

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "preview.yml").read_text(encoding="utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
GITLAB = yaml.safe_load("".join(re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)))
OF_THIS_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository"
OF_THIS_PROJECT = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID"
SCRIPT = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
"""How GitHub runs a step whose shell is bash."""


def steps(job: str) -> list[dict[str, Any]]:
    return list(JOBS[job]["steps"])


def scripts() -> dict[str, str]:
    """Everything that a shell runs, by where it stands."""
    github = {
        f"github/{job}/{step.get('name', step['run'])}": step["run"]
        for job in JOBS
        for step in steps(job)
        if "run" in step
    }
    gitlab = {f"gitlab/{job}": "\n".join(each["script"]) for job, each in GITLAB.items() if "script" in each}
    page = {f"page/{number}": text for number, text in enumerate(re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL))}
    return github | gitlab | page


def calls(program: str, script: str) -> Iterator[list[str]]:
    """The arguments of each call of a program, as far as the shell's next operator."""
    for line in script.replace("\\\n", " ").splitlines():
        if program not in line:
            continue
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;()")
        lexer.whitespace_split = True
        words = list(lexer)
        for place, word in enumerate(words):
            if word == program:
                rest = words[place + 1 :]
                ends = [index for index, each in enumerate(rest) if set(each) <= set("|&;()")]
                yield rest[: min(ends, default=len(rest))]


def every_call(program: str) -> list[Any]:
    return [
        pytest.param(arguments, id=f"{where}-{number}")
        for where, script in scripts().items()
        for number, arguments in enumerate(calls(program, script))
    ]


def script_of(job: str, name: str) -> str:
    (found,) = (step["run"] for step in steps(job) if step.get("name", "").startswith(name))
    return str(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_action_is_pinned_by_a_commit_and_says_which_version_that_is(file):
    used = [
        line.strip().removeprefix("- ") for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]

    assert used
    assert [line for line in used if not re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_an_action_is_pinned_to_one_commit_everywhere():
    pins = {step["uses"] for job in JOBS for step in steps(job) if "uses" in step}

    assert len({pin.split("@")[0] for pin in pins}) == len(pins)


def test_only_pull_requests_start_it_and_a_push_ends_the_run_before():
    assert list(WORKFLOW[True]) == ["pull_request"], "pull_request_target would run a fork's code with our rights"
    assert "github.event.pull_request.number" in WORKFLOW["concurrency"]["group"]
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True


def test_every_job_has_the_rights_that_the_documentation_says_and_no_others():
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "offline": {"contents": "read"},
        "comment": {"pull-requests": "write"},
        "verdict": {"pull-requests": "read"},
        "pulumi-preview": {"contents": "read", "id-token": "write"},
        "comment-engine": {"pull-requests": "write"},
    }


@pytest.mark.parametrize("name", JOBS)
def test_no_job_runs_for_hours(name):
    assert JOBS[name]["timeout-minutes"] <= 20


@pytest.mark.parametrize("name", JOBS)
def test_no_job_with_credentials_or_a_right_to_write_runs_for_a_fork(name):
    job = JOBS[name]
    credentials = "secrets." in yaml.safe_dump(job) or "write" in job["permissions"].values()

    assert credentials == (name in ("comment", "pulumi-preview", "comment-engine"))
    if credentials:
        assert OF_THIS_REPOSITORY in job["if"]
        assert "||" not in job["if"], "every condition has to hold"


def test_secrets_are_those_of_an_environment():
    assert [name for name, job in JOBS.items() if "secrets." in yaml.safe_dump(job)] == ["pulumi-preview"]
    assert JOBS["pulumi-preview"]["environment"]["name"] == "pulumi-preview"
    assert "secrets." not in yaml.safe_dump({key: value for key, value in WORKFLOW.items() if key != "jobs"})


@pytest.mark.parametrize("where", [where for where in scripts() if where.startswith("github/")])
def test_no_script_has_an_expression_in_it(where):
    assert "${{" not in scripts()[where], "what an event says would be code; pass it through env"


@pytest.mark.parametrize("name", ["comment", "verdict", "comment-engine"])
def test_what_may_touch_the_pull_request_runs_nothing_of_it(name):
    used = {step["uses"].split("@")[0] for step in steps(name) if "uses" in step}
    ran = " ".join(step["run"] for step in steps(name) if "run" in step)

    assert used <= {"actions/download-artifact"}
    assert re.findall(r"\bmake\b|\.venv|python|\bgit\b|\bsource\b|\beval\b", ran) == []


def test_no_pull_request_waits_for_this_products_own_tests():
    assert [where for where, script in scripts().items() if re.search(r"make (test|check|engine)|pytest", script)] == []


def test_no_checkout_leaves_its_token_behind():
    checkouts = [step for job in JOBS for step in steps(job) if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_documents_of_the_engine_stay_inside():
    uploads = [step["with"]["path"] for job in JOBS for step in steps(job) if "upload-artifact" in step.get("uses", "")]

    assert uploads == ["report/diff.md", "report/"]
    assert 'engine="$RUNNER_TEMP/engine.json"' in script_of("pulumi-preview", "Preview")
    assert GITLAB["pulumi-preview"]["artifacts"]["paths"] == ["report/"]
    assert "scratch=$(mktemp -d)" in scripts()["gitlab/pulumi-preview"]
    assert '> "$scratch/engine.json"' in scripts()["gitlab/pulumi-preview"]


def test_nobody_keeps_a_list_of_stacks():
    texts = [path.read_text(encoding="utf-8") for path in FILES]

    assert [stack for stack in STACKS if any(re.search(rf"\b{stack}\b(?!/)", text) for text in texts)] == []


@pytest.mark.parametrize(
    ("fail_on", "result", "status", "attempt", "labels", "passes"),
    [
        ("red", "success", "0", 1, "", True),
        ("red", "success", "3", 1, "", True),
        ("red", "success", "4", 1, "", False),
        ("red", "success", "4", 2, "bug", False),
        ("red", "success", "4", 2, "not-accept-red", False),
        ("red", "success", "4", 1, "accept-red", False),  # nobody can have seen it
        ("red", "success", "4", 2, "bug accept-red", True),
        ("amber", "success", "3", 1, "", False),
        ("amber", "success", "3", 2, "accept-red", True),
        ("amber", "success", "4", 1, "", False),
        ("amber", "success", "0", 1, "", True),
        ("none", "success", "4", 1, "", True),
        ("none", "success", "2", 2, "accept-red", False),
        ("none", "success", "", 2, "accept-red", False),
        ("none", "failure", "0", 2, "accept-red", False),
        ("none", "cancelled", "", 2, "accept-red", False),
        ("none", "skipped", "", 2, "accept-red", False),
    ],
)
def test_the_verdict(tmp_path, fail_on, result, status, attempt, labels, passes):
    gh = tmp_path / "gh"
    gh.write_text(f"#!/bin/sh\nprintf '%s\\n' {labels}\n")
    gh.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "LABELS": "repos/example-org/eks-shared-vpc/issues/1/labels",
        "FAIL_ON": fail_on,
        "ACCEPT_LABEL": WORKFLOW["env"]["ACCEPT_LABEL"],
        "RESULT": result,
        "STATUS": status,
        "GITHUB_RUN_ATTEMPT": str(attempt),
    }
    done = subprocess.run(  # noqa: S603  # our own script
        [*SCRIPT, "-c", script_of("verdict", "Pass")], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert (done.returncode == 0) == passes, done.stdout


def test_red_fails_unless_somebody_says_otherwise():
    assert WORKFLOW["env"]["FAIL_ON"] == GITLAB["variables"]["FAIL_ON"] == "red"
    assert JOBS["verdict"]["if"] == "${{ always() }}", "a required check that is skipped counts as passed"


@pytest.mark.parametrize("stack", STACKS)
def test_a_preview_takes_the_preview_role_of_each_account_and_changes_nothing_else(stack, tmp_path):
    file = tmp_path / "stack.yaml"
    text = (EXAMPLES.stack_dir / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    file.write_text(text)
    subprocess.run(  # noqa: S603  # our own script
        [sys.executable, str(ROOT / ".github" / "scripts" / "preview_roles.py"), str(file), "pulumi-preview"],
        check=True,
    )
    before, after = yaml.safe_load(text), yaml.safe_load(file.read_text(encoding="utf-8"))
    roles = [
        [each.pop("role_arn") for each in one["config"]["eks-shared-vpc:accounts"].values() if "role_arn" in each]
        for one in (before, after)
    ]

    assert roles[0]
    assert roles[1] == [f"{role}-preview" for role in roles[0]]
    assert before == after


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?:vars|secrets)\.(\w+)", yaml.safe_dump(WORKFLOW)))))
def test_every_variable_and_secret_is_in_the_documentation(name):
    assert f"| `{name}` |" in PAGE


def test_gitlab_has_no_credentials_for_forks():
    guarded = [name for name, job in GITLAB.items() if "environment" in job or "id_tokens" in job or "extends" in job]

    assert guarded == ["note", "pulumi-preview", "note-engine"]
    for name in guarded:
        (rule,) = GITLAB[name]["rules"]
        assert rule["if"].startswith(OF_THIS_PROJECT)
        assert "||" not in rule["if"]


def test_gitlab_asks_the_same_of_the_command():
    def asked(prefix: str) -> set[tuple[str, ...]]:
        found = (
            call
            for where, script in scripts().items()
            if where.startswith(prefix)
            for call in calls(".venv/bin/eks-shared-vpc", script)
        )
        return {(call[0], *sorted(word for word in call if word.startswith("--"))) for call in found}

    assert asked("github/") == asked("gitlab/")
    assert len(asked("github/")) == 2


@pytest.mark.parametrize("arguments", every_call(".venv/bin/eks-shared-vpc"))
def test_the_command_takes_every_option(arguments):
    command: Any = typer.main.get_command(app)

    assert command.commands[arguments[0]].make_context(arguments[0], arguments[1:]).params, (
        "it says what is wrong itself"
    )


@pytest.mark.parametrize("arguments", every_call("make"))
def test_make_knows_every_target(arguments):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {
        target
        for line in re.findall(r"^([\w./-][^:=\n]*):(?!=)", makefile, flags=re.MULTILINE)
        for target in line.split()
    }

    assert set(arguments) <= targets
    assert arguments


def test_both_call_the_programs_that_the_tests_above_look_for():
    for program, least in ((".venv/bin/eks-shared-vpc", 6), ("make", 5)):
        assert len(every_call(program)) >= least


@pytest.mark.parametrize("where", ["github/pulumi-preview/Set up .venv", "gitlab/pulumi-preview"])
def test_the_cli_is_that_of_the_sdk(where):
    (command,) = re.findall(r"sed --quiet '[^']+' requirements\.txt", scripts()[where])
    said = subprocess.run([*SCRIPT, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own script

    assert said.stdout == f"{metadata.version('pulumi')}\n"


def test_what_is_linked_is_there():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)

    assert [link for link in links if not (ROOT / "docs" / Path(link)).exists()] == []
