"""Private DNS of VPC endpoints: which names of services resolve to them."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.cluster import Cluster
from eks_shared_vpc.preview.aws.model import Model, grouped, indexed
from eks_shared_vpc.preview.aws.oidc_provider import trusts_issuer_of
from eks_shared_vpc.preview.aws.vpc import Vpc
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint, endpoints_are_known, endpoints_of, every_endpoint_of
from eks_shared_vpc.preview.fixes import Change, Declare, Delete, Fix, Set, Setting, fix
from eks_shared_vpc.preview.rule import Remark, rule
from eks_shared_vpc.regions import service_name


@rule(Level.NOTICE, "facts 5.17, from memory")
def service_twice(model: Model) -> Iterator[Remark]:
    """Private DNS of two endpoints of a service would claim the same name in a VPC, and AWS rejects the second one (from memory)."""
    for (_, service), (first, *more) in _resolving(model).items():
        for each in more:
            message = f"{each.name} has private DNS for {service}, which {first.name} has in the same VPC"
            yield Remark(each, message, fix(Delete(each)))


@rule(Level.WARNING, "facts 5.15")
def private_dns_by_default(model: Model) -> Iterator[Remark]:
    """The console turns private DNS on, and the default of the provider is off. Without private DNS, clients that use the service's name do not use the endpoint."""
    for endpoint in model.all(VpcEndpoint):
        published = endpoint.is_of_a_private_service or not isinstance(endpoint.service_name, str)
        if endpoint.is_interface and not published and not endpoint.says_private_dns:
            message = f"{endpoint.name} has no private_dns_enabled; the default is false"
            yield Remark(endpoint, message, _resolved(endpoint))


@rule(Level.ERROR, "facts 1.40, 5.16")
def private_dns_without_vpc_dns(model: Model) -> Iterator[Remark]:
    """Private DNS of an endpoint requires both DNS attributes of its VPC. Default of enable_dns_hostnames: false."""
    for endpoint in model.all(VpcEndpoint):
        vpc = endpoint.vpc
        if endpoint.private_dns is True and vpc is not None and vpc.dns_on is False:
            message = f"{endpoint.name} has private DNS, and {vpc.name} does not have both DNS attributes on"
            yield Remark(endpoint, message, fix(*_dns_of(vpc)))


@rule(Level.NOTICE, "facts 5.6")
def eks_endpoint_hides_issuer(model: Model) -> Iterator[Remark]:
    """Private DNS of an endpoint of eks also claims the names of OIDC issuers below it. STS is not affected, but a client in the VPC that fetches an issuer's keys fails."""
    vpcs = [each.vpc for each in model.all(Cluster) if each.vpc is not None and trusts_issuer_of(model, each)]
    for vpc in filter(endpoints_are_known, dict.fromkeys(vpcs)):
        eks = next((each for each in endpoints_of(vpc, "eks") if each.private_dns is True), None)
        hidden = not any(each.private_dns is not False for each in endpoints_of(vpc, "oidc-eks"))
        if eks is not None and eks.is_interface and hidden:
            message = (
                f"{eks.name} has private DNS, which hides the OIDC issuers of the clusters in {vpc.name} from its hosts"
            )
            yield Remark(eks, message, _issuer_endpoint(eks))


@indexed
def _resolving(model: Model) -> Mapping[tuple[str, str], list[VpcEndpoint]]:
    """The interface endpoints with private DNS, by VPC and service."""

    def key(each: VpcEndpoint) -> tuple[str, str] | None:
        vpc, service = each.vpc_id, each.service_name
        named = isinstance(vpc, str) and isinstance(service, str)
        return (str(vpc), str(service)) if named and each.is_interface and each.private_dns is True else None

    return grouped(model.all(VpcEndpoint), key)


def _dns_of(vpc: Vpc) -> list[Change]:
    return [Set(vpc, "enable_dns_support", value=True), Set(vpc, "enable_dns_hostnames", value=True)]


def _resolved(endpoint: VpcEndpoint) -> Fix:
    """Private DNS, and what it requires of the VPC."""
    vpc = endpoint.vpc
    more = _dns_of(vpc) if vpc is not None and vpc.dns_on is False else []
    return fix(Set(endpoint, "private_dns_enabled", value=True), *more)


def _issuer_endpoint(eks: VpcEndpoint) -> Fix:
    """An endpoint of the issuers, beside that of the EKS API."""
    inputs = {
        **eks.network_arguments,
        "service_name": service_name("oidc-eks", eks.region),
        "vpc_endpoint_type": "Interface",
        "private_dns_enabled": True,
    }
    beside = every_endpoint_of(eks.vpc) if eks.vpc is not None else ()
    services = sorted({each.service for each in beside if each.is_interface} | {"oidc-eks"})
    return fix(
        Declare(VpcEndpoint, f"{eks.name}-oidc", eks, inputs),
        setting=Setting("network.endpoints", services),
        advice="this is needed only if a client in the VPC verifies tokens",
    )
