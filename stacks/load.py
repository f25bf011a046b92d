"""From a stack's configuration to its settings: every problem of the whole file at once, or settings that hold."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pulumi
import yaml
from pulumi.runtime.config import CONFIG, get_config_env

from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.errors import InputError, Problem, nearest
from eks_shared_vpc.spec import Spec, read
from stacks.checks import check_account_names, check_cluster_on_network, check_clusters_together, check_sharing
from stacks.contract import NetworkContract, planned_contract
from stacks.endpoints import endpoints_of
from stacks.settings import AccountSettings, ClusterSettings, NetworkReference, NetworkSettings, StackSettings

__all__ = ["load", "load_document", "settings_of"]

S = TypeVar("S", bound=Spec)


def load() -> tuple[StackSettings, NetworkContract]:
    """The settings of the stack that is running, and the planned contract of the network that it uses.

    Raises:
        Refused: with every problem of the stack's configuration. Nothing has been registered then.
    """
    prefix = f"{pulumi.get_project()}:"
    config = {**get_config_env(), **CONFIG.get()}
    document = {key.removeprefix(prefix): _value(text) for key, text in config.items() if key.startswith(prefix)}
    return settings_of(document, pulumi.get_project(), _stack_dir(), pulumi.get_organization())


def _stack_dir() -> Path:
    """The folder that holds the stack files of the project that is running."""
    root = Path(pulumi.get_root_directory())
    project = yaml.safe_load((root / "Pulumi.yaml").read_text())
    return root / str(project.get("stackConfigDir", "."))


def load_document(stack_dir: Path, stack: str) -> dict[str, Any]:
    """The configuration of a stack, as its file has it.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    file = yaml.safe_load((stack_dir / f"Pulumi.{stack}.yaml").read_text()) or {}
    return {
        key.split(":", 1)[1]: value
        for key, value in (file.get("config") or {}).items()
        if not key.startswith("pulumi:")
    }


def settings_of(
    document: Mapping[str, Any], project: str, stack_dir: Path, organization: str = "organization"
) -> tuple[StackSettings, NetworkContract]:
    """Validate a stack's configuration, and plan the network that it uses.

    The schema reports all that is wrong within the sections. The rules between sections are then held against every
    section and every entry that is right in itself, so that one mistake does not hide another.

    Args:
        document: The configuration.
        project: The name of the project.
        stack_dir: The folder of the project's stack files, in which a network of another stack is looked up.
        organization: The organization of the project.

    Raises:
        Refused: with every problem.
    """
    region = document.get("region")
    region = region if isinstance(region, str) else None
    problems: list[Problem] = []
    settings: StackSettings | None = None
    try:
        settings = read(StackSettings, document, region=region)
        parts = _Parts(settings.accounts, tuple(settings.accounts), settings.network, settings.clusters)
    except InputError as error:
        problems += error.problems
        parts = _salvage(document, region)
    contract: NetworkContract | None = None
    try:
        contract = _contract(parts, region, f"{organization}/{project}", stack_dir)
    except InputError as error:
        problems += error.problems
    for path, account in _named_accounts(document):
        problems += check_account_names(path, account, parts.account_names)
    problems += _problems_between(parts, contract, region)
    if problems or settings is None or contract is None:
        raise Refused(problems)
    return settings, contract


@dataclass(frozen=True)
class _Parts:
    """The sections, or what is right in them."""

    accounts: Mapping[str, AccountSettings]
    account_names: tuple[str, ...]
    network: NetworkSettings | NetworkReference | None
    clusters: Mapping[str, ClusterSettings]


def _salvage(document: Mapping[str, Any], region: str | None) -> _Parts:
    def entries(model: type[S], key: str) -> dict[str, S]:
        section = document.get(key)
        found = (
            {str(name): _readable(model, entry, region) for name, entry in section.items()}
            if isinstance(section, Mapping)
            else {}
        )
        return {name: entry for name, entry in found.items() if entry is not None}

    network = document.get("network")
    refers = isinstance(network, Mapping) and "stack" in network
    return _Parts(
        accounts=entries(AccountSettings, "accounts"),
        account_names=tuple(map(str, accounts)) if isinstance(accounts := document.get("accounts"), Mapping) else (),
        network=_readable(NetworkReference, network, region) if refers else _readable(NetworkSettings, network, region),
        clusters=entries(ClusterSettings, "clusters"),
    )


