"""The rules that every model is checked against, each in the file of the AWS thing that it is about.

A rule is found by being there: every ``Rule`` of every module of this package is one.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model
from eks_shared_vpc.preview.rule import Rule

__all__ = ["ALL_RULES"]


def _found() -> Iterator[Rule[Model, Level]]:
    """The rules of each module, by its name and in the order in which it declares them."""
    for name in sorted(each.name for each in iter_modules(__path__)):
        module = import_module(f"{__name__}.{name}")
        for each in vars(module).values():
            if isinstance(each, Rule) and each.check.__module__ == module.__name__:  # and not one that it imports
                yield each


ALL_RULES: tuple[Rule[Model, Level], ...] = tuple(_found())
"""Every rule, in a stable order."""
