"""The boundary between a component's arguments and its spec: what is plain is checked, what flows is not looked at."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

import pulumi
import pytest
from pydantic import Field

from eks_shared_vpc.boundary import Derived, Refused, spec_from_args
from eks_shared_vpc.cluster.args import EksClusterArgs
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.network.args import SharedVpcArgs, SubnetShareArgs
from eks_shared_vpc.network.share import SubnetShareSpec
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec
from eks_shared_vpc.spec import Flowing, Spec, Unique, read
from tests.support import vpc_args
from tests.unit.refusals import problems

# The boundary between a component's arguments and its spec.


class KerbArgs(TypedDict):
    height: NotRequired[int]
    stones: NotRequired[Sequence[str]]


class RoadArgs(TypedDict):
    region: str
    lanes: NotRequired[int]
    surface_id: pulumi.Input[str]
    sign_id: NotRequired[pulumi.Input[str]]
    mark_ids: NotRequired[Mapping[str, pulumi.Input[str]]]
    lamp_ids: NotRequired[Sequence[pulumi.Input[str]]]
    post_ids: NotRequired[Mapping[str, Mapping[str, pulumi.Input[str]]]]
    kerb: NotRequired[KerbArgs]
    bends: NotRequired[Mapping[str, KerbArgs]]


class Kerb(Spec):
    height: int = 12
    stones: tuple[str, ...] = ()


class RoadSpec(Spec):
    region: str
    lanes: int = 2
    kerb: Kerb = Kerb()
    bends: Mapping[str, Kerb] = {}
    marks: Annotated[tuple[str, ...], Unique] = ()
    lamps: Annotated[int, Field(le=2)] = 0


ROAD = {"region": "us-west-2", "surface_id": "s"}


ARGUMENTS = "bends, kerb, lamp_ids, lanes, mark_ids, post_ids, region, sign_id, surface_id"


DERIVED = {"marks": Derived("mark_ids", tuple), "lamps": Derived("lamp_ids", len)}


def boundary(args: Mapping[str, Any]) -> list[Problem]:
    return problems(lambda: road(args))


def road(args: Mapping[str, Any]) -> RoadSpec:
    return spec_from_args(RoadSpec, args, RoadArgs, "road", DERIVED)


class Unread(pulumi.Output[str]):
    """An Output that fails the test when it is read."""

    def __init__(self) -> None:
        """Nothing is in it."""

    def apply(self, *_: Any, **__: Any) -> Any:
        pytest.fail("what only flows through cannot be looked at")


def in_road(**changes: Any) -> list[tuple[str, str, Any, str]]:
    """The problems of a road with these changes, as id, path, value and what is allowed."""
    return [(each.id, each.path, each.value, each.allowed) for each in boundary({**ROAD, **changes})]


def test_plain_arguments_become_the_spec_and_flowing_ones_are_not_looked_at():
    args = {"region": "us-west-2", "lanes": 3, "surface_id": Unread(), "sign_id": Unread()}
    assert spec_from_args(RoadSpec, args, RoadArgs, "road") == RoadSpec(region="us-west-2", lanes=3)


def test_flowing_arguments_of_every_shape_are_taken_and_their_leaves_are_not_looked_at():
    nested = {"mark_ids": {"a": Unread(), "b": "x"}, "lamp_ids": [Unread(), "x"], "post_ids": {"a": {"b": Unread()}}}
    assert road({**ROAD, **nested}) == RoadSpec(region="us-west-2", marks=("a", "b"), lamps=2)
    empty: dict[str, Any] = {"mark_ids": {}, "lamp_ids": (), "post_ids": {"a": {}}}
    assert road({**ROAD, **empty}) == RoadSpec(region="us-west-2")


def test_a_leaf_may_be_awaitable():
    async def later() -> str:
        return "x"

    coroutine = later()
    try:
        assert road({**ROAD, "mark_ids": {"a": coroutine}}).marks == ("a",)
    finally:
        coroutine.close()


MAPPING, LIST, TEXT = "a mapping: {key: value}", "a list: [a, b]", "text or an Output"


@pytest.mark.parametrize("value", [5, 0, True, False, 1.5, "", "text", [], ["a"]], ids=repr)
@pytest.mark.parametrize(
    ("argument", "path"), [("mark_ids", "mark_ids"), ("post_ids", "post_ids"), ("a", "post_ids.a")]
)
def test_a_flowing_mapping_is_a_mapping_and_plain(argument, path, value):
    changes = {"post_ids": {"a": value}} if argument == "a" else {argument: value}
    assert in_road(**changes) == [("wrong-type", f"road.{path}", value, MAPPING)]


@pytest.mark.parametrize("value", [5, 0, True, False, 1.5, "", "text", {}, {"a": "x"}, {"a"}], ids=repr)
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


def test_every_misshapen_leaf_is_told():
    found = in_road(mark_ids={"a": 1, "b": "x", "c": 2}, lamp_ids=[3], sign_id=4)
    assert found == [
        ("wrong-type", "road.mark_ids.a", 1, TEXT),
        ("wrong-type", "road.mark_ids.c", 2, TEXT),
        ("wrong-type", "road.lamp_ids[0]", 3, TEXT),
        ("wrong-type", "road.sign_id", 4, TEXT),
    ]


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
    args = {"region": "us-west-2", "lanes": None, "surface_id": "s", "sign_id": None}
    assert spec_from_args(RoadSpec, args, RoadArgs, "road") == RoadSpec(region="us-west-2", lanes=2)


def test_none_is_as_good_as_leaving_out_in_a_list_and_under_a_chosen_name():
    kerb = {"height": None, "stones": None}
    assert road({**ROAD, "bends": {"first": kerb}}) == RoadSpec(region="us-west-2", bends={"first": Kerb()})
    tier = {"name": "a", "kind": "isolated", "size": 20, "use": None, "block": None, "cidrs": None}
    spec = spec_from_args(SharedVpcSpec, vpc_args(tiers=[tier]), SharedVpcArgs, "net")
    left = vpc_args(tiers=[{"name": "a", "kind": "isolated", "size": 20}])
    assert spec == read(SharedVpcSpec, left, "net", "us-west-2")


def test_none_is_as_good_as_leaving_out_in_a_mapping_of_known_keys():
    assert road({**ROAD, "kerb": {"height": None, "stones": None}}) == RoadSpec(region="us-west-2")
    args = vpc_args(flow_logs={"destination": None, "bucket_arn": None})
    spec = spec_from_args(SharedVpcSpec, args, SharedVpcArgs, "net")
    assert spec == read(SharedVpcSpec, vpc_args(flow_logs={}), "net", "us-west-2")


def test_none_among_the_values_of_a_list_stays_and_is_refused():
    found = boundary({**ROAD, "kerb": {"stones": ["a", None]}})
    assert [(each.id, each.path) for each in found] == [("wrong-type", "road.kerb.stones[1]")], "no value moves up"


def test_a_whole_float_is_an_integer_as_other_languages_write_it():
    args = {"region": "us-west-2", "lanes": 4.0, "surface_id": "s"}
    spec = spec_from_args(RoadSpec, args, RoadArgs, "road")
    assert (spec.lanes, type(spec.lanes)) == (4, int)


@pytest.mark.parametrize("args", [{}, {"surface_id": None}], ids=["left out", "None"])
def test_a_required_input_that_is_missing_is_told_beside_plain_problems(args):
    found = boundary({"region": 5, "lanes": "many", **args})
    assert [(each.id, each.path) for each in found] == [
        ("missing-key", "road.surface_id"),
        ("wrong-type", "road.region"),
        ("wrong-type", "road.lanes"),
    ]


def test_a_required_input_that_is_missing_is_told_alone_too():
    assert boundary({"region": "us-west-2"}) == [
        Problem(
            "missing-key",
            "road.surface_id",
            "this argument is required",
            None,
            "a value or an Output",
            "pass surface_id",
        )
    ]


def test_an_unknown_argument_is_likened_to_flowing_ones_as_well():
    assert boundary({"region": "us-west-2", "surface_id": "s", "sing_id": "x"}) == [
        Problem(
            "unknown-key",
            "road.sing_id",
            "there is no key 'sing_id' here",
            "x",
            ARGUMENTS,
            "write sign_id",
        )
    ]


def test_a_field_that_is_derived_has_what_its_argument_says():
    args = {**ROAD, "mark_ids": {"a": Unread(), "b": Unread()}, "lamp_ids": [Unread()]}
    assert road(args) == RoadSpec(region="us-west-2", marks=("a", "b"), lamps=1)


@pytest.mark.parametrize("nothing", [{}, {"mark_ids": None, "lamp_ids": None}], ids=str)
def test_a_field_that_is_derived_from_nothing_is_empty(nothing):
    assert road({**ROAD, **nothing}) == RoadSpec(region="us-west-2", marks=(), lamps=0)


@pytest.mark.parametrize("marks", [["x"], [], 5], ids=str)
def test_a_field_that_is_derived_cannot_be_given(marks):
    assert boundary({**ROAD, "marks": marks, "mark_ids": {"a": "x"}}) == [
        Problem("unknown-key", "road.marks", "there is no key 'marks' here", marks, ARGUMENTS, "write mark_ids")
    ]


def test_a_field_that_is_derived_is_not_suggested():
    (found,) = boundary({**ROAD, "markz": ["x"]})
    assert (found.allowed, found.fix) == (ARGUMENTS, "write mark_ids")


def test_a_problem_with_a_field_that_is_derived_names_the_argument():
    assert in_road(lamp_ids=["a", "b", "c"]) == [("out-of-range", "road.lamp_ids", 3, "at most 2")]
    twice = {"marks": Derived("mark_ids", lambda marks: [*marks, *marks])}
    args = {**ROAD, "mark_ids": {"a": "x"}}
    found = problems(lambda: spec_from_args(RoadSpec, args, RoadArgs, "road", twice))
    assert [(each.id, each.path) for each in found] == [("duplicate", "road.mark_ids")]


@pytest.mark.parametrize("marks", ["text", 5, {"a": 5}, {"a": None}], ids=str)
def test_what_is_derived_from_a_misshapen_argument_is_not_told_as_well(marks):
    def unread(_: Any) -> Any:
        pytest.fail("a misshapen argument says nothing about the graph")

    args = {**ROAD, "mark_ids": marks}
    found = problems(lambda: spec_from_args(RoadSpec, args, RoadArgs, "road", {"marks": Derived("mark_ids", unread)}))
    assert [(each.id, each.path.removesuffix(".a")) for each in found] == [("wrong-type", "road.mark_ids")]


def test_a_derived_argument_that_is_missing_is_told_once():
    found = problems(lambda: spec_from_args(RoadSpec, {}, RoadArgs, "road", {"marks": Derived("surface_id", len)}))
    assert [(each.id, each.path) for each in found] == [
        ("missing-key", "road.surface_id"),
        ("missing-key", "road.region"),
    ], "that it is missing, not what comes of it as well"


def test_problems_with_derived_fields_are_told_beside_others():
    found = boundary({**ROAD, "marks": [], "lanes": "many", "mark_ids": 5, "lamp_ids": ["a", "b", "c"]})
    assert [(each.id, each.path) for each in found] == [
        ("unknown-key", "road.marks"),
        ("wrong-type", "road.mark_ids"),
        ("wrong-type", "road.lanes"),
        ("out-of-range", "road.lamp_ids"),
    ]


@pytest.mark.parametrize(
    ("model", "args_type", "derived"),
    [
        pytest.param(SharedVpcSpec, SharedVpcArgs, set(), id="SharedVpc"),
        pytest.param(SubnetShareSpec, SubnetShareArgs, set(), id="SubnetShare"),
        pytest.param(PrivateLinkEndpointsSpec, PrivateLinkEndpointsArgs, {"zones"}, id="PrivateLinkEndpoints"),
        pytest.param(
            EksClusterSpec,
            EksClusterArgs,
            {"cluster_zones", "node_zones", "egress_zones", "security_groups"},
            id="EksCluster",
        ),
    ],
)
def test_every_field_of_a_spec_is_an_argument_or_derived(model, args_type, derived):
    assert set(model.model_fields) - set(args_type.__annotations__) == derived, "any other could be given unseen"
    assert derived <= set(model.model_fields)


def test_a_flowing_name_is_unknown_further_inside():
    args = vpc_args(tiers=[{"name": "a", "kind": "isolated", "size": 20, "ipam_pool_id": "x"}])
    found = problems(lambda: spec_from_args(SharedVpcSpec, args, SharedVpcArgs, "net"))
    assert [(each.path, each.allowed, each.fix) for each in found] == [
        ("net.tiers[0].ipam_pool_id", "block, cidrs, kind, name, size, use", "remove it")
    ]


def test_refused_arguments_are_a_run_error_so_that_pulumi_prints_no_traceback():
    with pytest.raises(Refused) as caught:
        spec_from_args(RoadSpec, {}, RoadArgs, "road")
    assert isinstance(caught.value, pulumi.RunError)
    assert isinstance(caught.value, InputError)
    assert str(caught.value).startswith("2 problems in the input:\n  - road.surface_id: this argument is required.")


def test_the_region_among_the_arguments_decides_which_zones_and_services_there_are():
    zones = problems(lambda: spec_from_args(SharedVpcSpec, vpc_args(region="eu-west-1"), SharedVpcArgs, "net"))
    assert {(each.id, each.allowed) for each in zones} == {("zone-region", "zone ids that begin with euw1-")}
    args = {"region": "mx-central-1", "vpc_id": "vpc-1", "subnet_ids": {}, "services": ["eks"]}
    services = problems(lambda: spec_from_args(PrivateLinkEndpointsSpec, args, PrivateLinkEndpointsArgs, "endpoints"))
    assert [(each.id, each.path) for each in services] == [("service-not-in-region", "endpoints.services[0]")]


@pytest.mark.parametrize("region", [5, ["us-west-2"], {}], ids=str)
def test_a_region_that_is_no_text_is_one_problem_and_no_traceback(region):
    found = problems(lambda: spec_from_args(SharedVpcSpec, vpc_args(region=region), SharedVpcArgs, "net"))
    assert [(each.id, each.path) for each in found] == [("wrong-type", "net.region")]


def test_the_boundary_of_a_real_component_takes_what_it_declares():
    args = {"subnet_arns": {"private": {"usw2-az1": "arn"}}, "principals": ["111111111111"], "tags": None}
    spec = spec_from_args(SubnetShareSpec, args, SubnetShareArgs, "share")
    assert spec == SubnetShareSpec(principals=("111111111111",))


def test_a_flowing_field_takes_text_and_outputs_and_nothing_else():
    class Post(Spec):
        arn: Flowing | None = None

    class Later:
        apply = None

    later = Later()
    assert read(Post, {"arn": "arn:x"}).arn == "arn:x"
    assert read(Post, {"arn": later}).arn is later
    assert problems(lambda: read(Post, {"arn": 5}, "post")) == [
        Problem("wrong-type", "post.arn", "this is not text", 5, "text or an Output", "write text")
    ]
