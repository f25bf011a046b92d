"""What a set of interface endpoints may be."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from eks_shared_vpc.errors import nearest
from eks_shared_vpc.fields import Region
from eks_shared_vpc.privatelink.services import DEFAULT_SERVICES, MISSING_IN, ONLY_IN, SERVICES, is_full_name
from eks_shared_vpc.regions import service_name
from eks_shared_vpc.spec import Spec, Unique, refuse

__all__ = ["EndpointAddresses", "PrivateLinkEndpointsSpec", "Service", "Services", "resource_label"]


class EndpointAddresses(str, Enum):
    """Address family of endpoints' interfaces (facts 5.11, 5.13)."""

    IPV4 = "ipv4"
    DUALSTACK = "dualstack"
    IPV6 = "ipv6"


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


def _each_once(services: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    region = (info.context or {}).get("region")
    names = [service_name(service, region) for service in services] if region else []
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        refuse(
            "duplicate",
            f"{twice[0]} is listed by its short and its full name, and two endpoints with private DNS conflict (facts 5.17)",
            allowed="each service once",
            fix="remove one of the two",
        )
    return services


Services = Annotated[tuple[Service, ...], Unique, AfterValidator(_each_once)]
"""PrivateLink services, each once, whether by its short or its full name."""


def _some_zone(zones: tuple[str, ...]) -> tuple[str, ...]:
    if not zones:
        refuse(
            "endpoint-subnets-missing",
            "an interface endpoint without a subnet has no address",
            allowed="one subnet in each zone, by zone id",
            fix="pass subnet_ids",
        )
    return zones


class PrivateLinkEndpointsSpec(Spec):
    """The plain part of a set of interface endpoints."""

    region: Region = Field(description="the name of an AWS region, such as us-west-2")
    assume_available: tuple[str, ...] = ()
    zones: Annotated[tuple[str, ...], AfterValidator(_some_zone)] | None = None
    services: Services = DEFAULT_SERVICES
    ip_address_type: EndpointAddresses = EndpointAddresses.IPV4
    organization_id: str | None = Field(None, pattern=r"^o-[a-z0-9]{10,32}$")
    tags: Mapping[str, str] = {}


def resource_label(service: str) -> str:
    """What a service is called in resource names: its short name, or the last parts of a full one."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", service.split(".", 2)[-1] if is_full_name(service) else service)
