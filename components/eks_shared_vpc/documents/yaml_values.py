"""From the nodes of a YAML file to plain values, with every problem on the way, and the line of each."""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eks_shared_vpc.documents.yaml_scalars import TAG, DoesNotReadError, scalar, tagged
from eks_shared_vpc.errors import InputError, Problem, problem, shown
from eks_shared_vpc.spec import join

__all__ = ["entries", "value_of"]

MOST_VALUES = 50_000
"""Values of a file, with those that aliases repeat."""
_MERGE = f"{TAG}merge"


def value_of(root: Node, file: str) -> Any:
    """The plain value of a node, with everything inside of it.

    Raises:
        InputError: with everything that is refused; ``file`` is what to call the file in its places.
    """
    reader = _Reader(file)
    value = reader.value(root, "")
    if reader.problems:
        raise InputError(reader.problems)
    return value


def entries(node: Node) -> Iterator[tuple[str | int, int, Node]]:
    """What is inside of a node; of a mapping what it merges, too."""
    if isinstance(node, SequenceNode):
        yield from ((index, _line(inner), inner) for index, inner in enumerate(node.value))
    elif isinstance(node, MappingNode):
        yield from ((key.value, _line(key), inner) for key, inner in node.value if key.tag != _MERGE)
        for part in (part for key, inner in node.value if key.tag == _MERGE for part in _merged(inner)):
            yield from entries(part)


def _merged(node: Node) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else [node]


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


class _Reader:
    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._values = 0
        self._above: set[int] = set()

    def value(self, node: Node, path: str) -> Any:
        """The value of a node; ``None`` in place of what is refused."""
        self._values += 1
        if self._values > MOST_VALUES:
            message = f"with what its aliases repeat, this file holds more than {MOST_VALUES:,} values"
            self._refuse("too-many-values", node, path, message, f"{MOST_VALUES:,} values", "write fewer")
            raise InputError(self.problems)
        if isinstance(node, ScalarNode):
            return self._read(node, path)
        if id(node) in self._above:
            message = "this alias is inside of what it stands for"
            self._refuse("alias", node, path, message, "an alias of something else", "write the value itself")
            return None
        self._above.add(id(node))
        try:
            return self._mapping(node, path) if isinstance(node, MappingNode) else self._list(node, path)
        finally:
            self._above.remove(id(node))

    def _list(self, node: Node, path: str) -> list[Any]:
        self._without_tag(node, path, "seq")
        return [self.value(inner, join(path, index)) for index, inner in enumerate(node.value)]

    def _mapping(self, node: MappingNode, path: str) -> dict[str, Any]:
        self._without_tag(node, path, "map")
        found: dict[str, Any] = {}
        merged: list[Node] = []
        lines: dict[str, int] = {}
        for key, inner in node.value:
            name = self._key(key, path)
            if name is None:
                continue
            if name in lines:
                message = f"the key {shown(name)} is here twice: on line {lines[name]} and on line {_line(key)}"
                fix = "remove one of them, or give it another name"
                self._refuse("duplicate-key", key, join(path, name), message, "each key once", fix)
            lines[name] = _line(key)
            if key.tag == _MERGE:
                merged += _merged(inner)
            else:
                found[name] = self.value(inner, join(path, name))
        for part in merged:  # what is written beside the merge comes first
            found = {**self._part(part, path), **found}
        return found

    def _part(self, node: Node, path: str) -> dict[str, Any]:
        """What a mapping merges."""
        value = self.value(node, path)
        if isinstance(value, dict):
            return value
        message = "a merge (<<) names something that is not a mapping"
        self._refuse("wrong-type", node, path, message, "an alias of a mapping, or a list of those", "correct it")
        return {}

    def _key(self, key: Node, path: str) -> str | None:
        """A key; ``None`` if it is refused."""
        if not isinstance(key, ScalarNode):
            self._refuse("key-not-text", key, path, "a list or a mapping is a key here", "text", "write text")
            return None
        path = join(path, key.value)
        before = len(self.problems)
        name = self._read(key, path)
        if len(self.problems) == before and not isinstance(name, str):
            kind = "empty" if name is None else "true or false" if isinstance(name, bool) else "a number"
            message = f"the key {shown(key.value)} is {kind}, and keys are text"
            self._refuse("key-not-text", key, path, message, "text", "put it in quotes")
        return name if len(self.problems) == before else None

    def _read(self, node: ScalarNode, path: str) -> Any:
        try:
            return scalar(node)
        except DoesNotReadError as error:
            self._refuse(error.id, node, path, error.message, error.allowed, error.fix, error.value)
            return None

    def _without_tag(self, node: Node, path: str, kind: str) -> None:
        if node.tag != f"{TAG}{kind}":
            error = tagged(node)
            self._refuse(error.id, node, path, error.message, error.allowed, error.fix)

    def _refuse(
        self, id_: str, node: Node, path: str, message: str, allowed: str, fix: str, value: object = None
    ) -> None:
        place = f"{self._file}:{_line(node)}"
        self.problems.append(problem(id_, path or self._file, message, value, allowed, fix, place))
