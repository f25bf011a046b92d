"""Every kind of input file, as the command reads it: right ones to begin with, and what the command is to do with one."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from eks_shared_vpc.preview.diff.engine.document import KNOWN_LATER
from eks_shared_vpc.preview.forms.json import document as document_of
from eks_shared_vpc.preview.graph import STACK, Resource
from eks_shared_vpc.preview.preview import Preview, preview_stack
from eks_shared_vpc.preview.project import Project, find_project
from eks_shared_vpc.preview.report import preview_report
from tests.support import EXAMPLES, ROOT

__all__ = ["SUBJECTS", "Subject", "prepared"]

CORPUS = ROOT / "tests" / "corpus" / "stacks"
CONTRACT = "contracts/acme/landing-zone/prod.json"
ON_SAVED_NETWORK = "returns-on-saved-network"


@dataclass(frozen=True)
class Subject:
    """A kind of input file.

    Attributes:
        name: What to call it.
        syntax: ``yaml`` or ``json``.
        file: The file, in the folder of a prepared project.
        arguments: What the command is called with.
        bases: Right documents.
        keeps: Whether what the program declares does not depend on the file, so that one recording serves every mutation.
    """

    name: str
    syntax: str
    file: str
    arguments: tuple[str, ...]
    bases: tuple[Any, ...]
    keeps: bool = False


def _stack_files() -> tuple[Any, ...]:
    files = [*sorted(EXAMPLES.stack_dir.glob("Pulumi.*.yaml")), *sorted(CORPUS.glob("Pulumi.*.yaml"))]
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8")) for path in files)


def _previews(*names: str) -> Iterator[Preview]:
    return (preview_stack(EXAMPLES, name) for name in names)


def _engine_document(preview: Preview) -> dict[str, Any]:
    """What the engine would say of a stack, of which some resources change."""
    steps = []
    for number, each in enumerate(preview.graph):
        op = {2: "update", 3: "create", 5: "delete", 7: "replace"}.get(number % 11, "same")
        op = "same" if each.type == STACK or each.type.startswith("pulumi:") else op
        old = None if op == "create" else _state(each)
        new = None if op == "delete" else {**_state(each), "id": each.id if op == "same" else ""}
        steps.append({"op": op, "urn": each.urn, "oldState": old, "newState": new, "diffReasons": ["tags"]})
    same = sum(step["op"] == "same" for step in steps)
    diagnostics = [{"severity": "error", "urn": steps[-1]["urn"], "message": "error: it does not work"}]
    return {"steps": steps, "changeSummary": {"same": same}, "diagnostics": diagnostics}


def _state(resource: Resource) -> dict[str, Any]:
    inputs = json.loads(json.dumps(resource.inputs).replace("<known after deployment>", KNOWN_LATER))
    return {
        "urn": resource.urn,
        "type": resource.type,
        "id": resource.id,
        "custom": resource.custom,
        "parent": resource.parent,
        "provider": f"{resource.provider}::id" if resource.provider else "",
        "inputs": inputs,
        "outputs": inputs,
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
    }


ASSUMPTIONS = (
    {
        "beyond": {"tgw-0123456789abcdef0": {"internet": True, "blocks": ["10.0.0.0/8"]}, "network-nat-az1": {}},
        "prefix_lists": {"pl-0123456789abcdef0": ["10.20.0.0/16", "10.30.0.0/16"]},
        "services": {"ecr.api": ["10.5.8.0/24"], "s3": ["10.5.9.0/24"]},
    },
    {
        "vpcs": {
            "vpc-0b1c2d3e4f5a6b7c8": {
                "region": "eu-west-1",
                "cidrs": ["10.64.0.0/16", "100.64.0.0/16"],
                "dns": True,
                "endpoints": ["eks", "eks-auth", "s3"],
                "subnets": {
                    "subnet-0aaaaaaaaaaaaaaaa": {"zone": "euw1-az1", "cidr": "10.64.0.0/20", "way_out": "nat"},
                    "subnet-0bbbbbbbbbbbbbbbb": {"zone": "euw1-az2", "cidr": "10.64.16.0/20", "way_out": "none"},
                },
            }
        }
    },
)
LOOKUPS = """\
import pulumi
import pulumi_aws as aws

