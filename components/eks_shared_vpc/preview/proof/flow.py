"""What travels: from which interface, to which addresses, on which protocol and ports, and by which ports answers return."""

from dataclasses import dataclass, replace

from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import Unknown
from eks_shared_vpc.preview.proof.addresses import AddressSet

__all__ = ["HTTPS", "KUBELET", "Flow", "Port", "Source"]


@dataclass(frozen=True, slots=True)
class Port:
    """A destination port of a protocol."""

    protocol: str
    number: int

    def __str__(self) -> str:
        return f"{self.protocol.upper()} {self.number}"


HTTPS = Port("tcp", 443)
KUBELET = Port("tcp", 10250)
EPHEMERAL = (32768, 60999)
"""The ports that Linux opens connections from by default (net.ipv4.ip_local_port_range of the EKS images)."""
NAT_PORTS = (1024, 65535)
"""The ports that a NAT gateway opens connections from (VPC User Guide, NAT gateway basics)."""


@dataclass(frozen=True, slots=True)
class Source:
    """The interfaces where traffic starts.

    Attributes:
        subnet: Their subnet; ``None`` if it is known by its id only.
        groups: Ids of their security groups.
        public_address: Whether they have a public IPv4 address.
        place: What to call where they are: the subnet's name, or its id.
        knows_groups: Whether these are all of their security groups.
    """

    subnet: Subnet | None
    groups: tuple[str, ...]
    public_address: bool | Unknown = False
    place: str = ""
    knows_groups: bool = True

    @property
    def name(self) -> str:
        """What to call where they are."""
        return self.subnet.name if self.subnet is not None else self.place


@dataclass(frozen=True, slots=True)
class Flow:
    """Connections from a source to some addresses.

    Attributes:
        source: Where they start.
        destination: Where they go.
        port: The destination port.
        groups: Ids of the security groups of the destination's interfaces, where these are in the VPC.
        lists: Ids of prefix lists that the destination is in.
        partly: Whether the destination answers at some of its addresses only, of which it is not known which: those of an
            AWS service are.
        label: What to call the destination.
        translated: Whether a NAT gateway has replaced its source address; a second one does not (facts 1.87).
    """

    source: Source
    destination: AddressSet
    port: Port = HTTPS
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    partly: bool = False
    label: str = ""
    translated: bool = False

    def to(self, part: AddressSet) -> "Flow":
        """The part of it that goes to some of the addresses."""
        return replace(self, destination=part)
