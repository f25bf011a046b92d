"""Stack files: their settings by full key, and what the engine would pass over in silence."""

import pytest

from eks_shared_vpc.documents.project_file import ProjectFile
from eks_shared_vpc.documents.stack_file import read_stack_file
from eks_shared_vpc.errors import InputError

OURS = ProjectFile(
    "shop",
    declared=frozenset({"region", "network", "clusters"}),
    required=frozenset({"region", "network"}),
)
FREE = ProjectFile("shop")
"""A project that declares no configuration keys, as most do."""


def read(folder, text, project=OURS):
    (folder / "Pulumi.yaml").touch()
    (folder / "stacks").mkdir()
    path = folder / "stacks" / "Pulumi.dev.yaml"
    path.write_text(text, encoding="utf-8")
    return read_stack_file(path, project)


def refused(folder, text, project=OURS):
    with pytest.raises(InputError) as caught:
        read(folder, text, project)
    return [(each.id, each.where, each.place.rpartition(":")[2], each.fix) for each in caught.value.problems]


def test_the_projects_own_prefix_may_be_left_out(tmp_path):
    found = read(tmp_path, "config: {region: a, shop:network: {x: 1}, aws:region: b, shop:config:clusters: c}")
    assert dict(found.config) == {"shop:region": "a", "shop:network": {"x": 1}, "aws:region": "b", "shop:clusters": "c"}
    assert found.settings == {"region": "a", "network": {"x": 1}, "clusters": "c"}


@pytest.mark.parametrize("text", ["", "config:\n", "config: {}\n", "# remark\n", "secretsprovider: passphrase\n"])
def test_a_file_may_have_no_settings(tmp_path, text):
    assert dict(read(tmp_path, text).config) == {}


@pytest.mark.parametrize(
    "text",
    [
        "encryptionsalt: v1:abc\nsecretsprovider: awskms://x\nencryptedkey: abc\nconfig: {region: a}",
        "environment: [dev]\nconfig: {region: a}",
        "environment: {imports: [dev], values: {}}\nconfig: {region: a}",
        "x-common: &common {a: 1}\nconfig: {region: a, network: *common}",
        "x-config: &config {a: 1}\nconfig: {region: a, network: *config}",
        "config: {region: a, aws:region: a, pulumi:tags: {team: x}, other:color: red, datadog:apiKey: {secure: x}}",
        "config: {region: a, network: b, other:network: b}",
    ],
)
def test_what_pulumi_reads_or_others_use_stays_allowed(tmp_path, text):
    assert read(tmp_path, text).settings["region"] == "a"


@pytest.mark.parametrize("name", ["conf", "Config", "CONFIG", "configs", "confg"])
def test_a_misspelt_config_is_named(tmp_path, name):
    assert refused(tmp_path, f"# remark\n{name}: {{region: a}}") == [
        ("misspelt-section", name, "2", "write config"),
    ]


def test_a_section_in_capitals_is_named_beside_the_right_one_too(tmp_path):
    assert refused(tmp_path, "config: {region: a}\nConfig: {}") == [("misspelt-section", "Config", "2", "write config")]


def test_a_setting_outside_of_config_is_named(tmp_path):
    assert refused(tmp_path, "shop:network: {}\nregion: a\n") == [
        ("misplaced-key", "shop:network", "1", "move it there"),
        ("misplaced-key", "region", "2", "move it there"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "config:\n  shpo:network: {}\n  shpo:clusters: {}\n",
            [("config.shpo:network", "2", "shop:network"), ("config.shpo:clusters", "3", "shop:clusters")],
        ),
        ("config:\n  shop:region: a\n  shpo:clusters: {}\n", [("config.shpo:clusters", "3", "shop:clusters")]),
        ("config:\n  bakery:network: {}\n", [("config.bakery:network", "2", "shop:network")]),
    ],
)
def test_settings_with_another_projects_prefix_are_named(tmp_path, text, expected):
    assert refused(tmp_path, text) == [("other-prefix", path, line, f"write {fix}") for path, line, fix in expected]


def test_a_project_that_declares_nothing_may_have_keys_of_any_prefix(tmp_path):
    assert "shpo:network" in read(tmp_path, "config: {shpo:network: {}}", FREE).config


@pytest.mark.parametrize("key", ["shop:", ":network", "a:b:c", "", "shop:a:b:c"])
def test_a_key_that_is_none_is_refused(tmp_path, key):
    [found] = refused(tmp_path, f'config:\n  "{key}": 1')
    assert (found[0], found[1], found[3]) == ("config-key", f"config.{key}", "correct the key")
    assert found[2] == ("2" if key else "1")


def test_a_setting_with_and_without_prefix_is_there_twice(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, "config:\n  network: {}\n  shop:network: {}\n")
    [found] = caught.value.problems
    assert (found.id, found.where, found.place) == ("duplicate-key", "config.shop:network", "stacks/Pulumi.dev.yaml:3")
    assert found.message == "'shop:network' on line 3 and 'network' on line 2 are the same setting"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]", ("wrong-type", "Pulumi.dev.yaml", "1")),
        ("words", ("wrong-type", "Pulumi.dev.yaml", "1")),
        ("\nconfig: [a]", ("wrong-type", "config", "2")),
        ("config: words", ("wrong-type", "config", "1")),
        ("config: {}\nencryptionsalt: [a]", ("wrong-type", "encryptionsalt", "2")),
        ("config:\n  shop:network:\n    since: 2001-01-01", ("date", "network.since", "3")),
        ("config:\n  network:\n    since: 2001-01-01", ("date", "network.since", "3")),
        ("config:\n  aws:since: 2001-01-01", ("date", "aws:since", "2")),
        ("config:\n  shop:clusters:\n    a: {}\n    a: {}", ("duplicate-key", "clusters.a", "4")),
    ],
)
def test_what_is_refused_has_the_path_of_the_setting_and_the_line(tmp_path, text, expected):
    [found] = refused(tmp_path, text)
    assert found[:3] == expected


TEXT = """\
config:
  region: a
  shop:network:
    zones: [x, y]
  aws:region: b
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("region", 2),
        ("network", 3),
        ("network.zones[1]", 4),
        ("network.cidr", 3),
        ("clusters", 1),
        ("clusters.one.version", 1),
        ("aws:region", 5),
    ],
)
def test_the_place_of_a_setting_is_where_it_is_written_or_what_is_above_it(tmp_path, path, line):
    assert read(tmp_path, TEXT).place(path) == f"stacks/Pulumi.dev.yaml:{line}"


def test_settings_that_are_written_are_told_from_others(tmp_path):
    found = read(tmp_path, TEXT)
    assert [found.has(path) for path in ("network.zones", "region", "network.cidr", "clusters", "region.x")] == [
        True,
        True,
        False,
        False,
        False,
    ]
