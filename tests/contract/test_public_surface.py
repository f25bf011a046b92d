"""The one import name: what can be imported from it, and that there is nothing else to it."""

import ast
import importlib
import runpy
from enum import EnumType
from typing import Any

import pulumi
import pytest

import eks_shared_vpc
from scripts.generate_args import FOLDERS
from tests.contract.declared import COMPONENTS, PACKAGE

PUBLIC: list[str] = vars(eks_shared_vpc)["__all__"]
HOMES: dict[str, str] = vars(eks_shared_vpc)["_HOMES"]


def test_the_top_level_has_the_components_their_contract_and_what_they_raise():
    components = {name for name in PUBLIC if _is_component(getattr(eks_shared_vpc, name))}
    assert components == {component.__name__ for component in COMPONENTS}
    others = {name for name in PUBLIC if name not in components}
    assert others == {"ContractMismatch", "InputError", "Judgement", "NetworkContract"}
    assert len(PUBLIC) <= 20


def test_every_public_name_can_be_imported_and_is_public_at_home():
    homes = {name: importlib.import_module(f"eks_shared_vpc.{HOMES[name]}") for name in PUBLIC}
    assert [name for name, home in homes.items() if getattr(eks_shared_vpc, name) is not getattr(home, name)] == []
    assert [name for name, home in homes.items() if name not in home.__all__] == []
    assert [name for name, home in homes.items() if getattr(home, name).__module__ != home.__name__] == [], (
        "its home is where it is defined"
    )


def test_type_checkers_see_the_same_names_from_the_same_homes():
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        alias.asname: (node.module or "").removeprefix("eks_shared_vpc.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == HOMES


@pytest.mark.parametrize("package", ["eks_shared_vpc", *(f"eks_shared_vpc.{folder}" for folder in FOLDERS)])
@pytest.mark.parametrize("name", ["Vpc", "Mapping", "vpc_of", "__file"])
def test_a_name_that_is_not_public_is_an_attribute_error(package, name):
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute '{name}'"):
        getattr(importlib.import_module(package), name)


@pytest.mark.parametrize("folder", FOLDERS)
def test_types_of_arguments_and_enums_are_imported_from_the_folder_of_their_component(folder):
    package = importlib.import_module(f"eks_shared_vpc.{folder}")
    args = importlib.import_module(f"eks_shared_vpc.{folder}.args")
    assert [name for name in args.__all__ if getattr(package, name) is not getattr(args, name)] == []
    assert {each.__name__ for each in vars(args).values() if isinstance(each, EnumType)} <= set(args.__all__)
    assert f"from eks_shared_vpc.{folder}.args import *" in (PACKAGE / folder / "__init__.py").read_text(), (
        "type checkers see them too"
    )


def test_the_package_for_other_languages_hosts_every_component(monkeypatch):
    hosted: list[Any] = []
    monkeypatch.setattr("pulumi.provider.main", lambda provider, _: hosted.append(provider))
    runpy.run_path(str(PACKAGE.parent / "__main__.py"), run_name="__main__")
    (provider,) = hosted
    assert provider._components == {component.__name__: component for component in COMPONENTS}


def test_every_module_says_what_it_is_for_and_its_public_names_exist():
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]
    modules = {path: ".".join(("eks_shared_vpc", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in paths}
    assert [name for path, name in modules.items() if not ast.get_docstring(ast.parse(path.read_text()))] == []
    assert [
        f"{name}.{each}"
        for name in modules.values()
        for module in [importlib.import_module(name)]
        for each in getattr(module, "__all__", [])
        if not hasattr(module, each)
    ] == []


def _is_component(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, pulumi.ComponentResource)
