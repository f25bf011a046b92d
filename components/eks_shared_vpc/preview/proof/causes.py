"""What can stop a path: the ids of the proof's findings, each registered by the hop that it stops at, with why it fails."""

from dataclasses import dataclass

__all__ = ["CAUSES", "Cause", "cause"]


@dataclass(frozen=True, slots=True)
class Cause:
    """A kind of obstacle.

    Attributes:
        why: What goes wrong because of it.
        facts: What the judgement rests on.
    """

    why: str
    facts: str


CAUSES: dict[str, Cause] = {}
"""Every obstacle that refutes a path, by the id of its finding. It is complete once the hops are loaded."""


def cause(id_: str, why: str, facts: str) -> str:
    """Register a kind of obstacle, and return its id."""
    CAUSES[id_] = Cause(why, facts)
    return id_
