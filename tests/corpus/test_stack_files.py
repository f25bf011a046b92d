"""Stack files in a user's values, each healthy: they load, and no finding is an error."""

import shutil
import sys
from pathlib import Path

import pytest

from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.preview import Preview, preview_stack
from tests.stacks.documents import write_project

HERE = Path(__file__).parent / "stacks"
FILES = {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): path for path in sorted(HERE.glob("Pulumi.*.yaml"))}
NETWORK_ONLY = {"corp-network"}
"""Stacks that have no cluster of their own."""
SAVED_NETWORK = {"returns-on-saved-network"}
"""Stacks whose network is known by saved ids only, so that nothing about its paths can be proved or refuted."""
OWN_NETWORK = [name for name in FILES if name not in NETWORK_ONLY | SAVED_NETWORK]


@pytest.fixture
def preview(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """The preview of a stack file in a project that has all of these files and their saved contracts."""
    project = write_project(tmp_path, {name: path.read_text() for name, path in FILES.items()})
    shutil.copytree(HERE / "contracts", project.stack_dir / "contracts")
    monkeypatch.setattr(sys, "path", list(sys.path))
    return preview_stack(project, request.param)


def test_there_are_stack_files_of_every_kind():
    assert len(FILES) >= 10
    assert set(FILES) == {*OWN_NETWORK, *NETWORK_ONLY, *SAVED_NETWORK}


@pytest.mark.parametrize("preview", FILES, indirect=True)
def test_a_healthy_stack_file_has_no_error(preview):
    assert len(preview.resources) > 15
    assert [(each.id, each.message) for each in preview.findings if each.level is Level.ERROR] == []
    assert preview.recorded.unresolved == ()


@pytest.mark.parametrize("preview", OWN_NETWORK, indirect=True)
def test_what_nodes_need_is_judged_where_cluster_and_network_are_declared(preview):
    clusters = {each.name for each in preview.own.of_type("aws:eks/cluster:Cluster")}
    assert {proof.cluster.name for proof in preview.proofs} == clusters != set()
