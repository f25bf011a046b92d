"""The boundary between a component's arguments and its spec: what is plain is checked, what flows is not looked at."""

from collections.abc import Mapping
from typing import Any, Self

import pulumi
import pytest
from pydantic import model_validator

from eks_shared_vpc.boundary import Refused, spec_from_args
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.errors import InputError, Problem, problem
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, read
from tests.support import cluster_args, vpc_args
from tests.unit.refusals import problems

# The boundary between a component's arguments and its spec.


class Kerb(Spec):
    height: int = 12
    stones: tuple[str, ...] = ()


class RoadSpec(Spec):
    region: str
    lanes: int = 2
    surface_id: Flowing
    sign_id: Flowing | None = None
    mark_ids: Mapping[str, Flowing] = {}
    lamp_ids: tuple[Flowing, ...] = ()
    post_ids: Mapping[str, Mapping[str, Flowing]] = {}
    kerb: Kerb = Kerb()
    bends: Mapping[str, Kerb] = {}


ROAD = {"region": "us-west-2", "surface_id": "s"}


ARGUMENTS = "bends, kerb, lamp_ids, lanes, mark_ids, post_ids, region, sign_id, surface_id"


def boundary(args: Mapping[str, Any]) -> list[Problem]:
    return problems(lambda: road(args))


def road(args: Mapping[str, Any]) -> RoadSpec:
    return spec_from_args(RoadSpec, args, "road")


def right(**changes: Any) -> RoadSpec:
    return RoadSpec(**{**ROAD, **changes})


class Unread(pulumi.Output[str]):
    """An Output that fails the test when it is read."""

    def __init__(self) -> None:
        """Nothing is in it."""

    def apply(self, *_: Any, **__: Any) -> Any:
        pytest.fail("what only flows through cannot be looked at")


def in_road(**changes: Any) -> list[tuple[str, str, Any, str]]:
    """The problems of a road with these changes, as id, path, value and what is allowed."""
    return [(each.id, each.where, each.value, each.allowed) for each in boundary({**ROAD, **changes})]


def test_plain_arguments_become_the_spec_and_flowing_ones_are_not_looked_at():
    surface, sign = Unread(), Unread()
    spec = road({"region": "us-west-2", "lanes": 3, "surface_id": surface, "sign_id": sign})
    assert (spec.region, spec.lanes) == ("us-west-2", 3)
    assert spec.surface_id is surface
    assert spec.sign_id is sign


def test_flowing_arguments_of_every_shape_are_taken_and_their_leaves_are_not_looked_at():
    nested = {"mark_ids": {"a": Unread(), "b": "x"}, "lamp_ids": [Unread(), "x"], "post_ids": {"a": {"b": Unread()}}}
    spec = road({**ROAD, **nested})
    assert (list(spec.mark_ids), len(spec.lamp_ids), list(spec.post_ids["a"])) == (["a", "b"], 2, ["b"])
    empty: dict[str, Any] = {"mark_ids": {}, "lamp_ids": (), "post_ids": {"a": {}}}
    assert road({**ROAD, **empty}) == right(post_ids={"a": {}})


def test_a_leaf_may_be_awaitable():
    async def later() -> str:
        return "x"

    coroutine = later()
    try:
        assert road({**ROAD, "mark_ids": {"a": coroutine}}).mark_ids["a"] is coroutine
    finally:
        coroutine.close()


MAPPING, LIST, TEXT = "a mapping", "a list", "text or an Output"


@pytest.mark.parametrize("value", [5, 0, True, False, 1.5, "", "text", [], ["a"]], ids=repr)
@pytest.mark.parametrize(
    ("argument", "path"), [("mark_ids", "mark_ids"), ("post_ids", "post_ids"), ("a", "post_ids.a")]
)
def test_a_flowing_mapping_is_a_mapping_and_plain(argument, path, value):
    changes = {"post_ids": {"a": value}} if argument == "a" else {argument: value}
    assert in_road(**changes) == [("wrong-type", f"road.{path}", value, MAPPING)]


@pytest.mark.parametrize("value", [5, 0, True, False, 1.5, "", "text", {}, {"a": "x"}], ids=repr)
def test_a_flowing_list_is_a_list_and_plain(value):
    assert in_road(lamp_ids=value) == [("wrong-type", "road.lamp_ids", value, LIST)]


@pytest.mark.parametrize(
    ("argument", "path", "allowed"),
    [("mark_ids", "mark_ids", MAPPING), ("post_ids", "post_ids", MAPPING), ("lamp_ids", "lamp_ids", LIST)],
)
def test_what_shapes_the_graph_is_no_output(argument, path, allowed):
    assert in_road(**{argument: Unread()}) == [("wrong-type", f"road.{path}", "an Output", allowed)]


