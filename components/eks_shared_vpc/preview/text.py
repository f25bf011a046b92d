"""A preview for people at a terminal: readable without colour and in 80 to 100 columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from eks_shared_vpc.preview.addresses import AddressRow
from eks_shared_vpc.preview.endpoints import PRICE_DATE
from eks_shared_vpc.preview.findings import Finding, Level
from eks_shared_vpc.preview.fixes import Form
from eks_shared_vpc.preview.matrix import ELSEWHERE, NOTHING, UNKNOWN, matrices
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.proof.prove import Proof
from eks_shared_vpc.preview.summary import counted, kinds, real, summary

__all__ = ["print_explanation", "print_preview", "print_refusal"]

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}


def print_preview(preview: Preview, console: Console) -> None:
    """Print the whole preview."""
    console.print(Text(summary(preview), style="bold"))
    sections: list[tuple[str, RenderableType | None]] = [
        ("Resources by account", _resources(preview)),
        ("Addresses", _addresses(preview.addresses)),
        ("Shared subnets", _shares(preview)),
        ("API endpoints", _api_endpoints(preview)),
        ("Interface endpoints", _interface_endpoints(preview)),
        ("What nodes need, and what serves it", _proof(preview)),
        ("Findings", _findings(preview.findings)),
    ]
    for title, content in sections:
        if content is not None:
            console.print()
            console.print(Text(title, style="bold underline"))
            console.print(Padding(content, (0, 0, 0, 2), expand=False))


def print_refusal(stack: str, findings: Sequence[Finding], console: Console) -> None:
    """Print why a stack's input was refused."""
    console.print(
        Text(
            f"{stack} · refused: {counted(len(findings), 'problem')} in the input, nothing was declared",
            style="bold red",
        )
    )
    console.print()
    console.print(Padding(_list(findings), (0, 0, 0, 2), expand=False))


def print_explanation(proofs: Sequence[Proof], form: Form, console: Console) -> None:
    """Print the hops of some proofs."""
    for proof in proofs:
        console.print(
            Text.assemble(
                (proof.address, "bold"),
                f"  {proof.who} in {proof.source.name}: {proof.path.outcome.value}, {proof.path.via.value}",
            )
        )
        console.print(
            Padding(Text(f"needed because {proof.need.why} (facts {proof.need.facts})"), (0, 0, 0, 4), expand=False)
        )
        for number, hop in enumerate(proof.path.hops, start=1):
            console.print(Padding(Text(f"{number}. {hop}"), (0, 0, 0, 4), expand=False))
        if proof.path.stopped:
            word = "stopped" if proof.path.refusal else "unknown from here on"
            console.print(Padding(Text(f"{word}: {proof.path.stopped.message}"), (0, 0, 0, 4), expand=False))
            repair = proof.path.stopped.fix.told(form)
            if repair:
                console.print(Padding(Text(f"fix: {repair}"), (0, 0, 0, 4), expand=False))
        for assumption in proof.path.rests_on:
            console.print(Padding(Text(f"assumed: {assumption}"), (0, 0, 0, 4), expand=False))
        if proof.path.leaves_zone:
            console.print(Padding(Text(f"leaves {proof.zone} {proof.path.leaves_zone}"), (0, 0, 0, 4), expand=False))


def _resources(preview: Preview) -> RenderableType:
    trees = []
    for account, resources in preview.accounts.items():
        own = {each.urn for each in resources}
        tree = Tree(
            Text(f"{preview.account_name(account)} · {counted(real(resources), 'resource')}", style="bold"),
            guide_style="dim",
        )
        tops = [each for each in resources if each.parent not in own]
        loose = [each for each in tops if each.custom]
        for component in (each for each in tops if not each.custom):
            inside = [each for each in preview.own.descendants(component) if each.account == component.account]
            branch = tree.add(f"{component.name} · {component.kind} · {counted(real(inside), 'resource')}")
            for row in kinds(inside, component.name):
                branch.add(_kind(*row))
        for row in kinds(loose, ""):
            tree.add(_kind(*row))
        trees.append(tree)
    return Group(*trees)


def _kind(kind: str, count: int, names: str) -> Text:
    return Text(f"{count:>3} {kind}: {names}")


