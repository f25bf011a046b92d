"""Elastic IPs: the public addresses that last."""

from collections.abc import Collection, Iterable
from functools import cached_property
from ipaddress import ip_address

from eks_shared_vpc.preview.aws.model import View
from eks_shared_vpc.preview.aws.values import Network, Unknown

__all__ = ["ElasticIp", "gives_address"]

_ADDRESSES = ("publicIp", "privateIp")
"""Outputs that are addresses, of Elastic IPs and of NAT gateways."""


class ElasticIp(View):
    """An Elastic IP."""

    types = ("aws:ec2/eip:Eip",)

    @cached_property
    def address(self) -> str | Unknown | None:
        """Its address, if that is chosen rather than allocated."""
        return self.inputs.text("address")

    def is_listed(self, texts: Collection[str], blocks: Iterable[Network]) -> bool:
        """Whether a list of blocks has its address: by an output of it, or because the address is known and in a block."""
        address = self.address
        known = ip_address(address) if isinstance(address, str) else None
        return f"{self.id}#publicIp/32" in texts or any(known is not None and known in block for block in blocks)


def gives_address(source: str) -> bool:
    """Whether a text is an output that gives an address, alone or as a block: ``dev/eip/network-nat-az1#publicIp/32``."""
    return source.partition("#")[2].startswith(_ADDRESSES)
