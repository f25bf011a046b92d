"""From a stack's configuration to its settings: every problem of the whole file at once, or settings that hold."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from eks_shared_vpc.boundary import Refused
from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.documents.project_file import ProjectFile, read_project_file
from eks_shared_vpc.documents.stack_file import read_stack_file
from eks_shared_vpc.documents.text import shown_path
from eks_shared_vpc.errors import InputError, Problem, nearest
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.spec import Spec, read
from stacks.checks import check_account_names, check_cluster_on_network, check_clusters_together, check_sharing
from stacks.endpoints import endpoints_of
from stacks.planned import planned_network
from stacks.settings import AccountSettings, ClusterSettings, NetworkReference, NetworkSettings, StackSettings

__all__ = ["load", "settings_of"]

S = TypeVar("S", bound=Spec)


def load() -> tuple[StackSettings, NetworkContract]:
    """The settings of the stack that is running, and the planned contract of the network that it uses.

    Raises:
        Refused: with every problem of the stack's configuration. Nothing has been registered then.
    """
    prefix = f"{pulumi.get_project()}:"
    config = {**get_config_env(), **CONFIG.get()}
    document = {key.removeprefix(prefix): _value(text) for key, text in config.items() if key.startswith(prefix)}
    root = Path(pulumi.get_root_directory())
    file = read_project_file(root)
    stack_dir = root / file.stack_dir
    try:
        return settings_of(document, pulumi.get_project(), stack_dir, pulumi.get_organization())
    except InputError as error:
        raise Refused(_placed(error.problems, stack_dir / f"Pulumi.{pulumi.get_stack()}.yaml", file)) from None


def _placed(problems: Iterable[Problem], path: Path, project: ProjectFile) -> Iterable[Problem]:
    """Problems with the lines of the stack file that they are about; with those of the file itself, if it has some."""
    if not path.exists():
        return problems
    try:
        return read_stack_file(path, project).placed(problems)
    except InputError as error:
        return (*error.problems, *problems)


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
        InputError: with every problem.
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
        raise InputError(problems)
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
    return planned_network(parts.network, endpoints_of(parts.network, parts.clusters.values()), region, account_ids)


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
        return _contract_of(name, project, stack_dir, organization, stack)
    saved = stack_dir / "contracts" / f"{full}.json"
    if saved.exists():
        return _saved_contract(saved, f"contracts/{full}.json")
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


def _contract_of(name: str, project: str, stack_dir: Path, organization: str, stack: str) -> NetworkContract:
    """The planned contract of another stack of the project.

    Raises:
        InputError: with every problem of its file, or if it owns no network.
    """
    try:
        file = read_stack_file(stack_dir / f"Pulumi.{name}.yaml", ProjectFile(project))
    except InputError as error:
        raise InputError(_of_stack(name, error.problems)) from None
    network = file.settings.get("network")
    if isinstance(network, Mapping) and "stack" in network:
        raise InputError([_no_network(stack, name)])
    try:
        return settings_of(file.settings, project, stack_dir, organization)[1]
    except InputError as error:
        raise InputError(_of_stack(name, file.placed(error.problems))) from None


def _of_stack(name: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(each, path=f"{name}:{each.path}") for each in problems)


def _saved_contract(saved: Path, path: str) -> NetworkContract:
    document = read_json(saved, shown_path(saved), path)
    outputs = document.value
    if not isinstance(outputs, dict) or "network" not in outputs:
        message = "this is not the saved outputs of a network's stack"
        allowed = "what pulumi stack output --json prints"
        place = document.place("")
        raise InputError([Problem("saved-contract", path, message, None, allowed, "save it again", place)])
    try:
        return read(NetworkContract, outputs["network"], "network")
    except InputError as error:
        raise InputError(
            replace(each, path=f"{path}:{each.path}") for each in document.placed(error.problems)
        ) from None


def stack_names(stack_dir: Path) -> list[str]:
    """The stacks that have a file."""
    return sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in stack_dir.glob("Pulumi.*.yaml"))


def _value(text: Any) -> Any:
    # Pulumi hands over structured configuration as JSON and a plain word as itself, whatever that begins with.
    try:
        return json.loads(text) if isinstance(text, str) and text[:1] in ("{", "[") else text
    except (ValueError, RecursionError):
        return text
