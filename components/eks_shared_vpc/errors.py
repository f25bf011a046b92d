"""What is wrong with the input, as values, so that every reader (terminal, JSON, another program) gets all of it.

Exception
└── InputError            the input was refused; carries every problem found, nothing was registered
    └── ContractMismatch  the deployed network is not the one that the program was planned for
"""

import difflib
from collections.abc import Iterable, Sequence

from eks_shared_vpc.judgement import Judgement, Level

__all__ = ["NOTHING", "ContractMismatch", "InputError", "Problem", "nearest", "problem", "shortened", "shown", "told"]


NOTHING: tuple[object, ...] = (None, (), [], {})
"""Values that say no more than that nothing was given."""
LONGEST_VALUE = 120
"""Characters of a value in a message."""


def shown(value: object) -> str:
    """A value as Python writes it, shortened if it is long."""
    return shortened(repr(value))


def shortened(text: str, length: int = LONGEST_VALUE) -> str:
    """Text of no more than ``length`` characters, the last one an ellipsis where something is left out."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


Problem = Judgement[Level]
"""One reason why the input was refused: an error, at a path in the input's own words, such as ``network.zones[1]``."""


def problem(id_: str, path: str, message: str, value: object, allowed: str, fix: str, place: str = "") -> Problem:
    """Say why the input was refused.

    Args:
        id_: Stable identifier, for documentation and for machines. Never reused for another meaning.
        path: Where in the input, in the input's own words: ``network.zones[1]``.
        message: What is wrong, and why that matters.
        value: The value as it was given; ``None`` where the problem is that there is none.
        allowed: What would have been accepted.
        fix: What to do.
        place: File and line of it, ``stacks/Pulumi.dev.yaml:12``; empty where neither is known.
    """
    return Judgement(id_, Level.ERROR, path, message, fix, place=place, value=value, allowed=allowed)


def told(one: Problem) -> str:
    """A problem in one line, for whoever reads the exception."""
    place = f" ({one.place})" if one.place else ""
    got = "" if one.value in NOTHING else f" Got: {shown(one.value)}."
    return f"{one.where}{place}: {one.message}.{got} Allowed: {one.allowed}. Fix: {one.fix}. [{one.id}]"


class InputError(Exception):
    """The input was refused, with every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = "1 problem in the input" if count == 1 else f"{count} problems in the input"
        super().__init__("\n".join([f"{heading}:", *(f"  - {told(each)}" for each in self.problems)]))


class ContractMismatch(InputError):
    """The deployed network contract and the plain shape that the program was planned with disagree."""


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that ``word`` was probably meant to be, or ``None`` when nothing is close."""
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return matches[0] if matches else None
