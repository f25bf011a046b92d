"""What holds of resources of any kind: their account, their protection, their tags, the logs in them."""

from collections.abc import Iterator
from math import inf

from eks_shared_vpc.preview.diff.changes import Change, Kind
from eks_shared_vpc.preview.diff.difference import Difference
from eks_shared_vpc.preview.diff.meaning import Consequence, MeaningLevel, MeaningRule, meaning
from eks_shared_vpc.preview.graph import PROVIDER, Resource

__all__ = ["MEANINGS"]

CLUSTER = "aws:eks/cluster:Cluster"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@meaning(MeaningLevel.RED, "facts 6.13; engine-facts 1")
def moved_between_accounts(difference: Difference) -> Iterator[Consequence]:
    """Nothing moves between accounts: Pulumi would look for it in the new one, and what is in the old one stays behind."""
    found: dict[tuple[str | None, str | None], list[Change]] = {}
    # A provider stays where it is: only what is made with it would be looked for elsewhere.
    moved = [each for each in difference.changes if each.kind is Kind.MOVE and each.resource.type != PROVIDER]
    for each in moved:
        if each.before is not None and each.after is not None:
            found.setdefault((each.before.account, each.after.account), []).append(each)
    for (before, after), rows in found.items():
        what = f"{rows[0].resource.kind} {rows[0].resource.name}" if len(rows) == 1 else f"{len(rows)} resources"
        yield Consequence(
            rows[0].resource,
            f"{what} would move from account {before} to {after}",
            "destroy it where it is and make it under a new name, or correct the account",
        )


@meaning(MeaningLevel.RED, "Pulumi, protect")
def protected_resource_deleted(difference: Difference) -> Iterator[Consequence]:
    """Pulumi refuses to delete what is protected: pulumi up stops at its preview, or in the middle with --skip-preview."""
    # What moves to another account is not among them: the engine leaves it alone where it is.
    gone = [each for each in difference.changes if each.kind in (Kind.REPLACE, Kind.DELETE)]
    found = [each for each in gone if each.before is not None and each.before.protect]
    for stack in dict.fromkeys(each.resource.stack for each in found):
        names = [f"{each.resource.kind} {each.resource.name}" for each in found if each.resource.stack == stack]
        yield Consequence(
            next(each.resource for each in found if each.resource.stack == stack),
            f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} protected: pulumi up will stop there",
            "if it is meant: pulumi state unprotect <urn>, for each",
        )


@meaning(MeaningLevel.AMBER, "Pulumi, protect; EKS API, deletionProtection")
def protection_lifted(difference: Difference) -> Iterator[Consequence]:
    """What could not be deleted by mistake can be from now on."""
    names: dict[str, str] = {}
    for type_ in {each.type for each in difference.after.graph}:
        for before, after in difference.kept(type_):
            lifted = before.inputs.get("deletionProtection") and not after.inputs.get("deletionProtection")
            if (before.protect and not after.protect) or (after.type == CLUSTER and lifted):
                names[after.urn] = f"{after.kind} {after.name}"
    if names:
        yield Consequence(min(names), f"not protected any more: {', '.join(names[urn] for urn in sorted(names))}")


@meaning(MeaningLevel.AMBER, "diff/replacements.json; CloudWatch Logs API, PutRetentionPolicy")
def logs_lost(difference: Difference) -> Iterator[Consequence]:
    """The logs in a group are deleted with it, and those that are older than it is to keep them."""
    for each in difference.of(LOG_GROUP):
        if each.before is None:
            continue
        name = each.before.inputs.get("name", each.before.name)
        # With skipDestroy the group stays in AWS when Pulumi is done with it.
        if each.kind in (Kind.DELETE, Kind.REPLACE) and not each.before.inputs.get("skipDestroy"):
            yield Consequence(each.resource, f"the logs in {name} are deleted")
        elif each.kind is Kind.UPDATE and _days_kept(each.after) < _days_kept(each.before):
            yield Consequence(
                each.resource, f"the logs in {name} that are older than {_days_kept(each.after):g} days are deleted"
            )


@meaning(MeaningLevel.NOTE, "engine-facts 11.7")
def default_tags_changed(difference: Difference) -> Iterator[Consequence]:
    """Every resource under the provider is updated in place, besides what is listed."""
    for each in difference.of(PROVIDER, Kind.UPDATE):
        if each.changed("defaultTags"):
            yield Consequence(
                each.resource, f"all resources in account {each.resource.account or each.resource.name} get other tags"
            )


def _days_kept(group: Resource | None) -> float:
    """How long a log group keeps what is in it: for ever, unless it says so."""
    days = group.inputs.get("retentionInDays") if group is not None else None
    return days if isinstance(days, int) and days > 0 else inf


MEANINGS: tuple[MeaningRule, ...] = (
    moved_between_accounts,
    protected_resource_deleted,
    protection_lifted,
    logs_lost,
    default_tags_changed,
)
