"""From a stack's configuration to its plan: every problem of the whole file at once, or a plan that holds."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import TypeAdapter, ValidationError

from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.documents.project_file import ProjectFile, read_project_file
from eks_shared_vpc.documents.stack_file import read_stack_file
from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.spec import Spec, read
from stacks.checks import (
    check_account_names,
    check_cluster,
    check_clusters_together,
    check_endpoints,
    check_network_name,
    check_region,
    check_share_tiers,
    check_sharing,
)
from stacks.networks import NetworkForm, NetworkReference, NetworkSettings
from stacks.plan import Network, StackPlan, path_of, plan_network, plan_reference
from stacks.references import Home, referenced_contract
from stacks.settings import SHORT, AccountSettings, ClusterSettings, StackSettings
from stacks.words import check_one_kind_of_networks, in_words_of_the_file

__all__ = ["load", "plan_of"]

S = TypeVar("S", bound=Spec)
NETWORK_FORM: TypeAdapter[NetworkForm] = TypeAdapter(NetworkForm)


def load() -> StackPlan:
    """The plan of the stack that is running.

    Raises:
        Refused: with every problem of the stack's configuration. Nothing has been registered then.
    """
    prefix = f"{pulumi.get_project()}:"
    config = {**get_config_env(), **CONFIG.get()}
    given = {key.removeprefix(prefix): _value(text) for key, text in config.items() if key.startswith(prefix)}
    # The engine requires every key that Pulumi.yaml declares without a default, so both keys of networks have an empty one.
    document = {key: value for key, value in given.items() if value or key not in (SHORT, "networks")}
    root = Path(pulumi.get_root_directory())
    file = read_project_file(root)
    home = Home(pulumi.get_organization(), pulumi.get_project(), root / file.stack_dir)
    try:
        return plan_of(document, home)
    except InputError as error:
        path = home.stack_dir / f"Pulumi.{pulumi.get_stack()}.yaml"
        raise Refused(_placed(error.problems, path, file)) from None


def _placed(problems: Iterable[Problem], path: Path, project: ProjectFile) -> Iterable[Problem]:
    """Problems with the lines of the stack file that they are about; with those of the file itself, if it has some."""
    if not path.exists():
        return problems
    try:
        return read_stack_file(path, project).placed(problems)
    except InputError as error:
        return (*error.problems, *problems)


def plan_of(document: Mapping[str, Any], home: Home) -> StackPlan:
    """Validate a stack's configuration, and plan the networks that it uses.

    The schema reports all that is wrong within the sections. The rules between sections are then held against every
    section and every entry that is right in itself, so that one mistake does not hide another.

    Args:
        document: The configuration.
        home: Where the stack belongs.

    Raises:
        InputError: with every problem.
    """
    problems: list[Problem] = []
    settings: StackSettings | None = None
    try:
        settings = read(StackSettings, document, region=_region(document))
        parts = _parts(settings, document)
    except InputError as error:
        problems += in_words_of_the_file(error.problems, document)
        parts = _salvage(document)
    problems += check_one_kind_of_networks(document)
    networks: dict[str, Network] = {}
    for name, form in parts.networks.items():
        try:
            planned = _network(name, form, parts, home)
        except InputError as error:
            problems += error.problems
        else:
            networks |= {name: planned} if planned is not None else {}
    for path, account in _named_accounts(document):
        problems += check_account_names(path, account, parts.account_names)
    problems += in_words_of_the_file(_problems_between(parts, networks), document)
    if problems or settings is None:
        raise InputError(problems)
    return StackPlan(settings, networks)


@dataclass(frozen=True)
class _Parts:
    """The sections, or what is right in them; and the names of all entries, right or not."""

    region: str | None
    accounts: Mapping[str, AccountSettings]
    networks: Mapping[str, NetworkForm]
    clusters: Mapping[str, ClusterSettings]
    account_names: tuple[str, ...] = ()
    network_names: tuple[str, ...] = ()
    short: bool = field(default=True)

    def clusters_on(self, name: str) -> list[ClusterSettings]:
        """The clusters that are on a network."""
        alone = len(self.network_names) == 1
        return [each for each in self.clusters.values() if each.network == name or (each.network is None and alone)]

    def path_of(self, name: str) -> str:
        """Where a network is."""
        return path_of(name, short=self.short and name == SHORT)


def _region(document: Mapping[str, Any]) -> str | None:
    region = document.get("region")
    return region if isinstance(region, str) else None


def _raw_networks(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The networks as they are written, by name."""
    return {**({SHORT: document[SHORT]} if SHORT in document else {}), **_section(document, "networks")}


