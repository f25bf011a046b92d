"""The real Pulumi engine agrees with the offline preview: the same resources, the same providers, nothing left behind.

Needs the ``pulumi`` command and its Python language host on the PATH; no cloud and no plugins, which an echo stands in
for. What AWS would say is not tested here.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engine.echo import serve
from tests.support import ROOT, STACKS, preview_of

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("pulumi") is None, reason="the pulumi command is not on the PATH"),
]

NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "tests", "docs", ".mypy_cache", ".hypothesis", ".pytest_cache")
MADE_BY_THE_ENGINE = ("pulumi:providers:eks::default", "pulumi:providers:pulumi::default")
TIMEOUT = 300


class Engine:
    """The real engine on a copy of the project, with a state of its own in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        shutil.copytree(ROOT, self.project, ignore=NOT_COPIED)
        (self.project / ".venv").symlink_to(ROOT / ".venv")
        for name in ("home", "state"):
            (folder / name).mkdir()
        servers = {"aws": serve("7.51.1"), "eks": serve("4.4.0")}
        self._servers = [server for server, _, _ in servers.values()]
        self.aws = servers["aws"][1]
        self._environment = {
            **os.environ,
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for this test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{port}" for package, (_, _, port) in servers.items()),
        }

    def run(self, *command: str) -> str:
        """Run a command of pulumi; what it printed."""
        done = subprocess.run(  # noqa: S603  # our own command
            ["pulumi", *command, "--non-interactive"],  # noqa: S607  # the one on the PATH
            cwd=self.project,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert done.returncode == 0, f"pulumi {' '.join(command)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def resources(self, stack: str) -> list[dict[str, str]]:
        """The resources in a stack's state."""
        deployment = json.loads(self.run("stack", "export", "--stack", stack))["deployment"]
        found: list[dict[str, str]] = deployment.get("resources", [])
        return found

    def stop(self) -> None:
        """Stop the servers."""
        for server in self._servers:
            server.stop(grace=None)


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path)
    yield engine
    engine.stop()


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack != "prod-payments"])
def test_a_stack_goes_up_as_previewed_stays_unchanged_and_comes_down(engine, stack):
    engine.run("stack", "init", stack)
    engine.run("up", "--yes", "--skip-preview", "--stack", stack)
    assert_as_previewed(engine, stack)
    engine.run("preview", "--expect-no-changes", "--stack", stack)
    engine.run("refresh", "--yes", "--expect-no-changes", "--stack", stack)
    for address in [each["urn"] for each in engine.resources(stack) if each.get("protect")]:
        engine.run("state", "unprotect", address, "--yes", "--stack", stack)
    engine.run("destroy", "--yes", "--skip-preview", "--stack", stack)
    assert engine.resources(stack) == []


def test_a_participant_stack_reads_the_contract_of_the_networks_stack(engine):
    for stack in ("prod-network", "prod-payments"):
        engine.run("stack", "init", stack)
        engine.run("up", "--yes", "--skip-preview", "--stack", stack)
    assert_as_previewed(engine, "prod-payments")
    engine.run("preview", "--expect-no-changes", "--stack", "prod-payments")


def test_clusters_are_deleted_before_the_shares_that_they_stand_on_and_those_before_their_subnets(engine):
    engine.run("stack", "init", "staging")
    engine.run("up", "--yes", "--skip-preview", "--stack", "staging")
    for address in [each["urn"] for each in engine.resources("staging") if each.get("protect")]:
        engine.run("state", "unprotect", address, "--yes", "--stack", "staging")
    engine.run("destroy", "--yes", "--skip-preview", "--stack", "staging")
    deleted = [urn for action, urn in engine.aws.calls if action == "delete"]

    def at(kind: str, name: str = "") -> list[int]:
        return [index for index, urn in enumerate(deleted) if f"{kind}::{name}" in urn]

    for cluster in ("payments", "search"):
        addons = at("aws:eks/addon:Addon", cluster)
        nodes, control_plane = at("aws:eks/nodeGroup:NodeGroup", cluster), at("aws:eks/cluster:Cluster", cluster)
        assert addons[0] < min(nodes), "coredns goes before the nodes that it runs on"
        assert max(nodes) < max(addons) < min(control_plane), "the VPC CNI goes after the nodes"
    shares = at("aws:ram/resourceAssociation:ResourceAssociation")
    assert max(at("aws:eks/cluster:Cluster")) < min(shares)
    assert max(shares) < min(at("aws:ec2/subnet:Subnet"))


def assert_as_previewed(engine, stack):
    """The engine's resources are those of the offline preview, each with the provider that it says."""
    state = {each["urn"]: each.get("provider", "").rsplit("::", 1)[0] for each in engine.resources(stack)}
    real = {urn: provider for urn, provider in state.items() if not any(part in urn for part in MADE_BY_THE_ENGINE)}
    references = {urn for urn in real if "pulumi:pulumi:StackReference" in urn}
    ours = {each.urn: each.provider for each in preview_of(stack).own}
    assert real.keys() - references == ours.keys()
    custom = [each.urn for each in preview_of(stack).own if each.custom and not each.type.startswith("pulumi:")]
    assert {urn: real[urn] for urn in custom} == {urn: ours[urn] for urn in custom}