@pytest.mark.parametrize(
    "value", [5, 0, True, 1.5, [], ["a"], {}, {"a": "x"}, pytest.param(object(), id="an object")], ids=repr
)
@pytest.mark.parametrize(
    ("place", "path"),
    [
        pytest.param(lambda leaf: {"surface_id": leaf}, "surface_id", id="a value"),
        pytest.param(lambda leaf: {"mark_ids": {"a": "x", "b": leaf}}, "mark_ids.b", id="in a mapping"),
        pytest.param(lambda leaf: {"post_ids": {"a": {"b": leaf}}}, "post_ids.a.b", id="in a mapping of mappings"),
        pytest.param(lambda leaf: {"lamp_ids": ["x", leaf]}, "lamp_ids[1]", id="in a list"),
    ],
)
def test_a_flowing_leaf_is_text_or_an_output(place, path, value):
    assert in_road(**place(value)) == [("wrong-type", f"road.{path}", value, TEXT)]


@pytest.mark.parametrize(
    ("argument", "why"),
    [
        ("mark_ids", "this is not a mapping, and its keys shape the graph, so they have to be plain"),
        ("kerb", "this is not a mapping, and its keys shape the graph, so they have to be plain"),
        ("lamp_ids", "this is not a list, and it shapes the graph, so it has to be plain"),
        ("lanes", "this is not a whole number, and it shapes the graph, so it has to be plain"),
    ],
)
def test_why_an_output_cannot_shape_the_graph_is_told(argument, why):
    (found,) = boundary({**ROAD, argument: Unread()})
    assert (found.value, found.message) == ("an Output", why)


def test_an_output_inside_a_refused_value_is_told_in_words():
    class Two(Spec):
        ids: tuple[Flowing, ...]
        count: Mapping[str, int]

    (found,) = problems(lambda: read(Two, {"ids": [Unread()], "count": ["a", Unread()]}))
    assert found.value == ["a", "an Output"]


def test_every_misshapen_leaf_is_told():
    found = in_road(mark_ids={"a": 1, "b": "x", "c": 2}, lamp_ids=[3], sign_id=4)
    assert found == [
        ("wrong-type", "road.sign_id", 4, TEXT),
        ("wrong-type", "road.mark_ids.a", 1, TEXT),
        ("wrong-type", "road.mark_ids.c", 2, TEXT),
        ("wrong-type", "road.lamp_ids[0]", 3, TEXT),
    ]


@pytest.mark.parametrize("key", [5, None, ("a", "b")], ids=str)
def test_a_key_that_is_no_text_is_told_at_its_own_place(key):
    assert in_road(mark_ids={key: "x"}) == [("wrong-type", f"road.mark_ids.{key}", key, "text")]


@pytest.mark.parametrize(
    ("changes", "path", "allowed"),
    [
        ({"mark_ids": {"a": "x", "b": None}}, "mark_ids.b", TEXT),
        ({"post_ids": {"a": None}}, "post_ids.a", MAPPING),
        ({"lamp_ids": ["x", None]}, "lamp_ids[1]", TEXT),
        ({"bends": {"first": None}}, "bends.first", "a mapping"),
    ],
    ids=str,
)
def test_none_under_a_name_that_the_user_chose_is_refused(changes, path, allowed):
    assert in_road(**changes) == [("wrong-type", f"road.{path}", None, allowed)], "it leaves nothing out"


def test_none_is_as_good_as_leaving_out():
    assert road({"region": "us-west-2", "lanes": None, "surface_id": "s", "sign_id": None}) == right()


def test_none_is_as_good_as_leaving_out_in_a_list_and_under_a_chosen_name():
    kerb = {"height": None, "stones": None}
    assert road({**ROAD, "bends": {"first": kerb}}) == right(bends={"first": Kerb()})
    tier = {"name": "a", "kind": "isolated", "size": 20, "use": None, "block": None, "cidrs": None}
    spec = spec_from_args(SharedVpcSpec, vpc_args(tiers=[tier]), "net")
    left = vpc_args(tiers=[{"name": "a", "kind": "isolated", "size": 20}])
    assert spec == read(SharedVpcSpec, left, "net", "us-west-2")


def test_none_is_as_good_as_leaving_out_in_a_mapping_of_known_keys():
    assert road({**ROAD, "kerb": {"height": None, "stones": None}}) == right()
    args = vpc_args(flow_logs={"destination": None, "bucket_arn": None})
    spec = spec_from_args(SharedVpcSpec, args, "net")
    assert spec == read(SharedVpcSpec, vpc_args(flow_logs={}), "net", "us-west-2")


def test_none_under_a_key_that_is_unknown_is_an_unknown_key():
    assert in_road(lane=None) == [("unknown-key", "road.lane", None, ARGUMENTS)]


