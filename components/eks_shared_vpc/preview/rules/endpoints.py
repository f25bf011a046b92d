"""VPC endpoints: what AWS accepts, and which defaults surprise. Whether nodes reach them is proved elsewhere."""

import json
from collections.abc import Iterator
from ipaddress import IPv4Network

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.model import Model, View, grouped
from eks_shared_vpc.preview.aws.security_group import DeclaredGroup, SeparateIngressRule
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN
from eks_shared_vpc.preview.aws.vpc_endpoint import EndpointPolicy, VpcEndpoint, endpoint_groups_are_known
from eks_shared_vpc.preview.fixes import Change, Declare, Delete, Fix, Output, Remove, Set, Setting, advice, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.privatelink.policies import POLICY_LIMIT
from eks_shared_vpc.privatelink.services import MISSING_IN, ONLY_IN
from eks_shared_vpc.regions import service_name

HTTPS = 443
GATEWAY_SERVICES = ("s3", "dynamodb", "s3express")
"""Services that have gateway endpoints; all others have interface endpoints only."""


@rule(Level.ERROR, "facts 5.14")
def endpoint_twice_in_zone(model: Model) -> Iterator[Remark]:
    """An interface endpoint accepts one subnet of each zone."""
    for endpoint in model.all(VpcEndpoint):
        for zone, (first, *more) in grouped(endpoint.subnets, lambda each: each.zone or None).items():
            if more and endpoint.is_interface:
                message = f"{endpoint.name} is in {first.name} and {more[0].name}, both of {zone}"
                yield Remark(endpoint, message, fix(*(_outside(endpoint, each) for each in more)))


@rule(Level.WARNING, "facts 5.15")
def endpoint_type_by_default(model: Model) -> Iterator[Remark]:
    """The default type of an endpoint is Gateway, which only S3, S3 Express and DynamoDB support."""
    for endpoint in model.all(VpcEndpoint):
        service = endpoint.service_name
        if (
            endpoint.type_given is None
            and isinstance(service, str)
            and service.rsplit(".", 1)[-1] not in GATEWAY_SERVICES
        ):
            message = f"{endpoint.name} of {service} has no vpc_endpoint_type; the default is Gateway"
            yield Remark(endpoint, message, fix(Set(endpoint, "vpc_endpoint_type", "Interface")))


@rule(Level.WARNING, "facts 5.18")
def endpoint_in_default_group(model: Model) -> Iterator[Remark]:
    """An interface endpoint without security groups has the VPC's default one, which admits its own members only."""
    for endpoint in model.all(VpcEndpoint) if endpoint_groups_are_known(model) else ():
        if endpoint.is_interface and not endpoint.says_groups:
            message = f"{endpoint.name} names no security group, so that it has the default one of its VPC"
            yield Remark(endpoint, message, _group_of_its_own(endpoint))


@rule(Level.ERROR, "facts 5.13")
def endpoint_address_type(model: Model) -> Iterator[Remark]:
    """A dual-stack endpoint needs IPv6 in each of its subnets, an IPv6 endpoint IPv6-only subnets, and an IPv4 endpoint IPv4."""
    for endpoint in model.all(VpcEndpoint):
        for subnet in endpoint.subnets if endpoint.is_interface else ():
            if not _fits(endpoint.address_type, subnet):
                message = (
                    f"{endpoint.name} has ip_address_type {endpoint.address_type}, which {subnet.name} does not support"
                )
                yield Remark(endpoint, message, _fitting(endpoint))


@rule(Level.ERROR, "facts 1.71")
def endpoint_policy_too_long(model: Model) -> Iterator[Remark]:
    """The policy of an endpoint has at most 20,480 characters, white space included."""
    rows: list[VpcEndpoint | EndpointPolicy] = [*model.all(VpcEndpoint), *model.all(EndpointPolicy)]
    for each in rows:
        if len(each.policy_text) > POLICY_LIMIT:
            message = f"{each.name} has a policy of {len(each.policy_text)} characters, and AWS accepts {POLICY_LIMIT}"
            yield Remark(each, message, _compact(each, each.policy_text))


@rule(Level.NOTICE, "facts 5.4, 5.7, 5.8, 6.38")
def service_missing_in_region(model: Model) -> Iterator[Remark]:
    """Some services had no endpoint in some regions in November 2026. A stack file needs assume_available for them."""
    for endpoint in model.all(VpcEndpoint):
        region = endpoint.region
        gaps = [*(each for each, missing in MISSING_IN.items() if region in missing)]
        gaps += [each for each, only in ONLY_IN.items() if region and region not in only]
        for service in (each for each in gaps if endpoint.service_name == service_name(each, region)):
            ask = advice(f"check with aws ec2 describe-vpc-endpoint-services --region {region}")
            yield Remark(endpoint, f"{endpoint.name}: {service} had no endpoint in {region}", ask)


def _outside(endpoint: VpcEndpoint, subnet: Subnet) -> Change:
    """The endpoint without a subnet."""
    separate = next((each for each in endpoint.separate_subnets if each.subnet is subnet), None)
    return Remove(endpoint, "subnet_ids", subnet) if separate is None else Delete(separate)


def _fits(kind: str, subnet: Subnet) -> bool:
    native = subnet.may_be_ipv6_only
    if native is UNKNOWN:
        return True
    return {"ipv4": not native, "dualstack": subnet.has_ipv6 and not native, "ipv6": native}.get(kind, True)


def _fitting(endpoint: VpcEndpoint) -> Fix:
    """The address type that all of its subnets have; where there is none, the endpoint without those that have another."""
    kinds = ["dualstack", "ipv4", "ipv6"] if endpoint.address_type != "ipv4" else ["ipv4", "ipv6"]
    kind = next((each for each in kinds if all(_fits(each, subnet) for subnet in endpoint.subnets)), None)
    if kind is None:
        misfits = [each for each in endpoint.subnets if not _fits(endpoint.address_type, each)]
        return fix(*(_outside(endpoint, each) for each in misfits))
    return fix(Set(endpoint, "ip_address_type", kind), setting=Setting("network.endpoints.ip_address_type", kind))


def _group_of_its_own(endpoint: VpcEndpoint) -> Fix:
    """A security group that admits the VPC on 443."""
    vpc = endpoint.vpc
    if vpc is None:
        return advice("set security_group_ids to a group that admits the endpoint's clients on 443")
    group = Declare(DeclaredGroup, f"{endpoint.name}-clients", endpoint, {"vpc_id": vpc})
    sources: list[View] = [vpc, *(each for each in vpc.secondary if isinstance(each.block, IPv4Network))]
    admitted = {"security_group_id": group, "ip_protocol": "tcp", "from_port": HTTPS, "to_port": HTTPS}
    rules = [
        Declare(
            SeparateIngressRule,
            f"{endpoint.name}-clients-{each.name}",
            endpoint,
            {**admitted, "cidr_ipv4": Output(each, "cidr_block")},
        )
        for each in sources
    ]
    return fix(group, *rules, Set(endpoint, "security_group_ids", [group]))


def _compact(where: View, policy: str) -> Fix:
    """The policy without white space, if that is enough."""
    try:
        compact = json.dumps(json.loads(policy), separators=(",", ":"))
    except ValueError:
        compact = policy
    if len(compact) > POLICY_LIMIT:
        return advice("write the policy with fewer statements or resources")
    return fix(Set(where, "policy", compact), advice="this is the same policy without white space")
