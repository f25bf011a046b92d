"""What every form of report says in the same words: the one-line summary, and resources by kind."""

import re
from collections.abc import Iterable, Iterator

from eks_shared_vpc.preview.findings import Level
from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.path import Outcome

__all__ = ["counted", "drawn_together", "kinds", "real", "summary"]

_ZONE = re.compile(r"(?<=-)(?:[a-z]{3}\d-)?az\d(?=-|$)")


def counted(number: int, noun: str) -> str:
    """``counted(2, "resource")`` is ``2 resources``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(preview: Preview) -> str:
    """The preview in one line."""
    resources = real(preview.resources)
    accounts = sum(1 for account in preview.accounts if account)
    numbers = {level: sum(finding.level is level for finding in preview.findings) for level in Level}
    levels = [counted(number, level.value) for level, number in numbers.items() if number] or ["no findings"]
    together = f" · with {', '.join(sorted(preview.recorded.referenced))}" if preview.recorded.referenced else ""
    proof = f" · {paths(preview)}" if preview.has_clusters else ""
    return f"{preview.stack} · {counted(resources, 'resource')} in {counted(accounts, 'account')} · {', '.join(levels)}{proof}{together}"


def paths(preview: Preview) -> str:
    """What the proof says of all paths, in a few words: nothing proved is said as such."""
    found = preview.outcomes
    if not preview.proofs:
        return "nothing proved: no nodes are declared here"
    if not found[Outcome.PROVED]:
        rest = ", ".join(f"{found[each]} {each.value}" for each in (Outcome.REFUTED, Outcome.UNKNOWN) if found[each])
        return f"nothing proved: {counted(sum(found.values()), 'path')}, {rest}"
    return ", ".join(
        f"{found[each]} {each.value}" if each is not Outcome.PROVED else f"{counted(found[each], 'path')} proved"
        for each in Outcome
        if found[each]
    )


def real(resources: Iterable[Resource]) -> int:
    """How many of these exist in AWS: components and providers do not."""
    return sum(_is_real(each) for each in resources)


def kinds(resources: Iterable[Resource], prefix: str) -> Iterator[tuple[str, int, str]]:
    """Resources by kind, how many there are, and their names without the prefix that they share."""
    names: dict[str, list[str]] = {}
    for each in resources:
        if _is_real(each):
            names.setdefault(each.kind, []).append(each.name.removeprefix(f"{prefix}-") if prefix else each.name)
    yield from ((kind, len(rows), drawn_together(rows)) for kind, rows in sorted(names.items()))


def _is_real(resource: Resource) -> bool:
    return resource.custom and not resource.type.startswith("pulumi:providers:")


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
