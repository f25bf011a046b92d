"""Type, name and parent of every child, which together are its address in a user's state.

A change here is a breaking change: Pulumi knows a resource by these three alone. One that has another name or parent is
a new resource to it, so an upgrade deletes subnets, Elastic IPs or a cluster and makes them anew, unless the resource
carries an alias of its old address. So a difference in these files needs an alias, or a new major version.
"""

import pytest

from eks_shared_vpc.preview.graph import STACK, Graph
from tests.contract.declared import COMPONENTS, agrees_with_golden, declared
from tests.support import STACKS, preview_of


def identities(graph: Graph) -> list[list[str]]:
    return sorted([each.type, each.name, graph.resources[each.parent].name] for each in graph if each.type != STACK)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_a_components_children_keep_their_identity(component):
    agrees_with_golden(f"identity/{component.__name__}.json", identities(declared(component)))


@pytest.mark.parametrize("stack", STACKS)
def test_a_stacks_resources_keep_their_identity(stack):
    agrees_with_golden(f"identity/stack-{stack}.json", identities(preview_of(stack).own))


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
def test_no_two_children_of_a_type_have_one_name(component):
    rows = [row[:2] for row in identities(declared(component, full=True))]
    assert [row for row in rows if rows.count(row) > 1] == []
