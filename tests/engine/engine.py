"""The real Pulumi engine on a project of its own in a temporary folder, with stand-ins for the plugins.

Nothing here needs a cloud. The engine gets a PATH that holds only what it needs, and an ``aws`` that nobody may call.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.echo import Echo, serve
from tests.stacks.documents import PROJECT, StackFiles, write_project, write_stack
from tests.support import COMPONENTS, EXAMPLES, ROOT, STACKS

__all__ = [
    "AT_ONCE",
    "EKS_PLUGIN",
    "NEEDS_PULUMI",
    "NEEDS_THE_EKS_PLUGIN",
    "Engine",
    "Outcome",
    "comparable",
    "content",
    "details",
    "short",
    "steps",
]

COMMANDS = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec")
MISSING = [command for command in COMMANDS if shutil.which(command) is None]
NEEDS_PULUMI = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"not on the PATH: {', '.join(MISSING)}"),
]
"""Marks of every module of tests here."""


def _installed(plugin: str) -> Path | None:
    """A plugin of the machine's: on the PATH, or else the newest that Pulumi has installed."""
    found = shutil.which(plugin)
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    installed = sorted(home.glob(f"plugins/{plugin.removeprefix('pulumi-')}-v*/{plugin}"), key=os.path.getmtime)
    return Path(found) if found else next(reversed(installed), None)


EKS_PLUGIN = _installed("pulumi-resource-eks")
NEEDS_THE_EKS_PLUGIN = pytest.mark.skipif(
    EKS_PLUGIN is None, reason="pulumi-resource-eks, the real plugin, is not on the PATH and not installed"
)
NOT_COPIED = shutil.ignore_patterns(
    ".*_cache", ".git", ".venv", ".hypothesis", "tests", "docs", "bench", "Pulumi.*", "contracts"
)
VERSIONS = {"aws": "7.51.1", "eks": "4.4.0", "kubernetes": "4.34.2"}
POISON = """#!/bin/sh
echo "$0 $*" >> "{log}"
echo "aws may not be called" >&2
exit 1
"""
TIMEOUT = 300
AT_ONCE = 2
"""How many engines are asked at the same time, where tests do that: each is busy on one core or a little more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: its exit status and all that it printed."""

    status: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both streams, and each run of spaces and line ends as one space, so that wrapped lines can be searched."""
        return " ".join(f"{self.stdout} {self.stderr}".split())


class Engine:
    """The engine, with a project, a home and a state of its own in one folder.

    Attributes:
        project: The folder of the project: this repository's program, unless another one is given.
        echoes: The stand-ins, by package.
    """

    def __init__(
        self,
        folder: Path,
        *,
        program: str | None = None,
        stacks: StackFiles | None = None,
        packages: Iterable[str] = ("aws", "eks"),
        real_ids: bool = False,
        commands: Mapping[str, Path] | None = None,
    ) -> None:
        """Lay out a folder, or go on with one that is laid out.

        Args:
            folder: Where everything is.
            program: The code of a project that is not this repository's.
            stacks: The stack files. Where neither they nor a program are given, those of the example stacks.
            packages: The packages that have a stand-in.
            real_ids: Whether ids and ARNs have the form that AWS gives them.
            commands: Further commands for the PATH, such as a real plugin.
        """
        self._folder, self._packages, self._real_ids = folder, tuple(packages), real_ids
        self.project = folder / "project"
        self._called = folder / "aws-was-called"
        if not self.project.exists():
            self._lay_out(program, stacks, commands or {})
        servers = {
            package: serve(VERSIONS[package], real_ids=real_ids, accepts_resources=package == "eks")
            for package in self._packages
        }
        self._servers = [server for server, _, _ in servers.values()]
        self.echoes = {package: echo for package, (_, echo, _) in servers.items()}
        self._environment = {
            "PATH": str(folder / "bin"),
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(COMPONENTS),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for this test",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{port}" for package, (_, _, port) in servers.items()),
        }

    def _lay_out(self, program: str | None, stacks: StackFiles | None, commands: Mapping[str, Path]) -> None:
        for name in ("home", "state", "bin"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "home" / "logs").touch()  # where a folder would be: without one the engine keeps no logs
        if program is None:
            shutil.copytree(ROOT, self.project, ignore=NOT_COPIED)
            examples = {stack: (EXAMPLES.stack_dir / f"Pulumi.{stack}.yaml").read_text() for stack in STACKS}
            write_project(self.project, examples if stacks is None else stacks, main=".")
        else:
            self.project.mkdir()
            runtime = {"name": "python", "options": {"virtualenv": str(ROOT / ".venv")}}
            description = {"name": PROJECT, "runtime": runtime, "stackConfigDir": "stacks"}
            (self.project / "Pulumi.yaml").write_text(yaml.safe_dump(description))
            self.rewrite(program)
            for stack, content in (stacks or {}).items():
                self.write(stack, content)
        found = {command: shutil.which(command) for command in COMMANDS}
        for command, path in {**found, **(commands or {})}.items():
            (self._folder / "bin" / command).symlink_to(str(path))
        if "aws" not in commands:
            self._poison()

    def _poison(self) -> None:
        poison = self._folder / "bin" / "aws"
        poison.write_text(POISON.format(log=self._called))
        poison.chmod(0o755)

    def copy(self, folder: Path) -> "Engine":
        """A second engine that goes on from here, and leaves this one as it is."""
        shutil.copytree(self._folder, folder, symlinks=True, dirs_exist_ok=True)
        copied = Engine(folder, packages=self._packages, real_ids=self._real_ids)
        if not (folder / "bin" / "aws").is_symlink():
            copied._poison()
        return copied

    def stop(self) -> None:
        """Stop the stand-ins."""
        for server in self._servers:
            server.stop(grace=None)

    @property
    def aws(self) -> Echo:
        """The stand-in for the aws plugin."""
        return self.echoes["aws"]

    # What is asked of the engine.

    def attempt(self, *command: str, stack: str) -> Outcome:
        """Run a command of pulumi that may fail."""
        done = subprocess.run(  # noqa: S603  # our own command
            [self._folder / "bin" / "pulumi", *command, "--stack", stack, "--non-interactive"],
            cwd=self.project,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        called = self._called.read_text() if self._called.exists() else ""
        assert not called, f"pulumi {' '.join(command)} called the aws command: {called}"
        return Outcome(done.returncode, done.stdout, done.stderr)

    def run(self, *command: str, stack: str) -> str:
        """Run a command of pulumi that has to succeed; what it printed."""
        done = self.attempt(*command, stack=stack)
        assert done.status == 0, f"pulumi {' '.join(command)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def init(self, stack: str) -> None:
        """Make an empty stack."""
        self.run("stack", "init", stack=stack)

    def up(self, stack: str) -> str:
        """Bring a stack to what its program says."""
        return self.run("up", "--yes", "--skip-preview", stack=stack)

    def preview_json(self, stack: str) -> dict[str, Any]:
        """The document of ``pulumi preview --json``, whatever the exit status."""
        done = self.attempt("preview", "--json", "--diff", stack=stack)
        assert done.stdout.startswith("{"), f"pulumi preview --json:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def stays(self, stack: str) -> None:
        """Assert that there is nothing left to change."""
        self.run("preview", "--expect-no-changes", stack=stack)

    def unprotect(self, stack: str, *urns: str) -> None:
        """Lift the protection of some resources, or of all."""
        for urn in urns or ("--all",):
            self.run("state", "unprotect", urn, "--yes", stack=stack)

    def destroy(self, stack: str) -> str:
        """Delete everything of a stack."""
        return self.run("destroy", "--yes", "--skip-preview", stack=stack)

    def resources(self, stack: str) -> list[dict[str, Any]]:
        """The resources in a stack's state."""
        deployment = json.loads(self.run("stack", "export", stack=stack))["deployment"]
        assert not deployment.get("pending_operations"), deployment["pending_operations"]
        found: list[dict[str, Any]] = deployment.get("resources", [])
        return found

    # What a test changes.

    def rewrite(self, program: str) -> None:
        """Put another program in the place of the project's."""
        (self.project / "__main__.py").write_text(program)

    def write(self, stack: str, content: Mapping[str, Any] | str) -> None:
        """Write a stack file, with a document of ours or a text in it."""
        write_stack(self.project, stack, content)

    @contextmanager
    def settings(self, stack: str) -> Iterator[dict[str, Any]]:
        """A stack file's settings, to be changed; it is written when the block ends."""
        path = self.project / "stacks" / f"Pulumi.{stack}.yaml"
        document = yaml.safe_load(path.read_text())
        config = document["config"]
        ours = {key.split(":", 1)[1]: config.pop(key) for key in list(config) if key.startswith(f"{PROJECT}:")}
        yield ours
        config.update({f"{PROJECT}:{key}": value for key, value in ours.items()})
        path.write_text(yaml.safe_dump(document, sort_keys=False))


