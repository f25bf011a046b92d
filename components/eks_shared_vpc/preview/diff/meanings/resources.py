"""What holds of resources of any kind: their account, their protection, their tags, the logs in them."""

from collections.abc import Iterator
from math import inf

from eks_shared_vpc.judgement import MeaningLevel
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.log_group import LogGroup
from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.provider import Provider
from eks_shared_vpc.preview.diff.changes import Kind
from eks_shared_vpc.preview.diff.difference import Changed, Difference
from eks_shared_vpc.preview.fixes import advice
from eks_shared_vpc.preview.rule import Remark, rule

__all__: list[str] = []


@rule(MeaningLevel.RED, "facts 6.13; engine-facts 1")
def moved_between_accounts(difference: Difference) -> Iterator[Remark]:
    """Nothing moves between accounts: Pulumi looks for the resource in the new account, and the one in the old account stays."""
    found: dict[tuple[str | None, str | None], list[Changed[View]]] = {}
    for each in difference.of(View, Kind.MOVE):
        # A provider stays where it is: only what is created with it is looked for in another account.
        if each.before is not None and each.after is not None and not isinstance(each.view, Provider):
            found.setdefault((each.before.account, each.after.account), []).append(each)
    for (before, after), rows in found.items():
        what = _named(rows[0].view) if len(rows) == 1 else f"{len(rows)} resources"
        yield Remark(
            rows[0].view,
            f"{what} would move from account {before} to {after}",
            advice("destroy it in its account and create it under a new name, or correct the account"),
        )


@rule(MeaningLevel.RED, "Pulumi, protect")
def protected_resource_deleted(difference: Difference) -> Iterator[Remark]:
    """Pulumi does not delete protected resources: pulumi up stops at its preview, or midway with --skip-preview."""
    # What moves to another account is not among them: the engine leaves it where it is.
    found = [
        each
        for each in difference.of(View, Kind.REPLACE, Kind.DELETE)
        if each.before is not None and each.before.resource.protect
    ]
    for stack in dict.fromkeys(each.view.stack for each in found):
        rows = [each.view for each in found if each.view.stack == stack]
        yield Remark(
            rows[0],
            f"{', '.join(map(_named, rows))} {'is' if len(rows) == 1 else 'are'} protected: pulumi up will stop there",
            advice("if this is intended: pulumi state unprotect <urn>, for each"),
        )


@rule(MeaningLevel.AMBER, "Pulumi, protect; EKS API, deletionProtection")
def protection_lifted(difference: Difference) -> Iterator[Remark]:
    """What could not be deleted by mistake can be deleted after this change."""
    lifted = [after for before, after in difference.kept(View) if _is_lifted(before, after)]
    if lifted:
        yield Remark(lifted[0], f"no longer protected: {', '.join(map(_named, lifted))}")


@rule(MeaningLevel.AMBER, "diff/replacements.json; CloudWatch Logs API, PutRetentionPolicy")
def logs_lost(difference: Difference) -> Iterator[Remark]:
    """The logs in a group are deleted with it, and those that are older than its retention period."""
    for each in difference.of(LogGroup):
        if each.before is None:
            continue
        name = each.before.log_group_name or each.before.name
        if each.kind in (Kind.DELETE, Kind.REPLACE) and each.before.is_retained is not True:
            yield Remark(each.view, f"the logs in {name} are deleted")
        elif each.kind is Kind.UPDATE and each.after is not None and _days_kept(each.after) < _days_kept(each.before):
            yield Remark(
                each.view, f"the logs in {name} that are older than {_days_kept(each.after):g} days are deleted"
            )


@rule(MeaningLevel.NOTE, "engine-facts 11.7")
def default_tags_changed(difference: Difference) -> Iterator[Remark]:
    """Every resource under the provider is updated in place, besides what is listed."""
    for each in difference.of(Provider, Kind.UPDATE):
        if each.change.changed(Provider.DEFAULT_TAGS):
            yield Remark(each.view, f"all resources in account {each.view.account or each.name} get other tags")


def _named(view: View) -> str:
    return f"{view.kind} {view.name}"


def _is_lifted(before: View, after: View) -> bool:
    """Whether Pulumi or EKS protects a resource before and not after."""
    if isinstance(before, Cluster) and isinstance(after, Cluster) and before.is_protected is True:
        return after.is_protected is False or (before.resource.protect and not after.resource.protect)
    return before.resource.protect and not after.resource.protect


def _days_kept(group: LogGroup) -> float:
    """How long a log group keeps what is in it: permanently, unless it states a number of days."""
    days = group.retention_days
    return days if isinstance(days, int) and days > 0 else inf
