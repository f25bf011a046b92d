"""How refused input is reported: every problem at once, each with its id, path, value, what is allowed and what to do."""

from collections.abc import Mapping
from typing import Annotated, Any

import pytest
from pydantic import Discriminator, Field, Tag, ValidationError

from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.errors import ContractMismatch, InputError, nearest, problem
from eks_shared_vpc.network.spec import SharedVpcSpec
from eks_shared_vpc.spec import CHOICE, Spec, join, read
from stacks.networks import OwnNetworkSettings
from stacks.settings import StackSettings
from tests.support import vpc_args
from tests.unit.refusals import problems


class Wheel(Spec):
    size: int = Field(description="inches across")
    spokes: int = Field(32, ge=8, le=64)


class Bicycle(Spec):
    maker: str = Field(description="who made it")
    folding: bool = False
    gears: tuple[int, ...] = ()
    wheels: Mapping[str, Wheel] = {}
    spare: Wheel | None = None
    label: Annotated[str, Field(pattern="^[a-z]+$")] = "x"
    bell: int = Field(2, gt=0, lt=10, multiple_of=2)
    stickers: Mapping[Annotated[str, Field(pattern="^[a-z]+$")], str] = {}


class Other(Spec):
    stack: str


class Shed(Spec):
    vehicle: Annotated[
        Annotated[Bicycle, Tag(f"{CHOICE}Bicycle")] | Annotated[Other, Tag(f"{CHOICE}Other")],
        Discriminator(lambda data: f"{CHOICE}Other" if "stack" in data else f"{CHOICE}Bicycle"),
    ]


RIGHT = {"maker": "Brompton"}


