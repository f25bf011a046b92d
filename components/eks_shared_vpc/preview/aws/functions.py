"""Functions of the AWS provider that need no cloud: what they return follows from their arguments and their provider.

What the provider does, read in its source (hashicorp/terraform-provider-aws, internal/service/meta and iam, 2026-11).
Where a part of a result is known after deployment only, the marker of the unknown is in its place, in the form that
the value has in AWS; a recorded input that holds it is unknown.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from eks_shared_vpc.preview.aws.policy_document import policy_document
from eks_shared_vpc.preview.graph import UNKNOWN, references
from eks_shared_vpc.preview.lookups.questions import Place
from eks_shared_vpc.regions import REGION_PATTERN, arn_prefix, dns_suffix, partition_of

__all__ = ["PURE", "compute"]

Result = dict[str, Any]
_ARN_PARTS = 6
_SERVICE_NAME_PARTS = 4


def compute(token: str, args: Mapping[str, Any], place: Place) -> Result | None:
    """What a function returns, or ``None`` if that cannot be known here.

    Raises:
        ValueError: if the provider would refuse the arguments.
    """
    function = PURE.get(token)
    return None if function is None else function(args, place)


def _policy_document(args: Mapping[str, Any], _place: Place) -> Result:
    return policy_document(args)


def _partition(_args: Mapping[str, Any], place: Place) -> Result | None:
    if place.region is None:
        return None
    partition, suffix = partition_of(place.region), dns_suffix(place.region)
    return {"partition": partition, "id": partition, "dnsSuffix": suffix, "reverseDnsPrefix": _reversed(suffix)}


def _region(args: Mapping[str, Any], place: Place) -> Result | None:
    region = args.get("region") or args.get("name") or (None if "endpoint" in args else place.region)
    if region is None:
        return None
    if not REGION_PATTERN.match(region):
        raise ValueError(f"region not found for name {region!r}")
    return {
        "region": region,
        "name": region,
        "id": region,
        "description": _descriptions().get(region, UNKNOWN),
        "endpoint": f"ec2.{region}.{dns_suffix(region)}",
    }


def _arn(args: Mapping[str, Any], _place: Place) -> Result:
    arn = str(args["arn"])
    parts = arn.split(":", _ARN_PARTS - 1)
    if next(references(arn), None) is not None:
        parts = ["arn", *[UNKNOWN] * (_ARN_PARTS - 1)]  # that of a resource which this stack creates
    if len(parts) < _ARN_PARTS or parts[0] != "arn":
        raise ValueError(f"{arn} is an invalid ARN")
    keys = ("partition", "service", "region", "account", "resource")
    return {"arn": arn, "id": arn, **dict(zip(keys, parts[1:], strict=True))}


_OWN_SUFFIX: Mapping[str, frozenset[str]] = {
    "aws-cn": frozenset({"codedeploy", "elasticmapreduce", "logs"}),
    "aws-iso": frozenset({"cloudhsm", "config", "logs", "workspaces"}),
    "aws-iso-b": frozenset({"dms", "logs"}),
}
"""The services whose principal has the partition's own suffix, according to the provider."""


def _service_principal(args: Mapping[str, Any], place: Place) -> Result | None:
    region, service = args.get("region") or place.region, args["serviceName"]
    if region is None:
        return None
    suffix = dns_suffix(region) if service in _OWN_SUFFIX.get(partition_of(region), ()) else "amazonaws.com"
    name = f"{service}.{suffix}"
    return {
        "id": f"{service}.{region}.{suffix}",
        "name": name,
        "suffix": suffix,
        "region": region,
        "serviceName": service,
    }


def _service(args: Mapping[str, Any], place: Place) -> Result | None:
    """A service by its name; that it is supported in the region is assumed, as that list is AWS's to change."""
    region, prefix, service = args.get("region"), args.get("reverseDnsPrefix"), args.get("serviceId")
    full = args.get("reverseDnsName") or _reversed(args.get("dnsName") or "")
    if full:
        parts = full.split(".")
        if len(parts) < _SERVICE_NAME_PARTS:
            raise ValueError(
                f"service DNS names must have at least {_SERVICE_NAME_PARTS} parts, {full} has {len(parts)}"
            )
        prefix, region, service = ".".join(parts[:-2]), parts[-2], parts[-1]
    region = region or place.region
    if service is None:
        raise ValueError("service ID not provided directly or through a DNS name")
    if region is None:
        return None
    reverse = f"{prefix or _reversed(dns_suffix(place.region or region))}.{region}.{service}"
    return {
        "id": reverse,
        "reverseDnsName": reverse,
        "reverseDnsPrefix": reverse.rsplit(".", 2)[0],
        "dnsName": _reversed(reverse).lower(),
        "region": region,
        "serviceId": service,
        "partition": partition_of(region),
        "supported": True,
    }


def _caller_identity(_args: Mapping[str, Any], place: Place) -> Result | None:
    """Known of the caller is the account alone; role and session have the form of a caller who assumed a role."""
    if place.account is None:
        return None
    prefix = arn_prefix(place.region) if place.region else f"arn:{UNKNOWN}"
    return {
        "accountId": place.account,
        "id": place.account,
        "arn": f"{prefix}:sts::{place.account}:assumed-role/{UNKNOWN}/{UNKNOWN}",
        "userId": f"{UNKNOWN}:{UNKNOWN}",
    }


def _default_tags(_args: Mapping[str, Any], place: Place) -> Result | None:
    if place.default_tags is None or place.region is None:
        return None
    return {"id": partition_of(place.region), "tags": dict(place.default_tags)}


PURE: Mapping[str, Callable[[Mapping[str, Any], Place], Result | None]] = {
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
    "aws:index/getArn:getArn": _arn,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getService:getService": _service,
    "aws:index/getServicePrincipal:getServicePrincipal": _service_principal,
}
"""What is computed, by token."""


def _reversed(name: str) -> str:
    return ".".join(reversed(name.split(".")))


@cache
def _descriptions() -> dict[str, str]:
    text = Path(__file__).with_name("region_names.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(text)["regions"]
    return table
