"""The networks of other stacks before deployment: by their stack files if those are here, or else by their saved outputs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.documents.project_file import ProjectFile
from eks_shared_vpc.documents.stack_file import read_stack_file
from eks_shared_vpc.documents.text import shown_path
from eks_shared_vpc.errors import InputError, Problem, nearest, problem
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.spec import read
from stacks.networks import NetworkReference
from stacks.plan import StackPlan, output_of
from stacks.settings import SHORT

__all__ = ["Home", "referenced_contract"]

PlanOf = Callable[[Mapping[str, Any], "Home"], StackPlan]
"""How the document of another stack of the same project is planned."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a stack belongs, and so what a bare name of another one means.

    Attributes:
        organization: The organization.
        project: The project.
        stack_dir: The folder of the project's stack files.
    """

    organization: str
    project: str
    stack_dir: Path

    def stacks(self) -> list[str]:
        """The stacks that have a file."""
        names = (path.name for path in self.stack_dir.glob("Pulumi.*.yaml"))
        return sorted(name.removeprefix("Pulumi.").removesuffix(".yaml") for name in names)


def referenced_contract(path: str, reference: NetworkReference, home: Home, plan_of: PlanOf) -> NetworkContract:
    """What another stack's network promises.

    Args:
        path: Where the reference is in the stack file.
        reference: The reference.
        home: Where the stack belongs that has it.
        plan_of: Plans another stack of the project.

    Raises:
        InputError: with every problem of the other stack's file or saved outputs, or if there is no such network.
    """
    stack = reference.stack
    full = stack if "/" in stack else f"{home.organization}/{home.project}/{stack}"
    organization, project, name = full.split("/")
    if project == home.project and (home.stack_dir / f"Pulumi.{name}.yaml").exists():
        there = replace(home, organization=organization)
        return _planned(path, reference, name, there, plan_of)
    saved = home.stack_dir / "contracts" / f"{full}.json"
    if saved.exists():
        return _saved(path, reference, saved, f"contracts/{full}.json")
    raise InputError([_unknown_stack(path, stack, full, home)])


def _planned(path: str, reference: NetworkReference, name: str, home: Home, plan_of: PlanOf) -> NetworkContract:
    """The contract that another stack of the project plans.

    Raises:
        InputError: with every problem of its file, or if it owns no such network.
    """
    try:
        file = read_stack_file(home.stack_dir / f"Pulumi.{name}.yaml", ProjectFile(home.project))
    except InputError as error:
        raise InputError(_of_stack(name, error.problems)) from None
    here = _own(file.settings)
    key = reference.network or SHORT
    if isinstance(here.get(key), Mapping) and "stack" in here[key]:
        raise InputError([_no_network(path, reference.stack, name)])
    if key not in here and here:
        raise InputError([_unnamed(path, reference, sorted(here))])
    try:
        return plan_of(file.settings, home).networks[key].contract
    except InputError as error:
        raise InputError(_of_stack(name, file.placed(error.problems))) from None


def _of_stack(name: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(each, where=f"{name}:{each.where}") for each in problems)


def _own(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a stack file has of networks, by name, whether it is right or not."""
    networks = document.get("networks")
    named = dict(networks) if isinstance(networks, Mapping) else {}
    return {SHORT: document[SHORT]} if SHORT in document else {str(name): each for name, each in named.items()}


def _saved(path: str, reference: NetworkReference, saved: Path, shown: str) -> NetworkContract:
    document = read_json(saved, shown_path(saved), shown)
    outputs, output = document.value, output_of(reference.network)
    named = sorted(key for key in outputs if key.startswith(f"{SHORT}-")) if isinstance(outputs, dict) else []
    if not isinstance(outputs, dict) or (SHORT not in outputs and not named):
        message = "this is not the saved outputs of a network's stack"
        allowed = "what pulumi stack output --json prints"
        raise InputError(
            [problem("saved-contract", shown, message, None, allowed, "save it again", document.place(""))]
        )
    if output not in outputs:
        raise InputError([_unnamed(path, reference, [key.removeprefix(f"{SHORT}-") for key in named])])
    try:
        return read(NetworkContract, outputs[output], output)
    except InputError as error:
        raise InputError(
            replace(each, where=f"{shown}:{each.where}") for each in document.placed(error.problems)
        ) from None


def _unnamed(path: str, reference: NetworkReference, names: list[str]) -> Problem:
    """A network that the other stack does not have, or of several that one that is not named."""
    wanted = reference.network
    known = [name for name in names if name != SHORT]
    if wanted is None:
        message = f"the stack {reference.stack} holds networks that have names, and none of them is named here"
        return problem("unknown-network", path, message, None, ", ".join(known), f"add network: {known[0]}")
    message = f"the stack {reference.stack} has no network {wanted!r}"
    guess = nearest(wanted, known)
    fix = f"write network: {guess or known[0]}" if known else "remove network: its only network has no name"
    return problem("unknown-network", f"{path}.network", message, wanted, ", ".join(known) or "none", fix)


def _no_network(path: str, stack: str, name: str) -> Problem:
    return problem(
        "no-network",
        f"{path}.stack",
        f"the stack {name} owns no network itself",
        stack,
        "a stack that owns a network",
        f"name the stack that {name} refers to",
    )


def _unknown_stack(path: str, stack: str, full: str, home: Home) -> Problem:
    known = home.stacks()
    guess = nearest(stack, known)
    target = f"stacks/contracts/{full}.json"
    save = f"mkdir -p {Path(target).parent} && pulumi stack output --json --stack {full} > {target}"
    return problem(
        "unknown-stack",
        f"{path}.stack",
        "neither its stack file nor its saved outputs are here, so the shape of its network is not known",
        stack,
        f"{', '.join(known)}, or a stack whose outputs are saved as {target}",
        f"write {guess}" if guess and guess != full.rsplit("/", 1)[-1] else save,
    )
