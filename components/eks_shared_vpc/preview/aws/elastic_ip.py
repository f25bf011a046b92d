"""Elastic IPs: the public addresses that last."""

from eks_shared_vpc.preview.aws.model import View

__all__ = ["ElasticIp", "gives_address"]

_ADDRESSES = ("publicIp", "privateIp")
"""Outputs that are addresses, of Elastic IPs and of NAT gateways."""


class ElasticIp(View):
    """An Elastic IP."""

    types = ("aws:ec2/eip:Eip",)


def gives_address(source: str) -> bool:
    """Whether a text is an output that gives an address, alone or as a block: ``dev/eip/network-nat-az1#publicIp/32``."""
    return source.partition("#")[2].startswith(_ADDRESSES)
