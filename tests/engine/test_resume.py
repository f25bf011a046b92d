"""A deployment that fails in the middle goes on where it stopped: nothing is lost, and nothing is made twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.echo import Call, Failure
from tests.engine.engine import AT_ONCE, NEEDS_PULUMI, Engine, Outcome, comparable, short

pytestmark = NEEDS_PULUMI

PLACES = {
    "the VPC": Failure("aws:ec2/vpc:Vpc"),
    "the fifth subnet": Failure("aws:ec2/subnet:Subnet", nth=5),
    "a NAT gateway": Failure("aws:ec2/natGateway:NatGateway", "network-nat-az2"),
    "a route": Failure("aws:ec2/route:Route", "network-private-az3-internet"),
    "a share with a participant": Failure("aws:ram/principalAssociation:PrincipalAssociation"),
    "an interface endpoint": Failure("aws:ec2/vpcEndpoint:VpcEndpoint", "endpoints-eks-auth"),
    "a control plane": Failure("aws:eks/cluster:Cluster", "payments"),
    "the VPC CNI": Failure("aws:eks/addon:Addon", "search-vpc-cni"),
    "a node group": Failure("aws:eks/nodeGroup:NodeGroup", "search-indexing"),
    "the last role attachment": Failure("aws:iam/rolePolicyAttachment:RolePolicyAttachment", nth=9),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """An ``up`` that failed, and the one after it.

    Attributes:
        failed: What came of the first.
        made: URNs of what the first created.
        kept: URNs of what the state had after the first.
        calls: What both did.
        state: What the state says in the end.
    """

    failed: Outcome
    made: list[str]
    kept: list[str]
    calls: list[Call]
    state: dict[str, Any]


@pytest.fixture(scope="module")
def attempts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Mapping[str, Future[Attempt]]"]:
    """Every place that is asked for, several at the same time."""
    base = tmp_path_factory.mktemp("attempts")
    empty = Engine(base / "empty")
    empty.init("staging")

    def attempt(place: str) -> Attempt:
        engine = empty.copy(base / place.replace(" ", "-"))
        engine.aws.failure = PLACES[place]
        failed = engine.attempt("up", "--yes", "--skip-preview", stack="staging")
        made = engine.aws.done("create")
        kept = [each["urn"] for each in engine.resources("staging") if each["type"].startswith("aws:")]
        engine.aws.failure = None
        engine.up("staging")
        engine.stop()
        return Attempt(failed, made, kept, engine.aws.calls, comparable(engine.resources("staging")))

    wanted = (getattr(item, "callspec", None) for item in request.session.items)
    places = [each.params["place"] for each in wanted if each and "place" in each.params]
    with ThreadPoolExecutor(AT_ONCE) as workers:
        yield {place: workers.submit(attempt, place) for place in places}
    empty.stop()


@pytest.mark.parametrize("place", PLACES)
def test_an_up_that_failed_is_completed_by_the_next(deployed, attempts, place):
    undisturbed = comparable(deployed("staging").resources("staging"))
    attempt = attempts[place].result()
    assert attempt.failed.status != 0
    assert "the stand-in was told to fail at" in attempt.failed.output
    assert sorted(attempt.kept) == sorted(attempt.made), "all that was made is known, and nothing else"
    assert len(attempt.made) < len(attempt.calls), "there was something left to do"
    assert not [urn for urn, times in Counter(call.urn for call in attempt.calls).items() if times > 1]
    assert {call.action for call in attempt.calls} == {"create"}
    assert attempt.state == undisturbed


def test_the_places_are_spread_over_the_whole_deployment(deployed):
    made = [short(urn) for urn in deployed("staging").aws.done("create")]
    assert (
        len([each for each in made if each.startswith("RolePolicyAttachment ")])
        == PLACES["the last role attachment"].nth
    )
    named = [f"{each.type.rsplit(':', 1)[-1]} {each.name}" for each in PLACES.values() if each.name]
    assert set(named) <= set(made)