def test_none_among_the_values_of_a_list_stays_and_is_refused():
    found = boundary({**ROAD, "kerb": {"stones": ["a", None]}})
    assert [(each.id, each.where) for each in found] == [("wrong-type", "road.kerb.stones[1]")], "no value moves up"


def test_a_whole_float_is_an_integer_as_other_languages_write_it():
    spec = road({**ROAD, "lanes": 4.0})
    assert (spec.lanes, type(spec.lanes)) == (4, int)


@pytest.mark.parametrize("args", [{}, {"surface_id": None}], ids=["left out", "None"])
def test_a_required_input_that_is_missing_is_told_beside_other_problems(args):
    found = boundary({"region": 5, "lanes": "many", **args})
    assert [(each.id, each.where) for each in found] == [
        ("wrong-type", "road.region"),
        ("wrong-type", "road.lanes"),
        ("missing-key", "road.surface_id"),
    ]


@pytest.mark.parametrize("args", [None, 5, [], "text"], ids=repr)
def test_arguments_that_are_no_mapping_are_one_problem(args):
    assert [(each.id, each.where) for each in boundary(args)] == [("wrong-type", "road")]


def test_an_unknown_argument_is_likened_to_flowing_ones_as_well():
    assert boundary({"region": "us-west-2", "surface_id": "s", "sing_id": "x"}) == [
        problem(
            "unknown-key",
            "road.sing_id",
            "there is no key 'sing_id' here",
            "x",
            ARGUMENTS,
            "write sign_id",
        )
    ]


def test_a_flowing_name_is_unknown_further_inside():
    args = vpc_args(tiers=[{"name": "a", "kind": "isolated", "size": 20, "ipam_pool_id": "x"}])
    found = problems(lambda: spec_from_args(SharedVpcSpec, args, "net"))
    assert [(each.where, each.allowed, each.fix) for each in found] == [
        ("net.tiers[0].ipam_pool_id", "block, cidrs, kind, name, size, use", "remove it")
    ]


def test_refused_arguments_are_a_run_error_so_that_pulumi_prints_no_traceback():
    with pytest.raises(Refused) as caught:
        road({})
    assert isinstance(caught.value, pulumi.RunError)
    assert isinstance(caught.value, InputError)
    assert {each.place.rpartition(":")[0] for each in caught.value.problems} == {"tests/unit/test_spec_boundary.py"}
    place = caught.value.problems[0].place
    assert str(caught.value).startswith(
        f"2 problems in the input:\n  - road.region ({place}): the key 'region' is required."
    )


def test_the_region_among_the_arguments_decides_which_zones_and_services_there_are():
    zones = problems(lambda: spec_from_args(SharedVpcSpec, vpc_args(region="eu-west-1"), "net"))
    assert {(each.id, each.allowed) for each in zones} == {("zone-region", "zone ids that begin with euw1-")}
    args = {"region": "mx-central-1", "vpc_id": "vpc-1", "subnet_ids": {"a": "x"}, "services": ["eks"]}
    services = problems(lambda: spec_from_args(PrivateLinkEndpointsSpec, args, "endpoints"))
    assert [(each.id, each.where) for each in services] == [("service-not-in-region", "endpoints.services[0]")]


@pytest.mark.parametrize("region", [5, ["us-west-2"], {}], ids=str)
def test_a_region_that_is_no_text_is_one_problem_and_no_traceback(region):
    found = problems(lambda: spec_from_args(SharedVpcSpec, vpc_args(region=region), "net"))
    assert [(each.id, each.where) for each in found] == [("wrong-type", "net.region")]


def test_a_spec_in_place_of_arguments_is_handed_on_and_not_validated_again():
    validated: list[object] = []

    class Path(Spec, InPlaceOf[Mapping[str, Any]]):
        width: int

        @model_validator(mode="after")
        def _noted(self) -> Self:
            validated.append(self)
            return self

    spec = read(Path, {"width": 2})
    assert spec_from_args(Path, spec.as_args(), "path") is spec
    assert validated == [spec]


@pytest.mark.parametrize(
    "spec",
    [read(SharedVpcSpec, vpc_args(), "net", "us-west-2"), read(EksClusterSpec, cluster_args(), "pay", "us-west-2")],
    ids=lambda spec: type(spec).__name__,
)
def test_a_spec_is_planned_once(spec):
    assert spec.plan is spec.plan


def test_a_flowing_field_takes_text_and_outputs_and_nothing_else():
    class Post(Spec):
        arn: Flowing | None = None

    class Later:
        apply = None

    later = Later()
    assert read(Post, {"arn": "arn:x"}).arn == "arn:x"
    assert read(Post, {"arn": later}).arn is later
    assert problems(lambda: read(Post, {"arn": 5}, "post")) == [
        problem("wrong-type", "post.arn", "this is not text", 5, "text or an Output", "write text")
    ]
