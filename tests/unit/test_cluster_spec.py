"""What a cluster may be: every refusal, and the nearest input that is taken."""

import pytest

from eks_shared_vpc.cluster import endpoint, nodes, pods, spec
from eks_shared_vpc.cluster.endpoint import EndpointSpec
from eks_shared_vpc.cluster.nodes import is_arm
from eks_shared_vpc.spec import read
from tests.unit.cluster_refusals import OFFICE, REFUSALS, attempt, group
from tests.unit.refusals import assert_refused, ids_refused_in, problems, rows


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_what_a_cluster_cannot_be_is_refused(row):
    assert_refused(row, lambda: attempt(row.bad))


@pytest.mark.parametrize("row", rows(REFUSALS))
def test_the_nearest_cluster_is_taken(row):
    assert problems(lambda: attempt(row.accepted)) == []


def test_every_refusal_of_a_cluster_has_its_row():
    untested = ids_refused_in(endpoint, nodes, pods, spec) - {row.problem[0] for row in REFUSALS}
    assert untested == set(), "a refusal without a row is untested"


def test_a_public_endpoint_that_is_open_to_the_world_needs_no_egress_addresses():
    endpoint = {"mode": "public", "public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}
    assert problems(lambda: attempt({"endpoint": endpoint})) == []


@pytest.mark.parametrize(
    ("mode", "cidrs", "public", "private"),
    [("public", [OFFICE], True, False), ("private", [], False, True), ("public-and-private", [OFFICE], True, True)],
)
def test_a_mode_says_where_the_api_server_answers(mode, cidrs, public, private):
    endpoint = read(EndpointSpec, {"mode": mode, "public_cidrs": cidrs})
    assert (endpoint.is_public, endpoint.is_private) == (public, private)


def test_without_a_word_a_cluster_is_private_too_protected_and_audited():
    plain = attempt({})
    assert (plain.endpoint.mode.value, plain.endpoint.open_to_the_world) == ("public-and-private", False)
    assert (plain.deletion_protection, plain.log_types) == (True, ("api", "audit", "authenticator"))


@pytest.mark.parametrize(
    ("instance_type", "arm"),
    [
        pytest.param("m7i.large", False, id="Intel"),
        pytest.param("m7a.large", False, id="AMD"),
        pytest.param("m7i-flex.large", False, id="flex"),
        pytest.param("g5.xlarge", False, id="a family called g"),
        pytest.param("gr6.4xlarge", False, id="a family that begins with g"),
        pytest.param("p4d.24xlarge", False, id="graphics"),
        pytest.param("u7i-12tb.224xlarge", False, id="high memory"),
        pytest.param("m7i.metal-24xl", False, id="metal of a size"),
        pytest.param("m7g.large", True, id="Graviton"),
        pytest.param("t4g.nano", True, id="burstable"),
        pytest.param("c6gn.large", True, id="with network"),
        pytest.param("x2gd.large", True, id="with a disk"),
        pytest.param("im4gn.large", True, id="storage"),
        pytest.param("g5g.xlarge", True, id="graphics on Graviton"),
        pytest.param("a1.medium", True, id="the first of them"),
        pytest.param("nonsense", False, id="no instance type at all"),
    ],
)
def test_graviton_is_known_by_the_instance_type(instance_type, arm):
    assert is_arm(instance_type) is arm


@pytest.mark.parametrize("types", [["m7i.large"], ["m7g.large"]], ids=["beside x86", "beside Graviton"])
def test_a_custom_ami_has_the_architecture_that_its_owner_says(types):
    assert problems(lambda: attempt(group(types, ami_type="CUSTOM"))) == []
