"""The public address ranges of AWS services, as AWS publishes them, dated (``aws_ranges.json``).

AWS publishes blocks by region and for some services only, S3 among them. Every other service answers from a block that is
published as AMAZON of its region or of GLOBAL. ``scripts/refresh_aws_ranges.py`` writes the file.
"""

import json
from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple

__all__ = ["AwsRanges", "ranges_date", "service_ranges"]

_GLOBAL = "GLOBAL"
_SERVICES_OF_THEIR_OWN = ("s3",)


class AwsRanges(NamedTuple):
    """The file: where it comes from, when AWS created it, and the blocks by region, service and family."""

    source: str
    date: str
    regions: Mapping[str, Mapping[str, Mapping[str, list[str]]]]


def ranges_date() -> str:
    """When AWS created the list, as ``2026-08-22``."""
    return _load().date[:10]


@cache
def service_ranges(service: str, region: str, family: int) -> tuple[IPv4Network | IPv6Network, ...] | None:
    """The blocks from which a service's public endpoint in a region answers.

    For ``s3`` these are the S3 blocks of the region; for any other service, all of Amazon's blocks of the region and of
    GLOBAL, which is wider than the service itself.

    Args:
        service: The service's short name, such as ``s3`` or ``ecr.api``.
        region: The region, such as ``us-west-2``.
        family: ``4`` or ``6``.

    Returns:
        The blocks in order, or ``None`` (unknown) where AWS lists no block for that region and family.
    """
    regions = _load().regions
    if region == _GLOBAL or region not in regions:
        return None
    if service in _SERVICES_OF_THEIR_OWN:
        blocks = _blocks(region, service, family)
    else:
        blocks = _blocks(region, "all", family)
        blocks = blocks and blocks + _blocks(_GLOBAL, "all", family)
    return tuple(ip_network(block) for block in blocks) or None


def _blocks(region: str, service: str, family: int) -> list[str]:
    return _load().regions.get(region, {}).get(service, {}).get(str(family), [])


@cache
def _load() -> AwsRanges:
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    return AwsRanges(**json.loads(text))
