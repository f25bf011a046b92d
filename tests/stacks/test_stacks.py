"""Every example stack loads, and previews clean."""

import pytest

from tests.support import STACKS, preview_of


@pytest.mark.parametrize("stack", STACKS)
def test_an_example_stack_previews_without_an_error(stack):
    assert [finding for finding in preview_of(stack).findings if finding.level.value != "notice"] == []
