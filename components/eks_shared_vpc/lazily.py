"""Names of a package that are loaded when they are first used."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["arguments_of", "named_in"]


def named_in(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """A package's ``__getattr__`` for names that are at home in its modules."""

    def load(name: str) -> Any:
        if name not in homes:
            raise _missing(package, name)
        return getattr(importlib.import_module(f"{package}.{homes[name]}"), name)

    return load


def arguments_of(package: str) -> Callable[[str], Any]:
    """A package's ``__getattr__`` for what its module ``args`` makes public: types of arguments, and enums."""

    def load(name: str) -> Any:
        # What begins with a small letter is a module, which the import system looks for itself; ``args`` would load Pulumi.
        if name[:1].isupper():
            args = importlib.import_module(f"{package}.args")
            if name in args.__all__:
                return getattr(args, name)
        raise _missing(package, name)

    return load


def _missing(package: str, name: str) -> AttributeError:
    return AttributeError(f"module {package!r} has no attribute {name!r}")