KEYS = "bell, folding, gears, label, maker, spare, stickers, wheels"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            {},
            problem("missing-key", "bike.maker", "the key 'maker' is required", None, "who made it", "add maker"),
            id="a key that is missing is described",
        ),
        pytest.param(
            {**RIGHT, "spare": {}},
            problem("missing-key", "bike.spare.size", "the key 'size' is required", None, "inches across", "add size"),
            id="inside an optional value too",
        ),
        pytest.param(
            {**RIGHT, "wheels": {"front": {}}},
            problem(
                "missing-key", "bike.wheels.front.size", "the key 'size' is required", None, "inches across", "add size"
            ),
            id="inside a mapping too",
        ),
        pytest.param(
            {**RIGHT, "foldng": True},
            problem("unknown-key", "bike.foldng", "there is no key 'foldng' here", True, KEYS, "write folding"),
            id="a key that is unknown is likened to one that is known",
        ),
        pytest.param(
            {**RIGHT, "zzz": 1},
            problem("unknown-key", "bike.zzz", "there is no key 'zzz' here", 1, KEYS, "remove it"),
            id="or is to be removed",
        ),
        pytest.param(
            {**RIGHT, "wheels": {"front": {"size": 16, "spoke": 20}}},
            problem(
                "unknown-key",
                "bike.wheels.front.spoke",
                "there is no key 'spoke' here",
                20,
                "size, spokes",
                "write spokes",
            ),
            id="among the keys of its own place",
        ),
        pytest.param(
            {"maker": 1.33},
            problem(
                "wrong-type",
                "bike.maker",
                "this is not text",
                1.33,
                "text",
                "put it in quotes: YAML reads it as a number",
            ),
            id="a number in place of text wants quotes",
        ),
        pytest.param(
            {"maker": ["x"]},
            problem("wrong-type", "bike.maker", "this is not text", ["x"], "text", "write text"),
            id="a list in place of text does not",
        ),
        pytest.param(
            {**RIGHT, "folding": "perhaps"},
            problem(
                "wrong-type",
                "bike.folding",
                "this is neither true nor false",
                "perhaps",
                "true or false",
                "write true or false",
            ),
            id="neither true nor false",
        ),
        pytest.param(
            {**RIGHT, "gears": 3},
            problem("wrong-type", "bike.gears", "this is not a list", 3, "a list", "write a list: [a, b]"),
            id="not a list",
        ),
        pytest.param(
            {**RIGHT, "gears": [1, "two"]},
            problem(
                "wrong-type",
                "bike.gears[1]",
                "this is not a whole number",
                "two",
                "a whole number",
                "write a whole number",
            ),
            id="not a number, at its place in a list",
        ),
        pytest.param(
            {**RIGHT, "gears": [1.5]},
            problem(
                "wrong-type",
                "bike.gears[0]",
                "this is not a whole number",
                1.5,
                "a whole number",
                "write a whole number",
            ),
            id="not a whole number",
        ),
        pytest.param(
            {**RIGHT, "wheels": ["front"]},
            problem(
                "wrong-type",
                "bike.wheels",
                "this is not a mapping",
                ["front"],
                "a mapping",
                "write a mapping: {key: value}",
            ),
            id="not a mapping",
        ),
        pytest.param(
            {**RIGHT, "spare": 16},
            problem(
                "wrong-type", "bike.spare", "this is not a mapping", 16, "a mapping", "write a mapping: {key: value}"
            ),
            id="not a mapping of known keys",
        ),
        pytest.param(
            {**RIGHT, "spare": {"size": 16, "spokes": 7}},
            problem(
                "out-of-range",
                "bike.spare.spokes",
                "this is out of range",
                7,
                "at least 8",
                "write at least 8",
            ),
            id="too small",
        ),
        pytest.param(
            {**RIGHT, "spare": {"size": 16, "spokes": 65}},
            problem(
                "out-of-range",
                "bike.spare.spokes",
                "this is out of range",
                65,
                "at most 64",
                "write at most 64",
            ),
            id="too large",
        ),
        pytest.param(
            {**RIGHT, "bell": 3},
            problem("out-of-range", "bike.bell", "this is out of range", 3, "a multiple of 2", "write a multiple of 2"),
            id="between the steps",
        ),
        pytest.param(
            {**RIGHT, "bell": 0},
            problem("out-of-range", "bike.bell", "this is out of range", 0, "more than 0", "write more than 0"),
            id="at a limit that is not included",
        ),
        pytest.param(
            {**RIGHT, "bell": 10},
            problem("out-of-range", "bike.bell", "this is out of range", 10, "less than 10", "write less than 10"),
            id="at the other limit",
        ),
        pytest.param(
            {"maker": True},
            problem("wrong-type", "bike.maker", "this is not text", True, "text", "write text"),
            id="true in place of text is no number, and wants no quotes",
        ),
        pytest.param(
            {**RIGHT, "stickers": {"Front": "x"}},
            problem(
                "wrong-type",
                "bike.stickers.Front",
                "this has characters or a form that cannot be used here",
                "Front",
                "text that matches ^[a-z]+$",
                "correct the value",
            ),
            id="a key of a mapping is told at its own place",
        ),
        pytest.param(
            {**RIGHT, "stickers": {"front": 5}},
            problem(
                "wrong-type",
                "bike.stickers.front",
                "this is not text",
                5,
                "text",
                "put it in quotes: YAML reads it as a number",
            ),
            id="as its value is",
        ),
        pytest.param(
            {**RIGHT, "label": "A1"},
            problem(
                "wrong-type",
                "bike.label",
                "this has characters or a form that cannot be used here",
                "A1",
                "text that matches ^[a-z]+$",
                "correct the value",
            ),
            id="not of the form",
        ),
        pytest.param(
            None,
            problem("wrong-type", "bike", "this is not a mapping", None, "a mapping", "write a mapping: {key: value}"),
            id="nothing at all",
        ),
    ],
)
def test_a_problem_is_told_whole(data, expected):
    assert problems(lambda: read(Bicycle, data, "bike")) == [expected]


def test_a_choice_is_told_with_its_choices():
    found = problems(lambda: read(SharedVpcSpec, vpc_args(layout="private"), "net", "us-west-2"))
    assert found == [
        problem(
            "wrong-type",
            "net.layout",
            "this is not one of the choices",
            "private",
            "public-only, public-private or private-only",
            "write private-only",
        )
    ]


def test_a_choice_that_is_near_none_is_to_be_taken_from_them():
    (found,) = problems(lambda: read(SharedVpcSpec, vpc_args(layout="zzz"), "net", "us-west-2"))
    assert found.fix == "use one of the choices"


