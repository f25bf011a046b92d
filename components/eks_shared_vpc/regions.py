"""What an AWS region's name already says: its partition, the ARN and service-name prefixes, its zone ids.

The program makes no provider look-ups, so that a preview is the same under every role and on every day; these rules
replace ``getPartition`` and its like.
"""

import re
from functools import cache

__all__ = [
    "REGION_PATTERN",
    "ZONE_ID_PATTERN",
    "ZONE_NAME_PATTERN",
    "AvailabilityZoneId",
    "arn_prefix",
    "dns_suffix",
    "partition_of",
    "service_name",
    "service_principal",
    "zone_id_prefix",
]

REGION_PATTERN = re.compile(r"^[a-z]{2,4}(-[a-z]+)+-\d$")
ZONE_ID_PATTERN = re.compile(r"^[a-z]{3,8}\d-([a-z]{3}\d-)?az\d$")
ZONE_NAME_PATTERN = re.compile(r"^[a-z]{2,4}(-[a-z]+)+-\d([a-z]|-[a-z]{3}-\d[a-z])$")

AvailabilityZoneId = str
"""An availability-zone id such as ``usw2-az1``: the same place in every account, unlike a zone name (facts 6.24)."""

_PARTITIONS = (  # region prefix, partition, DNS suffix (facts 8.2, 8.6)
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
)

_COMPASS = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "central": "c",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
}


def partition_of(region: str) -> str:
    """The partition of a region: ``aws`` unless its name says otherwise."""
    return next((partition for prefix, partition, _ in _PARTITIONS if region.startswith(prefix)), "aws")


def arn_prefix(region: str) -> str:
    """``arn:`` and the partition, as every ARN in this region begins (facts 8.6)."""
    return f"arn:{partition_of(region)}"


def dns_suffix(region: str) -> str:
    """The domain of a region's partition: ``amazonaws.com``, in China ``amazonaws.com.cn`` (facts 8.2)."""
    return next((suffix for prefix, _, suffix in _PARTITIONS if region.startswith(prefix)), "amazonaws.com")


def service_principal(service: str, region: str) -> str:
    """The name under which a service assumes roles; only EC2's differs by partition (facts 8.2)."""
    return f"{service}.{dns_suffix(region) if service == 'ec2' else 'amazonaws.com'}"


def zone_id_prefix(region: str) -> str | None:
    """What the zone ids of a region begin with: ``us-west-2`` gives ``usw2``.

    ``None`` for regions whose naming does not follow the common form, where nothing can be checked.
    """
    match = re.fullmatch(r"([a-z]{2})-(gov-)?([a-z]+)-(\d)", region)
    if match is None or match[3] not in _COMPASS:
        return None
    return f"{match[1]}{'g' if match[2] else ''}{_COMPASS[match[3]]}{match[4]}"


_CHINA_PREFIXED = frozenset({"ec2", "ecr.api", "ecr.dkr", "sts", "cloudformation", "config", "sqs", "eks-auth"})
_ISO_PREFIXES = {
    "aws-iso": "gov.ic.c2s",
    "aws-iso-b": "gov.sgov.sc2s",
    "aws-iso-e": "uk.adc-e.cloud",  # this one and the next from memory
    "aws-iso-f": "gov.ic.hci.csp",
}
_GLOBAL_SERVICES = frozenset({"iam", "route53"})


@cache
def service_name(service: str, region: str) -> str:
    """The full name of a PrivateLink or gateway service: ``eks`` in us-west-2 is ``com.amazonaws.us-west-2.eks``.

    China puts ``cn.`` before some services, the isolated partitions have prefixes of their own (facts 5.25; China's
    ``eks`` is unsure there), and two services have no region in their name (facts 4.19). A name that already has a dot
    and begins like a full one is returned as it is.
    """
    partition = partition_of(region)
    if service.startswith(("com.", "cn.com.", "gov.", "aws.", "uk.")):
        return service
    if partition in _ISO_PREFIXES:
        return f"{_ISO_PREFIXES[partition]}.{region}.{service}"
    prefix = "cn.com.amazonaws" if partition == "aws-cn" and service in _CHINA_PREFIXED else "com.amazonaws"
    return f"{prefix}.{service}" if service in _GLOBAL_SERVICES else f"{prefix}.{region}.{service}"
