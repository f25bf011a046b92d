"""What is created in which account: its resources, by the component that declares them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from eks_shared_vpc.preview.graph import Resource
from eks_shared_vpc.preview.preview import Preview
from eks_shared_vpc.preview.section import Content, Tree, section
from eks_shared_vpc.preview.words import counted, drawn_together

__all__: list[str] = []


@section("Resources by account", "accounts", "resources", "referenced_resources", order=10)
def resources(preview: Preview) -> Content:
    """The accounts as trees; every resource with all that is known of it as data."""
    accounts = [
        {"id": account or None, "name": preview.model.account_names.get(account), "resources": _deployed(rows)}
        for account, rows in preview.accounts.items()
    ]
    return Content(
        {
            "accounts": accounts,
            "resources": [_resource(each) for each in preview.resources],
            "referenced_resources": [_resource(each) for each in preview.referenced_resources],
        },
        tuple(_account(preview, account, rows) for account, rows in preview.accounts.items()),
    )


def _account(preview: Preview, account: str, rows: Sequence[Resource]) -> Tree:
    own = {each.urn for each in rows}
    tops = [each for each in rows if each.parent not in own]
    components = [_component(preview, each) for each in tops if not each.custom]
    loose = _by_kind((each for each in tops if each.custom), "")
    label = f"{preview.account_name(account)} · {counted(_deployed(rows), 'resource')}"
    return Tree(label, (*components, *loose))


def _component(preview: Preview, component: Resource) -> Tree:
    inside = [each for each in preview.own.descendants(component) if each.account == component.account]
    label = f"{component.name} · {component.kind} · {counted(_deployed(inside), 'resource')}"
    return Tree(label, tuple(_by_kind(inside, f"{component.name}-")))


def _by_kind(rows: Iterable[Resource], prefix: str) -> Iterator[Tree]:
    """Resources by kind, and their names without the prefix that they share."""
    names: dict[str, list[str]] = {}
    for each in rows:
        if each.is_deployed:
            names.setdefault(each.kind, []).append(each.name.removeprefix(prefix))
    for kind, found in sorted(names.items()):
        yield Tree(kind, count=len(found), names=drawn_together(found))


def _deployed(rows: Iterable[Resource]) -> int:
    return sum(each.is_deployed for each in rows)


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "id": resource.id or None,
        "account": resource.account,
        "region": resource.region,
        "provider": resource.provider or None,
        "parent": resource.parent or None,
        "inputs": resource.inputs,
        "dependencies": list(resource.dependencies),
        "property_dependencies": {key: list(urns) for key, urns in resource.property_dependencies.items()},
        "aliases": list(resource.aliases),
        "ignore_changes": list(resource.ignore_changes),
        "protect": resource.protect,
        "component": not resource.custom,
        "modelled": resource.modelled,
    }