def _section(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = document.get(key)
    return {str(name): entry for name, entry in section.items()} if isinstance(section, Mapping) else {}


def _parts(settings: StackSettings, document: Mapping[str, Any]) -> _Parts:
    networks = settings.all_networks
    return _Parts(
        settings.region,
        settings.accounts,
        networks,
        settings.clusters,
        tuple(settings.accounts),
        tuple(_raw_networks(document)),
        SHORT in document,
    )


def _salvage(document: Mapping[str, Any]) -> _Parts:
    region = _region(document)
    raw = _raw_networks(document)
    networks = {name: _readable_form(entry, region) for name, entry in raw.items()}
    return _Parts(
        region=region,
        accounts=_entries(AccountSettings, document, "accounts", region),
        networks={name: each for name, each in networks.items() if each is not None},
        clusters=_entries(ClusterSettings, document, "clusters", region),
        account_names=tuple(_section(document, "accounts")),
        network_names=tuple(raw),
        short=SHORT in document,
    )


def _entries(model: type[S], document: Mapping[str, Any], key: str, region: str | None) -> dict[str, S]:
    found = {name: _readable(model, entry, region) for name, entry in _section(document, key).items()}
    return {name: entry for name, entry in found.items() if entry is not None}


def _readable(model: type[S], data: object, region: str | None) -> S | None:
    try:
        return read(model, data, region=region)
    except InputError:
        return None


def _readable_form(data: object, region: str | None) -> NetworkForm | None:
    try:
        return NETWORK_FORM.validate_python(data, context={"region": region})
    except ValidationError:
        return None


def _named_accounts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where accounts are named, and which: read off the document, as what is wrong beside a name changes nothing about it."""
    short = SHORT in document
    networks = {path_of(name, short=short and name == SHORT): entry for name, entry in _raw_networks(document).items()}
    clusters = {f"clusters.{name}": entry for name, entry in _section(document, "clusters").items()}
    for path, entry in {**networks, **clusters}.items():
        account = entry.get("account") if isinstance(entry, Mapping) else None
        if isinstance(account, str):
            yield path, account


def _network(name: str, form: NetworkForm, parts: _Parts, home: Home) -> Network | None:
    """The plan of a network, as far as what it names is there.

    Raises:
        InputError: if the network of another stack is not known.
    """
    path = parts.path_of(name)
    if isinstance(form, NetworkReference):
        return plan_reference(name, path, form, referenced_contract(path, form, home, plan_of))
    if parts.region is None or form.account not in parts.accounts:
        return None
    account_ids = {account: each.id for account, each in parts.accounts.items()}
    return plan_network(name, path, form, parts.clusters_on(name), parts.region, account_ids)


def _problems_between(parts: _Parts, networks: Mapping[str, Network]) -> Iterator[Problem]:
    for name, form in parts.networks.items():
        if isinstance(form, NetworkSettings):
            yield from check_sharing(parts.path_of(name), form, parts.accounts, parts.account_names)
            if name in networks:
                yield from check_endpoints(networks[name], form)
                yield from check_share_tiers(networks[name], form)
        elif name in networks and parts.region is not None:
            yield from check_region(networks[name], parts.region)
    for cluster, settings in parts.clusters.items():
        yield from check_network_name(f"clusters.{cluster}", settings.network, parts.network_names)
        named = settings.network or (parts.network_names[0] if len(parts.network_names) == 1 else "")
        if named in networks:
            yield from check_cluster(cluster, settings, networks[named], parts.accounts)
    yield from check_clusters_together(parts.clusters)


def _value(text: Any) -> Any:
    # Pulumi hands over structured configuration as JSON and a plain word as itself, whatever that begins with.
    try:
        return json.loads(text) if isinstance(text, str) and text[:1] in ("{", "[") else text
    except (ValueError, RecursionError):
        return text
