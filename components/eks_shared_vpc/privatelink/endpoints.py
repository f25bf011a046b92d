"""The owner's interface endpoints, and the one security group that decides who may use them."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from eks_shared_vpc.boundary import Refused, gathered, spec_from_args
from eks_shared_vpc.errors import Problem, nearest
from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
from eks_shared_vpc.privatelink.services import TAKES_NO_POLICY
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec, check_policy, resource_label
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
    """Each endpoint's own regional DNS name, by service."""
    security_group_id: pulumi.Output[str]
    """The security group of the endpoints' interfaces."""

    def __init__(self, name: str, args: PrivateLinkEndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        spec = spec_from_args(PrivateLinkEndpointsSpec, args, PrivateLinkEndpointsArgs, name)
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
        clients = [(label, cidr, None) for label, cidr in (args.get("client_cidrs") or {}).items()]
        groups = [(label, None, client) for label, client in (args.get("client_security_groups") or {}).items()]
        for label, cidr, client in (*clients, *groups):
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-{label}",
                security_group_id=group.id,
                cidr_ipv4=cidr,
                referenced_security_group_id=client,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                description=f"HTTPS from {label}",
                opts=child,
            )
        self.endpoints = {
            service: aws.ec2.VpcEndpoint(
                f"{name}-{resource_label(service)}",
                vpc_id=args["vpc_id"],
                service_name=service_name(service, spec.region),
                vpc_endpoint_type="Interface",  # both this and private DNS have other defaults (facts 5.15)
                private_dns_enabled=True,
                ip_address_type="ipv4",
                subnet_ids=list(args["subnet_ids"].values()),
                security_group_ids=[group.id],
                policy=policies.get(service),
                tags={**tags, "Name": f"{name}-{resource_label(service)}"},
                opts=child,
            )
            for service in spec.services
        }

        self.endpoint_ids = gathered({service: each.id for service, each in self.endpoints.items()})
        self.dns_names = gathered(
            {service: each.dns_entries[0]["dns_name"] for service, each in self.endpoints.items()}
        )
        self.security_group_id = group.id
        self.register_outputs({key: getattr(self, key) for key in type(self).__annotations__})


def _policies(
    given: Mapping[str, pulumi.Input[str]], spec: PrivateLinkEndpointsSpec, name: str
) -> dict[str, pulumi.Output[str]]:
    problems = []
    for service in given:
        path = f"{name}.policies.{service}"
        if service not in spec.services:
            guess = nearest(service, spec.services) or spec.services[0]
            problems.append(
                Problem(
                    "unknown-service",
                    path,
                    "there is no endpoint of this service",
                    service,
                    ", ".join(spec.services),
                    f"write {guess}",
                )
            )
        elif service in TAKES_NO_POLICY:
            problems.append(
                Problem(
                    "policy-not-accepted",
                    path,
                    "this service's endpoint takes no policy (facts 5.19)",
                    service,
                    "no policy",
                    "remove it",
                )
            )
    if problems:
        raise Refused(problems)
    return {service: pulumi.Output.from_input(policy).apply(check_policy) for service, policy in given.items()}
