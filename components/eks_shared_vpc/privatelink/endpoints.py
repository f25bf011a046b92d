"""The owner's interface endpoints, and the one security group that decides who may use them."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import pulumi
import pulumi_aws as aws

from eks_shared_vpc.boundary import gathered, spec_from_args
from eks_shared_vpc.network.args import NetworkContractArgs
from eks_shared_vpc.network.contract import NetworkContract
from eks_shared_vpc.privatelink.args import PrivateLinkEndpointsArgs
from eks_shared_vpc.privatelink.policies import check_policy, organization_policy
from eks_shared_vpc.privatelink.services import TAKES_NO_POLICY, answered_names, short_name
from eks_shared_vpc.privatelink.spec import PrivateLinkEndpointsSpec, ipv6_label, resource_label
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
        spec = spec_from_args(PrivateLinkEndpointsSpec, args, name)
        super().__init__("eks-shared-vpc:index:PrivateLinkEndpoints", name, {}, opts)
        self._prefix, self._spec = name, spec

        group = self._declare_security_group()
        policies = _policies(spec)
        self.endpoints = {
            service: self._declare_endpoint(service, policies.get(service), group) for service in spec.services
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

    @cached_property
    def network(self) -> NetworkContract:
        """The network with these endpoints, as a validated value.

        Raises:
            AttributeError: if the component was given single ids in place of a network.
        """
        network = self._spec.network
        if network is None:
            raise AttributeError("endpoints in subnet_ids know no network: pass network for them to have a contract")
        return network.with_endpoints({service: each.id for service, each in self.endpoints.items()})

    @property
    def contract(self) -> NetworkContractArgs:
        """What the network with these endpoints promises to whoever uses it."""
        return self.network.document()

    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self)

    def _tags(self, name: str) -> dict[str, str]:
        return {**self._spec.tags, "Name": name}

    def _declare_security_group(self) -> aws.ec2.SecurityGroup:
        """The group of the endpoints' interfaces, with a rule for each client.

        Without a group of its own an endpoint gets the VPC's default group, and nodes get timeouts (facts 5.18).
        """
        name, spec = self._prefix, self._spec
        group = aws.ec2.SecurityGroup(
            name,
            vpc_id=spec.placement.vpc_id,
            description="Clients of the interface endpoints",
            tags=self._tags(name),
            opts=self._child(),
        )
        clients = [
            *((label, cidr, None, None) for label, cidr in spec.placement.clients.items()),
            *((ipv6_label(label), None, cidr, None) for label, cidr in spec.placement.ipv6_clients.items()),
            *((label, None, None, client) for label, client in spec.client_security_groups.items()),
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
                tags=self._tags(f"{name}-{label}"),
                opts=self._child(),
            )
        return group

    def _declare_endpoint(
        self, service: str, policy: pulumi.Input[str] | None, group: aws.ec2.SecurityGroup
    ) -> aws.ec2.VpcEndpoint:
        name, spec = f"{self._prefix}-{resource_label(service)}", self._spec
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=spec.placement.vpc_id,
            service_name=service_name(service, spec.region),
            vpc_endpoint_type="Interface",  # both this and private DNS have other defaults (facts 5.15)
            private_dns_enabled=True,
            ip_address_type=spec.ip_address_type.value,
            subnet_ids=[each for _, each in sorted(spec.placement.subnets.items())],
            security_group_ids=[group.id],
            policy=policy,
            tags=self._tags(name),
            opts=self._child(),
        )


def _first_dns_name(entries: Sequence[aws.ec2.outputs.VpcEndpointDnsEntry] | None) -> str:
    """The regional name, which AWS lists first; empty under mocks that return inputs only."""
    return (entries and entries[0].dns_name) or ""


def _policies(spec: PrivateLinkEndpointsSpec) -> Mapping[str, pulumi.Input[str]]:
    """The policies that were given, and the organization's for every other service that supports one."""
    given = {
        service: pulumi.Output.from_input(policy).apply(lambda text: text and check_policy(text))
        for service, policy in spec.policies.items()
    }
    if spec.organization_id is None:
        return given
    short = {service: short_name(service, spec.region) for service in spec.services}
    presets = {
        service: organization_policy(name, spec.organization_id)
        for service, name in short.items()
        if name not in TAKES_NO_POLICY
    }
    return {**presets, **given}
