"""Every stack file of this repository loads, and previews clean."""

import pytest

from tests.support import STACKS, preview_of


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_of_this_repository_previews_without_an_error(stack):
    assert [finding for finding in preview_of(stack).findings if finding.level.value != "notice"] == []
