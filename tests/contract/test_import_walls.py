"""Who may import whom: the walls of the design, held by walking the imports."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from eks_shared_vpc.components import COMPONENTS
from tests.contract.declared import PACKAGE
from tests.support import EXAMPLES, ROOT

SOURCES = sorted(path for path in PACKAGE.rglob("*.py"))
STACK_SOURCES = sorted((ROOT / "stacks").glob("*.py"))
IDEAS = tuple(sorted({each.folder for each in COMPONENTS}))
JOINT = ("eks_shared_vpc.network.contract", "eks_shared_vpc.network.args.NetworkContractArgs")
"""What every idea may know of the network: its contract (design rule 3)."""
DECLARING = {
    "boundary.py",
    "cluster/node_groups.py",
    "cluster/outputs.py",
    "cluster/roles.py",
    "network/flow_logs.py",
    "preview/aliases.py",
    "preview/applies.py",
    "preview/record.py",
    "preview/transforms.py",
}
"""What declares resources or records them, besides the components themselves."""
USES_PULUMI = {
    *DECLARING,
    *(f"{each.module.replace('.', '/')}.py" for each in COMPONENTS),
    *(f"{each.folder}/args.py" for each in COMPONENTS),
}
"""All that may import Pulumi. Whatever is not here is pure: it can be tested, and reasoned about, without Pulumi."""


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that a file imports, wherever in the file, except for type checkers only."""
    return tuple(_imports(path))


def package_of(name: str) -> str:
    return name.split(".", 1)[0]


def _imports(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide from this test"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def idea_of(path: Path) -> str | None:
    first = path.relative_to(PACKAGE).parts[0]
    return first if first in IDEAS else None


def test_the_walk_sees_the_imports_that_are_there():
    assert "eks_shared_vpc.network.plan" in set(imports(PACKAGE / "network" / "vpc.py"))
    assert "pulumi_eks" in set(imports(PACKAGE / "cluster" / "cluster.py"))
    assert len(SOURCES) > 40


def offending(paths: Iterable[Path], forbidden: Callable[[Path, str], bool]) -> list[str]:
    """Each import that a file may not have: the file, and what it imports."""
    return [
        f"{path.relative_to(PACKAGE.parent)}: {name}"
        for path in paths
        for name in imports(path)
        if forbidden(path, name)
    ]


def within(name: str, *packages: str) -> bool:
    return name.startswith(packages)


def is_of_another_idea(path: Path, name: str) -> bool:
    others = [f"eks_shared_vpc.{idea}" for idea in IDEAS if idea != idea_of(path)]
    return within(name, *others) and not within(name, *JOINT) and name != "eks_shared_vpc.network.args"


def test_an_idea_imports_no_other_idea():
    assert offending(filter(idea_of, SOURCES), is_of_another_idea) == [], (
        "clusters and endpoints accept a contract or ids, and never know who created them"
    )


def test_what_is_shared_imports_no_idea():
    shared = [path for path in SOURCES if path.parent == PACKAGE and path.name != "__init__.py"]
    ideas = tuple(f"eks_shared_vpc.{idea}" for idea in IDEAS)
    assert offending(shared, lambda _, name: within(name, *ideas)) == []


def test_no_component_knows_the_preview():
    assert offending(filter(idea_of, SOURCES), lambda _, name: within(name, "eks_shared_vpc.preview")) == []


def test_what_is_pure_imports_no_pulumi():
    pure = [path for path in SOURCES if relative(path) not in USES_PULUMI]
    assert offending(pure, lambda _, name: package_of(name) in ("pulumi", "pulumi_aws", "pulumi_eks")) == []


def test_what_may_import_pulumi_does():
    without = [
        name for name in sorted(USES_PULUMI) if "pulumi" not in {package_of(each) for each in imports(PACKAGE / name)}
    ]
    assert without == [], "take them off the list"


def test_the_package_never_imports_what_this_repository_deploys():
    paths = [*SOURCES, PACKAGE.parent / "__main__.py"]
    assert offending(paths, lambda _, name: package_of(name) in ("stacks", "tests")) == [], (
        "it would work if it was copied out of this repository"
    )


def test_only_the_stacks_know_several_components():
    several = [
        relative(path)
        for path in SOURCES
        if len(
            {
                name.split(".")[1]
                for name in imports(path)
                if name.startswith("eks_shared_vpc.") and name.split(".")[1] in IDEAS and is_of_another_idea(path, name)
            }
        )
        > (0 if idea_of(path) else 1)
    ]
    assert several == []
    together = {name for path in STACK_SOURCES for name in imports(path)}
    assert {"eks_shared_vpc.SharedVpc", "eks_shared_vpc.PrivateLinkEndpoints", "eks_shared_vpc.EksCluster"} <= together


def loaded(program: str) -> set[str]:
    """The packages that are loaded after a program ran in an interpreter of its own."""
    code = f"{program}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run(  # noqa: S603  # our own code, in our own interpreter
        [sys.executable, "-c", code], cwd=EXAMPLES.root, capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


PREVIEW = """
from pathlib import Path
from eks_shared_vpc.preview.preview import preview_stack
from eks_shared_vpc.preview.project import find_project
assert preview_stack(find_project(Path()), {stack!r}).resources
"""
NOT_AT_RUN_TIME = {"hypothesis", "pytest", "_pytest", "mypy"}


@pytest.mark.parametrize(
    ("program", "absent", "present"),
    [
        pytest.param(
            "import eks_shared_vpc",
            {"pulumi", "pulumi_aws", "pulumi_eks", "pulumi_kubernetes", "pydantic", "grpc", "rich", "typer"},
            {"eks_shared_vpc"},
            id="the package",
        ),
        pytest.param(
            "from eks_shared_vpc import SharedVpc", {"pulumi_eks", "pulumi_kubernetes"}, {"pulumi_aws"}, id="a network"
        ),
        pytest.param(
            "from eks_shared_vpc.cluster import EndpointMode", {"pulumi_aws", "pulumi_eks"}, {"pulumi"}, id="an enum"
        ),
        pytest.param(
            "from eks_shared_vpc.cluster import spec; from eks_shared_vpc.network import spec",
            {"pulumi", "pulumi_aws", "pulumi_eks"},
            {"pydantic"},
            id="a module of a folder",
        ),
        pytest.param(
            "import eks_shared_vpc.network.plan, eks_shared_vpc.cluster.plan, eks_shared_vpc.privatelink.spec",
            {"pulumi", "pulumi_aws", "pulumi_eks"},
            {"pydantic"},
            id="what is pure",
        ),
        pytest.param(
            PREVIEW.format(stack="prod-network"),
            {"pulumi_eks", "pulumi_kubernetes", "typer", "rich"},
            {"pulumi_aws", "yaml"},
            id="a preview of a network",
        ),
        pytest.param(PREVIEW.format(stack="dev"), set(), {"pulumi_eks"}, id="a preview of a cluster"),
    ],
)
def test_a_program_loads_only_what_it_needs(program, absent, present):
    names = loaded(program)
    assert present <= names
    assert names & (absent | NOT_AT_RUN_TIME) == set(), "each of these makes every command slower"
