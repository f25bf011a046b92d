"""Numbers and names as a report says them."""

import re
from collections.abc import Iterable, Iterator

__all__ = ["counted", "drawn_together"]

_ZONE = re.compile(r"(?<=-)(?:[a-z]{3}\d-)?az\d(?=-|$)")


def counted(number: int, noun: str) -> str:
    """``counted(2, "resource")`` is ``2 resources``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def drawn_together(names: Iterable[str]) -> str:
    """Names in order, those that differ by zone only as one: ``private-{az1,az2,az3}``."""
    return ", ".join(_together(sorted(names)))


def _together(names: Iterable[str]) -> Iterator[str]:
    zones: dict[tuple[str, str], list[str]] = {}
    for name in names:
        match = _ZONE.search(name)
        before, after = (name[: match.start()], name[match.end() :]) if match else (name, "")
        zones.setdefault((before, after), []).extend([match[0]] if match else [])
    for (before, after), found in zones.items():
        middle = f"{{{','.join(found)}}}" if len(found) > 1 else "".join(found)
        yield f"{before}{middle}{after}"
