"""What a stack file says: the offline preview reads it as the engine hands it to the program, or refuses it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.project import find_project
from tests.engine.engine import NEEDS_PULUMI, Engine
from tests.stacks.documents import PROJECT

pytestmark = NEEDS_PULUMI

STACK = "trial"
PROGRAM = """
import json
import pathlib

from pulumi.runtime.config import CONFIG

pathlib.Path("config.json").write_text(json.dumps(dict(CONFIG.get())))
"""
VALUES = [
    *("yes", "No", "on", "off", "y", "true", "True", "FALSE"),
    *("12", "-5", "+5", "1_000", "0x1F", "0b11", "0o17", "1.30", ".5", "5.", "1e3", "9007199254740991"),
    *("190:20:30", "12:30", "10.0.0.0/16", "fd00::/8", "1.33.1", "=", "'1.30'", "'~'", "!!str 12", '"\\u00e9"'),
    *("{}", "[]", "[1, [a, 2.0], {b: yes, '7': c, no: e}]", "{a: null, b: ~, c: }"),
    *("&anchor {a: 1, b: 2}", "*anchor", "{<<: *anchor, b: 3}"),
    "|\n    two\n    lines\n",
    ">-\n    two\n    lines\n",
]
"""Values that both read."""
REFUSED = [".nan", ".inf", "{a: 1, a: 2}", "{[1]: a}", "[1", '"a\x01b"']
"""Values that the engine refuses."""
DIFFERS = ["0123", "2024-01-02", "2024-01-02 03:04:05", "!!binary aGVsbG8=", "12345678901234567890123"]
"""Values that the engine reads, and of which it makes something that is not written there."""
REFUSED_FILES = {
    "a key twice": f"config:\n  {PROJECT}:a: 1\n  {PROJECT}:a: 2\n",
    "a section twice": f"config:\n  {PROJECT}:a: 1\nconfig:\n  {PROJECT}:b: 2\n",
    "a key of three parts": f"config:\n  {PROJECT}:a:b: 1\n",
    "a list": "- a\n",
    "a list of keys": "config:\n  - a\n",
    "a tab": f"config:\n\t{PROJECT}:a: 1\n",
    "aliases of aliases": "config:\n"
    f"  {PROJECT}:a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"  {PROJECT}:{key}: &{key} [{', '.join([f'*{former}'] * 9)}]\n"
        for former, key in zip("abcdefg", "bcdefgh", strict=True)
    ),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine whose program keeps what it is given."""
    made = Engine(tmp_path_factory.mktemp("stack-files"), program=PROGRAM, stacks={STACK: {}}, packages=())
    made.init(STACK)
    yield made
    made.stop()


def file(values: list[str]) -> str:
    """A stack file with these values, each as a key's own and inside of a mapping."""
    top = "".join(f"  {PROJECT}:top{index}: {value}\n" for index, value in enumerate(values))
    return f"config:\n{top}  {PROJECT}:list:\n" + "".join(f"  - {value}\n" for value in values)


def by_engine(engine: Engine, text: str) -> dict[str, Any]:
    engine.write(STACK, text)
    engine.run("preview", stack=STACK)
    return opened(json.loads((engine.project / "config.json").read_text()))


def offline(engine: Engine, text: str) -> dict[str, Any]:
    engine.write(STACK, text)
    return opened(find_project(engine.project).config(STACK))


def opened(config: Mapping[str, str]) -> dict[str, Any]:
    return {key: json.loads(value) if value.startswith(("{", "[")) else value for key, value in config.items()}


def test_a_value_is_what_the_engine_hands_to_the_program(engine):
    text = file(VALUES)
    assert offline(engine, text) == by_engine(engine, text)


@pytest.mark.parametrize("value", REFUSED)
def test_a_value_that_the_engine_refuses_is_refused(engine, value):
    assert_refused_by_both(engine, f"config:\n  {PROJECT}:a:\n    b: {value}\n")


@pytest.mark.parametrize("text", REFUSED_FILES.values(), ids=REFUSED_FILES.keys())
def test_a_file_that_the_engine_refuses_is_refused(engine, text):
    assert_refused_by_both(engine, text)


def assert_refused_by_both(engine: Engine, text: str) -> None:
    with pytest.raises(InputError):
        offline(engine, text)
    refused = engine.attempt("preview", stack=STACK)
    assert refused.status != 0
    assert "error: " in refused.output


@pytest.mark.parametrize("value", DIFFERS)
def test_a_value_of_which_the_engine_makes_another_one_is_refused(engine, value):
    text = f"config:\n  {PROJECT}:a: {value}\n"
    assert by_engine(engine, text)[f"{PROJECT}:a"] != value
    with pytest.raises(InputError):
        offline(engine, text)
