"""Every resource is in the account where it belongs."""

from collections import Counter
from collections.abc import Iterator

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model, View
from eks_shared_vpc.preview.aws.owned_network import is_owned_by_the_network, owned_by_the_network, place_of
from eks_shared_vpc.preview.aws.provider import (
    Component,
    Provider,
    accounts_are_explicit,
    components,
    managed_by_aws,
    without_provider,
)
from eks_shared_vpc.preview.aws.references import MayOwn, group_users, references_of
from eks_shared_vpc.preview.aws.share import is_shared_with, shares_are_known
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.fixes import Fix, InAccount, Remove, advice, fix
from eks_shared_vpc.preview.rule import Remark, Rule, rule

__all__ = ["RULES"]


@rule(Level.ERROR, "design rule 3")
def default_provider(model: Model) -> Iterator[Remark]:
    """In a program of several accounts, a resource without a provider is created in whichever account the credentials belong to."""
    for each in without_provider(model) if accounts_are_explicit(model) else ():
        message = f"{each.kind} {each.name} names no provider, so the credentials decide in which account it is created"
        yield Remark(each, message, _like_what_it_uses(each))


@rule(Level.ERROR, "design rule 3")
def provider_without_account(model: Model) -> Iterator[Remark]:
    """In a program of several accounts, a provider that is bound to no account works in whichever one its credentials belong to."""
    for each in model.all(Provider) if accounts_are_explicit(model) else ():
        if each.account is None:
            message = f"the provider {each.name} is not bound to one account, so its credentials decide which one it is"
            yield Remark(each, message, BIND)


@rule(Level.NOTICE, "design rule 3")
def account_not_stated(model: Model) -> Iterator[Remark]:
    """A program of one account may leave the account to its credentials; with those of another account it deploys there."""
    if accounts_are_explicit(model):
        return
    default = list(without_provider(model))
    if default:
        named = ", ".join(each.name for each in default[:3]) + (", …" if len(default) > 3 else "")  # noqa: PLR2004
        message = f"no provider is named for {named}: the credentials decide in which account they are created"
        yield Remark(default[0], message, BIND)
    for each in model.all(Provider):
        if each.account is None:
            yield Remark(each, f"the provider {each.name} is bound to no account: its credentials decide it", BIND)


@rule(Level.ERROR, "design rule 3")
def component_in_two_accounts(model: Model) -> Iterator[Remark]:
    """One instance of a component belongs to one account; two accounts are two instances."""
    for each in components(model):
        accounts = each.accounts() if each.is_ours else ()
        if len(accounts) > 1:
            message = f"{each.name} has resources in {' and '.join(map(model.account_name, accounts))}"
            yield Remark(each, message, _in_one_account(each))


@rule(Level.ERROR, "facts 6.9, 6.11")
def network_outside_owner(model: Model) -> Iterator[Remark]:
    """The VPC's owner alone creates its subnets, routes, gateways and endpoints; AWS refuses them to a participant."""
    for each in owned_by_the_network(model):
        place = place_of(each)
        if place is not None and each.is_foreign_to(place):
            here, there = model.account_name(each.account), model.account_name(place.account)
            message = f"{each.kind} {each.name} is in {here}, but its {place.kind} {place.name} is in {there}"
            yield Remark(each, message, _with_its_owner(each))


@rule(Level.ERROR, "facts 6.9, 6.10, 6.13, 6.27, 6.28; preview/aws/references.py")
def foreign_reference(model: Model) -> Iterator[Remark]:
    """AWS looks for some things in the resource's own account only: another account's is not found, or refused."""
    for user, target, row in references_of(model, MayOwn.SAME):
        if user.is_foreign_to(target) and not _is_outside_owner(user):
            here, there = model.account_name(user.account), model.account_name(target.account)
            message = f"{user.kind} {user.name} in {here} uses the {target.kind} {target.name} of {there} ({row.facts})"
            yield Remark(user, message, _together(user, target))


@rule(Level.ERROR, "facts 6.14, 6.20")
def foreign_security_group(model: Model) -> Iterator[Remark]:
    """The interfaces of an account accept its own security groups, and those that AWS RAM shares with it."""
    for group, users in group_users(model).items():
        for each in users:
            if each.is_foreign_to(group) and _is_unshared(group, each):
                there = model.account_name(group.account)
                message = (
                    f"{each.kind} {each.name} uses the security group {group.name} of {there}, which is not shared"
                )
                yield Remark(each, message, _own_group(each, group, users))