def steps(document: Mapping[str, Any]) -> dict[str, set[str]]:
    """What a preview would do, by operation: ``Subnet network-private-az1``; what stays as it is left out."""
    found: dict[str, set[str]] = {}
    for step in document["steps"]:
        operation = "replace" if "replace" in step["op"] else step["op"]
        if operation not in ("same", "read"):
            found.setdefault(operation, set()).add(short(step["urn"]))
    return found


def details(document: Mapping[str, Any], resource: str) -> dict[str, str]:
    """Which properties of a resource differ, and how."""
    step = next(each for each in document["steps"] if short(each["urn"]) == resource and each.get("detailedDiff"))
    return {path: each["kind"] for path, each in step["detailedDiff"].items()}


def content(state: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a state says of each resource, without when and from where it was made."""
    kept = ("id", "type", "parent", "provider", "inputs", "outputs", "protect")
    return {
        each["urn"]: {**{key: each.get(key) for key in kept}, "dependencies": sorted(each.get("dependencies", ()))}
        for each in state
    }


def comparable(state: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a state says of each resource, without the ids that the engine gives to providers at random."""
    kept = content(state)
    for each in kept.values():
        each["provider"] = (each["provider"] or "").rsplit("::", 1)[0]
        if each["type"].startswith("pulumi:providers:"):
            each["id"] = ""
    return kept


def short(urn: str) -> str:
    """A resource's type without its package, and its name."""
    _, _, types, name = urn.split("::", 3)
    return f"{types.rsplit(':', 1)[-1]} {name}"
