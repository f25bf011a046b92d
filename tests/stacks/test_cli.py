"""The command ``eks-shared-vpc preview``: exit status, forms of report, and what it says when something is wrong."""

import json
import re
import subprocess
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from eks_shared_vpc.preview.cli import app
from eks_shared_vpc.preview.report import SCHEMA
from tests.stacks.documents import document, write_project
from tests.support import COMPONENTS, EXAMPLES, ROOT, STACKS, preview_of

COMMAND = str(ROOT / ".venv" / "bin" / "eks-shared-vpc")
RESOURCE_KEYS = {
    "account",
    "component",
    "dependencies",
    "id",
    "inputs",
    "modelled",
    "name",
    "parent",
    "protect",
    "provider",
    "region",
    "type",
    "urn",
}
SECTIONS = {
    "schema",
    "stack",
    "referenced_stacks",
    "accounts",
    "resources",
    "addresses",
    "shares",
    "api_endpoints",
    "findings",
}
FINDING_KEYS = {"id", "level", "where", "place", "message", "fix", "facts"}
BROKEN = {"network.cidr": "10.60.0.1/16", "clusters.dev.version": 1.33}


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def run(*arguments, seed="0"):
    """The command, in a process of its own and at no terminal."""
    done = subprocess.run(  # noqa: S603  # our own command
        [COMMAND, "preview", *map(str, arguments)],
        cwd=EXAMPLES.root,
        env={
            "PYTHONHASHSEED": seed,
            "PATH": "/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(COMPONENTS),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def report(stack, form, folder, project=EXAMPLES.root):
    """The status and the report of a preview in this process, by way of ``--out``; it says nothing else."""
    path = folder / "report"
    ran = CliRunner().invoke(
        app, ["preview", "--stack", stack, "--project", str(project), "--format", form, "--out", str(path)]
    )
    assert ran.output == ""
    return ran.exit_code, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """The report of each example stack as text."""
    return {stack: report(stack, "text", tmp_path_factory.mktemp(stack)) for stack in STACKS}


@pytest.fixture(scope="module")
def markdowns(tmp_path_factory):
    """The report of each example stack as Markdown."""
    return {stack: report(stack, "markdown", tmp_path_factory.mktemp(stack)) for stack in STACKS}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The report of each example stack as JSON."""
    return {stack: report(stack, "json", tmp_path_factory.mktemp(stack)) for stack in STACKS}


@pytest.fixture(scope="module")
def printed():
    """What one stack prints at no terminal."""
    return run("--stack", "prod-payments", seed="1")


@pytest.mark.parametrize("stack", STACKS)
def test_an_example_stack_exits_with_0(texts, stack):
    assert texts[stack][0] == 0


@pytest.mark.parametrize("stack", STACKS)
def test_text_begins_with_a_summary_of_one_line(texts, stack):
    first, second = texts[stack][1].splitlines()[:2]
    assert re.match(rf"{stack} · \d+ resources in \d accounts? · (no findings|\d)", first)
    assert second == ""


@pytest.mark.parametrize("stack", STACKS)
def test_text_has_no_colour_and_no_line_over_100_columns(texts, stack):
    text = texts[stack][1]
    assert len(text.splitlines()) > 20
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if len(line) > 100] == []


def test_text_at_no_terminal_is_what_a_file_gets_and_stderr_gets_nothing(texts, printed):
    assert (printed.status, printed.out, printed.err) == (*texts["prod-payments"], "")


def test_a_participant_previews_together_with_the_network_that_it_refers_to(texts):
    text = texts["prod-payments"][1]
    assert "· with prod-network" in text.splitlines()[0]
    assert "VPC network · 10.64.0.0/16" in text


@pytest.mark.parametrize("stack", STACKS)
def test_json_is_valid_and_has_every_documented_key(stack, documents):
    status, text = documents[stack]
    whole = json.loads(text)
    assert status == 0
    assert whole.keys() >= SECTIONS
    assert (whole["schema"], whole["stack"]) == (SCHEMA, stack)
    assert len(whole["resources"]) == len(preview_of(stack).resources)
    assert {key for each in whole["resources"] for key in RESOURCE_KEYS - each.keys()} == set()
    assert {key for each in whole["findings"] for key in FINDING_KEYS - each.keys()} == set()
    real = [each for each in whole["resources"] if not each["component"] and "pulumi:providers" not in each["type"]]
    assert sum(account["resources"] for account in whole["accounts"]) == len(real)


def test_the_json_of_a_participant_names_the_stack_that_it_refers_to(documents):
    whole = json.loads(documents["prod-payments"][1])
    assert whole["referenced_stacks"] == ["prod-network"]
    assert {each["account"] for each in whole["resources"]} == {"222222222222"}
    assert {row["account"] for row in whole["addresses"]} == {"111111111111"}


def test_json_on_stdout_is_what_a_file_gets(documents):
    ran = CliRunner().invoke(app, ["preview", "--stack", "dev", "--project", str(EXAMPLES.root), "--format", "json"])
    assert (ran.exit_code, ran.stdout) == documents["dev"]


def test_a_report_in_a_file_leaves_stdout_empty(tmp_path):
    ran = CliRunner().invoke(
        app,
        [
            "preview",
            "--stack",
            "dev",
            "--project",
            str(EXAMPLES.root),
            "--format",
            "markdown",
            "--out",
            str(tmp_path / "x"),
        ],
    )
    assert (ran.exit_code, ran.output) == (0, "")
    assert (tmp_path / "x").read_text(encoding="utf-8").startswith("### dev")


@pytest.mark.parametrize("stack", STACKS)
def test_markdown_begins_with_a_summary_and_closes_every_fold(stack, markdowns):
    status, text = markdowns[stack]
    assert status == 0
    assert re.match(rf"### {stack} · \d+ resources in \d accounts? · (no findings|\d)", text)
    folds = re.findall(r"</?details>", text)
    assert len(folds) >= 4
    assert folds == ["<details>", "</details>"] * (len(folds) // 2)
    assert text.count("<summary>") == text.count("</summary>") == len(folds) // 2


@pytest.mark.parametrize("stack", STACKS)
def test_every_table_of_markdown_has_as_many_cells_in_each_row(stack, markdowns):
    tables: list[list[str]] = [[]]
    for line in markdowns[stack][1].splitlines():
        if line.startswith("|"):
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    rows = [[len(re.findall(r"(?<!\\)\|", line)) for line in table] for table in tables if table]
    assert len(rows) >= 2
    assert [table for table in rows if len(set(table)) != 1] == []


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_the_same_preview_twice_is_the_same_to_the_byte(form, documents, markdowns):
    again = run("--stack", "prod-payments", "--format", form, seed="2")
    assert len(again.out) > 1000
    assert (again.status, again.out) == {"json": documents, "markdown": markdowns}[form]["prod-payments"]


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [("prod-netwrk", "write --stack prod-network"), ("stagin", "write --stack staging"), ("zzz", "name one of them")],
)
def test_a_stack_that_does_not_exist_exits_with_2_and_lists_those_that_do(wrong, fix, tmp_path):
    status, text = report(wrong, "json", tmp_path)
    whole = json.loads(text)
    assert status == 2
    assert whole.keys() >= SECTIONS
    assert (whole["schema"], whole["stack"], whole["resources"]) == (SCHEMA, wrong, [])
    assert [{key: each[key] for key in FINDING_KEYS} for each in whole["findings"]] == [
        {
            "id": "unknown-stack",
            "level": "error",
            "where": "--stack",
            "place": None,
            "message": f"no stack file Pulumi.{wrong}.yaml is in stacks/. Got {wrong!r}. Allowed: {', '.join(STACKS)}.",
            "fix": fix,
            "facts": "",
        }
    ]


def test_a_stack_that_does_not_exist_is_said_at_the_terminal_too():
    ran = run("--stack", "zzz")
    assert (ran.status, ran.err) == (2, "")
    assert ran.out.splitlines()[0] == "zzz · refused: 1 problem in the input, nothing was declared"
    assert [stack for stack in STACKS if stack not in ran.out] == []


def test_a_refused_stack_has_a_json_document_of_findings_only(tmp_path, project_of):
    project = project_of({"trial": document("dev", BROKEN)})
    status, text = report("trial", "json", tmp_path, project.root)
    whole = json.loads(text)
    assert status == 2
    assert {key: value for key, value in whole.items() if key in SECTIONS - {"schema", "stack", "findings"}} == {
        key: [] for key in SECTIONS - {"schema", "stack", "findings"}
    }
    assert [(each["id"], each["level"], each["where"], each["fix"]) for each in whole["findings"]] == [
        ("host-bits", "error", "network.cidr", "write 10.60.0.0/16"),
        ("wrong-type", "error", "clusters.dev.version", "put it in quotes: YAML reads it as a number"),
    ]


@pytest.mark.parametrize(
    ("form", "head"),
    [
        ("text", "trial · refused: 2 problems in the input, nothing was declared\n"),
        ("markdown", "### trial · refused: 2 problems in the input, nothing was declared\n"),
    ],
)
def test_a_refused_stack_says_every_problem_and_what_to_do(tmp_path, project_of, form, head):
    project = project_of({"trial": document("dev", BROKEN)})
    status, text = report("trial", form, tmp_path, project.root)
    assert (status, text.startswith(head)) == (2, True)
    for said in ("network.cidr", "write 10.60.0.0/16", "clusters.dev.version", "put it in quotes", "Got 1.33"):
        assert said in text


def test_an_error_that_the_preview_finds_exits_with_1(tmp_path, project_of):
    # Nodes of an isolated network without the endpoints that they join through: the rules find it, the settings cannot.
    whole = document("isolated", {"network.endpoints": [], "network.s3_gateway_endpoint": False})
    project = project_of({"trial": whole})
    status, text = report("trial", "json", tmp_path, project.root)
    levels = [each["level"] for each in json.loads(text)["findings"]]
    assert (status, "error" in levels) == (1, True)


@pytest.mark.parametrize(
    ("content", "kind", "where", "line", "says"),
    [
        ("config: [", "not-yaml", "Pulumi.trial.yaml", 1, "this is not YAML"),
        ("config:\n  a: 1\n b: 2\n", "not-yaml", "Pulumi.trial.yaml", 3, "this is not YAML"),
        ("just words", "wrong-type", "Pulumi.trial.yaml", 1, "this is not a mapping"),
        ("config: [a]", "wrong-type", "config", 1, "this is not a mapping"),
        ("", "missing-key", "region", 1, "the key 'region' is required"),
        ("# none yet\nconfig:\n  tags: {}\n", "missing-key", "region", 2, "the key 'region' is required"),
    ],
)
def test_a_stack_file_that_is_no_stack_file_is_refused(tmp_path, project_of, content, kind, where, line, says):
    project = project_of({"trial": content})
    status, text = report("trial", "json", tmp_path, project.root)
    first = json.loads(text)["findings"][0]
    assert (status, first["id"], first["where"], first["place"]) == (2, kind, where, f"stacks/Pulumi.trial.yaml:{line}")
    assert says in first["message"]


def test_a_folder_of_no_project_is_refused(tmp_path):
    status, text = report("dev", "json", tmp_path, tmp_path)
    [finding] = json.loads(text)["findings"]
    assert (status, finding["id"], finding["where"], finding["fix"]) == (
        2,
        "no-project",
        "--project",
        "change into the project, or name it with --project",
    )


def test_a_folder_within_a_project_will_do(tmp_path):
    status, text = report("dev", "json", tmp_path, EXAMPLES.stack_dir)
    assert (status, json.loads(text)["stack"]) == (0, "dev")


@pytest.mark.parametrize(
    ("program", "said", "line"),
    [
        ("def broken():\n    return 1 / 0\n\n\nbroken()\n", "ZeroDivisionError: division by zero", "__main__.py:2 in broken"),
        ("import pulumi\nraise KeyError('zone')\n", "KeyError: 'zone'", "__main__.py:2 in <module>"),
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'", "__main__.py:1 in <module>"),
    ],
)  # fmt: skip
def test_a_program_that_crashes_gives_file_and_line_and_exits_with_2(tmp_path, project_of, program, said, line):
    (tmp_path / "__main__.py").write_text(program)
    project = project_of({"trial": document("dev")}, main=tmp_path)
    ran = CliRunner().invoke(app, ["preview", "--stack", "trial", "--project", str(project.root)])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == f"The program stopped with {said}\n  at {tmp_path}/{line}\n"


def test_a_value_that_breaks_while_it_is_computed_gives_file_and_line_too(tmp_path):
    (tmp_path / "__main__.py").write_text("import pulumi\n\npulumi.Output.from_input(0).apply(lambda n: 1 / n)\n")
    project = write_project(tmp_path, {"trial": document("dev")}, main=tmp_path)
    ran = run("--stack", "trial", "--project", project.root)
    assert ran.status == 2
    assert f"at {tmp_path}/__main__.py:3 in <lambda>" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--stack", "dev", "--format", "xml"],
        ["--stack", "dev", "--project", "/no/such/folder"],
        ["--stack", "dev", "--nonsense"],
    ],
)
def test_a_wrong_command_line_exits_with_2(arguments):
    assert CliRunner().invoke(app, ["preview", *arguments]).exit_code == 2
