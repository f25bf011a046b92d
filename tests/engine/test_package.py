"""The package for other languages, as the real command line of Pulumi reads it and a TypeScript program uses it.

The package is copied, for Pulumi sets up a virtual environment in it. That environment and the TypeScript project are
filled from the registries of Python and of npm; everything else stays on this machine, where an echo stands in for AWS.
"""

import json
import os
import re
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest

from eks_shared_vpc import EksCluster, SharedVpc
from eks_shared_vpc.preview.graph import UNKNOWN
from tests.engine.echo import serve
from tests.support import OWNER, PARTICIPANT, ROOT, provider, recorded

PYTHON_HOST = ("pulumi", "pulumi-language-python")
TYPESCRIPT_HOST = ("pulumi-language-nodejs", "node", "npm")


def needs(*commands: str) -> pytest.MarkDecorator:
    missing = [command for command in commands if shutil.which(command) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not on the PATH: {', '.join(missing)}")


pytestmark = [pytest.mark.engine, needs(*PYTHON_HOST)]

PINS = {
    name.lower(): version
    for name, version in re.findall(r"^([\w-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE)
}
PLUGINS = {name: PINS[f"pulumi-{name}"] for name in ("aws", "eks", "kubernetes")}
NODE_PACKAGES = {
    "@pulumi/aws": "7.48.0",
    "@pulumi/pulumi": "3.270.0",
    "@types/node": "20.19.25",
    "typescript": "5.9.3",
}
COMPILER = {"strict": True, "target": "es2020", "module": "commonjs", "moduleResolution": "node", "skipLibCheck": True}
STACKS = ("test", "up")
UNKNOWN_TO_THE_ENGINE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
TIMEOUT = 600


class Workshop:
    """A copy of the package, a TypeScript project beside it, and an engine with a home and a state of its own.

    Attributes:
        package: The folder of the package.
        project: The folder of the TypeScript project.
    """

    def __init__(self, folder: Path) -> None:
        self.package, self.project = folder / "package", folder / "project"
        ignored = shutil.ignore_patterns("__pycache__", ".*", "build", "*.egg-info")
        shutil.copytree(ROOT / "components", self.package, ignore=ignored)
        venv.create(self.package / ".venv", with_pip=True, symlinks=True)
        for name in ("home", "state"):
            (folder / name).mkdir()
        for (
            name,
            version,
        ) in PLUGINS.items():  # Pulumi downloads those that are not there, and starts them for no schema
            plugin = folder / "home" / "plugins" / f"resource-{name}-v{version}" / f"pulumi-resource-{name}"
            plugin.parent.mkdir(parents=True)
            plugin.write_text("#!/bin/sh\nexit 1\n")
            plugin.chmod(0o755)
        pins = folder / "pins.txt"
        pins.write_text("".join(f"{name}=={version}\n" for name, version in PINS.items()))
        self._echoes = [(name, serve(PLUGINS[name])) for name in ("aws", "eks")]
        self._environment = {
            **os.environ,
            "NO_COLOR": "1",
            "PIP_CONSTRAINT": str(pins),
            "PIP_NO_COMPILE": "1",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for this test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{echo[2]}" for name, echo in self._echoes),
        }

    def attempt(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the TypeScript project."""
        self.project.mkdir(exist_ok=True)
        return subprocess.run(  # noqa: S603  # our own command
            command,
            cwd=self.project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    def run(self, *command: str) -> str:
        """Run a command that has to succeed; what it printed."""
        done = self.attempt(*command)
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def lay_out(self) -> None:
        """Make the TypeScript project, with an SDK of the package that Pulumi generates."""
        files: dict[str, Any] = {
            "Pulumi.yaml": {"name": "test", "runtime": {"name": "nodejs", "options": {"packagemanager": "npm"}}},
            **{f"Pulumi.{stack}.yaml": {"config": {"pulumi:disable-default-providers": ["aws"]}} for stack in STACKS},
            "package.json": {"name": "test", "private": True, "main": "index.ts", "dependencies": NODE_PACKAGES},
            "tsconfig.json": {"compilerOptions": COMPILER, "files": ["index.ts"]},
        }
        self.project.mkdir(exist_ok=True)
        for name, content in files.items():
            (self.project / name).write_text(json.dumps(content))
        self.run("pulumi", "package", "add", str(self.package), "--non-interactive")
        for stack in STACKS:
            self.run("pulumi", "stack", "init", stack, "--non-interactive")

    def write(self, program: str) -> None:
        """Put a program into the TypeScript project."""
        (self.project / "index.ts").write_text(program)

    def stop(self) -> None:
        """Stop the stand-ins."""
        for _, (server, *_) in self._echoes:
            server.stop(grace=None)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    made = Workshop(tmp_path_factory.mktemp("workshop"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def typescript(workshop: Workshop) -> Workshop:
    """The workshop with a TypeScript project that has the SDK."""
    workshop.lay_out()
    return workshop


def test_the_command_line_gets_the_schema_that_was_published(workshop):
    """It adds an empty ``config`` and sorts names; it leaves out what says nothing, and descriptions of what is inside a list."""
    published = json.loads((ROOT / "tests" / "golden" / "schema" / "schema.json").read_text())
    got = json.loads(workshop.run("pulumi", "package", "get-schema", str(workshop.package)))
    assert len(got["resources"]) == 5
    assert got.keys() - published.keys() == {"config"}
    assert with_what_says_something(got) == with_what_says_something(published)


@needs(*TYPESCRIPT_HOST)
def test_the_typescript_example_declares_what_the_python_example_declares(typescript):
    python = example(ROOT / "README.md", "## Use a component", "python")
    typescript.write(example(ROOT / "components" / "README.md", "## Other languages", "ts"))
    assert_declares(typescript, lambda: exec(python, {}))  # noqa: S102  # it is our own page


@needs(*TYPESCRIPT_HOST)
def test_what_the_typescript_example_declares_goes_up_stays_unchanged_and_comes_down(typescript):
    typescript.write(
        example(ROOT / "components" / "README.md", "## Other languages", "ts").replace(
            "zones }", "zones, protectEgressIps: false }"
        )
    )
    typescript.run("pulumi", "up", "--yes", "--skip-preview", "--stack", "up", "--non-interactive")
    typescript.run("pulumi", "preview", "--expect-no-changes", "--stack", "up", "--non-interactive")
    typescript.run("pulumi", "destroy", "--yes", "--skip-preview", "--stack", "up", "--non-interactive")


NETWORK = """
import * as aws from "@pulumi/aws";
import { SharedVpc, TierKind, TierUse } from "@pulumi/eks-shared-vpc";

const provider = new aws.Provider("network", { region: "us-west-2", allowedAccountIds: ["111111111111"] });
const vpc = new SharedVpc("network", {
    region: "us-west-2",
    cidr: "10.70.0.0/16",
    secondaryCidrs: ["100.64.0.0/16"],
    zones: ["usw2-az1", "usw2-az2"],
    zoneSlots: 8,
    tiers: [
        { name: "private", kind: TierKind.PRIVATE, use: TierUse.NODES, size: 21 },
        { name: "public", kind: TierKind.PUBLIC, use: undefined, size: 24 },
        { name: "pods", kind: TierKind.ISOLATED, use: TierUse.PODS, size: 20, block: "100.64.0.0/16" },
    ],
    tierTags: { private: { "kubernetes.io/role/internal-elb": "1", costCentre: "a_b" } },
    flowLogs: { retentionDays: 14, maxAggregationInterval: 600 },
    eipAllocationIds: undefined,
}, { provider });
"""


def python_network() -> None:
    args: Any = {
        "region": "us-west-2",
        "cidr": "10.70.0.0/16",
        "secondary_cidrs": ["100.64.0.0/16"],
        "zones": ["usw2-az1", "usw2-az2"],
        "zone_slots": 8,
        "tiers": [
            {"name": "private", "kind": "private", "use": "nodes", "size": 21},
            {"name": "public", "kind": "public", "size": 24},
            {"name": "pods", "kind": "isolated", "use": "pods", "size": 20, "block": "100.64.0.0/16"},
        ],
        "tier_tags": {"private": {"kubernetes.io/role/internal-elb": "1", "costCentre": "a_b"}},
        "flow_logs": {"retention_days": 14, "max_aggregation_interval": 600},
    }
    SharedVpc("network", args, pulumi.ResourceOptions(provider=provider("network", OWNER)))


CLUSTER = """
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { EksCluster, EndpointMode, TaintEffect } from "@pulumi/eks-shared-vpc";

const provider = new aws.Provider("payments", { region: "us-west-2", allowedAccountIds: ["222222222222"] });
const key = new aws.kms.Key("secrets", {}, { provider });
new EksCluster("payments", {
    region: "us-west-2",
    version: "1.33",
    vpcId: pulumi.output("vpc-1"),
    clusterSubnetIds: { "usw2-az1": "subnet-c1", "usw2-az2": pulumi.output("subnet-c2") },
    nodeSubnetIds: { "usw2-az1": "subnet-n1", "usw2-az2": "subnet-n2" },
    endpoint: { mode: EndpointMode.PUBLIC_AND_PRIVATE, publicCidrs: ["52.94.76.0/24"], privateCidrs: { "office-1": "10.1.0.0/16" } },
    admins: ["arn:aws:iam::222222222222:role/platform-admin"],
    nodeGroups: {
        default: {
            instanceTypes: ["m7i.large"], min: 2, max: 6, desired: undefined, diskGib: 80,
            labels: { nodeKind: "a_b" }, taints: [{ key: "onlyFor", effect: TaintEffect.NO_SCHEDULE }],
        },
    },
    addons: { coredns: { configuration: { computeType: "ec2", nested: { some_key: "a", someKey: true } } } },
    podIdentities: { ledger: { namespace: "pay", serviceAccount: "ledger", policyArns: ["arn:aws:iam::aws:policy/P"] } },
    logRetentionDays: 30,
    kmsKeyArn: key.arn,
}, { provider });
"""


def python_cluster() -> None:
    import pulumi_aws as aws  # noqa: PLC0415  # a second of importing, which the other tests do not need

    payments = provider("payments", PARTICIPANT)
    key = aws.kms.Key("secrets", opts=pulumi.ResourceOptions(provider=payments))
    args: Any = {
        "region": "us-west-2",
        "version": "1.33",
        "vpc_id": "vpc-1",
        "cluster_subnet_ids": {"usw2-az1": "subnet-c1", "usw2-az2": "subnet-c2"},
        "node_subnet_ids": {"usw2-az1": "subnet-n1", "usw2-az2": "subnet-n2"},
        "endpoint": {
            "mode": "public-and-private",
            "public_cidrs": ["52.94.76.0/24"],
            "private_cidrs": {"office-1": "10.1.0.0/16"},
        },
        "admins": ["arn:aws:iam::222222222222:role/platform-admin"],
        "node_groups": {
            "default": {
                "instance_types": ["m7i.large"],
                "min": 2,
                "max": 6,
                "disk_gib": 80,
                "labels": {"nodeKind": "a_b"},
                "taints": [{"key": "onlyFor", "effect": "NO_SCHEDULE"}],
            }
        },
        "addons": {"coredns": {"configuration": {"computeType": "ec2", "nested": {"some_key": "a", "someKey": True}}}},
        "pod_identities": {
            "ledger": {"namespace": "pay", "service_account": "ledger", "policy_arns": ["arn:aws:iam::aws:policy/P"]}
        },
        "log_retention_days": 30,
        "kms_key_arn": key.arn,
    }
    EksCluster("payments", args, pulumi.ResourceOptions(provider=payments))


@needs(*TYPESCRIPT_HOST)
@pytest.mark.parametrize(
    ("program", "in_python"), [(NETWORK, python_network), (CLUSTER, python_cluster)], ids=["SharedVpc", "EksCluster"]
)
def test_numbers_nested_arguments_and_what_is_left_out_arrive_from_typescript(typescript, program, in_python):
    typescript.write(program)
    assert_declares(typescript, in_python)


@needs(*TYPESCRIPT_HOST)
def test_a_typescript_program_is_told_every_problem_and_shown_no_traceback(typescript):
    typescript.write(
        NETWORK.replace("10.70.0.0/16", "10.70.0.1/16")
        .replace('"usw2-az2"', '"us-west-2b"')
        .replace("size: 24", "size: 9")
    )
    done = typescript.attempt("pulumi", "preview", "--stack", "test", "--non-interactive")
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "SharedVpc resource 'network' has a problem: 3 problems in the input:\n" in said
    for told in (
        "- network.cidr: the address has bits outside its prefix. Got: '10.70.0.1/16'.",
        "- network.zones[1]: this is a zone's name, and names differ from account to account",
        "- network.tiers[1].size: this is out of range.",
    ):
        assert said.count(told) == 1
    # Of ours, that is: Node prints one of its own when the engine ends while it is still at work.
    assert not re.search(r"Traceback|File \"|\.py\b|<class", said)


def example(page: Path, heading: str, language: str) -> str:
    """The first block of a language below a heading of a page."""
    section = page.read_text().split(f"{heading}\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```$", section, flags=re.DOTALL | re.MULTILINE)
    assert found, f"{page.name} has no {language} below {heading}"
    return found[1]


def with_what_says_something(value: Any) -> Any:
    """A schema in one form: without nulls and empty things, names sorted, nothing said twice about a list or mapping."""
    if isinstance(value, dict):
        inner = {key: each for key, each in value.items() if each not in (None, [], {})}
        for key in ("items", "additionalProperties"):
            if key in inner:
                inner[key] = {name: each for name, each in inner[key].items() if name != "description"}
        return {
            key: sorted(each) if key in ("required", "requiredInputs") else with_what_says_something(each)
            for key, each in inner.items()
        }
    return [with_what_says_something(each) for each in value] if isinstance(value, list) else value


def assert_declares(workshop: Workshop, in_python: Callable[[], object]) -> None:
    """The engine's preview of the TypeScript program has the resources of our offline preview of a Python program."""
    printed = workshop.run("pulumi", "preview", "--json", "--stack", "test", "--non-interactive")
    steps = {step["urn"]: step for step in json.loads(printed)["steps"] if "::pulumi:providers:eks" not in step["urn"]}
    graph = recorded(in_python, known_ids=False).graph
    assert steps.keys() == graph.resources.keys()
    assert {step["op"] for step in steps.values()} == {"create"}
    made = [each for each in graph if each.custom and not each.type.startswith("pulumi:")]
    assert made
    states = {urn: step["newState"] for urn, step in steps.items()}
    assert {each.urn: states[each.urn]["provider"].rsplit("::", 1)[0] for each in made} == {
        each.urn: each.provider for each in made
    }
    assert {each.urn: in_any_order(states[each.urn].get("inputs", {})) for each in made} == {
        each.urn: in_any_order(each.inputs) for each in made
    }


def in_any_order(value: Any) -> Any:
    """Inputs without nulls and with lists sorted: a mapping from another language has no order, nor have AWS's sets."""
    if isinstance(value, dict):
        return {key: in_any_order(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return sorted((in_any_order(each) for each in value), key=json.dumps)
    return UNKNOWN if value == UNKNOWN_TO_THE_ENGINE else value
