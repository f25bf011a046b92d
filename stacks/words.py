"""Problems in the words of a stack file: short forms as they are written, keys that have moved, and what excludes what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from eks_shared_vpc.errors import Problem, problem
from eks_shared_vpc.network.spec import NetworkSpec
from stacks.settings import SHORT, StackSettings

__all__ = ["check_one_kind_of_networks", "in_words_of_the_file"]

MOVED = {
    "assume_available": "assume_available",
    "endpoint_addresses": "ip_address_type",
    "endpoint_clients": "client_cidrs",
    "organization_id": "organization_id",
    "private_cluster": "private_cluster",
}
"""Keys of a network that are keys of its endpoints now."""


def check_one_kind_of_networks(document: Mapping[str, Any]) -> Iterator[Problem]:
    """A stack has one network, or several that have names."""
    if SHORT in document and "networks" in document:
        message = "network is the only network of a stack, and networks are several"
        yield problem("network-or-networks", "networks", message, None, "one of the two", "move network into networks")
    if SHORT not in document and not document.get("networks"):
        allowed = (StackSettings.model_fields[SHORT].description or "").split(". ")[0].removesuffix(".")
        yield problem("missing-key", SHORT, f"the key {SHORT!r} is required", None, allowed, f"add {SHORT}")


def in_words_of_the_file(problems: Iterable[Problem], document: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems as the file has what they are about."""
    for each in problems:
        path, network = _network_at(each.where, document)
        yield _in_words(each, path, network) if path else each


def _network_at(path: str, document: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The path of the network that a problem is in, and what the file has there; nothing if it is in none."""
    steps = path.split(".")
    if steps[0] == SHORT:
        here, found = steps[:1], document.get(SHORT)
    elif steps[0] == "networks" and len(steps) > 1 and isinstance(document.get("networks"), Mapping):
        here, found = steps[:2], document["networks"].get(steps[1])
    else:
        return "", {}
    return (".".join(here), found) if isinstance(found, Mapping) else ("", {})


def _in_words(problem: Problem, path: str, network: Mapping[str, Any]) -> Problem:
    services = f"{path}.endpoints.services"
    if problem.where.startswith(services) and isinstance(network.get("endpoints"), list):
        return replace(problem, where=problem.where.replace(services, f"{path}.endpoints", 1))
    key = problem.where.removeprefix(f"{path}.")
    if problem.id != "unknown-key" or "." in key:
        return problem
    if key in MOVED:
        message = f"this is {MOVED[key]} of endpoints now"
        fix = f"write endpoints: {{{MOVED[key]}: …}}, with the services as services: [...]"
        fix = "write endpoints: private-cluster" if key == "private_cluster" else fix
        return replace(problem, id="moved-key", message=message, allowed="endpoints as a mapping", fix=fix)
    if "existing" in network and key in NetworkSpec.model_fields:
        message = "this lays out a VPC that the stack creates, and this one exists"
        return replace(problem, id="existing-network", message=message, fix="remove it, or describe it in existing")
    return problem
