"""Components under the mocks of a user's own tests, which know no more of a resource than what it was given."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from eks_shared_vpc.preview.graph import STACK
from tests.mocked.plain_mocks import CASES
from tests.support import ROOT, graph_of


@pytest.fixture(scope="module")
def results():
    command = [sys.executable, "-m", "tests.mocked.plain_mocks", *CASES]
    done = subprocess.run(  # noqa: S603  # our own program
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("case", CASES)
def test_mocks_that_return_inputs_see_every_resource_that_a_recording_sees(results, case):
    result = results[case]

    assert "error" not in result, result["error"]
    declared = [each for each in graph_of(CASES[case]) if each.type != STACK and not each.modelled]
    assert result["resources"] == Counter(each.type for each in declared)


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("cluster")])
def test_what_a_cluster_gives_is_text_where_only_aws_knows_it(results, case):
    outputs = results[case]["outputs"]

    assert [outputs[key] for key in ("certificate_authority", "cluster_security_group_id", "oidc_issuer")] == [""] * 3
    assert json.loads(outputs["kubeconfig"])["current-context"] == "payments"
