"""What a stack file says is validated once and planned once, and then handed on."""

from collections import Counter
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

import eks_shared_vpc.cluster.spec
import eks_shared_vpc.network.spec
from eks_shared_vpc.preview.record import record
from tests.support import EXAMPLES, preview_of

OWNER_STACK = "organization/eks-shared-vpc/prod-network"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often networks are validated and planned, and clusters planned, from now on."""
    found: Counter[str] = Counter()

    def count(module: ModuleType, name: str, what: str) -> None:
        right: Callable[..., Any] = getattr(module, name)

        def counting(*arguments: Any) -> Any:
            found[what] += 1
            return right(*arguments)

        monkeypatch.setattr(module, name, counting)

    count(eks_shared_vpc.network.spec, "check_layout", "networks validated")  # a part of each validation
    count(eks_shared_vpc.network.spec, "plan_network", "networks planned")
    count(eks_shared_vpc.cluster.spec, "check_on_network", "clusters validated as arguments")
    count(eks_shared_vpc.cluster.spec, "plan_cluster", "clusters planned")
    return found


def recorded(stack: str, references: Mapping[str, Any]) -> None:
    project = EXAMPLES
    graph = record(
        project.run,
        project=project.name,
        stack=stack,
        config=project.config(stack),
        references=references,
        root=project.root,
    ).graph
    assert len(graph) > 20


@pytest.mark.parametrize(
    ("stack", "networks", "clusters"),
    [("staging", 1, 2), ("prod-network", 1, 0), ("two-networks", 2, 2), ("existing-vpc", 0, 1)],
)
def test_a_stacks_networks_are_validated_once_and_planned_once(
    counted: Counter[str], stack: str, networks: int, clusters: int
) -> None:
    recorded(stack, {})
    expected = {"networks validated": networks, "networks planned": networks, "clusters planned": clusters}
    assert {key: count for key, count in counted.items() if count} == {
        key: count for key, count in expected.items() if count
    }


def test_a_participant_validates_and_plans_the_network_that_it_refers_to_once(counted: Counter[str]) -> None:
    outputs = dict(preview_of("prod-network").recorded.recording.outputs)
    counted.clear()
    recorded("prod-payments", {OWNER_STACK: outputs})
    assert counted == {"networks validated": 1, "networks planned": 1, "clusters planned": 1}
