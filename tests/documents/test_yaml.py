"""YAML files: what they hold, on which line, and what is refused because Pulumi or another reader would read it differently."""

from pathlib import Path
from typing import Any

import pytest

from eks_shared_vpc.documents.document import Document
from eks_shared_vpc.documents.yaml_document import LONGEST, read_yaml
from eks_shared_vpc.errors import InputError, Problem

BOMB = "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=False))])  # fmt: skip


def read(folder: Path, text: str | bytes) -> Document:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return read_yaml(path, "folder/file.yaml", "file.yaml")


def value(folder: Path, text: str | bytes) -> Any:
    return read(folder, text).value


def refused(folder: Path, text: str | bytes) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("# nothing but a remark\n", None),
        ("a: yes", {"a": "yes"}),
        ("{a: on, b: off, c: No, d: y}", {"a": "on", "b": "off", "c": "No", "d": "y"}),
        ("{a: true, b: FALSE, c: True}", {"a": True, "b": False, "c": True}),
        ("{a: 0o10, b: 0x10, c: 0b11, d: 1_000, e: -5, f: 0, g: +7}", {"a": 8, "b": 16, "c": 3, "d": 1000, "e": -5, "f": 0, "g": 7}),
        ("{a: 1.33, b: 1e3, c: 20.0, d: .5}", {"a": 1.33, "b": 1000, "c": 20, "d": 0.5}),
        ("a: 1:30", {"a": "1:30"}),
        ("{a: ~, b: null, c: }", {"a": None, "b": None, "c": None}),
        ("{a: !!str 5, b: !!int '5', c: =}", {"a": "5", "b": 5, "c": "="}),
        ("a: {x}", {"a": {"x": None}}),
        ("a: [x: 1]", {"a": [{"x": 1}]}),
        ("{a: '2001-01-01', b: \"1e400\"}", {"a": "2001-01-01", "b": "1e400"}),
        ("a: &x {b: 1}\nc: {<<: *x, d: 2}", {"a": {"b": 1}, "c": {"b": 1, "d": 2}}),
        ("a: &x {b: 1, c: 1}\nd: &y {c: 2, e: 2}\nf: {<<: [*x, *y], b: 3}", {"a": {"b": 1, "c": 1}, "d": {"c": 2, "e": 2}, "f": {"b": 3, "c": 1, "e": 2}}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: tür", {"a": "tür"}),
    ],
)  # fmt: skip
def test_a_file_is_read_in_the_words_of_yaml_1_2_as_the_engine_reads_it(tmp_path, text, expected):
    assert value(tmp_path, text) == expected
    assert repr(value(tmp_path, text)) == repr(expected) or isinstance(expected, dict), "5 is not 5.0"


def test_a_whole_number_is_one_however_it_is_written(tmp_path):
    assert [type(each) for each in value(tmp_path, "[5, 5.0, 5e0, 5.5]")] == [int, int, int, float]


@pytest.mark.parametrize(
    ("text", "id_", "path", "line", "says"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "duplicate-key", "b.c", 4, "the key 'c' is here twice: on line 3 and on line 4"),
        ("a: 1\n'a': 2", "duplicate-key", "a", 2, "on line 1 and on line 2"),
        ("a: &x {}\nb:\n  <<: *x\n  <<: *x", "duplicate-key", "b.<<", 4, "'<<'"),
        ("a: [x,\n 2001-01-01]", "date", "a[1]", 2, "a date"),
        ("a: 2001-01-01T10:00:00Z", "date", "a", 1, "a date"),
        ("a: !!binary aGVsbG8=", "tag", "a", 1, "the tag !!binary"),
        ("a: !!python/object:os.system {}", "tag", "a", 1, "the tag !!python/object:os.system"),
        ("a: !secret x", "tag", "a", 1, "the tag !secret"),
        ("a: !!set {x, y}", "tag", "a", 1, "the tag !!set"),
        ("a: !!bool maybe", "tag", "a", 1, "the tag !!bool"),
        ("a: .inf", "not-a-number", "a", 1, "no number"),
        ("a: -.INF", "not-a-number", "a", 1, "no number"),
        ("a: .nan", "not-a-number", "a", 1, "no number"),
        ("a: 1e400", "not-a-number", "a", 1, "too large"),
        (f"a: {'9' * 5000}", "not-a-number", "a", 1, "too large"),
        ("a: 9223372036854775808", "not-a-number", "a", 1, "too large"),
        ("a: 010", "leading-zero", "a", 1, "octal for Pulumi"),
        ("a: {id: 011111111119}", "leading-zero", "a.id", 1, "octal for Pulumi"),
        ("a: {1: x}", "key-not-text", "a.1", 1, "the key '1' is a number"),
        ("a: {true: x}", "key-not-text", "a.true", 1, "the key 'true' is true or false"),
        ("a: {null: x}", "key-not-text", "a.null", 1, "the key 'null' is empty"),
        ("a: {2001-01-01: x}", "date", "a.2001-01-01", 1, "a date"),
        ("a: {[1]: x}", "key-not-text", "a", 1, "a list or a mapping is a key"),
        ("a: {{b: 1}: x}", "key-not-text", "a", 1, "a list or a mapping is a key"),
        ("a: &x [*x]", "alias", "a[0]", 1, "inside of what it stands for"),
        ("a: 1\nb: &x\n  c: *x", "alias", "b.c", 2, "inside of what it stands for"),
        ("a: {<<: 5}", "wrong-type", "a", 1, "a merge"),
        ('a: "x\\0y"', "control-character", "a", 1, "U+0000"),
        ('a: "\\e[31m"', "control-character", "a", 1, "U+001B"),
        ('a: "\\ud800"', "control-character", "a", 1, "U+D800"),
        ('"a\\0": 1', "control-character", "a\0", 1, "U+0000"),
        (BOMB, "too-many-values", None, None, "more than 50,000 values"),
    ],
)  # fmt: skip
def test_a_value_that_reads_differently_elsewhere_is_refused_with_key_and_line(tmp_path, text, id_, path, line, says):
    [found] = refused(tmp_path, text)
    assert found.id == id_
    assert says in found.message
    assert path in (None, found.where)
    assert found.place == (f"folder/file.yaml:{line}" if line else found.place)
    assert found.fix


