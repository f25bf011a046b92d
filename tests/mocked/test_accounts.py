"""Every resource of the stacks is in the account where it belongs, proved by its provider."""

import pytest

from eks_shared_vpc.preview.graph import PROVIDER, STACK
from tests.support import STACKS, preview_of

NETWORK, PAYMENTS, SEARCH = "111111111111", "222222222222", "333333333333"
HOMES = {
    "dev": {"network": NETWORK, "dev": NETWORK},
    "dual-stack": {"network": NETWORK, "endpoints": NETWORK, "media": NETWORK},
    "existing-vpc": {"network": NETWORK, "endpoints": NETWORK, "orders": NETWORK},
    "isolated": {"network": NETWORK, "endpoints": NETWORK, "vault": NETWORK},
    "prod-network": {"network": NETWORK, "endpoints": NETWORK, "share": NETWORK},
    "prod-payments": {"payments-subnets": PAYMENTS, "payments": PAYMENTS},
    "public-only": {"network": NETWORK, "demo": NETWORK},
    "regional-nat": {"network": NETWORK, "shop": NETWORK},
    "staging": {
        "network": NETWORK,
        "endpoints": NETWORK,
        "share": NETWORK,
        "payments-subnets": PAYMENTS,
        "payments": PAYMENTS,
        "search-subnets": SEARCH,
        "search": SEARCH,
    },
    "two-networks": {
        "open": NETWORK,
        "open-endpoints": NETWORK,
        "open-share": NETWORK,
        "closed": NETWORK,
        "closed-endpoints": NETWORK,
        "ledger": NETWORK,
        "web-open-subnets": PAYMENTS,
        "shop": PAYMENTS,
    },
}


def test_every_stack_says_where_its_components_belong():
    assert set(STACKS) <= set(HOMES)


@pytest.mark.parametrize(
    ("stack", "component", "account"), [(s, c, a) for s in STACKS for c, a in HOMES.get(s, {}).items()]
)
def test_all_that_a_component_makes_is_in_its_account(stack, component, account):
    graph = preview_of(stack).own
    (made,) = [each for each in graph if each.type.startswith("eks-shared-vpc:") and each.name == component]
    children = [each for each in graph.descendants(made) if each.custom]
    assert children or made.kind == "ExistingVpc", "otherwise nothing below is checked"
    assert [(each.urn, each.account) for each in children if each.account != account] == []
    unproved = [
        each.urn for each in children if graph.resources[each.provider].inputs["allowedAccountIds"] != f'["{account}"]'
    ]
    assert unproved == [], "the provider itself is bound to the account, so AWS refuses any other"


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_is_made_outside_the_components(stack):
    graph = preview_of(stack).own
    homes = [each for each in graph if each.type.startswith("eks-shared-vpc:")]
    assert sorted(each.name for each in homes) == sorted(HOMES[stack])
    inside = {each.urn for home in homes for each in graph.descendants(home)}
    loose = [each for each in graph if each.urn not in inside and each not in homes]
    assert {each.type for each in loose} - {STACK, PROVIDER, "pulumi:pulumi:StackReference"} == set()


@pytest.mark.parametrize("stack", ["prod-payments", "staging"])
def test_the_children_of_packaged_components_are_in_the_participants_account(stack):
    graph = preview_of(stack).own
    modelled = {each.name: each.account for each in graph if each.modelled}
    assert (
        modelled
        == {
            "prod-payments": {"payments-default": PAYMENTS},
            "staging": {"payments-default": PAYMENTS, "search-default": SEARCH, "search-indexing": SEARCH},
        }[stack]
    )


@pytest.mark.parametrize("stack", STACKS)
def test_everything_is_in_the_stacks_region(stack):
    found = {each.region for each in preview_of(stack).own if each.custom and each.type.startswith("aws:")}
    assert found == {"us-west-2"}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_makes_providers_only_for_the_accounts_that_it_uses(stack):
    graph = preview_of(stack).own
    assert sorted(each.account or "" for each in graph.of_type(PROVIDER)) == sorted(set(HOMES[stack].values()))