owner = aws.Provider("owner", region="us-west-2", allowed_account_ids=["111111111111"])
by_owner = pulumi.InvokeOptions(provider=owner)
later = pulumi.InvokeOutputOptions(provider=owner)
mine = pulumi.ResourceOptions(provider=owner)
found = aws.ec2.get_vpc_output(tags={"Name": "shared"}, opts=later)
zones = aws.get_availability_zones(state="available", opts=by_owner).zone_ids
listed = aws.ec2.get_managed_prefix_list_output(name="offices", opts=later)
aws.ec2.Subnet("it", vpc_id=found.id, cidr_block="10.0.0.0/24", tags={"zones": str(zones)}, opts=mine)
group = aws.ec2.SecurityGroup("group", vpc_id=found.id, opts=mine)
aws.vpc.SecurityGroupIngressRule(
    "rule", security_group_id=group.id, ip_protocol="tcp", from_port=443, to_port=443, prefix_list_id=listed.id, opts=mine
)
pulumi.export("account", aws.get_caller_identity(opts=by_owner).account_id)
"""
ANSWERS = (
    [
        {"token": "aws:ec2/getVpc:getVpc", "args": {"tags": {"Name": "shared"}}, "result": {"id": "vpc-1", "arn": "arn:x"}},
        {
            "token": "aws:index/getAvailabilityZones:getAvailabilityZones",
            "args": {"state": "available"},
            "account": "111111111111",
            "region": "us-west-2",
            "where": "__main__.py:9",
            "result": {"names": ["us-west-2a", "us-west-2b"], "zoneIds": ["usw2-az1", "usw2-az2"], "id": "us-west-2"},
        },
        {"token": "aws:ec2/getManagedPrefixList:getManagedPrefixList", "result": {"id": "pl-1", "entries": [{"cidr": "10.0.0.0/8"}]}},
        {"token": "aws:index/getCallerIdentity:getCallerIdentity", "result": {"accountId": "111111111111", "arn": "arn:y"}},
    ],
)  # fmt: skip


SUBJECTS = (
    Subject("stack file", "yaml", "stacks/Pulumi.trial.yaml", ("preview", "--stack", "trial"), _stack_files()),
    Subject(
        "saved contract",
        "json",
        f"stacks/{CONTRACT}",
        ("preview", "--stack", ON_SAVED_NETWORK),
        (json.loads((CORPUS / CONTRACT).read_text(encoding="utf-8")),),
    ),
    Subject(
        "--from",
        "json",
        "saved.json",
        ("diff", "--stack", "dev", "--from", "saved.json"),
        tuple(document_of(preview_report(each)) for each in _previews("dev")),
        keeps=True,
    ),
    Subject(
        "--engine-json",
        "json",
        "engine.json",
        ("diff", "--engine-json", "engine.json"),
        tuple(_engine_document(each) for each in _previews("public-only", "dev")),
    ),
    Subject(
        "--assumptions",
        "yaml",
        "assumptions.yaml",
        ("preview", "--stack", ON_SAVED_NETWORK, "--assumptions", "assumptions.yaml"),
        ASSUMPTIONS,
        keeps=True,
    ),
    Subject(
        "--answers",
        "json",
        "lookups/answers.json",
        ("preview", "--stack", "asking", "--answers", "answers.json"),
        ANSWERS,
    ),
)


@contextmanager
def prepared(folder: Path, subject: Subject) -> Iterator[Project]:
    """A project in which the command meets a subject's file; the current folder is where the command is to run."""
    (folder / "stacks").mkdir()
    declared = yaml.safe_load((EXAMPLES.root / "Pulumi.yaml").read_text(encoding="utf-8"))
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({**declared, "main": str(ROOT)}), encoding="utf-8")
    for source in (EXAMPLES.stack_dir, CORPUS):
        for path in source.rglob("*.[yj]*"):
            copy = folder / "stacks" / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    asking = folder / "lookups"
    asking.mkdir()
    (asking / "Pulumi.yaml").write_text("name: asking\nruntime: python\n", encoding="utf-8")
    (asking / "Pulumi.asking.yaml").write_text("config: {}\n", encoding="utf-8")
    (asking / "__main__.py").write_text(LOOKUPS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))
        patch.chdir(asking if subject.file.startswith("lookups/") else folder)
        if subject.keeps:
            _record_once(patch, find_project(folder), subject.arguments[2])
        yield find_project(folder)


def _record_once(patch: pytest.MonkeyPatch, project: Project, stack: str) -> None:
    """Record a stack once, and use the recording again: what the file changes is read afterwards."""
    from eks_shared_vpc.preview import preview as module  # noqa: PLC0415
    from eks_shared_vpc.preview.project import record_stack  # noqa: PLC0415

    recorded = record_stack(project, stack)
    patch.setattr(module, "record_stack", lambda *_, **__: recorded)
