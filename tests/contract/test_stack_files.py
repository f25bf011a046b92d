"""What holds for every example stack, whatever it deploys."""

import pytest

from tests.support import STACKS, preview_of


@pytest.mark.parametrize("stack", STACKS)
def test_every_aws_resource_of_a_stack_names_its_provider(stack):
    found = [each for each in preview_of(stack).own if each.custom and each.type.startswith("aws:")]
    assert len(found) >= 20
    assert [each.urn for each in found if not each.provider] == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_needs_no_kubernetes_provider(stack):
    packages = {each.type.removeprefix("pulumi:providers:").split(":")[0] for each in preview_of(stack).own}
    assert packages <= {"aws", "eks", "eks-shared-vpc", "pulumi"}, "everything goes through the EKS API"


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_asks_aws_nothing_and_hides_nothing(stack):
    recording = preview_of(stack).recorded.recording
    assert (recording.lookups, recording.opaque) == ((), ()), "a preview is the same under every role and on every day"
    assert preview_of(stack).recorded.unresolved == ()


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_of_a_stack_that_can_have_tags_carries_the_stacks_own_by_its_provider(stack):
    graph = preview_of(stack).own
    for each in graph.of_type("pulumi:providers:aws"):
        assert '"pulumi-stack": "' + stack + '"' in str(each.inputs["defaultTags"])
