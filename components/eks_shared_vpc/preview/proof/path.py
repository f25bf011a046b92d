"""The result of a walk: a path that is proved, refuted or unknown, with the hops that it passes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from eks_shared_vpc.preview.fixes import Fix, joined

NO_FIX = Fix()

__all__ = ["Outcome", "Path", "Stop", "Via", "open_path", "refuted", "unknown"]


class Outcome(str, Enum):
    """What is known of a path.

    Proved: every hop is known and open. Refuted: a hop is known to be missing or closed. Unknown: a hop lies outside of
    what was declared, or is known after deployment only.
    """

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class Via(str, Enum):
    """What serves a path in the end."""

    PRIVATE_API = "private API endpoint"
    PUBLIC_API = "public API endpoint"
    INTERFACE = "interface endpoint"
    GATEWAY = "gateway endpoint"
    NAT = "NAT gateway"
    INTERNET = "internet gateway"
    EGRESS_ONLY = "egress-only internet gateway"
    LOCAL = "the VPC"
    BEYOND = "beyond this graph"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a path ends, or where knowledge of it does.

    Attributes:
        outcome: Refuted or unknown.
        id: Stable id of the cause.
        message: What is so, and why it stops the path.
        fix: What to do about it.
    """

    outcome: Outcome
    id: str
    message: str
    fix: Fix = NO_FIX


@dataclass(frozen=True, slots=True)
class Path:
    """The way from a subnet to a destination.

    Attributes:
        via: What serves it; ``none`` if it is refuted.
        hops: What it passes, in order; of a path that is stopped, how far it is known.
        stopped: What refutes it, or where knowledge ends; ``None`` if it is proved.
        leaves_zone: Why it leaves the source's zone; empty if it does not.
        rests_on: The assumptions that it rests on, each with its place.
    """

    via: Via
    hops: tuple[str, ...] = ()
    stopped: Stop | None = None
    leaves_zone: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What is known of it."""
        return Outcome.PROVED if self.stopped is None else self.stopped.outcome

    @property
    def is_proved(self) -> bool:
        """Whether every hop is known and open."""
        return self.stopped is None

    @property
    def refusal(self) -> Stop | None:
        """What refutes it."""
        return self.stopped if self.outcome is Outcome.REFUTED else None

    @property
    def doubt(self) -> Stop | None:
        """Where knowledge of it ends."""
        return self.stopped if self.outcome is Outcome.UNKNOWN else None

    def after(self, *hops: str) -> "Path":
        """The path behind some hops."""
        return replace(self, hops=(*hops, *self.hops))

    def barred(self, *stops: Stop | None) -> "Path":
        """The path with barriers on it: the first that refutes it, or else the first that leaves it unknown.

        Its fix is that of all barriers of the same kind, so that the next one does not take its place.
        """
        found = [each for each in (*stops, self.stopped) if each is not None]
        if not found:
            return self
        worst = next((each for each in found if each.outcome is Outcome.REFUTED), found[0])
        alike = [each for each in found if (each.outcome, each.id) == (worst.outcome, worst.id)]
        stopped = replace(worst, fix=joined([each.fix for each in alike]))
        return replace(self, stopped=stopped, via=Via.NONE if worst.outcome is Outcome.REFUTED else self.via)

    def assuming(self, *assumptions: str) -> "Path":
        """The path, resting on some assumptions."""
        return replace(self, rests_on=tuple(dict.fromkeys([*self.rests_on, *assumptions])))


def open_path(via: Via, *hops: str, leaves_zone: str = "") -> Path:
    """A path with nothing in its way."""
    return Path(via, hops, leaves_zone=leaves_zone)


def refuted(id_: str, message: str, fix: Fix = NO_FIX, hops: Iterable[str] = ()) -> Path:
    """A path that ends at a hop which is missing or closed."""
    return Path(Via.NONE, tuple(hops), Stop(Outcome.REFUTED, id_, message, fix))


def unknown(id_: str, message: str, fix: Fix = NO_FIX, hops: Iterable[str] = ()) -> Path:
    """A path of which nothing is known behind a hop."""
    return Path(Via.BEYOND, tuple(hops), Stop(Outcome.UNKNOWN, id_, message, fix))