@pytest.mark.parametrize(
    ("vehicle", "problem"),
    [
        ({"foldin": True, **RIGHT}, ("unknown-key", "vehicle.foldin")),
        ({**RIGHT, "spare": {"size": "big"}}, ("wrong-type", "vehicle.spare.size")),
        ({"stack": 5}, ("wrong-type", "vehicle.stack")),
        ({"stack": "x", "maker": "y"}, ("unknown-key", "vehicle.maker")),
    ],
)
def test_which_of_two_forms_was_taken_does_not_show_in_the_path(vehicle, problem):
    found = problems(lambda: read(Shed, {"vehicle": vehicle}))
    assert [(each.id, each.where) for each in found] == [problem]


@pytest.mark.parametrize(
    ("vehicle", "allowed", "fix"),
    [
        pytest.param({"stack": "x", "stak": 1}, "stack", "write stack", id="the form that was taken"),
        pytest.param({"stack": "x", "folding": True}, "stack", "remove it", id="a key of the other form"),
        pytest.param({**RIGHT, "stak": "x"}, KEYS, "remove it", id="and the other way round"),
        pytest.param(
            {**RIGHT, "spare": {"size": 16, "spoke": 20}}, "size, spokes", "write spokes", id="further inside"
        ),
    ],
)
def test_an_unknown_key_is_likened_to_keys_of_the_form_that_was_taken(vehicle, allowed, fix):
    found = problems(lambda: read(Shed, {"vehicle": vehicle}))
    assert [(each.id, each.allowed, each.fix) for each in found] == [("unknown-key", allowed, fix)]


def test_what_is_missing_in_the_form_that_was_taken_is_described():
    found = problems(lambda: read(Shed, {"vehicle": {}}))
    assert [(each.id, each.where, each.allowed) for each in found] == [("missing-key", "vehicle.maker", "who made it")]


def stack(network):
    accounts = {"network": {"id": "111111111111"}}
    data = {"region": "us-west-2", "accounts": accounts, "network": network}
    return problems(lambda: read(StackSettings, data, region="us-west-2"))


NETWORK = {"account": "network", "cidr": "10.64.0.0/16", "zones": ["usw2-az1"]}


@pytest.mark.parametrize(
    ("network", "key", "allowed", "fix"),
    [
        pytest.param(
            {"stack": "x", "stak": 1}, "stak", ["network", "stack"], "write stack", id="a network of another stack"
        ),
        pytest.param(
            {"stack": "x", "zone": []}, "zone", ["network", "stack"], "remove it", id="takes no key of an own one"
        ),
        pytest.param(
            {"stack": "x", "zones": []},
            "zones",
            ["network", "stack"],
            "remove it",
            id="not even one that is right there",
        ),
        pytest.param(
            {**NETWORK, "zonez": []},
            "zonez",
            sorted(OwnNetworkSettings.model_fields),
            "write zones",
            id="an own network",
        ),
        pytest.param(
            {**NETWORK, "stac": "x"}, "stac", sorted(OwnNetworkSettings.model_fields), "remove it", id="has no stack"
        ),
    ],
)
def test_a_network_of_a_stack_file_is_an_own_one_or_anothers_and_each_has_its_keys(network, key, allowed, fix):
    assert [(each.id, each.where, each.allowed, each.fix) for each in stack(network)] == [
        ("unknown-key", f"network.{key}", ", ".join(allowed), fix)
    ]


@pytest.mark.parametrize("network", [5, True, "prod"], ids=str)
def test_a_network_of_a_stack_file_is_a_mapping(network):
    assert [(each.id, each.where) for each in stack(network)] == [("wrong-type", "network")]


@pytest.mark.parametrize("network", [NETWORK, {"stack": "prod"}, {"stack": "org/project/prod"}], ids=str)
def test_both_forms_of_a_network_are_taken(network):
    assert stack(network) == []


def test_all_problems_are_told_at_once_in_the_order_of_the_schema():
    bad = {
        "cidr": "10.64.0.1/16",
        "zones": ["us-west-2a", "use1-az2"],
        "zone_slots": 3,
        "tiers": [{"name": "A", "kind": "isolated"}, {"kind": "odd", "size": 29}],
        "nat_zone": "nowhere",
        "flow_logs": {"destination": "s3"},
        "tagz": {},
    }
    found = problems(lambda: read(SharedVpcSpec, vpc_args(**bad), "net", "us-west-2"))
    assert [(each.id, each.where) for each in found] == [
        ("host-bits", "net.cidr"),
        ("zone-name", "net.zones[0]"),
        ("zone-region", "net.zones[1]"),
        ("zone-slots", "net.zone_slots"),
        ("wrong-type", "net.tiers[0].name"),
        ("tier-size", "net.tiers[0].cidrs"),
        ("missing-key", "net.tiers[1].name"),
        ("wrong-type", "net.tiers[1].kind"),
        ("out-of-range", "net.tiers[1].size"),
        ("zone-unknown", "net.nat_zone"),
        ("flow-log-bucket", "net.flow_logs.bucket_arn"),
        ("unknown-key", "net.tagz"),
    ]


