"""Stack files that a test writes: the whole life of a right one under the engine, and the end of a wrong one."""

import sys

import pytest

from eks_shared_vpc.preview.preview import preview_stack
from eks_shared_vpc.preview.project import find_project
from tests.engine.agreement import assert_as_previewed, assert_inputs_as_previewed
from tests.engine.engine import NEEDS_PULUMI, comparable
from tests.stacks.documents import document, problems

pytestmark = NEEDS_PULUMI

STACK = "trial"
PROTECTED = {"network.nat": "per-zone", "network.protect_egress_ips": True, "network.retired_zones": ["usw2-az2"]}
RIGHT = [
    pytest.param(document("dev", PROTECTED), id="a retired zone and protected addresses"),
]


@pytest.mark.parametrize("settings", RIGHT)
def test_a_stack_goes_up_as_it_is_previewed_stays_comes_down_and_goes_up_again(
    engine_in, tmp_path, monkeypatch, settings
):
    engine = engine_in(tmp_path, stacks={STACK: settings})
    monkeypatch.setattr(sys, "path", list(sys.path))  # a preview puts the project on it
    preview = preview_stack(find_project(engine.project), STACK)
    engine.init(STACK)
    engine.up(STACK)
    made, first = engine.aws.done("create"), engine.resources(STACK)
    assert_as_previewed(first, preview)
    assert_inputs_as_previewed(first, preview)
    engine.stays(STACK)
    engine.run("refresh", "--yes", "--expect-no-changes", stack=STACK)

    engine.unprotect(STACK)
    engine.destroy(STACK)
    assert engine.resources(STACK) == []
    assert sorted(engine.aws.done("delete")) == sorted(made)

    engine.aws.calls.clear()
    engine.up(STACK)
    assert sorted(engine.aws.done("create")) == sorted(made)
    assert comparable(engine.resources(STACK)) == comparable(first)
    engine.stays(STACK)


WRONG = {"network.cidr": "10.60.0.1/16", "clusters.search.version": 1.33}


@pytest.mark.parametrize("command", ["preview", "up --yes --skip-preview"])
def test_a_wrong_stack_file_is_refused_with_file_and_line_of_all_that_is_wrong_and_nothing_is_made(
    engine_in, tmp_path, command
):
    settings = document("staging", WRONG)
    engine = engine_in(tmp_path, stacks={STACK: settings})
    engine.init(STACK)
    refused = engine.attempt(*command.split(), stack=STACK)
    assert refused.status != 0
    found = problems(settings)
    assert {each.where for each in found} == WRONG.keys()
    written = (engine.project / "stacks" / f"Pulumi.{STACK}.yaml").read_text().splitlines()
    for each in found:
        line = 1 + written.index(next(line for line in written if line.endswith(f": {WRONG[each.where]}")))
        assert f"- {each.where} (stacks/Pulumi.{STACK}.yaml:{line}): {each.message}. Got:" in refused.output
        assert each.fix in refused.output
    assert "Traceback" not in refused.output
    assert engine.aws.calls == []
    assert [each["type"] for each in engine.resources(STACK)] in ([], ["pulumi:pulumi:Stack"])
