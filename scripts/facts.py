"""The facts sheet: docs/facts.json, the one source of docs/aws-facts.md and of the sources that finding pages name."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "Row", "Sheet", "cited", "link", "linked", "links", "sheet"]

ROOT = Path(__file__).parent.parent
SHEET = ROOT / "docs" / "facts.json"

_ROW = r"\d+\.\d+[a-z]?"
_CITATION = re.compile(rf"(?<!engine-)facts\s+({_ROW}(?:(?:\s*[-–]\s*|\s*,\s*(?:and\s+)?|\s+and\s+){_ROW})*)")
_RANGE = re.compile(rf"({_ROW})(?:\s*[-–]\s*({_ROW}))?")
_GUIDES = (
    ("https://docs.aws.amazon.com/eks/latest/userguide/", "EKS User Guide"),
    ("https://docs.aws.amazon.com/eks/latest/best-practices/", "EKS Best Practices"),
    ("https://docs.aws.amazon.com/eks/latest/APIReference/API_", "EKS API"),
    ("https://docs.aws.amazon.com/vpc/latest/userguide/", "VPC User Guide"),
    ("https://docs.aws.amazon.com/vpc/latest/privatelink/", "PrivateLink Guide"),
    ("https://docs.aws.amazon.com/vpc/latest/tgw/", "Transit Gateway Guide"),
    ("https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_", "EC2 API"),
    ("https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/", "EC2 User Guide"),
    ("https://docs.aws.amazon.com/AmazonECR/latest/userguide/", "ECR User Guide"),
    ("https://docs.aws.amazon.com/IAM/latest/UserGuide/", "IAM User Guide"),
    ("https://docs.aws.amazon.com/ram/latest/userguide/", "RAM User Guide"),
    ("https://docs.aws.amazon.com/ram/latest/APIReference/API_", "RAM API"),
    ("https://docs.aws.amazon.com/Route53/latest/APIReference/API_", "Route 53 API"),
    ("https://docs.aws.amazon.com/general/latest/gr/", "AWS General Reference"),
    ("https://www.pulumi.com/registry/packages/aws/api-docs/", "pulumi-aws"),
    ("https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/", "AWS Load Balancer Controller"),
    ("https://karpenter.sh/", "Karpenter"),
    ("https://github.com/", "GitHub"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        id: The row's number, such as ``2.6``.
        text: What is so.
        source: Where it was read, by the keys of the sheet.
        status: ``checked``, ``inferred``, ``from memory`` or ``unsure``, with what it holds for.
        pages: URLs of the pages that say so; empty where none is established.
        later: What later rows say, which wins; empty where nothing is newer.
        later_rows: Those rows.
    """

    id: str
    text: str
    source: str
    status: str
    pages: tuple[str, ...]
    later: str = ""
    later_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows, by id in their order, with the titles of their sections and the keys of the sources."""

    date: str
    sources: Mapping[str, str]
    sections: Mapping[str, str]
    rows: Mapping[str, Row] = field(default_factory=dict)


@cache
def sheet() -> Sheet:
    """The sheet as it is committed."""
    held = json.loads(SHEET.read_text(encoding="utf-8"))
    rows = {
        id_: Row(
            id_,
            row["text"],
            row["source"],
            row["status"],
            tuple(row["pages"]),
            row.get("later", {}).get("text", ""),
            tuple(row.get("later", {}).get("rows", ())),
        )
        for id_, row in held["rows"].items()
    }
    return Sheet(held["date"], held["sources"], held["sections"], rows)


def cited(text: str) -> list[str]:
    """The rows that a text cites as ``facts 2.5, 1.10–1.15``, each once, in order; a range names each of its rows."""
    found = (row for citation in _CITATION.findall(text) for row in _rows(citation))
    return list(dict.fromkeys(found))


def _rows(citation: str) -> Iterator[str]:
    order = list(sheet().rows)
    for first, last in _RANGE.findall(citation):
        if last and first in order and last in order:
            yield from order[order.index(first) : order.index(last) + 1]
        else:
            yield first
            if last:
                yield last


def link(url: str) -> str:
    """A page as a Markdown link, called by its guide and its name."""
    for start, guide in _GUIDES:
        if url.startswith(start):
            page = url.removeprefix(start).removesuffix("/").removesuffix(".html")
            return f"[{guide}: {page}]({url})"
    raise LookupError(f"no guide is known for {url}")


def linked(text: str, page: str) -> str:
    """A text with each row that it cites as a link into the sheet, where ``page`` is the way to it."""
    rows = sheet().rows
    return _CITATION.sub(
        lambda found: re.sub(_ROW, lambda row: f"[{row[0]}]({page}#{row[0]})" if row[0] in rows else row[0], found[0]),
        text,
    )


def links(row: Row) -> str:
    """Where a row comes from: its pages, or its source in words where no page is established."""
    if row.pages:
        return ", ".join(link(url) for url in row.pages)
    return f"source: {row.source}" if row.source.strip(" –") else "source: none"
