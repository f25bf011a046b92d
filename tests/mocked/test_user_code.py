"""Where a program declares what it declares: the nearest line of the user's own files."""

import inspect
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc import SharedVpc
from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.preview import preview_stack
from eks_shared_vpc.preview.project import find_project
from tests.support import OWNER, ROOT, graph_of, in_account, only, provider, vpc_args

HERE = Path(__file__).relative_to(ROOT).as_posix()


def line() -> int:
    """The line of the caller."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_a_resource_is_where_the_program_declares_it():
    lines = []

    def program():
        aws.ec2.Vpc("it", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=provider("a", OWNER)))
        lines.append(line() - 1)

    assert only(graph_of(program), "aws:ec2/vpc:Vpc").place == f"{HERE}:{lines[0]}"


def test_what_a_component_of_ours_declares_is_where_the_program_declares_the_component():
    lines = []

    def program():
        SharedVpc("network", vpc_args(), in_account("owner", OWNER))
        lines.append(line() - 1)

    graph = graph_of(program)
    inside = [each for each in graph if each.type.startswith("aws:ec2/") or "SharedVpc" in each.type]
    assert len(inside) > 20
    assert {each.place for each in inside} == {f"{HERE}:{lines[0]}"}


def test_arguments_that_are_refused_have_the_place_of_the_call():
    def program():
        with pytest.raises(InputError) as refused:
            SharedVpc("network", vpc_args(cidr="10.64.0.1/16"), in_account("owner", OWNER))
        found.append((refused.value.problems[0].place, line() - 1))

    found: list[tuple[str, int]] = []
    graph_of(program)
    [(place, number)] = found
    assert place == f"{HERE}:{number}"


@pytest.fixture
def project(tmp_path):
    """A project whose program declares its network in a module of its own."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: program\n")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").write_text("from shop_network import declare\n\ndeclare()\n")
    (tmp_path / "program" / "shop_network.py").write_text(
        "import pulumi\nimport pulumi_aws as aws\n\n\ndef declare():\n"
        '    owner = aws.Provider("owner", region="us-west-2", allowed_account_ids=["111111111111"])\n'
        "    aws.ec2.Vpc(\n"
        '        "docker", cidr_block="172.17.0.0/16", opts=pulumi.ResourceOptions(provider=owner)\n'
        "    )\n"
    )
    return find_project(tmp_path)


def test_a_finding_of_a_program_is_at_the_call_in_its_own_files(project, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    found = [each for each in preview_stack(project, "dev").findings if each.id == "docker-block"]
    assert [each.place for each in found] == ["program/shop_network.py:7"]
