"""What a set of interface endpoints may be."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from eks_shared_vpc.errors import nearest, problem
from eks_shared_vpc.fields import FlowingCidr, Region
from eks_shared_vpc.network.contract import NetworkContract, network_or_ids
from eks_shared_vpc.privatelink.on_network import Placement, check_on_network, placement
from eks_shared_vpc.privatelink.services import (
    DEFAULT_SERVICES,
    MISSING_IN,
    ONLY_IN,
    SERVICES,
    TAKES_NO_POLICY,
    is_full_name,
    short_name,
)
from eks_shared_vpc.regions import service_name
from eks_shared_vpc.spec import Flowing, InPlaceOf, Spec, Unique, refuse, refuse_all

if TYPE_CHECKING:
    from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs

__all__ = [
    "EndpointAddresses",
    "EndpointsSpec",
    "PrivateLinkEndpointsSpec",
    "Service",
    "Services",
    "ipv6_label",
    "resource_label",
]


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


def _of_an_endpoint(service: str, info: ValidationInfo) -> str:
    services = info.data.get("services")
    if services is None:  # they are refused themselves
        return service
    if service not in services:
        guess = nearest(service, services)
        refuse(
            "unknown-service",
            "there is no endpoint of this service",
            allowed=", ".join(services) or "none: there are no services",
            fix=f"write {guess}" if guess else "remove it",
        )
    region = (info.context or {}).get("region")
    if region and short_name(service, region) in TAKES_NO_POLICY:
        refuse(
            "policy-not-accepted",
            "this service's endpoint supports no policy (facts 5.19)",
            allowed="no policy",
            fix="remove it",
        )
    return service


PolicyService = Annotated[str, AfterValidator(_of_an_endpoint)]
"""A service that has an endpoint here, one that supports a policy."""


ClientName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
"""What a client is called: it becomes part of the name and the description of its rule."""


def _new_client(label: str, name: str, info: ValidationInfo) -> str:
    taken = {*info.data.get("client_cidrs", ()), *map(ipv6_label, info.data.get("client_ipv6_cidrs", ()))}
    if name in taken:
        refuse(
            "duplicate",
            "another client has the same name, which names its rule",
            allowed="names that differ",
            fix="rename one of the two",
        )
    return label


def ipv6_label(label: str) -> str:
    """What names the rule of an IPv6 client: a network of the same name has a rule for each family."""
    return f"{label}-ipv6"


Ipv6Client = Annotated[ClientName, AfterValidator(lambda label, info: _new_client(label, ipv6_label(label), info))]
GroupClient = Annotated[ClientName, AfterValidator(lambda label, info: _new_client(label, label, info))]


class EndpointsSpec(Spec):
    """What a stack file and a component's arguments have in common about interface endpoints."""

    assume_available: tuple[str, ...] = Field(
        (), description="Services to treat as available in this region although they are not known to be."
    )
    services: Services = Field(DEFAULT_SERVICES, description="Short names, such as ecr.api, or full service names.")
    policies: Mapping[PolicyService, Flowing] = Field(
        {},
        description="Endpoint policies as JSON, by service; at most 20,480 characters (aws-facts 1.71, 5.19). Default: full access.",
    )
    client_cidrs: Mapping[ClientName, FlowingCidr] = Field(
        {}, description="Blocks whose addresses may use the endpoints, by a name for each, such as vpc."
    )
    client_ipv6_cidrs: Mapping[Ipv6Client, Flowing] = Field(
        {}, description="IPv6 blocks whose addresses may use dual-stack endpoints, by a name for each."
    )
    client_security_groups: Mapping[GroupClient, Flowing] = Field(
        {},
        description="Security groups whose members may use the endpoints, by a name for each: sg-… or account-id/sg-… (aws-facts 6.15).",
    )
    ip_address_type: EndpointAddresses = Field(
        EndpointAddresses.IPV4,
        description="Address family of the interfaces. dualstack needs IPv6 on every subnet (aws-facts 5.13).",
    )
    organization_id: str | None = Field(
        None,
        pattern=r"^o-[a-z0-9]{10,32}$",
        description="The organization whose principals alone may use the endpoints: a policy for each service that has none of its own.",
    )
    tier: str | None = Field(
        None,
        description="The network's tier of the interfaces. Default: the first one that is neither public nor the control plane's, or else the nodes'.",
    )
    tags: Mapping[str, str] = Field({}, description="Tags of every resource, besides its Name.")

    @property
    def has_ipv6(self) -> bool:
        """Whether the interfaces have IPv6 addresses."""
        return self.ip_address_type is not EndpointAddresses.IPV4


def _in_some_zone(subnets: Mapping[str, Any]) -> Mapping[str, Any]:
    if not subnets:
        refuse(
            "endpoint-subnets-missing",
            "an interface endpoint without a subnet has no address",
            allowed="one subnet in each zone, by zone id",
            fix="pass subnet_ids",
        )
    return subnets


class PrivateLinkEndpointsSpec(EndpointsSpec, InPlaceOf["PrivateLinkEndpointsArgs"]):
    """Arguments of PrivateLinkEndpoints."""

    region: Region = Field(description="The region, such as us-west-2; it must be the provider's.")
    vpc_id: Flowing | None = Field(
        None,
        description="The VPC, of the provider's own account: a participant cannot create endpoints (aws-facts 6.9). Default: that of network.",
    )
    subnet_ids: Annotated[Mapping[str, Flowing], AfterValidator(_in_some_zone)] | None = Field(
        None,
        description="One subnet in each zone, by zone id; each gets an interface of every endpoint (aws-facts 5.14). Default: those of a tier of network.",
    )
    network: NetworkContract | None = Field(
        None,
        description="The network that the endpoints are in, whose blocks are clients then: the contract of SharedVpc or ExistingVpc. Either this, or vpc_id and subnet_ids.",
    )

    @field_validator("network")
    @classmethod
    def _network_or_ids(cls, network: NetworkContract | None, info: ValidationInfo) -> NetworkContract | None:
        return network_or_ids(network, info, ("vpc_id", "subnet_ids"))

    @model_validator(mode="after")
    def _suits_its_network(self) -> Self:
        if self.network is not None:
            refuse_all(check_on_network(self, self.network))
        elif self.tier is not None:
            message = "the subnets are given by their ids, so there is nothing to choose"
            refuse_all(
                [problem("network-or-ids", "tier", message, self.tier, "nothing", "remove tier, or pass network")]
            )
        return self

    @cached_property
    def placement(self) -> Placement:
        """Where the endpoints are, and whom they let in."""
        if self.network is not None:
            return placement(self, self.network)
        return Placement(self.vpc_id, self.subnet_ids or {}, self.client_cidrs, self.client_ipv6_cidrs)


def resource_label(service: str) -> str:
    """What a service is called in resource names: its short name, or the last parts of a full one."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", service.split(".", 2)[-1] if is_full_name(service) else service)
