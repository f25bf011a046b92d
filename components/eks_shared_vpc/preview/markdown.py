"""A preview as Markdown, for a pull request: the summary first, everything else folded away."""

from collections.abc import Iterable, Sequence

from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.matrix import matrices
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.summary import counted, kinds, real, summary

__all__ = ["preview_markdown", "refusal_markdown"]


def preview_markdown(preview: Preview) -> str:
    """The whole preview."""
    parts = [f"### {_escaped(summary(preview))}", _findings(preview.findings)]
    for account, resources in preview.accounts.items():
        rows = [(str(count), kind, f"`{names}`") for kind, count, names in kinds(resources, "")]
        parts.append(
            _folded(
                f"{preview.account_name(account)}: {counted(real(resources), 'resource')}",
                _table(("count", "kind", "names"), rows),
            )
        )
    if preview.addresses:
        rows_ = [
            (row.vpc, row.zone or "", row.tier or row.state, row.use, f"`{row.cidr}`", f"{row.usable:,}")
            for row in preview.addresses
        ]
        parts.append(_folded("Addresses", _table(("VPC", "zone", "tier", "use", "block", "usable"), rows_)))
    shares = [(share.name, share.principal, ", ".join(share.tiers), str(share.subnets)) for share in preview.shares]
    if shares:
        parts.append(_folded("Shared subnets", _table(("share", "with", "tiers", "subnets"), shares)))
    endpoints = [
        (each.cluster, "yes" if each.private else "no", ", ".join(each.public_cidrs) if each.public else "no")
        for each in preview.api_endpoints
    ]
    if endpoints:
        parts.append(_folded("API endpoints", _table(("cluster", "inside the VPC", "on the internet, for"), endpoints)))
    parts += [
        _folded(
            f"What the nodes of {matrix.title} need, and what serves it",
            _table(("need", *matrix.zones), [(need, *cells) for need, cells in matrix.rows]),
        )
        for matrix in matrices(preview.proofs)
    ]
    return "\n\n".join(parts) + "\n"


def refusal_markdown(stack: str, findings: Sequence[Finding]) -> str:
    """Why a stack's input was refused."""
    return (
        f"### {_escaped(stack)} · refused: {counted(len(findings), 'problem')} in the input\n\n{_findings(findings)}\n"
    )


def _findings(findings: Sequence[Finding]) -> str:
    if not findings:
        return "No findings."
    return _table(
        ("level", "finding", "where", "what", "do"),
        [
            (each.level.value, f"`{each.id}`", f"`{each.where.rsplit('::', 1)[-1]}`", each.message, each.fix)
            for each in findings
        ],
    )


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{_escaped(title)}</summary>\n\n{body}\n\n</details>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_escaped(cell) for cell in row) + " |" for row in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
