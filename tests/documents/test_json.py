"""JSON files: what they hold, on which line, and what is refused."""

import json

import pytest

from eks_shared_vpc.documents.json_document import json_document, read_json
from eks_shared_vpc.errors import InputError

DEEP = 64


def refused(text):
    with pytest.raises(InputError) as caught:
        json_document(text, "file.json", "--from")
    return list(caught.value.problems)


def test_a_file_holds_what_it_says(tmp_path):
    path = tmp_path / "file.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": [1, 2.5, true, null, "t\xc3\xbcr \\ud83d\\ude00"]}')
    assert read_json(path, "file.json", "--from").value == {"a": [1, 2.5, True, None, "tür \U0001f600"]}


@pytest.mark.parametrize(
    ("text", "id_", "path", "line", "says"),
    [
        ("", "not-json", "--from", 1, "expecting value"),
        ('{"a":\n}', "not-json", "--from", 2, "expecting value"),
        ('{"b": {"a": 1, "a": 2},\n}', "not-json", "--from", 2, "double quotes"),
        ('{"a": 1', "not-json", "--from", 1, "delimiter"),
        ('\n{"a": 1} {}', "not-json", "--from", 2, "extra data"),
        ('["a\tb"]', "not-json", "--from", 1, "control character"),
        ('[\n"\\ud800"]', "not-json", "--from", 2, "surrogate"),
        ('{"a":\n NaN}', "not-a-number", "--from", 2, "NaN"),
        ("[-Infinity]", "not-a-number", "--from", 1, "Infinity"),
        ("[1e400]", "not-a-number", "--from", 1, "1e400"),
        (f"[{'9' * 5000}]", "not-a-number", "--from", 1, "999…"),
        ("[9223372036854775808]", "not-a-number", "--from", 1, "9223372036854775808"),
        ("[" * 100_000, "nested-too-deep", "--from", 1, "64 levels"),
        ("[" * (DEEP + 1) + "]" * (DEEP + 1), "nested-too-deep", "--from", 1, "64 levels"),
        ('{"a": {"b": 1,\n "c": [{"d": 1,\n "d": "}"}]}}', "duplicate-key", "a.c[0].d", 3, "on line 2 and on line 3"),
        ('{"a": 1, "\\u0061": 2}', "duplicate-key", "a", 1, "the key 'a' is here twice"),
    ],
)  # fmt: skip
def test_what_is_not_json_is_refused_with_its_line(text, id_, path, line, says):
    [found] = refused(text)
    assert (found.id, found.where, found.place) == (id_, path, f"file.json:{line}")
    assert says in found.message
    assert len(found.message) < 300


def test_values_may_be_inside_of_each_other_up_to_a_limit():
    assert json.dumps(json_document("[" * DEEP + "]" * DEEP, "f", "f").value) == "[" * DEEP + "]" * DEEP


def test_every_duplicate_key_is_reported():
    found = refused('{"a": {"x": 1, "x": 2}, "b": [{"y": 1, "y": [], "y": {}}], "a": 1}')
    assert sorted(each.where for each in found) == ["a", "a.x", "b[0].y", "b[0].y"]


TEXT = """
{
  "network": {"zones": ["a",
      "b"], "x.y": {"z":
        3}, "text": "{[,\\"\\n"},
  "list": [ ],
  "last": {}
}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("network", 3),
        ("network.zones", 3),
        ("network.zones[1]", 4),
        ("network.zones[9]", 3),
        ("network.x.y", 4),
        ("network.x.y.z", 4),
        ("network.text", 5),
        ("network.cidr", 3),
        ("list", 6),
        ("last.nothing", 7),
        ("elsewhere", 1),
    ],
)
def test_the_place_of_a_path_is_its_line_or_that_of_the_nearest_part_above_it(path, line):
    assert json_document(TEXT, "file.json", "--from").place(path) == f"file.json:{line}"