PROVIDER = "pass opts=ResourceOptions(provider=…) to it or to its component"
BIND = advice("set allowed_account_ids of the provider to the one account id")
"""The account is not in the program: nothing but its author knows it."""


def _is_outside_owner(view: View) -> bool:
    """Whether it is reported already, as a part of the network that is not in its owner's account."""
    place = place_of(view) if is_owned_by_the_network(view) else None
    return place is not None and view.is_foreign_to(place)


def _with_its_owner(view: View) -> Fix:
    """What a resource is part of, and itself, in the account of the outermost of these: the VPC, or what is shared."""
    chain = [view]
    while (place := place_of(chain[-1])) is not None and place not in chain:
        chain.append(place)
    return fix(*(InAccount(each, chain[-1]) for each in chain[:-1] if each.is_foreign_to(chain[-1])))


def _is_unshared(group: View, user: View) -> bool:
    """Whether a group is not shared with the account of its user: the program that declares both would declare the share."""
    shared = is_shared_with(group, user.account)
    return shared is False or (shared is UNKNOWN and group.stack == user.stack and shares_are_known(group.model))


def _like_what_it_uses(view: View) -> Fix:
    """In the account of the rest of its component, or else of what it refers to and what refers to it."""
    model = view.model
    parent = view.resource.parent
    is_in_a_component = any(each.urn == parent for each in components(model))
    siblings = [each for each in managed_by_aws(model) if is_in_a_component and each.resource.parent == parent]
    for rows in (siblings, *_rings(view)):
        accounts = {each.account: each for each in rows if each.resource.provider}
        if accounts:
            like, *others = accounts.values()
            return advice(PROVIDER) if others else fix(InAccount(view, like))
    return advice(PROVIDER)


def _rings(view: View) -> Iterator[list[View]]:
    """What a resource refers to and what refers to it, then what is next to those, and so on."""
    model, seen, ring = view.model, {view}, [view]
    while ring:
        beside = [
            *(each for one in ring for each in model.named_in(one.resource.inputs)),
            *(each for one in ring for each in _referring(model).get(one.urn, ())),
        ]
        ring = [each for each in dict.fromkeys(beside) if each not in seen]
        seen.update(ring)
        yield ring


def _in_one_account(component: Component) -> Fix:
    """Everything in the account where most of it is."""
    model = component.model
    inside = [model.view(each, View) for each in model.graph.descendants(component.resource) if each.account]
    (account, _), *_ = Counter(each.account for each in inside).most_common()
    like = next(each for each in inside if each.account == account)
    moved = [InAccount(each, like) for each in inside if each.account != account]
    return fix(*moved, advice="or give each account an instance of its own")


def _together(user: View, target: View) -> Fix:
    """The target in the account of its user, with what refers to it from its own account."""
    model = user.model
    attached = [each for each in _referring(model).get(target.urn, ()) if each.account == target.account]
    return fix(*(InAccount(each, user) for each in (target, *attached)))


def _referring(model: Model) -> dict[str, list[View]]:
    return model.indexed(_referring_index)


def _referring_index(model: Model) -> dict[str, list[View]]:
    found: dict[str, list[View]] = {}
    for each in managed_by_aws(model):
        for target in model.named_in(each.resource.inputs):
            found.setdefault(target.urn, []).append(each)
    return found


def _own_group(user: View, group: View, users: list[View]) -> Fix:
    """The group in the account of those who use it, or without it if several accounts do."""
    if all(each.account == user.account for each in users):
        return fix(InAccount(group, user))
    return fix(Remove(user, _GROUP_INPUTS.get(user.kind, "security_group_ids"), group))


_GROUP_INPUTS = {"Cluster": "vpc_config.security_group_ids", "LaunchTemplate": "vpc_security_group_ids"}

RULES: tuple[Rule[Model, Level], ...] = (
    default_provider,
    provider_without_account,
    account_not_stated,
    component_in_two_accounts,
    network_outside_owner,
    foreign_reference,
    foreign_security_group,
)