def _addresses(rows: Sequence[AddressRow]) -> RenderableType | None:
    if not rows:
        return None
    parts: list[RenderableType] = []
    for vpc, block in dict.fromkeys((row.vpc, row.block) for row in rows):
        mine = [row for row in rows if (row.vpc, row.block) == (vpc, block)]
        base = "allocated by IPAM at deployment, offsets from its first address" if mine[0].unknown_base else block
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in ("zone", "tier", "use", "block"):
            table.add_column(column)
        table.add_column("usable", justify="right")
        for row in _folded(mine):
            style = "" if row.state == "subnet" else "dim"
            what = row.tier if row.state == "subnet" else row.state
            table.add_row(row.zone or "-", what, row.use, row.cidr, f"{row.usable:,}", style=style)
        parts += [Text(f"VPC {vpc} · {base}"), table]
    return Group(*parts)


def _folded(rows: Sequence[AddressRow]) -> Iterator[AddressRow]:
    """The rows with a zone's free pieces as one, named by the largest: that is what a tier to come can have."""
    free = [row for row in rows if row.state == "free"]
    for row in rows:
        if row.state == "reserved":
            yield replace(row, use="a zone to come")
        elif row.state != "free":
            yield row
        else:
            pieces = [each for each in free if each.zone == row.zone]
            if row is pieces[-1]:
                largest = max(pieces, key=lambda each: each.usable)
                yield replace(
                    largest,
                    use="a tier to come",
                    cidr=f"up to {largest.cidr}",
                    usable=sum(each.usable for each in pieces),
                )


def _shares(preview: Preview) -> RenderableType | None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("share", "with", "tiers"):
        table.add_column(column, overflow="fold")
    table.add_column("subnets", justify="right")
    for share in preview.shares:
        table.add_row(
            share.name,
            preview.account_name(share.principal) if share.principal.isdigit() else share.principal,
            ", ".join(share.tiers),
            str(share.subnets),
        )
    return table if table.row_count else None


def _api_endpoints(preview: Preview) -> RenderableType | None:
    lines = []
    for each in preview.api_endpoints:
        where = " and ".join(
            word for word, on in (("inside the VPC", each.private), ("on the internet", each.public)) if on
        )
        who = f", there for {', '.join(each.public_cidrs)}" if each.public else ""
        lines.append(Text(f"{each.cluster} in {preview.account_name(each.account)}: {where}{who}"))
    return Group(*lines) if lines else None


def _interface_endpoints(preview: Preview) -> RenderableType | None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("service")
    table.add_column("zones", justify="right")
    table.add_column("USD a month", justify="right")
    table.add_column("for", overflow="fold")
    rows = preview.interface_endpoints
    for each in rows:
        table.add_row(each.service, str(each.zones), f"{each.monthly_usd:.2f}", each.why)
    if not rows:
        return None
    total = f"{sum(each.monthly_usd for each in rows):.2f} USD a month before data, at list prices of us-east-1 in {PRICE_DATE}"
    return Group(table, Text(total, style="dim"))


def _proof(preview: Preview) -> RenderableType | None:
    parts: list[RenderableType] = []
    for matrix in matrices(preview.proofs):
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in (matrix.title, *matrix.zones):
            table.add_column(column)
        for need, cells in matrix.rows:
            table.add_row(need, *(Text(cell, style=_style(cell)) for cell in cells))
        parts.append(table)
    if parts:
        key = f"{ELSEWHERE} leaves its zone, {UNKNOWN} is unknown. Hops of one: --explain CLUSTER/ZONE/NEED"
        parts.append(Text(key, style="dim"))
    parts += [Text(f"assumed: {each}") for each in preview.assumed]
    return Group(*parts) if parts else None


def _style(cell: str) -> str:
    return "bold red" if cell.startswith(NOTHING) else "yellow" if cell.startswith(UNKNOWN) else ""


def _findings(findings: Sequence[Finding]) -> RenderableType:
    return _list(findings) if findings else Text("none", style="green")


def _list(findings: Sequence[Finding]) -> RenderableType:
    parts: list[RenderableType] = []
    for finding in findings:
        where = "  ".join(part for part in (finding.where.rsplit("::", 1)[-1], finding.place) if part)
        head = Text.assemble(
            (finding.level.value, _STYLES[finding.level]), "  ", (finding.id, "bold"), "  ", (where, "dim")
        )
        parts += [head, Padding(Text(finding.message), (0, 0, 0, 4), expand=False)]
        if finding.fix:
            parts.append(Padding(Text(f"fix: {finding.fix}"), (0, 0, 0, 4), expand=False))
    return Group(*parts)
