"""Functions that a program applies to outputs: what one cannot compute from a stand-in is unknown, and not a crash.

``role.arn.apply(lambda arn: arn.split(":")[4])`` is right in AWS and raises on a stand-in. In a preview by the engine
that ARN is unknown and the function does not run, so its result is unknown here too. The SDK has no hook for this, and
by the time an error reaches the recorder it has lost its traceback; so ``Output.apply`` itself is wrapped meanwhile.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi import Output
from pulumi.output import UNKNOWN

from eks_shared_vpc.errors import InputError
from eks_shared_vpc.preview.aws.computed import is_stand_in

__all__ = ["StandIns", "Uncomputed", "chain", "forgiving"]


@dataclass(frozen=True, slots=True, order=True)
class Uncomputed:
    """A function of the program that failed on a stand-in, so that its result is unknown.

    Attributes:
        where: File and line of the function.
        error: What it raised.
    """

    where: str
    error: str


class StandIns:
    """The stand-ins that a program was given, and the functions that failed on them."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._failed: set[Uncomputed] = set()
        self._lock = threading.Lock()

    def note(self, id_: str) -> None:
        """Note the stand-in for a resource's id, which its other stand-ins begin with."""
        with self._lock:
            self._ids.add(id_)

    def within(self, value: Any) -> bool:
        """Whether a value holds a stand-in, or text in which one still is."""
        texts = tuple(_texts(value))
        with self._lock:
            return any(is_stand_in(text) or any(each in text for each in self._ids) for text in texts)

    def failed(self, function: Callable[..., Any], error: Exception) -> None:
        """Note that a function failed on a stand-in."""
        code = getattr(function, "__code__", None)
        where = f"{Path(code.co_filename).name}:{code.co_firstlineno}" if code else repr(function)
        with self._lock:
            self._failed.add(Uncomputed(where, f"{type(error).__name__}: {error}"))

    @property
    def uncomputed(self) -> tuple[Uncomputed, ...]:
        """The functions that failed on a stand-in."""
        with self._lock:
            return tuple(sorted(self._failed))


@contextlib.contextmanager
def forgiving(stand_ins: StandIns) -> Iterator[None]:
    """Meanwhile the result of a function that fails on a stand-in is unknown. A refusal of the input stays one."""
    original = Output.apply

    def apply(
        self: "Output[Any]", func: Callable[[Any], Any], run_with_unknowns: bool = False, **options: Any
    ) -> "Output[Any]":
        def forgiven(value: Any) -> Any:
            try:
                return func(value)
            except Exception as error:
                if any(isinstance(each, InputError) for each in chain(error)) or not stand_ins.within(value):
                    raise
                stand_ins.failed(func, error)
                return Output.from_input(UNKNOWN)

        return original(self, forgiven, run_with_unknowns, **options)

    Output.apply = apply  # type: ignore[method-assign]
    try:
        yield
    finally:
        Output.apply = original  # type: ignore[method-assign]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came of. An error that is raised again may have come of itself."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if value else []
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