def _named_accounts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where accounts are named, and which: read off the document, as what is wrong beside a name changes nothing about it."""
    clusters = document.get("clusters")
    entries = {f"clusters.{name}": entry for name, entry in clusters.items()} if isinstance(clusters, Mapping) else {}
    for path, entry in {"network": document.get("network"), **entries}.items():
        account = entry.get("account") if isinstance(entry, Mapping) else None
        if isinstance(account, str):
            yield path, account


def _readable(model: type[S], data: object, region: str | None) -> S | None:
    try:
        return read(model, data, region=region)
    except InputError:
        return None


def _contract(parts: _Parts, region: str | None, here: str, stack_dir: Path) -> NetworkContract | None:
    if isinstance(parts.network, NetworkReference):
        return _referenced_contract(parts.network.stack, here, stack_dir)
    if parts.network is None or region is None or parts.network.account not in parts.accounts:
        return None
    account_ids = {name: account.id for name, account in parts.accounts.items()}
    return planned_contract(parts.network, endpoints_of(parts.network, parts.clusters.values()), region, account_ids)


def _problems_between(parts: _Parts, contract: NetworkContract | None, region: str | None) -> Iterator[Problem]:
    if contract is not None and region is not None and contract.region != region:
        yield Problem(
            "network-region",
            "region",
            f"the network is in {contract.region}, and clusters are where their subnets are",
            region,
            contract.region,
            f"write {contract.region}, or name a network of {region}",
        )
    if isinstance(parts.network, NetworkSettings):
        yield from check_sharing(parts.network, parts.accounts, parts.account_names)
    for name, cluster in parts.clusters.items():
        if contract is not None:
            yield from check_cluster_on_network(name, cluster, contract, parts.accounts)
    yield from check_clusters_together(parts.clusters)


def _referenced_contract(stack: str, here: str, stack_dir: Path) -> NetworkContract:
    """The plain shape of another stack's network: from its stack file if that is here, or else from its saved outputs.

    ``here`` is ``organization/project``, what a bare name belongs to.
    """
    full = stack if "/" in stack else f"{here}/{stack}"
    organization, project, name = full.split("/")
    if project == here.split("/")[1] and (stack_dir / f"Pulumi.{name}.yaml").exists():
        try:
            document = load_document(stack_dir, name)
            if isinstance(document.get("network"), Mapping) and "stack" in document["network"]:
                raise InputError([_no_network(stack, name)])
            _, contract = settings_of(document, project, stack_dir, organization)
        except Refused as error:
            raise InputError(replace(problem, path=f"{name}:{problem.path}") for problem in error.problems) from None
        return contract
    saved = stack_dir / "contracts" / f"{full}.json"
    if saved.exists():
        return read(NetworkContract, _saved_network(saved, full), f"contracts/{full}.json:network")
    known = stack_names(stack_dir)
    guess = nearest(name, known)
    target = f"stacks/contracts/{full}.json"
    save = f"mkdir -p {Path(target).parent} && pulumi stack output --json --stack {full} > {target}"
    raise InputError(
        [
            Problem(
                "unknown-stack",
                "network.stack",
                "neither its stack file nor its saved outputs are here, so the shape of its network is not known",
                stack,
                f"{', '.join(known)}, or a stack whose outputs are saved as {target}",
                f"write {guess}" if guess and guess != name else save,
            )
        ]
    )


def _no_network(stack: str, name: str) -> Problem:
    return Problem(
        "no-network",
        "network.stack",
        f"the stack {name} owns no network itself",
        stack,
        "a stack that owns a network",
        f"name the stack that {name} refers to",
    )


def _saved_network(saved: Path, full: str) -> Any:
    try:
        outputs = json.loads(saved.read_text())
    except ValueError:
        outputs = None
    if not isinstance(outputs, dict) or "network" not in outputs:
        path = f"contracts/{full}.json"
        message, allowed = (
            "this is not the saved outputs of a network's stack",
            "what pulumi stack output --json prints",
        )
        raise InputError([Problem("saved-contract", path, message, None, allowed, "save it again")])
    return outputs["network"]


def stack_names(stack_dir: Path) -> list[str]:
    """The stacks that have a file."""
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in stack_dir.glob("Pulumi.*.yaml"))


def _value(text: Any) -> Any:
    # Pulumi hands over structured configuration as JSON and a plain word as itself.
    return json.loads(text) if isinstance(text, str) and text[:1] in ("{", "[") else text
