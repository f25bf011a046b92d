"""Network resources that no view reads: a report names them, instead of passing over what they may open or close."""

from collections.abc import Iterator

from eks_shared_vpc.preview.aws.model import KINDS, Model, View

__all__ = ["unread"]

_NETWORK = (
    "aws:ec2/",
    "aws:ec2clientvpn/",
    "aws:ec2transitgateway/",
    "aws:networkfirewall/",
    "aws:networkmanager/",
    "aws:route53/resolver",
    "aws:route53domains/",
    "aws:vpc/",
    "aws:vpclattice/",
    "aws:directconnect/",
)
_NO_NETWORK = (
    "aws:ec2/ami",
    "aws:ec2/capacity",
    "aws:ec2/dedicatedHost",
    "aws:ec2/ebs",
    "aws:ec2/eipAssociation",
    "aws:ec2/fleet",
    "aws:ec2/image",
    "aws:ec2/instance:",
    "aws:ec2/instanceMetadata",
    "aws:ec2/keyPair",
    "aws:ec2/placementGroup",
    "aws:ec2/serialConsole",
    "aws:ec2/snapshot",
    "aws:ec2/spot",
    "aws:ec2/volume",
    "aws:ec2/flowLog",
)
"""Parts of EC2 that have no say in what reaches what."""


def unread(model: Model) -> Iterator[View]:
    """The network resources of a graph that the model does not read."""
    for each in model.graph:
        if each.type.startswith(_NETWORK) and each.type not in KINDS and not each.type.startswith(_NO_NETWORK):
            yield model.view(each, View)
