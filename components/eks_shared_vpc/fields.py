"""Types of single fields that several specs share: region, zone id, IPv4 block."""

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationInfo

from eks_shared_vpc.addressing import LARGEST_PREFIX, SMALLEST_PREFIX
from eks_shared_vpc.regions import REGION_PATTERN, ZONE_ID_PATTERN, ZONE_NAME_PATTERN, zone_id_prefix
from eks_shared_vpc.spec import Flowing, refuse

__all__ = ["AS_TEXT", "Cidr", "FlowingCidr", "Region", "RetentionDays", "SubnetPrefix", "ZoneId", "parse_cidr"]


def parse_cidr(value: object) -> IPv4Network:
    """Read an IPv4 block in its canonical form; a validator for pydantic."""
    if isinstance(value, IPv4Network):
        return value
    example = "an IPv4 block in canonical form, such as 10.64.0.0/16"
    if not isinstance(value, str) or "/" not in value:
        refuse("not-a-cidr", "this is not an IPv4 block", allowed=example, fix="write address/prefix, in quotes")
    try:
        block = IPv4Network(value, strict=False)
    except ValueError:
        refuse("not-a-cidr", "this is not an IPv4 block", allowed=example, fix="write address/prefix")
    if str(block) != value:
        # EC2 rewrites such a block, which then shows a diff on every preview (facts 1.3).
        refuse("host-bits", "the address has bits outside its prefix", allowed=example, fix=f"write {block}")
    return block


def _region(value: str) -> str:
    if not REGION_PATTERN.fullmatch(value):
        refuse(
            "region",
            "this is not the name of an AWS region",
            allowed="a region such as us-west-2",
            fix="correct the name",
        )
    return value


def _zone(value: str, info: ValidationInfo) -> str:
    region = (info.context or {}).get("region")
    prefix = zone_id_prefix(region) if region else None
    example = f"{prefix or 'usw2'}-az1"
    if ZONE_NAME_PATTERN.fullmatch(value):
        refuse(
            "zone-name",
            "this is a zone's name, and names differ from account to account (facts 6.24)",
            allowed=f"zone ids, such as {example}",
            fix="write the zone's id: aws ec2 describe-availability-zones --query 'AvailabilityZones[].[ZoneName,ZoneId]'",
        )
    if not ZONE_ID_PATTERN.fullmatch(value):
        refuse(
            "zone-unknown",
            "this is not an availability-zone id",
            allowed=f"zone ids, such as {example}",
            fix="correct the id",
        )
    if prefix and not value.startswith(f"{prefix}-"):
        refuse(
            "zone-region",
            f"this zone is not in {region}",
            allowed=f"zone ids that begin with {prefix}-",
            fix="correct the zone or the region",
        )
    return value


Region = Annotated[str, AfterValidator(_region)]
"""The name of an AWS region."""
ZoneId = Annotated[str, AfterValidator(_zone)]
"""An availability-zone id of the region that the validation's context names."""
SubnetPrefix = Annotated[int, Field(ge=LARGEST_PREFIX, le=SMALLEST_PREFIX)]
"""Prefix length of a subnet (facts 1.20)."""


def _retention(days: int) -> int:
    if days not in RETENTION_DAYS:
        refuse(
            "retention-days",
            "CloudWatch Logs does not offer this retention",
            allowed=", ".join(map(str, RETENTION_DAYS)),
            fix=f"write {min(RETENTION_DAYS, key=lambda each: (abs(each - days), each))}",
        )
    return days


RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""Retentions that CloudWatch Logs offers, in days (PutRetentionPolicy in its API reference; from memory)."""
RetentionDays = Annotated[int, AfterValidator(_retention)]
"""Days that CloudWatch Logs keeps a log group's events."""
AS_TEXT = PlainSerializer(str, return_type=str)
"""Annotation of a value that is written as its text."""
Cidr = Annotated[IPv4Network, BeforeValidator(parse_cidr), AS_TEXT]
"""An IPv4 block in canonical form."""


def _block_if_known(value: object) -> object:
    if isinstance(value, str):
        parse_cidr(value)
    return value


FlowingCidr = Annotated[Flowing, AfterValidator(_block_if_known)]
"""An IPv4 block that only flows through: text is held to its form, an Output is not looked at."""
