"""The fixtures of ``eks_shared_vpc.testing``; pytest loads this by itself, and nothing else does.

What they need is imported by the first test that asks for one.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from eks_shared_vpc.testing import Recorded

__all__ = ["record_program", "record_stack"]


@pytest.fixture(scope="session")
def record_program() -> "Callable[..., Recorded]":
    """Records what a function declares: ``record_program(program)`` gives what follows (eks_shared_vpc.testing)."""
    from eks_shared_vpc import testing  # noqa: PLC0415

    return testing.record_program


@pytest.fixture(scope="session")
def record_stack(pytestconfig: pytest.Config) -> "Callable[..., Recorded]":
    """Records a stack of the Pulumi project that the tests are in: ``record_stack("dev")`` (eks_shared_vpc.testing)."""
    from eks_shared_vpc import testing  # noqa: PLC0415

    return partial(testing.record_stack, project=pytestconfig.rootpath)
