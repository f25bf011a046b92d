"""The user's own stack files, in ``stacks/``: each previews without an error. All other tests use the examples in tests/project."""

import json

import pytest

from eks_shared_vpc.preview.findings import Finding, Level, finding_of
from eks_shared_vpc.preview.preview import preview_stack
from eks_shared_vpc.preview.project import Project, find_project, refusal_of
from tests.stacks.documents import document
from tests.support import ROOT

OWN = find_project(ROOT)
DEFAULT_PROVIDERS = "pulumi:disable-default-providers"
NETWORK_NOT_HERE = "unknown-stack"
"""The problem of a stack whose network is another stack's, of which neither file nor saved outputs are here."""


def findings(project: Project, stack: str) -> list[Finding]:
    """What the preview of a stack finds, or why it is refused."""
    try:
        return preview_stack(project, stack).findings
    except Exception as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        return [finding_of(problem) for problem in refused.problems]


def previews_without_an_error(project: Project, stack: str) -> None:
    errors = [each for each in findings(project, stack) if each.level is Level.ERROR]
    said = "\n".join(f"{stack}: {each.id} at {each.where}: {each.message} fix: {each.fix}" for each in errors)
    if any(each.id != NETWORK_NOT_HERE for each in errors):
        pytest.fail(said, pytrace=False)
    if errors:
        pytest.skip(said)


@pytest.mark.parametrize("stack", OWN.stacks())
def test_a_stack_of_the_user_previews_without_an_error(stack):
    previews_without_an_error(OWN, stack)


@pytest.mark.parametrize("stack", OWN.stacks())
def test_a_stack_of_the_user_switches_the_default_aws_provider_off(stack):
    switched_off = json.loads(OWN.config(stack).get(DEFAULT_PROVIDERS, "[]"))
    assert {"aws", "*"} & set(switched_off), (
        f"{stack}: what has no provider lands in whatever account the credentials are of. Write {DEFAULT_PROVIDERS}: [aws]"
    )


def test_what_is_wrong_is_said_with_the_name_of_the_stack(project_of):
    project = project_of({"trial": document("dev", {"network.cidr": "10.60.0.1/16"})})
    with pytest.raises(pytest.fail.Exception, match=r"trial: host-bits at network\.cidr: "):
        previews_without_an_error(project, "trial")


def test_a_network_that_is_not_here_is_said_and_is_no_error(project_of):
    project = project_of({"trial": document("prod-payments")})
    with pytest.raises(pytest.skip.Exception, match=r"trial: unknown-stack at network\.stack: "):
        previews_without_an_error(project, "trial")


def test_a_network_that_is_not_here_hides_no_error(project_of):
    project = project_of({"trial": document("prod-payments", {"clusters.payments.version": 1.33})})
    with pytest.raises(pytest.fail.Exception, match=r"trial: wrong-type at clusters\.payments\.version: "):
        previews_without_an_error(project, "trial")
