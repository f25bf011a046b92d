"""What a set of interface endpoints may be."""

import json
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from eks_shared_vpc.errors import nearest
from eks_shared_vpc.fields import Region
from eks_shared_vpc.privatelink.services import DEFAULT_SERVICES, MISSING_IN, ONLY_IN, SERVICES, is_full_name
from eks_shared_vpc.spec import Spec, Unique, refuse

__all__ = ["PrivateLinkEndpointsSpec", "Service"]

POLICY_LIMIT = 20_480
"""Characters of an endpoint policy, white space included (facts 1.71)."""


def _service(service: str, info: ValidationInfo) -> str:
    if is_full_name(service):
        return service
    if service not in SERVICES:
        guess = nearest(service, list(SERVICES))
        refuse(
            "unknown-service",
            f"there is no endpoint service {service!r} here",
            allowed="a full service name, or one of " + ", ".join(SERVICES),
            fix=f"write {guess}" if guess else "write the full service name, such as com.amazonaws.us-west-2.eks",
        )
    region = (info.context or {}).get("region")
    allow_gaps = (info.data or {}).get("assume_available", ())
    missing = region in MISSING_IN.get(service, ()) or (service in ONLY_IN and region not in ONLY_IN[service])
    if region and missing and service not in allow_gaps:
        refuse(
            "service-not-in-region",
            f"{service} has no PrivateLink endpoint in {region}, as far as is known (facts 5.4, 5.8)",
            allowed="services that the region has",
            fix=f"remove it, or list it in assume_available if AWS offers it by now (aws ec2 describe-vpc-endpoint-services --region {region})",
        )
    return service


Service = Annotated[str, AfterValidator(_service)]
"""A PrivateLink service: a short name that is known here, or a full service name."""


class PrivateLinkEndpointsSpec(Spec):
    """The plain part of a set of interface endpoints."""

    region: Region = Field(description="the name of an AWS region, such as us-west-2")
    assume_available: tuple[str, ...] = ()
    services: Annotated[tuple[Service, ...], Unique] = DEFAULT_SERVICES
    tags: Mapping[str, str] = {}


def check_policy(policy: str) -> str:
    """An endpoint policy as AWS accepts it, white space removed where there is too much of it.

    Raises:
        ValueError: if it is too long even without white space (facts 1.71).
    """
    compact = policy if len(policy) <= POLICY_LIMIT else json.dumps(json.loads(policy), separators=(",", ":"))
    if len(compact) > POLICY_LIMIT:
        raise ValueError(
            f"an endpoint policy has at most {POLICY_LIMIT} characters, this one has {len(compact)} (facts 1.71)"
        )
    return compact


def resource_label(service: str) -> str:
    """What a service is called in resource names: its short name, or the last parts of a full one."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", service.split(".", 2)[-1] if is_full_name(service) else service)
