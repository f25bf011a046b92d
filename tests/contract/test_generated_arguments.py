"""Arguments are said once, in the specs: args.py, schema and docs follow from them."""

from collections.abc import Iterator

import pytest

from eks_shared_vpc.cluster.nodes import NodeGroupSpec
from eks_shared_vpc.components import COMPONENTS
from eks_shared_vpc.spec import Spec
from scripts import generate_args
from scripts.document_settings import settings_page
from scripts.generate_args import FOLDERS, args_file, args_module


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_committed_arguments_are_what_the_specs_generate(folder):
    file = args_file(folder)
    assert file.read_text(encoding="utf-8") == args_module(folder), f"{file} is behind the specs: run make generate"


def specs() -> Iterator[type[Spec]]:
    for component in COMPONENTS:
        yield from generate_args._inside(component.load_spec())


def test_every_argument_is_described_in_whole_sentences():
    found = {
        f"{spec.__name__}.{key}": (field.description or "").strip()
        for spec in specs()
        for key, field in spec.model_fields.items()
    }
    assert len(found) > 100
    assert {key: words for key, words in found.items() if not words.endswith((".", ")"))} == {}


def test_a_default_of_the_model_is_said_nowhere_else():
    """A description that repeats a default is behind it one day."""
    repeated = {
        f"{spec.__name__}.{key}": field.description
        for spec in specs()
        for key, field in spec.model_fields.items()
        if generate_args.default_in_words(field) and "default:" in (field.description or "").lower()
    }
    assert repeated == {}


@pytest.fixture
def larger_disks(monkeypatch):
    """A package in which one default is another."""
    monkeypatch.setattr(NodeGroupSpec.model_fields["disk_gib"], "default", 60)


@pytest.mark.usefixtures("larger_disks")
def test_a_changed_default_shows_in_arguments_and_docs_by_itself():
    arguments, page = args_module("cluster"), settings_page()
    assert "Size of each node's encrypted data disk in GiB. Default: 60." in arguments
    assert "50" not in next(line for line in arguments.splitlines() if "data disk" in line)
    (row,) = [line for line in page.splitlines() if line.startswith("| `disk_gib`")]
    assert "| `60` |" in row
    assert "50" not in row
