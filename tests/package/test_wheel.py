"""The wheel of components/: what is in it, and that it works in a fresh environment, away from this repository.

The wheel is built as any pip builds it, and installed by pip into a virtual environment that holds nothing else but what
the wheel requires, directly or through others: those files are linked from .venv, at the versions that requirements.txt
pins, and each version has to be one that is admitted. So a module or data file that is missing from the wheel is noticed,
and so is a dependency that it does not declare. Not proved: other versions that the declared ranges admit, and other
Pythons than the one that runs the tests.
"""

import ast
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.user_project import write_project_of_a_user

COMPONENTS = ROOT / "components"
PROJECT: dict[str, Any] = tomllib.loads((COMPONENTS / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
TERMINAL = {"rich", "typer"}
PLUGIN = "eks_shared_vpc.pytest_plugin"
NOT_SHIPPED = {"__pycache__", ".mypy_cache", ".ruff_cache"}
EXAMPLES = {
    "README.md": "## Use a component",
    "components/README.md": "## A cluster on the subnets of another account",
}
"""Pages with a program that uses the package, each with the heading that the program follows."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built by the backend that pyproject.toml names; requirements.txt pins it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, COMPONENTS)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """A virtual environment that holds the wheel with its command, and what that requires, directly or through others."""
    return fresh(wheel, tmp_path_factory.mktemp("fresh"), [*PROJECT["dependencies"], *EXTRAS["cli"]])


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory):
    """One that holds the wheel without its extra, of a user who tests with pytest."""
    return fresh(wheel, tmp_path_factory.mktemp("bare"), [*PROJECT["dependencies"], "pytest"])


def fresh(wheel: Path, folder: Path, requirements: Iterable[str]) -> Path:
    """A virtual environment with the wheel and some requirements."""
    environment = folder / "venv"
    venv.create(environment)
    pip("--python", environment / "bin" / "python", "install", "--no-compile", "--no-deps", wheel)
    (home,) = environment.glob("lib/python*/site-packages")
    for name in required(requirements):
        link(metadata.distribution(name), home)
    return environment


def required(requirements: Iterable[str]) -> set[str]:
    """Names of all that requirements bring along, each of which has to admit the version that is pinned."""
    found: set[str] = set()
    todo = [(Requirement(each), "") for each in requirements]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        installed = metadata.distribution(requirement.name)
        assert requirement.specifier.contains(installed.version), f"{requirement} does not admit {installed.version}"
        if canonicalize_name(requirement.name) not in found:
            found.add(canonicalize_name(requirement.name))
            extras = ("", *requirement.extras)
            todo += [(Requirement(each), extra) for each in installed.requires or () for extra in extras]
    return found


def link(distribution: metadata.Distribution, home: Path) -> None:
    """Put a distribution's files into an environment: the large ones take seconds to install."""
    for file in distribution.files or ():
        if ".." not in file.parts:
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            (home / file).symlink_to(Path(str(distribution.locate_file(file))))


@pytest.fixture(scope="module")
def distribution(wheel):
    """The wheel's metadata."""
    with zipfile.ZipFile(wheel) as archive:
        yield metadata.PathDistribution(
            next(part for part in zipfile.Path(archive).iterdir() if part.name.endswith(".dist-info"))
        )


def pip(*arguments: object) -> None:
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments, env=dict(os.environ))


def run(*command: object, **options: Any) -> str:
    """What a command printed, which has to come to a good end."""
    words = [str(word) for word in command]
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603  # our own commands, and those of our own pages
        words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False, **options
    )
    assert done.returncode == 0, f"{shlex.join(words)}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def away(environment: Path) -> dict[str, str]:
    """The variables of a shell in which that virtual environment is active."""
    return {"PATH": f"{environment / 'bin'}:/usr/bin:/bin"}


