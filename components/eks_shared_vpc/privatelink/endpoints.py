"""The owner's interface endpoints, and the one security group that decides who may use them."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from eks_shared_vpc.boundary import Derived, Refused, gathered, spec_from_args
from eks_shared_vpc.errors import Problem, nearest
from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
from eks_shared_vpc.privatelink.policies import check_policy, organization_policy
from eks_shared_vpc.privatelink.services import TAKES_NO_POLICY, answered_names, short_name
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec, resource_label
from eks_shared_vpc.regions import service_name

__all__ = ["PrivateLinkEndpoints"]


class PrivateLinkEndpoints(pulumi.ComponentResource):
    """Interface endpoints of AWS services in a VPC of the provider's own account.

    Makes one endpoint for each service, with an interface in each of the given subnets and private DNS on, and one
    security group that lets the clients in on port 443. An endpoint of ``eks`` serves the EKS API, never the
    Kubernetes API: that has its own private endpoint (facts 5.3).
    """

    endpoint_ids: pulumi.Output[Mapping[str, str]]
    """Endpoint ids, by service as it was asked for."""
    dns_names: pulumi.Output[Mapping[str, str]]
    """Each endpoint's own regional DNS name, by service: for networks that private DNS does not extend to (facts 5.21)."""
    answered_names: pulumi.Output[Mapping[str, Sequence[str]]]
    """The public names that lead to the endpoints inside the VPC, by service, where they are known (facts 5.2, 5.9, 5.10)."""
    security_group_id: pulumi.Output[str]
    """The security group of the endpoints' interfaces."""

    def __init__(self, name: str, args: PrivateLinkEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(
            PrivateLinkEndpointsSpec, args, PrivateLinkEndpointsArgs, name, {"zones": Derived("subnet_ids", tuple)}
        )
        _check_labels(args, name)
        policies = _policies(args.get("policies") or {}, spec, name)
        super().__init__("eks-shared-vpc:index:PrivateLinkEndpoints", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        tags = dict(spec.tags)

        # Without a group of its own an endpoint gets the VPC's default group, and nodes get timeouts (facts 5.18).
        group = aws.ec2.SecurityGroup(
            name,
            vpc_id=args["vpc_id"],
            description="Clients of the interface endpoints",
            tags={**tags, "Name": name},
            opts=child,
        )
        four, six = args.get("client_cidrs") or {}, args.get("client_ipv6_cidrs") or {}
        groups = args.get("client_security_groups") or {}
        clients = [
            *((label, cidr, None, None) for label, cidr in four.items()),
            *((f"{label}-ipv6", None, cidr, None) for label, cidr in six.items()),
            *((label, None, None, client) for label, client in groups.items()),
        ]
        for label, cidr, cidr_ipv6, client in clients:
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-{label}",
                security_group_id=group.id,
                cidr_ipv4=cidr,
                cidr_ipv6=cidr_ipv6,
                referenced_security_group_id=client,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                description=f"HTTPS from {label}",
                tags={**tags, "Name": f"{name}-{label}"},
                opts=child,
            )
        self.endpoints = {
            service: aws.ec2.VpcEndpoint(
                f"{name}-{resource_label(service)}",
                vpc_id=args["vpc_id"],
                service_name=service_name(service, spec.region),
                vpc_endpoint_type="Interface",  # both this and private DNS have other defaults (facts 5.15)
                private_dns_enabled=True,
                ip_address_type=spec.ip_address_type.value,
                subnet_ids=[each for _, each in sorted(args["subnet_ids"].items())],
                security_group_ids=[group.id],
                policy=policies.get(service),
                tags={**tags, "Name": f"{name}-{resource_label(service)}"},
                opts=child,
            )
            for service in spec.services
        }

        self.endpoint_ids = gathered({service: each.id for service, each in self.endpoints.items()})
        self.dns_names = gathered(
            {service: each.dns_entries.apply(_first_dns_name) for service, each in self.endpoints.items()}
        )
        self.answered_names = gathered(
            {service: list(answered_names(service, spec.region)) for service in spec.services}
        )
        self.security_group_id = group.id
        self.register_outputs({key: getattr(self, key) for key in type(self).__annotations__})


def _first_dns_name(entries: Sequence[aws.ec2.outputs.VpcEndpointDnsEntry] | None) -> str:
    """The regional name, which AWS lists first; empty under mocks that return inputs only."""
    return (entries and entries[0].dns_name) or ""


def _check_labels(args: PrivateLinkEndpointsArgs, name: str) -> None:
    """A client's name names its rule, so no two clients can share one."""
    labels = {
        "client_cidrs": list(args.get("client_cidrs") or {}),
        "client_ipv6_cidrs": [f"{label}-ipv6" for label in args.get("client_ipv6_cidrs") or {}],
        "client_security_groups": list(args.get("client_security_groups") or {}),
    }
    seen: set[str] = set()
    for argument, own in labels.items():
        for label in own:
            if label in seen:
                path, message = f"{name}.{argument}.{label}", "another client has the same name, which names its rule"
                raise Refused(
                    [Problem("duplicate", path, message, label, "names that differ", "rename one of the two")]
                )
            seen.add(label)


def _policies(
    given: Mapping[str, pulumi.Input[str]], spec: PrivateLinkEndpointsSpec, name: str
) -> Mapping[str, pulumi.Input[str]]:
    problems = []
    for service in given:
        path = f"{name}.policies.{service}"
        if service not in spec.services:
            guess = nearest(service, spec.services)
            problems.append(
                Problem(
                    "unknown-service",
                    path,
                    "there is no endpoint of this service",
                    service,
                    ", ".join(spec.services) or "none: there are no services",
                    f"write {guess}" if guess else "remove it",
                )
            )
        elif short_name(service, spec.region) in TAKES_NO_POLICY:
            problems.append(
                Problem(
                    "policy-not-accepted",
                    path,
                    "this service's endpoint supports no policy (facts 5.19)",
                    service,
                    "no policy",
                    "remove it",
                )
            )
    if problems:
        raise Refused(problems)
    own = {
        service: pulumi.Output.from_input(policy).apply(lambda text: text and check_policy(text))
        for service, policy in given.items()
    }
    organization = spec.organization_id
    if organization is None:
        return own
    short = {service: short_name(service, spec.region) for service in spec.services}
    presets = {
        service: organization_policy(name, organization)
        for service, name in short.items()
        if name not in TAKES_NO_POLICY
    }
    return {**presets, **own}
