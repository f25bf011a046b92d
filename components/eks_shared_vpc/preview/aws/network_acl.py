"""Network ACLs: numbered rules without memory, and which subnet has which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eks_shared_vpc.preview.aws.model import Model, View, id_in, indexed
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Inputs, Network, Unknown, is_known
from eks_shared_vpc.preview.aws.vpc import Vpc, every_vpc

__all__ = ["AclRule", "DeclaredAcl", "NetworkAcl", "declared_acls", "network_acl_of"]

ALL_PORTS = (0, 65535)
ALL_PROTOCOLS = "-1"
_PROTOCOLS = {"all": ALL_PROTOCOLS, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


@dataclass(frozen=True, slots=True)
class AclRule:
    """One numbered rule of a network ACL.

    Attributes:
        number: Its number: the lowest that fits decides.
        allow: Whether it lets through what fits.
        protocol: ``tcp``, ``udp``, …; ``-1`` is all of them.
        ports: First and last destination port.
        block: The block at the other end.
    """

    number: int | Unknown
    allow: bool | Unknown
    protocol: str | Unknown
    ports: tuple[int, int] | Unknown
    block: Network | Unknown

    @property
    def is_known(self) -> bool:
        """Whether all of it is known."""
        return UNKNOWN not in (self.number, self.allow, self.protocol, self.ports, self.block)


class NetworkAcl:
    """A network ACL: a declared one, or the default one of a VPC, which lets everything through (facts 1.61).

    Attributes:
        id: Its id.
        name: What to call it.
        declared: The resource that declares it; ``None`` for the default one that no program adopts.
    """

    def __init__(self, model: Model, id_: str, name: str, declared: "DeclaredAcl | None") -> None:
        self._model, self.id, self.name, self.declared = model, id_, name, declared

    def __repr__(self) -> str:
        return f"NetworkAcl({self.name})"

    @property
    def lets_everything_through(self) -> bool:
        """Whether it is a VPC's own, untouched."""
        return self.declared is None

    @property
    def has_separate_rules(self) -> bool:
        """Whether rules of it are resources of their own."""
        return bool(_separate(self._model).get(self.id))

    def rules(self, direction: str) -> Sequence[AclRule]:
        """Its rules of a direction, in the order in which AWS asks them."""
        return self._rules[direction]

    def is_complete(self, direction: str) -> bool:
        """Whether all its rules of a direction are listed, and known."""
        listed = self.declared is None or self.declared.inputs.items(direction).complete
        placed = all(is_known(each.inputs.raw("networkAclId")) for each in self._model.all(SeparateAclRule))
        return listed and placed and all(rule.is_known for rule in self._rules[direction])

    @cached_property
    def _rules(self) -> Mapping[str, Sequence[AclRule]]:
        return {each: tuple(sorted(self._read(each), key=_order)) for each in ("ingress", "egress")}

    def _read(self, direction: str) -> Iterator[AclRule]:
        if self.declared is None:
            return
        for row in self.declared.inputs.items(direction).blocks():
            yield from _rule(row, "ruleNo", "action")
        for each in _separate(self._model).get(self.id, ()):
            if each.inputs.flag("egress", default=False) is (direction == "egress"):
                yield from _rule(each.inputs, "ruleNumber", "ruleAction")