def block(page: str, language: str) -> str | None:
    """The first block of a language below the heading of a page's example."""
    text = (ROOT / page).read_text(encoding="utf-8").split(f"{EXAMPLES[page]}\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return found[1] if found else None


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    source = {
        path.relative_to(COMPONENTS).as_posix()
        for path in (COMPONENTS / "eks_shared_vpc").rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }
    assert names == source, "modules, data files and py.typed; no tests, no caches"
    assert {"eks_shared_vpc/py.typed", "eks_shared_vpc/preview/cli.py"} <= names


def test_the_wheel_says_what_pyproject_says(distribution):
    said = distribution.metadata
    assert (said["Name"], said["Version"]) == (PROJECT["name"], PROJECT["version"])
    assert (said["Summary"], said["Requires-Python"]) == (PROJECT["description"], PROJECT["requires-python"])
    of_extras = {f'{each}; extra == "{extra}"' for extra, requirements in EXTRAS.items() for each in requirements}
    assert {str(Requirement(each)) for each in distribution.requires or []} == {
        str(Requirement(each)) for each in {*PROJECT["dependencies"], *of_extras}
    }


def test_the_wheel_has_the_licence_of_the_repository_and_the_readme_of_its_folder(distribution):
    assert distribution.metadata["License-Expression"] == "Apache-2.0"
    assert distribution.read_text("licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert distribution.metadata["Description-Content-Type"] == "text/markdown"
    assert distribution.metadata.json["description"] == (COMPONENTS / "README.md").read_text(encoding="utf-8")


def test_the_wheel_has_one_command_and_one_plugin_of_pytest(distribution):
    assert {(each.group, each.name, each.value) for each in distribution.entry_points} == {
        ("console_scripts", "eks-shared-vpc", "eks_shared_vpc.command:main"),
        ("pytest11", "eks_shared_vpc", PLUGIN),
    }


def test_a_deployment_installs_no_terminal_libraries(bare):
    assert required(PROJECT["dependencies"]) & TERMINAL == set()
    assert {Requirement(each).name for each in EXTRAS["cli"]} == TERMINAL
    program = "import eks_shared_vpc.preview as preview, eks_shared_vpc; preview.record; eks_shared_vpc.EksCluster"
    run("python", "-c", program, env=away(bare))


def test_the_command_without_its_extra_says_what_to_install(bare):
    command = [str(bare / "bin" / "eks-shared-vpc"), "preview", "--stack", "dev"]
    done = subprocess.run(command, env=away(bare), capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "The command needs typer, which is in the extra: pip install 'eks-shared-vpc[cli]'\n"


def test_pulumi_does_not_look_for_a_plugin_of_the_wheel(distribution):
    assert not distribution.metadata["Name"].startswith("pulumi-"), (
        "Pulumi downloads a plugin for every Python package of such a name, and there is none"
    )


def test_other_languages_get_the_version_of_the_wheel():
    tree = ast.parse((COMPONENTS / "__main__.py").read_text(encoding="utf-8"))
    words = [word for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords]
    versions = [word.value.value for word in words if word.arg == "version" and isinstance(word.value, ast.Constant)]
    assert versions == [PROJECT["version"]]


def test_every_module_of_the_wheel_can_be_imported_with_what_the_wheel_requires(environment, tmp_path):
    program = """
import eks_shared_vpc, importlib, json, pkgutil, sys
names = {each.name for each in pkgutil.walk_packages(eks_shared_vpc.__path__, "eks_shared_vpc.")}
files = [importlib.import_module(name).__file__ for name in ["eks_shared_vpc", *sorted(names - {sys.argv[1]})]]
print(json.dumps([files, sys.path]))
"""
    files, path = json.loads(run("python", "-c", program, PLUGIN, cwd=tmp_path, env=away(environment)))
    assert len(files) == len(list((COMPONENTS / "eks_shared_vpc").rglob("*.py"))) - 1, (
        "all but what pytest itself imports"
    )
    assert [file for file in files if not Path(file).is_relative_to(environment)] == [], "not the wheel's"
    assert [each for each in path if Path(each).is_relative_to(ROOT)] == [], "the repository can be seen from there"


@pytest.mark.parametrize("page", EXAMPLES)
def test_the_example_of_a_page_runs_there_as_it_stands(page, environment, tmp_path):
    program, console = block(page, "python"), block(page, "console")
    assert program is not None
    (tmp_path / "Pulumi.yaml").write_text("name: mine\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(program, encoding="utf-8")
    command, *shown = (console or "$ eks-shared-vpc preview --stack dev").splitlines()
    said = [
        line.rstrip()
        for line in run(*shlex.split(command.removeprefix("$ ")), cwd=tmp_path, env=away(environment)).splitlines()
    ]
    until = next((number for number, line in enumerate(shown) if line.strip() == "…"), len(shown))
    assert said[:until] == shown[:until]
    assert " · no findings" in said[0]
    assert (" · 10 paths proved" in said[0]) == ("EksCluster(" in program)


def test_the_examples_of_tests_pass_there(bare, tmp_path):
    count = write_project_of_a_user(tmp_path)
    said = run("python", "-m", "pytest", "-p", "no:cacheprovider", cwd=tmp_path, env=away(bare))
    assert f"{count} passed" in said
