"""What a preview has to say of a healthy program of someone else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Expectation"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a preview has to say of a program.

    Attributes:
        proved: Whether every need of every node and pod is proved.
        unknown: Destinations, or parts of hops, that have to be called unknown: ``("kubernetes-api",)``.
        nothing: Whether there are no nodes or pods, so that nothing is proved.
        warnings: Ids of warnings that are true of the program.
        references: Outputs of other stacks, by full name, for stack references.
        answers: Answers to look-ups: a list of {"token", "args", "result"}.
    """

    proved: bool = False
    unknown: tuple[str, ...] = ()
    nothing: bool = False
    warnings: tuple[str, ...] = ()
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: tuple[Mapping[str, Any], ...] = ()
