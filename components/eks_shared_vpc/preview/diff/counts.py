"""How much changes and what it means, in a few words."""

from collections.abc import Iterable

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.meaning import Meaning
from eks_shared_vpc.preview.graph import PROVIDER
from eks_shared_vpc.preview.words import counted

__all__ = ["change_counts", "meaning_counts"]

_DONE = {
    Kind.REPLACE: "replaced",
    Kind.DELETE: "deleted",
    Kind.MOVE: "moved",
    Kind.CREATE: "created",
    Kind.UPDATE: "updated",
}


def change_counts(changes: Iterable[Change]) -> str:
    """How many resources are replaced, deleted, and so on; providers exist in Pulumi alone."""
    rows = [each for each in changes if each.resource.type != PROVIDER]
    counts = [(sum(each.kind is kind for each in rows), done) for kind, done in _DONE.items()]
    return ", ".join(f"{count} {done}" for count, done in counts if count) or "no resource changes"


def meaning_counts(meanings: Iterable[Meaning]) -> str:
    """How many consequences there are of each level."""
    rows = list(meanings)
    counts = [(sum(each.level is level for each in rows), level) for level in MeaningLevel]
    return ", ".join(
        counted(count, "note") if level is MeaningLevel.NOTE else f"{count} {level.value}"
        for count, level in counts
        if count
    )