@pytest.mark.parametrize(
    ("text", "id_", "line", "says"),
    [
        ("a: [", "not-yaml", 1, "this is not YAML"),
        ("a:\n  b: 1\n c: 2\n", "not-yaml", 3, "this is not YAML"),
        ("a:\n\tb: 1\n", "not-yaml", 2, "'\\t'"),
        ("a: *b", "not-yaml", 1, "undefined alias"),
        ("a: 1\n---\nb: 1\n", "not-yaml", 2, "another document"),
        ("a: 1\nb: x\0y", "not-yaml", 2, "U+0000"),
        ("a: '\\Uffffffff'\nb: \"\\Uffffffff\"", "not-yaml", 1, "this is not YAML"),
        ("%YAML 1.1\n---\na: yes", "not-yaml", 1, "a version of YAML is named"),
        ("%YAML 1.3\n---\na: yes", "not-yaml", 1, "this is not YAML"),
        ("[" * 5000, "nested-too-deep", 1, "64 levels"),
        ("\n".join(f"{' ' * level}a:" for level in range(200)), "nested-too-deep", 64, "64 levels"),
        ("{a: " * 5000, "nested-too-deep", 1, "64 levels"),
        ("a: x\n" + "#" * LONGEST, "file-too-large", 1, "this file has"),
        ("a: tür".encode("latin-1"), "unreadable", 1, "not text in UTF-8"),
        (b"a: 1\nb: 2\nc: \xff", "unreadable", 3, "not text in UTF-8"),
        ("a: 1".encode("utf-16"), "unreadable", 1, "this is UTF-16"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_yaml_is_refused_as_a_whole_with_the_line(tmp_path, text, id_, line, says):
    [found] = refused(tmp_path, text)
    assert (found.id, found.where, found.place) == (id_, "file.yaml", f"folder/file.yaml:{line}")
    assert says in found.message
    assert found.fix


def test_every_problem_of_a_file_is_reported_at_once(tmp_path):
    problems = refused(tmp_path, "a: 2001-01-01\nb: {c: .inf, c: 010}\nd: !x y\n")
    assert [(each.id, each.place.rpartition(":")[2]) for each in problems] == [
        ("date", "1"),
        ("not-a-number", "2"),
        ("duplicate-key", "2"),
        ("leading-zero", "2"),
        ("tag", "3"),
    ]


TEXT = """\
# a remark
network:
  zones: [a,
    b]
  tags: {a.b: 1, a: {b: 2}}
clusters:
  one: &one
    version: x
  two:
    <<: *one
    account: y
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("network", 2),
        ("network.zones", 3),
        ("network.zones[0]", 3),
        ("network.zones[1]", 4),
        ("network.zones[7]", 3),
        ("network.tags.a.b", 5),
        ("network.cidr", 2),
        ("clusters.one.version", 8),
        ("clusters.two.version", 8),
        ("clusters.two.account", 11),
        ("clusters.two.endpoint.mode", 9),
        ("elsewhere", 1),
        ("", 1),
    ],
)
def test_the_place_of_a_path_is_its_line_or_that_of_the_nearest_part_above_it(tmp_path, path, line):
    assert read(tmp_path, TEXT).place(path) == f"folder/file.yaml:{line}"


def test_the_values_of_a_file_belong_to_whoever_reads_it(tmp_path):
    read(tmp_path, TEXT).value["network"]["zones"].clear()
    assert value(tmp_path, TEXT)["network"]["zones"] == ["a", "b"]
