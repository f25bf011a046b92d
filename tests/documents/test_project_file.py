"""Pulumi.yaml: the project's name, folders and declared configuration."""

import pytest

from eks_shared_vpc.documents.project_file import ProjectFile, read_project_file
from eks_shared_vpc.errors import InputError


def read(folder, text):
    (folder / "Pulumi.yaml").write_text(text, encoding="utf-8")
    return read_project_file(folder)


def test_a_project_may_say_no_more_than_its_name(tmp_path):
    assert read(tmp_path, "name: shop\nruntime: python") == ProjectFile("shop")


def test_a_project_without_a_name_is_called_as_its_folder(tmp_path):
    assert read(tmp_path, "runtime: python").name == tmp_path.name


def test_configuration_is_declared_with_types_and_defaults_or_by_a_value(tmp_path):
    found = read(
        tmp_path,
        "name: shop\nstackConfigDir: stacks\nmain: program\nconfig:\n"
        "  region: {type: string}\n  size: {default: 5}\n  shop:color: red\n  aws:region: {value: x}\n  aws:profile: y\n",
    )
    assert (found.main, found.stack_dir) == ("program", "stacks")
    assert found.declared == {"region", "size", "color"}
    assert found.required == {"region"}
    assert found.defaults == {"shop:size": 5, "shop:color": "red", "aws:region": "x", "aws:profile": "y"}


def test_the_old_form_of_the_folder_of_stack_files_is_read(tmp_path):
    assert read(tmp_path, "name: shop\nconfig: stacks").stack_dir == "stacks"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("[a]", ["Pulumi.yaml"]),
        ("name: 5\nmain: [a]\nstackConfigDir: {}\nconfig: [a]", ["name", "main", "stackConfigDir", "config"]),
        ("name: ''", ["name"]),
        ("name: a\nname: b", ["name"]),
        ("config: 5", ["config"]),
        ("a: [", ["Pulumi.yaml"]),
    ],
)
def test_what_is_wrong_in_it_is_refused_with_its_line(tmp_path, text, paths):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert [each.where for each in caught.value.problems] == paths
    assert [each.place for each in caught.value.problems if not each.place.startswith("Pulumi.yaml:")] == []
