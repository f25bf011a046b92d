"""A preview as Markdown, for a pull request: the summary first, everything else folded away."""

from collections.abc import Sequence

from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.markdown_parts import fitted, folded, table
from eks_shared_vpc.preview.markdown_text import Markdown, code, escaped
from eks_shared_vpc.preview.matrix import matrices
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.summary import counted, kinds, real, summary

__all__ = ["findings_table", "preview_details", "preview_markdown", "refusal_markdown"]


def preview_markdown(preview: Preview) -> str:
    """The whole preview."""
    return fitted([f"### {escaped(summary(preview))}", findings_table(preview.findings), *preview_details(preview)])


def preview_details(preview: Preview) -> list[str]:
    """What is folded away below the findings."""
    parts = []
    for account, resources in preview.accounts.items():
        rows = [(str(count), kind, code(names)) for kind, count, names in kinds(resources, "")]
        parts.append(
            folded(
                f"{preview.account_name(account)}: {counted(real(resources), 'resource')}",
                table(("count", "kind", "names"), rows),
            )
        )
    if preview.addresses:
        rows_ = [
            (row.vpc, row.zone or "", row.tier or row.state, row.use, code(row.cidr), f"{row.usable:,}")
            for row in preview.addresses
        ]
        parts.append(folded("Addresses", table(("VPC", "zone", "tier", "use", "block", "usable"), rows_)))
    shares = [(share.name, share.principal, ", ".join(share.tiers), str(share.subnets)) for share in preview.shares]
    if shares:
        parts.append(folded("Shared subnets", table(("share", "with", "tiers", "subnets"), shares)))
    endpoints = [
        (each.cluster, "yes" if each.private else "no", ", ".join(each.public_cidrs) if each.public else "no")
        for each in preview.api_endpoints
    ]
    if endpoints:
        parts.append(folded("API endpoints", table(("cluster", "inside the VPC", "on the internet, for"), endpoints)))
    parts += [
        folded(
            f"What the nodes of {matrix.title} need, and what serves it",
            table(("need", *matrix.zones), [(need, *cells) for need, cells in matrix.rows]),
        )
        for matrix in matrices(preview.proofs)
    ]
    return parts


def refusal_markdown(stack: str, findings: Sequence[Finding]) -> str:
    """Why a stack's input was refused."""
    return f"### {escaped(stack)} · refused: {counted(len(findings), 'problem')} in the input\n\n{findings_table(findings)}\n"


def findings_table(findings: Sequence[Finding]) -> str:
    """Findings as a table."""
    if not findings:
        return "No findings."
    return table(
        ("level", "finding", "where", "what", "fix"),
        [(each.level.value, code(each.id), _where(each), each.message, each.fix) for each in findings],
    )


def _where(finding: Finding) -> Markdown:
    parts = (finding.where.rsplit("::", 1)[-1], finding.place)
    return Markdown("<br>".join(code(part) for part in parts if part))
