"""Which properties differ between two sets of inputs: the rules by hand, and what has to hold of any inputs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_shared_vpc.preview.diff.properties import changed_properties, mentions


def changes(before, after):
    """What differs, as path, former and later value."""
    return [(each.path, each.before, each.after) for each in changed_properties(before, after)]


def paths(before, after):
    return [path for path, _, _ in changes(before, after)]


# Plain values.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"cidrBlock": "10.0.0.0/24"}, {"cidrBlock": "10.0.0.0/24"}, []),
        ({"cidrBlock": "10.0.0.0/24"}, {"cidrBlock": "10.0.1.0/24"}, [("cidrBlock", "10.0.0.0/24", "10.0.1.0/24")]),
        ({}, {"name": "a"}, [("name", None, "a")]),
        ({"name": "a"}, {}, [("name", "a", None)]),
        ({"name": "a", "size": 1}, {"name": "b", "size": 2}, [("name", "a", "b"), ("size", 1, 2)]),
        ({"enabled": True}, {"enabled": False}, [("enabled", True, False)]),
        ({"from": 0}, {}, [("from", 0, None)]),
    ],
)
def test_a_value_that_is_set_changed_or_left_out_is_one_change(before, after, expected):
    assert changes(before, after) == expected


def test_what_is_said_to_be_nothing_is_as_if_it_were_not_said():
    assert changes({"name": None}, {}) == []


def test_changes_come_in_the_order_of_their_names_whatever_order_the_inputs_have():
    assert paths({"b": 1, "a": 1, "c": 1}, {"c": 2, "a": 2, "b": 2}) == ["a", "b", "c"]


# Blocks: mappings, and lists of them.


def test_in_a_block_that_stays_each_part_is_a_change_of_its_own():
    before = {"vpcConfig": {"subnetIds": ["a"], "endpointPublicAccess": True, "securityGroupIds": ["g"]}}
    after = {"vpcConfig": {"subnetIds": ["b"], "endpointPublicAccess": False, "securityGroupIds": ["g"]}}
    assert paths(before, after) == ["vpcConfig.endpointPublicAccess", "vpcConfig.subnetIds"]


def test_a_block_that_comes_or_goes_is_one_change():
    block = {"provider": {"keyArn": "k"}, "resources": ["secrets"]}
    assert changes({}, {"encryptionConfig": block}) == [("encryptionConfig", None, block)]
    assert changes({"encryptionConfig": block}, {}) == [("encryptionConfig", block, None)]


def test_a_block_inside_a_block_that_stays_is_named_by_its_path():
    before = {"a": {"b": {"c": {"d": 1, "e": 1}}}}
    assert paths(before, {"a": {"b": {"c": {"d": 2, "e": 1}}}}) == ["a.b.c.d"]
    assert paths(before, {"a": {"b": {}}}) == ["a.b.c"]


def test_blocks_of_a_list_are_compared_one_by_one_and_paths_have_no_indexes():
    before = {"blockDeviceMappings": [{"ebs": {"volumeSize": 50}}, {"ebs": {"volumeSize": 5}}]}
    after = {"blockDeviceMappings": [{"ebs": {"volumeSize": 50}}, {"ebs": {"volumeSize": 9}}]}
    assert changes(before, after) == [("blockDeviceMappings.ebs.volumeSize", 5, 9)]


def test_a_list_that_gets_or_loses_a_block_is_one_change():
    one, other = {"key": "a"}, {"key": "b"}
    assert changes({"taints": [one]}, {"taints": [one, other]}) == [("taints", [one], [one, other])]
    assert changes({"taints": [one]}, {"taints": []}) == [("taints", [one], [])]
    assert changes({"taints": [one]}, {}) == [("taints", [one], None)]


def test_blocks_that_stand_in_another_order_are_no_change():
    one, other = {"key": "a", "effect": "NO_SCHEDULE"}, {"key": "b", "effect": "NO_SCHEDULE"}
    assert changes({"taints": [one, other]}, {"taints": [other, one]}) == []


def test_a_block_that_becomes_a_plain_value_is_one_change():
    assert changes({"a": {"b": 1}}, {"a": "<known after deployment>"}) == [("a", {"b": 1}, "<known after deployment>")]
    assert changes({"a": [{"b": 1}]}, {"a": ["b"]}) == [("a", [{"b": 1}], ["b"])]


# Lists of plain values, and JSON.


def test_lists_of_plain_values_are_sets():
    assert changes({"subnetIds": ["a", "b"]}, {"subnetIds": ["b", "a"]}) == []
    assert changes({"vpcConfig": {"subnetIds": ["a", "b"]}}, {"vpcConfig": {"subnetIds": ["b", "a"]}}) == []
    assert paths({"subnetIds": ["a", "b"]}, {"subnetIds": ["a"]}) == ["subnetIds"]


def test_lists_of_unlike_values_can_be_compared_too():
    assert changes({"mixed": [1, "a", None]}, {"mixed": ["a", None, 1]}) == []


def test_the_order_of_instance_types_is_their_preference():
    before, after = {"instanceTypes": ["m7i.large", "m7a.large"]}, {"instanceTypes": ["m7a.large", "m7i.large"]}
    assert paths(before, after) == ["instanceTypes"]
    assert paths({"block": before}, {"block": after}) == ["block.instanceTypes"]


POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(POLICY, indent=2),
        json.dumps(POLICY, sort_keys=True),
        json.dumps(POLICY) + "\n",
        "\n" + json.dumps(POLICY),
    ],
    ids=["on several lines", "keys in another order", "a line end after it", "a line end before it"],
)
def test_json_text_is_compared_by_what_it_says(text):
    assert changes({"policy": json.dumps(POLICY)}, {"policy": text}) == []


def test_json_text_that_says_something_else_is_a_change():
    stricter = json.dumps({**POLICY, "Statement": []})
    assert paths({"policy": json.dumps(POLICY)}, {"policy": stricter}) == ["policy"]
    assert paths({"selectors": '["a", "b"]'}, {"selectors": '["b", "a"]'}) == ["selectors"], "a list in JSON has order"


def test_text_that_only_looks_like_json_is_text():
    assert changes({"pattern": "{not json"}, {"pattern": "{not json"}) == []
    assert paths({"pattern": "{not json"}, {"pattern": "{nor this"}) == ["pattern"]
    assert paths({"pattern": "[a]"}, {"pattern": '["a"]'}) == ["pattern"]


# Where values stand.


def test_mentions_are_found_however_deep_they_are():
    inputs = {
        "vpcId": "here",
        "vpcConfig": {"subnetIds": ["there", "here"], "name": "there"},
        "networkInterfaces": [{"subnetId": "here"}, {"subnetId": "there"}],
        "count": 3,
    }
    found = list(mentions(inputs, lambda value: value == "here"))
    assert found == [
        ("vpcId", "here"),
        ("vpcConfig.subnetIds", ["there", "here"]),
        ("networkInterfaces.subnetId", "here"),
    ]


def test_what_is_not_mentioned_is_not_found():
    assert list(mentions({"a": ["b"], "c": {}, "d": []}, lambda value: value == "e")) == []


# What holds of any inputs.

PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.text('ab{[]}",:1', max_size=6)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=12,
)
INPUTS = st.dictionaries(st.sampled_from(["a", "b", "c", "instanceTypes"]), VALUES, max_size=4)


@given(INPUTS)
def test_nothing_differs_between_equal_inputs(inputs):
    assert changes(inputs, json.loads(json.dumps(inputs))) == []


@given(INPUTS, INPUTS)
def test_the_same_paths_differ_whichever_side_is_first(before, after):
    there = [(path, one, other) for path, one, other in changes(before, after)]
    back = [(path, other, one) for path, one, other in changes(after, before)]
    assert there == back


@given(INPUTS, INPUTS)
def test_every_change_is_of_a_property_that_one_side_has(before, after):
    for path, _, _ in changes(before, after):
        assert path.split(".")[0] in {*before, *after}


@given(INPUTS, INPUTS)
def test_what_is_left_out_everywhere_differs_from_what_is_set(before, after):
    """No change is found only where the two sides mean the same."""
    if not changes(before, after):
        for key in {*before, *after}:
            assert (before.get(key) is None) == (after.get(key) is None)


@given(st.lists(st.integers() | st.text(max_size=3), max_size=5), st.randoms(use_true_random=False))
def test_no_order_of_a_plain_list_makes_a_difference(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert changes({"ids": values}, {"ids": shuffled}) == []
