"""``eks-shared-vpc preview`` and ``diff`` of a program that looks things up: questions, answers, exit status."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eks_shared_vpc.preview.cli import app

PROGRAM = """\
import pulumi
import pulumi_aws as aws

owner = aws.Provider("owner", region="us-west-2", allowed_account_ids=["111111111111"])
found = aws.ec2.get_vpc_output(tags={"Name": "shared"}, opts=pulumi.InvokeOutputOptions(provider=owner))
WAITING
aws.ec2.Subnet("it", vpc_id=found.id, cidr_block="10.0.0.0/24", opts=pulumi.ResourceOptions(provider=owner))
pulumi.export("account", aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=owner)).account_id)
"""
WAITING = 'zones = aws.get_availability_zones(state="available", opts=pulumi.InvokeOptions(provider=owner)).names'
VPC = {"token": "aws:ec2/getVpc:getVpc", "args": {"tags": {"Name": "shared"}}}
ZONES = {"token": "aws:index/getAvailabilityZones:getAvailabilityZones", "args": {"state": "available"}}


def project(folder: Path, *, waits: bool) -> Path:
    (folder / "Pulumi.yaml").write_text("name: asking\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(PROGRAM.replace("WAITING", WAITING if waits else ""))
    return folder


def run(command: str, folder: Path, *arguments: Any) -> Any:
    every = [command, "--stack", "dev", "--project", str(folder), "--format", "json", *map(str, arguments)]
    return CliRunner().invoke(app, every)


def entries(path: Path) -> list[dict[str, Any]]:
    return [{key: each[key] for key in ("token", "args", "result")} for each in json.loads(path.read_text())]


def found(ran: Any) -> list[tuple[str, str]]:
    wanted = {"lookup-unanswered", "answers-shape"}
    return [(each["level"], each["where"]) for each in json.loads(ran.stdout)["findings"] if each["id"] in wanted]


def test_a_program_that_goes_on_is_previewed_with_a_notice_of_what_is_unknown(tmp_path):
    ran = run("preview", project(tmp_path, waits=False))
    assert ran.exit_code == 0
    assert found(ran) == [("notice", VPC["token"])]
    [finding] = [each for each in json.loads(ran.stdout)["findings"] if each["id"] == "lookup-unanswered"]
    assert '{"tags": {"Name": "shared"}}' in finding["message"]
    assert "--stack dev --answers answers.json" in finding["fix"]
    assert (ran.stderr, list(tmp_path.glob("*.json"))) == ("", [])


def test_a_program_that_waits_exits_with_2_and_names_every_question(tmp_path):
    ran = run("preview", project(tmp_path, waits=True))
    assert ran.exit_code == 2
    assert found(ran) == [("error", VPC["token"]), ("error", "__main__.py:6")]


def test_the_questions_are_written_filled_in_and_read(tmp_path):
    folder, path = project(tmp_path, waits=True), tmp_path / "answers.json"
    ran = run("preview", folder, "--answers", path)
    assert ran.exit_code == 2
    assert ran.stderr == (
        f"2 look-ups have no answer; 2 of them added to {path}. Fill in each null result, and run this again.\n"
    )
    assert entries(path) == [{**VPC, "result": None}, {**ZONES, "result": None}]

    written = json.loads(path.read_text())
    written[1]["result"] = {"names": ["us-west-2a"]}
    path.write_text(json.dumps(written))
    ran = run("preview", folder, "--answers", path)
    assert (ran.exit_code, found(ran)) == (0, [("notice", VPC["token"])])
    assert ran.stderr == (
        f"1 look-up has no answer; 0 of them added to {path}. Fill in each null result, and run this again.\n"
    )
    assert json.loads(path.read_text()) == written

    written[0]["result"] = {"id": "vpc-0123"}
    path.write_text(json.dumps(written))
    ran = run("preview", folder, "--answers", path)
    assert (ran.exit_code, found(ran), ran.stderr) == (0, [], "")
    [subnet] = [each for each in json.loads(ran.stdout)["resources"] if each["name"] == "it"]
    assert subnet["inputs"]["vpcId"] == "vpc-0123"


@pytest.mark.parametrize("command", ["preview", "diff"])
def test_a_file_of_another_form_is_refused(tmp_path, command):
    path = tmp_path / "answers.json"
    path.write_text('[{"token": 1}]')
    ran = run(command, project(tmp_path, waits=True), "--answers", path)
    assert ran.exit_code == 2
    assert f"{path}[0].token" in ran.stdout
    assert "answers-shape" in ran.stdout
    assert path.read_text() == '[{"token": 1}]', "what cannot be read is not written over"


def test_a_folder_that_is_not_there_is_told_before_any_work(tmp_path):
    ran = run("preview", project(tmp_path, waits=True), "--answers", tmp_path / "none" / "answers.json")
    [finding] = json.loads(ran.stdout)["findings"]
    assert (ran.exit_code, ran.stderr) == (2, "")
    assert (finding["id"], finding["where"], finding["fix"]) == ("unwritable", "--answers", f"mkdir -p {tmp_path}/none")


@pytest.fixture
def repository(tmp_path):
    folder = project(tmp_path, waits=True)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t"]):
        subprocess.run(["git", *command], cwd=folder, check=True)  # noqa: S603, S607  # our own commands
    return folder


def test_a_diff_takes_the_answers_for_both_sides(repository):
    path = repository / "answers.json"
    path.write_text(json.dumps([{**VPC, "result": {"id": "vpc-1"}}, {**ZONES, "result": {"names": ["us-west-2a"]}}]))
    program = repository / "__main__.py"
    program.write_text(program.read_text().replace("10.0.0.0/24", "10.0.1.0/24"))
    assert run("diff", repository).exit_code == 2, "without answers neither side can be previewed"
    ran = run("diff", repository, "--answers", path, "--fail-on", "none")
    assert ran.exit_code == 0
    [stack] = json.loads(ran.stdout)["stacks"]
    assert [(each["kind"], each["name"]) for each in stack["changes"]] == [("replace", "it")]
