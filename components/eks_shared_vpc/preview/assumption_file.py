"""Assumptions as they are written: the key ``assumptions`` of a stack file, or a file of its own; every problem at once."""

from collections.abc import Iterator, Mapping
from enum import Enum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field

from eks_shared_vpc.errors import InputError, Problem
from eks_shared_vpc.fields import Cidr, ZoneId
from eks_shared_vpc.preview.assumptions import NO_ASSUMPTIONS, Assumptions, Beyond
from eks_shared_vpc.preview.aws.described import DescribedSubnet, DescribedVpc, described_network
from eks_shared_vpc.spec import Spec, read, refuse

__all__ = ["AssumptionSettings", "assumptions_in", "read_assumptions"]


def _block(value: object) -> IPv4Network | IPv6Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    try:
        return ip_network(str(value))
    except ValueError as error:
        refuse(
            "not-a-cidr",
            f"this is not a block of addresses: {error}",
            allowed="a block such as 10.0.0.0/8",
            fix="correct it",
        )


Block = Annotated[IPv4Network | IPv6Network, BeforeValidator(_block)]


class BeyondSettings(Spec):
    """What lies behind a gateway, a connection or an interface."""

    internet: bool | None = None
    blocks: tuple[Block, ...] = ()


class WayOut(str, Enum):
    """How a described subnet leaves for the internet."""

    NAT = "nat"
    INTERNET = "internet"
    NONE = "none"


class SubnetSettings(Spec):
    """A subnet of a network that no recorded program declares."""

    zone: ZoneId
    cidr: Cidr
    way_out: WayOut | None = None


class VpcSettings(Spec):
    """A VPC that no recorded program declares."""

    region: str
    cidrs: tuple[Cidr, ...] = Field(min_length=1)
    dns: bool = True
    endpoints: tuple[str, ...] = ()
    subnets: Mapping[str, SubnetSettings] = {}


class AssumptionSettings(Spec):
    """All assumptions of a stack.

    Attributes:
        beyond: What lies behind gateways, by their id or their name in the program.
        prefix_lists: Entries of prefix lists, by id.
        services: Where AWS services answer, by short name: private endpoints in another network.
        vpcs: Networks that no recorded program declares, by the id of the VPC.
    """

    beyond: Mapping[str, BeyondSettings] = {}
    prefix_lists: Mapping[str, tuple[Block, ...]] = {}
    services: Mapping[str, tuple[Block, ...]] = {}
    vpcs: Mapping[str, VpcSettings] = {}


def assumptions_in(stack_file: Path) -> Assumptions:
    """The assumptions of a stack file, under its key ``assumptions``; none if it has no such key.

    Raises:
        InputError: with every problem of them.
    """
    text = stack_file.read_text(encoding="utf-8") if stack_file.exists() else ""
    if "assumptions" not in text:
        return NO_ASSUMPTIONS
    config = (yaml.safe_load(text) or {}).get("config")
    for key, value in config.items() if isinstance(config, Mapping) else ():
        if str(key).rpartition(":")[2] == "assumptions":
            return _of(value, str(key), stack_file.name, _lines(text, ("config", str(key))))
    return NO_ASSUMPTIONS


def read_assumptions(path: Path) -> Assumptions:
    """The assumptions of a file of their own: YAML, or JSON.

    Raises:
        InputError: if it cannot be read, and with every problem of them.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        problem = Problem(
            "assumptions-unreadable",
            str(path),
            f"this cannot be read: {reason}",
            None,
            "YAML or JSON",
            "correct the file",
        )
        raise InputError([problem]) from None
    return _of({} if document is None else document, "", path.name, _lines(text, ()))


def _of(document: Any, path: str, file: str, lines: Mapping[tuple[str, ...], int]) -> Assumptions:
    settings = read(AssumptionSettings, document, path)

    def place(*keys: str) -> str:
        line = lines.get(keys)
        return f"{file}:{line}" if line else file

    beyond = {name: Beyond(each.internet, each.blocks, place("beyond", name)) for name, each in settings.beyond.items()}
    places = {
        name: place(section, name)
        for section in ("prefix_lists", "services", "vpcs")
        for name in getattr(settings, section)
    }
    resources = [each for id_, vpc in settings.vpcs.items() for each in described_network(_described(id_, vpc))]
    return Assumptions(beyond, settings.prefix_lists, settings.services, resources, places)


def _described(id_: str, vpc: VpcSettings) -> DescribedVpc:
    subnets = tuple(
        DescribedSubnet(name, each.zone, str(each.cidr), each.way_out.value if each.way_out else None)
        for name, each in vpc.subnets.items()
    )
    return DescribedVpc(id_, vpc.region, tuple(map(str, vpc.cidrs)), vpc.dns, vpc.endpoints, subnets)


def _lines(text: str, above: tuple[str, ...]) -> Mapping[tuple[str, ...], int]:
    """The line of each assumption, by its keys."""
    node = yaml.compose(text)
    for key in above:
        node = next((value for name, value in _entries(node) if name.value == key), None)
    return {
        (section.value, name.value): name.start_mark.line + 1
        for section, inner in _entries(node)
        for name, _ in _entries(inner)
    }


def _entries(node: Any) -> Iterator[tuple[Any, Any]]:
    return iter(node.value if isinstance(node, yaml.MappingNode) else ())
