"""Assumptions as they are written: the key ``assumptions`` of a stack file, or a file of its own; every problem at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from eks_shared_vpc.documents.json_document import read_json
from eks_shared_vpc.documents.stack_file import StackFile
from eks_shared_vpc.documents.yaml_document import read_yaml
from eks_shared_vpc.errors import InputError
from eks_shared_vpc.fields import Cidr, ZoneId
from eks_shared_vpc.preview.assumptions import Assumptions, Beyond
from eks_shared_vpc.preview.aws.described import DescribedSubnet, DescribedVpc, described_network
from eks_shared_vpc.spec import Spec, join, read, refuse

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


def assumptions_in(file: StackFile) -> Assumptions:
    """The assumptions of a stack file, under its key ``assumptions``.

    Raises:
        InputError: with every problem of them.
    """
    return _of(file.settings["assumptions"], "assumptions", file.place)


def read_assumptions(path: Path) -> Assumptions:
    """The assumptions of a file of their own: YAML, or JSON.

    Raises:
        InputError: if it cannot be read, and with every problem of them.
    """
    read_document = read_json if path.suffix == ".json" else read_yaml
    document = read_document(path, str(path), "--assumptions")
    return _of({} if document.value is None else document.value, "", document.place)


def _of(value: Any, path: str, place: Callable[[str], str]) -> Assumptions:
    try:
        settings = read(AssumptionSettings, value, path)
    except InputError as error:
        problems = (
            replace(each, where=each.where or "--assumptions", place=place(each.where)) for each in error.problems
        )
        raise InputError(problems) from None
    beyond = {
        name: Beyond(each.internet, each.blocks, place(join(path, "beyond", name)))
        for name, each in settings.beyond.items()
    }
    places = {
        name: place(join(path, section, name))
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
