"""Everything that a difference can mean, by what it is about.

Every module here is read, and every rule in it is one that a difference is read with: a further meaning is a function in
one of these files, or in a new file.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.rule import Rule

__all__ = ["ALL_MEANINGS"]

_ORDER = (
    *("subnets", "egress", "api_access", "security_groups", "sharing"),
    *("clusters", "nodes", "endpoints", "resources", "findings"),
)
"""The order in which reports name meanings of one level; files that are not named here come last."""


def _rules() -> Iterator[Rule[Difference, MeaningLevel]]:
    there = [each.name for each in iter_modules(__path__)]
    for name in sorted(there, key=lambda each: (_ORDER.index(each) if each in _ORDER else len(_ORDER), each)):
        module = import_module(f"{__name__}.{name}")
        yield from (
            each
            for each in vars(module).values()
            if isinstance(each, Rule) and each.check.__module__ == module.__name__
        )


ALL_MEANINGS: tuple[Rule[Difference, MeaningLevel], ...] = tuple(_rules())