class DeclaredAcl(View):
    """A network ACL that a program declares."""

    types = ("aws:ec2/networkAcl:NetworkAcl",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def acl(self) -> NetworkAcl:
        """It with its rules."""
        return NetworkAcl(self.model, self.id, self.name, self)


class AdoptedDefaultAcl(DeclaredAcl):
    """The default network ACL of a VPC, adopted: it has the rules that are declared, and lets nothing else through."""

    types = ("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC whose default ACL this is: it is named by an output of the VPC."""
        return self.model.find(self.inputs.raw("defaultNetworkAclId"), Vpc)


def declared_acls(model: Model) -> tuple[DeclaredAcl, ...]:
    """The network ACLs that programs declare or adopt."""
    return (*model.all(DeclaredAcl), *model.all(AdoptedDefaultAcl))


class AclAssociation(View):
    """A subnet's association with a network ACL."""

    types = ("aws:ec2/networkAclAssociation:NetworkAclAssociation",)


class SeparateAclRule(View):
    """A rule of a network ACL, as a resource of its own."""

    types = ("aws:ec2/networkAclRule:NetworkAclRule",)


def network_acl_of(subnet: Subnet) -> NetworkAcl | None:
    """The network ACL of a subnet; ``None`` if it is not known which."""
    index = _associated(subnet.model)
    if subnet in index:
        return index[subnet]
    if subnet.vpc is None or not _associations_are_known(subnet.model):
        return None
    return _default(subnet.model)[subnet.vpc]


@indexed
def _associated(model: Model) -> Mapping[Subnet, NetworkAcl | None]:
    found: dict[Subnet, NetworkAcl | None] = {}
    for acl in (*model.all(DeclaredAcl), *model.all(AdoptedDefaultAcl)):
        for subnet in model.refs(acl.inputs.items("subnetIds"), Subnet):
            found[subnet] = acl.acl
    for each in model.all(AclAssociation):
        associated = model.find(each.inputs.raw("subnetId"), Subnet)
        if associated is not None:
            found[associated] = _called(model, each.inputs.raw("networkAclId"))
    return found


def _called(model: Model, value: object) -> NetworkAcl | None:
    declared = model.find(value, DeclaredAcl)
    if declared is not None:
        return declared.acl
    vpc = model.find(value, Vpc)
    return None if vpc is None else _default(model)[vpc]


@indexed
def _associations_are_known(model: Model) -> bool:
    acls = (*model.all(DeclaredAcl), *model.all(AdoptedDefaultAcl))
    listed = all(each.inputs.items("subnetIds").complete for each in acls)
    adopted = all(is_known(each.inputs.raw("defaultNetworkAclId")) for each in model.all(AdoptedDefaultAcl))
    return listed and adopted and all(is_known(each.inputs.raw("subnetId")) for each in model.all(AclAssociation))


@indexed
def _default(model: Model) -> Mapping[Vpc, NetworkAcl]:
    found = {
        vpc: NetworkAcl(model, f"{vpc.id}#defaultNetworkAclId", f"the default network ACL of {vpc.name}", None)
        for vpc in every_vpc(model)
    }
    for adopted in model.all(AdoptedDefaultAcl):
        if adopted.vpc is not None:
            found[adopted.vpc] = adopted.acl
    return found


@indexed
def _separate(model: Model) -> Mapping[str, list[SeparateAclRule]]:
    found: dict[str, list[SeparateAclRule]] = {}
    for each in model.all(SeparateAclRule):
        named = id_in(each.inputs.raw("networkAclId"))
        if isinstance(named, str):
            found.setdefault(named, []).append(each)
    return found


def _rule(inputs: Inputs, number: str, action: str) -> Iterator[AclRule]:
    given = inputs.text("protocol")
    text = str(given if given is not None else ALL_PROTOCOLS).lower()
    protocol = UNKNOWN if given is UNKNOWN else _PROTOCOLS.get(text, text)
    first, last = inputs.number("fromPort"), inputs.number("toPort")
    ports: tuple[int, int] | Unknown
    if protocol == ALL_PROTOCOLS:
        ports = ALL_PORTS
    elif first is UNKNOWN or last is UNKNOWN or protocol is UNKNOWN:
        ports = UNKNOWN
    else:
        ports = (first or 0, last or 0)
    said = inputs.text(action)
    allow = UNKNOWN if said is UNKNOWN else str(said).lower() == "allow"
    order = inputs.number(number)
    for key in ("cidrBlock", "ipv6CidrBlock"):
        block = inputs.network(key)
        if block is not None:
            yield AclRule(order if order is not None else 0, allow, protocol, ports, block)


def _order(rule: AclRule) -> int:
    return rule.number if isinstance(rule.number, int) else 0
