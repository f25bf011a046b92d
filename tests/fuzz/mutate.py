"""Mutations of input files: the same for the same seed, each with the name of its kind."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

__all__ = ["Mutation", "mutated"]

Mutation = tuple[str, bytes]
"""The kind of a mutation, and the file that came of it."""
Path = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 28, 2**31, 2**63, 10**30, 0.5, -0.0, 1e308, 111111111111, 22222222222),
    *("", " ", "\n", "a\nb", "a\tb", "x" * 3_000, "-" * 200, "a.b", "a[0]", "[", "{", "{}", "null", "é", "\u202e", "😀"),
    *("<script>", "![](http://x)", "@all", "`", "|", "\\", "%s", "{0}", "${x}", "$(x)", "../../x", "/", "//", "a/b", "a/b/c"),
    *("10.0.0.0/8", "10.0.0.0/33", "10.0.0.1/16", "0.0.0.0/0", "::/0", "fd00::/8", "10.64.0.0/16", "10.64.0.0/28", "1.2.3.4"),
    *("arn:", "arn:aws:iam::111111111111:role/x", "arn:aws:iam::aws:policy/x", "urn:", "urn:pulumi:a::b::c::d", "urn:pulumi:a"),
    *("subnet-1", "vpc-0123456789abcdef0", "usw2-az1", "usw2-az9", "us-west-2", "us-west-2a", "1.33", "0.1", "private", "none"),
    *([], {}, [[]], [None], [{}], {"a": None}, {"": 1}, {"a": {"b": {"c": []}}}, {"stack": "x"}, {"secure": "x"}),
    *(["a", "a"], [1, "a", None, [], {}], {"Fn": [1]}),
)  # fmt: skip
"""What a value is replaced with."""
BOMB = "\n".join(
    (
        "&a [x, x, x, x, x, x, x, x]",
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]" for a, b in ("ab", "bc", "cd", "de", "ef")),
    )
)
IN_YAML = (
    *("2001-01-01", "2001-01-01T10:00:00Z", ".inf", "-.inf", ".nan", "1e400", "9" * 5_000, "0x" + "f" * 300, "010", "0o17"),
    *("!!binary aGVsbG8=", "!!binary '*'", "!!python/object/apply:os.system [x]", "!!set {a, b}", "!!omap [a: 1]", "!x y", "!!int a"),
    *("&a [*a]", "&a {b: *a}", "*nowhere", "{1: x}", "{true: x}", "{null: x}", "{[1]: x}", "{? x}", "{<<: 5}", "{<<: {a: 1}}"),
    *("{a: 1, a: 2}", '"\\0"', '"\\e[31m"', '"\\ud800"', '"\\Uffffffff"', "yes", "~", "1_000", "1:30", "=", "<<", "? a", "%", "@x"),
    *("[" * 90 + "]" * 90, "{a: " * 90 + "}" * 90, "[" * 2_000, "|\n  text", ">-\n  text", "- a", "a: b", "#", "''"),
    BOMB,
)  # fmt: skip
IN_JSON = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5_000, "01", "1.", ".5", "+1", "1E5", "-0", "0.1e-400"),
    *('"\\ud800"', '"\\u0000"', '"\\u001b[31m"', "'a'", "nul", "True", "undefined", '{"a": 1, "a": 2}', "{a: 1}", "[1,]"),
    *("[" * 90 + "]" * 90, '{"a":' * 90 + "1" + "}" * 90, "[" * 100_000, "//", "/* */ 1", '"\t"', ""),
)  # fmt: skip
"""What stands in the place of a value, written as it is: what no value of Python is written as."""
BYTES = (
    *(b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\x85", b"\x1b[31m", b"\r", b"\t"),
    *(b":", b": ", b"- ", b"#", b"&a ", b"*a", b"!", b"|", b">", b"'", b'"', b"%", b"@", b"`", b"{", b"}", b"[", b"]", b",", b"\n"),
    *(b"---\n", b"...\n", b"%YAML 1.1\n---\n", b"<<: ", b"? ", b"\\", b"//", b"null", b"[" * 500, b" " * 500, b"x" * 5_000),
)  # fmt: skip


def mutated(base: Any, syntax: str, seed: str) -> Mutation:
    """A mutation of a document, which is written as YAML or as JSON."""
    chance = random.Random(seed)  # noqa: S311  # the same again for the same seed
    if chance.random() < 0.35:
        kind = chance.choice(tuple(_OF_BYTES))
        content = _written(base, syntax, ())
        for _ in range(chance.choice((1, 1, 2, 4))):
            content = _OF_BYTES[kind](content, chance)
        return f"bytes: {kind}", content
    kind = chance.choice(tuple(_OF_VALUES))
    edit = _Edit(chance, IN_YAML if syntax == "yaml" else IN_JSON)
    whole = json.loads(json.dumps(base))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        whole = _OF_VALUES[kind](whole, edit)
    return f"values: {kind}", _written(whole, syntax, edit.written)


def _written(whole: Any, syntax: str, raw: Sequence[str]) -> bytes:
    """A document as text, with marks replaced by what they stand for."""
    if syntax == "yaml":
        text = yaml.safe_dump(whole, sort_keys=False, width=10_000, allow_unicode=True)
        text = re.sub(r"'?@raw(\d+)@'?", lambda match: raw[int(match[1])], text)
    else:
        text = json.dumps(whole, indent=1, ensure_ascii=False)
        text = re.sub(r'"@raw(\d+)@"', lambda match: raw[int(match[1])], text)
    return re.sub(r"@twice\d+@", "", text).encode("utf-8", "surrogatepass")


# Of bytes.

Bytes = Callable[[bytes, random.Random], bytes]


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 1, 2, 5, 20, 100)))


def _insert(content: bytes, chance: random.Random) -> bytes:
    start, _ = _span(content, chance)
    return content[:start] + chance.choice(BYTES) + content[start:]


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + bytes(chance.randrange(256) for _ in range(min(4, end - start))) + content[end:]


def _delete(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def _truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _lines(change: Callable[[list[bytes], random.Random], None]) -> Bytes:
    def apply(content: bytes, chance: random.Random) -> bytes:
        lines = content.split(b"\n")
        change(lines, chance)
        return b"\n".join(lines)

    return apply


def _drop_line(lines: list[bytes], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _copy_line(lines: list[bytes], chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))


def _indent_line(lines: list[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b"", b" ", b"  ", b"\t", b"      ")) + lines[at].lstrip()


def _encode(content: bytes, chance: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-32", "utf-16-le", "utf-8-sig")))


_OF_BYTES: dict[str, Bytes] = {
    "insert": _insert,
    "overwrite": _overwrite,
    "delete": _delete,
    "repeat": _repeat,
    "truncate": _truncate,
    "drop a line": _lines(_drop_line),
    "copy a line": _lines(_copy_line),
    "indent a line": _lines(_indent_line),
    "encode": _encode,
}


# Of values.


@dataclass(frozen=True)
class _Edit:
    """What an edit draws from: chance, texts to write as they are, and those that are used so far."""

    chance: random.Random
    tokens: tuple[str, ...]
    written: list[str] = field(default_factory=list)

    def place(self, whole: Any, of: type | tuple[type, ...] = object) -> Path | None:
        """The place of some value of a type; ``None`` if there is none."""
        found = [path for path in _paths(whole) if isinstance(_at(whole, path), of)]
        return self.chance.choice(found) if found else None


Values = Callable[[Any, _Edit], Any]


def _paths(value: Any, above: Path = ()) -> Iterator[Path]:
    yield above
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*above, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*above, index))


def _at(whole: Any, path: Path) -> Any:
    for step in path:
        whole = whole[step]
    return whole


def _put(whole: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    _at(whole, path[:-1])[path[-1]] = value
    return whole


def _replace(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole)
    return whole if path is None else _put(whole, path, edit.chance.choice(VALUES))


def _replace_written(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole)
    edit.written.append(edit.chance.choice(edit.tokens))
    return whole if path is None else _put(whole, path, f"@raw{len(edit.written) - 1}@")


def _delete_value(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole)
    if path:
        above = _at(whole, path[:-1])
        del above[path[-1]]
    return whole


def _swap(whole: Any, edit: _Edit) -> Any:
    """Two values in each other's place, such as an account's id and a block of addresses."""
    one, other = edit.place(whole), edit.place(whole)
    if one is None or other is None or one[: len(other)] == other or other[: len(one)] == one:
        return whole
    first, second = _at(whole, one), _at(whole, other)
    return _put(_put(whole, one, second), other, first)


def _copy(whole: Any, edit: _Edit) -> Any:
    """A value of the document in the place of another one."""
    one, other = edit.place(whole), edit.place(whole)
    return whole if one is None or other is None else _put(whole, other, json.loads(json.dumps(_at(whole, one))))


def _duplicate_key(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole, dict)
    section = _at(whole, path) if path is not None else {}
    if section:
        key = edit.chance.choice(list(section))
        section[f"@twice{len(section)}@{key}"] = edit.chance.choice((section[key], edit.chance.choice(VALUES)))
    return whole


def _add_key(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole, dict)
    if path is not None:
        keys = [step for each in _paths(whole) for step in each[-1:] if isinstance(step, str)]
        names = [each for each in VALUES if isinstance(each, str)]
        _at(whole, path)[edit.chance.choice(keys if edit.chance.random() < 0.7 and keys else names)] = (
            edit.chance.choice(VALUES)
        )
    return whole


def _rename_key(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole, dict)
    section = _at(whole, path) if path is not None else {}
    if section:
        key = edit.chance.choice(list(section))
        at = edit.chance.randrange(len(key) + 1)
        names = (key[:at] + key[at + 1 :], key.upper(), key[::-1], key.rpartition(":")[2], f"other:{key}", f"{key}.x")
        _put(
            whole,
            path or (),
            {edit.chance.choice(names) if each == key else each: inner for each, inner in section.items()},
        )
    return whole


def _change_type(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole)
    if path is None:
        return whole
    value = _at(whole, path)
    forms: tuple[Any, ...] = ([value], {"a": value}, str(value), {str(value)[:50]: value}, None)
    if isinstance(value, dict):
        forms = (*forms, list(value), list(value.values()))
    if isinstance(value, list):
        forms = (*forms, {str(each)[:50]: each for each in value}, value[0] if value else "", [*value, *value])
    if isinstance(value, str) and re.fullmatch(r"[\d.]+", value) and value.count(".") < 2:
        forms = (*forms, float(value) if "." in value else int(value))
    return _put(whole, path, edit.chance.choice(forms))


def _nest(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole)
    if path is None:
        return whole
    value = _at(whole, path)
    for _ in range(edit.chance.choice((3, 30, 70))):
        value = [value] if edit.chance.random() < 0.5 else {"a": value}
    return _put(whole, path, value)


def _make_long(whole: Any, edit: _Edit) -> Any:
    path = edit.place(whole, (str, list, dict))
    if path is None:
        return whole
    value = _at(whole, path)
    if isinstance(value, str):
        return _put(whole, path, value * (20_000 // (len(value) + 1)))
    if isinstance(value, list):
        return _put(whole, path, value * 60)
    return _put(whole, path, {**value, **{f"key{number}": number for number in range(200)}})


_OF_VALUES: dict[str, Values] = {
    "replace": _replace,
    "replace as written": _replace_written,
    "delete": _delete_value,
    "swap": _swap,
    "copy": _copy,
    "duplicate a key": _duplicate_key,
    "add a key": _add_key,
    "rename a key": _rename_key,
    "change the type": _change_type,
    "nest": _nest,
    "make long": _make_long,
}