def test_what_depends_on_a_refused_value_is_not_told_as_well():
    bad = {"cidr": "10.0.0.0/8", "secondary_cidrs": ["100.64.0.0/16"], "zones": 5, "retired_zones": ["usw2-az1"]}
    found = problems(lambda: read(SharedVpcSpec, vpc_args(**bad), "net", "us-west-2"))
    assert [(each.id, each.where) for each in found] == [("block-size", "net.cidr"), ("wrong-type", "net.zones")]


def test_the_error_lists_its_problems_for_people():
    with pytest.raises(InputError) as caught:
        read(Bicycle, {"maker": 5, "foldng": True}, "bike")
    assert str(caught.value) == (
        "2 problems in the input:\n"
        "  - bike.maker: this is not text. Got: 5. Allowed: text. "
        "Fix: put it in quotes: YAML reads it as a number. [wrong-type]\n"
        f"  - bike.foldng: there is no key 'foldng' here. Got: True. Allowed: {KEYS}. Fix: write folding. [unknown-key]"
    )


def test_a_single_problem_is_counted_as_one_and_a_missing_value_is_not_quoted():
    with pytest.raises(InputError) as caught:
        read(Bicycle, {}, "bike")
    assert str(caught.value) == (
        "1 problem in the input:\n"
        "  - bike.maker: the key 'maker' is required. Allowed: who made it. Fix: add maker. [missing-key]"
    )


def test_the_error_hides_the_library_that_found_it():
    with pytest.raises(InputError) as caught:
        read(Bicycle, {}, "bike")
    assert caught.value.__suppress_context__, "a traceback of pydantic's tells a user nothing"


@pytest.mark.parametrize(
    ("path", "steps", "expected"),
    [
        ("network", ("zones", 1), "network.zones[1]"),
        ("", ("zones", 1), "zones[1]"),
        ("", ("a", "b"), "a.b"),
        ("net", (), "net"),
        ("net", ("tiers", 0, "cidrs", "usw2-az1"), "net.tiers[0].cidrs.usw2-az1"),
    ],
)
def test_a_path_is_written_as_one_would_say_it(path, steps, expected):
    assert join(path, *steps) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("privat", "private"), ("publik", "public"), ("PRIVATE", None), ("xyz", None), ("", None)],
)
def test_the_nearest_word_is_near(word, expected):
    assert nearest(word, ["private", "public", "cluster"]) == expected


def test_nothing_is_near_where_nothing_is_known():
    assert nearest("private", []) is None


def test_a_validated_value_cannot_be_changed():
    bike = read(Bicycle, RIGHT)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(bike, "maker", "Moulton")  # noqa: B010  # mypy knows better than to let us


def cluster_without_endpoint() -> dict[str, Any]:
    zones = {"usw2-az1": "subnet-1", "usw2-az2": "subnet-2"}
    admin = "arn:aws:iam::222222222222:role/platform-admin"
    named = {"region": "us-west-2", "cluster_name": "c", "version": "1.33", "admins": [admin]}
    return {**named, "vpc_id": "vpc-1", "cluster_subnet_ids": zones, "node_subnet_ids": zones}


def test_defaults_are_held_to_the_rules_too():
    found = problems(lambda: read(EksClusterSpec, cluster_without_endpoint(), "c", "us-west-2"))
    assert [(each.id, each.where) for each in found] == [("public-cidrs-missing", "c.endpoint.public_cidrs")]


def test_a_contract_that_does_not_match_is_refused_input_too():
    one = problem("x", "network.zones", "differs", None, "the same", "deploy the network first")
    error = ContractMismatch([one])
    assert isinstance(error, InputError)
    assert error.problems == (one,)
    assert str(error).startswith("1 problem in the input:\n  - network.zones: differs. Allowed: the same. Fix: ")
