"""Where findings are: of a stack that its file describes, the line of the key that declares what they are about."""

import pytest

from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.preview import preview_stack
from tests.stacks.documents import document

WITHOUT_ENDPOINTS = {"network.endpoints": [], "network.s3_gateway_endpoint": False}


def line_at(project, place):
    """The stack file of a place, and what is written on its line."""
    name, _, line = place.rpartition(":")
    return name, (project.root / name).read_text().splitlines()[int(line) - 1].strip()


def places(project, stack="trial"):
    """What each finding is about: its id, and the line that it names."""
    found = preview_stack(project, stack).findings
    assert found
    return {(each.id, *line_at(project, each.place)) for each in found}


def test_a_finding_is_at_the_setting_that_fixes_it_if_that_is_written(project_of):
    project = project_of({"trial": document("isolated", WITHOUT_ENDPOINTS)})
    errors = [each for each in preview_stack(project, "trial").findings if each.level is Level.ERROR]
    lines = {line_at(project, each.place) for each in errors}
    assert ("stacks/Pulumi.trial.yaml", "endpoints: []") in lines


@pytest.mark.parametrize(
    ("stack", "changes", "id_", "line"),
    [
        ("dev", {"network.nat": "single"}, "single-nat-gateway", "nat: single"),
        ("staging", {"network.protect_egress_ips": False}, "egress-address-unprotected", "protect_egress_ips: false"),
        ("dev", {"network.nat": "single"}, "path-leaves-zone", "dev:"),
    ],
)
def test_a_finding_is_at_the_key_that_declares_what_it_is_about(project_of, stack, changes, id_, line):
    project = project_of({"trial": document(stack, changes)})
    assert (id_, "stacks/Pulumi.trial.yaml", line) in places(project)


def test_a_stack_file_that_leaves_the_default_provider_on_is_warned_of_at_its_configuration(project_of):
    text = (project_of({"trial": document("dev")}).stack_dir / "Pulumi.trial.yaml").read_text()
    project = project_of({"trial": text.replace("pulumi:disable-default-providers:", "pulumi:tags:")})
    found = [each for each in preview_stack(project, "trial").findings if each.id == "default-provider-enabled"]
    assert [(each.level, each.where, line_at(project, each.place)) for each in found] == [
        (Level.WARNING, "trial", ("stacks/Pulumi.trial.yaml", "config:"))
    ]
    assert found[0].fix == "add pulumi:disable-default-providers: [aws] under config"


def test_a_finding_about_another_stacks_network_is_in_that_stacks_file(project_of):
    project = project_of(
        {"prod-network": document("prod-network", {"network.nat": "single"}), "trial": document("prod-payments")}
    )
    assert ("single-nat-gateway", "stacks/Pulumi.prod-network.yaml", "nat: single") in places(project)
