"""AWS is read once: rules, proof and report of a preview ask one model."""

import pytest
from typer.testing import CliRunner

from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.cli import app
from tests.support import EXAMPLES


def built_by(*arguments: str) -> int:
    before = Model.built
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code in {0, 1}, result.output
    return Model.built - before


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_preview_builds_one_model(form: str) -> None:
    assert built_by("preview", "--project", str(EXAMPLES.root), "--stack", "staging", "--format", form) == 1
